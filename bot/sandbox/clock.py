"""The sandbox's time: the real one, moved; the bot's processes read it from a file."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import utc_now


class MovableClock:
    """Now, plus as many seconds as the file *path* says; none if there is no such file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> datetime:
        return utc_now() + self.moved

    @property
    def moved(self) -> timedelta:
        """How far from the real time it is."""
        try:
            return timedelta(seconds=float(self._path.read_text()))
        except FileNotFoundError:
            return timedelta(0)

    def forward(self, span: timedelta) -> None:
        """Move time on, for every process that reads the same file."""
        new = self._path.with_suffix(".new")
        new.write_text(str((self.moved + span).total_seconds()))
        new.replace(self._path)
