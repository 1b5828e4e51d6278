"""What is left of a limit, told from the clocks that its gate keeps (GCRA): nothing is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio.client import Pipeline

from bot.config import Rate, Settings

QUESTIONS, REPORTS = "chutes:limit", "chutes:report-limit"  # what the clocks' keys begin with
MS = timedelta(milliseconds=1)
SLACK = 1000.0  # ms, as in gcra.lua


@dataclass(frozen=True)
class Left:
    """How many more *rate* allows at once."""

    count: int
    rate: Rate


@dataclass(frozen=True)
class Allowance:
    """How many *things* a person and a workspace may ask for; the clocks' keys begin with *key*."""

    things: str
    key: str
    per_person: Rate
    per_workspace: Rate

    def left(self, clocks: Sequence[bytes | None], now: float) -> tuple[Left, Left]:
        """Return what the person and the workspace have left; *now* is Redis' time in ms."""
        person, workspace = clocks
        return _left(self.per_person, person, now), _left(self.per_workspace, workspace, now)


def clocks(limited: str, team_id: str, user_id: str) -> list[str]:
    """Return the keys of the person's and the workspace's clock. TTL: until they are caught up."""
    return [f"{limited}:{team_id}:{user_id}", f"{limited}:{team_id}"]


def report_clocks(team_id: str, user_id: str) -> list[str]:
    """Return the keys of the clocks that new reports put forward."""
    return clocks(REPORTS, team_id, user_id)


def ask_left(pipe: Pipeline, those: Sequence[Allowance], team_id: str, user_id: str) -> None:
    """Put one question on *pipe*: how the clocks of *those* stand for a person there."""
    pipe.mget([key for one in those for key in clocks(one.key, team_id, user_id)])


def read_left(
    values: Sequence[bytes | None], those: Sequence[Allowance], now: float
) -> dict[str, tuple[Left, Left]]:
    """Return what the answer to `ask_left` says, by what is limited; *now* as in `left`."""
    pairs = zip(those, values[::2], values[1::2], strict=True)
    return {one.things: one.left((person, workspace), now) for one, person, workspace in pairs}


def _left(rate: Rate, clock: bytes | None, now: float) -> Left:
    period = rate.period / MS
    ahead = max(0.0, _number(clock) - now)  # how far the clock has been put forward, ms
    if ahead > period + SLACK:
        ahead = 0.0  # of a time that was wrong; the gate goes by none of these either
    return Left(max(0, int((period - ahead) * rate.count / period)), rate)


def _number(clock: bytes | None) -> float:
    try:
        return float(clock or 0)
    except ValueError:
        return 0.0


def allowances(settings: Settings) -> tuple[Allowance, ...]:
    """Return every limit that a person may meet."""
    questions = settings.limit_per_person, settings.limit_per_workspace
    reports = settings.report_limit_per_person, settings.report_limit_per_workspace
    return (
        Allowance("questions", QUESTIONS, *questions),
        Allowance("reports", REPORTS, *reports),
    )
