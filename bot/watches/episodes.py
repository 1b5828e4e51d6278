"""From reading to reading: a watch waits for data, is fine, fires, and is fine again.

Missing is a state of its own: it neither fires nor ends what fires. An episode is known by the
moment at which it began; one that comes back within `SAME_EPISODE` is the same one.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from bot.watches.conditions import Calm, Condition, Reading

SAME_EPISODE = timedelta(hours=6)


class Phase(StrEnum):
    WAITING = "waiting"  # for data, or until it is known what is usual
    FINE = "fine"
    FIRING = "firing"
    NO_DATA = "no data"


class Episode(msgspec.Struct, frozen=True):
    """Something is wrong since UTC *day*, as was seen when it *began*.

    *calm* is the first of the days since which it has been on the right side again, if it is.
    """

    began: datetime
    day: date
    calm: date | None = None
    ended: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.ended is None


class WatchState(msgspec.Struct, frozen=True):
    """The newest *reading*, the newest *episode*, and *since* when it is in its phase."""

    reading: Reading | None = None
    episode: Episode | None = None
    since: datetime | None = None

    @property
    def phase(self) -> Phase:
        if self.reading is None:
            return Phase.WAITING
        if self.reading.value is None:
            return Phase.NO_DATA
        if self.is_firing:
            return Phase.FIRING
        return Phase.FINE if self.reading.is_judged else Phase.WAITING

    @property
    def is_firing(self) -> bool:
        """Whether an episode is not over, data or not."""
        return self.episode is not None and self.episode.is_open


def advance(condition: Condition, state: WatchState, reading: Reading, now: datetime) -> WatchState:
    """Return the state after *reading*, which was made at *now*.

    A reading of an earlier day changes nothing; one of the same day takes its place. A day that is
    not over can only begin an episode.
    """
    if state.reading and reading.day < state.reading.day:
        return state
    if reading.so_far and (state.is_firing or not reading.is_wrong):
        return state
    episode = _episode(condition, state.episode, reading, now)
    after = replace(state, reading=reading, episode=episode)
    return after if after.phase is state.phase else replace(after, since=now)


def _episode(
    condition: Condition, episode: Episode | None, reading: Reading, now: datetime
) -> Episode | None:
    if reading.is_wrong:
        if episode and (episode.ended is None or now - episode.ended <= SAME_EPISODE):
            return replace(episode, calm=None, ended=None)
        return Episode(now, reading.day)
    if episode is None or not episode.is_open or not reading.is_judged:
        return episode
    calm = min(episode.calm or reading.day, reading.day)
    is_over = reading.is_clear if condition.calm is Calm.MARGIN else reading.day > calm
    return replace(episode, calm=calm, ended=now if is_over else None)
