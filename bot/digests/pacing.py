"""As many posts as Slack allows, in a channel and in a workspace, from all replicas together."""

from datetime import timedelta
from typing import NamedTuple

from redis.asyncio import Redis

from bot.clock import Clock
from bot.store.codec import milliseconds
from bot.store.scripts import load_script

PACES = "chutes:pace:"  # what the lanes' keys begin with
MILLISECOND = timedelta(milliseconds=1)
LONGEST_BACKLOG = timedelta(minutes=30)  # of a lane; what is ahead by more is of a wrong clock
HELD_MS = 60_000  # a lane's key outlives what it says by that


class Lane(NamedTuple):
    """Calls that Slack counts together: one every *gap*, or *burst* at once after a silence."""

    name: str
    gap: timedelta
    burst: int = 1


def channel_lane(team_id: str, channel_id: str) -> Lane:
    """Slack takes one message a second in a channel."""
    return Lane(f"{team_id}:{channel_id}", timedelta(seconds=1))


def workspace_lane(team_id: str) -> Lane:
    """Slack takes "several hundred" messages a minute in a workspace: 240 are ours."""
    return Lane(team_id, timedelta(milliseconds=250), burst=4)


def files_lane(team_id: str) -> Lane:
    """Slack takes 100 uploads a minute in a workspace."""
    return Lane(f"{team_id}:files", timedelta(milliseconds=650), burst=4)


class ChannelPace:
    """Keys: `chutes:pace:<lane>`, until the lane is free and a minute more."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._pace = load_script(redis, "digests", "pace")

    async def reserve(self, *lanes: Lane) -> timedelta:
        """Reserve the next moment for one call on all *lanes*; return how long it is until then."""
        args: list[float] = [self._now(), milliseconds(LONGEST_BACKLOG)]
        for lane in lanes:
            args += [lane.gap / MILLISECOND, (lane.burst - 1) * lane.gap / MILLISECOND]
        wait: int = await self._pace([_key(lane) for lane in lanes], args)
        return wait * MILLISECOND

    async def hold(self, lane: Lane, span: timedelta) -> None:
        """Let nobody use *lane* for that long, as Slack asked."""
        free = self._now() + (span + (lane.burst - 1) * lane.gap) / MILLISECOND
        await self._redis.set(_key(lane), f"{free:.0f}", px=round(span / MILLISECOND) + HELD_MS)

    def _now(self) -> float:
        return milliseconds(self._clock())


def _key(lane: Lane) -> str:
    return f"{PACES}{lane.name}"
