"""Clicks and choices: `block_actions` as Slack shapes it."""

import pytest

from bot.sandbox.slack.cast import ADA, EVA, GPU_COSTS, OTHER_TEAM, PARTNERS, TEAM
from bot.sandbox.slack.errors import Mistaken
from tests.sandbox.slack.samples import (
    actions,
    button,
    field,
    home,
    modal,
    option,
    select,
    text_input,
)


@pytest.fixture
def post(api):
    """The bot posts these elements; return the message's ts."""

    async def post(*elements, channel=GPU_COSTS, **more):
        blocks = [actions(*elements)]
        return (await api("chat.postMessage", channel=channel, text="x", blocks=blocks, **more))[
            "ts"
        ]

    return post


async def test_button(slack, app, post):
    """A button tells who, where, on what message, and its value."""
    ts = await post(button(value="q1"))
    await slack.act("ada", "go", channel="gpu-costs", ts=ts)

    [payload] = app.payloads("block_actions")
    [action] = payload["actions"]
    assert payload["user"] == {"id": ADA, "username": "ada", "name": "ada", "team_id": TEAM}
    assert payload["channel"] == {"id": GPU_COSTS, "name": "gpu-costs"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": GPU_COSTS,
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == ts
    assert payload["trigger_id"]
    assert payload["response_url"].startswith(slack.url)
    assert (action["type"], action["value"], action["block_id"]) == ("button", "q1", "buttons")


async def test_ephemeral(slack, app, api):
    """A click on an ephemeral message does not carry the message."""
    blocks = [actions(button())]
    told = await api("chat.postEphemeral", channel=GPU_COSTS, user=ADA, text="x", blocks=blocks)
    await slack.act("ada", "go", channel="gpu-costs", ts=told["message_ts"])

    [payload] = app.payloads("block_actions")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


async def test_in_a_thread(slack, app, post):
    """A click in a thread says which."""
    parent = slack.say("ada", "gpu-costs", "parent").ts
    await slack.act("ada", "go", channel="gpu-costs", ts=await post(button(), thread_ts=parent))

    assert app.payloads("block_actions")[0]["container"]["thread_ts"] == parent


CHOICES = {"type": "checkboxes", "action_id": "pick", "options": [option("a"), option("b")]}


@pytest.mark.parametrize(
    ("element", "given", "told"),
    [
        (select(), "30d", {"selected_option": option("30d")}),
        (select(), {"selected_option": option("7d")}, {"selected_option": option("7d")}),
        ({"type": "users_select", "action_id": "pick"}, ADA, {"selected_user": ADA}),
        (
            {"type": "datepicker", "action_id": "pick"},
            {"selected_date": "2026-11-24"},
            {"selected_date": "2026-11-24"},
        ),
        (CHOICES, ["b"], {"selected_options": [option("b")]}),
        (
            {"type": "overflow", "action_id": "pick", "options": [option("a")]},
            "a",
            {"selected_option": option("a")},
        ),
    ],
)
async def test_choices(slack, app, post, element, given, told):
    """A choice is told in its element's own field."""
    await slack.act("ada", "pick", given, channel="gpu-costs", ts=await post(element))

    [action] = app.payloads("block_actions")[0]["actions"]
    assert told.items() <= action.items()


async def test_state(slack, app, post):
    """What was chosen before is in `state.values` of the next click, per person."""
    ts = await post(select(initial_option=option("7d")), button())
    await slack.act("ada", "pick", "30d", channel="gpu-costs", ts=ts)
    await slack.act("ada", "go", channel="gpu-costs", ts=ts)
    await slack.act("ben", "go", channel="gpu-costs", ts=ts)

    chosen = [
        payload["state"]["values"]["buttons"]["pick"]["selected_option"]["value"]
        for payload in app.payloads("block_actions")
    ]
    assert chosen == ["30d", "30d", "7d"]


async def test_other_organisation(slack, app, post):
    """Somebody of another organisation clicks with their own team's id."""
    ts = await post(button(), channel=PARTNERS)
    await slack.act("eva", "go", channel="partners", ts=ts)

    [payload] = app.payloads("block_actions")
    assert (payload["team"]["id"], payload["user"]["team_id"]) == (TEAM, OTHER_TEAM)


@pytest.mark.parametrize(
    ("who", "action_id", "value"),
    [("eva", "pick", "7d"), ("ada", "gone", None), ("ada", "pick", "1y")],
)
async def test_what_nobody_can_do(slack, app, post, who, action_id, value):
    """Nobody clicks where they see nothing, or chooses what is not offered."""
    ts = await post(select())

    with pytest.raises(Mistaken):
        await slack.act(who, action_id, value, channel="gpu-costs", ts=ts)


async def test_no_answer(slack, app, post):
    """An interaction without acknowledgement fails for the person, and is not sent again."""
    app.is_silent = True

    clicked = await slack.act("ada", "go", channel="gpu-costs", ts=await post(button()))

    assert clicked["error"] == "operation_timeout"
    assert len(app.payloads("block_actions")) == 1


async def test_in_a_view(slack, app, api):
    """In a modal a click carries the view with its state; an input needs `dispatch_action`."""
    view = modal(field(), field("live", text_input(), dispatch_action=True), actions(button()))
    await slack.shortcut("ada", "report_global")
    trigger = app.payloads("shortcut")[0]["trigger_id"]
    view_id = (await api("views.open", trigger_id=trigger, view=view))["view"]["id"]
    await slack.act("ada", "typed", "silent", block_id="reason", view_id=view_id)
    await slack.act("ada", "typed", "loud", block_id="live", view_id=view_id)

    [payload] = app.payloads("block_actions")
    values = payload["view"]["state"]["values"]
    assert payload["container"] == {"type": "view", "view_id": view_id}
    assert payload["actions"][0]["value"] == "loud"
    assert values["reason"]["typed"] == {"type": "plain_text_input", "value": "silent"}
    assert "channel" not in payload
    assert "response_url" not in payload


async def test_at_home(slack, app, api):
    """In Home a click carries the Home view."""
    view = (await api("views.publish", user_id=ADA, view=home(actions(button()))))["view"]
    await slack.act("ada", "go", view_id=view["id"])

    assert app.payloads("block_actions")[0]["view"]["type"] == "home"


async def test_suggestions(slack, app, post):
    """An external select asks the app for what fits, from the third character on."""
    app.answer = lambda envelope: {"options": [option("berlin")]}
    ts = await post({"type": "external_select", "action_id": "zone"})

    short = await slack.suggest("ada", "zone", "Be", channel="gpu-costs", ts=ts)
    offered = await slack.suggest("ada", "zone", "Ber", channel="gpu-costs", ts=ts)

    assert (short, offered) == ([], [option("berlin")])
    assert app.payloads("block_suggestion")[0]["value"] == "Ber"


async def test_bad_suggestions(slack, app, post):
    """Options that Slack cannot show are a mistake."""
    app.answer = lambda envelope: {"options": [option("x" * 76)]}
    ts = await post({"type": "external_select", "action_id": "zone", "min_query_length": 0})

    with pytest.raises(Mistaken, match="less than 76"):
        await slack.suggest("ada", "zone", "", channel="gpu-costs", ts=ts)


async def test_external_organisation_at_a_direct_message(slack, app, post):
    """A person of another organisation is told apart in direct messages too."""
    await slack.act("eva", "go", channel="D0EVA00001", ts=await post(button(), channel=EVA))

    assert app.payloads("block_actions")[0]["channel"]["name"] == "directmessage"
