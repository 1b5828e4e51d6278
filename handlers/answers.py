"""What hangs under answers: Share, Refresh, more, other days, one chute, a comparison, CSV.

Each asks the question again, or what goes on from it, as if that had been typed.

A public answer that Slack may have taken is not posted again: a private answer that comes twice
is a nuisance, a public one is an embarrassment. Who shared it is told to look.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from redis.exceptions import RedisError

from bot.blocks.csv import file_name
from bot.blocks.message import Message
from bot.blocks.text import escape_sentence, plural, quote
from bot.blocks.tries import try_actions
from bot.errors import BotError, Mistake
from bot.figures.messages.buttons import (
    ASIDE,
    ASK_ASIDE,
    ASKED_ASIDE,
    BESIDE,
    CSV,
    FIRST_DAY,
    LAST_DAY,
    LOOK,
    MORE,
    PICK,
    RANGE,
    REFRESH,
    SHARE,
    Row,
    choice,
    has_buttons,
    picked,
    with_buttons,
    with_note,
)
from bot.figures.messages.changes_since import since
from bot.figures.messages.choices import ASK_ACTION
from bot.figures.periods import newest_complete
from bot.figures.questions import KeptQuestion
from handlers.answer_files import file_to_person, share_sheet
from handlers.clicks import Action, Click, Handler
from handlers.context import Context
from handlers.days import RANGES, with_range
from handlers.dispatch import FIRST_TRIES, Ask, Dispatch, Understood
from handlers.grammar.followups import continued, needs_more
from handlers.grammar.pieces import wants_file
from handlers.modals import Modal, Origin
from handlers.rights import OLDER
from handlers.words import joined, split

NOTHING_BEFORE = "What would that go on from? I know no question before it here. For example:"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnswerPlace:
    """Where an answer is shown: to everybody there, or to one person; who shared it, if so.

    *shared* is the private one of which that was done; below one that is *picking* are two dates.
    """

    public: bool = False
    shared_by: str = ""
    shared: bool = False
    picking: bool = False


PRIVATE = AnswerPlace()


class AnswerButtons:
    """Answers questions as `Dispatch` does, with what can be done about the answer below it."""

    def __init__(self, dispatch: Dispatch, command: str, context: Context) -> None:
        self._dispatch = dispatch
        self._command = command
        self._context = context

    def actions(self) -> tuple[Action, ...]:
        """Return what the buttons do."""
        return (
            Action(REFRESH, self.refresh, replaces=True),
            *_both(RANGE, self.other_days),
            *(action for id in (MORE, LOOK, BESIDE) for action in _both(id, self.go_on)),
            *(Action(id, self.picked_days, replaces=True) for id in (FIRST_DAY, LAST_DAY)),
            Action(SHARE, self.share, public=True, after=self.shared),
            Action(CSV, self.send_file),
            Action(ASK_ACTION, self.ask, replaces=True),
            *(Action(f"{ASK_ASIDE}_{place}", self.ask_aside) for place in range(ASKED_ASIDE)),
            *(Action(name, self.ask, replaces=True, opens=self.form) for name in try_actions()),
        )

    async def answer(
        self,
        understood: Understood,
        place: AnswerPlace = PRIVATE,
        before: KeptQuestion | None = None,
    ) -> Message:
        """Return the answer; it says what changed since it was asked *before*, and, if the words
        were not the ones that were typed, which they are."""
        if understood.guessed:
            understood = await self._continued(understood)
        if understood.subcommand.sheet and self._wants_file(understood):
            return await self._file(understood, place)
        message, understood = await self._dispatch.or_plainer(self._dispatch.answer, understood)
        if understood.guessed:
            line = f"{self._command} {joined(understood.words)}"
            message = with_note(message, escape_sentence(f"Understood as {quote(line)}."))
        if understood.subcommand.sheet is None or has_buttons(message):
            return message
        noted = _with_notes(message, place, before, self._context.services.clock())
        try:
            return await self._with_buttons(noted, understood, place)
        except RedisError as exc:
            log.warning("an answer goes out without buttons: %s", exc)
            return noted

    async def answer_direct(self, understood: Understood) -> Message:
        """Return the answer in a conversation with one person."""
        return await self.answer(understood, AnswerPlace(public=True))

    async def _continued(self, understood: Understood) -> Understood:
        """Return what it means after the last question of its thread.

        Raises `Mistake` for what goes on from a question if there was none.
        """
        ask, services = understood.ask, self._context.services
        try:
            last = await services.questions.last(ask.team_id, ask.thread) if ask.thread else ""
        except RedisError:
            return understood
        found = continued(split(last), understood.said, services.clock()) if last else None
        if found:
            return self._dispatch.again(understood, found)
        if needs_more(understood.said):
            raise Mistake(NOTHING_BEFORE, FIRST_TRIES)
        return understood

    def _wants_file(self, understood: Understood) -> bool:
        words = [*understood.words, *understood.said]
        return wants_file(words, self._context.services.clock())

    async def _file(self, understood: Understood, place: AnswerPlace) -> Message:
        """Send the whole table: where everybody reads the answer, or else to who asks."""
        ask = understood.ask
        sheet, _ = await self._dispatch.or_plainer(self._dispatch.sheet, understood)
        if not place.public:
            return await file_to_person(sheet, ask.user_id, self._context)
        thread_ts = ask.thread.partition(":")[2]
        problem = await share_sheet(sheet, ask.channel_id, thread_ts or None, self._context)
        rows = plural(len(sheet.rows), "row")
        return problem or Message(f"Here's {quote(file_name(sheet))} ({rows}).")

    async def answer_public(self, understood: Understood) -> Message:
        """Return the answer as everybody sees it; `Mistake` for what is a person's own affair."""
        if not understood.subcommand.is_for_everybody:
            line = f"{self._command} {joined(understood.words)}"
            said = f"I can only do that privately. Type {quote(line)}."
            raise Mistake(said, [joined(understood.words)])
        return await self.answer(understood, AnswerPlace(public=True))

    async def _with_buttons(
        self, message: Message, asked: Understood, place: AnswerPlace
    ) -> Message:
        now = self._context.services.clock()
        line = message.offers.line if message.offers else joined(asked.words)
        question_id = await self._context.services.questions.keep(
            asked.ask.team_id,
            asked.ask.user_id,
            KeptQuestion(line, now, dict(message.figures), place.shared_by),
            asked.ask.thread,
        )
        row = Row(RANGES, place.public, place.shared, place.picking)
        return with_buttons(message, question_id, row)

    async def refresh(self, click: Click, context: Context) -> Message:
        asked = await context.services.questions.find(click.team_id, click.value)
        place = AnswerPlace(not click.is_private, asked.shared_by)
        return await self.answer(self._again(click, asked.words), place, asked)

    async def share(self, click: Click, context: Context) -> Message:
        asked = await context.services.questions.find(click.team_id, click.value)
        await context.services.questions.begin_sharing(click.team_id, click.value)
        place = AnswerPlace(public=True, shared_by=click.user_id)
        return await self.answer(self._again(click, asked.words), place)

    async def shared(self, click: Click, context: Context) -> Message | None:
        """Return what the private answer becomes once it was shared; as it was, if that fails."""
        try:
            asked = await context.services.questions.find(click.team_id, click.value)
            return await self.answer(self._again(click, asked.words), AnswerPlace(shared=True))
        except (BotError, RedisError) as exc:
            log.warning("an answer that was shared stays as it was: %s", exc)
            return None

    async def other_days(self, click: Click, context: Context) -> Message:
        question_id, word = choice(click.value)
        asked = await context.services.questions.find(click.team_id, question_id)
        if word == PICK:
            return await self.answer(self._again(click, asked.words), AnswerPlace(picking=True))
        words = with_range(split(asked.words), word, context.services.clock())
        return await self.answer(self._again(click, joined(words)))

    async def picked_days(self, click: Click, context: Context) -> Message:
        """Ask for the days between two dates, of which one was picked just now."""
        question_id, days = picked(click.block_id, click.action_id, click.value)
        asked = await context.services.questions.find(click.team_id, question_id)
        words = with_range(split(asked.words), days, context.services.clock())
        return await self.answer(self._again(click, joined(words)), AnswerPlace(picking=True))

    async def go_on(self, click: Click, context: Context) -> Message:
        """Ask what goes on from the question, as somebody might type it in a thread."""
        question_id, phrase = choice(click.value)
        asked = await context.services.questions.find(click.team_id, question_id)
        found = continued(split(asked.words), split(phrase), context.services.clock())
        if found is None:
            raise Mistake(OLDER)
        return await self.answer(self._again(click, joined(found)))

    def form(self, click: Click) -> tuple[Modal, Origin] | None:
        """Return the form that what the button says is asked in, if it is."""
        ask = (asked := self._again(click, click.value)).ask
        modal = asked.subcommand.modal(ask) if asked.subcommand.modal else None
        return (modal, _origin(ask, click)) if modal else None

    async def ask(self, click: Click, context: Context) -> Message:
        """Ask what the button says, in the place of the message that offers a choice."""
        asked = self._again(click, click.value)
        if click.is_private:
            return await self.answer(asked)
        if click.channel_id.startswith("D"):
            return await self.answer_direct(asked)
        return await self.answer_public(asked)

    async def ask_aside(self, click: Click, context: Context) -> Message:
        """Ask what the button says, for who presses alone: the message is everybody's."""
        return await self.answer(self._again(click, click.value))

    async def send_file(self, click: Click, context: Context) -> Message | None:
        """Send the whole table: into the thread below a public answer, else to the person."""
        asked = await context.services.questions.find(click.team_id, click.value)
        sheet = await self._dispatch.sheet(self._again(click, asked.words))
        if click.is_private:
            return await file_to_person(sheet, click.user_id, context)
        thread_ts = click.thread_ts or click.message_ts
        return await share_sheet(sheet, click.channel_id, thread_ts, context)

    def _again(self, click: Click, words: str) -> Understood:
        who = click.team_id, click.user_id, click.channel_id
        return self._dispatch.understand(Ask(self._command, split(words), *who, text=words))


def _origin(ask: Ask, click: Click) -> Origin:
    return Origin(
        team_id=click.team_id,
        user_id=click.user_id,
        trigger_id=click.trigger_id,
        channel_id=click.channel_id,
        words=ask.words,
        text=ask.text,
    )


def _both(id: str, handler: Handler) -> tuple[Action, Action]:
    """Return what happens in the place of a private answer, and beside a public one."""
    return Action(id, handler, replaces=True), Action(f"{id}{ASIDE}", handler)


def _with_notes(
    message: Message, place: AnswerPlace, before: KeptQuestion | None, now: datetime
) -> Message:
    if place.shared_by:
        message = with_note(message, f"Shared by <@{place.shared_by}>.")
    if before and before.asked_at:
        moved = newest_complete(before.asked_at) != newest_complete(now)
        changed = since(before.figures, message.figures, before.asked_at, moved=moved)
        message = with_note(message, changed)
    return message
