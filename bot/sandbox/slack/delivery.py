"""Getting a payload to the bot, by socket or by signed HTTP, and its answer back."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.installation import Installation

TIMEOUT = "operation_timeout"
UNDELIVERED = "dispatch_failed"
PATIENCE = 3.0  # seconds in which the bot has to acknowledge


@dataclass(frozen=True)
class Parcel:
    """Something for the bot; *kind* is Socket Mode's word: `slash_commands`, `interactive` or
    `events_api`. Only if *wants_answer* may the acknowledgement carry a payload."""

    kind: str
    summary: str
    payload: dict[str, Any]
    wants_answer: bool = False
    retry: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back: *body* (JSON, text or nothing), or *failure* in Slack's own word.

    Whatever Slack has against it is added to *refused*, which the wire shows.
    """

    body: Any = None
    failure: str | None = None
    ack_ms: float | None = None
    may_retry: bool = True
    refused: list[str] = field(default_factory=list)

    def outcome(self) -> dict[str, Any]:
        """Return how it went for the person, as the drive API tells it."""
        if self.failure:
            return {"ok": False, "error": self.failure, "ack_ms": self.ack_ms}
        return {"ok": True, "ack_ms": self.ack_ms}


class Carrier(Protocol):
    """Brings parcels to the bot."""

    async def send(self, parcel: Parcel, patience: float) -> Answer: ...


class Delivery:
    """Hands each parcel to *carrier*: the sockets, or a request URL."""

    def __init__(self, app: Installation, carrier: Carrier) -> None:
        self.carrier = carrier
        self.patience = PATIENCE
        self._app = app

    async def send(self, parcel: Parcel) -> Answer:
        """Return the bot's answer to *parcel*; never raises for what the bot does."""
        if parcel.kind == "interactive" and not self._app.manifest.interactive:
            raise Mistaken("The app is not configured to handle interactive responses.")
        return await self.carrier.send(parcel, self.patience)

    async def verify(self) -> bool:
        """Say whether the app answers Slack's challenge, as a request URL has to."""
        payload = {"type": "url_verification", "challenge": secrets.token_hex(8)}
        body = (await self.send(Parcel("events_api", "url_verification", payload, True))).body
        return (body.get("challenge") if isinstance(body, dict) else body) == payload["challenge"]
