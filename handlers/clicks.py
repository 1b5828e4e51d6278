"""Buttons and selects: acknowledge, look the action up, put its answer where it belongs."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.message import Message
from bot.errors import Unsure
from bot.slack.response_url import Reply
from bot.slack.views import View
from handlers.context import Context
from handlers.modals import Modal, Origin, open_modal
from handlers.respond import Aside, Question

UNSURE = Message(
    "Slack didn't say whether it took that. Check whether it's there before you try again."
)


@dataclass(frozen=True)
class Click:
    """What was pressed or chosen (*value*), by whom, and where.

    In a message: *channel_id*, *message_ts*, and *thread_ts* if that is in a thread;
    *is_private* if only this person sees it. In a modal or a Home: *screen*. It was done to
    *action_id* in the block *block_id*.
    """

    value: str
    team_id: str
    user_id: str
    trigger_id: str
    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    is_private: bool = False
    screen: View | None = None
    action_id: str = ""
    block_id: str = ""


Handler = Callable[[Click, Context], Awaitable[Message | None]]


@dataclass(frozen=True)
class Action:
    """What a click on *id* does.

    In a message, the answer is private and new; if *replaces*, it takes the place of the message
    that was clicked; if *public*, it is posted for everybody there. In a view, which the handler
    may change itself (`click.screen.put`), it is said on top of that; if *replaces*, it takes the
    place of what a modal shows. Errors, and that we are working on it, are always said in
    private. What *after* returns takes the place of the message once the public answer is out.
    In place of an answer, *modal* may be opened, or what *opens* finds for a click.
    """

    id: str
    answer: Handler | None = None
    replaces: bool = False
    public: bool = False
    modal: Modal | None = None
    after: Handler | None = None
    opens: Callable[[Click], tuple[Modal, Origin] | None] | None = None


class Clicks:
    """The one listener for everything that can be clicked, in messages, modals and Homes."""

    def __init__(self, actions: Iterable[Action], context: Context) -> None:
        self._actions = {action.id: action for action in actions}
        self._context = context

    async def listen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Acknowledge; a click on what we do not know (a link's button) needs no more."""
        await ack()
        clicked = body["actions"][0]
        action = self._actions.get(clicked["action_id"])
        if action and action.modal:
            open_modal(action.modal, self._origin(body, clicked), self._context)
        elif action and action.answer:
            self._take(action, action.answer, self._click(body, clicked), body.get("response_url"))

    def _take(
        self, action: Action, answer: Handler, click: Click, response_url: str | None
    ) -> None:
        if action.opens and (form := action.opens(click)):
            open_modal(*form, self._context)
        else:
            self._start(action, answer, click, response_url)

    def _click(self, body: dict[str, Any], clicked: dict[str, Any]) -> Click:
        container, view = body.get("container", {}), body.get("view") or {}
        team_id = view.get("app_installed_team_id") or body["team"]["id"]
        user_id = body["user"]["id"]
        return Click(
            value=_value(clicked),
            team_id=team_id,
            user_id=user_id,
            trigger_id=body["trigger_id"],
            channel_id=container.get("channel_id", ""),
            message_ts=container.get("message_ts", ""),
            thread_ts=container.get("thread_ts", ""),
            is_private=bool(container.get("is_ephemeral")),
            screen=self._context.screens.of(team_id, user_id, view) if view else None,
            action_id=clicked["action_id"],
            block_id=clicked.get("block_id", ""),
        )

    def _origin(self, body: dict[str, Any], clicked: dict[str, Any]) -> Origin:
        click = self._click(body, clicked)
        return Origin(
            team_id=click.team_id,
            user_id=click.user_id,
            trigger_id=click.trigger_id,
            channel_id=click.channel_id,
            words=[click.value],
        )

    def _start(
        self, action: Action, handler: Handler, click: Click, response_url: str | None
    ) -> None:
        say, aside = self._ways(action, click, response_url)
        question = Question(click.trigger_id, click.team_id, click.user_id, action.id)
        self._context.answers.start(
            question, lambda: handler(click, self._context), say, aside=aside
        )

    def _ways(self, action: Action, click: Click, response_url: str | None) -> tuple[Aside, Aside]:
        """Return how to say the answer, and what is beside it."""
        if screen := click.screen:
            becomes = action.replaces and not screen.is_home
            return screen.become if becomes else screen.say, screen.say
        reply = self._context.replies.to(response_url or "", click.team_id)
        if action.public:
            after = partial(action.after, click, self._context) if action.after else None
            return _publicly(reply, after), reply.send
        return partial(reply.send, replace=action.replaces), reply.send


def _publicly(reply: Reply, after: Callable[[], Awaitable[Message | None]] | None) -> Aside:
    async def say(message: Message) -> None:
        try:
            await reply.send(message, public=True)
        except Unsure:
            await reply.send(UNSURE)
            raise
        if after and (instead := await after()):
            await reply.send(instead, replace=True)

    return say


def _value(clicked: dict[str, Any]) -> str:
    if "selected_option" in clicked:
        return str((clicked["selected_option"] or {}).get("value", ""))
    return str(clicked.get("selected_date") or clicked.get("value", ""))
