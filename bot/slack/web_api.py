"""Messages in channels, threads and direct messages, by Slack's Web API."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message
from bot.errors import Busy, Undelivered, Unsure
from bot.slack.fallback import Fallback

CALL_TRIES = 3
LONGEST_RETRY_AFTER = 30.0  # seconds
NEVER_SENT = aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError


@dataclass(frozen=True)
class PostedMessage:
    """Where a message is: *ts* names it within *channel*."""

    channel: str
    ts: str


class WebApi:
    """Every method raises `Undelivered` with Slack's reason, `Busy`, or `Unsure`.

    A Retry-After of up to *longest_wait* seconds is obeyed here; a longer one is `Busy`.
    """

    def __init__(
        self, client: AsyncWebClient, forms: Fallback, longest_wait: float = LONGEST_RETRY_AFTER
    ) -> None:
        self._client = client
        self._forms = forms
        self._longest_wait = longest_wait

    async def post(
        self,
        team_id: str,
        channel: str,
        message: Message,
        *,
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> PostedMessage:
        """Post *message*; a user's id as *channel* is a direct message. Never posted twice."""
        where = {"channel": channel, "thread_ts": thread_ts, "metadata": metadata}
        answer = await self._forms.send(
            team_id, message, lambda body: self.call("chat.postMessage", {**body, **where})
        )
        return PostedMessage(answer["channel"], answer["ts"])

    async def update(self, team_id: str, posted: PostedMessage, message: Message) -> None:
        """Put *message* in the place of what was posted."""
        where = {"channel": posted.channel, "ts": posted.ts}

        async def send(body: Mapping[str, Any]) -> dict[str, Any]:
            known = {name: body[name] for name in body if not name.startswith("unfurl_")}
            return await self.call("chat.update", {"blocks": [], **known, **where})

        await self._forms.send(team_id, message, send)

    async def call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method that changes something; obeys Retry-After, else tries nothing again."""
        return await self._call(method, json=_given(arguments))

    async def ask(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Call a method that only reads; those take no JSON."""
        return await self._call(method, params=_given(arguments))

    async def _call(
        self,
        method: str,
        json: dict[str, Any] | None = None,
        params: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        for _ in range(CALL_TRIES):
            try:
                answer = await self._client.api_call(method, json=json, params=params)
            except SlackApiError as exc:
                await asyncio.sleep(_wait(exc, self._longest_wait))
            except NEVER_SENT as exc:
                raise Undelivered(f"no connection ({type(exc).__name__})") from exc
            except (aiohttp.ClientError, TimeoutError) as exc:
                raise Unsure(f"no answer ({type(exc).__name__})") from exc
            else:
                return cast(dict[str, Any], answer.data)
        raise Busy(self._longest_wait)


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _wait(error: SlackApiError, longest: float) -> float:
    """Return the seconds that Slack wants us to wait; raise what the answer means otherwise."""
    response = error.response
    if response.status_code >= 500:
        raise Unsure(f"Slack answered {response.status_code}") from error
    if response.status_code != 429:
        raise Undelivered(response["error"]) from error
    seconds = float(response.headers.get("Retry-After", "1"))
    if seconds > longest:
        raise Busy(seconds) from error
    return seconds
