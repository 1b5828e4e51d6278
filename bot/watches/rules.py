"""What is to be said of a watch next: pure decisions about an episode and its one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from bot.slack.reasons import Kind, kind
from bot.watches.episodes import Episode, WatchState
from bot.watches.records import Watch, WatchRun, WatchSwitch

SHORTEST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
OVER = "over"  # what is shown of an episode that has ended, with when


class Say(StrEnum):
    """What goes out next."""

    POST = "post"  # the episode's message
    UPDATE = "update"  # so that it is true again
    LINE = "line"  # into its thread: what has changed
    NOTICE = "notice"  # to the owner, in a direct message
    NOTHING = "nothing"
    FORGET = "forget"  # the watch itself


@dataclass(frozen=True)
class NextStep:
    """What goes out now; nothing may have to wait *until* then."""

    say: Say
    until: datetime | None = None


def next_step(watch: Watch, state: WatchState, run: WatchRun | None, now: datetime) -> NextStep:
    """Say what is to be done, so that one message of the episode exists and is true."""
    if run and (run.lost or watch.switch is WatchSwitch.REFUSED) and not run.notified:
        return NextStep(Say.NOTICE)
    if watch.switch is WatchSwitch.REFUSED:
        return NextStep(Say.NOTHING)
    if run and not is_final(run) and not is_about(run, watch, state):
        return NextStep(Say.UPDATE)
    if watch.switch is WatchSwitch.OFF:
        return NextStep(Say.FORGET)
    return _of_episode(watch, state, run, now) if state.episode else NextStep(Say.NOTHING)


def is_final(run: WatchRun) -> bool:
    """Whether its message need not change any more, unless the episode comes back."""
    return run.over or run.lost or run.shown.startswith(OVER)


def is_about(run: WatchRun, watch: Watch, state: WatchState) -> bool:
    """Whether *run* is of what the watch sees now: it may see something else, or be off."""
    is_same = state.episode is not None and state.episode.began == run.began
    return is_same and watch.switch is WatchSwitch.ON


def _of_episode(watch: Watch, state: WatchState, run: WatchRun | None, now: datetime) -> NextStep:
    episode = state.episode
    assert episode, "there is one to speak of"
    if run and run.began == episode.began:
        return _go_on(watch, state, episode, run, now)
    if not episode.is_open:
        return NextStep(Say.NOTHING)
    return _unless_snoozed(Say.POST, watch, episode, now)


def _go_on(
    watch: Watch, state: WatchState, episode: Episode, run: WatchRun, now: datetime
) -> NextStep:
    if run.lost or run.over:
        return NextStep(Say.NOTHING)
    if not run.ts:
        return _unless_snoozed(Say.POST, watch, episode, now)
    if run.shown != shown_as(watch, state):
        return NextStep(Say.UPDATE)
    if run.told != told_as(state):
        return _unless_snoozed(Say.LINE, watch, episode, now)
    return NextStep(Say.NOTHING)


def _unless_snoozed(say: Say, watch: Watch, episode: Episode, now: datetime) -> NextStep:
    if not watch.is_snoozed(episode, now):
        return NextStep(say)
    is_resting = watch.snoozed_until is not None and now < watch.snoozed_until
    return NextStep(Say.NOTHING, watch.snoozed_until if is_resting else None)


def shown_as(watch: Watch, state: WatchState) -> str:
    """Return what names all that the message says; once it is over, nothing changes any more."""
    if state.episode and not state.episode.is_open:
        return told_as(state)
    said = state.phase, state.reading, watch.snoozed_until, watch.snoozed_episode
    return f"{crc32(repr(said).encode()):08x}"


def told_as(state: WatchState) -> str:
    """Return what names what the thread is told of *state*: each day once, and how it ended."""
    reading, episode = state.reading, state.episode
    if episode and not episode.is_open:
        return f"{OVER} {episode.ended:%Y%m%dT%H%M%S}"
    day = reading.day if reading else ""
    so_far = "so far" if reading and reading.so_far else ""
    return f"{state.phase} {day} {so_far}".strip()


def pause_after(failing: datetime, now: datetime) -> timedelta:
    """Return how long to wait before another try: longer, the longer it has been failing."""
    return min(max((now - failing) / 2, SHORTEST_PAUSE), LONGEST_PAUSE)


def is_out_of_reach(reason: str) -> bool:
    """Whether a message that is to be changed is no more, or can't be changed."""
    return kind(reason) in (Kind.GONE, Kind.SCOPE)
