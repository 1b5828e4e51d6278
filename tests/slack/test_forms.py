"""What a refusal leads to: a plainer form, and a memory only once it is confirmed."""

import asyncio

import aiohttp
import pytest

from bot.blocks.charts import table
from bot.blocks.message import Message
from bot.errors import Undelivered
from bot.sandbox.slack import cast
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.response_url import ResponseUrls
from bot.slack.web_api import WebApi
from tests.conversation import ADA, COSTS, ask, hear

REFUSALS = [
    {"error": "invalid_blocks"},
    {"error": "invalid_attachments"},
    {"error": "invalid_arguments"},
    {"error": "msg_blocks_too_long"},
    {"error": "a_word_that_is_new"},
    {"error": "invalid_blocks", "status": 500},
    {"error": "invalid_blocks", "status": 400},
]


def rows(name: str) -> Message:
    return Message(name, [table("Rows", ["Name"], [[name]])])


@pytest.fixture
async def client(slack):
    async with aiohttp.ClientSession() as session:
        yield SlackClient(session, slack.api_url, slack.bot_token)


@pytest.fixture
def posts(client, redis):
    return WebApi(client, Fallback(redis))


def shown(slack) -> list[str]:
    """Return of which kind the first block of each message is."""
    return [said["blocks"][0]["type"] for said in slack.messages(COSTS)]


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
async def test_any_refusal_leads_to_a_plainer_form(posts, slack, refusal):
    """In whatever words: the same message comes with plain tables, and the next one natively."""
    slack.faults.add("chat.postMessage", **refusal)
    await posts.post(cast.TEAM, cast.GPU_COSTS, rows("one"))
    await posts.post(cast.TEAM, cast.GPU_COSTS, rows("two"))

    assert shown(slack) == ["table", "data_table"]


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
async def test_so_it_is_at_a_response_url(client, redis, slack, refusal):
    """A response_url refuses in the same words, and with `ok: false` in a success."""
    url = slack.parts.response_urls.issue(cast.ADA, cast.GPU_COSTS)
    slack.faults.add("response_url", **refusal)
    await ResponseUrls(client, Fallback(redis)).to(url, cast.TEAM).send(rows("one"))

    assert shown(slack) == ["table"]


async def test_a_second_message_confirms_it(posts, slack):
    """Two messages that are refused say that the workspace has no native blocks; then one try is
    enough for the third."""
    slack.app.native_blocks = False
    for name in ("one", "two", "three"):
        await posts.post(cast.TEAM, cast.GPU_COSTS, rows(name))
    tried = [row for row in slack.wire.rows(0) if row["kind"] == "chat.postMessage"]

    assert shown(slack) == ["table"] * 3
    assert len(tried) == 5


async def test_the_same_message_confirms_nothing(posts, slack):
    """A name that Slack does not like costs its own message, however often it is asked for."""
    for _ in range(3):
        slack.faults.add("chat.postMessage", error="invalid_blocks")
        await posts.post(cast.TEAM, cast.GPU_COSTS, rows("an odd name"))
    await posts.post(cast.TEAM, cast.GPU_COSTS, rows("another"))

    assert shown(slack) == ["table"] * 3 + ["data_table"]


@pytest.mark.parametrize("word", ["channel_not_found", "token_revoked", "missing_scope"])
async def test_what_no_form_mends(posts, slack, word):
    """What is not about the form is tried once."""
    slack.faults.add("chat.postMessage", error=word)
    with pytest.raises(Undelivered, match=word):
        await posts.post(cast.TEAM, cast.GPU_COSTS, rows("one"))

    assert slack.messages(COSTS) == []


@pytest.mark.parametrize("answer", [{"error": "a_new_word"}, {"status": 503}, {"status": 200}])
async def test_a_word_in_between_is_refused(web, slack, answer, monkeypatch):
    """If "Working on it…" is not taken, the answer still comes."""
    monkeypatch.setattr("handlers.respond.WORKING_AFTER", 0.0)
    slack.faults.add("response_url", **answer)

    assert "/chutes usage" in (await ask(slack, "/chutes help"))["text"]


async def test_home_after_trouble(web, slack):
    """One trouble of Slack's leaves no Home empty."""
    slack.faults.add("views.publish", status=503)
    slack.home(ADA)

    assert await slack.wait_for(lambda: slack.state(ADA)["home"], 10)


async def test_an_answer_that_is_not_taken(web, slack):
    """Where a response_url takes nothing, the person hears that in direct messages."""
    slack.faults.add("response_url", count=None, error="expired_url")
    await slack.type(ADA, COSTS, "/chutes help")
    said = await slack.heard(ADA)

    assert said["text"].startswith("I have your answer, but Slack didn't take it. The answer came")


async def test_an_edited_mention(web, slack):
    """A mention is answered once, however often it is edited or delivered."""
    typed = await slack.type(ADA, COSTS, "@chutes help")
    await hear(slack, "ben")
    event = {"type": "app_mention", "user": cast.ADA, "channel": cast.GPU_COSTS}
    text = f"<@{cast.BOT_USER}> help me"
    edited = {"user": cast.ADA, "ts": f"{float(typed['ts']) + 60:.6f}"}
    slack.parts.events.happened(
        "app_mention", {**event, "ts": typed["ts"], "text": text, "edited": edited}
    )
    with pytest.raises(TimeoutError):
        await slack.heard("ben", COSTS, within=1)


async def test_an_update_knows_no_unfurls(posts, slack):
    """`chat.update` is sent what it documents."""
    posted = await posts.post(cast.TEAM, cast.GPU_COSTS, Message("one"))
    await posts.update(cast.TEAM, posted, Message("two"))
    sent = next(row["payload"] for row in slack.wire.rows(0) if row["kind"] == "chat.update")

    assert not [name for name in sent if name.startswith("unfurl")]


@pytest.mark.parametrize("fault", [{"delay": 1.0}, {"status": 503, "after_effect": True}])
async def test_a_form_that_is_delivered_twice(web, slack, fault):
    """The first delivery has the form, and fills it, however late or oddly Slack says that it is
    open; the second is silent."""
    slack.parts.delivery.patience = 0
    slack.parts.events.retry_after = (0.0, 0.0)
    slack.faults.add("views.open", **fault)
    await slack.type(ADA, COSTS, "/chutes report")

    def filled() -> bool:
        modal = slack.modal(ADA)
        return bool(modal) and "One moment" not in str(modal["blocks"])

    assert await slack.wait_for(filled, 10)
    await asyncio.sleep(0.5)
    assert "One moment" not in str(slack.modal(ADA)["blocks"])
