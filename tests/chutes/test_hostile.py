"""A server that sends anything at all gets nothing out of us but our own errors."""

from contextlib import suppress

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chutes.auth import ApiKey
from bot.chutes.client import open_chutes
from bot.errors import ApiError
from tests.chutes.conftest import FILE, HOUR, KEY, NOW
from tests.chutes.test_client import INVOCATION
from tests.chutes.wire import open_wire, reply

statuses = st.integers(200, 599) | st.sampled_from([200, 400, 401, 403, 404, 409, 422, 429, 503])
kinds = st.sampled_from(["application/json", "text/csv", "text/html", "text/plain", ""])
headers = st.fixed_dictionaries(
    {},
    optional={
        "Retry_After": st.text(st.characters(min_codepoint=32, max_codepoint=126)),
        "Content_Encoding": st.sampled_from(["gzip", "deflate", "zstd", "?"]),
        "Location": st.sampled_from(["/", "http://127.0.0.1:1/", "\\"]),
    },
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
items = st.dictionaries(st.sampled_from(["msg", "loc", "input", "type", "message"]), json_values)
details = (json_values | items | st.lists(items)).map(lambda detail: {"detail": detail})


@st.composite
def answers(draw):
    """Anything a server may write: any bytes, or any HTTP around any body."""
    if draw(st.booleans()):
        return draw(st.binary())
    body = draw(st.binary() | details | json_values)
    return reply(body, draw(statuses), draw(kinds), **draw(headers))


@settings(max_examples=60)
@given(answers())
async def test_any_answer(answer):
    """Whatever is sent, each verb returns or raises an `ApiError` with a sentence."""
    async with (
        open_wire() as wire,
        open_chutes(wire.url, ApiKey(KEY), lambda: NOW, _no_sleep, httpx.Timeout(2)) as chutes,
    ):
        wire.answers = [answer]
        for ask in (
            chutes.usage(),
            chutes.llm_stats(),
            chutes.recent_export(),
            chutes.report_rows(HOUR),
            _download(chutes),
            chutes.report(INVOCATION, "garbled"),
        ):
            with suppress(ApiError):
                await ask


async def _download(chutes):
    async with chutes.export(FILE) as download:
        assert download.size is None or download.size >= 0
        return [piece async for piece in download.chunks()]


async def _no_sleep(seconds):
    """Return at once."""
