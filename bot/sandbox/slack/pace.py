"""Rate limits: per method, and for posting per channel; off unless *enabled*."""

import math
import time

from bot.sandbox.slack.errors import Refusal

PER_MINUTE = {
    "chat.update": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.info": 50,
    "conversations.open": 50,
    "conversations.members": 100,
    "users.info": 100,
    "usergroups.users.list": 20,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
    "files.info": 100,
    "bots.info": 50,
    "blocks.validate": 20,
    "apps.connections.open": 50,
}
POSTS_PER_SECOND = 1.0  # in one channel
BURST = 4  # posts that a channel takes at once


class Pace:
    """Counts in real time: each bucket refills at its rate up to its burst."""

    def __init__(self) -> None:
        self.enabled = False
        self._buckets: dict[str, tuple[float, float]] = {}  # key → (tokens, when)

    def check(self, method: str, channel: str | None) -> None:
        """Count one call; raise `Refusal` (429, Retry-After) if it is one too many."""
        if not self.enabled:
            return
        if method == "chat.postMessage":
            self._take(f"{method} {channel}", POSTS_PER_SECOND, BURST)
        elif method in PER_MINUTE:
            self._take(method, PER_MINUTE[method] / 60, PER_MINUTE[method])

    def _take(self, key: str, rate: float, burst: float) -> None:
        now = time.monotonic()
        tokens, since = self._buckets.get(key, (burst, now))
        tokens = min(burst, tokens + (now - since) * rate)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            wait = math.ceil((1 - tokens) / rate)
            raise Refusal("ratelimited", status=429, retry_after=wait)
        self._buckets[key] = (tokens - 1, now)
