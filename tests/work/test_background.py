"""Background work of a process."""

import asyncio

from bot.work.background import BackgroundTasks


async def test_leaving_waits():
    """What was started is finished before the context is left."""
    done = []

    async def errand() -> None:
        await asyncio.sleep(0.05)
        done.append(True)

    async with BackgroundTasks() as errands:
        errands.start(errand())

    assert done == [True]


async def test_failures_are_logged(caplog):
    """An errand that fails leaves its traceback in the log, and nothing else fails."""

    async def errand() -> None:
        raise ZeroDivisionError

    async with BackgroundTasks() as errands:
        errands.start(errand())

    assert "ZeroDivisionError" in caplog.text


async def test_leaving_does_not_wait_for_ever(caplog):
    """An errand that does not end is cancelled after the grace."""
    cancelled = []

    async def errand() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async with BackgroundTasks(grace=0.05) as errands:
        errands.start(errand())

    assert cancelled == [True]
    assert "did not finish" in caplog.text
