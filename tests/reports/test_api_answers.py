"""Whatever the API answers: the state it leads to, its sentence, and whether it is sent again."""

from datetime import timedelta

import pytest

from tests.reports.reporting_bot import REASON, UNDO, ask_here, direct, filed

JSON = "application/json"


def answer(status, body="", content_type="text/plain"):
    return {"kind": "answer", "status": status, "body": body, "content_type": content_type}


def detail(status, text):
    return answer(status, f'{{"detail":"{text}"}}', JSON)


NOT_OURS = "Invocation not found, or does not belong to you"
HTML = "<html><body>403</body></html>"

FINAL = {
    "401": (detail(401, "Invalid token or user not found"), "refused", "Scoped keys can never"),
    "403": (detail(403, "Token does not have permission"), "refused", "Scoped keys can never"),
    "404": (detail(404, NOT_OURS), "not found", "can't find this invocation in the bot's account"),
    "409": (detail(409, "A report has already been filed"), "already filed", "reported this"),
    "422": (detail(422, "no"), "refused", "refused the report (422)"),
    "410": (answer(410), "refused", "no longer takes reports"),
}
TROUBLE = {
    "500": (answer(500, "Internal Server Error"), "left open whether it filed"),
    "503": (answer(503, "Service Unavailable"), "having trouble (503)"),
    "502": (answer(502, HTML, "text/html"), "left open whether it filed"),
    "HTML 403": (answer(403, HTML, "text/html"), "requests from this server (403)"),
    "429": (answer(429), "rate-limiting us (429)"),
    "reset": ({"kind": "reset"}, "closed the connection"),
    "reset after accepting": ({"kind": "reset_after"}, "closed the connection"),
    "timeout": (
        {"kind": "slow", "delay": 30.0},
        "answer in time. The report may have been filed anyway",
    ),
    "truncated receipt": ({"kind": "truncated"}, "I can't read the answer to the report"),
}


@pytest.mark.parametrize("status", FINAL)
async def test_final_answers(reporting_bot, slack, api, clock, ours, status):
    """A "no" ends the report in its state with its sentence, and is never sent again."""
    fault, state, sentence = FINAL[status]
    api.faults.add("report", **fault)
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    clock.forward(UNDO)
    told = await direct(slack, f"*{state}*")
    clock.forward(timedelta(hours=1))

    assert sentence in told["text"]
    assert api.requests.count("report") == 1


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_trouble(reporting_bot, slack, api, clock, ours, trouble):
    """Trouble is waited out; in the end it is filed once, and the person sees both."""
    fault, sentence = TROUBLE[trouble]
    api.faults.add("report", **fault)
    await ask_here(slack, f"/chutes report {ours} {REASON}")
    clock.forward(UNDO)
    waiting = await direct(slack, "*waiting*")
    clock.forward(timedelta(seconds=2))
    await direct(slack, "*filed*")

    assert sentence in waiting["text"]
    assert filed(api) == [ours]


async def test_the_platform_was_first(reporting_bot, slack, api, world, clock):
    """What the platform's watchtower reported by itself is already filed."""
    [reported] = world.reported_invocations(limit=1)
    await ask_here(slack, f"/chutes report {reported} {REASON}")
    clock.forward(UNDO)

    assert "the platform itself, reported this" in (await direct(slack, "*already filed*"))["text"]
