"""Messages in channels, threads and direct messages, by Slack's Web API."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks.message import Message
from bot.errors import Busy, Unsure
from bot.slack.answers import Fields
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback

CALL_TRIES = 3
LONGEST_RETRY_AFTER = 30.0  # seconds
PUT_AGAIN_AFTER = 0.5, 2.0  # seconds before another try
PUT_WITHIN = 8.0  # seconds; who has waited longer for nothing is not kept waiting
UNFURLS = "unfurl_links", "unfurl_media"  # of a message that is posted; an update knows neither


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
        self, client: SlackClient, forms: Fallback, longest_wait: float = LONGEST_RETRY_AFTER
    ) -> None:
        self.client = client
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
        return PostedMessage(answer.text("channel"), answer.text("ts"))

    async def update(self, team_id: str, posted: PostedMessage, message: Message) -> None:
        """Put *message* in the place of what was posted."""
        where = {"channel": posted.channel, "ts": posted.ts}

        async def attempt(body: dict[str, Any]) -> Fields:
            kept = {name: value for name, value in body.items() if name not in UNFURLS}
            return await self.put("chat.update", {"blocks": [], **kept, **where})

        await self._forms.send(team_id, message, attempt)

    async def direct(self, user_id: str) -> str:
        """Return the id of our conversation with somebody; needs the scope `im:write`."""
        answer = await self.call("conversations.open", {"users": user_id})
        return answer.part("channel").text("id")

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Fields:
        """Call a method that changes something; obeys Retry-After, else tries nothing again."""
        return await self._patiently(lambda: self.client.call(method, json=_given(arguments)))

    async def put(self, method: str, arguments: Mapping[str, Any]) -> Fields:
        """Call a method that leaves the same, however often it is carried out: it is tried again
        if Slack soon says nothing that can be understood."""
        began = asyncio.get_running_loop().time()
        for wait in PUT_AGAIN_AFTER:
            try:
                return await self.call(method, arguments)
            except Unsure:
                if asyncio.get_running_loop().time() - began > PUT_WITHIN:
                    raise
            await asyncio.sleep(wait)
        return await self.call(method, arguments)

    async def ask(self, method: str, arguments: Mapping[str, Any]) -> Fields:
        """Call a method that only reads; those take no JSON."""
        return await self._patiently(lambda: self.client.call(method, params=_given(arguments)))

    async def _patiently(self, call: Callable[[], Awaitable[Fields]]) -> Fields:
        for _ in range(CALL_TRIES):
            try:
                return await call()
            except Busy as exc:
                if exc.retry_after > self._longest_wait:
                    raise
                await asyncio.sleep(exc.retry_after)
        raise Busy(self._longest_wait)


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}
