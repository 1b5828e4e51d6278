"""The documented answers, word for word."""

import pytest

from bot.sandbox.world import SANDBOX

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = {"Authorization": f"Bearer {SANDBOX.admin_key}"}
LATER = "/invocations/exports/2025/10/4/19"
REPORT = "/invocations/0b8de1a2-0000-4000-8000-000000000000/report"
NOT_CAUGHT = ("OPTIONS", "TRACE")
NOT_THERE = "Invocations export not found year={} month={} day={} hour={}"


def integer(where, name, text):
    """Return the 422 for something that should be an integer."""
    problem = "Input should be a valid integer, unable to parse string as an integer"
    return [{"type": "int_parsing", "loc": [where, name], "msg": problem, "input": text}]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nope",
        "/daily_revenue_summary",
        "/invocations",
        "/invocations/usage/",
        "/invocations/stats",
        "/invocations/stats/llm/",
        "/invocations/exports/2025/10/4",
        f"{LATER}.csv/",
        "/invocations/exports/recent/",
        "/invocations/a/b/report",
        "/invocations/a%2Fb/report",
        "/invocations//report",
        f"{REPORT}/",
    ],
)
async def test_elsewhere(http, method, path):
    """A path that is not there is 401, whatever is done to it but OPTIONS: never 404, 307."""
    response = await http.request(method, path)

    assert response.status_code == (405 if method in NOT_CAUGHT else 401)
    if method == "OPTIONS":
        assert response.json() == {"detail": "Method Not Allowed"}
    elif method != "HEAD":
        assert response.text == '{"detail":"Authentication required."}'


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/invocations/usage"),
        ("HEAD", "/invocations/usage"),
        ("DELETE", "/invocations/stats/llm"),
        ("POST", f"{LATER}.csv"),
        ("PUT", "/invocations/exports/recent"),
        ("GET", REPORT),
        ("PATCH", REPORT),
    ],
)
async def test_wrong_method(http, method, path):
    """So is a wrong method."""
    assert (await http.request(method, path)).status_code == 401


@pytest.mark.parametrize("path", ["/invocations/usage", "/nope", "/openapi.json"])
@pytest.mark.parametrize("method", NOT_CAUGHT)
async def test_not_caught(http, method, path):
    """Two methods are not caught: they are told which ones are."""
    response = await http.request(method, path, headers=KEY)

    assert response.status_code == 405
    assert "GET" in response.headers["allow"].split(", ")


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({"Authorization": f"Bearer {SANDBOX.scoped_key}"}, "Invalid token or user not found"),
        ({"Authorization": "Bearer cpk_1"}, "Missing or invalid authorization header(s)"),
        ({"Authorization": "junk"}, "Missing or invalid authorization header(s)"),
        ({"Authorization": "Bearer junk"}, "Invalid token."),
        (
            {"X-Chutes-Hotkey": "5F", "X-Chutes-Nonce": "1", "X-Chutes-Signature": "00"},
            "Invalid nonce!",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/nope", "/invocations/x/y/report"])
async def test_elsewhere_with_bad_credentials(http, path, headers, detail):
    """Bad credentials are told so, before anything is said of the path."""
    response = await http.post(path, headers=headers, json={})

    assert (response.status_code, response.json()) == (401, {"detail": detail})


@pytest.mark.parametrize("path", ["/nope", "/invocations/usage/"])
async def test_elsewhere_with_a_key(http, path):
    """Somebody whom the platform knows is told that there is no such chute."""
    response = await http.get(path, headers=KEY)

    assert (response.status_code, response.json()) == (404, {"detail": "No matching chute found!"})


@pytest.mark.parametrize(
    "path",
    [
        "/invocations/usage",
        "/invocations/usage?chute_id=x&limit=abc",
        "/invocations/stats/llm",
        "/invocations/stats/llm?start_date=nonsense&end_date=2025-13-45",
        "/invocations/stats/diffusion",
        "/ping",
    ],
)
async def test_json(http, path):
    """JSON comes compact, whole and bare; unknown parameters do not matter."""
    response = await http.get(path)

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert int(response.headers["content-length"]) == len(response.content)
    assert not {"etag", "last-modified", "accept-ranges"} & set(response.headers)
    assert b'": ' not in response.content[:5000]


async def test_headers_of_get_do_not_matter(http):
    """The public endpoints look at no credentials, and know no ranges."""
    response = await http.get(
        "/invocations/usage", headers={"Authorization": "Bearer junk", "Range": "bytes=0-9"}
    )

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("2025/10/4/19", 400, "Invalid format: 19"),
        ("2025/10/4/19.json", 400, "Invalid format: 19.json"),
        ("2025/10/4/19.CSV", 400, "Invalid format: 19.CSV"),
        ("2025/10/4/19-report.csv", 400, "Invalid format: 19-report.csv"),
        ("2025/10/4/-1.csv", 400, "Invalid format: -1.csv"),
        ("2025/10/4/ 7.csv", 400, "Invalid format:  7.csv"),
        ("2025/10/4/7.csv%0A", 400, "Invalid format: 7.csv\n"),
        ("2025/10/4/%3Cb%3E.csv", 400, "Invalid format: <b>.csv"),
        ("2025/13/4/nonsense", 400, "Invalid format: nonsense"),  # before the calendar
        ("2025/10/x/19.csv", 422, integer("path", "day", "x")),
        ("2025/10/x/nonsense", 422, integer("path", "day", "x")),  # before the format
        ("x/13/4/19.csv", 422, integer("path", "year", "x")),
        ("2025/1e1/4/19.csv", 422, integer("path", "month", "1e1")),
        ("2023/10/4/19.csv", 404, NOT_THERE.format(2023, 10, 4, 19)),
        ("2024/12/13/23.csv", 404, NOT_THERE.format(2024, 12, 13, 23)),
        ("2026/11/23/15.csv", 404, NOT_THERE.format(2026, 11, 23, 15)),  # not over yet
        ("2027/01/01/00.csv", 404, NOT_THERE.format(2027, 1, 1, 0)),
        ("2024/12/20/19-reports.csv", 404, NOT_THERE.format(2024, 12, 20, 19)),
        ("2025/07/20/19-jobs.csv", 404, NOT_THERE.format(2025, 7, 20, 19)),
        ("2027/01/01/0007-jobs.csv", 404, NOT_THERE.format(2027, 1, 1, 7)),
        ("+2027/1.0/01/07.csv", 404, NOT_THERE.format(2027, 1, 1, 7)),
    ],
)
async def test_export_refused(http, path, status, detail):
    """Path integers are checked before the format, the format before the calendar and the file."""
    response = await http.get(f"/invocations/exports/{path}")

    assert (response.status_code, response.json()) == (status, {"detail": detail})


@pytest.mark.parametrize(
    "path",
    [
        "2025/13/4/19.csv",
        "2025/0/4/19.csv",
        "2025/2/31/19.csv",
        "2025/10/4/24.csv",
        "2025/10/4/99999999999999999999.csv",
        "0/10/4/19.csv",
        "-5/10/4/19.csv",
        "99999999999999999999/10/4/19-jobs.csv",
        "2026/2/29/1-reports.csv",
    ],
)
async def test_impossible_date(http, path):
    """A date that no calendar has breaks the server."""
    response = await http.get(f"/invocations/exports/{path}")

    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2025/10/4/19.csv", "2025-10-04-19.csv"),
        ("2025/10/04/7.csv", "2025-10-04-07.csv"),
        ("2025/10/04/007-jobs.csv", "2025-10-04-07-jobs.csv"),
        ("+2025/010/4.0/07-reports.csv", "2025-10-04-07-reports.csv"),
        ("2025/10/4/19.csv?anything=1", "2025-10-04-19.csv"),
    ],
)
async def test_export_headers(http, path, name):
    """However it is asked for, a file has its length and its name of two digits, and no ETag."""
    response = await http.get(f"/invocations/exports/{path}")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert int(response.headers["content-length"]) == len(response.content)
    assert not {"etag", "last-modified", "accept-ranges"} & set(response.headers)


@pytest.mark.parametrize(
    ("limit", "rows"),
    [("3", 3), ("5.0", 5), ("+7", 7), ("0", 100), ("-1", 100), (None, 100), ("99999", 10_000)],
)
async def test_recent_limit(http, limit, rows):
    """The limit is 100 unless given, and 10,000 at most."""
    params = {} if limit is None else {"limit": limit}
    response = await http.get("/invocations/exports/recent", params=params)

    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'attachment; filename="recent.csv"'
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.count(b"\r\n") == rows + 1


@pytest.mark.parametrize("limit", ["abc", "", "5.5", "null"])
async def test_recent_limit_refused(http, limit):
    """What is not an integer is 422, echoed."""
    response = await http.get("/invocations/exports/recent", params={"limit": limit})

    assert response.status_code == 422
    assert response.json()["detail"] == [
        {
            "type": "int_parsing",
            "loc": ["query", "limit"],
            "msg": "Input should be a valid integer, unable to parse string as an integer",
            "input": limit,
        }
    ]
