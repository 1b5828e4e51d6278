"""How an episode is told: one message, changed in place, and a line in its thread for each change.

What is to be posted is *marked* in Redis before and noted after it. Whoever finds a mark looks into
the channel whether it is there before anything is posted again. Without the history scope nobody
can look, so nothing is posted again, and the owner hears of it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace

from bot.clock import Clock
from bot.digests.pacing import ChannelPace
from bot.digests.rules import is_ambiguous, is_fatal
from bot.errors import Busy, Undelivered, Unsure
from bot.watches.claims import WatchClaim, WatchClaims
from bot.watches.parts import Compose, WatchParts, name_of, told_by
from bot.watches.records import WatchRun, WatchSwitch
from bot.watches.rules import (
    NextStep,
    Say,
    is_about,
    is_final,
    is_out_of_reach,
    next_step,
    pause_after,
    shown_as,
    told_as,
)

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(seconds=15)  # after an answer that never came, before looking for the post
LONGEST_SEND = 60.0  # seconds, for one part; less than the lease
INLINE = timedelta(seconds=3)  # to wait for the pace here; a longer wait frees the worker

Count = Callable[[str, timedelta], None]  # an outcome, and how late it is
Checkpoint = Callable[[str], None]


@dataclass(frozen=True)
class WatchDelivery:
    """Takes watches that were claimed as far as they can go now.

    *checkpoint* is called with the name of each moment at which a process may die, *count* with
    what went out.
    """

    claims: WatchClaims
    compose: Compose
    parts: WatchParts
    pace: ChannelPace
    clock: Clock
    count: Count = lambda outcome, late: None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    checkpoint: Checkpoint = lambda moment: None

    async def work(self, claim: WatchClaim) -> None:
        """Say what there is to say; a claim that was lost meanwhile is another worker's."""
        self.checkpoint("claimed")
        if claim.run and claim.run.marked and not await self._look_back(claim, claim.run):
            return
        while True:
            step = next_step(claim.watch, claim.state, claim.run, self.clock())
            if step.say is Say.NOTHING:
                await self.claims.leave(claim, claim.run, step.until)
                return
            if step.say is Say.FORGET:
                await self._forget(claim)
                return
            if not await self._take(claim, step):
                return

    def _count(self, outcome: str, run: WatchRun) -> None:
        self.count(outcome, self.clock() - run.began)

    async def _forget(self, claim: WatchClaim) -> None:
        if not await self.claims.drop(claim):
            await self.claims.leave(claim, claim.run, self.clock())

    async def _take(self, claim: WatchClaim, step: NextStep) -> bool:
        """Take one step; False if somebody goes on later."""
        run = self._run(claim)
        if step.say is Say.UPDATE and not run.ts:
            return await self.claims.go_on(claim, replace(run, over=True))
        if not await self._may_go(claim, step.say):
            return False
        if step.say is Say.NOTICE:
            return await self._tell_owner(claim, run)
        self.checkpoint(f"before {step.say}")
        try:
            async with asyncio.timeout(LONGEST_SEND):
                if step.say is Say.UPDATE:
                    return await self._update(claim, run)
                return await self._post(claim, run, step.say)
        except (Undelivered, TimeoutError) as exc:
            return await self._unsent(claim, step.say, exc)

    def _run(self, claim: WatchClaim) -> WatchRun:
        """Return what was said of the episode at hand; nothing yet of a new one."""
        run, episode = claim.run, claim.state.episode
        if run and not (is_final(run) and episode and episode.began != run.began):
            return run
        assert episode, "something is said of an episode"
        return WatchRun(episode.began)

    async def _update(self, claim: WatchClaim, run: WatchRun) -> bool:
        messages = await self.compose(claim.watch, claim.state, run)
        await self.parts.update(claim.watch, run, messages.headline)
        self.checkpoint("updated")
        return await self.claims.go_on(claim, self._shown(claim, run))

    def _shown(self, claim: WatchClaim, run: WatchRun) -> WatchRun:
        """Return *run* once its message says how things are, for good if it is about no more."""
        over = not is_about(run, claim.watch, claim.state)
        shown = shown_as(claim.watch, claim.state)
        return replace(run, shown=shown, over=over, failing=None, waiting="")

    async def _post(self, claim: WatchClaim, run: WatchRun, say: Say) -> bool:
        messages = await self.compose(claim.watch, claim.state, run)
        marked_as = name_of(claim.watch, claim.state, run)
        marked = replace(run, marked=self.clock(), marked_as=marked_as)
        if not await self.claims.go_on(claim, marked, checked=True):
            await self.claims.leave(claim, run, self.clock())  # it was changed: look anew
            return False
        self.checkpoint(f"marked {say}")
        if self._is_to_be_sought(claim, marked):
            return await self._look_back(claim, marked)
        message = messages.headline if say is Say.POST else messages.line
        ts = await self.parts.post(claim.watch, marked, message)
        self.checkpoint(f"sent {say}")
        self._count("posted" if say is Say.POST else "told", run)
        return await self.claims.go_on(claim, self._posted(claim, marked, ts))

    def _is_to_be_sought(self, claim: WatchClaim, run: WatchRun) -> bool:
        episode = claim.state.episode
        is_doubted = episode is not None and claim.watch.is_doubted(episode)
        return is_doubted and run.sought != run.marked_as

    def _posted(self, claim: WatchClaim, run: WatchRun, ts: str) -> WatchRun:
        done = {"marked": None, "marked_as": "", "failing": None, "waiting": ""}
        told = replace(run, told=told_as(claim.state), **done)
        return told if run.ts else replace(told, ts=ts, shown=shown_as(claim.watch, claim.state))

    async def _may_go(self, claim: WatchClaim, say: Say) -> bool:
        """Wait for the pace, if that is short; else leave, so that others go out meanwhile."""
        wait = await self.pace.reserve(*self.parts.lanes(claim.watch, say))
        if wait > INLINE:
            await self.claims.leave(claim, claim.run, self.clock() + wait)
            return False
        if wait:
            await self.sleep(wait.total_seconds())
        return True

    async def _unsent(self, claim: WatchClaim, say: Say, error: Exception) -> bool:
        """Decide what an error means; False if somebody goes on later."""
        now, run = self.clock(), self._run(claim)
        reason = getattr(error, "reason", "no answer in time")
        if isinstance(error, Unsure | TimeoutError) or is_ambiguous(reason):
            await self.claims.leave(claim, replace(run, waiting=reason), now + LOOK_BACK)
            return False
        ready = replace(run, marked=None, marked_as="", failing=run.failing or now, waiting=reason)
        if isinstance(error, Busy):
            span = timedelta(seconds=error.retry_after)
            await self.pace.hold(self.parts.lanes(claim.watch, say)[0], span)
            await self.claims.leave(claim, ready, now + span)
            return False
        log.warning("%s of watch %s: Slack answers %s", say, claim.watch.key.member, reason)
        is_wanted = claim.watch.switch is WatchSwitch.ON
        if is_fatal(reason) and is_wanted:
            return await self._switch_off(claim, ready, reason)
        if say is not Say.POST and (is_fatal(reason) or is_out_of_reach(reason)):
            return await self.claims.go_on(claim, self._given_up(claim, ready, say))
        await self.claims.leave(claim, ready, now + pause_after(ready.failing or now, now))
        return False

    def _given_up(self, claim: WatchClaim, run: WatchRun, say: Say) -> WatchRun:
        """The message is no more, or can't be changed: what was to be said of it is left out."""
        shown = self._shown(claim, run)
        return replace(shown, told=told_as(claim.state)) if say is Say.LINE else shown

    async def _switch_off(self, claim: WatchClaim, run: WatchRun, reason: str) -> bool:
        """Nothing can be posted there any more: switch this watch off, and tell its owner once."""
        off = replace(claim.watch, switch=WatchSwitch.REFUSED, refusal=reason)
        if not await self.claims.switch_off(claim, off, replace(run, over=True)):
            await self.claims.leave(claim, run, self.clock())
            return False
        self._count("refused", run)
        self.checkpoint("switched off")
        return True

    async def _tell_owner(self, claim: WatchClaim, run: WatchRun) -> bool:
        """At most once, whatever Slack answers: telling nothing is better than telling twice."""
        if not await self.claims.go_on(claim, replace(run, notified=True), checked=True):
            await self.claims.leave(claim, run, self.clock())
            return False
        self.checkpoint("marked notice")
        try:
            await self.parts.tell_owner(claim.watch, run)
        except Undelivered as exc:
            log.warning("the owner of %s is not told: %s", claim.watch.key.member, exc)
        return True

    async def _look_back(self, claim: WatchClaim, run: WatchRun) -> bool:
        """Find out whether what is marked is out; False if somebody goes on later."""
        now = self.clock()
        try:
            found = await self.parts.find(claim.watch, run)
        except Busy as exc:
            await self.claims.leave(claim, run, now + timedelta(seconds=exc.retry_after))
            return False
        except Unsure:
            await self.claims.leave(claim, run, now + LOOK_BACK)
            return False
        except Undelivered as exc:
            return await self._cannot_look(claim, run, exc.reason)
        told = told_by(run.marked_as) if found else run.told
        sought = {"marked": None, "marked_as": "", "sought": run.marked_as}
        ready = replace(run, ts=run.ts or found or "", told=told, **sought)
        return await self.claims.go_on(claim, ready)

    async def _cannot_look(self, claim: WatchClaim, run: WatchRun, reason: str) -> bool:
        """Nothing is posted that may be there already."""
        log.warning("whether %s arrived: %s", run.marked_as, reason)
        ready = replace(run, marked=None, marked_as="", waiting=reason)
        if run.ts:
            return await self.claims.go_on(claim, replace(ready, told=told_by(run.marked_as)))
        self._count("unsure", run)
        return await self.claims.go_on(claim, replace(ready, lost=True))
