"""`/chutes`: acknowledge at once, look the first word up, say what its handler returns."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from time import perf_counter

from redis.exceptions import RedisError
from slack_bolt.async_app import AsyncAck

from bot.errands import Errands
from bot.errors import BotError, Mistake, Undelivered
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.replies import Replies, Reply
from bot.views.message import Message
from bot.views.text import quote
from handlers.errors import explain
from handlers.words import unescape

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds; then the person hears that we are on it
WORKING = Message("Working on it…")


@dataclass(frozen=True)
class Ask:
    """What somebody typed after the subcommand, who they are and where."""

    command: str
    words: list[str]
    team_id: str
    user_id: str
    channel_id: str
    question_id: str


@dataclass(frozen=True)
class Subcommand:
    """One thing people can type; *usage* starts with its name."""

    usage: str
    summary: str
    answer: Callable[[Ask, Services], Awaitable[Message]]

    @property
    def name(self) -> str:
        return self.usage.split()[0]


class Command:
    """The one listener for the slash command; its table dispatches, helps and corrects."""

    def __init__(
        self,
        subcommands: Iterable[Subcommand],
        services: Services,
        replies: Replies,
        errands: Errands,
        metrics: Metrics,
    ) -> None:
        self._subcommands = {subcommand.name: subcommand for subcommand in subcommands}
        self._services = services
        self._replies = replies
        self._errands = errands
        self._metrics = metrics

    async def listen(self, ack: AsyncAck, command: dict[str, str]) -> None:
        """Acknowledge, and leave the answer to an errand: nothing is raised to Bolt."""
        await ack()
        self._errands.start(self._answer(command))

    async def _answer(self, command: dict[str, str]) -> None:
        name, *words = unescape(command.get("text", "")).split() or ["help"]
        ask = Ask(
            command=command["command"],
            words=words,
            team_id=command["team_id"],
            user_id=command["user_id"],
            channel_id=command["channel_id"],
            question_id=command["trigger_id"],
        )
        reply = self._replies.to(command["response_url"], ask.team_id)
        try:
            await self._say(name.lower(), ask, reply)
        except Undelivered as exc:
            self._metrics.undelivered.inc()
            log.warning("%s", exc)

    async def _say(self, name: str, ask: Ask, reply: Reply) -> None:
        began = perf_counter()
        message = asyncio.create_task(self._message(name, ask))
        try:
            await asyncio.wait({message}, timeout=PATIENCE)
            if not message.done():
                await reply.send(WORKING)
            if said := await message:
                await reply.send(said)
        finally:
            message.cancel()
        self._metrics.answer_seconds.labels(self._label(name)).observe(perf_counter() - began)

    async def _message(self, name: str, ask: Ask) -> Message | None:
        """Return what to say; None if this very question was answered before."""
        outcome = "answered"
        try:
            if not await self._admit(ask):
                return None
            return await self._subcommand(name, ask.command).answer(ask, self._services)
        except Exception as error:  # the one border where errors become words
            outcome = "explained" if isinstance(error, BotError) else "failed"
            return explain(error)
        finally:
            self._metrics.questions.labels(self._label(name), outcome).inc()

    async def _admit(self, ask: Ask) -> bool:
        try:
            return await self._services.limits.admit(ask.team_id, ask.user_id, ask.question_id)
        except RedisError as exc:
            log.warning("the gate is open, as Redis does not answer: %s", exc)
            return True

    def _subcommand(self, name: str, command: str) -> Subcommand:
        if known := self._subcommands.get(name):
            return known
        close = get_close_matches(name, self._subcommands, n=1)
        hint = f"Did you mean `{command} {close[0]}`?" if close else f"Try `{command} help`."
        raise Mistake(f"I do not know {quote(name)}. {hint}")

    def _label(self, name: str) -> str:
        return name if name in self._subcommands else "unknown"
