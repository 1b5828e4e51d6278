"""The real bot as a process of the sandbox: started, stopped, started again."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parent.parent.parent
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
GRACE = 20.0  # seconds


class Bot:
    """Runs in *folder*, where its data is; sees *settings* and nothing else of our environment.

    Whether it *is_connected* is for Slack to see.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str], is_connected: Callable[[], bool]
    ) -> None:
        self._folder = folder
        self._is_connected = is_connected
        self._turn = asyncio.Lock()  # one restart at a time
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._environment = {**passed_on, **settings, "PYTHONPATH": str(ROOT)}
        self._process: Process | None = None

    @property
    def state(self) -> Literal["starting", "running", "restarting", "stopped"]:
        if self._turn.locked():
            return "restarting"
        if self._process is None or self._process.returncode is not None:
            return "stopped"
        return "running" if self._is_connected() else "starting"

    async def start(self) -> None:
        """Start the process; it is connected a little later."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.sandbox.clocked",
            "run",
            cwd=self._folder,
            env=self._environment,
            start_new_session=True,
        )

    async def stop(self) -> None:
        """Let it finish what it does; kill it if it does not end."""
        if not self._process or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), GRACE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def restart(self) -> None:
        async with self._turn:
            await self.stop()
            await self.start()
