"""Room on the disk for large files: a folder for each run, gone afterwards whatever happens."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from os import getuid
from pathlib import Path

from bot.errors import Unavailable

log = logging.getLogger(__name__)

PARENT = "chutes-exports-{uid}"  # in the system's folder for temporary files, which users share
RESERVE = 200 * 2**20  # bytes that we leave to others


@contextmanager
def open_folders(parent: Path | None = None) -> Iterator["Folders"]:
    """Yield this worker's place for folders; removes it in the end, and those of dead workers."""
    parent = parent or Path(tempfile.gettempdir()) / PARENT.format(uid=getuid())
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        with (parent / "lock").open("w") as start:
            flock(start, LOCK_EX)  # a folder without a lock yet looks like that of a dead worker
            _clear(parent)
            place = _claim(parent, stack)
        yield Folders(place)


def _claim(parent: Path, stack: ExitStack) -> Path:
    """Return a new folder in *parent* that is ours until *stack* ends."""
    new = tempfile.TemporaryDirectory(dir=parent, ignore_cleanup_errors=True)
    place = Path(stack.enter_context(new))
    flock(stack.enter_context((place / "lock").open("w")), LOCK_EX | LOCK_NB)
    return place


class Folders:
    """Where one worker puts its files."""

    def __init__(self, place: Path) -> None:
        self._place = place

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Yield a new folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(dir=self._place, ignore_cleanup_errors=True) as name:
            yield Path(name)

    def require(self, size: int) -> None:
        """Raise `Unavailable` unless there is room for *size* bytes."""
        free = shutil.disk_usage(self._place).free
        if free < size + RESERVE:
            log.error("no room for %d bytes: %d are free", size, free)
            raise Unavailable(
                f"My disk has no room for that: it takes {_mb(size)} MB, and {_mb(free)} are free."
            )


def _clear(parent: Path) -> None:
    """Remove what killed workers left: their locks are free."""
    for place in parent.iterdir():
        try:
            with (place / "lock").open("a") as lock:
                flock(lock, LOCK_EX | LOCK_NB)
                shutil.rmtree(place, ignore_errors=True)
                log.info("removed what a worker that was killed left in %s", place)
        except OSError:
            continue  # another worker's, at work


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"
