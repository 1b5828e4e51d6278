"""`response_url`: five uses, thirty minutes, and what a click may do that a command may not."""

import pytest

from bot.sandbox.slack.cast import GENERAL, GPU_COSTS
from tests.sandbox.slack.samples import actions, button, field, modal, section


@pytest.fixture
def answer(session):
    """Answer to a response_url; return status and body."""

    async def post(url, **payload):
        async with session.post(url, json=payload) as response:
            return response.status, await response.text()

    return post


@pytest.fixture
async def typed(slack, app):
    """The response_url of a command that Ada typed in #general."""
    await slack.type("ada", "general", "/chutes usage")
    return app.payloads("slash_commands")[0]["response_url"]


@pytest.fixture
def clicked(slack, app, api):
    """Ada clicks on a message of the bot; the response_url of that click."""

    async def click(ts, channel="gpu-costs"):
        await slack.act("ada", "go", channel=channel, ts=ts)
        return app.payloads("block_actions")[-1]["response_url"]

    return click


async def test_private_by_default(slack, typed, answer):
    """An answer is for the person alone, also where the bot is no member."""
    assert await answer(typed, text="yours") == (200, "ok")

    assert [one["text"] for one in slack.messages("general", "ada")] == ["yours"]
    assert slack.messages("general", "ben") == []


async def test_in_channel(slack, typed, answer):
    """`in_channel` is for everybody."""
    await answer(typed, text="ours", response_type="in_channel")

    assert [one["text"] for one in slack.messages("general", "ben")] == ["ours"]


async def test_five_uses(typed, answer):
    """The sixth use is one too many."""
    statuses = [await answer(typed, text=f"{n}") for n in range(6)]

    assert statuses[4] == (200, "ok")
    assert statuses[5] == (404, '{"ok": false, "error": "used_url"}')


async def test_thirty_minutes(clock, typed, answer):
    """After half an hour it is over."""
    clock.forward(minutes=30)
    assert (await answer(typed, text="just in time"))[0] == 200
    clock.forward(seconds=1)

    assert await answer(typed, text="late") == (404, '{"ok": false, "error": "expired_url"}')


async def test_a_command_posts_anew(slack, typed, answer):
    """Whatever `replace_original` says, a command's answers stand side by side."""
    await answer(typed, text="Working on it…")
    await answer(typed, text="Done", replace_original=True)
    assert await answer(typed, delete_original=True) == (400, "no_text")

    assert [one["text"] for one in slack.messages("general")] == ["Working on it…", "Done"]


@pytest.mark.parametrize("replace", [True, "true"])
async def test_a_click_replaces(slack, api, clicked, answer, replace):
    """A click's answer replaces the message that was clicked."""
    posted = await api("chat.postMessage", channel=GPU_COSTS, text="x", blocks=[actions(button())])
    await answer(await clicked(posted["ts"]), text="new", replace_original=replace)

    [shown] = slack.messages("gpu-costs", "ben")
    assert (shown["text"], shown["ts"], "blocks" in shown) == ("new", posted["ts"], False)


async def test_a_click_replaces_what_only_one_sees(slack, typed, clicked, answer):
    """An ephemeral message is replaced, and stays ephemeral."""
    await answer(typed, text="x", blocks=[actions(button())])
    [before] = slack.messages("general")
    await answer(await clicked(before["ts"], "general"), text="new", replace_original=True)

    [shown] = slack.messages("general")
    assert (shown["text"], shown["is_ephemeral"]) == ("new", True)
    assert slack.messages("general", "ben") == []


async def test_a_click_deletes(slack, typed, clicked, answer):
    """A click's answer deletes the message that was clicked, once."""
    await answer(typed, text="x", blocks=[actions(button())])
    [before] = slack.messages("general")
    url = await clicked(before["ts"], "general")

    assert await answer(url, delete_original=True) == (200, "ok")
    assert slack.messages("general") == []
    assert (await answer(url, delete_original=True))[0] == 404


async def test_a_click_adds(slack, api, clicked, answer):
    """Without `replace_original` a click's answer is a new message for that person."""
    posted = await api("chat.postMessage", channel=GPU_COSTS, text="x", blocks=[actions(button())])
    await answer(await clicked(posted["ts"]), text="more")

    assert [one["is_ephemeral"] for one in slack.messages("gpu-costs")] == [False, True]


async def test_bad_blocks(slack, typed, answer):
    """Blocks are checked as in any message; the body is Slack's one word."""
    assert await answer(typed, text="x", blocks=[section("")]) == (400, "invalid_blocks")

    entry = slack.wire.rows()[-1]
    assert (
        entry["refused"][1] == "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    )


async def test_json_only(session, typed):
    """A form is not an answer."""
    async with session.post(typed, data={"text": "x"}) as response:
        assert (response.status, await response.text()) == (400, "invalid_payload")


async def test_shortcut_in_a_thread(slack, app, answer):
    """A message shortcut's answer cannot go into the thread."""
    parent = slack.say("ben", "gpu-costs", "broken?").ts
    await slack.shortcut("ada", "report", "gpu-costs", parent)
    url = app.payloads("message_action")[0]["response_url"]
    await answer(url, text="Filed", thread_ts=parent)

    assert "thread_ts" not in slack.messages("gpu-costs")[-1]


async def test_from_a_modal(slack, api, app, answer):
    """A select with `response_url_enabled` gives a URL for the channel chosen."""
    chooser = {"type": "conversations_select", "action_id": "c", "response_url_enabled": True}
    await slack.shortcut("ada", "report_global")
    trigger = app.payloads("shortcut")[0]["trigger_id"]
    opened = await api("views.open", trigger_id=trigger, view=modal(field("where", chooser)))
    await slack.submit("ada", opened["view"]["id"], {"where": GENERAL})

    [told] = app.payloads("view_submission")[0]["response_urls"]
    assert (told["channel_id"], told["block_id"], told["action_id"]) == (GENERAL, "where", "c")
    assert (await answer(told["response_url"], text="hi"))[0] == 200
