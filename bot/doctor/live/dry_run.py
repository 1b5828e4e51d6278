"""What the bot says of the real figures: the same questions and digest as ever, asked by nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis

from bot.app import build_context, dry_run
from bot.blocks.message import Message
from bot.digests.calendar import Slot
from bot.digests.rules import open_slot
from bot.digests.worker import composer
from bot.doctor.context import CheckContext
from bot.doctor.live.samples import Samples
from bot.figures.factories import floors, visits
from bot.figures.ledger import Ledger, nobody
from bot.figures.periods import last_days
from bot.figures.refresh import Refresh
from bot.health.findings import Finding
from bot.metrics import Metrics
from bot.reports.factories import report_store
from bot.services import build_services
from bot.slack.fallback import Fallback
from bot.slack.people import SlackPeople
from bot.slack.web_api import WebApi
from bot.work.background import BackgroundTasks

QUESTIONS = {
    "usage": "usage 7d",
    "usage, compared": "usage yesterday top 20",
    "statistics of language models": "stats llm 7d",
    "statistics of image models": "stats diffusion 7d",
    "status": "status",
    "help": "help",
    "an error": "usgae",
}
"""By name: what is typed after the command. None of them changes anything, or starts work.

No reports: whoever reads the channel would read what others filed.
"""


class DryRun(Protocol):
    async def answer(
        self, words: str, team_id: str, user_id: str, channel_id: str, *, public: bool = False
    ) -> Message: ...

    async def home(self, team_id: str, user_id: str) -> Message: ...


@dataclass(frozen=True)
class DryRunMessages:
    """Answers to *who* (as in `Samples`), from figures that are there."""

    check_context: CheckContext
    redis: Redis
    who: Samples
    answers: DryRun

    async def messages(self) -> AsyncIterator[tuple[str, Message]]:
        """Yield every kind of answer, and today's digest."""
        where = self.who.team_id, self.who.person_id, self.who.channel_id
        for name, words in QUESTIONS.items():
            yield name, await self.answers.answer(words, *where)
        yield "usage, shared", await self.answers.answer("usage 7d", *where, public=True)
        async for name, message in self._digest():
            yield name, message

    async def home(self) -> Message:
        return await self.answers.home(self.who.team_id, self.who.person_id)

    async def _digest(self) -> AsyncIterator[tuple[str, Message]]:
        settings, now = self.check_context.settings, self.who.now
        reported = report_store(settings, self.redis)
        compose = composer(Ledger(self.redis, nobody), reported, floors(settings))
        digest, slot = self.who.digest(), Slot(last_days(1, now), now)
        draft = await compose(digest, open_slot(digest, slot, 0, now), now)
        yield "a digest", draft.headline
        if draft.details:
            yield "a digest's details", draft.details


@asynccontextmanager
async def dry_run_messages(
    check_context: CheckContext, redis: Redis, who: Samples
) -> AsyncIterator[DryRunMessages]:
    """Fetch the figures that are not there yet, and yield what answers from them."""
    settings, clock, ledger = check_context.settings, check_context.clock, Ledger(redis, nobody)
    refresh = Refresh(redis, check_context.chutes, ledger, clock, visits(settings))
    for source, state in (await ledger.states()).items():
        if state.fetched_at is None:
            await refresh.visit(source)
    forms = Fallback(redis)
    people = SlackPeople(WebApi(check_context.slack, forms))
    services = build_services(settings, redis, nobody, clock, people)
    async with BackgroundTasks() as background:
        context = build_context(
            check_context.slack, services, forms, background, Metrics(), _unexamined
        )
        yield DryRunMessages(check_context, redis, who, dry_run(settings.command, context))


async def _unexamined(team_id: str) -> list[Finding]:
    return []
