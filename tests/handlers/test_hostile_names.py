"""What others call their chutes, miners and errors is shown, and does nothing, in every answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import small_world
from tests.conversation import ask
from tests.exports.test_command import HOUR, told

NAMES = (
    "<!here><@U1>|<#C1> *b* _i_ ~s~ `c` ```x``` :tada: http://evil.example &lt;!here&gt; x:free",
    "```<!channel>:+1::100:\u202e\u0000 >q *a",
    ":free",
    "> b*:skin-tone-2:*",
)
QUESTIONS = (
    *("usage", "usage today", "stats llm", "stats llm by speed", "stats diffusion", "status"),
    *("digest now", "recent 50"),
)
OURS = re.compile(r"<@[UW]\w+>|<!date\^[^<>]*>|<#C\w+>|<https?://[^<>|]*\|[^<>]*>")


@pytest.fixture
def world(clock):
    return small_world(clock, exported=0.02)


FIRST, *OTHERS = NAMES


@pytest.fixture(params=[FIRST, *(pytest.param(name, marks=pytest.mark.soak) for name in OTHERS)])
def hostile(request, api) -> str:
    """Let all chutes, miners, functions and errors be called that."""
    value = str(request.param)
    as_json = '"' + value.replace("\u0000", "\\u0000") + '"'
    for endpoint in ("llm", "diffusion"):
        api.faults.add(endpoint, "altered", field="name", value=as_json, rows=10**6, times=None)
    as_csv = value.replace("\u0000", "")
    api.faults.add("recent", "altered", field="miner_hotkey", value=as_csv, rows=99, times=None)
    api.faults.add("export", "altered", field="error_message", value=as_csv, rows=99, times=None)
    return value


def mrkdwn(thing: Any) -> Iterator[str]:
    """Yield all texts that Slack reads as mrkdwn; tables and buttons are shown as they are."""
    if isinstance(thing, list):
        for part in thing:
            yield from mrkdwn(part)
    elif isinstance(thing, dict):
        if thing.get("type") in ("mrkdwn", None, "message") and isinstance(thing.get("text"), str):
            yield thing["text"]
        if thing.get("type") not in ("data_table", "table", "data_visualization", "rich_text"):
            yield from (text for part in thing.values() for text in mrkdwn(part))


def assert_does_nothing(said: dict[str, Any]) -> None:
    for text in mrkdwn(said):
        plain = OURS.sub("", text)
        assert not re.search(r"<[!@#h]|```|http://evil|\u202e|\x00", plain), text
        assert not re.search(r":(tada|free|\+1|100|skin-tone-2):", plain), text
        assert not re.search(r"\*b\*|_i_|~s~|`c`|^>q|^> b", plain, re.MULTILINE), text


async def test_names_do_nothing(hostile, bot, slack, api):
    """No mention, link, emoji or formatting comes out of a name, whatever is asked."""
    for question in QUESTIONS:
        assert_does_nothing(await ask(slack, f"/chutes {question}", within=30))


@pytest.mark.soak
async def test_errors_do_nothing(hostile, bot, slack, api):
    """Nor out of what an error says, nor out of the API's own words."""
    await ask(slack, HOUR)
    assert_does_nothing(await told(slack))
    api.faults.clear()
    words = {"detail": hostile}
    api.faults.add("recent", "answer", status=422, body=words, times=None)

    assert_does_nothing(await ask(slack, "/chutes recent 7"))
