"""Chance without memory: the same question gets the same answer, in whatever order it is asked."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from random import Random
from struct import unpack
from uuid import UUID


@dataclass(frozen=True)
class Dice:
    """Draws that depend on *seed* and on what is drawn, and on nothing drawn before."""

    seed: int

    @cached_property
    def _key(self) -> bytes:
        return str(self.seed).encode()

    def reals(self, *what: object) -> tuple[float, ...]:
        """Return eight numbers in [0, 1) for *what*."""
        return tuple((n >> 11) * 2**-53 for n in unpack("<8Q", self.digest(*what)))

    def uuid(self, *what: object) -> str:
        """Return a v5-style UUID for *what*."""
        return str(UUID(bytes=self.digest(*what)[:16], version=5))

    def stream(self, *what: object) -> Random:
        """Return a generator for a long series of draws about *what*."""
        return Random(self.digest(*what))

    def digest(self, *what: object) -> bytes:
        """Return 64 bytes for *what*."""
        return blake2b(":".join(map(str, what)).encode(), key=self._key).digest()
