"""Every call that the bot makes to Slack, met with every answer that Slack may give.

Whatever comes, people hear a sentence or get their answer, the log has lines without tracebacks,
and the next question is answered.
"""

import ast
import asyncio
import logging
import re
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.slack import response_url, web_api
from bot.slack.answers import Fields
from handlers import respond
from tests.conversation import ADA, COSTS, ask, press

ROOT = Path(__file__).parent.parent.parent
SOURCES = [
    path
    for path in (*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/*.py"))
    if "sandbox" not in path.parts
]
TREES = [ast.parse(path.read_text()) for path in SOURCES]
READS = {name for name in vars(Fields) if not name.startswith("_")} | {"get"}


def fields() -> set[str]:
    """Return the names of the fields that the bot reads of what Slack answers."""
    return {
        call.args[0].value
        for tree in TREES
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in READS and call.args and isinstance(call.args[0], ast.Constant)
        if isinstance(call.args[0].value, str)
    }


def with_fields(value: object) -> dict[str, Any]:
    """Return a success in which each field that we read is *value*."""
    return {"status": 200, "body": {**dict.fromkeys(fields(), value), "ok": True}}


ANSWERS: dict[str, dict[str, Any]] = {
    "a page": {"status": 200, "body": "<html>Sign in</html>"},
    "nothing": {"status": 200, "body": ""},
    "a list": {"status": 200, "body": []},
    "null": {"status": 200, "body": None},
    "refused without a word": {"status": 200, "body": {"ok": False}},
    "a success that tells nothing": {"status": 200, "body": {"ok": True}},
    "a person who left": {"error": "user_disabled"},
    "a new word": {"error": "a_new_word"},
    "blocks, as trouble": {"error": "invalid_blocks", "status": 500},
    "trouble in words": {"error": "internal_error"},
    "trouble in a page": {"status": 503, "body": "<html>"},
    "a proxy's no": {"status": 403, "body": "<html>Blocked</html>"},
    "elsewhere": {"status": 302, "body": ""},
    "busy for now": {"status": 429, "retry_after": "nan"},
    "busy for a date": {"status": 429, "retry_after": "Tue, 24 Nov 2020 12:00:00 GMT"},
    "busy for long": {"status": 429, "retry_after": 120},
    "fields that are numbers": with_fields(5),
    "fields that are texts": with_fields("x"),
    "fields that are lists": with_fields([5, {}, None]),
    "fields that are objects": with_fields({}),
    "fields within that are numbers": with_fields(dict.fromkeys(fields(), 5)),
    "packed, but not": {"status": 200, "body": "x", "headers": {"Content-Encoding": "gzip"}},
    "half an answer": {"truncated": 5},
    "a reset": {"reset": True},
    "an end": {},
}
ELSEWHERE = {
    "auth.test": "the start",
    "apps.connections.open": "the start, and Socket Mode",
    "files.info": "exports and digests, which wait",
    "conversations.history": "digests, which look back",
    "conversations.replies": "digests, which look back",
    "usergroups.users.list": "who may report",
    "chat.update": "notices and exports",
    "bots.info": "the doctor",
    "api.test": "the doctor",
    "blocks.validate": "the doctor",
}
"""Methods of which another test shows what comes of their answers."""


async def command(slack):
    await slack.type(ADA, COSTS, "/chutes help")


async def status(slack):
    await slack.type(ADA, COSTS, "/chutes status")


async def mentioned(slack):
    await slack.type(ADA, COSTS, "@chutes help")


async def sheet(slack):
    said = await ask(slack, "/chutes usage")
    await press(slack, said, "csv")


async def form(slack):
    await slack.type(ADA, COSTS, "/chutes report")


async def menu(slack):
    ts = slack.say("ben", COSTS, "this one is bad").ts
    await slack.shortcut(ADA, "report_invocation", COSTS, ts)


async def home(slack):
    slack.home(ADA)


async def not_understood(slack):
    await slack.type(ADA, COSTS, "@chutes wibble wobble")


STEPS = {
    "response_url": command,
    "chat.postEphemeral": not_understood,
    "users.info": status,
    "chat.postMessage": mentioned,
    "conversations.open": sheet,
    "files.getUploadURLExternal": sheet,
    "upload": sheet,
    "files.completeUploadExternal": sheet,
    "views.open": form,
    "views.update": form,
    "chat.getPermalink": menu,
    "views.publish": home,
}


def methods() -> set[str]:
    """Return the names of Slack's methods in the code."""
    family = r"(api|apps|auth|blocks|bots|chat|conversations|files|usergroups|users|views)"
    name = re.compile(rf"{family}(\.[a-zA-Z]+)+")
    return {
        node.value
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if name.fullmatch(node.value)
    }


def test_no_method_is_missing():
    """What the code calls is in the matrix, or shown elsewhere, and nothing else is."""
    assert methods() == (STEPS.keys() | ELSEWHERE) - {"response_url", "upload"}


@pytest.fixture(params=["Socket Mode", "HTTP"])
async def talking(request, settings, slack, redis, redis_url, clock, monkeypatch, free_port):
    """The bot, which waits a moment where it would wait a second."""
    monkeypatch.setattr(response_url, "USE_AGAIN_AFTER", 0.01)
    monkeypatch.setattr(web_api, "PUT_AGAIN_AFTER", (0.01, 0.01))
    monkeypatch.setattr(respond, "WORKING_AFTER", 60)  # or a busy machine's word comes in between
    more = {"limit_per_person": "100000/minute", "limit_per_workspace": "100000/minute"}
    if request.param == "HTTP":
        slack.deliver_to(f"http://127.0.0.1:{free_port}/slack/events")
        secret = {"slack_app_token": None, "slack_signing_secret": slack.signing_secret}
        more = {**more, **secret, "port": free_port}
    generous = settings.model_validate({**settings.model_dump(), **more})
    async with open_work(generous, redis_url, clock), open_web(generous, redis_url, clock):
        yield request.param


async def forget(slack) -> None:
    """Close what is open, and hear what is still said."""
    slack.faults.clear()
    while modal := slack.modal(ADA):
        await slack.close(ADA, modal["id"])
    with suppress(TimeoutError):
        while True:
            await slack.heard(ADA, within=0.02)


async def outcome(slack, step) -> str:
    """Take *step*; return what ada hears, or sees in a view."""
    before = (slack.state(ADA)["home"] or {}).get("hash")
    await step(slack)
    async with asyncio.timeout(15):
        while True:
            with suppress(TimeoutError):
                said = (await slack.heard(ADA, within=0.05))["text"]
                if not said.startswith("Working on it"):
                    return str(said)
            state = slack.state(ADA)
            if step is home and state["home"] and state["home"]["hash"] != before:
                return str(state["home"]["blocks"])
            if state["modal"] and "One moment" not in str(state["modal"]["blocks"]):
                return str(state["modal"]["blocks"])


async def trouble(slack, method: str, answer: str, caplog) -> str:
    """Return what goes wrong when *method* is answered so; empty if nothing does."""
    await forget(slack)
    caplog.clear()
    slack.faults.add(method, count=1, **ANSWERS[answer])
    try:
        said = await outcome(slack, STEPS[method])
        await forget(slack)
        await slack.type(ADA, COSTS, "/chutes help")
        while "/chutes usage" not in (await slack.heard(ADA, COSTS))["text"]:
            pass  # what may come twice came twice
    except TimeoutError:
        return "silence"
    lines = [record for record in caplog.records if record.levelno >= logging.WARNING]
    traces = [record.getMessage() for record in lines if record.exc_info]
    if "wrong on my side" in said or traces:
        return f"{said} {traces}"
    words = [record.getMessage() for record in lines]
    return f"{len(words)} lines: {words}" if len(words) > LINES.get(method, 1) else ""


LINES = {"response_url": 3, "chat.postMessage": 3, "views.publish": 3}
"""How many lines there may be in the log where it is not one: one for each form that is refused."""


async def troubles(slack, caplog, cases) -> dict[tuple[str, str], str]:
    """Return what goes wrong in which of *cases*."""
    found = {case: await trouble(slack, *case, caplog) for case in cases}
    return {case: what for case, what in found.items() if what}


TAKEN = [name for name, what in ANSWERS.items() if str(what.get("body")).find("'ok': True") >= 0]
SUCCESSES = {
    *product(("response_url", "views.update", "chat.postEphemeral"), TAKEN),
    ("chat.postMessage", "fields that are texts"),
    ("views.publish", "fields that are objects"),
    ("views.publish", "fields within that are numbers"),
    ("upload", "half an answer"),
}
"""What these are answered when all is well: nothing more is to be heard."""
CASES = [
    (method, answer) for method in STEPS for answer in ANSWERS if (method, answer) not in SUCCESSES
]


async def test_some_answers(talking, slack, caplog):
    """One answer in ten, others in each mode; whatever it is, people hear, and it goes on."""
    assert not await troubles(slack, caplog, CASES[len(talking) % 10 :: 10])


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_every_answer(talking, slack, caplog):
    """Every answer to every call, in both modes."""
    assert not await troubles(slack, caplog, CASES)
