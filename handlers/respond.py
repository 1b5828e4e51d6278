"""The way of every question: the gate, the handler, a word if it takes long, the answer."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from redis.exceptions import RedisError
from structlog.contextvars import bind_contextvars

from bot.blocks.message import Message
from bot.errors import BotError, InDoubt, Undelivered
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.web_api import WebApi
from bot.store.connection import in_one_pass
from bot.store.doubt import keeping
from bot.work.background import BackgroundTasks
from handlers.doubt import find_out
from handlers.errors import explain, in_words

log = logging.getLogger(__name__)

WORKING_AFTER = 1.0  # seconds; then the person hears that we are on it
WORKING = Message("Working on it…")

Found = TypeVar("Found")  # a Message, or what else a surface can show
Answer = Callable[[], Awaitable[Found | None]]
Say = Callable[[Found | Message], Awaitable[None]]
Aside = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Question:
    """Who asks; *id* is the same if Slack delivers it again, *label* is for the metrics."""

    id: str
    team_id: str
    user_id: str
    label: str


class Responder:
    """Turns questions into background tasks; whatever goes wrong in one becomes words."""

    def __init__(
        self, services: Services, background: BackgroundTasks, metrics: Metrics, posts: WebApi
    ) -> None:
        self._services = services
        self._posts = posts
        self._background = background
        self._metrics = metrics

    def start(
        self,
        question: Question,
        answer: Answer[Found],
        say: Say[Found],
        *,
        aside: Aside | None = None,
    ) -> None:
        """Let *answer* find what to *say*, in the background; it may be nothing.

        That we are working on it, and what went wrong, is said *aside*, if that is another way.
        """
        self._background.start(self._settle(question, answer, say, aside or say))

    async def _settle(
        self, question: Question, answer: Answer[Found], say: Say[Found], aside: Aside
    ) -> None:
        """Say the answer; if it is in doubt what was done, say later how that turned out."""
        bind_contextvars(question=secrets.token_hex(4))
        in_doubt = False

        async def watched() -> Found | None:
            nonlocal in_doubt
            try:
                return await keeping(answer())
            except InDoubt:
                in_doubt = True
                raise

        await in_one_pass(self._say(question, watched, say, aside))
        if in_doubt:
            await find_out(answer, say, aside)

    async def _say(
        self, question: Question, answer: Answer[Found], say: Say[Found], aside: Aside
    ) -> None:
        began = perf_counter()
        finding = asyncio.create_task(self._find(question, answer))
        try:
            await asyncio.wait({finding}, timeout=WORKING_AFTER)
            if not finding.done():
                await self._in_between(aside)
            found, trouble = await finding
            if trouble:
                await aside(trouble)
            elif found:
                await say(found)
        except Undelivered as exc:
            await self._not_taken(question, exc, aside)
        finally:
            finding.cancel()
        self._metrics.answer_seconds.labels(question.label).observe(perf_counter() - began)

    async def _in_between(self, aside: Aside) -> None:
        """Say that we are on it; if Slack does not take that, the answer may still be taken."""
        try:
            await aside(WORKING)
        except Undelivered as exc:
            log.warning("a word in between: %s", exc)

    async def _not_taken(self, question: Question, error: Undelivered, aside: Aside) -> None:
        """Say that Slack did not take the answer: in its place, or else directly."""
        self._metrics.undelivered.inc()
        log.warning("%s: %s", question.label, error)
        message = Message(f"I have your answer, but Slack didn't take it. {in_words(error)}")
        try:
            await aside(message)
        except Undelivered:
            try:
                await self._posts.post(question.team_id, question.user_id, message)
            except Undelivered as exc:
                log.warning("%s: nor a word about it: %s", question.label, exc)

    async def _find(
        self, question: Question, answer: Answer[Found]
    ) -> tuple[Found | None, Message | None]:
        """Return what was asked for, or else what went wrong."""
        outcome = "answered"
        try:
            return await answer() if await self._admit(question) else None, None
        except Exception as error:  # the one border where errors become words
            outcome = "explained" if isinstance(error, BotError) else "failed"
            return None, explain(error)
        finally:
            self._metrics.questions.labels(question.label, outcome).inc()
            log.info("%s: %s", question.label, outcome)

    async def _admit(self, question: Question) -> bool:
        limits = self._services.limits
        try:
            return await limits.admit(question.team_id, question.user_id, question.id)
        except RedisError as exc:
            log.warning("the gate is open, as Redis does not answer: %s", exc)
            return True
