"""Filing a report: the order of checks, who may, and what becomes of it."""

import asyncio
import csv
import io
from datetime import timedelta
from itertools import islice

import pytest

from bot.sandbox.api import report
from bot.sandbox.world import NEIGHBOUR, SANDBOX
from bot.sandbox.world.chutes import PLATFORM

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = {"Authorization": f"Bearer {SANDBOX.admin_key}"}
NOBODY = "Can't find a user with that api key in our db :("
FILED = "A report has already been filed for this invocation"
NOT_YOURS = "Invocation not found, or does not belong to you"


def missing(*where, given):
    return {"type": "missing", "loc": ["body", *where], "msg": "Field required", "input": given}


def no_text(given):
    message = "Input should be a valid string"
    return {"type": "string_type", "loc": ["body", "reason"], "msg": message, "input": given}


def no_object(given):
    return {
        "type": "model_attributes_type",
        "loc": ["body"],
        "msg": "Input should be a valid dictionary or object to extract fields from",
        "input": given,
    }


@pytest.fixture(scope="module")
def requests(server):
    """Ids of requests of ours."""
    return iter(server.world.invocations(SANDBOX, 30))


@pytest.fixture
def ours(api, requests):
    """An id of a request of ours that nobody has reported yet."""
    return next(requests)


def path(invocation_id):
    return f"/invocations/{invocation_id}/report"


async def file(http, invocation_id, reason="garbled output", headers=KEY):
    return await http.post(path(invocation_id), json={"reason": reason}, headers=headers)


def answer(response):
    return response.status_code, response.json()["detail"]


async def test_filed(api, http, ours):
    """A report of a request of ours is accepted, in the words of the API, once."""
    first, second = await file(http, ours), await file(http, ours)

    assert (first.status_code, first.text) == (
        200,
        f'{{"status":"report received for invocation_id=\'{ours}\'"}}',
    )
    assert answer(second) == (409, FILED)


@pytest.mark.parametrize("headers", [{}, KEY])
async def test_json_comes_first(http, headers):
    """A body that is not JSON is 422 before anybody asks who sent it."""
    headers = {"Content-Type": "application/json", **headers}
    response = await http.post(path("x"), content='{"reason": oops}', headers=headers)

    assert response.status_code == 422
    assert response.json()["detail"] == [
        {
            "type": "json_invalid",
            "loc": ["body", 11],
            "msg": "JSON decode error",
            "input": {},
            "ctx": {"error": "Expecting value"},
        }
    ]


@pytest.mark.parametrize(
    ("body", "kind", "errors"),
    [
        ("{}", "application/json", [missing("reason", given={})]),
        ('{"reasons":"x"}', "application/json", [missing("reason", given={"reasons": "x"})]),
        ('{"reason":5}', "application/json", [no_text(5)]),
        ('{"reason":null}', "application/json", [no_text(None)]),
        ('["x"]', "application/json", [no_object(["x"])]),
        ('"x"', "application/json", [no_object("x")]),
        ('{"reason":"x"}', "text/plain", [no_object('{"reason":"x"}')]),
        ("", "application/json", [missing(given=None)]),
    ],
)
async def test_credentials_come_before_fields(http, body, kind, errors):
    """Fields are only looked at once it is known who asks."""
    headers = {"Content-Type": kind}
    stranger = await http.post(path("x"), content=body, headers=headers)
    known = await http.post(path("x"), content=body, headers=headers | KEY)

    assert answer(stranger) == (401, NOBODY)
    assert answer(known) == (422, errors)


async def test_unnamed_content_is_json(http, ours):
    """Without a Content-Type the body is taken for JSON; unknown fields do not matter."""
    body = '{"reason": "x", "stars": 1}'
    response = await http.post(path(ours), content=body, headers=KEY)

    assert response.status_code == 200


@pytest.mark.parametrize("reason", ["", "x" * 200_000, "zwei\nZeilen, „Ω“ 🙃 <!channel>"])
async def test_any_reason(http, ours, reason):
    """Any text is a reason."""
    assert (await file(http, ours, reason)).status_code == 200


@pytest.mark.parametrize("reason", ["NaN", "Infinity", '"\\ud83d"', '["\\udc00"]'])
async def test_what_cannot_be_told(http, ours, reason):
    """A number that is none and half a character break the server, once it knows who asks."""
    headers = {"Content-Type": "application/json"}
    body = f'{{"reason": {reason}}}'
    stranger = await http.post(path(ours), content=body, headers=headers)
    known = await http.post(path(ours), content=body, headers=headers | KEY)

    assert answer(stranger) == (401, NOBODY)
    assert (known.status_code, known.text) == (500, "Internal Server Error")


async def test_nul(http, ours):
    """The database does not take NUL; nothing is filed then."""
    response = await file(http, ours, "a\0b")

    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert (await file(http, ours)).status_code == 200


@pytest.mark.parametrize(
    "invocation_id",
    [
        "7595ce5f-5ae6-467b-8314-693a37c490b2",
        "chatcmpl-123",
        "%20",
        "'; drop table",
        "ä" * 2000,
    ],
)
async def test_unknown(http, invocation_id):
    """An id that nobody knows is 404, be it a UUID or not."""
    assert answer(await file(http, invocation_id)) == (404, NOT_YOURS)


async def test_of_others(api, http):
    """A request of somebody else is 404 too, until they have reported it: then 409."""
    [theirs] = api.world.invocations(NEIGHBOUR, 1)
    headers = {"Authorization": f"Bearer {NEIGHBOUR.admin_key}"}

    assert answer(await file(http, theirs)) == (404, NOT_YOURS)
    assert (await file(http, theirs, headers=headers)).status_code == 200
    assert answer(await file(http, theirs)) == (409, FILED)


@pytest.mark.parametrize("account", [SANDBOX, NEIGHBOUR, None])
async def test_platform_was_first(api, http, account):
    """What the watchtower reported is 409, whoever made the request."""
    [reported] = api.world.reported_invocations(account, 1)

    assert answer(await file(http, reported)) == (409, FILED)


async def test_attempt_is_no_request(api, http):
    """The id of an attempt, which `recent.csv` shows, is not the one that can be reported."""
    text = (await http.get("/invocations/exports/recent?limit=500")).text
    [*attempts] = csv.DictReader(io.StringIO(text, newline=""))

    for attempt in attempts[::100]:
        assert answer(await file(http, attempt["invocation_id"])) == (404, NOT_YOURS)


async def test_upper_case_is_another_id(http, ours):
    """Ids are compared as text."""
    assert answer(await file(http, ours.upper())) == (404, NOT_YOURS)


async def test_race(api, http, ours, mocker):
    """Of reports that come in together one is accepted; the others break on the primary key."""
    all_have_looked = asyncio.Barrier(5)
    mocker.patch.object(report, "query", all_have_looked.wait)
    responses = await asyncio.gather(*(file(http, ours) for _ in range(5)))

    codes = sorted(response.status_code for response in responses)
    assert codes == [200, 500, 500, 500, 500]


async def reports(http, hour):
    """Return the reports of the file of *hour*, those of the platform left out."""
    response = await http.get(f"/invocations/exports/{hour:%Y/%m/%d/%H}-reports.csv")
    assert response.status_code == 200, response.text
    rows = csv.DictReader(io.StringIO(response.text, newline=""))
    return [row for row in rows if row["user_id"] != PLATFORM]


async def test_published(api, http, clock, ours):
    """A report is in the file of its hour, and again in that of its confirmation."""
    clock.now = clock.now.replace(hour=16, minute=5, second=0, microsecond=0)
    await file(http, ours, 'two\nlines, "quoted"')
    clock.now += timedelta(minutes=100)
    api.world.reports.confirm(ours, clock.now)
    clock.now += timedelta(hours=12)

    filed = {
        "invocation_id": ours,
        "user_id": SANDBOX.user_id,
        "timestamp": "2026-11-23 16:05:00+00:00",
        "confirmed_at": "",
        "confirmed_by": "",
        "reason": 'two\nlines, "quoted"',
    }
    confirmed = {"confirmed_at": "2026-11-23 17:45:00+00:00", "confirmed_by": PLATFORM}
    day = clock.now.replace(day=23)
    assert await reports(http, day.replace(hour=17)) == [filed]
    assert await reports(http, day.replace(hour=18)) == [filed | confirmed]
    assert await reports(http, day.replace(hour=19)) == []


async def test_confirmed_by_itself(api, http, clock, requests):
    """With a time set, two of three reports are confirmed after it."""
    api.world.reports.confirm_after = timedelta(hours=2)
    clock.now = clock.now.replace(hour=20, minute=30)
    for invocation_id in islice(requests, 6):
        await file(http, invocation_id)
    clock.now += timedelta(hours=12)

    filed = await reports(http, clock.now.replace(day=23, hour=21))
    confirmed = await reports(http, clock.now.replace(day=23, hour=23))
    assert (len(filed), len(confirmed)) == (6, 4)
    assert {row["confirmed_at"] for row in confirmed} == {"2026-11-23 22:30:12+00:00"}


async def test_platform_reports_are_published(api, http, clock):
    """The watchtower's reports are in the files, confirmed, by the platform's own user."""
    [reported] = api.world.reported_invocations(SANDBOX, 1)
    clock.now += timedelta(hours=12)
    found = []
    for back in range(12, 30):
        hour = clock.now - timedelta(hours=back)
        response = await http.get(f"/invocations/exports/{hour:%Y/%m/%d/%H}-reports.csv")
        found += csv.DictReader(io.StringIO(response.text, newline=""))

    [row] = [row for row in found if row.get("invocation_id") == reported]
    assert row["user_id"] == row["confirmed_by"] == PLATFORM
    assert row["timestamp"] == row["confirmed_at"]
