"""Servers that outlived the bot that started them, known by their command line.

A pid may belong to somebody else by now; the random name of a socket that we made does not.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE

from bot.errors import SettingsError

PROC = Path("/proc")


async def shut_down(socket: str, within: float) -> None:
    """End the servers that listen on *socket*: politely, after *within* seconds by force.

    Raises `SettingsError` if one does not end even then.
    """
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in _servers(socket):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await _gone(socket)
                return
    raise SettingsError(f"A server left over on {socket} does not end: end it by hand.")


async def _gone(socket: str) -> None:
    while any(_servers(socket)):  # noqa: ASYNC110 (not our children: nothing tells us)
        await asyncio.sleep(0.05)


def _servers(socket: str) -> Iterator[int]:
    for pid, words in _command_lines():
        if "--unixsocket" in words and socket in words:
            yield pid


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    if PROC.joinpath("self", "cmdline").exists():
        for file in PROC.glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if command := file.read_bytes():
                    yield int(file.parent.name), os.fsdecode(command).split("\0")
        return
    listing = subprocess.run(["ps", "-axww", "-o", "pid=,command="], stdout=PIPE, text=True)
    for line in listing.stdout.splitlines():
        pid, *words = line.split()
        yield int(pid), words
