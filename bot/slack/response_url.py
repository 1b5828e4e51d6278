"""Answers to one question's `response_url`: five uses, over the process's one session."""

import asyncio
from typing import Any

from bot.blocks.message import Message
from bot.errors import Busy, Undelivered, Unsure
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback

USES = 5  # of one response_url; Slack ignores what comes after
USE_TRIES = 3  # of one use, when Slack is busy or has trouble
USE_AGAIN_AFTER = 1.0  # seconds
LONGEST_USE_WAIT = 30.0  # seconds; a longer Retry-After outlives the person's patience


class ResponseUrls:
    """Opens a `Reply` for each question."""

    def __init__(self, client: SlackClient, forms: Fallback) -> None:
        self._client = client
        self._forms = forms

    def to(self, response_url: str, team_id: str) -> "Reply":
        """Return what answers the question that came with *response_url*."""
        return Reply(self._client, response_url, team_id, self._forms)


class Reply:
    """One question's answers."""

    def __init__(
        self, client: SlackClient, response_url: str, team_id: str, forms: Fallback
    ) -> None:
        self._client = client
        self._response_url = response_url
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
            raise Undelivered("used_url")
        self._uses += 1
        for attempt in range(1, USE_TRIES + 1):
            try:
                await self._client.respond(self._response_url, body)
                return
            except (Busy, Unsure) as exc:
                if attempt == USE_TRIES or (wait := _wait(exc, once)) is None:
                    raise
            await asyncio.sleep(wait)


def _wait(trouble: Busy | Unsure, once: bool) -> float | None:
    """Return how many seconds to wait before another try; None if there is to be none."""
    if isinstance(trouble, Unsure):
        return None if once else USE_AGAIN_AFTER
    return trouble.retry_after if trouble.retry_after <= LONGEST_USE_WAIT else None
