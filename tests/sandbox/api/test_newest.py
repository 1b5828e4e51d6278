"""The newest server's code: no catch-all, so what is not there says so."""

import pytest

from bot.sandbox.world import SANDBOX

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = {"Authorization": f"Bearer {SANDBOX.admin_key}"}
REPORT = "/invocations/0b8de1a2-0000-4000-8000-000000000000/report"
USAGE = "/invocations/usage"


@pytest.fixture(autouse=True)
def newest(api):
    api.profile = "newest"


@pytest.mark.parametrize("headers", [{}, KEY, {"Authorization": "Bearer junk"}], ids=str)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [REPORT, "/nope", "/invocations/exports/2026/4/19"])
async def test_not_found(http, method, path, headers):
    """A path that is not there is 404, whoever asks; the report's is one."""
    response = await http.request(method, path, headers=headers)

    assert response.status_code == 404
    if method != "HEAD":
        assert response.text == '{"detail":"Not Found"}'


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [USAGE, "/invocations/stats/llm", "/invocations/exports/recent"])
async def test_wrong_method(http, method, path):
    """A wrong method is 405, HEAD too, and told what is allowed."""
    response = await http.request(method, path)

    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    if method != "HEAD":
        assert response.json() == {"detail": "Method Not Allowed"}


@pytest.mark.parametrize("path", [USAGE, "/invocations/stats/llm"])
async def test_trailing_slash(http, path):
    """A slash too much is sent where it should go, with what was asked."""
    response = await http.get(f"{path}/?a=b")

    assert response.status_code == 307
    assert response.headers["location"] == f"{http.base_url.join(path)}?a=b"


async def test_recent(http):
    """The recent invocations are there, without a bounty."""
    response = await http.get("/invocations/exports/recent", params={"limit": 3})

    assert response.status_code == 200
    assert "bounty" not in response.text.partition("\r\n")[0].split(",")


async def test_the_rest_is_as_in_2026(api, http):
    """Reports are no format, files end in April, models can be filtered."""
    paths = (
        "/invocations/exports/2026/4/19/07-reports.csv",
        "/invocations/exports/2026/4/21/07.csv",
        "/invocations/stats/llm?start_date=2026-11-22",
    )
    newest = [(await http.get(path)).text for path in paths]
    api.profile = "2026"

    assert newest == [(await http.get(path)).text for path in paths]


PATHS = {
    "/invocations/usage": "get",
    "/invocations/stats/llm": "get",
    "/invocations/stats/diffusion": "get",
    "/invocations/exports/recent": "get",
    "/invocations/exports/{year}/{month}/{day}/{hour_format}": "get",
    "/invocations/{invocation_id}/report": "post",
}


@pytest.mark.parametrize(
    ("profile", "gone"),
    [
        ("documented", set()),
        ("2026", {"/invocations/{invocation_id}/report"}),
        ("newest", {"/invocations/{invocation_id}/report"}),
    ],
)
async def test_openapi(api, http, profile, gone):
    """Anybody can read which endpoints there are, and what they take."""
    api.profile = profile
    described = (await http.get("/openapi.json")).json()["paths"]
    asked = described["/invocations/stats/llm"]["get"].get("parameters", [])

    assert {path: verb for path, verb in PATHS.items() if path not in gone} == {
        path: verb for path in described if path in PATHS for verb in described[path]
    }
    filters = [] if profile == "documented" else ["start_date", "end_date", "chute_id"]
    assert [parameter["name"] for parameter in asked] == filters
    assert (await http.get("/docs")).status_code == 200
