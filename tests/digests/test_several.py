"""Several digests in one channel: one of everything, and some of a model."""

import re

from msgspec.structs import replace

from bot.blocks.message import Message
from bot.digests.figures import DigestFigures
from bot.digests.messages import digest_messages
from bot.digests.records import Key, SlotOutcome, SlotRun
from bot.digests.service import DIGESTS_PER_CHANNEL, Digests, Wish
from bot.digests.settings import notice_message
from bot.figures.changes import Floors
from bot.figures.periods import Period
from bot.sandbox.slack import cast
from tests.conversation import ask, blocks, press, seen
from tests.digests.delivery.digesting import delivering, go, go_on, said, utc
from tests.digests.test_command import change, digest, in_channel, said_in_modal, set_up
from tests.handlers.test_hostile_names import assert_does_nothing

QWEN = Key(cast.TEAM, cast.GPU_COSTS, "qwen")
HERE = Key(cast.TEAM, cast.GPU_COSTS)


async def test_two_in_a_channel(web, slack):
    """Each is set up, shown, changed and switched off by what it is about."""
    await set_up(slack, "on 9:00")
    first = await set_up(slack, "on for qwen 10:00 weekly")
    assert "This channel gets a digest of `qwen` every Monday at 10:00" in first["text"]
    assert (
        "set up a digest of `qwen` on Chutes for this channel: every Monday"
        in (in_channel(slack)[-1])
    )

    both = (await digest(slack)).split("\n")
    assert both[0] == "*2 digests here*"
    assert both[1].startswith(f"• <#{cast.GPU_COSTS}>: every day at 09:00")
    assert both[2].startswith(f"• <#{cast.GPU_COSTS}>, only `qwen`: every Monday at 10:00")
    assert "`/chutes digest for qwen`" in both[3]
    listed = await digest(slack, "list")
    assert all(line in listed for line in both[1:3])

    refused = await ask(slack, "/chutes digest off")
    assert refused["text"].startswith("There are 2 digests here. Which one?")
    assert "digest off for qwen" in str(refused)
    assert "digest off for everything" in str(refused)
    assert (await digest(slack, "off for a while")).startswith("That's none of the digests here.")
    assert (await digest(slack, "pause for qwen")).startswith("*Paused until somebody resumes it.*")
    assert (await digest(slack, "off for everything")).startswith("*Switched off.*")
    assert "of `qwen`" in await digest(slack)
    off = await digest(slack, "off")
    assert off == "*Switched off.* `/chutes digest on for qwen` switches it on again."


async def test_a_topic_does_nothing(web, slack, redis, clock):
    """Whatever a digest is about mentions nobody: where it is set up, shown, posted and ended."""
    about = "<!channel>`&<@u1|x>"
    shown = await set_up(slack, f"on for {about} 10:00")
    form = await change(slack, shown)
    await set_up(slack, "on 9:00")
    said = [await digest(slack, words) for words in ("", "list", f"off for {about}")]
    [standing] = await Digests(redis, clock).of_person(cast.TEAM, cast.ADA)
    hostile = replace(standing.digest, about=about, models=(about,))
    run = SlotRun(clock().date(), clock(), clock(), 1, (), outcome=SlotOutcome.UNSURE)
    notices = [
        notice_message(
            replace(hostile, refusal="is_archived"), replace(run, outcome=one), "/chutes"
        )
        for one in (SlotOutcome.REFUSED, SlotOutcome.POSTED, SlotOutcome.UNSURE)
    ]
    figures = DigestFigures(Period(clock().date(), clock().date()))
    draft = digest_messages(hostile, figures, Floors(), clock(), clock())
    for one in [shown, form, *in_channel(slack), *said, *notices, draft.headline]:
        payload = one.payload() if isinstance(one, Message) else one
        assert_does_nothing(payload if isinstance(payload, dict) else {"text": payload})


async def test_buttons_and_form_are_of_one(web, slack, redis, clock):
    """What is pressed and filled in below one changes that one."""
    await set_up(slack, "on 9:00")
    shown = await set_up(slack, "on for qwen 10:00")
    values = {one.get("value") for one in blocks(shown, "actions")[0]["elements"]}
    assert values == {QWEN.place}
    form = await change(slack, shown)
    assert "The digest of `qwen`." in str(form)
    await slack.submit("ada", form["id"], {"hour": "11:00"})
    await slack.wait_for(lambda: said_in_modal(slack, "of `qwen` every day at 11:00"), 5)
    await slack.close("ada", slack.modal("ada")["id"])
    await press(slack, shown, "digest_off")
    await seen(slack, shown, lambda now: now["text"].startswith("*Switched off.*"))

    digests = Digests(redis, clock)
    standings = [await digests.find(key) for key in (HERE, QWEN)]
    assert [one.digest.plan.hour.hour for one in standings] == [9, 11]
    assert [one.digest.state for one in standings] == ["on", "off"]


async def test_preview_of_one(bot, slack):
    """A preview can be of a model that has no digest yet."""
    shown = await ask(slack, "/chutes digest now for larkspur", within=15)

    assert "*Chutes on Monday 23 November, only `larkspur`*" in shown["text"]


async def test_a_channel_has_a_bound(web, slack, redis, clock):
    """A digest more than the bound of a channel is refused, in words."""
    digests = Digests(redis, clock)
    for number in range(DIGESTS_PER_CHANNEL):
        key = HERE._replace(topic=f"m{number}")
        await digests.switch_on(key, cast.ADA, Wish(), "UTC", f"m{number}")

    assert f"There are {DIGESTS_PER_CHANNEL} digests here" in await digest(slack, "on 9:00")


async def test_each_goes_out_once(slack, redis, clock):
    """Both of a channel come at the same minute, each once, each with its own history."""
    clock.now = utc(23, 12)
    slack.parts.files.shared_after = 0
    digests = Digests(redis, clock)
    for key, about in ((HERE, ""), (QWEN, "qwen")):
        await digests.switch_on(key, cast.BEN, Wish(utc(1, 9).time()), "UTC", about)
    clock.now = utc(24, 9)

    async def sleep(seconds: float) -> None:
        clock.forward(utc(1, 1) - utc(1, 1))

    async with delivering(slack.api_url, slack.bot_token, redis, clock, sleep=sleep) as rounds:
        await go(rounds)
        await go_on(rounds, clock)

    headlines = [text for text in said(slack) if re.match("Digest of", text)]
    assert headlines == ["Digest of 2026-11-23"] * 2
    for key in (HERE, QWEN):
        [delivery] = await digests.history(key)
        assert delivery.outcome == "posted"
