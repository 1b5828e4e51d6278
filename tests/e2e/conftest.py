"""The bot as its own processes, between the sandbox's Slack and API."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.sandbox.api import Api
from bot.sandbox.slack import Slack
from bot.sandbox.world import World
from tests.conftest import small_world

ROOT = Path(__file__).parent.parent.parent


class Running:
    """`python -m bot run` in a folder of its own; what it starts is in sessions of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder = folder
        self.settings = settings
        self._process: Process | None = None
        self.log = ""

    async def start(self, **more: str) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.settings}
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self.folder,
            env={**environment, **more},
            stderr=PIPE,
        )

    async def say(self, command: str, **more: str) -> tuple[int, str]:
        """Run another command to its end; return its status, and what it prints."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.settings}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", command),
            cwd=self.folder,
            env={**environment, **more},
            stdout=PIPE,
            stderr=PIPE,
        )
        said, errors = await process.communicate()
        self.log += errors.decode()
        assert process.returncode is not None
        return process.returncode, said.decode()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return the status with which the process then ends."""
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        """Wait for the process to end by itself; return its status."""
        assert self._process
        async with asyncio.timeout(30):
            _, errors = await self._process.communicate()
        self.log += errors.decode()
        assert self._process.returncode is not None
        return self._process.returncode

    def processes(self, *words: str) -> list[int]:
        """Return the pids of processes whose command line or folder is ours, with these words."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                line = (path / "cmdline").read_bytes().replace(b"\\0", b" ").decode()
                where = (path / "cwd").readlink()
            except OSError:
                continue
            ours = where == self.folder or where.is_relative_to(self.folder)
            if ours and all(word in line for word in words):
                found.append(int(path.name))
        return found


@pytest.fixture
def world() -> World:
    """The platform of today: the bot's processes go by the true time."""
    return small_world()


@pytest.fixture
async def running(tmp_path: Path, slack: Slack, api: Api) -> AsyncIterator[Running]:
    """The bot's command, not started yet, with the settings of Socket Mode."""
    running = Running(
        tmp_path,
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "CHUTES_API_URL": api.url,
            "PORT": "0",
        },
    )
    try:
        yield running
    finally:
        if running._process and running._process.returncode is None:
            await running.end(signal.SIGKILL)
        for pid in running.processes():
            os.kill(pid, signal.SIGKILL)
