"""The file itself: what is in it, and what is not taken for one."""

import gzip
import stat

import pytest

from bot.errors import SettingsError
from bot.processes.backup import backup, restore
from bot.store.connection import open_redis
from tests.backup.conftest import at


@pytest.fixture
async def filled(redis):
    """Keys of each kind, with and without an end, beside those of somebody else."""
    await redis.set("chutes:day:usage:2026-11-23", b"\x00\xff" * 100_000)
    await redis.set("chutes:question:T1:x", "asked", ex=1000)
    await redis.hset("chutes:digest:T1:C1", mapping={"handled": "2026-11-23", "version": 3})
    await redis.zadd("chutes:digests:due", {"T1:C1": 1.5})
    await redis.rpush("chutes:digest:history:T1:C1", "a", "b")
    await redis.sadd("chutes:digests:T1", "C1")
    await redis.set("chutes:heartbeat", "1", ex=60)
    await redis.set("bull:chutes:meta", "x")
    await redis.set("theirs", "keep")
    return redis


async def test_all_that_is_ours_and_nothing_else(filled, settings, redis_url, elsewhere, tmp_path):
    """Every key is back as it was, to the end that it had; signs of life and the queue are not."""
    path = tmp_path / "backup"
    await backup(at(settings, redis_url), path)
    await restore(at(settings, elsewhere), path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with open_redis(elsewhere) as copy:
        keys = {key async for key in copy.scan_iter()}
        assert keys == {key async for key in filled.scan_iter("chutes:*")} - {b"chutes:heartbeat"}
        for key in keys:
            assert await copy.dump(key) == await filled.dump(key)
        assert 0 < await copy.ttl("chutes:question:T1:x") <= 1000
        assert await copy.ttl("chutes:digests:T1") == -1


async def test_only_into_an_empty_server(filled, settings, redis_url, elsewhere, tmp_path):
    """What is there already stays, unless it is to be replaced; what is not ours stays."""
    path = tmp_path / "backup"
    await backup(at(settings, redis_url), path)
    await filled.set("chutes:names:usage", "later")

    with pytest.raises(SettingsError, match="has a bot's data already"):
        await restore(at(settings, redis_url), path)
    assert await filled.exists("chutes:names:usage", "bull:chutes:meta") == 2

    await restore(at(settings, redis_url), path, force=True)
    assert await filled.exists("chutes:names:usage", "bull:chutes:meta") == 0
    assert await filled.get("theirs") == b"keep"
    assert await filled.get("chutes:question:T1:x") == b"asked"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: whole[:-4] + b"\x00\x00\x00\x00",
        lambda whole: b"",
        lambda whole: b"chutes-bot backup 1\n" + whole,
        lambda whole: gzip.compress(b"chutes-bot backup 2\n"),
        lambda whole: gzip.compress(b"chutes-bot backup 1\n"),
        lambda whole: gzip.compress(b"chutes-bot backup 1\n" + b"\x00\x00\x00\x02\xc1\xc1"),
        lambda whole: gzip.compress(b"chutes-bot backup 1\n" + b"\xff\xff\xff\xff" + b"x" * 100),
    ],
)
async def test_a_file_that_is_none(filled, settings, redis_url, elsewhere, tmp_path, spoil):
    """Cut off, damaged, of another kind: a sentence, and nothing is written or removed."""
    path = tmp_path / "backup"
    await backup(at(settings, redis_url), path)
    path.write_bytes(spoil(path.read_bytes()))

    for url in (elsewhere, redis_url):
        with pytest.raises(SettingsError, match=str(path)):
            await restore(at(settings, url), path, force=True)
    assert await filled.exists("chutes:question:T1:x")
    async with open_redis(elsewhere) as copy:
        assert await copy.dbsize() == 0


async def test_where_nothing_can_be_written(filled, settings, redis_url, tmp_path):
    """No half of a file is left, and an older one stays; the reason is a sentence."""
    with pytest.raises(SettingsError, match=r"nowhere/backup can't be written: No such file"):
        await backup(at(settings, redis_url), tmp_path / "nowhere" / "backup")
    with pytest.raises(SettingsError, match="Redis isn't answering"):
        await backup(at(settings, "redis://127.0.0.1:1"), tmp_path / "backup")

    assert list(tmp_path.glob("*backup*")) == []


async def test_of_an_embedded_server(settings, tmp_path, monkeypatch, filled, redis_url):
    """Without `REDIS_URL` it is the one in this folder, also while no bot runs."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="no bot has stored data in this folder"):
        await backup(settings, tmp_path / "nothing")

    await backup(at(settings, redis_url), tmp_path / "first")
    await restore(settings, tmp_path / "first")
    assert (tmp_path / ".data").exists()
    assert await backup(settings, tmp_path / "second") == f"6 keys are in {tmp_path / 'second'}."
