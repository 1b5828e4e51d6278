"""Answers to one question's `response_url`: five uses, over the process's one session."""

import asyncio
import json
from typing import Any

import aiohttp
from slack_sdk.webhook import WebhookResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.blocks.message import Message
from bot.errors import Undelivered, Unsure
from bot.slack.fallback import Fallback

USES = 5  # of one response_url; Slack ignores what comes after
USE_TRIES = 3  # of one use, when Slack is busy or has trouble
LONGEST_USE_WAIT = 30.0  # seconds; a longer Retry-After outlives the person's patience


class ResponseUrls:
    """Opens a `Reply` for each question."""

    def __init__(self, session: aiohttp.ClientSession, forms: Fallback) -> None:
        self._session = session
        self._forms = forms

    def to(self, response_url: str, team_id: str) -> "Reply":
        """Return what answers the question that came with *response_url*."""
        webhook = AsyncWebhookClient(response_url, session=self._session, retry_handlers=[])
        return Reply(webhook, team_id, self._forms)


class Reply:
    """One question's answers."""

    def __init__(self, webhook: AsyncWebhookClient, team_id: str, forms: Fallback) -> None:
        self._webhook = webhook
        self._team_id = team_id
        self._forms = forms
        self._uses = 0

    async def send(self, message: Message, *, replace: bool = False, public: bool = False) -> None:
        """Say *message*, in the richest form Slack takes; raise `Undelivered` if it takes none.

        It is private unless *public*. With *replace* it takes the place of the message whose
        button was clicked; what a slash command has posted cannot be replaced. What everybody
        would see twice is not tried again if Slack may have taken it: that is `Unsure`.
        """
        manner = {
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": replace,
        }
        once = public and not replace
        await self._forms.send(
            self._team_id, message, lambda body: self._use({**body, **manner}, once)
        )

    async def _use(self, body: dict[str, Any], once: bool) -> None:
        if self._uses >= USES:
            raise Undelivered("its five uses are spent")
        self._uses += 1
        for attempt in range(1, USE_TRIES + 1):
            wait = await self._post(body, once)
            if wait is None:
                return
            if attempt < USE_TRIES:
                await asyncio.sleep(wait)
        raise Unsure("no answer, or a busy Slack, three times")

    async def _post(self, body: dict[str, Any], once: bool) -> float | None:
        """Return None once *body* is posted, else how many seconds to wait before another try."""
        try:
            answer = await self._webhook.send_dict(body)
        except (aiohttp.ClientError, TimeoutError) as exc:
            if once:
                raise Unsure(f"no answer ({type(exc).__name__})") from exc
            return 1.0
        if answer.status_code == 200:
            return None
        if once and answer.status_code >= 500:
            raise Unsure(f"Slack answered {answer.status_code}")
        if (wait := _wait(answer)) is None:
            raise Undelivered(_reason(answer.body))
        return wait


def _wait(answer: WebhookResponse) -> float | None:
    if answer.status_code == 429:
        seconds = float(answer.headers.get("Retry-After", "1"))
        return seconds if seconds <= LONGEST_USE_WAIT else None
    return 1.0 if answer.status_code >= 500 else None


def _reason(body: str) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return body[:200]
