"""`trigger_id`: lets the app open one modal, once, within three seconds."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.slack import cast
from bot.sandbox.slack.errors import Refusal

LIFETIME = timedelta(seconds=3)


@dataclass(frozen=True)
class Trigger:
    """Who did something that may open a modal, in which *view* and *channel*, until when."""

    user: str
    until: datetime
    view: str | None = None
    channel: str | None = None


class Triggers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._live: dict[str, Trigger] = {}
        self._used: set[str] = set()

    def issue(self, user: str, *, view: str | None = None, channel: str | None = None) -> str:
        """Return a trigger_id for something that *user* just did."""
        name = f"{secrets.randbelow(10**13)}.{cast.TEAM}.{secrets.token_hex(16)}"
        self._live[name] = Trigger(user, self._clock() + LIFETIME, view, channel)
        return name

    def exchange(self, name: str) -> Trigger:
        """Use the trigger up; raise `Refusal` with Slack's word for why not."""
        if name in self._used:
            raise Refusal("exchanged_trigger_id")
        if name not in self._live:
            raise Refusal("invalid_trigger_id")
        if self._clock() > self._live[name].until:
            raise Refusal("expired_trigger_id")
        self._used.add(name)
        return self._live.pop(name)
