"""Which checks are made: all of them at the command line, the quick ones in Slack."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

from redis.asyncio import Redis

from bot.clock import Clock, utc_now
from bot.doctor.api import ApiChecks
from bot.doctor.clocks import clocks
from bot.doctor.context import CHECK_WITHIN, CheckContext
from bot.doctor.digests import DigestChecks
from bot.doctor.door import door
from bot.doctor.environment import settings_of
from bot.doctor.examination import Check, examine
from bot.doctor.manifest import says_socket_mode
from bot.doctor.memory import keeping, memory, to_come
from bot.doctor.records import records
from bot.doctor.slack import tokens
from bot.doctor.workers import workers
from bot.health.findings import Finding, note, warning
from bot.health.messages import PLATFORM
from bot.slack.fallback import Fallback
from bot.slack.web_api import WebApi
from bot.store.encryption import Encryption

Examine = Callable[[str], Awaitable[list[Finding]]]
"""Examines the running bot for an admin of a workspace."""

SECOND_BOT = "Or give each its own app: manifest.yml creates another."
DOWNLOADS = 120.0  # seconds; a server without filters sends all its statistics
NOT_RUNNING = note(
    "Not checked: REDIS_URL isn't set, and no bot is running in this folder.",
    "Start it, then look again: `make run`.",
)
START_WORKER = "Start one: `make worker`."
START_AGAIN = "See what `make run` prints: its worker keeps stopping."


def everything(context: CheckContext) -> AsyncIterator[Finding]:
    """Make all checks at once; yield what they find, in a fixed order."""
    settings, session, redis = (
        context.settings,
        context.slack.session,
        context.redis,
    )
    checks = [
        Check("Settings", partial(settings_of, context.environment)),
        Check("Slack", partial(_slack, context)),
        Check(
            "The running bot",
            partial(door, settings, says_socket_mode(), session, context.clock),
        ),
        Check("Clocks", partial(_clocks, context, context.clock)),
        Check("Redis", partial(memory, redis, context.address) if redis else to_come),
    ]
    if redis:
        start = START_WORKER if settings.redis_url else START_AGAIN
        checks += [
            Check("Records", partial(records, redis, Encryption(settings.fernet_keys))),
            Check("Workers", partial(workers, redis, start)),
            Check("Digests", _digests(context, redis).look),
        ]
    else:
        checks += [Check("Workers and digests", _not_running)]
    return examine([*checks, Check(PLATFORM, _api(context).everything, DOWNLOADS)])


def for_admins(
    context: CheckContext,
    notes: Callable[[], Sequence[str]] = tuple,
    machine: Clock = utc_now,
) -> Examine:
    """Return what makes the checks that take little time and no large download.

    *notes* tells what the running bot knows of itself.
    """
    assert context.redis, "a running bot has one"
    redis, client = context.redis, context.slack

    async def examined(team_id: str) -> list[Finding]:
        async def running() -> list[Finding]:
            return [warning(said, SECOND_BOT) for said in notes()]

        checks = [
            Check("The running bot", running, CHECK_WITHIN),
            # No app token: by its connection we were asked, and to try it again has narrow limits.
            Check("Slack", partial(tokens, client, None), CHECK_WITHIN),
            Check("Clocks", partial(_clocks, context, machine), CHECK_WITHIN),
            Check("Redis", partial(keeping, redis), CHECK_WITHIN),
            Check("Digests", partial(_digests(context, redis).look, team_id), CHECK_WITHIN),
            Check(PLATFORM, _api(context).briefly, CHECK_WITHIN),
        ]
        return [finding async for finding in examine(checks)]

    return examined


async def _slack(context: CheckContext) -> list[Finding]:
    token = context.settings.slack_app_token
    return await tokens(context.slack, token.get_secret_value() if token else None)


async def _clocks(context: CheckContext, machine: Clock) -> list[Finding]:
    return await clocks(context.slack, context.chutes, context.redis, machine)


async def _not_running() -> list[Finding]:
    return [NOT_RUNNING]


def _digests(context: CheckContext, redis: Redis) -> DigestChecks:
    posts = WebApi(context.slack, Fallback(redis), longest_wait=0)
    return DigestChecks(redis, posts, context.clock, context.settings.command)


def _api(context: CheckContext) -> ApiChecks:
    settings = context.settings
    has_credentials = bool(settings.chutes_api_key or settings.chutes_hotkey_seed)
    return ApiChecks(context.chutes, context.clock, has_credentials)
