"""What is still to go wrong: faults that wait for what they meet, counted as they strike."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Generic, Protocol, TypeVar


class Counted(Protocol):
    def strike(self) -> bool:
        """Count one strike; say whether it was the last."""


F = TypeVar("F", bound=Counted)


def last(count: int | None) -> tuple[int | None, bool]:
    """Return what is left of *count* after one strike (None stays), and whether none is."""
    left = None if count is None else count - 1
    return left, left == 0


class Pending(Generic[F]):
    """The faults still to come; of those that meet something the one added first strikes."""

    def __init__(self) -> None:
        self._faults: list[F] = []
        self._cleared = asyncio.Event()

    def __iter__(self) -> Iterator[F]:
        return iter(tuple(self._faults))

    def put(self, fault: F) -> F:
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all faults, and let go of whatever one of them holds back."""
        self._faults.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    def first(self, meets: Callable[[F], bool]) -> F | None:
        """Return the first fault that *meets* what is there, and count it."""
        for fault in self._faults:
            if meets(fault):
                if fault.strike():
                    self._faults.remove(fault)
                return fault
        return None

    async def hold(self, seconds: float | None) -> None:
        """Wait *seconds* (None: for ever), or until the faults are cleared."""
        if seconds != 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._cleared.wait(), seconds)
