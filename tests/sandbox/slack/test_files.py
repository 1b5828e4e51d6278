"""Uploads: three steps, and a share that comes later, or never."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.cast import GENERAL, GPU_COSTS


async def test_upload(client, slack, session):
    """The SDK's upload ends in a message with the file, which can be fetched."""
    done = await client.files_upload_v2(
        content="a,b\n1,2\n", filename="usage.csv", channel=GPU_COSTS, initial_comment="Here"
    )
    assert "shares" not in done["file"]

    [shown] = await slack.wait_for(lambda: slack.messages("gpu-costs"))
    assert (shown["text"], shown["files"][0]["name"]) == ("Here", "usage.csv")
    async with session.get(shown["files"][0]["url_private"]) as response:
        assert await response.text() == "a,b\n1,2\n"


async def test_in_a_thread(client, slack):
    """A file can go into a thread."""
    parent = slack.say("ada", "gpu-costs", "csv?").ts
    await client.files_upload_v2(content="x", filename="x.csv", channel=GPU_COSTS, thread_ts=parent)

    await slack.wait_for(lambda: slack.messages("gpu-costs", thread_ts=parent)[1:])


async def test_late(client, slack):
    """`files.info` says where a file was shared, once it was."""
    done = await client.files_upload_v2(content="x", filename="x.csv", channel=GPU_COSTS)
    early = (await client.files_info(file=done["file"]["id"]))["file"]
    await slack.wait_for(lambda: slack.messages("gpu-costs"))
    late = (await client.files_info(file=done["file"]["id"]))["file"]

    assert "shares" not in early
    assert late["shares"]["public"][GPU_COSTS][0]["ts"] == slack.messages("gpu-costs")[0]["ts"]


async def test_lost(client, slack):
    """A share can be lost although Slack said ok."""
    slack.parts.files.lose_next = 1
    slack.parts.files.shared_after = 0
    await client.files_upload_v2(content="x", filename="lost.csv", channel=GPU_COSTS)
    await client.files_upload_v2(content="x", filename="kept.csv", channel=GPU_COSTS)

    [shown] = await slack.wait_for(lambda: slack.messages("gpu-costs"))
    assert shown["files"][0]["name"] == "kept.csv"


async def test_only_a_member(client):
    """`chat:write.public` does not help with files."""
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.files_upload_v2(content="x", filename="x.csv", channel=GENERAL)


async def test_announced_size(api, client, session):
    """The bytes have to be as many as announced, and an address works once."""
    announced = await client.files_getUploadURLExternal(filename="x", length=3)
    async with session.post(announced["upload_url"], data=b"four") as response:
        assert response.status == 400
    async with session.post(announced["upload_url"], data=b"123") as response:
        assert response.status == 404
    completed = await api("files.completeUploadExternal", files=[{"id": announced["file_id"]}])

    assert completed["error"] == "file_not_found"
