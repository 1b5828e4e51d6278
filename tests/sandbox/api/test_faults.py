"""Faults, each as a client sees it; the switches over HTTP."""

import asyncio
import json
import time

import httpx
import pytest

from bot.sandbox.api import open_api
from bot.sandbox.world import SANDBOX, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = {"Authorization": f"Bearer {SANDBOX.admin_key}"}
USAGE = "/invocations/usage"
EXPORT = "/invocations/exports/2026/11/20/19.csv"


async def until_broken(response):
    """Yield what arrives before the connection breaks, as it must."""
    try:
        async for chunk in response.aiter_raw():
            yield chunk
    except (httpx.ReadError, httpx.RemoteProtocolError):
        return
    pytest.fail("the body came whole")


@pytest.mark.parametrize(
    ("details", "status", "text", "headers"),
    [
        ({"status": 503}, 503, "Service Unavailable", {"content-type": "text/plain"}),
        (
            {"status": 403, "body": "<h1>Blocked</h1>", "content_type": "text/html"},
            403,
            "<h1>Blocked</h1>",
            {"content-type": "text/html"},
        ),
        ({"status": 429, "retry_after": "7"}, 429, "Service Unavailable", {"retry-after": "7"}),
        ({"status": 200, "body": "{"}, 200, "{", {}),
        ({"status": 524, "body": ""}, 524, "", {}),
        ({"body": {"error": "x"}}, 503, '{"error": "x"}', {"content-type": "application/json"}),
        ({"status": 200, "body": []}, 200, "[]", {"content-type": "application/json"}),
        ({"status": 200, "body": b"\xef\xbb\xbf[]", "headers": {"A": "b"}}, 200, "[]", {"a": "b"}),
        (
            {"retry_after": -1, "headers": {"X-Seen": "x"}},
            503,
            "Service Unavailable",
            {"x-seen": "x"},
        ),
    ],
)
async def test_answer(api, http, details, status, text, headers):
    """An answer of one's own replaces the true one."""
    api.faults.add("usage", "answer", **details)
    response = await http.get(USAGE)

    assert (response.status_code, response.text.removeprefix("\ufeff")) == (status, text)
    for name, value in headers.items():
        assert response.headers[name].startswith(value)


async def test_no_retry_after(api, http):
    """A 429 need not say when to come back."""
    api.faults.add("usage", "answer", status=429)

    assert "retry-after" not in (await http.get(USAGE)).headers


async def test_count_and_order(api, http):
    """Faults strike as often as they were added for, one after the other, where they should."""
    api.faults.add("usage", "answer", status=500, times=2)
    api.faults.add("any", "answer", status=502)
    codes = [(await http.get(path)).status_code for path in (USAGE, USAGE, "/ping", USAGE)]

    assert codes == [500, 500, 502, 200]


async def test_until_cleared(api, http):
    """A fault without a count stays until it is cleared."""
    api.faults.add("ping", "answer", times=None)
    codes = [(await http.get("/ping")).status_code for _ in range(3)]
    api.faults.clear()

    assert codes == [503, 503, 503]
    assert (await http.get("/ping")).status_code == 200


async def test_silent(api, http):
    """Nothing is answered until the faults are cleared."""
    api.faults.add("usage", "silent")
    asking = asyncio.create_task(http.get(USAGE))
    done, _ = await asyncio.wait([asking], timeout=0.1)
    api.faults.clear()

    assert not done
    with pytest.raises(httpx.TransportError):
        await asking


ODD = ["18446744073709551617", "1e999", "NaN", '"2031-01-01"', '"many"', "[]", "null", "-1"]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("field", ["invocation_count", "date", "chute_id", "new"])
async def test_odd_field(api, http, field, value):
    """A field can be what no server should send, in as many rows as asked."""
    before = (await http.get(USAGE)).json()
    api.faults.add("usage", "altered", field=field, value=value, rows=2)
    text = (await http.get(USAGE)).text
    rows = json.loads(text)

    assert text.count(f'"{field}":{value}') == 2
    assert [row.keys() for row in rows[2:]] == [row.keys() for row in before[2:]]


async def test_missing_field(api, http):
    """A field can be missing."""
    api.faults.add("usage", "altered", field="date")
    first, second, *_ = (await http.get(USAGE)).json()

    assert ("date" in first, "date" in second) == (False, True)


@pytest.mark.parametrize("row", ["null", "[]", "1", '"row"', "{}"])
async def test_odd_row(api, http, row):
    """A row can be something else than an object."""
    api.faults.add("usage", "altered", value=row)

    assert (await http.get(USAGE)).json()[0] == json.loads(row)


@pytest.mark.parametrize(
    ("details", "line"),
    [
        ({"field": "metrics", "value": "{'tps': 1e999}"}, "{'tps': 1e999}"),
        ({"field": "miner_uid", "value": "1" * 30}, "1" * 30),
        ({"value": "a,b"}, "a,b\r\n"),
    ],
)
async def test_odd_line(api, http, details, line):
    """So can a cell or a line of a file; the others stay what they were."""
    before = (await http.get(EXPORT)).text
    api.faults.add("export", "altered", **details)
    after = (await http.get(EXPORT)).text

    assert line in after
    assert after.endswith(before[-10_000:])


async def test_slow(api, http):
    """A delay holds the answer back, and comes to an end when the faults are cleared."""
    api.faults.add("ping", delay=0.2)
    begin = time.monotonic()
    await http.get("/ping")
    assert time.monotonic() - begin > 0.19

    api.faults.add("ping", delay=60)
    asyncio.get_running_loop().call_later(0.1, api.faults.clear)
    assert (await http.get("/ping", timeout=5)).json() == {"message": "pong"}


async def test_client_gives_up(api, http):
    """A client that does not wait leaves nothing behind that would stop the server."""
    api.faults.add("ping", delay=60)
    with pytest.raises(httpx.ReadTimeout):
        await http.get("/ping", timeout=0.1)

    assert (await http.get("/ping")).status_code == 200


async def test_reset(api):
    """A reset is a real one: the socket itself reports it."""
    api.faults.add("usage", "reset")
    url = httpx.URL(api.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(f"GET {USAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


async def test_reset_of_a_report(api, http):
    """A reset before nothing is done; a reset after, and the report is on file."""
    [first, second] = api.world.invocations(SANDBOX, 2)
    for kind, invocation_id in (("reset", first), ("reset_after", second)):
        api.faults.add("report", kind)
        with pytest.raises(httpx.TransportError):
            await http.post(
                f"/invocations/{invocation_id}/report", json={"reason": "x"}, headers=KEY
            )

    assert {report.invocation_id for report in api.world.reports} == {second}
    assert api.requests.count("report") == 2


async def test_truncated(api, http):
    """A truncated body is a complete response of half the rows."""
    whole = await http.get(USAGE)
    api.faults.add("usage", "truncated")
    api.faults.add("usage", "truncated", size=10)
    half, ten = await http.get(USAGE), await http.get(USAGE)

    assert half.content == whole.content[: len(whole.content) // 2]
    assert ten.content == whole.content[:10]


@pytest.mark.parametrize("path", [USAGE, EXPORT])
@pytest.mark.parametrize("size", [None, 1000])
async def test_cut(api, http, path, size):
    """A cut ends the connection in the middle of what was promised."""
    whole = len((await http.get(path)).content)
    api.faults.add("any", "cut", size=size)
    async with http.stream("GET", path) as response:
        promised = int(response.headers["content-length"])
        got = [chunk async for chunk in until_broken(response)]

    assert promised == whole
    assert sum(map(len, got)) == (size or whole // 2)


async def test_cut_beyond_the_end(api, http):
    """A body that is too short to be cut there is made longer first."""
    api.faults.add("usage", "cut", size=3_000_000)
    async with http.stream("GET", USAGE) as response:
        got = [chunk async for chunk in until_broken(response)]

    assert int(response.headers["content-length"]) > 3_000_000
    assert sum(map(len, got)) == 3_000_000


async def test_oversized(api, http):
    """An oversized body is announced, valid, and too long."""
    whole = (await http.get(USAGE)).json()
    api.faults.add("usage", "oversized", size=30_000_000)
    response = await http.get(USAGE)

    assert len(response.content) == int(response.headers["content-length"]) == 30_000_000
    assert response.json() == whole


async def test_endless(api, http):
    """An endless body has no length, and goes on as long as it is read."""
    api.faults.add("export", "endless")
    got = 0
    async with http.stream("GET", EXPORT) as response:
        assert "content-length" not in response.headers
        async for chunk in response.aiter_raw():
            got += len(chunk)
            if got > 50_000_000:
                break

    assert (await http.get("/ping")).status_code == 200


async def test_closing(http, caplog):
    """A server that is closed is gone soon, whatever its clients still read."""
    async with open_api(World(chutes=3)) as api:
        api.faults.add("ping", "endless")
        request = http.build_request("GET", f"{api.url}/ping")
        response = await http.send(request, stream=True)
        begin = time.monotonic()

    assert time.monotonic() - begin < 3
    assert not caplog.messages
    await response.aclose()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (USAGE, "[]"),
        ("/invocations/stats/llm", "[]"),
        ("/invocations/exports/2026/11/20/19-reports.csv", None),
    ],
)
async def test_empty(api, http, path, text):
    """No rows: an empty array, or a header."""
    header = (await http.get(path)).text.splitlines(keepends=True)[0]
    api.faults.add("any", "empty")

    assert (await http.get(path)).text == (text or header)


@pytest.mark.parametrize("path", [USAGE, "/invocations/stats/diffusion"])
async def test_stale(api, http, path):
    """Stale figures are those of an earlier day."""
    api.faults.add("any", "stale", days=3)
    rows = (await http.get(path)).json()

    assert max(row["date"] for row in rows) == "2026-11-20"
    assert max(row["date"] for row in (await http.get(path)).json()) == "2026-11-23"


async def test_requests(api, http):
    """What was asked is counted by endpoint, with how it was answered."""
    api.faults.add("usage", "reset")
    with pytest.raises(httpx.TransportError):
        await http.get(USAGE)
    await http.get(USAGE, headers={"User-Agent": "somebody/1"})
    await http.get("/nope?a=b")
    reset, answered, elsewhere = api.requests

    assert (reset.endpoint, reset.status) == ("usage", None)
    assert (answered.status, answered.headers["user-agent"]) == (200, "somebody/1")
    assert (elsewhere.endpoint, elsewhere.query, elsewhere.status) == ("other", "a=b", 401)
    assert api.requests.count("usage") == 2


async def test_switches(api, http):
    """Everything can be switched over HTTP too."""
    fault = {"endpoint": "ping", "kind": "answer", "status": 418, "times": 2}
    added = await http.post("/_sandbox/faults", json=fault)
    assert added.json()[0].items() >= fault.items()
    assert (await http.get("/ping")).status_code == 418
    assert (await http.get("/_sandbox/faults")).json()[0]["times"] == 1
    assert (await http.delete("/_sandbox/faults")).json() == []
    assert (await http.get("/ping")).status_code == 200

    assert (await http.get("/_sandbox/profile")).json() == {"profile": "documented"}
    await http.put("/_sandbox/profile", json={"profile": "2026"})
    assert api.profile == "2026"

    assert [asked["endpoint"] for asked in (await http.get("/_sandbox/requests")).json()] == [
        "ping",
        "ping",
    ]
    assert (await http.delete("/_sandbox/requests")).json() == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/_sandbox/faults", b"junk"),
        ("POST", "/_sandbox/faults", b'{"endpoint":"nowhere"}'),
        ("POST", "/_sandbox/faults", b'{"endpoint":"any","kindness":1}'),
        ("POST", "/_sandbox/faults", b'{"endpoint":"any","times":0}'),
        ("PUT", "/_sandbox/profile", b'{"profile":"2027"}'),
        ("GET", "/_sandbox/invocations?limit=many", None),
    ],
)
async def test_wrong_switch(api, http, method, path, body):
    """A switch that does not exist is refused with a reason."""
    response = await http.request(method, path, content=body)

    assert response.status_code == 400
    assert response.json()["error"]


@pytest.mark.parametrize("path", [USAGE, "/_sandbox/faults", "/_sandbox/credentials"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Host": "localhost"}, 200),
    ],
    ids=str,
)
async def test_only_this_machine(api, http, path, headers, status):
    """No web site elsewhere reads credentials or sets faults through somebody's browser."""
    assert (await http.get(path, headers=headers)).status_code == status


async def test_report_over_http(api, http):
    """What a person needs to try a report is there: ids, credentials, a confirmation."""
    ids = (await http.get("/_sandbox/invocations", params={"limit": 8})).json()
    credentials = (await http.get("/_sandbox/credentials")).json()
    headers = {"Authorization": f"Bearer {credentials['admin_key']}"}
    codes = {}
    for group, expected in (
        ("ours", 200),
        ("neighbours", 404),
        ("strangers", 404),
        ("reported", 409),
    ):
        path = f"/invocations/{ids[group][-1]}/report"
        codes[group] = (await http.post(path, json={"reason": "x"}, headers=headers)).status_code
        assert codes[group] == expected
        assert len(ids[group]) == 8

    confirmed = await http.post(f"/_sandbox/reports/{ids['ours'][-1]}/confirm")
    assert confirmed.json()["confirmed_at"] == "2026-11-23T14:37:12Z"
    assert confirmed.json() in (await http.get("/_sandbox/reports")).json()
    assert (await http.post("/_sandbox/reports/x/confirm")).status_code == 404
