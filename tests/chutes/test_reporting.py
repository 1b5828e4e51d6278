"""Every way a report can fail: which error it becomes decides whether it may be sent again."""

import pytest

from bot.errors import (
    AlreadyReported,
    Gone,
    NoRoute,
    NotFound,
    Rejected,
    Unanswered,
    Unauthorized,
    Unavailable,
    WebPage,
    WrongClock,
)
from tests.chutes.test_client import INVOCATION
from tests.chutes.test_errors import BLOCKED, BROKEN_OFF, PAGE
from tests.chutes.wire import RESET, SILENCE, refuse, reply

SCOPED = "Scoped keys can never report: only an admin key or a hotkey can."
MAYBE = "The report may have been filed anyway."
OPEN = "and left open whether it filed the report."

REPORTING = {
    "wrong key": (
        refuse(401, "Invalid token or user not found"),
        Unauthorized,
        "The Chutes API doesn't let this bot report (401): "
        f"“Invalid token or user not found”. {SCOPED}",
    ),
    "no permission": (
        refuse(403, "Token does not have permission for this resource"),
        Unauthorized,
        "The Chutes API doesn't let this bot report (403): "
        f"“Token does not have permission for this resource”. {SCOPED}",
    ),
    "not ours": (
        refuse(404, "Invocation not found, or does not belong to you"),
        NotFound,
        "Chutes can't find this invocation in the bot's account. It may belong to another account "
        "or not exist.",
    ),
    "on file": (
        refuse(409, "A report has already been filed for this invocation"),
        AlreadyReported,
        "Somebody, or the platform itself, reported this invocation before.",
    ),
    "bad reason": (
        refuse(422, [{"msg": "Field required", "loc": ["body", "reason"], "input": {}}]),
        Rejected,
        "The Chutes API refused the report (422): “reason: Field required”.",
    ),
    "removed, with a key": (
        refuse(404, "No matching chute found!"),
        NoRoute,
        "This Chutes server no longer takes reports.",
    ),
    "removed, without": (
        refuse(401, "Authentication required."),
        Gone,
        "This Chutes server no longer takes reports.",
    ),
    "a newer server's 404": (
        refuse(404, "Not Found"),
        NoRoute,
        "This Chutes server no longer takes reports.",
    ),
    "a newer server's 405": (
        refuse(405, "Method Not Allowed"),
        Gone,
        "This Chutes server no longer takes reports.",
    ),
    "another time": (
        refuse(401, "Invalid nonce!"),
        WrongClock,
        "The Chutes API and I don't agree on the time (401, “Invalid nonce”): what I sign "
        "is valid for ten minutes. My machine's clock has to be set right.",
    ),
    "410": (reply("", 410), Gone, "This Chutes server no longer takes reports."),
    "403 page": (reply(PAGE, 403, "text/html"), Unavailable, BLOCKED),
    "404 page": (reply(PAGE, 404, "text/html"), WebPage, BLOCKED.replace("403", "404")),
    "too often": (
        reply("", 429, Retry_After="30"),
        Unavailable,
        "The Chutes API is rate-limiting us (429). Try again in 30 s.",
    ),
    "too busy": (
        reply("", 503, "text/plain"),
        Unavailable,
        "The Chutes API is having trouble (503).",
    ),
    "no origin": (
        reply(PAGE, 521, "text/html"),
        Unavailable,
        "The Chutes API is having trouble (521).",
    ),
    "moved": (
        reply("", 307, Location="/elsewhere"),
        Unavailable,
        "The Chutes API sends us elsewhere (307); CHUTES_API_URL may be wrong.",
    ),
    "race": (
        reply("Internal Server Error", 500, "text/plain"),
        Unanswered,
        f"The Chutes API failed (500) {OPEN}",
    ),
    "502": (reply(PAGE, 502, "text/html"), Unanswered, f"The Chutes API failed (502) {OPEN}"),
    "504": (reply(PAGE, 504, "text/html"), Unanswered, f"The Chutes API failed (504) {OPEN}"),
    "524": (reply(PAGE, 524, "text/html"), Unanswered, f"The Chutes API failed (524) {OPEN}"),
    "reset": (RESET, Unanswered, f"{BROKEN_OFF} {MAYBE}"),
    "silence": (SILENCE, Unanswered, f"The Chutes API didn't answer in time. {MAYBE}"),
    "cut off": (reply({"status": "report received"})[:-3], Unanswered, f"{BROKEN_OFF} {MAYBE}"),
    "no receipt": (
        reply(PAGE, kind="text/html"),
        Unanswered,
        "I can't read the answer to the report. It may have been filed.",
    ),
}


@pytest.mark.parametrize(("answer", "error", "sentence"), REPORTING.values(), ids=REPORTING)
async def test_reporting(wire, chutes, waits, answer, error, sentence):
    """A report that fails says whether it may be on file; it is never sent a second time."""
    wire.answers = [answer]

    with pytest.raises(error) as caught:
        await chutes.report(INVOCATION, "garbled")

    assert (type(caught.value), str(caught.value)) == (error, sentence)
    assert len([path for path in wire.paths if INVOCATION in path]) == 1
    assert waits == []


async def test_a_try_at_reporting(wire, chutes):
    """A report without reason, of nothing, is refused for that alone if we may report."""
    missing = [{"type": "missing", "loc": ["body", "reason"], "msg": "Field required", "input": {}}]
    wire.answers = [refuse(422, missing), refuse(401, "Invalid token or user not found")]
    await chutes.try_reporting()

    with pytest.raises(Rejected, match="Scoped keys can never report"):
        await chutes.try_reporting()
    assert set(wire.paths) == {"/invocations/00000000-0000-0000-0000-000000000000/report"}
    assert all(request.endswith(b"\r\n\r\n{}") for request in wire.requests)


@pytest.mark.parametrize(
    ("anonymous", "error"),
    [
        (refuse(401, "Authentication required."), Gone),
        (refuse(404, "Not Found"), NoRoute),
        (refuse(401, "Can't find a user with that api key in our db :("), Unauthorized),
        (refuse(503, "Later."), Unauthorized),
        (RESET, Unauthorized),
    ],
)
@pytest.mark.parametrize("said", ["Invalid token or user not found", "Token expired."])
async def test_whether_it_is_the_key_or_the_route(wire, chutes, said, anonymous, error):
    """A "no" to the key may come from a route that is gone: asked without one, the server tells."""
    wire.answers = [refuse(401, said), anonymous]

    with pytest.raises(error) as caught:
        await chutes.try_reporting()

    assert type(caught.value) is error
    assert [b"Authorization" in request for request in wire.requests] == [True, False]
