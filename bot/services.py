"""What the bot can do, independent of Slack; one promise a file."""

from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis

from bot.clock import Clock
from bot.config import Settings
from bot.digests.channels import PublicChannels
from bot.digests.service import Digests
from bot.exports.runs import Runs
from bot.exports.service import Exports
from bot.figures.changes import Floors
from bot.figures.factories import floors
from bot.figures.ledger import Enqueue, Ledger
from bot.figures.questions import Questions
from bot.health.health import HealthCheck
from bot.limits.allowances import allowances
from bot.limits.limits import Limits
from bot.reports.factories import account_of, credentials, follow, report_store
from bot.reports.permissions import Directory, ReportPermissions
from bot.reports.service import Reports
from bot.store.notes import Notes
from bot.watches.factories import unusual_floor, watches
from bot.watches.service import Watches


@dataclass(frozen=True)
class Services:
    """The services a handler may ask; *command* is the slash command, for sentences."""

    clock: Clock
    command: str
    digests: Digests
    public_channels: PublicChannels
    pulse: HealthCheck
    exports: Exports
    ledger: Ledger
    floors: Floors
    limits: Limits
    notes: Notes
    questions: Questions
    reporters: ReportPermissions
    reports: Reports
    watches: Watches
    unusual_floor: float
    report_follow: timedelta
    answers_outsiders: bool


def build_services(
    settings: Settings, redis: Redis, enqueue: Enqueue, clock: Clock, people: Directory
) -> Services:
    """Build every service over the connections they share; opens nothing."""
    return Services(
        clock=clock,
        command=settings.command,
        digests=Digests(redis, clock),
        public_channels=PublicChannels(redis),
        pulse=HealthCheck(redis, allowances(settings), people),
        exports=Exports(redis, Runs(redis, enqueue, clock)),
        ledger=Ledger(redis, enqueue),
        floors=floors(settings),
        limits=Limits(redis, settings.limit_per_person, settings.limit_per_workspace),
        notes=Notes(redis),
        questions=Questions(redis),
        reporters=ReportPermissions(people, settings.reporters, settings.report_guests),
        reports=Reports(
            report_store(settings, redis),
            account_of(credentials(settings, clock)),
            timedelta(seconds=settings.report_undo_seconds),
            clock,
        ),
        watches=watches(settings, redis, clock),
        unusual_floor=unusual_floor(settings),
        report_follow=follow(settings),
        answers_outsiders=settings.answer_outsiders,
    )
