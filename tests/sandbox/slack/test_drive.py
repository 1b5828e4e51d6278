"""The drive API over HTTP, as the page uses it."""

import asyncio

import pytest

from bot.sandbox.slack import open_slack
from bot.sandbox.slack.cast import ADA, GPU_COSTS
from tests.sandbox.slack.samples import MANIFEST, actions, button, field, modal, section, select


@pytest.fixture
def drive(slack, session):
    """POST to the drive API; return the JSON answer."""

    async def post(name, **args):
        if "who" in args:
            args["as"] = args.pop("who")
        async with session.post(f"{slack.url}_sandbox/{name}", json=args) as response:
            return {**await response.json(), "status": response.status}

    return post


@pytest.fixture
def state(slack, session):
    async def get(who):
        async with session.get(f"{slack.url}_sandbox/state?as={who}") as response:
            return await response.json()

    return get


async def test_state(state, clock):
    """The state holds what that person sees, and how the app is called."""
    seen = await state("gus")

    names = {channel["name"]: channel for channel in seen["channels"]}
    assert set(names) == {"general", "gpu-costs", "chutes"}
    assert (names["chutes"]["kind"], names["general"]["is_bot_member"]) == ("dm", False)
    assert (seen["app"]["command"], seen["app"]["usage_hint"]) == ("/chutes", "usage 7d")
    assert [one["type"] for one in seen["app"]["shortcuts"]] == ["message", "global"]
    assert (seen["modal"], seen["home"], seen["now"]) == (None, None, clock().isoformat())
    assert len(seen["people"]) == 9


async def test_talk(drive, state):
    """A typed message appears for its writer and counts as unread for others, until read."""
    typed = await drive("type", who="ben", channel="gpu-costs", text="hello")

    def unread(seen):
        return next(c["unread"] for c in seen["channels"] if c["id"] == GPU_COSTS)

    assert typed["ok"]
    assert (unread(await state("ada")), unread(await state("ben"))) == (1, 0)
    await drive("read", who="ada", channel=GPU_COSTS)
    assert unread(await state("ada")) == 0


async def test_act(drive, api, app):
    """A choice comes in the element's own field, or as plain `value`."""
    blocks = [actions(select(), button())]
    ts = (await api("chat.postMessage", channel=GPU_COSTS, text="x", blocks=blocks))["ts"]
    where = {"who": "ada", "channel": GPU_COSTS, "ts": ts, "block_id": "buttons"}
    await drive("act", **where, action_id="pick", selected_option={"value": "7d"})
    await drive("act", **where, action_id="pick", value="30d")
    await drive("act", **where, action_id="go")

    told = [payload["actions"][0] for payload in app.payloads("block_actions")]
    assert [one.get("selected_option", {}).get("value") for one in told] == ["7d", "30d", None]


async def test_modal(drive, api, app, state):
    """A modal is filled in, complained about, submitted and closed."""
    await drive("shortcut", who="ada", callback_id="report_global")
    trigger = app.payloads("shortcut")[0]["trigger_id"]
    view_id = (await api("views.open", trigger_id=trigger, view=modal(field())))["view"]["id"]

    empty = await drive("submit", who="ada", view_id=view_id, values={})
    assert (await state("ada"))["modal"]["errors"] == empty["errors"] != {}
    full = await drive(
        "submit", who="ada", view_id=view_id, values={"reason": {"typed": {"value": "x"}}}
    )
    assert (full["ok"], (await state("ada"))["modal"]) == (True, None)


async def test_suggest(drive, api, app):
    """Options of an external select."""
    app.answer = lambda envelope: {"options": []}
    blocks = [actions({"type": "external_select", "action_id": "zone"})]
    ts = (await api("chat.postMessage", channel=GPU_COSTS, text="x", blocks=blocks))["ts"]

    offered = await drive(
        "suggest", who="ada", channel=GPU_COSTS, ts=ts, action_id="zone", value="Ber"
    )

    assert (offered["ok"], offered["options"]) == (True, [])


async def test_home_and_close(drive, slack, app):
    """Home opens; a view that is not open cannot be closed."""
    await drive("home", who="ada")
    await slack.wait_for(lambda: app.payloads("app_home_opened"))

    assert (await drive("close", who="ada", view_id="V1"))["status"] == 400


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("type", {"who": "nobody", "channel": "general", "text": "x"}),
        ("type", {"who": "ada", "channel": "nowhere", "text": "x"}),
        ("type", {"who": "ada", "channel": "general", "mood": "x"}),
        ("type", {"who": "ada", "channel": "general", "text": " "}),
        ("act", {"who": "ada", "action_id": "go", "channel": "general", "ts": "1.0"}),
        ("faults", {"method": "api.test", "mood": "bad"}),
    ],
)
async def test_mistakes(drive, name, args):
    """What nobody can do is a 400 with a sentence."""
    answer = await drive(name, **args)

    assert (answer["status"], answer["ok"]) == (400, False)
    assert answer["error"].endswith((".", "'mood'"))


async def test_faults(drive, slack, session, api):
    """Faults are set and forgotten over HTTP."""
    await drive("faults", method="api.test", count=9, error="fatal_error")
    assert (await api("api.test"))["error"] == "fatal_error"
    await session.delete(f"{slack.url}_sandbox/faults")

    assert (await api("api.test"))["ok"]


async def test_wire(slack, session, api):
    """The wire shows what came, what Slack had against it, and no token."""
    await api("chat.postMessage", channel=GPU_COSTS, text="x", blocks=[section("")])
    await api("api.test")

    async with session.get(f"{slack.url}_sandbox/wire?after=1") as response:
        assert [row["kind"] for row in await response.json()] == ["api.test"]
    async with session.get(f"{slack.url}_sandbox/wire") as response:
        text = await response.text()
    assert "must be more than 0 characters" in text
    assert slack.bot_token not in text


async def test_changes(slack, session):
    """A page is told of a change that its person can see, and not of others'."""
    async with session.ws_connect(f"{slack.url}_sandbox/changes?as=ada") as socket:
        first = (await socket.receive_json(timeout=1))["version"]
        slack.read("ben", "general")
        slack.say("ben", "general", "hello")

        assert (await socket.receive_json(timeout=1))["version"] == first + 1
        with pytest.raises(TimeoutError):
            await socket.receive_json(timeout=0.1)


async def test_heard(slack, api):
    """`heard` waits for the bot's next message, and gives each once."""
    hearing = asyncio.create_task(slack.heard("ada"))
    await api("chat.postMessage", channel=ADA, text="one")
    await api("chat.postMessage", channel=GPU_COSTS, text="two")

    assert (await hearing)["text"] == "one"
    assert (await slack.heard("ada"))["text"] == "two"
    with pytest.raises(TimeoutError):
        await slack.heard("ada", within=0.1)


async def test_page(slack, session):
    """The address answers with the page, or says that there is none yet."""
    async with session.get(slack.url) as response:
        assert response.status == 200


async def test_two_at_once(slack, api, session):
    """Two workspaces in a process know nothing of each other."""
    async with open_slack(MANIFEST) as other:
        await api("chat.postMessage", channel=GPU_COSTS, text="x")

        assert other.messages("gpu-costs") == []
        assert (await api("auth.test", token=other.bot_token))["error"] == "invalid_auth"
