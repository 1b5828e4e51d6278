"""`@chutes …` in channels and threads."""

import pytest

from bot.sandbox.slack import cast
from handlers.mentions import text_after
from tests.conversation import ADA, COSTS, blocks, cells, hear, offered, press

BEN = "ben"


async def mention(slack, line: str, *, as_: str = ADA, thread_ts: str | None = None):
    return await slack.type(as_, COSTS, line, thread_ts)


async def hear_all(slack, as_: str = BEN):
    return await hear(slack, as_)


async def test_answered_in_the_thread(bot, slack):
    """The answer is for everybody, below the message that asks, and can be refreshed."""
    asked = await mention(slack, "@chutes usage yesterday")
    said = await hear_all(slack)

    assert said["thread_ts"] == asked["ts"]
    assert "23 Nov" in said["text"]
    assert blocks(said, "data_table")
    assert {"refresh", "range_aside", "csv"} <= {*offered(said)}


async def test_asked_in_a_thread(bot, slack):
    """In a thread, where commands do not work, the answer comes into that thread."""
    begun = await mention(slack, "what did it cost?")
    await mention(slack, "hey @chutes usage 7d", thread_ts=begun["ts"])

    assert (await hear_all(slack))["thread_ts"] == begun["ts"]


@pytest.mark.parametrize("line", ["@chutes", "thanks @chutes"])
async def test_nothing_asked(line, bot, slack):
    """A mention alone gets help, in terms of mentions."""
    await mention(slack, line)
    said = (await hear_all(slack))["text"]

    assert "`@chutes usage " in said
    assert "@chutes status" not in said


async def test_unknown_words(bot, slack):
    """What is not understood is said to who asked alone; what it quotes mentions nobody."""
    await mention(slack, "@chutes stauts")
    assert "Did you mean" in (await hear(slack))["text"]

    await mention(slack, "@chutes @channel")
    assert "<!" not in (await hear(slack))["text"]
    assert not [said for said in slack.messages(COSTS, BEN) if "I don" in said["text"]]


async def test_delivered_twice(bot, slack):
    """An event that Slack delivers again is answered once."""
    slack.parts.delivery.patience = 0
    slack.parts.events.retry_after = (0.0, 0.0)
    await mention(slack, "@chutes help")
    await hear_all(slack)
    await mention(slack, "@chutes version")
    await hear_all(slack)

    sent = [row for row in slack.wire.rows(0) if row["summary"] == "app_mention"]
    replies = [said for said in slack.messages(COSTS) if "Ask me about" in said["text"]]
    assert len(sent) > 2
    assert len(replies) == 1


async def test_other_bots_are_not_answered(bot, slack):
    """Two bots never talk to each other without end."""
    slack.say(ADA, COSTS, "@chutes help", bot_id="B0OTHER")
    await mention(slack, "@chutes version", as_=BEN)

    assert "chutes-bot" in (await hear_all(slack))["text"]


async def test_a_question_in_own_words(bot, slack):
    """It is answered for everybody, with the line that it was understood as."""
    await mention(slack, "@chutes how much did we spend yesterday?")
    said = await hear_all(slack)

    assert "23 Nov" in said["text"]
    assert "Understood as `/chutes usage yesterday`." in said["text"]


@pytest.mark.parametrize("line", ["status", "reports all"])
async def test_what_is_nobody_elses_business(line, bot, slack):
    """What is a person's own is not answered where everybody reads it."""
    await mention(slack, f"@chutes {line}")

    assert f"`/chutes {line}`" in (await hear(slack))["text"]


async def test_mentions_pass_the_gate(bot, slack, settings):
    """Too many mentions are too many questions."""
    for _ in range(settings.limit_per_person.count + 3):
        await mention(slack, "@chutes help")

    def refused():
        return [one for one in slack.messages(COSTS) if "asked a lot" in one["text"]]

    assert await slack.wait_for(refused, 20)


async def test_a_file_goes_into_the_thread(bot, slack):
    """CSV below an answer in a thread comes into the same thread."""
    asked = await mention(slack, "@chutes usage yesterday")
    await press(slack, await hear_all(slack), "csv", as_=BEN)

    def files():
        return [said for said in slack.messages(COSTS) if said.get("files")]

    [file] = await slack.wait_for(files, 10)
    assert file["thread_ts"] == asked["ts"]


async def test_without_native_blocks(bot, slack):
    """A thread, too, gets plain tables where Slack refuses the native ones."""
    slack.app.native_blocks = False
    await mention(slack, "@chutes usage")

    assert blocks(await hear_all(slack), "table")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("<@U1> usage 7d", " usage 7d"),
        ("<@U1|chutes> usage", " usage"),
        ("hey <@U1>, really", ", really"),
        ("usage <@U1>", ""),
        ("<@U2> usage", ""),
        ("<@U1> <@U1> usage a &amp; b", "   usage a &amp; b"),
        ("", ""),
    ],
)
def test_text_after_the_mention(text, after):
    """What is asked follows our name."""
    assert text_after(text, "U1") == after


async def test_a_follow_up(bot, slack):
    """In the same thread, what is said more is about the question before."""
    asked = await mention(slack, "@chutes usage yesterday")
    await hear_all(slack)
    await mention(slack, "@chutes and last week?", thread_ts=asked["ts"])
    said = await hear_all(slack)

    assert "16–22 Nov" in said["text"]
    assert "Understood as `/chutes usage last week`." in said["text"]


async def test_direct_messages(bot, slack):
    """They are answered like mentions, with nobody else there: what is private, too."""
    channel = f"D{cast.ADA[1:]}"

    async def say(line: str):
        await slack.type(ADA, channel, line)
        return await hear(slack, ADA, channel)

    first = await say("how much did we spend yesterday?")
    assert "23 Nov" in first["text"]
    assert "thread_ts" not in first
    assert "by requests" in (await say("by requests"))["text"]
    assert "Redis" in (await say("status"))["text"]


async def test_a_file_by_word(bot, slack):
    """`as csv` gives the last answer's table: in a thread to all, after a command to who asks."""
    asked = await mention(slack, "@chutes usage yesterday")
    await hear_all(slack)
    await mention(slack, "@chutes as csv", thread_ts=asked["ts"])
    await slack.type(ADA, COSTS, "/chutes which hog ate our money last week as csv")

    def names(channel: str):
        said = slack.messages(channel, ADA)
        return [file["name"] for one in said for file in one.get("files", [])]

    assert await slack.wait_for(lambda: names(COSTS), 10) == ["chutes-usage-2026-11-23.csv"]
    direct = f"D{cast.ADA[1:]}"
    found = await slack.wait_for(lambda: names(direct), 10)
    assert found == ["chutes-usage-2026-11-16-2026-11-22.csv"]


async def test_small_talk(bot, slack):
    """It gets a word back, and is no question that goes on from the last one."""
    asked = await mention(slack, "@chutes usage yesterday")
    await hear_all(slack)
    await mention(slack, "@chutes thanks!", thread_ts=asked["ts"])

    assert (await hear_all(slack))["text"] == "You're welcome!"


async def test_common_words_are_no_names(bot, slack):
    """What no chute is called is left out, if it is a word of every day; any other is said."""
    await mention(slack, "@chutes which hog ate all our money yesterday, mate?")
    assert "Understood as `/chutes usage yesterday`." in (await hear(slack))["text"]

    await mention(slack, "@chutes which xyzzy-70b hog ate our money yesterday?")
    said = await hear(slack)
    assert "I couldn't find a chute matching `xyzzy-70b`." in said["text"]
    assert "stats llm by tps" in str(said)


async def test_today_beside_yesterday(bot, slack):
    """What there is so far stands beside a whole day, and says so."""
    await mention(slack, "@chutes today vs yesterday")
    said = (await hear_all(slack))["text"]

    assert said.startswith("*24 Nov so far* $")
    assert "; *23 Nov* $" in said
    assert "Today isn't over, and I keep no hours" in said


async def test_from_the_bottom(bot, slack):
    """The slowest are asked for as the fastest are."""
    await mention(slack, "@chutes slowest models yesterday")
    said = await hear_all(slack)

    assert said["text"].startswith("Slowest: *")
    speeds = [float(row[1]) for row in cells(said)[1:]]
    assert speeds == sorted(speeds)
