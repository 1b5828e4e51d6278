"""The connection to Slack: one session for all that leaves this process, and who we are there."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import aiohttp

from bot.config import Settings
from bot.errors import SettingsError, Undelivered
from bot.metrics import Heard, unheard
from bot.network import proxy_for, tls_context
from bot.slack.answers import Fields
from bot.slack.client import SlackClient
from bot.slack.reasons import Kind, is_word, kind, sentence
from bot.work.background import cancel

log = logging.getLogger(__name__)

CALL_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)  # seconds, for a call
IDENTIFY_WITHIN = 10.0  # seconds, for a worker: figures are fetched without Slack, too
ACCESS_EVERY = 30.0  # seconds between questions whether Slack still takes our token

Found = TypeVar("Found")


@dataclass(frozen=True)
class Identity:
    """Who our bot token makes us: *name* is how people mention us."""

    name: str
    user_id: str
    bot_id: str
    team_id: str
    enterprise_id: str | None = None

    @property
    def owner(self) -> str:
        """What a memory of ours is marked with; the same whatever token we have."""
        return f"{self.team_id}/{self.user_id}"


@asynccontextmanager
async def open_connection(settings: Settings, heard: Heard = unheard) -> AsyncIterator[SlackClient]:
    """Open the session; whether Slack can be reached shows at the first call."""
    connector = aiohttp.TCPConnector(ssl=tls_context())
    proxy_for(str(settings.slack_api_url))  # or stop here: it cannot be used
    async with aiohttp.ClientSession(connector=connector, timeout=CALL_TIMEOUT) as session:
        token = settings.slack_bot_token.get_secret_value()
        yield SlackClient(session, str(settings.slack_api_url), token, heard=heard)


async def identify(client: SlackClient) -> Identity:
    """Ask Slack who we are; raise `SettingsError` if it will never tell, else `Undelivered`."""
    me = await accepted("SLACK_BOT_TOKEN", client.call("auth.test"))
    found = _identity(me)
    log.info("we are %s in %s", found.name, me.get("team"))
    return found


async def identify_soon(client: SlackClient) -> Identity | None:
    """Ask Slack once who we are; None if it does not tell within `IDENTIFY_WITHIN`."""
    try:
        async with asyncio.timeout(IDENTIFY_WITHIN):
            return _identity(await client.call("auth.test"))
    except (Undelivered, TimeoutError) as exc:
        log.warning("who we are, is not known: %s", exc)
        return None


def _identity(me: Fields) -> Identity:
    return Identity(
        name=me.text("user"),
        user_id=me.text("user_id"),
        bot_id=str(me.get("bot_id", "")),
        team_id=str(me.get("team_id", "")),
        enterprise_id=me.get("enterprise_id"),
    )


@asynccontextmanager
async def watching(client: SlackClient) -> AsyncIterator[None]:
    """Ask Slack from time to time whether it takes our token: `client.access` has the answer."""

    async def look() -> None:
        with suppress(Undelivered):
            await client.call("auth.test")

    watch = asyncio.create_task(_later_and_again(look))
    try:
        yield
    finally:
        await cancel(watch)


async def _later_and_again(look: Callable[[], Awaitable[None]]) -> NoReturn:
    while True:
        await asyncio.sleep(ACCESS_EVERY)
        await look()


async def accepted(variable: str, call: Awaitable[Found]) -> Found:
    """Return what *call* returns; raise `SettingsError` if Slack will never take the token in
    *variable*, and `Undelivered` for what may pass."""
    try:
        return await call
    except Undelivered as exc:
        if not is_word(exc.reason) or kind(exc.reason) in (Kind.PASSING, Kind.UNCLEAR):
            raise
        problem = f"{variable}: Slack refuses it ({exc.reason}). {sentence(exc.reason)}"
        raise SettingsError(problem) from None
