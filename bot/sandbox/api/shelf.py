"""Hourly files on disk, made when first asked for: their length is known before they are sent."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from pathlib import Path
from threading import Lock

ROOM = 2_000_000_000  # bytes


class Shelf:
    """Keeps the files last asked for in *folder*: `ROOM` bytes of them, and one more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: OrderedDict[Hashable, Path] = OrderedDict()
        self._made = 0
        self._lock = Lock()

    def file(self, key: Hashable, pieces: Iterable[str]) -> Path:
        """Return the file of *key*, written from *pieces* if it is not there yet."""
        with self._lock:
            if key not in self._files:
                self._make_room()
                self._files[key] = self._write(pieces)
            self._files.move_to_end(key)
            return self._files[key]

    def _write(self, pieces: Iterable[str]) -> Path:
        self._made += 1
        path = self._folder / f"{self._made}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        return path

    def _make_room(self) -> None:
        while sum(path.stat().st_size for path in self._files.values()) > ROOM:
            self._files.popitem(last=False)[1].unlink()
