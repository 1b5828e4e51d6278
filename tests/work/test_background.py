"""Background work of a process."""

import asyncio

from bot.work.background import BackgroundTasks


async def test_leaving_waits():
    """What was started is finished before the context is left."""
    done = []

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.append(True)

    async with BackgroundTasks() as tasks:
        tasks.start(work())

    assert done == [True]


async def test_failures_are_logged(caplog):
    """A task that fails leaves its traceback in the log, and nothing else fails."""

    async def work() -> None:
        raise ZeroDivisionError

    async with BackgroundTasks() as tasks:
        tasks.start(work())

    assert "ZeroDivisionError" in caplog.text


async def test_leaving_does_not_wait_for_ever(caplog):
    """A task that does not end is cancelled after the grace."""
    cancelled = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async with BackgroundTasks(grace=0.05) as tasks:
        tasks.start(work())

    assert cancelled == [True]
    assert "did not finish" in caplog.text
