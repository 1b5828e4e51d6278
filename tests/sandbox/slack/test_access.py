"""Tokens, scopes, bodies, and who may know what."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.cast import (
    ADA,
    BEN,
    BOT_USER,
    EVA,
    FRIEDA,
    GENERAL,
    GPU_COSTS,
    GPU_OPS,
    GUS,
    OPS_PRIVATE,
    OTHER_TEAM,
    SIA,
)


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("auth.test", "app", "not_allowed_token_type"),
        ("apps.connections.open", "bot", "not_allowed_token_type"),
        ("no.such", "bot", "unknown_method"),
    ],
)
async def test_tokens(api, slack, method, token, error):
    """A call needs a token, ours, and of the right kind."""
    tokens = {"app": slack.app_token, "bot": slack.bot_token}

    assert (await api(method, token=tokens.get(token, token)))["error"] == error


async def test_revoked(api, slack):
    """After the app is uninstalled its token is no good."""
    slack.uninstall()

    assert (await api("auth.test"))["error"] == "token_revoked"


async def test_scopes(client, slack):
    """Without its scope a method says which one it needs, and which there are."""
    slack.app.scopes -= {"users:read"}

    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user=ADA)
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "users:read"
    assert "chat:write" in caught.value.response["provided"].split(",")


async def test_scope_of_the_conversation(api, client, slack):
    """Reading a direct message takes another scope than reading a channel."""
    slack.app.scopes.discard("im:history")
    await client.conversations_history(channel=GPU_COSTS)

    with pytest.raises(SlackApiError, match="im:history"):
        await client.conversations_history(channel="D0ADA00001")


async def test_who_am_i(client, slack):
    """`auth.test` says who the bot is, and in its headers what it may do."""
    me = await client.auth_test()

    assert (me["user_id"], me["bot_id"], me["url"]) == (BOT_USER, "B0CHUTES01", slack.url)
    assert me.headers["x-oauth-scopes"].split(",") == sorted(slack.app.scopes)


async def test_people(client):
    """People have a zone and an offset, roles and a workspace."""
    ben, eva, gus = [(await client.users_info(user=who))["user"] for who in (BEN, EVA, GUS)]

    assert (ben["tz"], ben["tz_offset"]) == ("America/New_York", -18_000)
    assert (gus["tz_offset"], gus["is_restricted"]) == (37_800, True)
    assert eva["team_id"] != ben["team_id"]
    assert (await client.users_info(user=ADA))["user"]["is_admin"]


async def test_strangers_and_guests(client):
    """Guests are of one channel or several; somebody else's admin is one, but not ours."""
    gus, sia, frieda = [(await client.users_info(user=who))["user"] for who in (GUS, SIA, FRIEDA)]
    of = ("is_restricted", "is_ultra_restricted")

    assert [[one[name] for name in of] for one in (gus, sia)] == [[True, False], [True, True]]
    assert (frieda["is_admin"], frieda["team_id"]) == (True, OTHER_TEAM)


async def test_channels(client, slack):
    """A channel says whether the bot is in it; a private one without it does not exist."""
    general = (await client.conversations_info(channel=GENERAL))["channel"]
    costs = (await client.conversations_info(channel=GPU_COSTS, include_num_members=True))[
        "channel"
    ]

    assert (general["is_member"], costs["is_member"], costs["num_members"]) == (False, True, 6)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_info(channel=OPS_PRIVATE)
    slack.invite("ops-private")
    with pytest.raises(SlackApiError, match="groups:read"):
        await client.conversations_info(channel=OPS_PRIVATE)


async def test_history_of_a_channel_without_us(api, client):
    """The history of a channel where the bot is no member stays closed."""
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.conversations_history(channel=GENERAL)


async def test_lists(client):
    """Members of a channel and of a user group, and the direct message with a person."""
    members = await client.conversations_members(channel=GPU_COSTS)
    group = await client.usergroups_users_list(usergroup=GPU_OPS)
    direct = await client.conversations_open(users=BEN)
    bot = await client.bots_info(bot="B0CHUTES01")

    assert BOT_USER in members["members"]
    assert ADA in group["users"]
    assert direct["channel"]["id"] == "D0BEN00001"
    assert bot["bot"]["user_id"] == BOT_USER


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": ["x"], "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": 7, "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": GPU_COSTS, "text": ["x"]}, "invalid_arguments"),
        ("chat.update", {"channel": GPU_COSTS, "text": "x"}, "invalid_arguments"),
        ("conversations.history?channel=C0GPUCOSTS&oldest=x", {}, "invalid_ts_oldest"),
        ("conversations.history?channel=C0GPUCOSTS&limit=0", {}, "invalid_limit"),
        ("conversations.history?channel=C0GPUCOSTS&cursor=x", {}, "invalid_cursor"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": BOT_USER}, "user_not_found"),
        ("users.info?user=U1", {}, "user_not_found"),
        ("usergroups.users.list?usergroup=S1", {}, "no_such_subteam"),
        ("files.getUploadURLExternal?filename=x&length=no", {}, "invalid_arguments"),
        ("files.info?file=F1", {}, "file_not_found"),
        ("views.publish", {"user_id": ADA, "view": "{"}, "invalid_arguments"),
        ("views.publish", {"user_id": ADA, "view": [1]}, "invalid_arguments"),
    ],
)
async def test_arguments(api, method, args, error):
    """Arguments that make no sense are refused, whatever they are."""
    assert (await api(method, **args))["error"] == error


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"channel=x", "text/plain", "invalid_post_type"),
    ],
)
async def test_bodies(slack, session, body, kind, error):
    """A body that is not what it says is refused."""
    headers = {"Content-Type": kind, "Authorization": f"Bearer {slack.bot_token}"}

    async with session.post(f"{slack.api_url}api.test", data=body, headers=headers) as response:
        assert await response.json() == {"ok": False, "error": error}


async def test_form_only(api):
    """A method that takes no JSON does not see what is in it."""
    answer = await api("users.info", user=ADA)

    assert answer["errors"] == ["missing required field: user"]


async def test_validate(slack, session):
    """`blocks.validate` needs no token, and says what is wrong with a pointer and a code."""
    form = {"blocks": '[{"type": "section"}]'}

    async with session.post(f"{slack.api_url}blocks.validate", data=form) as response:
        answer = await response.json()

    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0]["pointer"] == "/blocks/0"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"message": '[{"type": "divider"}]'}, "invalid_message"),
        ({"message": '{"text": "x", "blocks": [{"type": "alert"}]}'}, "invalid_message"),
        ({"view": '{"type": "modal", "blocks": []}'}, "invalid_view"),
        ({"blocks": "[]", "view": "{}"}, "invalid_arguments"),
        ({"message": "{"}, "invalid_arguments"),
    ],
)
async def test_validate_one_thing(slack, session, form, error):
    """It takes exactly one of blocks, a message and a view, as JSON in a string."""
    async with session.post(f"{slack.api_url}blocks.validate", data=form) as response:
        assert (await response.json())["error"] == error


@pytest.mark.parametrize(
    "header", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
async def test_only_this_machine(slack, session, header):
    """What another web site makes a browser send is refused."""
    async with session.get(f"{slack.url}_sandbox/state", headers=header) as response:
        assert response.status == 403
