"""The connection to Slack: one session for all that leaves this process."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.config import Settings
from bot.errors import SettingsError

log = logging.getLogger(__name__)

CALL_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)  # seconds, for a call
RETRY_AFTER = 5.0  # seconds between tries to reach Slack at the start
OUR_FAULT = {
    "invalid_auth",
    "not_authed",
    "not_allowed_token_type",
    "missing_scope",
    "account_inactive",
    "token_revoked",
    "token_expired",
}


@dataclass(frozen=True)
class Connection:
    """The session and, over it, the client with our bot token; it tries nothing again by itself."""

    session: aiohttp.ClientSession
    client: AsyncWebClient


@asynccontextmanager
async def open_connection(settings: Settings) -> AsyncIterator[Connection]:
    """Open the session; whether Slack can be reached shows at the first call."""
    async with aiohttp.ClientSession(timeout=CALL_TIMEOUT) as session:
        client = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=str(settings.slack_api_url),
            session=session,
            retry_handlers=[],
        )
        yield Connection(session, client)


async def identify(client: AsyncWebClient) -> str:
    """Ask Slack who we are, and return our name; see `insist`."""
    me = await call_until_reachable("SLACK_BOT_TOKEN", client.auth_test)
    log.info("we are %s in %s", me["user"], me.get("team"))
    return str(me["user"])


async def call_until_reachable(
    variable: str, call: Callable[[], Awaitable[AsyncSlackResponse]]
) -> AsyncSlackResponse:
    """Return Slack's answer to *call*, however long Slack is out of reach.

    Raises `SettingsError` if Slack refuses the token in *variable*.
    """
    while True:
        try:
            return await call()
        except SlackApiError as exc:
            if exc.response["error"] in OUR_FAULT:
                problem = f"{variable}: Slack refuses it ({exc.response['error']})."
                raise SettingsError(problem) from None
            log.warning("Slack answered %s; trying again", exc.response["error"])
        except (aiohttp.ClientError, TimeoutError) as exc:
            log.warning("Slack is out of reach (%s); trying again", type(exc).__name__)
        await asyncio.sleep(RETRY_AFTER)
