"""What hangs under an answer: Share, Refresh, other days, CSV."""

import asyncio
import csv
import io
from datetime import timedelta

import httpx
import pytest
from redis.exceptions import RedisError

from bot.figures.questions import Questions
from bot.work.jobs import open_queue
from handlers.dispatch import Dispatch
from handlers.grammar import periods
from tests.conversation import ADA, COSTS, ask, blocks, footer, hear, offered, press, seen

BEN = "ben"


def edited(said):
    return "edited" in said


def element(said, action_id: str):
    row = [one for block in blocks(said, "actions") for one in block["elements"]]
    return next(one for one in row if one["action_id"] == action_id)


def options(said, action_id: str) -> dict[str, str]:
    """The values that a select offers, by their labels."""
    menu = element(said, action_id)
    groups = menu.get("option_groups") or [menu]
    return {one["text"]["text"]: one["value"] for group in groups for one in group["options"]}


async def later(redis, redis_url, clock) -> None:
    """Let six hours pass, and the workers refresh the figures."""
    before = await redis.get("chutes:source:usage")
    clock.forward(timedelta(hours=6))
    async with open_queue(redis_url) as queue:
        await queue.enqueue("refresh", {"source": "usage"}, id="six hours later")
    async with asyncio.timeout(20):
        while await redis.get("chutes:source:usage") == before:
            await asyncio.sleep(0.05)


async def file_in(slack, channel: str, as_: str = ADA):
    """The next message with a file that this person sees there, and the file's rows."""

    def look():
        return [said for said in slack.messages(channel, as_) if said.get("files")]

    [said] = await slack.wait_for(look, 10)
    async with httpx.AsyncClient(verify=False) as http:
        content = (await http.get(said["files"][0]["url_private"])).content
    return said, content


async def test_what_is_offered(bot, slack):
    """Under a private answer are a row of buttons, each with a name for screen readers, and a row
    of selects."""
    said = await ask(slack, "/chutes usage")

    buttons, selects = blocks(said, "actions")
    assert offered(said) == [
        "share",
        "refresh",
        "more",
        "csv",
        "watch_this",
        "range",
        "look",
        "beside",
    ]
    assert {one["type"] for one in buttons["elements"]} == {"button"}
    assert {one["type"] for one in selects["elements"]} == {"static_select"}
    assert element(said, "range")["initial_option"]["text"]["text"] == "Last 7 days"
    for one in buttons["elements"]:
        assert one["accessibility_label"].startswith(one["text"]["text"])


async def test_which_days_are_chosen(bot, slack):
    """The select shows the days that were asked for, if it offers them."""
    for line, chosen in (
        ("usage top 5", "Last 7 days"),
        ("usage 30D by requests", "Last 30 days"),
        ("stats llm last week vs none", "Last week"),
        ("usage today", "Today so far"),
        ("usage since 2026-11-01", None),
    ):
        option = element(await ask(slack, f"/chutes {line}"), "range").get("initial_option")
        assert (option and option["text"]["text"]) == chosen


async def test_a_question_is_read_once(bot, slack, mocker):
    """Typed, mentioned or clicked: its subcommand is looked up once, and no word is read twice."""
    lookup = mocker.spy(Dispatch, "understand")
    read = mocker.spy(periods, "_phrase")

    def assert_once() -> None:
        phrases = [(*call.args[0],) for call in read.call_args_list]
        assert lookup.call_count == 1
        assert ("last", "week") in phrases
        assert len(phrases) == len({*phrases})
        lookup.reset_mock()
        read.reset_mock()

    answer = await ask(slack, "/chutes usage top 5 last week")
    assert_once()
    await slack.type(ADA, COSTS, "@chutes stats llm by tps last week")
    assert offered(await hear(slack, BEN))
    assert_once()
    await press(slack, answer, "refresh")
    await seen(slack, answer, edited)
    assert_once()
    await press(slack, answer, "csv")
    await file_in(slack, "D0ADA00001")
    assert_once()


async def test_answers_without_a_table_have_no_buttons(bot, slack):
    """Help can be neither refreshed nor shared."""
    assert not offered(await ask(slack, "/chutes help"))


async def test_nothing_to_share(bot, slack):
    """Where nothing is known there are only other days to choose, and asking again."""
    said = await ask(slack, "/chutes usage 2026-10-01..2026-10-03")
    assert offered(said) == ["refresh", "range"]


async def test_share(bot, slack):
    """Share posts the answer anew, for everybody, says who shared it, and works without Share."""
    private = await ask(slack, "/chutes usage yesterday")
    await press(slack, private, "share")
    shared = await hear(slack, BEN)

    assert private["text"] in shared["text"]
    assert footer(shared) == "Shared by <@U0ADA00001>."
    assert offered(shared) == [
        "refresh",
        "more_aside",
        "csv",
        "watch_this",
        "range_aside",
        "look_aside",
        "beside_aside",
    ]


async def test_share_needs_no_membership(bot, slack):
    """Where the bot is not a member, an answer can be shared all the same."""
    private = await ask(slack, "/chutes usage", channel="ops-private")
    await press(slack, private, "share")

    assert (await hear(slack, BEN, "ops-private"))["text"]


async def test_share_asks_again(bot, slack, clock, redis, redis_url):
    """What is shared are the figures of now, not those of the private answer."""
    private = await ask(slack, "/chutes usage today")
    await later(redis, redis_url, clock)
    await press(slack, private, "share")

    assert "until 12:34 UTC" in private["text"]
    assert "until 18:34 UTC" in (await hear(slack, BEN))["text"]


async def test_a_share_that_fails_is_private(bot, slack, api, redis):
    """What goes wrong when sharing is said to who shares, and to nobody else."""
    private = await ask(slack, "/chutes usage")
    await redis.flushall()
    await press(slack, private, "share")

    assert "30 days" in (await hear(slack, ADA))["text"]
    assert not slack.messages(COSTS, BEN)


async def test_a_share_is_not_posted_twice(bot, slack):
    """If Slack takes a share and does not say so, the person hears that, and it is there once."""
    private = await ask(slack, "/chutes usage")
    slack.faults.add("response_url", after_effect=True)
    await press(slack, private, "share")

    def told():
        return [said for said in slack.messages(COSTS) if "didn't say" in said["text"]]

    assert await slack.wait_for(told, 10)
    assert len(slack.messages(COSTS, BEN)) == 1


async def test_a_busy_slack_is_obeyed(bot, slack):
    """A share that Slack puts off is posted when Slack wants it."""
    private = await ask(slack, "/chutes usage")
    slack.faults.add("response_url", status=429, retry_after=1)
    await press(slack, private, "share")

    assert await hear(slack, BEN)
    assert len(slack.messages(COSTS, BEN)) == 1


async def test_refresh_says_what_changed(bot, slack, clock, redis, redis_url):
    """Refresh puts the figures of now in the answer's place, and says what is new in words."""
    said = await ask(slack, "/chutes usage today")
    await later(redis, redis_url, clock)
    await press(slack, said, "refresh")
    fresh = await seen(slack, said, edited)

    assert "until 18:34 UTC" in fresh["text"]
    assert footer(fresh).startswith("Since <!date^1795523640^")
    assert "+$" in footer(fresh)
    assert " invocations." in footer(fresh)
    assert offered(fresh) == offered(said)


async def test_refresh_says_that_nothing_changed(bot, slack):
    """The same figures again are said to be the same."""
    said = await ask(slack, "/chutes usage")
    await press(slack, said, "refresh")

    assert footer(await seen(slack, said, edited)).startswith("Nothing changed since <!date^")


async def test_two_people_refresh_what_was_shared(bot, slack):
    """Whoever sees a shared answer may refresh it; who shared it is still said."""
    await press(slack, await ask(slack, "/chutes usage"), "share")
    shared = await hear(slack, BEN)
    await press(slack, shared, "refresh", as_=BEN)
    await press(slack, shared, "refresh", as_="chiyo")
    fresh = await seen(slack, shared, edited, as_=BEN)

    assert "Shared by <@U0ADA00001>." in fresh["text"]
    assert len(slack.messages(COSTS, BEN)) == 1


async def test_refresh_without_native_blocks(bot, slack):
    """Where Slack refuses charts and tables by now, Refresh shows the figures in plain ones."""
    said = await ask(slack, "/chutes usage")
    slack.app.native_blocks = False
    await press(slack, said, "refresh")
    fresh = await seen(slack, said, edited)

    assert blocks(fresh, "table")
    assert offered(fresh) == offered(said)


async def test_a_refresh_of_what_was_shared_may_fail(bot, slack, redis):
    """A shared answer stays as it is if it cannot be refreshed; who pressed hears why."""
    await press(slack, await ask(slack, "/chutes usage"), "share")
    shared = await hear(slack, BEN)
    await redis.flushall()
    await press(slack, shared, "refresh", as_=BEN)

    assert "30 days" in (await hear(slack, BEN))["text"]
    assert shared["text"] in [said["text"] for said in slack.messages(COSTS, "chiyo")]


async def test_other_days(bot, slack):
    """Days chosen in the select take the answer's place, and are what is refreshed from then on."""
    said = await ask(slack, "/chutes usage")
    await press(slack, said, "range", element(said, "range")["options"][1]["value"])
    other = await seen(slack, said, edited)

    assert "23 Nov" in other["text"]
    assert element(other, "range")["initial_option"]["text"]["text"] == "Yesterday"


async def test_shared_once(bot, slack):
    """What was shared says so in private, without *Share*; a second press posts nothing more."""
    said = await ask(slack, "/chutes usage")
    await press(slack, said, "share")
    await press(slack, said, "share")
    told = await seen(slack, said, lambda now: "share" not in offered(now))

    assert "Shared ✓" in [small["elements"][0]["text"] for small in blocks(told, "context")]
    assert offered(told) == ["refresh", "more", "csv", "watch_this", "range", "look", "beside"]
    assert len(slack.messages(COSTS, "chiyo")) == 1


async def test_other_days_of_what_was_shared(bot, slack):
    """Days chosen under a shared answer are shown to who chose them, and change nothing there."""
    await press(slack, await ask(slack, "/chutes usage"), "share")
    shared = await hear(slack, BEN)
    option = element(shared, "range_aside")["options"][1]["value"]
    await press(slack, shared, "range_aside", option, as_=BEN)
    other = await hear(slack, BEN)

    assert "23 Nov" in other["text"]
    assert offered(other)[0] == "share"
    assert len(slack.messages(COSTS, "chiyo")) == 1


async def test_other_days_keep_the_rest_of_the_question(bot, slack):
    """The chute, the order and the comparison stay as they were asked for."""
    said = await ask(
        slack, '/chutes usage "northwind-ai/Larkspur-32B" by requests vs last week 2026-11-20'
    )
    await press(slack, said, "range", element(said, "range")["options"][1]["value"])
    other = await seen(slack, said, edited)

    assert "Larkspur-32B" in said["text"]
    assert "Larkspur-32B" in other["text"]
    assert "23 Nov: " in other["text"]
    assert "from 16 Nov" in other["text"]


async def test_a_choice_leads_to_the_answer(bot, slack):
    """A word that means several chutes gets a choice, whose answer can be shared like any."""
    said = await ask(slack, "/chutes usage Tern")
    assert "Which one?" in said["text"]
    assert not offered(said)

    [first, *_] = [block for block in blocks(said, "section") if "accessory" in block]
    await slack.act(ADA, "ask", channel=said["channel"], ts=said["ts"], block_id=first["block_id"])

    assert offered(await seen(slack, said, edited))[0] == "share"


async def test_other_statistics(bot, slack):
    """Statistics have the same buttons, and say what changed of them."""
    said = await ask(slack, "/chutes stats llm yesterday")
    await press(slack, said, "refresh")

    assert footer(await seen(slack, said, edited)).startswith("Nothing changed since")
    await press(slack, said, "csv")
    file, _ = await file_in(slack, "D0ADA00001")
    assert file["files"][0]["name"] == "chutes-stats-llm-2026-11-23.csv"


async def test_clicks_pass_the_gate(bot, slack, settings):
    """Somebody who clicks too much is told so, in private, and the answer stays."""
    said = await ask(slack, "/chutes usage")
    for _ in range(settings.limit_per_person.count + 2):
        await press(slack, said, "refresh")

    def refused():
        return [one for one in slack.messages(COSTS, ADA) if "asked a lot" in one["text"]]

    assert await slack.wait_for(refused, 20)


async def test_csv_of_a_private_answer(bot, slack, api):
    """The whole table comes as a file in the direct messages, and its name says what it is."""
    said = await ask(slack, "/chutes usage yesterday")
    await press(slack, said, "csv")
    shared, content = await file_in(slack, "D0ADA00001")
    told = await hear(slack, ADA, COSTS)

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    async with httpx.AsyncClient(verify=False) as http:
        raw = (await http.get(f"{api.url}/invocations/usage")).json()
    expected = sorted(row["usd_amount"] for row in raw if row["date"] == "2026-11-23")
    assert sorted(float(row["usd"]) for row in rows) == pytest.approx(expected)
    assert shared["files"][0]["name"] == "chutes-usage-2026-11-23.csv"
    assert f"{len(rows)} rows" in told["text"]
    assert not slack.messages(COSTS, BEN)


async def test_csv_of_a_shared_answer(bot, slack):
    """The file hangs in the thread of what was shared, where everybody sees it."""
    await press(slack, await ask(slack, "/chutes usage"), "share")
    shared = await hear(slack, BEN)
    await press(slack, shared, "csv", as_=BEN)
    file, _ = await file_in(slack, COSTS, BEN)

    assert file["thread_ts"] == shared["ts"]


@pytest.mark.parametrize("scope", ["files:write", "im:write"])
async def test_csv_without_the_permission(scope, bot, slack):
    """Without the optional permission a sentence says which one is missing."""
    slack.app.scopes.discard(scope)
    await press(slack, await ask(slack, "/chutes usage"), "csv")

    assert f"`{scope}`" in (await hear(slack, ADA))["text"]


async def test_csv_where_the_bot_is_no_member(bot, slack):
    """A file cannot be put where the bot is not: it says how to change that."""
    private = await ask(slack, "/chutes usage", channel="ops-private")
    await press(slack, private, "share")
    shared = await hear(slack, BEN, "ops-private")
    await press(slack, shared, "csv", as_=BEN)

    assert "Invite me with `/invite`" in (await hear(slack, BEN, "ops-private"))["text"]


async def test_a_question_of_long_ago(bot, slack, redis):
    """After thirty days a button asks to ask again."""
    said = await ask(slack, "/chutes usage")
    [key] = await redis.keys("chutes:question:*")
    assert 29 * 86400 < await redis.ttl(key) <= 30 * 86400
    await redis.delete(key)
    await press(slack, said, "refresh")

    assert "ask again" in (await hear(slack, ADA))["text"]


async def test_without_memory(bot, slack, mocker):
    """An answer that cannot be remembered goes out without buttons, but it goes out."""
    mocker.patch.object(Questions, "keep", side_effect=RedisError)
    said = await ask(slack, "/chutes usage")

    assert "invocations on Chutes" in said["text"]
    assert not offered(said)
