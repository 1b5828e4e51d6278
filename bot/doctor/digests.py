"""The digests: when each is due, what became of the last one, and why."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import zip_longest

from redis.asyncio import Redis

from bot.blocks.text import duration
from bot.clock import Clock
from bot.digests.records import Delivery, Digest, DigestState, SlotOutcome, team_key
from bot.digests.rules import LATE_AFTER
from bot.digests.service import Digests, is_live
from bot.digests.settings import rhythm
from bot.digests.standing import Standing
from bot.digests.words import long_days
from bot.errors import Undelivered
from bot.health.findings import Finding, broken, fine, note, warning
from bot.slack.reasons import NOT_IN_CHANNEL, mend_of, seen
from bot.slack.web_api import WebApi

LISTED = 10  # digests that are fine
ASKED = 10  # channels that Slack is asked about, whether we are in them


class DigestChecks:
    """Looks after every digest of a workspace, or of all that this memory knows."""

    def __init__(self, redis: Redis, posts: WebApi, clock: Clock, command: str) -> None:
        self._redis = redis
        self._digests = Digests(redis, clock)
        self._posts = posts
        self._clock = clock
        self._command = command

    async def look(self, team_id: str | None = None) -> list[Finding]:
        """Return a finding for each digest that something is wrong with, and for some others."""
        teams = [team_id] if team_id else [found async for found in self._teams()]
        every = [one for team in teams for one in await self._digests.ever_of_team(team)]
        live = [one for one in every if is_live(one.digest)]
        refused = [
            self._refused(one.digest) for one in every if one.digest.refusal and one not in live
        ]
        absences = await asyncio.gather(*(self._absence(one.digest) for one in live[:ASKED]))
        found = [
            _absent(one.digest, why) if why else await self._told(one)
            for one, why in zip_longest(live, absences)
        ]
        if not refused + found:
            return [note(f"No digests yet: `{self._command} digest on` does.")]
        return _shortened([*refused, *found])

    async def _teams(self) -> AsyncIterator[str]:
        prefix = team_key("")
        async for key in self._redis.scan_iter(match=f"{prefix}T*", count=1000):
            yield key.decode().removeprefix(prefix)

    async def _absence(self, digest: Digest) -> str | None:
        """Return Slack's reason if we are not in the channel; None where we are or may not look."""
        if digest.is_personal:
            return None
        question = {"channel": digest.channel_id, "limit": 1}
        try:
            await self._posts.ask("conversations.history", question)
        except Undelivered as exc:
            return exc.reason if exc.reason in NOT_IN_CHANNEL else None
        return None

    def _refused(self, digest: Digest) -> Finding:
        why, first = _way_back(digest, digest.refusal)
        then = f"then `{self._command} digest on` there"
        return broken(f"{_whose(digest)} was switched off: {why}.", f"{first}, {then}.")

    async def _told(self, standing: Standing) -> Finding:
        digest, run = standing.digest, standing.run
        last = next(iter(await self._digests.history(digest.key)), None)
        said = f"{_whose(digest)}, {rhythm(digest)}: {_last(last)}; {self._next(standing)}."
        if run and run.waiting and not run.ts:
            return warning(
                f"{said[:-1]}. It waits: {run.waiting}", "Nothing to do: it continues by itself."
            )
        if last and last.outcome is SlotOutcome.UNSURE:
            return warning(said, "Its owner has a DM with a *Post again* button.")
        if last and last.outcome is SlotOutcome.MISSED:
            return warning(said, "Make sure a worker is running at that hour, or see the reason.")
        return fine(said)

    def _next(self, standing: Standing) -> str:
        if standing.digest.state is DigestState.PAUSED:
            return f"paused until somebody types `{self._command} digest resume`"
        slot = standing.next
        if slot is None:
            return "nothing is due"
        when = "now" if slot.due <= self._clock() else _moment(slot.due)
        return f"next {when}"


def _absent(digest: Digest, reason: str) -> Finding:
    why, first = _way_back(digest, reason)
    return broken(f"{_whose(digest)} won't arrive: {why}.", f"{first}.")


def _way_back(digest: Digest, reason: str) -> tuple[str, str]:
    """Return why nothing can be posted, and what to do first."""
    if reason in NOT_IN_CHANNEL:
        invite = f"Type `/invite @chutes` in #{digest.channel_id}"
        return "the bot isn't in the channel", invite
    return f"{seen(reason)} ({reason})", mend_of(reason).rstrip(".") or "Fix that"


def _shortened(findings: list[Finding]) -> list[Finding]:
    wrong = [finding for finding in findings if finding.is_wrong]
    right = [finding for finding in findings if not finding.is_wrong]
    more = [fine(f"{len(right) - LISTED} more are fine.")] if right[LISTED:] else []
    return [*wrong, *right[:LISTED], *more]


def _whose(digest: Digest) -> str:
    only = f" of {digest.about}" if digest.about else ""
    where = f"The digest{only} in #{digest.channel_id}"
    return f"A personal digest{only}" if digest.is_personal else where


def _last(delivery: Delivery | None) -> str:
    if delivery is None:
        return "none has been due yet"
    reason = f" ({delivery.reason})" if delivery.reason else ""
    day = f"that of {long_days(delivery.period)}"
    match delivery.outcome:
        case SlotOutcome.POSTED if delivery.late < LATE_AFTER:
            return f"{day} came on time{reason}"
        case SlotOutcome.POSTED:
            return f"{day} came {duration(delivery.late)} late{reason}"
        case SlotOutcome.UNSURE:
            return f"it isn't known whether {day} arrived{reason}"
        case SlotOutcome.REFUSED | SlotOutcome.STOPPED | SlotOutcome.QUIET:
            return f"{day} wasn't sent{reason}"
    return f"{day} was missed{reason}"


def _moment(when: datetime) -> str:
    return f"{when:%a} {when.day} {when:%b %H:%M} UTC"
