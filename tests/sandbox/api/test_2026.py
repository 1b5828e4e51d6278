"""What had become of the API by the end of 2026."""

import csv
import io

import pytest

from bot.sandbox.world import SANDBOX

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = {"Authorization": f"Bearer {SANDBOX.admin_key}"}
STATS = "/invocations/stats/llm"
EXPORTS = "/invocations/exports"
REPORT = "/invocations/0b8de1a2-0000-4000-8000-000000000000/report"


@pytest.fixture
def now_2026(api):
    api.profile = "2026"
    return api


async def stats(http, **params):
    response = await http.get(STATS, params=params)
    assert response.status_code == 200
    return response.json()


async def test_usage_is_the_same(api, http):
    """Usage did not change."""
    before = await http.get("/invocations/usage")
    api.profile = "2026"

    assert (await http.get("/invocations/usage")).content == before.content


async def test_filters(now_2026, http):
    """Dates are inclusive, the id is exact."""
    chute_id = now_2026.world.played_by("leader").chute_id
    days = await stats(http, start_date="2026-10-30", end_date="2026-11-02")
    one = await stats(http, start_date="2026-11-20", chute_id=chute_id)

    assert {row["date"] for row in days} == {
        f"2026-{d}" for d in ("10-30", "10-31", "11-01", "11-02")
    }
    assert {row["chute_id"] for row in one} == {chute_id}
    assert len(one) == 4
    assert await stats(http, start_date="2026-11-20", chute_id=chute_id[:8]) == []
    assert await stats(http, start_date="2026-11-21", end_date="2026-11-20") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("start_date", "nonsense"), ("end_date", "2026-02-30"), ("start_date", "")],
)
async def test_bad_date(now_2026, http, name, text):
    """A date that is none is 422."""
    response = await http.get(STATS, params={name: text})

    assert response.status_code == 422
    [error] = response.json()["detail"]
    assert (error["loc"], error["input"]) == (["query", name], text)
    assert error["type"].startswith("date_from")
    assert "url" not in error


async def test_rows(now_2026, http):
    """Every kind of chute has rows; only official ones a name; speeds are never null."""
    rows = await stats(http, start_date="2026-11-22", end_date="2026-11-22")
    world = now_2026.world
    chutes = {chute.chute_id: chute for chute in world.chutes}
    keys = [row["total_input_tokens"] + row["total_output_tokens"] for row in rows]

    assert keys == sorted(keys, reverse=True)
    assert {chutes[row["chute_id"]].kind for row in rows} == {"llm", "diffusion", "other"}
    for row in rows:
        chute = chutes[row["chute_id"]]
        assert row["name"] == (chute.name if chute.official else "[private]")
        assert row["average_tps"] is not None
        assert row["average_ttft"] is not None
        if chute.kind != "llm":
            assert (row["total_input_tokens"], row["average_tps"], row["average_ttft"]) == (0, 0, 0)


async def test_rows_count_as_usage_does(now_2026, http):
    """Requests are those of the bills."""
    rows = await stats(http, start_date="2026-11-20", end_date="2026-11-20")
    usage = (await http.get("/invocations/usage")).json()
    counts = {r["chute_id"]: r["invocation_count"] for r in usage if r["date"] == "2026-11-20"}

    assert {row["chute_id"]: row["total_requests"] for row in rows} == counts


async def test_latest_names(now_2026, http):
    """A renamed chute has its new name on all days."""
    chute_id = now_2026.world.played_by("renamed").chute_id
    rows = await stats(http, chute_id=chute_id, start_date="2026-11-01")

    assert {row["name"] for row in rows} == {"tallgrass/Meadow-R1-0528"}


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        (f"{EXPORTS}/recent", 500, "Internal Server Error"),
        (f"{EXPORTS}/recent?limit=abc", 422, None),
        (f"{EXPORTS}/2026/4/19/07.csv", 200, None),
        (f"{EXPORTS}/2026/4/20/07-jobs.csv", 200, None),
        (
            f"{EXPORTS}/2026/4/21/07.csv",
            404,
            '{"detail":"Invocations export not found year=2026 month=4 day=21 hour=7"}',
        ),
        (f"{EXPORTS}/2026/4/19/07-reports.csv", 400, '{"detail":"Invalid format: 07-reports.csv"}'),
        (f"{EXPORTS}/2026/13/19/07.csv", 500, "Internal Server Error"),
    ],
)
async def test_exports(now_2026, http, path, status, text):
    """Hourly files end in April, reports are no format any more, recent is broken."""
    response = await http.get(path)

    assert response.status_code == status
    assert text in (None, response.text)


@pytest.mark.parametrize("day", ["2025/11/08", "2025/11/09", "2026/04/19"])
async def test_bounty(now_2026, http, day):
    """The bounty stayed in the hourly files to the last."""
    response = await http.get(f"{EXPORTS}/{day}/12.csv")
    header, *rows = csv.reader(io.StringIO(response.text, newline=""))

    assert {"bounty", "parent_invocation_id"} < set(header)
    assert {len(row) for row in rows} == {len(header)}


async def test_empty_filter(now_2026, http):
    """An id that is empty filters nothing."""
    assert await stats(http, start_date="2026-11-20", chute_id="") == await stats(
        http, start_date="2026-11-20"
    )


async def test_rows_without_tokens(now_2026, http):
    """Chutes without tokens have rows since the bills were kept, and none before."""
    rows = await stats(http, start_date="2025-08-20", end_date="2025-09-01")
    bare = {row["date"] for row in rows if not row["total_input_tokens"]}

    assert min(row["date"] for row in rows) == "2025-08-20"
    assert min(bare) == "2025-08-26"


@pytest.mark.parametrize(
    ("headers", "body", "status", "detail"),
    [
        (KEY, '{"reason": "x"}', 404, "No matching chute found!"),
        (KEY, "junk", 404, "No matching chute found!"),
        ({}, '{"reason": "x"}', 401, "Authentication required."),
        ({"Authorization": "Bearer junk"}, "junk", 401, "Invalid token."),
        ({"Authorization": SANDBOX.scoped_key}, "{}", 401, "Invalid token or user not found"),
    ],
)
async def test_report_is_gone(now_2026, http, headers, body, status, detail):
    """Reports are a path like any other that is not there."""
    headers = {"Content-Type": "application/json", **headers}
    response = await http.post(REPORT, content=body, headers=headers)

    assert (response.status_code, response.json()) == (status, {"detail": detail})
