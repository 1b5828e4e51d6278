"""The way of every question: the gate, the handler, a word if it takes long, the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

from redis.exceptions import RedisError

from bot.errands import Errands
from bot.errors import BotError, Undelivered
from bot.metrics import Metrics
from bot.services import Services
from bot.views.message import Message
from handlers.errors import explain

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds; then the person hears that we are on it
WORKING = Message("Working on it…")

Answer = Callable[[], Awaitable[Message | None]]
Say = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Question:
    """Who asks; *id* is the same if Slack delivers it again, *label* is for the metrics."""

    id: str
    team_id: str
    user_id: str
    label: str


class Answers:
    """Turns questions into errands; whatever goes wrong in one becomes words."""

    def __init__(self, services: Services, errands: Errands, metrics: Metrics) -> None:
        self._services = services
        self._errands = errands
        self._metrics = metrics

    def start(
        self, question: Question, answer: Answer, say: Say, *, aside: Say | None = None
    ) -> None:
        """Let *answer* find what to *say*, in the background; it may be nothing.

        That we are working on it, and what went wrong, is said *aside*, if that is another way.
        """
        self._errands.start(self._say(question, answer, say, aside or say))

    async def _say(self, question: Question, answer: Answer, say: Say, aside: Say) -> None:
        began = perf_counter()
        finding = asyncio.create_task(self._find(question, answer))
        try:
            await asyncio.wait({finding}, timeout=PATIENCE)
            if not finding.done():
                await aside(WORKING)
            message, went_well = await finding
            if message:
                await (say if went_well else aside)(message)
        except Undelivered as exc:
            self._metrics.undelivered.inc()
            log.warning("%s", exc)
        finally:
            finding.cancel()
        self._metrics.answer_seconds.labels(question.label).observe(perf_counter() - began)

    async def _find(self, question: Question, answer: Answer) -> tuple[Message | None, bool]:
        """Return what to say, and whether it is what was asked for."""
        outcome = "answered"
        try:
            return await answer() if await self._admit(question) else None, True
        except Exception as error:  # the one border where errors become words
            outcome = "explained" if isinstance(error, BotError) else "failed"
            return explain(error), False
        finally:
            self._metrics.questions.labels(question.label, outcome).inc()

    async def _admit(self, question: Question) -> bool:
        limits = self._services.limits
        try:
            return await limits.admit(question.team_id, question.user_id, question.id)
        except RedisError as exc:
            log.warning("the gate is open, as Redis does not answer: %s", exc)
            return True
