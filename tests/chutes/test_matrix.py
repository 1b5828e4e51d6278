"""Every verb of the client, and every answer that a server, an edge or a stranger may give."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import product

import httpx
import pytest

from bot.chutes.auth import ApiKey
from bot.chutes.client import Chutes, open_chutes
from bot.errors import ApiError, Gone, NotFound, Unanswered, Unavailable
from tests.chutes.conftest import FILE, HOUR, KEY, NOW
from tests.chutes.test_client import INVOCATION
from tests.chutes.wire import Wire, open_wire, reply

ASKS: dict[str, Callable[[Chutes], Awaitable[object]]] = {
    "usage": lambda chutes: chutes.usage(),
    "llm_stats": lambda chutes: chutes.llm_stats(),
    "diffusion_stats": lambda chutes: chutes.diffusion_stats(),
    "recent_export": lambda chutes: chutes.recent_export(),
    "export": lambda chutes: _opened(chutes),
    "report_rows": lambda chutes: chutes.report_rows(HOUR),
    "report": lambda chutes: chutes.report(INVOCATION, "garbled"),
    "try_reporting": lambda chutes: chutes.try_reporting(),
    "ping": lambda chutes: chutes.ping(),
}
STATUSES = (200, 204, 206, 301, 307, 400, 401, 403, 404, 405, 408, 409, 410, 422, 429)
FAILURES = (500, 501, 502, 503, 504, 520, 522, 524, 530, 599)
WORDS = (
    "Not Found",
    "Authentication required.",
    "No matching chute found!",
    "Invocation not found, or does not belong to you",
    "Invocations export not found year=2025",
    "Invalid token or user not found",
    "Invalid format: 7-reports.csv",
)
JSON = ("null", "[]", "{}", '{"detail": null}', '{"detail": [5]}', '{"error": "no"}', "[{}]")
BODIES = (
    *(f'{{"detail": "{words}"}}' for words in WORDS),
    *JSON,
    *("", "\ufeff[]", "<html>", "\0\x1b[31m", "[" * 999, '{"detail": "<!here> *x* :tada:"}'),
)
GONE = [(410, ""), (405, '{"detail": "Method Not Allowed"}')]
GONE += [(404, f'{{"detail": "{words}"}}') for words in ("Not Found", "No matching chute found!")]
GONE += [(401, '{"detail": "Authentication required."}'), (404, '\ufeff{"error": "no route"}')]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as wire:
        yield wire


@pytest.fixture
async def chutes(wire: Wire) -> AsyncIterator[Chutes]:
    timeout = httpx.Timeout(5)
    async with open_chutes(wire.url, ApiKey(KEY), lambda: NOW, timeout=timeout, pauses=()) as one:
        yield one


def test_no_verb_is_left_out():
    """What can be asked is derived from the client."""
    public = {name for name, _ in inspect.getmembers(Chutes, callable) if name[0] != "_"}

    assert set(ASKS) == public - {"export_url"}


ANSWERS = tuple(product(STATUSES + FAILURES, BODIES))
SOME = 7  # each status with some bodies, each body with some statuses


@pytest.mark.parametrize(
    "answers", [ANSWERS[::SOME], pytest.param(ANSWERS, marks=pytest.mark.soak)]
)
@pytest.mark.parametrize("verb", ASKS)
async def test_any_answer(wire, chutes, verb, answers):
    """A result, or one of our errors, whose sentence is ours: nothing in it does anything."""
    kinds = ("application/json", "text/html", "")
    for number, (status, body) in enumerate(answers):
        wire.answers = [reply(body, status, kinds[number % len(kinds)])]
        try:
            await ASKS[verb](chutes)
        except ApiError as exc:
            said = str(exc)
            assert said.endswith((".", "…", "”.")), (status, body)
            assert not {"\0", "\x1b", "*"} & set(said), (status, body)
            assert ":tada:" not in said
            assert "Traceback" not in said


@pytest.mark.parametrize(("status", "body"), GONE)
@pytest.mark.parametrize("verb", ASKS)
async def test_what_is_gone_is_gone_for_all(wire, chutes, verb, status, body):
    """How a server says that a route is not there does not depend on the route."""
    wire.answers = [reply(body, status)]

    with pytest.raises(Gone, match="no longer"):
        await ASKS[verb](chutes)


@pytest.mark.parametrize("words", WORDS[3:5])
@pytest.mark.parametrize("verb", ASKS)
async def test_a_thing_that_is_not_there(wire, chutes, verb, words):
    """A thing that the server has looked for is no route that is gone."""
    wire.answers = [reply({"detail": words}, 404)]

    with pytest.raises(NotFound):
        await ASKS[verb](chutes)


@pytest.mark.parametrize("status", FAILURES)
@pytest.mark.parametrize("verb", ASKS)
async def test_a_failure_passes(wire, chutes, verb, status):
    """What fails may work later; a report may have been filed, unless it cannot have come."""
    wire.answers = [reply("<html>", status, "text/html")]

    with pytest.raises(Unavailable) as caught:
        await ASKS[verb](chutes)

    is_report = verb in ("report", "try_reporting")
    assert isinstance(caught.value, Unanswered) == (is_report and status != 503)


async def _opened(chutes: Chutes) -> None:
    async with chutes.export(FILE) as download:
        async for _ in download.chunks():
            pass
