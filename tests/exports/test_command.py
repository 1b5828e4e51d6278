"""`/chutes export`, typed in the sandbox's Slack, read by a worker, told in a direct message."""

import asyncio
import gzip
import re
import tempfile
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import httpx
import pytest

from tests.conftest import small_world
from tests.conversation import ADA, COSTS, ask, blocks, cells, footer, spaced
from tests.exports import reference

HOUR = "/chutes export 2026-04-19 18"
PATH = "/invocations/exports/2026/04/19/18.csv"


@pytest.fixture
def world(request, clock):
    """A small one: an hour's file has some 300 rows."""
    return small_world(clock, exported=getattr(request, "param", 0.01))


def direct(slack, who: str) -> list[dict]:
    """Return the direct messages that somebody has from the app, oldest first."""
    channel = slack.parts.workspace.direct(slack.parts.workspace.person(who).id)
    messages = slack.messages(channel.id, as_=who) if channel else []
    return [spaced({**message, "channel": channel.id}) for message in messages]


def is_progress(message: dict) -> bool:
    return "run_cancel" in str(message.get("blocks"))


async def told(slack, who: str = ADA, within: float = 20) -> dict:
    """Return the newest direct message once it is not about progress any more."""

    def look():
        messages = [message for message in direct(slack, who) if "thread_ts" not in message]
        return next((m for m in messages[-1:] if not is_progress(m)), None)

    return await slack.wait_for(look, within)


async def fetch(api, path: str) -> bytes:
    """Get a file without any of the bot's code."""
    async with httpx.AsyncClient(verify=False) as http:
        return (await http.get(f"{api.url}{path}")).raise_for_status().content


async def test_an_hour(bot, slack, api):
    """The figures are those of the file, worked out without any of the bot's code."""
    said = await ask(slack, HOUR)
    answer = await told(slack)

    expected = reference.figures(await fetch(api, PATH))
    assert said["text"] == (
        "*invocations, 19 Apr 2026, 17:00–18:00 UTC*: I'm fetching it now and will send it to you "
        "in a DM."
    )
    assert f"*{expected['requests']}* requests in *{expected['attempts']}* att" in answer["text"]
    failed = 100 * expected["failed"] / expected["attempts"]
    assert f"; *{failed:.1f}%* failed." in answer["text"]
    assert f"{expected['p50']:.1f} s median" in answer["text"]
    shown = {row[1] for row in cells(answer)[1:]}
    assert shown == {str(count) for count in expected["chutes"].values()}
    assert "File 18 of 2026-04-19 covers the hour that ends at 18:00 UTC" in footer(answer)
    assert f"{api.url}{PATH}" in footer(answer)
    [chart] = blocks(answer, "data_visualization")
    assert len(chart["chart"]["series"][0]["data"]) == 20


async def test_the_covered_hour_is_the_same_file(bot, slack, api):
    """17:00-18:00 and the file 18 are one question; the second time nothing is fetched."""
    await ask(slack, HOUR)
    answer = await told(slack)
    again = await ask(slack, "/chutes export 2026-04-19 17:00-18:00")

    assert again["text"] == answer["text"]
    assert cells(again) == cells(answer)
    assert [asked.path for asked in api.requests].count(PATH) == 1


@pytest.mark.soak
async def test_a_whole_day(bot, slack, api):
    """24 files, 01 to 23 and 00 of the next day, doubles between them counted once."""
    await ask(slack, "/chutes export 2026-04-18")
    answer = await told(slack, within=60)

    names = [f"2026/04/18/{hour:02}" for hour in range(1, 24)] + ["2026/04/19/00"]
    bodies = [await fetch(api, f"/invocations/exports/{name}.csv") for name in names]
    expected = reference.figures(*bodies)
    assert f"*{expected['requests']:,}* requests in *{expected['attempts']:,}*" in answer["text"]
    assert "24 of 24 files" in footer(answer)
    assert footer(answer).count(".csv|") == 24
    [chart] = blocks(answer, "data_visualization")
    assert len(chart["chart"]["series"][0]["data"]) == 12


MISSING = '{"detail":"Invocations export not found"}'


async def test_a_day_with_holes_names_them(bot, slack, api):
    """Hours without a file are named, and not taken for hours without requests."""
    gone = {"status": 404, "body": MISSING, "content_type": "application/json"}
    api.faults.add("export", "answer", **gone, times=2)
    await ask(slack, "/chutes export 2026-04-18")
    answer = await told(slack, within=60)

    assert "Not included: 00–01 and 01–02 (a gap)." in answer["text"]
    assert "22 of 24 files" in footer(answer)
    [chart] = blocks(answer, "data_visualization")
    assert chart["chart"]["axis_config"]["categories"][0] == "02:00"


@pytest.mark.parametrize(("kind", "noun"), [("reports", "reports"), ("jobs", "jobs")])
async def test_other_kinds(bot, slack, api, kind, noun):
    """Reports by reason, jobs by status, from their own files."""
    await ask(slack, f"/chutes export {kind} 2026-04-19 18")
    answer = await told(slack)

    rows, _ = reference.records(await fetch(api, PATH.replace(".csv", f"-{kind}.csv")))
    ids = {row["invocation_id" if kind == "reports" else "job_id"] for row in rows}
    assert f"*{len(ids)}* {noun} on Chutes, 19 Apr 2026, 17:00–18:00 UTC." in answer["text"]


def showing(slack, table: str) -> dict | None:
    """Return the direct message once its table is that one."""
    caption = f" {table}, by"
    messages = [message for message in direct(slack, ADA) if blocks(message, "data_table")]
    found = (m for m in messages if caption in blocks(m, "data_table")[0]["caption"])
    return next(found, None)


@pytest.mark.parametrize("table", ["failures", "miners"])
async def test_another_table(bot, slack, api, table):
    """A select shows failures or miners instead, in the same place."""
    await ask(slack, HOUR)
    answer = await told(slack)
    where = {"channel": answer["channel"], "ts": answer["ts"]}
    select = blocks(answer, "actions")[0]["elements"][0]
    value = next(o["value"] for o in select["options"] if o["value"].startswith(table))
    await slack.act(ADA, "export_table", value, **where)
    changed = await slack.wait_for(lambda: showing(slack, table), 5)

    expected = reference.figures(await fetch(api, PATH))[table]
    assert changed["text"] == answer["text"]
    assert f"{len(expected)} {table}, by" in blocks(changed, "data_table")[0]["caption"]
    assert int(cells(changed)[1][1]) == max(expected.values())


async def test_asked_by_five(bot, slack, api):
    """The same export asked for by several people at once is read once, and told to each."""
    api.faults.add("export", "slow", delay=0.5)
    people = [ADA, "ben", "chiyo", "gus"]
    for who in people:
        await slack.type(who, COSTS if who != "gus" else "general", HOUR)
    answers = [await told(slack, who) for who in people]

    assert len({answer["text"] for answer in answers}) == 1
    assert "requests in" in answers[0]["text"]
    assert [asked.path for asked in api.requests].count(PATH) == 1


async def press(slack, message: dict, action: str, who: str = ADA) -> None:
    """Press a button under a message."""
    await slack.act(who, action, channel=message["channel"], ts=message["ts"])


async def upload(slack, channel: str, who: str = ADA, within: float = 10) -> dict:
    """Return the message with a file that somebody sees in a conversation."""
    return await slack.wait_for(
        lambda: next((m for m in slack.messages(channel, as_=who) if m.get("files")), None), within
    )


async def content(message: dict) -> bytes:
    async with httpx.AsyncClient(verify=False) as http:
        return (await http.get(message["files"][0]["url_private_download"])).content


async def test_file_to_me(bot, slack, api):
    """The file comes in a thread of a direct message, and is what the API has."""
    await ask(slack, HOUR)
    answer = await told(slack)
    await press(slack, answer, "export_mine")
    file = await upload(slack, answer["channel"])

    assert file["files"][0]["name"] == "2026-04-19-18.csv"
    assert await content(file) == await fetch(api, PATH)
    parent = await slack.wait_for(
        lambda: next((m for m in direct(slack, ADA) if "is in this thread" in m["text"]), None), 10
    )
    assert parent["ts"] == file["thread_ts"]


async def test_file_here(bot, slack):
    """*File here* puts it where the question was asked, once the bot has been invited there."""
    await slack.type(ADA, "general", HOUR)
    answer = await told(slack)
    await press(slack, answer, "export_file")
    refused = await slack.wait_for(
        lambda: next((m for m in direct(slack, ADA) if "Invite me" in m["text"]), None), 10
    )
    slack.invite("general")
    await press(slack, answer, "export_file")

    assert "I can't post in <#" in refused["text"]
    assert (await upload(slack, "general"))["files"][0]["name"] == "2026-04-19-18.csv"


@pytest.mark.soak
async def test_a_days_files_come_in_one(bot, slack, api):
    """A day's files are one archive."""
    await ask(slack, "/chutes export 2026-04-18")
    answer = await told(slack, within=60)
    await press(slack, answer, "export_mine")
    file = await upload(slack, answer["channel"], within=60)

    assert file["files"][0]["name"] == "invocations-2026-04-18.zip"
    archive = zipfile.ZipFile(BytesIO(await content(file)))
    assert len(archive.namelist()) == 24
    name = "/invocations/exports/2026/04/19/00.csv"
    assert archive.read("2026-04-19-00.csv") == await fetch(api, name)


async def test_a_large_file_is_compressed(bot, slack, api, mocker):
    """What is large comes as .gz."""
    mocker.patch("bot.exports.sending.LARGE_FILE", 10_000)
    await ask(slack, HOUR)
    answer = await told(slack)
    await press(slack, answer, "export_mine")
    file = await upload(slack, answer["channel"])

    assert file["files"][0]["name"] == "2026-04-19-18.csv.gz"
    assert gzip.decompress(await content(file)) == await fetch(api, PATH)


@pytest.mark.parametrize(("lost", "words"), [(1, "hasn't shown it"), (0, "is in this thread")])
async def test_an_upload_is_looked_after(bot, slack, mocker, lost, words):
    """Slack may show a file late, or never, although it said ok: the person hears which."""
    mocker.patch("bot.slack.files.LOOKS", (0.1, 0.3, 0.6))
    slack.parts.files.shared_after = 0.5
    slack.parts.files.lose_next = lost
    await ask(slack, HOUR)
    await press(slack, await told(slack), "export_mine")

    await slack.wait_for(lambda: any(words in m["text"] for m in direct(slack, ADA)), 15)


async def test_an_upload_that_we_may_not_look_after(bot, slack):
    """Without the optional scope, the person hears that we cannot tell."""
    slack.app.scopes.discard("files:read")
    await ask(slack, HOUR)
    await press(slack, await told(slack), "export_mine")

    await slack.wait_for(
        lambda: any("I can't check that" in m["text"] for m in direct(slack, ADA)), 15
    )


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            {"error": "storage_limit_reached"},
            "Slack didn't take the file. Slack says storage_limit_reached.",
        ),
        ({}, "Slack didn't say whether it took that."),
    ],
    ids=["refused", "no answer"],
)
async def test_an_upload_that_is_not_taken(bot, slack, fault, words):
    """What Slack refuses or leaves open is said."""
    slack.faults.add("files.completeUploadExternal", **fault)
    await ask(slack, HOUR)
    await press(slack, await told(slack), "export_mine")

    await slack.wait_for(lambda: any(words in m["text"] for m in direct(slack, ADA)), 15)


async def test_share_from_the_direct_message(bot, slack):
    """*Share* posts the answer where the question was asked, and says who shares it."""
    await ask(slack, HOUR)
    answer = await told(slack)
    await press(slack, answer, "export_share")
    shared = await slack.wait_for(
        lambda: next((m for m in slack.messages(COSTS, as_="ben") if "shares:" in m["text"]), None),
        10,
    )

    assert answer["text"] in spaced(shared)["text"]
    assert [row[1:] for row in cells(spaced(shared))] == [row[1:] for row in cells(answer)]


async def test_share_from_the_channel(bot, slack):
    """An answer that only one person sees is shared in the same channel, without an invitation."""
    await ask(slack, HOUR)
    await told(slack)
    await slack.type(ADA, "general", HOUR)
    private = await slack.heard(ADA, "general", within=10)
    await press(slack, private, "export_share")

    await slack.wait_for(
        lambda: any("shares:" in m["text"] for m in slack.messages("general", as_="ben")), 10
    )


async def progress(slack, who: str = ADA) -> dict:
    """Return a person's message about progress."""
    return await slack.wait_for(
        lambda: next((m for m in direct(slack, who) if is_progress(m)), None), 10
    )


async def test_cancel(bot, slack, api):
    """*Cancel* ends the run, and says which in its place; asked again, it begins anew."""
    cancelled = "Cancelled: *invocations, 19 Apr 2026, 17:00–18:00 UTC*."
    api.faults.add("export", "slow", delay=20)
    await ask(slack, HOUR)
    message = await progress(slack)
    await press(slack, message, "run_cancel")
    await slack.wait_for(lambda: direct(slack, ADA)[0]["text"] == cancelled, 5)
    api.faults.clear()
    await ask(slack, HOUR)
    await slack.wait_for(lambda: len(direct(slack, ADA)) == 2, 10)

    assert "requests in" in (await told(slack))["text"]
    assert direct(slack, ADA)[0]["text"] == cancelled


async def test_cancelled_by_one_of_two(bot, slack, api):
    """Who cancels only leaves, if others wait."""
    api.faults.add("export", "slow", delay=4)
    await ask(slack, HOUR)
    await ask(slack, HOUR, as_="ben")
    message = await progress(slack)
    await progress(slack, "ben")
    await press(slack, message, "run_cancel")

    assert "requests in" in (await told(slack, "ben"))["text"]
    assert "UTC*. Others are still waiting for it." in direct(slack, ADA)[0]["text"]


NOT_FOUND = {"kind": "answer", "status": 404, "body": MISSING, "content_type": "application/json"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2026-11-24 12", "isn't out yet: a file comes 2 to 30 minutes after its hour"),
        ("2026-11-20 12", "Chutes stopped writing these files on 2026-04-20"),
        ("2026-04-19 12", "a gap. Chutes writes each file once"),
        ("jobs 2025-02-03 12", "jobs have been exported since 2025-07-21"),
    ],
)
async def test_no_file(bot, slack, api, clock, words, sentence):
    """A 404 says whether it is too early, a gap, or after the server stopped."""
    clock.now = clock.now.replace(minute=4)
    api.faults.add("export", **NOT_FOUND)
    await ask(slack, f"/chutes export {words}")

    assert sentence in (await told(slack))["text"]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "cut", "size": 100_000}, "closed the connection"),
        ({"kind": "oversized", "size": 20_000_000}, "is larger than the 10 MB that I read"),
        ({"kind": "endless", "size": 40_000_000}, "is larger than the 10 MB that I read"),
        ({"kind": "answer", "status": 501, "body": "Internal Server Error"}, "having trouble"),
        (
            {"kind": "answer", "status": 200, "body": "a,b\r\n1,2\r\n", "content_type": "text/csv"},
            "something other than the file",
        ),
    ],
    ids=["cut", "too large", "endless", "501", "another table"],
)
async def test_trouble_with_the_file(small, bot, slack, api, fault, sentence):
    """A sentence, no second try, and nothing left on the disk."""
    api.faults.add("export", **fault)
    await ask(slack, HOUR)
    answer = await told(slack)

    assert sentence in answer["text"]
    await asyncio.sleep(0.2)
    assert [asked.path for asked in api.requests].count(PATH) == 1
    assert not leftovers()


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"export_max_mb": 10, "export_upload_max_mb": 1})


@pytest.fixture
def small(tmp_path, monkeypatch) -> None:
    """A place of its own for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def leftovers() -> list[Path]:
    """Return what exports have on the disk, but for the locks of workers."""
    places = Path(tempfile.gettempdir()).glob("chutes-exports-*/*/*")
    return [path for path in places if path.name != "lock"]


async def test_the_disk_is_full(small, bot, slack, mocker):
    """A full disk is a sentence, whether that is known before or shows while writing."""
    from bot.exports import download, folders

    write = download.write

    def full(disk, piece) -> None:
        write(disk, piece[:1000])
        raise OSError(28, "No space left on device")

    mocker.patch.object(download, "write", full)
    await ask(slack, HOUR)
    assert "My disk is full" in (await told(slack))["text"]

    mocker.patch.object(folders.shutil, "disk_usage", return_value=Mock(free=10_000))
    await ask(slack, HOUR)
    await slack.wait_for(lambda: any("no room" in m["text"] for m in direct(slack, ADA)), 10)

    assert not leftovers()


@pytest.mark.parametrize("world", [0.3], indirect=True)
async def test_above_the_limit_of_uploads(bot, slack, api):
    """A file that is too large to upload is refused, with its address instead."""
    await ask(slack, HOUR)
    answer = await told(slack)
    await press(slack, answer, "export_mine")
    refused = await slack.wait_for(
        lambda: next((m for m in direct(slack, ADA) if "EXPORT_UPLOAD_MAX_MB" in m["text"]), None),
        10,
    )

    assert f"{api.url}{PATH}" in refused["text"]


async def test_what_cannot_be(web, slack, api):
    """A date or an hour that cannot be is a sentence, and no request."""
    said = await ask(slack, "/chutes export 2026-04-19 24")

    assert said["text"] == "There is no hour 24: hours go from 0 to 23."
    assert not api.requests.count("export")


async def test_no_worker(web, slack, redis):
    """Without a worker the person hears that it waits for one."""
    said = await ask(slack, HOUR)

    assert "None of my workers is running" in said["text"]


async def test_kept_for_thirty_days(bot, slack, redis):
    """The summary is kept for 30 days."""
    await ask(slack, HOUR)
    await told(slack)

    left = await redis.ttl("chutes:run:invocations-2026-04-19-18")
    assert timedelta(days=29) < timedelta(seconds=left) <= timedelta(days=30)


async def test_progress_is_one_message(bot, slack, api):
    """There is one direct message: how far it is, then the answer in the same place."""
    api.faults.add("export", "slow", delay=2)
    await ask(slack, HOUR)
    message = await progress(slack)
    answer = await told(slack)

    assert re.search(r"17:00–18:00 UTC\*: (asking|fetching)", message["text"])
    assert answer["ts"] == message["ts"]
    assert len(direct(slack, ADA)) == 1
