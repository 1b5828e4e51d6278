"""Answers to one question's `response_url`: five uses, over the process's one session."""

import asyncio
import logging
from typing import Any

import aiohttp
from slack_sdk.webhook import WebhookResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import Undelivered
from bot.slack.refusals import REFUSED_BLOCKS, Refusals
from bot.views.message import Message

log = logging.getLogger(__name__)

USES = 5  # of one response_url; Slack ignores what comes after
TRIES = 3  # of one use, when Slack says "too often" or has trouble
LONGEST_WAIT = 30.0  # seconds; a longer Retry-After outlives the person's patience


class Replies:
    """Opens a `Reply` for each question."""

    def __init__(self, session: aiohttp.ClientSession, refusals: Refusals) -> None:
        self._session = session
        self._refusals = refusals

    def to(self, response_url: str, team_id: str) -> "Reply":
        """Return what answers the question that came with *response_url*."""
        webhook = AsyncWebhookClient(response_url, session=self._session, retry_handlers=[])
        return Reply(webhook, team_id, self._refusals)


class Reply:
    """One question's answers, private to the person who asked."""

    def __init__(self, webhook: AsyncWebhookClient, team_id: str, refusals: Refusals) -> None:
        self._webhook = webhook
        self._team_id = team_id
        self._refusals = refusals
        self._uses = 0

    async def send(self, message: Message, *, replace: bool = False) -> None:
        """Say *message*, in the richest form Slack takes; raise `Undelivered` if it takes none.

        With *replace* it takes the place of the message whose button was clicked; what a slash
        command has posted cannot be replaced.
        """
        reason = ""
        for form in await self._refusals.acceptable(self._team_id, message):
            answer = await self._post(
                {
                    **form.payload(),
                    "response_type": "ephemeral",
                    "replace_original": replace,
                }
            )
            if answer.status_code == 200:
                return
            reason = answer.body[:200]
            if not any(word in answer.body for word in REFUSED_BLOCKS):
                break
            await self._refusals.remember(self._team_id, form, reason)
        raise Undelivered(reason)

    async def _post(self, body: dict[str, Any]) -> WebhookResponse:
        if self._uses >= USES:
            raise Undelivered("its five uses are spent")
        self._uses += 1
        for attempt in range(1, TRIES + 1):
            try:
                answer = await self._webhook.send_dict(body)
            except (aiohttp.ClientError, TimeoutError) as exc:
                if attempt == TRIES:
                    raise Undelivered(f"no answer ({type(exc).__name__})") from exc
                await asyncio.sleep(attempt)
                continue
            wait = _wait(answer)
            if wait is None or attempt == TRIES:
                return answer
            await asyncio.sleep(wait)
        raise AssertionError("unreachable")


def _wait(answer: WebhookResponse) -> float | None:
    """Return how many seconds to wait before the same again, or None if that is pointless."""
    if answer.status_code == 429:
        seconds = float(answer.headers.get("Retry-After", "1"))
        return seconds if seconds <= LONGEST_WAIT else None
    return 1.0 if answer.status_code >= 500 else None
