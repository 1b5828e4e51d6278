"""Room on the disk for large files: a folder for each run, gone afterwards whatever happens."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from bot.errors import Unavailable
from bot.temporary import temporary_root

log = logging.getLogger(__name__)

PREFIX = "chutes-worker-"  # of folders in one that the users of a machine share
RESERVE = 200 * 2**20  # bytes that we leave to others


@contextmanager
def open_folders(parent: Path | None = None) -> Iterator["Folders"]:
    """Yield this worker's place for folders; removes it in the end, and those of dead workers.

    It is new and has a name that nobody can know before, so that nobody can have prepared it.
    """
    parent = parent or temporary_root()
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear(parent)
    place, handle = _claim(parent)
    try:
        yield Folders(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def _claim(parent: Path) -> tuple[Path, int]:
    """Return a new folder in *parent*, and the handle whose lock says that we live."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        try:
            handle = _lock(place)
        except OSError:
            continue  # another worker was faster, and took it for that of a dead one
        if place.exists():
            return place, handle
        os.close(handle)


def _lock(place: Path) -> int:
    """Return a handle of the folder *place* with its lock; raise `OSError` if that is not ours."""
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(handle).st_uid != os.getuid():
            raise PermissionError(f"{place} is somebody else's")
        flock(handle, LOCK_EX | LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


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
                f"My disk has no room for that: it needs {_mb(size)} MB; {_mb(free)} MB are free."
            )


def _clear(parent: Path) -> None:
    """Remove what killed workers left: their locks are free."""
    for place in parent.glob(f"{PREFIX}*"):
        try:
            handle = _lock(place)
        except OSError:
            continue  # another worker's, at work, or another user's
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)
        log.info("removed what a worker that was killed left in %s", place)


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"
