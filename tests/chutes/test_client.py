"""What is asked, how it is asked, and what comes back."""

import gzip
from datetime import UTC, date, datetime

import pytest

from bot import __version__
from bot.chutes.client import open_chutes
from bot.chutes.exports import ExportFile, ExportKind
from bot.chutes.rows import InvocationRow, UsageRow
from bot.errors import Mistake, Rejected, Unavailable
from tests.chutes.conftest import FILE, HOUR, NOW
from tests.chutes.wire import reply

CHUTE = "6f1c0b6e-52aa-5d1b-9a0f-1d2c3b4a5e6f"
OTHER = "0b8de1a2-1111-5222-9333-444455556666"
INVOCATION = "9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71"
HOTKEY = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
REPORTS = b"invocation_id,user_id,timestamp,confirmed_at,confirmed_by,reason\r\n"


def llm_row(day: str, chute_id: str = CHUTE) -> dict[str, object]:
    return {
        "chute_id": chute_id,
        "name": "m",
        "date": day,
        "total_requests": 1,
        "total_input_tokens": 2,
        "total_output_tokens": 3,
    }


async def test_usage(wire, chutes):
    """Usage comes back as typed rows; the request says who asks, and brings no key."""
    wire.answers = [
        reply(
            [{"chute_id": CHUTE, "date": "2026-03-01", "usd_amount": -1.5, "invocation_count": 9}]
        )
    ]

    assert (await chutes.usage()).rows == [UsageRow(CHUTE, date(2026, 3, 1), -1.5, 9)]
    assert wire.paths == ["/invocations/usage"]
    assert f"User-Agent: chutes-bot/{__version__}".encode() in wire.requests[0]
    assert b"Authorization" not in wire.requests[0]
    assert b"cpk_" not in wire.requests[0]


async def test_llm_stats_filters_twice(wire, chutes):
    """What was asked for is sent, and holds even if the server ignores it."""
    days = ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"]
    wire.answers = [reply([*map(llm_row, days), llm_row("2026-02-02", OTHER)])]

    found = await chutes.llm_stats(date(2026, 2, 2), date(2026, 2, 3), CHUTE)

    assert [row.date.day for row in found.rows] == [2, 3]
    assert wire.paths == [
        f"/invocations/stats/llm?start_date=2026-02-02&end_date=2026-02-03&chute_id={CHUTE}"
    ]


async def test_llm_stats_without_filter(wire, chutes):
    """Nothing asked for is nothing sent, and everything comes back."""
    wire.answers = [reply([llm_row("2026-02-01"), llm_row("2026-02-04", OTHER)])]

    assert len((await chutes.llm_stats()).rows) == 2
    assert wire.paths == ["/invocations/stats/llm"]


async def test_diffusion_stats(wire, chutes):
    """A zero speed is an unknown one, a zero count is a count."""
    row = {"chute_id": CHUTE, "name": "m", "date": "2026-03-01", "average_sps": 0}
    wire.answers = [reply([row | {"total_steps": 0, "total_requests": 0}])]

    [found] = (await chutes.diffusion_stats()).rows

    assert (found.total_steps, found.average_sps) == (0, None)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ({}, "/invocations/exports/recent?limit=100"),
        ({"hotkey": HOTKEY}, f"/invocations/exports/recent?limit=100&hotkey={HOTKEY}"),
        ({"limit": 10_000}, "/invocations/exports/recent?limit=10000"),
    ],
)
async def test_recent_export(wire, chutes, asked, path):
    """Recent invocations are CSV without the request's id."""
    wire.answers = [
        reply(
            f"invocation_id,chute_id,miner_uid,started_at,metrics\r\n"
            f"{INVOCATION},{CHUTE},-1,2026-03-02 14:00:00,\"{{'it': 812, 'ttft': None}}\"\r\n",
            kind="text/csv; charset=utf-8",
        )
    ]

    found = await chutes.recent_export(**asked)

    assert found.rows == [
        InvocationRow(
            INVOCATION,
            CHUTE,
            datetime(2026, 3, 2, 14, tzinfo=UTC),
            miner_uid=-1,
            metrics={"it": 812, "ttft": None},
        )
    ]
    assert wire.paths == [path]


async def test_export(wire, chutes):
    """A file comes in pieces, uncompressed, and says how large it is."""
    body = b"x" * 3_000_000
    wire.answers = [reply(body, kind="text/csv")]

    async with chutes.export(FILE) as download:
        pieces = [piece async for piece in download.chunks()]

    assert (download.size, b"".join(pieces)) == (len(body), body)
    assert len(pieces) > 1
    assert wire.paths == ["/invocations/exports/2025/10/04/07.csv"]
    assert b"Accept-Encoding: identity" in wire.requests[0]


async def test_export_of_unknown_size(wire, chutes):
    """Without a Content-Length the size is unknown, and the rest as usual."""
    wire.answers = [b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nabc"]

    async with chutes.export(FILE) as download:
        assert download.size is None
        assert [piece async for piece in download.chunks()] == [b"abc"]


async def test_export_compressed_after_all(wire, chutes):
    """Of a compressed file the size is unknown; it is unpacked on the way."""
    wire.answers = [reply(gzip.compress(b"abc" * 999), kind="text/csv", Content_Encoding="gzip")]

    async with chutes.export(FILE) as download:
        assert download.size is None
        assert b"".join([piece async for piece in download.chunks()]) == b"abc" * 999


async def test_export_that_breaks_off(wire, chutes):
    """A file that ends before its length is an error, not a short file."""
    wire.answers = [reply(b"x" * 1000, kind="text/csv")[:-1]]

    async with chutes.export(FILE) as download:
        with pytest.raises(Unavailable, match="closed the connection"):
            [piece async for piece in download.chunks()]


async def test_export_left_early(wire, chutes):
    """Leaving a download closes it, and the next question is answered."""
    wire.answers = [reply(b"x" * 3_000_000, kind="text/csv"), reply([])]

    async with chutes.export(FILE) as download:
        pass

    assert download.response.is_closed
    assert (await chutes.usage()).rows == []


async def test_report_rows(wire, chutes):
    """A file with only a header has no rows."""
    wire.answers = [reply(REPORTS, kind="text/csv")]

    assert (await chutes.report_rows(HOUR)).rows == []
    assert wire.paths == ["/invocations/exports/2025/10/04/19-reports.csv"]


async def test_export_url(wire, chutes):
    """The address of a file is public."""
    url = chutes.export_url(ExportFile(datetime(2025, 1, 4, 9, tzinfo=UTC), ExportKind.JOBS))

    assert url == f"{wire.url}/invocations/exports/2025/01/04/09-jobs.csv"


@pytest.mark.parametrize("path", ["", "/", "/behind/a/proxy", "/behind/a/proxy/"])
async def test_base_url(wire, path):
    """The API's address may have a path, and a slash at its end."""
    wire.answers = [reply([])]

    async with open_chutes(wire.url + path) as chutes:
        await chutes.usage()

    assert wire.paths == [f"{path.rstrip('/')}/invocations/usage"]


async def test_ping(wire, chutes):
    """An API that is alive says so."""
    wire.answers = [reply({"message": "pong"})]

    await chutes.ping()

    assert wire.paths == ["/ping"]


@pytest.mark.parametrize("zone", ["GMT", "-0000", "+0000"])
async def test_ping_says_what_time_it_is(wire, chutes, zone):
    """The API's time is in UTC, also where its server does not say where it stands."""
    wire.answers = [reply({"message": "pong"}, date=f"Tue, 24 Nov 2026 12:00:00 {zone}")]

    assert await chutes.ping() == datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_report(wire, chutes):
    """A report is one POST, with the key and the reason; the API's words come back."""
    wire.answers = [reply({"status": f"report received for invocation_id='{INVOCATION}'"})]

    assert INVOCATION in await chutes.report(INVOCATION, "garbled “output”")
    head, _, body = wire.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(f"POST /invocations/{INVOCATION}/report HTTP/1.1".encode())
    assert b"Content-Type: application/json" in head
    assert body.decode() == '{"reason":"garbled “output”"}'


async def test_report_without_credentials(wire):
    """Without credentials nothing is sent, and the sentence says what is needed."""
    async with open_chutes(wire.url) as chutes:
        with pytest.raises(Rejected, match="only an admin key or a hotkey can"):
            await chutes.report(INVOCATION, "garbled")

    assert wire.requests == []


MISTAKES = {
    "too old": (
        lambda c: c.report_rows(datetime(2024, 12, 13, 23, tzinfo=UTC)),
        "begin on 2024-12-14",
    ),
    "future": (
        lambda c: c.report_rows(datetime(2026, 3, 2, 15, tzinfo=UTC)),
        "15:00 UTC is still to come",
    ),
    "future start": (lambda c: c.llm_stats(date(2026, 3, 3)), "2026-03-03 is still to come"),
    "backwards": (
        lambda c: c.llm_stats(date(2026, 3, 2), date(2026, 3, 1)),
        r"ends \(2026-03-01\) before it begins \(2026-03-02\)",
    ),
    "chute's name": (lambda c: c.llm_stats(chute_id="DeepSeek"), "not a chute's id"),
    "limit 0": (lambda c: c.recent_export(limit=0), "from 1 to 10,000, not 0"),
    "limit 10001": (lambda c: c.recent_export(limit=10_001), "not 10,001"),
    "mistyped hotkey": (lambda c: c.recent_export(HOTKEY[:-1] + "Z"), "not a hotkey"),
    "short hotkey": (lambda c: c.recent_export("5Grw"), "not a hotkey"),
    "chatcmpl": (lambda c: c.report("chatcmpl-1", "garbled"), "not an invocation's id"),
    "upper case": (lambda c: c.report(INVOCATION.upper(), "garbled"), "not an invocation's id"),
    "newline": (lambda c: c.report(INVOCATION + "\n", "garbled"), "not an invocation's id"),
    "no reason": (lambda c: c.report(INVOCATION, " \n"), "needs a reason"),
    "NUL": (lambda c: c.report(INVOCATION, "a\0b"), "can.t be sent"),
    "half a character": (lambda c: c.report(INVOCATION, "a\ud800b"), "can.t be sent"),
    "a novel": (lambda c: c.report(INVOCATION, "a" * 5001), "at most 5,000"),
}


@pytest.mark.parametrize(("ask", "sentence"), MISTAKES.values(), ids=MISTAKES)
async def test_mistakes(wire, chutes, ask, sentence):
    """What makes no sense is never sent."""
    with pytest.raises(Mistake, match=sentence):
        await ask(chutes)

    assert wire.requests == []


async def test_newest_export(wire, chutes):
    """The file of the hour that has just ended may be asked for, and the very first one."""
    wire.answers = [reply(REPORTS, kind="text/csv")]

    await chutes.report_rows(NOW)
    await chutes.report_rows(datetime(2024, 12, 14, 0, tzinfo=UTC))

    assert len(wire.paths) == 2
