"""Views that people have before them."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slackblocks import InputBlock, ModalView, PlainTextInput

from bot.blocks.charts import table
from bot.blocks.message import Message
from bot.sandbox.slack import cast
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.views import Views
from bot.slack.web_api import WebApi

TABLE = Message("rows", [table("Rows", ["Name"], [["<!channel>"]])])


@pytest.fixture
async def posts(slack, redis) -> AsyncIterator[WebApi]:
    async with aiohttp.ClientSession() as session:
        yield WebApi(SlackClient(session, slack.api_url, slack.bot_token), Fallback(redis))


@pytest.fixture
def home(posts, redis):
    return Views(posts, Fallback(redis)).of(cast.TEAM, cast.ADA)


def kinds(view) -> list[str]:
    return [block["type"] for block in view["blocks"]]


async def test_a_home_is_filled(home, slack):
    """A message fills the tab, and what it keeps is given back."""
    await home.show(TABLE, metadata="usage")

    assert kinds(slack.state("ada")["home"]) == ["data_table"]
    assert slack.state("ada")["home"]["private_metadata"] == "usage"


async def test_a_home_in_plainer_forms(home, slack):
    """Where native tables are refused the tab has a plain one."""
    slack.app.native_blocks = False
    await home.show(TABLE)

    assert kinds(slack.state("ada")["home"]) == ["table"]


async def test_what_is_said_goes_on_top(home, slack):
    """A sentence comes on top of what is there, and the next one takes its place."""
    await home.show(TABLE)
    await home.say(Message("one"))
    await home.say(Message("two"))

    view = slack.state("ada")["home"]
    assert kinds(view) == ["section", "data_table"]
    assert view["blocks"][0]["text"]["text"] == "two"


async def test_an_empty_home_is_spoken_on(home, slack):
    """Before there is anything, there can be a sentence."""
    await home.say(Message("Working on it…"))

    assert kinds(slack.state("ada")["home"]) == ["section"]


async def test_something_newer_stays(posts, redis, slack):
    """What another process has put there since is not overwritten."""
    screens = Views(posts, Fallback(redis))
    await screens.of(cast.TEAM, cast.ADA).say(Message("old"))
    older = screens.of(cast.TEAM, cast.ADA, slack.state("ada")["home"])
    newer = screens.of(cast.TEAM, cast.ADA, slack.state("ada")["home"])
    await newer.say(Message("new"))
    await older.say(Message("late"))

    assert slack.state("ada")["home"]["blocks"][0]["text"]["text"] == "new"


async def test_a_modal_keeps_what_was_typed(posts, redis, slack):
    """What is said in a modal leaves its fields, and what is in them, as they are."""
    field = InputBlock("Why?", PlainTextInput("why", initial_value="because"), block_id="why")
    modal = ModalView("Report", [field], submit="Send", callback_id="report")
    trigger = slack.parts.clicks._triggers.issue(cast.ADA, channel=cast.GPU_COSTS)
    opened = await posts.call("views.open", {"trigger_id": trigger, "view": modal.to_dict()})
    await Views(posts, Fallback(redis)).of(cast.TEAM, cast.ADA, opened["view"]).say(Message("no"))

    view = slack.modal("ada")
    assert kinds(view) == ["section", "input"]
    assert view["submit"]["text"] == "Send"
    assert view["state"]["values"]["why"]["why"]["value"] == "because"
