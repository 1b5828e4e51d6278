"""What hangs under answers: Share, Refresh, other days, CSV; each asks the question again.

A public answer that Slack may have taken is not posted again: a private answer that comes twice
is a nuisance, a public one is an embarrassment. Who shared it is told to look.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from redis.exceptions import RedisError

from bot.blocks.csv import as_csv, file_name
from bot.blocks.message import Message
from bot.blocks.text import plural, quote
from bot.errors import BotError, Mistake, Undelivered
from bot.figures.messages.buttons import (
    ASK_ASIDE,
    ASKED_ASIDE,
    CSV,
    RANGE,
    RANGE_ASIDE,
    REFRESH,
    SHARE,
    choice,
    has_buttons,
    with_buttons,
    with_note,
)
from bot.figures.messages.changes_since import since
from bot.figures.messages.choices import ASK_ACTION
from bot.figures.periods import newest_complete
from bot.figures.questions import KeptQuestion
from bot.slack.web_api import WebApi
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.days import RANGES, range_in, with_range
from handlers.dispatch import Ask, Dispatch
from handlers.errors import not_sent
from handlers.words import joined, split

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnswerPlace:
    """Where an answer is shown: to everybody there, or to one person; who shared it, if so.

    *shared* is the private one of which that was done.
    """

    public: bool = False
    shared_by: str = ""
    shared: bool = False


PRIVATE = AnswerPlace()


class AnswerButtons:
    """Answers questions as `Dispatch` does, with what can be done about the answer below it."""

    def __init__(self, dispatch: Dispatch, command: str, tools: Context) -> None:
        self._dispatch = dispatch
        self._command = command
        self._tools = tools

    def actions(self) -> tuple[Action, ...]:
        """Return what the buttons do."""
        return (
            Action(REFRESH, self.refresh, replaces=True),
            Action(RANGE, self.other_days, replaces=True),
            Action(RANGE_ASIDE, self.other_days),
            Action(SHARE, self.share, public=True, after=self.shared),
            Action(CSV, self.send_file),
            Action(ASK_ACTION, self.ask, replaces=True),
            *(Action(f"{ASK_ASIDE}_{place}", self.ask_aside) for place in range(ASKED_ASIDE)),
        )

    async def answer(
        self, ask: Ask, place: AnswerPlace = PRIVATE, before: KeptQuestion | None = None
    ) -> Message:
        """Return the answer to *ask*; it says what changed since it was asked *before*."""
        message = await self._dispatch.answer(ask)
        known = self._dispatch.find(ask)
        if known is None or known.sheet is None or has_buttons(message):
            return message
        noted = _with_notes(message, place, before, self._tools.services.clock())
        try:
            return await self._with_buttons(noted, ask, place)
        except RedisError as exc:
            log.warning("an answer goes out without buttons: %s", exc)
            return noted

    async def answer_public(self, ask: Ask) -> Message:
        """Return the answer as everybody sees it; `Mistake` for what is a person's own affair."""
        known = self._dispatch.find(ask)
        if known and not known.is_for_everybody:
            raise Mistake(f"I can only do that privately. Type `{self._command} {known.name}`.")
        return await self.answer(ask, AnswerPlace(public=True))

    async def _with_buttons(self, message: Message, ask: Ask, place: AnswerPlace) -> Message:
        now = self._tools.services.clock()
        question_id = await self._tools.services.questions.keep(
            ask.team_id,
            ask.user_id,
            joined(ask.words),
            asked_at=now,
            figures=message.figures,
            shared_by=place.shared_by,
        )
        chosen = range_in(ask.words, now)
        return with_buttons(
            message, question_id, RANGES, chosen, public=place.public, shared=place.shared
        )

    async def refresh(self, click: Click, tools: Context) -> Message:
        asked = await tools.services.questions.find(click.team_id, click.value)
        place = AnswerPlace(not click.is_private, asked.shared_by)
        return await self.answer(self._again(click, asked.words), place, asked)

    async def share(self, click: Click, tools: Context) -> Message:
        asked = await tools.services.questions.find(click.team_id, click.value)
        await tools.services.questions.begin_sharing(click.team_id, click.value)
        place = AnswerPlace(public=True, shared_by=click.user_id)
        return await self.answer(self._again(click, asked.words), place)

    async def shared(self, click: Click, tools: Context) -> Message | None:
        """Return what the private answer becomes once it was shared; as it was, if that fails."""
        try:
            asked = await tools.services.questions.find(click.team_id, click.value)
            return await self.answer(self._again(click, asked.words), AnswerPlace(shared=True))
        except (BotError, RedisError) as exc:
            log.warning("an answer that was shared stays as it was: %s", exc)
            return None

    async def other_days(self, click: Click, tools: Context) -> Message:
        question_id, word = choice(click.value)
        asked = await tools.services.questions.find(click.team_id, question_id)
        ask = self._again(click, asked.words)
        words = with_range(ask.words, word, tools.services.clock())
        return await self.answer(replace(ask, words=words))

    async def ask(self, click: Click, tools: Context) -> Message:
        """Ask what the button says, in the place of the message that offers a choice."""
        return await self.answer(self._again(click, click.value), AnswerPlace(not click.is_private))

    async def ask_aside(self, click: Click, tools: Context) -> Message:
        """Ask what the button says, for who presses alone: the message is everybody's."""
        return await self.answer(self._again(click, click.value))

    async def send_file(self, click: Click, tools: Context) -> Message | None:
        """Send the whole table: into the thread below a public answer, else to the person."""
        asked = await tools.services.questions.find(click.team_id, click.value)
        sheet = await self._dispatch.sheet(self._again(click, asked.words))
        content, name = as_csv(sheet), file_name(sheet)
        try:
            channel, thread_ts = await _address(click, tools.posts)
            await tools.files.share(
                content, len(content), name=name, channel=channel, thread_ts=thread_ts
            )
        except Undelivered as exc:
            return Message(not_sent(exc))
        if thread_ts:
            return None
        return Message(f"I sent you {quote(name)} ({plural(len(sheet.rows), 'row')}) in a DM.")

    def _again(self, click: Click, words: str) -> Ask:
        return Ask(self._command, split(words), click.team_id, click.user_id, click.channel_id)


async def _address(click: Click, posts: WebApi) -> tuple[str, str | None]:
    """Return the conversation for a file, and the thread in it."""
    if not click.is_private:
        return click.channel_id, click.thread_ts or click.message_ts
    direct = await posts.call("conversations.open", {"users": click.user_id})
    return direct["channel"]["id"], None


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
