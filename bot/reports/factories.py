"""What the settings mean for reports."""

from datetime import timedelta

from redis.asyncio import Redis

from bot.chutes.auth import Credentials, Hotkey, report_credentials
from bot.clock import Clock
from bot.config import Settings
from bot.reports.store import ReportStore
from bot.store.encryption import Encryption


def follow(settings: Settings) -> timedelta:
    """Return for how long a report is looked for in the platform's files."""
    return timedelta(days=settings.report_follow_days)


def report_store(settings: Settings, redis: Redis) -> ReportStore:
    """Build what web processes and workers share of the reports."""
    return ReportStore(
        redis,
        Encryption(settings.fernet_keys),
        timedelta(days=settings.report_keep_days),
        (settings.report_limit_per_person, settings.report_limit_per_workspace),
    )


def credentials(settings: Settings, clock: Clock) -> Credentials | None:
    """Return what to report with, if anything."""
    key, seed = settings.chutes_api_key, settings.chutes_hotkey_seed
    return report_credentials(
        key.get_secret_value() if key else None, seed.get_secret_value() if seed else None, clock
    )


def account_of(given: Credentials | None) -> str | None:
    """Return a name for the account: reports that it cannot make, another one may."""
    if isinstance(given, Hotkey):
        return given.address
    return (given.user_id or "key") if given else None
