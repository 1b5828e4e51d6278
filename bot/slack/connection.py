"""The connection to Slack: one session for all that leaves this process."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.errors import SettingsError

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)  # seconds, for a call
AGAIN = 5.0  # seconds between tries to reach Slack at the start
OUR_FAULT = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}


@dataclass(frozen=True)
class Connection:
    """The session and, over it, the client with our bot token; it tries nothing again by itself."""

    session: aiohttp.ClientSession
    client: AsyncWebClient


@asynccontextmanager
async def open_connection(settings: Settings) -> AsyncIterator[Connection]:
    """Open the session; whether Slack can be reached shows at the first call."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = AsyncWebClient(
            settings.slack_bot_token.get_secret_value(),
            base_url=str(settings.slack_api_url),
            session=session,
            retry_handlers=[],
        )
        yield Connection(session, client)


async def greet(client: AsyncWebClient) -> str:
    """Ask Slack who we are, and return our name.

    A wrong token stops the start, a Slack out of reach is waited for.
    """
    while True:
        try:
            me = await client.auth_test()
        except SlackApiError as exc:
            if exc.response["error"] in OUR_FAULT:
                problem = f"SLACK_BOT_TOKEN: Slack refuses it ({exc.response['error']})."
                raise SettingsError(problem) from None
            log.warning("Slack answered %s; trying again", exc.response["error"])
        except (aiohttp.ClientError, TimeoutError) as exc:
            log.warning("Slack is out of reach (%s); trying again", type(exc).__name__)
        else:
            log.info("we are %s in %s", me["user"], me.get("team"))
            return str(me["user"])
        await asyncio.sleep(AGAIN)
