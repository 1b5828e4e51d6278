"""What the settings mean for figures."""

from datetime import timedelta

from bot.config import Settings
from bot.figures.changes import Floors
from bot.figures.refresh import VisitPlan


def visits(settings: Settings) -> VisitPlan:
    """Return how often to visit the sources of figures, and how long to keep those."""
    return VisitPlan(
        often=timedelta(seconds=settings.refresh_seconds),
        history=timedelta(days=settings.history_days),
    )


def floors(settings: Settings) -> Floors:
    """Return from what on a change counts."""
    return Floors(
        usd=settings.change_floor_usd,
        change=settings.change_floor_percent / 100,
        requests=settings.speed_floor_requests,
        speed=settings.speed_floor_percent / 100,
    )
