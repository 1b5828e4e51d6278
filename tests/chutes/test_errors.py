"""Every way the API can fail, the error it becomes, and the sentence people read."""

import socket

import pytest

from bot.chutes.auth import ApiKey
from bot.chutes.client import open_chutes
from bot.errors import (
    Gone,
    NoRoute,
    NotFound,
    Rejected,
    Unavailable,
    WebPage,
)
from tests.chutes.conftest import FILE, HOUR, KEY
from tests.chutes.test_client import INVOCATION
from tests.chutes.wire import RESET, SILENCE, TRICKLE, refuse, reply

PAGE = "<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>"
ROW = {"chute_id": "c", "date": "2026-03-01", "usd_amount": 1, "invocation_count": 1}
BAD_LIMIT = {
    "type": "int_parsing",
    "loc": ["query", "limit"],
    "msg": "Input should be a valid integer",
    "input": "abc" * 100,
}
BLOCKED = "Chutes is blocking requests from this server (403); the API isn't to blame."
BROKEN_OFF = "The Chutes API closed the connection before its answer was complete."
NO_MORE = "This Chutes server no longer offers usage figures."

READING = {
    "reset": (RESET, Unavailable, BROKEN_OFF),
    "silence": (SILENCE, Unavailable, "The Chutes API didn't answer in time."),
    "hung up": (b"", Unavailable, BROKEN_OFF),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", Unavailable, BROKEN_OFF),
    "cut off": (reply([ROW])[:-5], Unavailable, BROKEN_OFF),
    "broken JSON": (
        reply('[{"chute_id"'),
        Unavailable,
        "The Chutes API sent broken JSON; trying again may help.",
    ),
    "deep JSON": (
        reply("[" * 200_000),
        Unavailable,
        "The Chutes API sent broken JSON; trying again may help.",
    ),
    "an object": (
        reply({"detail": "?"}),
        Unavailable,
        "The Chutes API sent something else than a list of figures.",
    ),
    "nothing": (
        reply("", 204),
        Unavailable,
        "The Chutes API answered in a way I don't know (204).",
    ),
    "no body": (
        reply(""),
        Unavailable,
        "The Chutes API sent broken JSON; trying again may help.",
    ),
    "page instead": (
        reply(PAGE, kind="text/html"),
        WebPage,
        "Something sent a web page in place of usage figures from Chutes.",
    ),
    "not gzip": (
        reply(b"junk", Content_Encoding="gzip"),
        Unavailable,
        "The Chutes API sent something I can't unpack.",
    ),
    "moved": (
        reply("", 301, Location="https://evil.example/"),
        Unavailable,
        "The Chutes API sends us elsewhere (301); CHUTES_API_URL may be wrong.",
    ),
    "plain 500": (
        reply("Internal Server Error", 500, "text/plain"),
        Unavailable,
        "The Chutes API is having trouble (500).",
    ),
    "502 page": (
        reply(PAGE, 502, "text/html"),
        Unavailable,
        "The Chutes API is having trouble (502).",
    ),
    "503 with reason": (
        refuse(503, "Infrastructure is at maximum capacity, try again later."),
        Unavailable,
        "The Chutes API is having trouble (503): "
        "“Infrastructure is at maximum capacity, try again later”.",
    ),
    "429": (
        refuse(429, "Rate limit exceeded. Try again later."),
        Unavailable,
        "The Chutes API is rate-limiting us (429): “Rate limit exceeded. Try again later”.",
    ),
    "429 for long": (
        reply("", 429, Retry_After="900"),
        Unavailable,
        "The Chutes API is rate-limiting us (429). Try again in 15 min.",
    ),
    "408": (reply("", 408), Unavailable, "The Chutes API is rate-limiting us (408)."),
    "403 page": (reply(PAGE, 403, "text/html"), Unavailable, BLOCKED),
    "403 page, disguised": (reply(PAGE, 403), Unavailable, BLOCKED),
    "403 in plain words": (reply("error code: 1010", 403, "text/plain"), Unavailable, BLOCKED),
    "403 of the API": (
        refuse(403, "Token does not have permission for this resource"),
        Rejected,
        "The Chutes API refused the question (403): "
        "“Token does not have permission for this resource”.",
    ),
    "401 of the API": (
        refuse(401, "Token expired."),
        Rejected,
        "The Chutes API refused the question (401): “Token expired”.",
    ),
    "401 of a lost route": (refuse(401, "Authentication required."), Gone, NO_MORE),
    "404 of a lost route": (refuse(404, "No matching chute found!"), NoRoute, NO_MORE),
    "410": (reply("", 410), Gone, NO_MORE),
    "410 page": (reply(PAGE, 410, "text/html"), Gone, NO_MORE),
    "404 of a newer server": (refuse(404, "Not Found"), NoRoute, NO_MORE),
    "404 in other words": (reply({"error": "no route"}, 404), NoRoute, NO_MORE),
    "405 of a newer server": (refuse(405, "Method Not Allowed"), Gone, NO_MORE),
    "404 without words": (
        reply("404 page not found", 404, "text/plain"),
        WebPage,
        BLOCKED.replace("403", "404"),
    ),
    "404 page": (reply(PAGE, 404, "text/html"), WebPage, BLOCKED.replace("403", "404")),
    "slash": (
        reply("", 307, Location="/invocations/usage/"),
        Unavailable,
        "The Chutes API sends us elsewhere (307); CHUTES_API_URL may be wrong.",
    ),
    "words under error": (
        reply({"error": "$.query.x: undeclared *parameter*"}, 400),
        Rejected,
        "The Chutes API refused the question (400): “$.query.x: undeclared ∗parameter∗”.",
    ),
    "words under message": (
        reply({"message": "No :tada:"}, 402),
        Rejected,
        "The Chutes API refused the question (402): “No ∶tada:”.",
    ),
    "words behind a byte order mark": (
        reply(b'\xef\xbb\xbf{"detail": "Not Found"}', 404),
        NoRoute,
        NO_MORE,
    ),
    "422 list": (
        refuse(422, [BAD_LIMIT, BAD_LIMIT]),
        Rejected,
        "The Chutes API refused the question (422): “limit: Input should be a valid integer "
        f"(it got {'abc' * 13}…)”.",
    ),
    "detail with a message": (
        refuse(402, {"message": "Quota exceeded", "code": 7}),
        Rejected,
        "The Chutes API refused the question (402): “Quota exceeded”.",
    ),
    "detail of an object": (
        refuse(402, {"quota": 200, "used": 201.5, "more": {"a": 1}}),
        Rejected,
        "The Chutes API refused the question (402): “quota: 200, used: 201.5”.",
    ),
    "detail with markup": (
        refuse(400, "<b onclick=x>no</b>"),
        Rejected,
        "The Chutes API refused the question (400).",
    ),
    "detail with controls": (
        refuse(400, "no\x00\x1b[31m\u202e way\nat all!"),
        Rejected,
        "The Chutes API refused the question (400): “no [31m way at all”.",
    ),
    "detail without end": (
        refuse(400, "no " * 100_000),
        Rejected,
        "The Chutes API refused the question (400).",
    ),
    "long detail": (
        refuse(400, "n" * 1000),
        Rejected,
        f"The Chutes API refused the question (400): “{'n' * 199}…”.",
    ),
    "key in detail": (
        refuse(401, f"Invalid key {KEY} for you"),
        Rejected,
        "The Chutes API refused the question (401): “Invalid key [removed] for you”.",
    ),
}


@pytest.mark.parametrize(("answer", "error", "sentence"), READING.values(), ids=READING)
async def test_reading(wire, chutes, answer, error, sentence):
    """A GET that fails becomes one of our errors, with a sentence fit for Slack."""
    wire.answers = [answer]

    with pytest.raises(error) as caught:
        await chutes.usage()

    assert (type(caught.value), str(caught.value)) == (error, sentence)


async def test_no_server():
    """Nobody listens: the API cannot be reached, and a report has not left."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with open_chutes(url, ApiKey(KEY), sleep=_no_sleep) as chutes:
            for ask in (chutes.ping(), chutes.report(INVOCATION, "garbled")):
                with pytest.raises(Unavailable) as caught:
                    await ask
                assert type(caught.value) is Unavailable
                assert str(caught.value) == "I couldn't reach the Chutes API."


async def test_trickle(wire, chutes, mocker):
    """An answer that never ends, byte by byte, is given up."""
    mocker.patch("bot.chutes.door.LONGEST_ANSWER", 0.2)
    wire.answers = [TRICKLE]

    with pytest.raises(Unavailable, match="didn't answer in time"):
        await chutes.usage()


async def test_flood(wire, chutes, mocker):
    """An answer larger than we can hold is left unread."""
    mocker.patch("bot.chutes.door.LARGEST_ANSWER", 1_000_000)
    wire.answers = [reply(b"[" + b" " * 5_000_000 + b"]")]

    with pytest.raises(Unavailable, match="sent more usage figures than I can hold"):
        await chutes.usage()


EXPORTING = {
    "missing hour": (
        refuse(404, "Invocations export not found year=2025 month=10 day=4 hour=19"),
        NotFound,
        "Chutes has no file 2025-10-04-19-reports.csv.",
    ),
    "removed": (
        refuse(400, "Invalid format: 19-reports.csv"),
        Gone,
        "This Chutes server no longer offers hourly exports of reports.",
    ),
    "lost route": (
        refuse(401, "Authentication required."),
        Gone,
        "This Chutes server no longer offers hourly exports of reports.",
    ),
    "bad date": (
        reply("Internal Server Error", 500, "text/plain"),
        Unavailable,
        "The Chutes API is having trouble (500).",
    ),
    "other columns": (
        reply("a,b\r\n1,2\r\n", kind="text/csv"),
        Unavailable,
        "The Chutes API sent something else than the file I asked for.",
    ),
    "empty": (
        reply("", kind="text/csv"),
        Unavailable,
        "The Chutes API sent something else than the file I asked for.",
    ),
    "page": (
        reply(PAGE, kind="text/html"),
        WebPage,
        "Something sent a web page in place of hourly exports of reports from Chutes.",
    ),
}


@pytest.mark.parametrize(("answer", "error", "sentence"), EXPORTING.values(), ids=EXPORTING)
async def test_exporting(wire, chutes, answer, error, sentence):
    """A missing hour is not a missing endpoint."""
    wire.answers = [answer]

    with pytest.raises(error) as caught:
        await chutes.report_rows(HOUR)

    assert (type(caught.value), str(caught.value)) == (error, sentence)


async def test_download_refused(wire, chutes):
    """A download fails when it is opened, with the same sentences."""
    wire.answers = [reply(PAGE, kind="text/html")]
    with pytest.raises(Unavailable, match="sent a web page"):
        async with chutes.export(FILE):
            pytest.fail("there is no file")

    wire.answers = [refuse(404, "Invocations export not found")]
    with pytest.raises(NotFound, match=r"no file 2025-10-04-19-reports\.csv"):
        await chutes.report_rows(HOUR)


async def _no_sleep(seconds: float) -> None:
    """Return at once."""
