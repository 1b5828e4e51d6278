"""What the bot can do, independent of Slack; one promise a file."""

from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis

from bot.chutes.auth import Credentials, Hotkey, report_credentials
from bot.clock import Clock
from bot.config import Settings
from bot.digests.service import Digests
from bot.exports.runs import Runs
from bot.exports.service import Exports
from bot.figures.changes import Floors
from bot.figures.ledger import Enqueue, Ledger
from bot.figures.questions import Questions
from bot.figures.refresh import Pace
from bot.health.health import Pulse
from bot.limits.allowances import Allowance
from bot.limits.limits import Limits
from bot.reports.permissions import People, Reporters
from bot.reports.service import Reports
from bot.reports.store import ReportStore
from bot.store.encryption import Seal


@dataclass(frozen=True)
class Services:
    """The services a handler may ask; *command* is the slash command, for sentences."""

    clock: Clock
    command: str
    digests: Digests
    pulse: Pulse
    exports: Exports
    ledger: Ledger
    floors: Floors
    limits: Limits
    questions: Questions
    reporters: Reporters
    reports: Reports
    report_follow: timedelta


def build_services(
    settings: Settings, redis: Redis, enqueue: Enqueue, clock: Clock, people: People
) -> Services:
    """Build every service over the connections they share; opens nothing."""
    return Services(
        clock=clock,
        command=settings.command,
        digests=Digests(redis, clock),
        pulse=Pulse(redis, allowances(settings), people),
        exports=Exports(redis, Runs(redis, enqueue, clock)),
        ledger=Ledger(redis, enqueue),
        floors=floors(settings),
        limits=Limits(redis, settings.limit_per_person, settings.limit_per_workspace),
        questions=Questions(redis),
        reporters=Reporters(people, settings.reporters, settings.report_guests),
        reports=Reports(
            report_store(settings, redis),
            _account(credentials(settings, clock)),
            timedelta(seconds=settings.report_undo_seconds),
            clock,
        ),
        report_follow=follow(settings),
    )


def follow(settings: Settings) -> timedelta:
    """Return for how long a report is looked for in the platform's files."""
    return timedelta(days=settings.report_follow_days)


def visits(settings: Settings) -> Pace:
    """Return how often to visit the sources of figures, and how long to keep those."""
    return Pace(
        often=timedelta(seconds=settings.refresh_seconds),
        history=timedelta(days=settings.history_days),
    )


def floors(settings: Settings) -> Floors:
    """Return from what on a change counts."""
    return Floors(
        usd=settings.change_floor_usd,
        change=settings.change_floor_percent / 100,
        requests=settings.speed_floor_requests,
        speed=settings.speed_floor_percent / 100,
    )


def allowances(settings: Settings) -> tuple[Allowance, ...]:
    """Return every limit that a person may meet."""
    questions = settings.limit_per_person, settings.limit_per_workspace
    reports = settings.report_limit_per_person, settings.report_limit_per_workspace
    return (
        Allowance("questions", "chutes:limit", *questions),
        Allowance("reports", "chutes:report-limit", *reports),
    )


def report_store(settings: Settings, redis: Redis) -> ReportStore:
    """Build what web processes and workers share of the reports."""
    return ReportStore(
        redis,
        Seal(settings.fernet_keys),
        timedelta(days=settings.report_keep_days),
        (settings.report_limit_per_person, settings.report_limit_per_workspace),
    )


def credentials(settings: Settings, clock: Clock) -> Credentials | None:
    """Return what to report with, if anything."""
    key, seed = settings.chutes_api_key, settings.chutes_hotkey_seed
    return report_credentials(
        key.get_secret_value() if key else None, seed.get_secret_value() if seed else None, clock
    )


def _account(given: Credentials | None) -> str | None:
    """Return a name for the account: reports that it cannot make, another one may."""
    if isinstance(given, Hotkey):
        return given.address
    return (given.user_id or "key") if given else None
