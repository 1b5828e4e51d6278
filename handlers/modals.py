"""Modals: opened before anything that can be slow, then filled in; checked, then carried out.

A modal opens before everything else, the gate included, because Slack gives a trigger three
seconds.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.async_app import AsyncAck
from slackblocks import ModalView

from bot.blocks.message import Message
from bot.blocks.modals import saying
from bot.errors import Undelivered, Unsure
from handlers.context import Context
from handlers.errors import explain
from handlers.respond import Question

log = logging.getLogger(__name__)

OPENING = Message("One moment…")
CARRYING_OUT = Message("Working on it…")
FIRST_ANSWER = 0.3  # seconds for Slack to show what the acknowledgement says, before we go on
TOO_LATE = Message("Slack didn't open the form in time. Please try again.")
OPENED_ALREADY = {"exchanged_trigger_id", "trigger_exchanged"}
"""Said when the same click or command was delivered twice: the first delivery has the form."""
CLOSED = {"not_found", "view_not_found"}

Errors = Mapping[str, str]  # sentences by the block_id of the field that they complain about


@dataclass(frozen=True)
class Origin:
    """Who opens a modal and where; *words* were typed or are a button's, *text* is all that was
    typed, *message* is Slack's JSON of the message whose menu it was opened from."""

    team_id: str
    user_id: str
    trigger_id: str
    channel_id: str = ""
    words: Sequence[str] = ()
    text: str = ""
    message: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """What somebody filled in: by block_id a text, a chosen value, or a list of chosen values.

    *kept* is the modal's `private_metadata`: no secret, and not to be trusted with rights.
    """

    team_id: str
    user_id: str
    trigger_id: str
    view_id: str
    values: Mapping[str, Any]
    kept: str


@dataclass(frozen=True)
class Modal:
    """A form. *fill* returns it, or raises a `BotError` that is shown instead; *check* complains
    at fields and must be pure, as Slack waits for it; what *submit* returns takes its place,
    with its *buttons* if a click on them needs no channel."""

    id: str
    title: str
    fill: Callable[[Origin, Context], Awaitable[ModalView]]
    check: Callable[[Submission], Errors]
    submit: Callable[[Submission, Context], Awaitable[Message]]
    buttons: bool = False


def open_modal(modal: Modal, origin: Origin, context: Context) -> None:
    """Open *modal* in the background, before the gate and everything else that can be slow."""
    context.background.start(_open(modal, origin, context))


async def _open(modal: Modal, origin: Origin, context: Context) -> None:
    """Open *modal*, and fill it; its `external_id` finds it if Slack does not say that it is."""
    first = saying(modal.id, modal.title, OPENING).to_dict()
    screen = FormView(modal, {}, origin.user_id, origin.team_id, context)
    external_id = f"{modal.id}-{secrets.token_hex(8)}"
    view = {**first, "external_id": external_id}
    try:
        opened = await context.posts.call(
            "views.open", {"trigger_id": origin.trigger_id, "view": view}
        )
        which = {"view_id": opened.part("view").text("id")}
    except Unsure as exc:
        log.warning("whether %s was opened is not known: %s", modal.id, exc)
        which = {"external_id": external_id}
    except Undelivered as exc:
        log.warning("could not open %s: %s", modal.id, exc)
        if exc.reason not in OPENED_ALREADY:
            late = Question(f"{origin.trigger_id}:late", origin.team_id, origin.user_id, modal.id)
            context.answers.start(late, _too_late, screen.say_beside)
        return
    question = Question(origin.trigger_id, origin.team_id, origin.user_id, modal.id)
    screen = replace(screen, which=which)
    context.answers.start(question, lambda: modal.fill(origin, context), screen.show)


async def _too_late() -> Message:
    return TOO_LATE


class Submissions:
    """The one listener for modals that are submitted."""

    def __init__(self, modals: Iterable[Modal], context: Context) -> None:
        self._modals = {modal.id: modal for modal in modals}
        self._context = context

    async def listen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Complain at the fields, or acknowledge with a word and leave the rest to a task."""
        modal = self._modals.get(body["view"]["callback_id"])
        if modal is None:
            await ack()
            return
        submission = _submission(body)
        try:
            errors = modal.check(submission)
        except Exception as error:  # Slack must get an answer, and Bolt no exception
            await ack(response_action="update", view=self._says(modal, explain(error)))
            return
        if errors:
            await ack(response_action="errors", errors=dict(errors))
            return
        await ack(response_action="update", view=self._says(modal, CARRYING_OUT))
        self._start(modal, submission)

    def _start(self, modal: Modal, submission: Submission) -> None:
        person = submission.team_id, submission.user_id
        question = Question(submission.trigger_id, *person, modal.id)
        screen = FormView(
            modal,
            {"view_id": submission.view_id},
            submission.user_id,
            submission.team_id,
            self._context,
        )

        acknowledged = asyncio.create_task(asyncio.sleep(FIRST_ANSWER))

        async def say(message: Message) -> None:
            await acknowledged
            await screen.show(message)

        self._context.answers.start(question, lambda: modal.submit(submission, self._context), say)

    def _says(self, modal: Modal, message: Message) -> dict[str, Any]:
        return saying(modal.id, modal.title, message).to_dict()


@dataclass(frozen=True)
class FormView:
    """An open modal; what comes after it was closed is a direct message. *which* names it."""

    modal: Modal
    which: Mapping[str, str]
    user_id: str
    team_id: str
    context: Context

    async def show(self, what: ModalView | Message) -> None:
        """Put *what* in the modal's place."""
        view = self._says(what) if isinstance(what, Message) else what
        try:
            await self.context.posts.put("views.update", {**self.which, "view": view.to_dict()})
        except Undelivered as exc:
            if exc.reason not in CLOSED:
                raise
            if isinstance(what, Message):
                await self.say_beside(what)
            elif "external_id" in self.which:  # it has never been open
                await self.say_beside(TOO_LATE)

    async def say_beside(self, message: Message) -> None:
        """Say *message* directly."""
        await self.context.posts.post(self.team_id, self.user_id, message)

    def _says(self, message: Message) -> ModalView:
        modal = self.modal
        return saying(modal.id, modal.title, message, buttons=modal.buttons)


def _submission(body: Mapping[str, Any]) -> Submission:
    view, user = body["view"], body["user"]
    return Submission(
        team_id=view.get("app_installed_team_id") or body["team"]["id"],
        user_id=user["id"],
        trigger_id=body["trigger_id"],
        view_id=view["id"],
        values=dict(_values(view["state"]["values"])),
        kept=view.get("private_metadata", ""),
    )


def _values(state: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for block_id, elements in state.items():
        for element in elements.values():
            yield block_id, _value(element)


def _value(element: Mapping[str, Any]) -> Any:
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or ()]
    if option := element.get("selected_option"):
        return option["value"]
    chosen = (value for name, value in element.items() if name.startswith("selected_"))
    return element.get("value", next(chosen, None))
