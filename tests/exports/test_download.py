"""Files on their way to our disk."""

import asyncio
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.client import open_chutes
from bot.chutes.exports import ExportFile, ExportKind
from bot.errors import NotFound, Refused, Unavailable
from bot.exports import folders as places
from bot.exports.download import Downloads, Text, drop_partial_record
from bot.exports.folders import open_folders
from tests.chutes.wire import open_wire, refuse, reply

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FILE = ExportFile(datetime(2026, 4, 19, 18, tzinfo=UTC), ExportKind.INVOCATIONS)
BODY = b"a,b\r\n1,2\r\n"


@pytest.fixture
async def save(tmp_path):
    """Return what saves a file of at most 1,000 bytes that a server answers with."""

    async def save(answer: bytes):
        with open_folders(tmp_path / "place") as folders:
            async with open_wire() as wire, open_chutes(wire.url, clock=lambda: NOW) as chutes:
                wire.answers = [answer]
                downloads = Downloads(chutes, folders, 1000)
                return await downloads.save(FILE, tmp_path / "f.csv", lambda done, size: None)

    return save


async def test_a_file(save):
    """It is saved as it comes."""
    saved = await save(reply(BODY, kind="text/csv"))

    assert saved.path.read_bytes() == BODY
    assert (saved.size, saved.cut_off) == (len(BODY), 0)


async def test_no_file(save):
    """A 404 is the client's error."""
    with pytest.raises(NotFound):
        await save(refuse(404, "Invocations export not found year=2026"))


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"x" * 1001, kind="text/csv"),
        b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n" + b"x" * 1001,
    ],
    ids=["says so", "does not say"],
)
async def test_too_large(save, answer):
    """What is larger than the limit is refused, whether it says so or not."""
    with pytest.raises(Refused, match="larger than the 0 MB that I read"):
        await save(answer)


async def test_it_breaks_off(save):
    """A connection that ends before the file does is no file."""
    with pytest.raises(Unavailable, match="closed the connection"):
        await save(reply(BODY, kind="text/csv")[:-3])


@pytest.mark.parametrize(
    ("body", "kept", "cut_off"),
    [
        (b"", b"", 0),
        (b"a\r\n1\r\n", b"a\r\n1\r\n", 0),
        (b"a\r\n1\r\n2", b"a\r\n1\r\n", 1),
        (b"a\r\n1\r\n2\r", b"a\r\n1\r\n", 1),
        (b'a\r\n"1\n"\r\n', b'a\r\n"1\n"\r\n', 0),
        (b'a\r\n"1\n"', b"a\r\n", 1),
        (b'a\r\n"1\n2\n', b"a\r\n", 1),
        (b'a\r\n"1\n""2\n', b"a\r\n", 1),
    ],
)
def test_a_record_that_is_not_whole(body, kept, cut_off):
    """The last line feed outside quotes ends the last record; what follows is cut off."""
    disk = BytesIO(body)

    assert drop_partial_record(disk, body.count(b'"')) == cut_off
    assert disk.getvalue() == kept


@given(st.binary(), st.lists(st.integers(0, 30)))
def test_any_bytes_become_text(body, cuts):
    """Wherever the pieces begin, the same characters are replaced."""
    text, pieces, start = Text(), [], 0
    for cut in cuts:
        pieces.append(text.clean(body[start : start + cut]))
        start += cut
    pieces.append(text.clean(body[start:], final=True))

    assert b"".join(pieces).decode() == body.decode("utf-8-sig", errors="replace")
    assert text.quotes == body.count(b'"')


def test_what_a_killed_worker_left(tmp_path, caplog):
    """Folders of workers that are gone are removed, which is no fault; those of the living stay."""
    caplog.set_level("INFO")
    holding = (
        "import sys, pathlib\n"
        "from bot.exports.folders import open_folders\n"
        "with open_folders(pathlib.Path(sys.argv[1])) as folders, folders.folder() as folder:\n"
        "    (folder / 'large.csv').write_text('x')\n"
        "    print(folder, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holding, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as worker:
        assert worker.stdout
        assert worker.stdout.readline()
        with open_folders(tmp_path):
            pass
        assert list(tmp_path.glob("*/*/large.csv"))
        worker.kill()
        worker.wait()
    with open_folders(tmp_path):
        assert not list(tmp_path.glob("*/*/large.csv"))
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_workers_that_start_at_once(tmp_path, monkeypatch):
    """A worker that starts does not take the new folder of another for that of a dead one."""
    make, second = tempfile.mkdtemp, []

    def start() -> bool:
        with open_folders(tmp_path) as folders, folders.folder() as folder:
            return folder.exists()

    def interrupted(*args, **given) -> str:
        name = make(*args, **given)
        if not second:
            second.append(pool.submit(start))
            wait(second, timeout=0.3)
        return name

    with ThreadPoolExecutor() as pool:
        monkeypatch.setattr(tempfile, "mkdtemp", interrupted)
        assert start()
        assert second[0].result()


def test_what_others_prepared(tmp_path, monkeypatch):
    """In a folder that all users share, nobody can know our names, nor lead us anywhere."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "lock").write_text("keep")
    (tmp_path / f"{places.PREFIX}link").symlink_to(precious)
    (tmp_path / f"{places.PREFIX}file").write_text("keep")
    theirs = tmp_path / f"{places.PREFIX}theirs"
    theirs.mkdir()
    if os.getuid() == 0:
        os.chown(theirs, 1234, 1234)

    with open_folders() as folders, folders.folder() as folder:
        assert folder.stat().st_mode & 0o77 == 0
        assert folder.parent.stat().st_mode & 0o77 == 0

    assert (precious / "lock").read_text() == "keep"
    assert (tmp_path / f"{places.PREFIX}file").read_text() == "keep"
    assert theirs.exists() == (os.getuid() == 0)


async def test_a_folder_is_gone_whatever_happens(tmp_path):
    """A cancelled job leaves nothing."""
    with open_folders(tmp_path) as folders:

        async def work() -> None:
            with folders.folder() as folder:
                (folder / "large.csv").write_text("x")
                await asyncio.sleep(10)

        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        assert list(tmp_path.glob("*/*/large.csv"))
        task.cancel()
        await asyncio.wait({task})

        assert not list(tmp_path.glob("*/*/large.csv"))
