"""How one digest goes out: headline, details and file are steps that resume where they stopped.

A part is *marked* in Redis before it is sent and noted after it. Whoever finds a part that is
marked looks into the channel whether it is there before anything is sent again.

Without the history scope nobody can look, so the owner decides. Setting a digest up posts an
introduction: it tells the channel who wanted it, and is the one way to know, without further
scopes, whether anything can be posted there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.clock import Clock
from bot.digests.calendar import Slot
from bot.digests.claims import DigestClaim, Slots
from bot.digests.draft import DigestMessages
from bot.digests.pacing import ChannelPace, Lane
from bot.digests.parts import Parts
from bot.digests.records import Delivery, Digest, DigestPart, DigestState, SlotOutcome, SlotRun
from bot.digests.rules import (
    DigestWindows,
    due_slots,
    is_ambiguous,
    is_fatal,
    is_final,
    is_hindered,
    may_be_out,
    open_slot,
    pause_after,
)
from bot.errors import Busy, Undelivered, Unsure

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(minutes=1)  # between looks whether a source has the day
LOOK_BACK = timedelta(seconds=15)  # after an answer that never came, before looking for the post
LONGEST_SEND = 60.0  # seconds, for one part; less than the lease
ROUNDING = timedelta(milliseconds=1)  # of the moment at which somebody is woken
INLINE = timedelta(seconds=3)  # to wait for the pace here; a longer wait frees the worker

Compose = Callable[[Digest, SlotRun, datetime], Awaitable[DigestMessages]]
Ended = Callable[[str, timedelta], None]


@dataclass(frozen=True)
class DigestDelivery:
    """Takes digests that were claimed as far as they can go now.

    *checkpoint* is called with the name of each moment at which a process may die.
    """

    slots: Slots
    compose: Compose
    parts: Parts
    pace: ChannelPace
    patience: DigestWindows
    clock: Clock
    inline: timedelta = INLINE
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    checkpoint: Callable[[str], None] = lambda moment: None
    ended: Ended = lambda outcome, late: None

    async def work(self, claim: DigestClaim) -> None:
        """Do what *claim* needs; a claim that was lost meanwhile is another worker's."""
        self.checkpoint("claimed")
        run = claim.run
        if run and run.is_untouched and not self._still_wanted(claim, run):
            run = None
        if run is None and (run := await self._open(claim)) is None:
            return
        is_late = self.clock() - run.due > self.patience.late and not run.again
        if run.is_untouched and is_late:
            run = run.ends(SlotOutcome.MISSED, run.waiting or "too late", told=False)
        if run.outcome is SlotOutcome.REFUSED and claim.digest.state is DigestState.ON:
            run = run.after(DigestPart.NOTICE)  # they know: they switched it on again
        suspect = run.suspect or may_be_out(run, claim.lease.due, self.clock())
        await self._advance(claim, replace(run, suspect=suspect))

    def _still_wanted(self, claim: DigestClaim, run: SlotRun) -> bool:
        is_same = run.again or run.version == claim.version
        return is_same and claim.digest.state is DigestState.ON

    async def _open(self, claim: DigestClaim) -> SlotRun | None:
        """Open the slot that is due; without one, sleep until the next."""
        now = self.clock()
        if claim.again and claim.digest.state is DigestState.ON:
            run = open_slot(claim.digest, Slot(claim.again, now), claim.version, now, again=True)
            return run if await self.slots.go_on(claim, run, again=b"") else None
        due = due_slots(claim.digest, claim.handled, claim.owed, now, self.patience.late)
        if due.missed:
            if not await self.slots.miss(claim, due.missed):
                await self._start_over(claim, None)
                return None
            self.ended(due.missed.outcome.value, due.missed.late)
        if due.to_send is None:
            await self._sleep(claim)
            return None
        return open_slot(claim.digest, due.to_send, claim.version, now)

    async def _sleep(self, claim: DigestClaim) -> None:
        if not await self.slots.close(claim, None, again=b""):
            await self._start_over(claim, None)

    async def _start_over(self, claim: DigestClaim, run: SlotRun | None) -> None:
        """The digest was changed under our hands: look at it anew."""
        await self.slots.leave(claim, run, self.clock())

    async def _advance(self, claim: DigestClaim, run: SlotRun) -> None:
        """Send what is left, part by part, until all is out or something has to wait."""
        draft: DigestMessages | None = None
        following: SlotRun | None = run
        while following and following.to_do:
            run = following
            if run.marked or run.suspect:
                following = await self._look_back(claim, run)
                continue
            if draft is None and run.to_do[0] is not DigestPart.NOTICE:
                draft = await self.compose(claim.digest, run, self.clock())
                self.checkpoint("computed")
                if self._should_wait(run, draft):
                    await self._wait_for_source(claim, run, draft)
                    return
            following = await self._send(claim, run, draft)
        if following:
            await self._finish(claim, following)

    def _should_wait(self, run: SlotRun, draft: DigestMessages) -> bool:
        is_first = run.to_do[0] is DigestPart.HEADLINE and not run.again
        return bool(draft.missing) and is_first and self.clock() < run.due + self.patience.source

    async def _wait_for_source(
        self, claim: DigestClaim, run: SlotRun, draft: DigestMessages
    ) -> None:
        waiting = replace(run, waiting=" ".join(draft.missing))
        until = min(self.clock() + LOOK_AGAIN, run.due + self.patience.source)
        await self.slots.leave(claim, waiting, until)

    async def _send(
        self, claim: DigestClaim, run: SlotRun, draft: DigestMessages | None
    ) -> SlotRun | None:
        """Send the next part; return what is left, or None if somebody goes on later."""
        part = run.to_do[0]
        if skipped := self._skipped(run, draft):
            return skipped
        if not await self._may_go(claim, run, self.parts.lanes(claim, part)):
            return None
        marked = replace(run, marked=self.clock(), turn=None, waiting="")
        if not await self.slots.go_on(claim, marked, checked=part is DigestPart.HEADLINE):
            await self._start_over(claim, run)
            return None
        self.checkpoint(f"marked {part}")
        try:
            async with asyncio.timeout(LONGEST_SEND):
                done = await self.parts.send(claim, marked, part, draft)
        except (Undelivered, TimeoutError) as exc:
            return await self._unsent(claim, marked, part, exc)
        self.checkpoint(f"sent {part}")
        return done  # noted with the next step, at once

    def _skipped(self, run: SlotRun, draft: DigestMessages | None) -> SlotRun | None:
        """Return what is left if the next part is not to be sent."""
        if draft and draft.silent and run.is_untouched and not run.again:
            return run.ends(SlotOutcome.QUIET, "nothing moved", told=False)
        part = run.to_do[0]
        return None if self.parts.has(part, draft) else run.after(part)

    async def _noted(self, claim: DigestClaim, run: SlotRun) -> SlotRun | None:
        return run if await self.slots.go_on(claim, run) else None

    async def _may_go(self, claim: DigestClaim, run: SlotRun, lanes: list[Lane]) -> bool:
        """Wait for the pace, if that is short; else leave, so that others go out meanwhile."""
        if run.turn and run.turn - self.clock() < ROUNDING:
            return True
        wait = await self.pace.reserve(*lanes)
        if wait > self.inline:
            turn = self.clock() + wait
            await self.slots.leave(claim, replace(run, turn=turn), turn)
            return False
        if wait:
            if not await self.slots.go_on(claim, run):
                return False
            await self.sleep(wait.total_seconds())
        return True

    async def _unsent(
        self, claim: DigestClaim, run: SlotRun, part: DigestPart, error: Exception
    ) -> SlotRun | None:
        """Decide what an error means; returns what is left, or None if somebody goes on later."""
        now, ready = self.clock(), replace(run, marked=None)
        reason = getattr(error, "reason", "no answer in time")
        if isinstance(error, Unsure | TimeoutError) or is_ambiguous(reason):
            await self.slots.leave(claim, replace(run, waiting=reason), now + LOOK_BACK)
            return None
        if isinstance(error, Busy):
            span = timedelta(seconds=error.retry_after)
            await self.pace.hold(self.parts.lanes(claim, part)[0], span)
            await self.slots.leave(claim, ready, now + span)
            return None
        log.warning("%s of %s: Slack answers %s", part, claim.key.slot(run.day), reason)
        if part is DigestPart.HEADLINE:
            return await self._headline_refused(claim, ready, reason)
        return await self._part_refused(claim, ready, part, reason)

    async def _headline_refused(
        self, claim: DigestClaim, run: SlotRun, reason: str
    ) -> SlotRun | None:
        if not is_fatal(reason):
            now, later = self.clock(), replace(run, waiting=reason)
            if reason != claim.hindered and is_hindered(run, reason, now):
                await self._tell_hindered(claim, later)
            await self.slots.leave(claim, later, now + pause_after(run, now))
            return None
        digest = replace(claim.digest, state=DigestState.OFF, refusal=reason)
        ended = run.ends(SlotOutcome.REFUSED, reason)
        if await self.slots.switch_off(claim, digest, ended):
            claim.digest = digest
            return ended
        await self._start_over(claim, run)
        return None

    async def _tell_hindered(self, claim: DigestClaim, run: SlotRun) -> None:
        """Let the owner know, once for each reason; at most once, whatever Slack answers."""
        if await self.slots.go_on(claim, run, hindered=run.waiting.encode()):
            try:
                await self.parts.tell_owner(claim, run)
            except Undelivered as exc:
                log.warning("the owner of %s is not told: %s", claim.key.member, exc)

    async def _part_refused(
        self, claim: DigestClaim, run: SlotRun, part: DigestPart, reason: str
    ) -> SlotRun | None:
        """What hangs on the headline is left out if Slack will not have it."""
        now = self.clock()
        if is_final(run, part, reason) or now - run.opened > self.patience.late:
            return await self._noted(claim, run.after(part).without(part, reason))
        await self.slots.leave(claim, replace(run, waiting=reason), now + pause_after(run, now))
        return None

    async def _look_back(self, claim: DigestClaim, run: SlotRun) -> SlotRun | None:
        """Find out whether the next part is out; return what is left then."""
        part = run.to_do[0]
        try:
            found = await self.parts.find(claim, run, part)
        except Busy as exc:
            await self.slots.leave(claim, run, self.clock() + timedelta(seconds=exc.retry_after))
            return None
        except Unsure:
            await self.slots.leave(claim, run, self.clock() + LOOK_BACK)
            return None
        except Undelivered as exc:
            return await self._cannot_look(claim, run, part, exc.reason)
        return await self._looked(claim, run, found)

    async def _looked(
        self, claim: DigestClaim, run: SlotRun, found: SlotRun | None
    ) -> SlotRun | None:
        is_first = run.to_do[0] is DigestPart.HEADLINE
        doubted = run.doubted and not is_first  # of what is not begun nothing is out
        ready = replace(run, marked=None, suspect=False, doubted=doubted)
        if found is None and run.marked is None:
            return ready
        if found or not is_first:
            return await self._noted(claim, found or ready)
        await self._start_over(claim, ready)  # it may not be wanted any more
        return None

    async def _cannot_look(
        self, claim: DigestClaim, run: SlotRun, part: DigestPart, reason: str
    ) -> SlotRun | None:
        """Nothing is sent that may be there already: who set the digest up decides.

        What is only suspect goes out: most likely nobody has sent it.
        """
        if run.marked is None:
            return replace(run, suspect=False)
        log.warning("whether %s of %s arrived: %s", part, claim.key.slot(run.day), reason)
        if part is DigestPart.HEADLINE:
            return await self._noted(claim, run.ends(SlotOutcome.UNSURE, "Slack didn't answer"))
        return await self._noted(claim, run.after(part).without(part, reason))

    async def _finish(self, claim: DigestClaim, run: SlotRun) -> None:
        """Remember what became of the slot, and wake for the next."""
        now, first = self.clock(), run.period.first
        delivery = Delivery(run.day, run.due, run.sent or now, run.outcome, run.reason, first)
        if not run.again:
            claim.handled = run.day
            claim.owed = first if run.outcome is SlotOutcome.MISSED else None
        mended = {"hindered": b""} if run.outcome is SlotOutcome.POSTED else {}
        self.checkpoint("done")
        if not await self.slots.close(claim, delivery, **mended):
            was_quiet = run.outcome is SlotOutcome.QUIET  # it may not be any more
            await self.slots.leave(claim, None if was_quiet else run, now)
        elif not run.again:
            self.ended(run.outcome.value, delivery.late)
