"""`chat.*`: what is taken, what is refused, what history keeps."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.cast import (
    ADA,
    BEN,
    EVA,
    GENERAL,
    GPU_COSTS,
    OLD_PROJECT,
    OPS_PRIVATE,
)
from tests.sandbox.slack.samples import actions, chart, section


async def test_post(client, slack):
    """A message appears, by the bot, with an id for each block and element."""
    posted = await client.chat_postMessage(
        channel=GPU_COSTS, text="Hello", blocks=[actions({"type": "users_select"}), section()]
    )

    [shown] = slack.messages("gpu-costs")
    assert (shown["ts"], shown["text"], shown["bot_id"]) == (posted["ts"], "Hello", "B0CHUTES01")
    assert shown["blocks"][1]["block_id"]
    assert shown["blocks"][0]["elements"][0]["action_id"]


async def test_order(client, clock):
    """Timestamps are unique and grow, though the clock stands still."""
    stamps = [
        (await client.chat_postMessage(channel=GPU_COSTS, text=f"{n}"))["ts"] for n in range(5)
    ]

    assert stamps == sorted(set(stamps))
    assert stamps[0].startswith(f"{int(clock().timestamp())}.")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOSUCH01", "channel_not_found"),
        ("#general", "channel_not_found"),
        (OPS_PRIVATE, "channel_not_found"),
        (OLD_PROJECT, "is_archived"),
        ("U0NOBODY01", "channel_not_found"),
    ],
)
async def test_where_not(api, channel, error):
    """Private, archived and unknown conversations are refused by Slack's names."""
    assert await api("chat.postMessage", channel=channel, text="x") == {"ok": False, "error": error}


async def test_public(api, slack):
    """Without `chat:write.public` the app has to be a member."""
    assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]
    slack.app.scopes.discard("chat:write.public")

    assert (await api("chat.postMessage", channel=GENERAL, text="x"))["error"] == "not_in_channel"
    slack.invite("general")
    assert (await api("chat.postMessage", channel=GENERAL, text="x"))["ok"]


async def test_to_a_person(api, slack):
    """A person's id as channel means the direct message with them."""
    posted = await api("chat.postMessage", channel=ADA, text="psst")

    assert posted["channel"] == "D0ADA00001"
    assert "psst" not in str(slack.state("ben"))


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x", "blocks": "[{]"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section("x" * 2600)] * 6}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "metadata": "no"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "slot"}}, "invalid_metadata_schema"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
async def test_what_not(api, args, error):
    """What Slack would not take is refused by its name."""
    answer = await api("chat.postMessage", channel=GPU_COSTS, **args)

    assert answer.get("error", "no_error") == error


async def test_bad_blocks(client, slack):
    """One bad block refuses the whole message and says where; the wire says it too."""
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=GPU_COSTS, text="x", blocks=[section(""), section()])

    reason = "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["errors"] == [reason]
    assert caught.value.response["response_metadata"] == {"messages": [f"[ERROR] {reason}"]}
    assert slack.wire.rows()[-1]["refused"] == [reason]
    assert slack.messages("gpu-costs") == []


async def test_before_the_rollout(api, slack):
    """A workspace that cannot show charts refuses a message with one."""
    slack.app.native_blocks = False

    answer = await api("chat.postMessage", channel=GPU_COSTS, text="x", blocks=[chart()])

    assert answer["errors"] == [
        "unsupported type: data_visualization [json-pointer:/blocks/0/type]"
    ]


async def test_long_text(api):
    """A text beyond 40,000 characters is cut."""
    posted = await api("chat.postMessage", channel=GPU_COSTS, text="x" * 50_000)

    assert len(posted["message"]["text"]) == 40_000


async def test_thread(api, slack):
    """A reply hangs under its parent, which counts it; a reply is no parent."""
    parent = (await api("chat.postMessage", channel=GPU_COSTS, text="parent"))["ts"]
    reply = (await api("chat.postMessage", channel=GPU_COSTS, text="x", thread_ts=parent))["ts"]
    nested = await api("chat.postMessage", channel=GPU_COSTS, text="x", thread_ts=reply)

    assert slack.messages("gpu-costs")[0]["reply_count"] == 1
    assert [one["ts"] for one in slack.messages("gpu-costs", thread_ts=parent)] == [parent, reply]
    assert nested["error"] == "cannot_reply_to_message"


async def test_metadata(client):
    """Metadata are kept, and told only to who asks for them."""
    slot = {"event_type": "digest", "event_payload": {"slot": "2026-11-23"}}
    await client.chat_postMessage(channel=GPU_COSTS, text="x", metadata=slot)

    bare = await client.conversations_history(channel=GPU_COSTS)
    full = await client.conversations_history(channel=GPU_COSTS, include_all_metadata=True)

    assert "metadata" not in bare["messages"][0]
    assert full["messages"][0]["metadata"] == slot


async def test_unfurling(client, slack):
    """What a message says of unfurling is kept with it."""
    await client.chat_postMessage(channel=GPU_COSTS, text="x", unfurl_links=False)

    assert slack.parts.workspace.messages.all_of(GPU_COSTS)[0].options == {"unfurl_links": False}


@pytest.mark.parametrize("argument", ["unfurl_links", "unfurl_media", "thread_ts", "username"])
async def test_undocumented(api, argument):
    """An update takes what is documented, and nothing else."""
    ts = (await api("chat.postMessage", channel=GPU_COSTS, text="x"))["ts"]
    answer = await api("chat.update", channel=GPU_COSTS, ts=ts, text="y", **{argument: False})

    assert answer["error"] == "invalid_arguments"
    assert argument in answer["response_metadata"]["messages"][0]


async def test_update(client, slack):
    """An update with text alone takes the blocks away, and marks the message as edited."""
    posted = await client.chat_postMessage(channel=GPU_COSTS, text="old", blocks=[section()])
    await client.chat_update(channel=GPU_COSTS, ts=posted["ts"], text="new")

    [shown] = slack.messages("gpu-costs")
    assert (shown["text"], "blocks" in shown, "edited" in shown) == ("new", False, True)


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_only_ones_own(api, slack, method):
    """Other people's messages, ephemeral and unknown ones cannot be touched."""
    theirs = slack.say("ada", "gpu-costs", "mine").ts
    whispered = await api("chat.postEphemeral", channel=GPU_COSTS, user=ADA, text="psst")

    errors = [
        (await api(method, channel=GPU_COSTS, ts=ts, text="x"))["error"]
        for ts in (theirs, whispered["message_ts"], "1.000001")
    ]

    verb = method.removeprefix("chat.")
    assert errors == [f"cant_{verb}_message", "message_not_found", "message_not_found"]


async def test_delete(api, slack):
    """A deleted message is gone; where it had replies, a tombstone stays."""
    alone = (await api("chat.postMessage", channel=GPU_COSTS, text="x"))["ts"]
    parent = (await api("chat.postMessage", channel=GPU_COSTS, text="x"))["ts"]
    slack.say("ada", "gpu-costs", "a reply", thread_ts=parent)
    for ts in (alone, parent):
        await api("chat.delete", channel=GPU_COSTS, ts=ts)

    assert [one.get("subtype") for one in slack.messages("gpu-costs")] == ["tombstone", None]


async def test_ephemeral(api, client, slack):
    """An ephemeral message is seen by one person, and not by history."""
    await api("chat.postEphemeral", channel=GPU_COSTS, user=ADA, text="psst")

    assert [one["is_ephemeral"] for one in slack.messages("gpu-costs", "ada")] == [True]
    assert slack.messages("gpu-costs", "ben") == []
    assert (await client.conversations_history(channel=GPU_COSTS))["messages"] == []


@pytest.mark.parametrize(
    ("channel", "user", "error"),
    [
        (GENERAL, ADA, "not_in_channel"),
        (GPU_COSTS, EVA, "user_not_in_channel"),
        (GPU_COSTS, None, "invalid_arguments"),
    ],
)
async def test_ephemeral_where_not(api, channel, user, error):
    """Both the app and the person have to be in the channel."""
    answer = await api("chat.postEphemeral", channel=channel, user=user, text="x")

    assert answer["error"] == error


async def test_permalink(client, slack):
    """A message has an address, a reply one that names its thread."""
    parent = slack.say("ada", "gpu-costs", "x").ts
    reply = slack.say("ben", "gpu-costs", "y", thread_ts=parent).ts

    first = await client.chat_getPermalink(channel=GPU_COSTS, message_ts=parent)
    second = await client.chat_getPermalink(channel=GPU_COSTS, message_ts=reply)

    assert first["permalink"] == f"{slack.url}archives/{GPU_COSTS}/p{parent.replace('.', '')}"
    assert second["permalink"].endswith(f"?thread_ts={parent}&cid={GPU_COSTS}")


async def test_pages(client, slack):
    """History comes newest first, in pages, between two times."""
    stamps = [slack.say("ben", "gpu-costs", f"{n}").ts for n in range(5)]

    first = await client.conversations_history(channel=GPU_COSTS, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=GPU_COSTS, limit=2, cursor=cursor)
    between = await client.conversations_history(
        channel=GPU_COSTS, oldest=stamps[1], latest=stamps[3]
    )

    assert [one["text"] for one in first["messages"] + second["messages"]] == ["4", "3", "2", "1"]
    assert (first["has_more"], [one["text"] for one in between["messages"]]) == (True, ["2"])


async def test_replies(client, slack):
    """A thread comes parent first; `reply_broadcast` shows in the channel too."""
    parent = slack.say("ada", "gpu-costs", "parent").ts
    slack.say("ben", "gpu-costs", "one", thread_ts=parent)
    await client.chat_postMessage(
        channel=GPU_COSTS, text="two", thread_ts=parent, reply_broadcast=True
    )

    thread = await client.conversations_replies(channel=GPU_COSTS, ts=parent)
    history = await client.conversations_history(channel=GPU_COSTS)

    assert [one["text"] for one in thread["messages"]] == ["parent", "one", "two"]
    assert [one["text"] for one in history["messages"]] == ["two", "parent"]
    assert thread["messages"][0]["reply_users"] == sorted([BEN, "U0CHUTES01"])


async def test_archived_later(api, slack):
    """A channel can be archived, and brought back."""
    channel = slack.parts.workspace.channel("gpu-costs")
    slack.parts.members.archive(channel)
    refused = await api("chat.postMessage", channel=GPU_COSTS, text="x")
    slack.parts.members.archive(channel, archived=False)

    assert refused["error"] == "is_archived"
    assert (await api("chat.postMessage", channel=GPU_COSTS, text="x"))["ok"]
