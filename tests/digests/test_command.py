"""`/chutes digest …`, typed in the sandbox's Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.sandbox.slack import cast
from bot.store import due
from bot.work.background import cancel
from tests.conversation import ask, blocks, offered, press, seen, spaced

AT_NINE = "<!date^1795593600^{date_short} at {time}|2026-11-25 08:00 UTC>"
NEXT = f"Next: {AT_NINE}, covering Tuesday 24 November (UTC)."
ADAS = f"D{cast.ADA[1:]}"


def in_channel(slack, channel="gpu-costs"):
    """What the bot has posted there for everybody."""
    return [
        one["text"] for one in slack.messages(channel) if one["is_bot"] and not one["is_ephemeral"]
    ]


async def digest(slack, words="", **more):
    return (await ask(slack, f"/chutes digest {words}".strip(), **more))["text"]


def state(said: str) -> str:
    """Return what is said of how the digest is, without what was done."""
    return said.rpartition("\n")[2]


async def set_up(slack, words="on", as_="ada"):
    """Set it up; return what they see, past what the whole channel is told."""
    said = await ask(slack, f"/chutes digest {words}", as_=as_)
    is_for_all = "set up a digest" in said["text"]
    return await slack.heard(as_, "gpu-costs") if is_for_all else said


async def test_nothing_yet(web, slack):
    """Without a digest the answer says how to get one."""
    assert await digest(slack) == (
        "No digest here yet. Set one up with `/chutes digest on`, or say when: "
        "`/chutes digest on 09:00 Europe/Berlin`."
    )


async def test_on(web, slack):
    """Switched on, it comes at nine in the person's own zone; the answer says when, and what."""
    said = await set_up(slack)

    assert said["text"].startswith(
        f"*Done, it's on.*\nThis channel gets a digest every day at 09:00 (Europe/Berlin). {NEXT}"
    )
    assert in_channel(slack) == [
        f"<@{cast.ADA}> set up a digest of Chutes for this channel: every day at 09:00 "
        f"(Europe/Berlin). The first one comes on {AT_NINE}."
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on 18:30", "every day at 18:30 (Europe/Berlin). Next: <!date^1795541400^"),
        ("on 8:05 asia/tokyo", "every day at 08:05 (Asia/Tokyo). Next: <!date^1795561500^"),
        ("on 9:30pm", "every day at 21:30 (Europe/Berlin)."),
        ("on 12AM", "every day at 00:00 (Europe/Berlin)."),
        ("on weekdays", "on weekdays at 09:00 (Europe/Berlin)."),
        ("on America/New_York daily 07:00", "every day at 07:00 (America/New_York)."),
        (
            "on weekly monday 09:00",
            "every Monday at 09:00 (Europe/Berlin). Each covers all since the last. Next: <!date^"
            "1796025600^{date_short} at {time}|2026-11-30 08:00 UTC>, covering Monday 23 to Sunday "
            "29 November (UTC).",
        ),
        (
            "on monthly",
            "every month on the 1st at 09:00 (Europe/Berlin). Each covers the month before. Next: "
            "<!date^1796112000^{date_short} at {time}|2026-12-01 08:00 UTC>, covering November "
            "2026 (UTC).",
        ),
        ("on first of the month Tokyo", "every month on the 2nd at 09:00 (Asia/Tokyo)."),
        (
            "on 9:00 only if something moved",
            "every day at 09:00 (Europe/Berlin), only if something moved. Next:",
        ),
        ("on each friday 5pm", "every Friday at 17:00 (Europe/Berlin)."),
        ("on mo-fr", "on weekdays at 09:00 (Europe/Berlin). Each covers all since the last."),
    ],
)
async def test_hour_zone_and_days(web, slack, words, expected):
    """Hour, zone and days come in any order."""
    assert expected in (await set_up(slack, words))["text"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on Europe/Berln", "Did you mean `Europe/Berlin`?"),
        ("on 25:00", "I don't understand `25:00`. Give a time, a time zone or days."),
        ("on 13am", "For example: `09:00 Berlin weekdays`."),
        ("pause 3", "I don't understand `3`. Pause for how long?"),
        ("frobnicate", "I don't understand `frobnicate`."),
        ("off or on", "I don't understand `or on`, so the digest stays as it is."),
        ("resume tomorrow", "I don't understand `tomorrow`."),
        ("pause", "No digest here yet. Set one up with `digest on`."),
    ],
)
async def test_mistakes(web, slack, words, expected):
    """What makes no sense is answered with how to ask, and nothing is set up."""
    assert expected in await digest(slack, words)
    assert in_channel(slack) == []


async def test_a_time_alone(web, slack):
    """What can only be a schedule switches it on."""
    assert "08:30" in (await set_up(slack, "8:30"))["text"]


async def test_off_until(web, slack):
    """`off until monday` pauses: it never switches off for good."""
    await set_up(slack, "on 09:00")
    assert "aused" in await digest(slack, "off until monday")


async def test_asking_twice(web, slack):
    """Whatever is asked twice gives the same answer, and the channel hears of it once."""
    first = state((await set_up(slack))["text"])
    again = await digest(slack, "on")
    assert again.startswith("*It's on already; nothing to change.*")
    assert state(again) == first
    assert state(await digest(slack)) == first
    for word in ("pause", "resume", "off"):
        said = state(await digest(slack, word))
        assert state(await digest(slack, word)) == said or word == "off"

    assert len(in_channel(slack)) == 1


async def test_pause_and_resume(web, slack, clock):
    """A pause is shown with its end; resumed, the next one is the next."""
    before = state((await set_up(slack))["text"])
    paused = await digest(slack, "pause 3d")
    assert paused.startswith("*Paused until <!date^")
    assert paused.count("aused") == 1
    assert "covering Friday 27 November (UTC)" in paused
    assert "stays paused until <!date^" in await digest(slack, "pause 2d")
    assert "It's paused until <!date^" in await digest(slack)
    assert (await digest(slack, "pause")).startswith("*Paused until somebody resumes it.*")

    resumed = await digest(slack, "resume")
    assert resumed.startswith("*Resumed.*")
    assert state(resumed) == before
    assert (await digest(slack, "resume")).startswith("*It isn't paused.*")


async def test_off(web, slack):
    """Switched off, it says how to switch it on; on again, it is as it was."""
    before = state((await set_up(slack, "on 10:00 weekdays"))["text"])
    off = await digest(slack, "off")
    assert off == "*Switched off.* `/chutes digest on` switches it on again."

    assert state((await set_up(slack))["text"]) == before


async def test_buttons_do_what_words_do(web, slack):
    """Preview, Pause, Resume and Switch off are below the settings, and take their place."""
    said = await set_up(slack)
    for pressed, then in (
        ("digest_pause", "*Paused until somebody resumes it.*"),
        ("digest_resume", "*Resumed.*"),
        ("digest_off", "*Switched off.*"),
    ):
        await press(slack, said, pressed)
        said = await seen(slack, said, lambda now, then=then: now["text"].startswith(then))


async def test_send_it_to_me_instead(web, slack):
    """Where the bot cannot post, one press sets up a digest in the person's direct messages."""
    slack.app.scopes -= {"chat:write.public"}
    said = await ask(slack, "/chutes digest on", channel="general")
    await press(slack, said, "digest_mine")
    done = await seen(slack, said, lambda now: "it's on" in now["text"])

    assert "You get a digest every day at 09:00 (Europe/Berlin)." in done["text"]


async def test_who_may_change_it(web, slack):
    """Who set it up and admins may change it, others not; everybody sees whose it is."""
    await set_up(slack, as_="ben")
    await slack.heard("chiyo", "gpu-costs")
    refused = await digest(slack, "off", as_="chiyo")
    assert refused == "Only whoever set this digest up, or a workspace admin, can change it."
    assert f"Set up by <@{cast.BEN}>" in await digest(slack, as_="chiyo")
    assert "10:00 (America/New_York)" in await digest(slack, "on 10:00", as_="ben")

    await slack.heard("ada", "gpu-costs")
    assert "11:00 (America/New_York)" in await digest(slack, "on 11:00")


@pytest.mark.parametrize("channel", ["ops-private", "general"])
async def test_where_the_bot_is_not(web, slack, channel):
    """Where the bot cannot post, the answer says how to invite it, and nothing is set up."""
    slack.app.scopes -= {"chat:write.public"}
    said = await digest(slack, "on", channel=channel)
    assert said.startswith("I'm not in this conversation")
    assert "`/invite @chutes`" in said

    slack.invite(channel)
    assert "No digest here yet" in await digest(slack, channel=channel)


async def test_a_personal_digest(web, slack):
    """In a direct message it is one's own, and nobody is told."""
    said = await digest(slack, "on 08:00", channel=ADAS)
    assert said.startswith(
        "*Done, it's on.*\nYou get a digest every day at 08:00 (Europe/Berlin). Next: <!date^"
    )
    assert in_channel(slack, ADAS) == []


async def test_list(web, slack, clock):
    """The list has everybody's digests in channels, but only one's own personal one."""
    await set_up(slack)
    await digest(slack, "on", channel=ADAS)
    await digest(slack, "on", channel=f"D{cast.BEN[1:]}", as_="ben")
    lines = (await digest(slack, "list")).split("\n")

    assert lines[0] == "*Digests in this workspace*"
    assert sorted(line.split(":")[0] for line in lines[1:]) == [
        f"• <#{cast.GPU_COSTS}>",
        "• Your DM",
    ]


async def test_no_history_yet(web, slack):
    assert await digest(slack, "history") == "No digest has been sent here yet."


async def change(slack, said, as_="ada"):
    """Press *Change* and wait for the form."""
    await press(slack, said, "digest_change", as_=as_)
    return await slack.wait_for(
        lambda: view if (view := slack.modal(as_)) and view.get("submit") else None, 5
    )


async def test_the_form(web, slack):
    """*Change* opens a form with what is set; saved, the answer says how it is then."""
    form = await change(slack, await set_up(slack))
    zones = await slack.suggest("ada", "zone", "honol", view_id=form["id"])
    assert [zone["value"] for zone in zones] == ["Pacific/Honolulu"]
    values = {
        "hour": "07:30",
        "zone": zones[0],
        "days": ["0", "2"],
        "sections": ["usage", "models"],
        "models": "deepseek, qwen",
        "floor": "25",
        "thread": [],
    }
    assert not (await slack.submit("ada", form["id"], values)).get("errors")
    said = await slack.wait_for(lambda: said_in_modal(slack, "07:30"), 5)

    assert "on Monday and Wednesday at 07:30 (Pacific/Honolulu)" in said
    assert said.startswith("*Saved. No model matches `deepseek` and `qwen` at the moment.*")
    shown = await digest(slack)
    assert "sections: usage, models · watching `deepseek`, `qwen` · changes from $25 on" in shown
    assert "no thread" in shown


async def test_once_a_month_by_the_form(web, slack):
    """The form makes it monthly, and weekly again."""
    said = await set_up(slack)
    for monthly, expected in (("15", "every month on the 15th at 09:00"), ("0", "every day at")):
        form = await change(slack, said)
        assert not (await slack.submit("ada", form["id"], {"monthly": monthly})).get("errors")
        await slack.wait_for(lambda expected=expected: said_in_modal(slack, expected), 5)
        await slack.close("ada", slack.modal("ada")["id"])

    assert "every day at 09:00" in await digest(slack)


def said_in_modal(slack, words):
    """The text of the modal, once it has those words."""
    view = slack.modal("ada")
    texts = [block.get("text", {}).get("text", "") for block in view["blocks"]] if view else []
    return next((text for text in texts if words in text), None)


async def test_only_if_something_moved(web, slack):
    """What a quiet day brings is changed by words and by the form; the answer says it."""
    said = await set_up(slack)
    changed = await digest(slack, "on only if something moved")
    moved = "every day at 09:00 (Europe/Berlin), only if something moved."
    assert changed.startswith(f"*Changed: it now comes {moved}*")
    form = await change(slack, said)
    await slack.submit("ada", form["id"], {"quiet": "line"})
    await slack.wait_for(lambda: said_in_modal(slack, "Saved."), 5)

    assert "only if" not in await digest(slack)


async def test_the_form_complains(web, slack):
    """Too many models to watch are said at their field."""
    form = await change(slack, await set_up(slack))
    models = ", ".join(f"model-{number}" for number in range(11))
    answer = await slack.submit("ada", form["id"], {"models": models})

    assert answer["errors"] == {"models": "Please watch at most 10 models."}


async def test_others_get_no_form(web, slack):
    """Who may not change it hears so in the form's place."""
    await set_up(slack)
    await slack.heard("chiyo", "gpu-costs")
    said = await ask(slack, "/chutes digest", as_="chiyo")
    await press(slack, said, "digest_change", as_="chiyo")
    view = await slack.wait_for(
        lambda: view if (view := slack.modal("chiyo")) and "Only whoever" in str(view) else None, 5
    )

    assert not view.get("submit")


async def test_without_users_read(web, slack):
    """Where Slack does not tell who somebody is, there are figures, but nothing is set up."""
    slack.app.scopes -= {"users:read"}

    assert "Slack doesn't tell me who you are" in (await ask(slack, "/chutes digest on"))["text"]


async def test_what_is_shown_has_its_twin_in_words(web, slack):
    """Blocks and text say the same, and there is a button to change it."""
    said = await set_up(slack)

    assert blocks(said, "section")[0]["text"]["text"] in said["text"]
    buttons = [one["action_id"] for one in blocks(said, "actions")[0]["elements"]]
    assert buttons == ["digest_change", "digest_now", "digest_pause", "digest_off"]


async def test_home_lists_ones_digests(bot, slack):
    """Home has the person's digests, in words; without any, how to get one."""
    slack.home("ben")
    assert await slack.wait_for(lambda: at_home(slack, "You have no digest yet."), 12)
    await set_up(slack, as_="ben")
    slack.home("ben")

    said = await slack.wait_for(lambda: at_home(slack, "*Your digests*"), 12)
    assert f"• <#{cast.GPU_COSTS}>: every day at 09:00 (America/New_York)" in said


def at_home(slack, words):
    """The section of ben's Home that begins so, once it is there."""
    view = slack.state("ben")["home"]
    texts = [block.get("text", {}).get("text", "") for block in view["blocks"]] if view else []
    return next((text for text in texts if text.startswith(words)), None)


@pytest.fixture
def looked_after(mocker) -> None:
    """A worker looks often for digests that are due."""
    mocker.patch.object(due, "DUE_EVERY", timedelta(seconds=0.1))


@asynccontextmanager
async def minutes_passing(clock) -> AsyncIterator[None]:
    """Let six minutes pass each second."""

    async def forward() -> None:
        while True:
            clock.forward(timedelta(minutes=1))
            await asyncio.sleep(0.15)

    passing = asyncio.create_task(forward())
    try:
        yield
    finally:
        await cancel(passing)


async def test_post_again_is_a_button(looked_after, bot, slack, clock):
    """If it is not known whether one arrived, its owner gets a button that posts it once more."""
    slack.app.scopes -= {"channels:history", "im:history", "groups:history"}
    await ask(slack, "/chutes usage", within=15)
    await set_up(slack, "on 14:00")
    slack.faults.add("chat.postMessage", channel=cast.GPU_COSTS)
    clock.now = clock.now.replace(hour=13, minute=0)
    await slack.wait_for(lambda: not list(slack.faults), 10)

    def posted():
        return next((text for text in in_channel(slack) if text.startswith("*Chutes on")), None)

    async with minutes_passing(clock):
        said = await slack.heard("ada", ADAS, within=15)
        assert said["text"].startswith(
            "I don't know whether the digest in <#C0GPUCOSTS> for Monday 23"
        )
        await press(slack, said, "digest_again")
        assert await slack.wait_for(posted, 10)


async def test_what_hangs_under_a_digest(looked_after, bot, slack, clock):
    """Details and models are asked for by who presses alone; *Ask about this* says how to go on in
    the thread, where the digest's day is known; *Settings* is a form."""
    await ask(slack, "/chutes stats llm", within=15)
    await set_up(slack, "on 14:00")
    clock.now = clock.now.replace(hour=13, minute=1)

    def posted():
        found = [one for one in slack.messages("gpu-costs", "ben") if "*Chutes on" in one["text"]]
        return found and {**found[0], "channel": cast.GPU_COSTS}

    def told(words):
        shown = map(spaced, slack.messages("gpu-costs", "ben"))
        return next((one for one in shown if words in one["text"]), None)

    digest = await slack.wait_for(posted, 15)
    assert offered(digest) == ["ask_aside_0", "ask_aside_1", "digest_ask", "digest_change"]
    for pressed, words in (("ask_aside_0", "from 16 Nov ("), ("ask_aside_1", "input and *")):
        await press(slack, digest, pressed, as_="ben")
        assert await slack.wait_for(lambda words=words: told(words), 10)
    await press(slack, digest, "digest_ask", as_="ben")
    how = await slack.wait_for(lambda: told("for example `@chutes why?`"), 10)
    assert offered(how) == ["try_1", "try_2", "try_3"]

    await slack.type("ben", "gpu-costs", "@chutes by requests", thread_ts=digest["ts"])
    assert await slack.wait_for(lambda: told("Understood as `/chutes usage 2026-11-23 vs"), 10)
    assert await change(slack, digest)
