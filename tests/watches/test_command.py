"""What people type and press: watches set up, listed, changed, snoozed and taken away."""

import re

import pytest

from tests.conversation import ask, blocks, hear, offered, press, seen, spaced

DIRECT = "D0ADA00001"


@pytest.fixture
async def knowing(bot, slack):
    """A bot that has the figures, in our direct messages."""
    await ask(slack, "/chutes usage yesterday", channel=DIRECT, within=30)
    return slack


async def here(slack, line: str):
    return await ask(slack, f"/chutes {line}", channel=DIRECT)


def lines(said) -> list[str]:
    """The lines that are offered to be asked instead."""
    return [button["value"] for row in blocks(said, "actions") for button in row["elements"]]


async def test_setting_up(knowing):
    """The answer says what is watched, how it stands, and what it would have done so far."""
    said = await here(knowing, "watch usage above $1")
    speed = await here(knowing, "watch all speed below 1 tps")
    unusual = await here(knowing, "watch usage unusual")

    assert re.match(r"\*I'm watching it: usage of all chutes above \$1\.\*", said["text"])
    assert re.search(r"\$[\d,]+ on Fri 20 Nov \(UTC\), so it fires right away\.", said["text"])
    assert "It would have fired once in the 10 complete days that I have: 11 Nov." in said["text"]
    assert offered(said) == ["watch_change", "watch_off"]
    assert "It wouldn't have fired in the last 30 complete days." in speed["text"]
    assert "so it waits for more days" in unusual["text"]


async def test_the_same_again(knowing):
    """What somebody watches already isn't watched twice; once it's off, it can be again."""
    first, again = [await here(knowing, "watch usage above 5") for _ in range(2)]
    listed = await here(knowing, "watches mine")
    await here(knowing, "unwatch 1")
    anew = await here(knowing, "watch usage above 5")

    assert first["text"] == again["text"]
    assert listed["text"].count("• ") == 1
    assert anew["text"] == first["text"]
    assert (await here(knowing, "watches mine"))["text"].count("• ") == 1


async def test_the_channel_hears_of_it(knowing):
    """Everybody in a channel is told who watches what there."""
    said = await ask(knowing, "/chutes watch usage above 5")

    assert said["text"].startswith(
        "<@U0ADA00001> set up a watch here: usage of all chutes above $5"
    )


MISTAKES = [
    ("watch", "Watch what?", "watch usage above $12,000"),
    ("watch usage abve 3", "I don't understand `abve`", "watch usage above 3"),
    ("watch heron3 usage above 3", "I couldn't find a chute", ""),
    ("watch tern usage > 3k", "Several chutes", "watch "),
    ("watch larkspur above 3", "Watch what: usage", "watch larkspur usage above 3"),
    ("watch usage 12000", "When am I to tell you", "watch usage above 12000"),
    ("watch ttft above 3 tps", "is no unit of", ""),
    ("tell me if usage is over 12k", "not sure", "watch usage is over 12k"),
    ("unwatch 77", "There's no watch with that number", ""),
    ("unwatch it", "Which one?", "watches"),
    ("watches everywhere", "I don't understand", "watches here"),
]


async def test_mistakes(knowing):
    """A mistake gets a sentence, and a line to press that is right, where there is one."""
    for line, sentence, offer in MISTAKES:
        said = await here(knowing, line)

        assert sentence in said["text"], line
        assert not offer or lines(said)[0].startswith(offer), line


async def test_a_life(knowing, clock):
    """It fires, is listed, is snoozed, changed and taken away; its one message tells all of it."""
    await here(knowing, "watch usage above $1")
    fired = await hear(knowing, channel=DIRECT)
    listed = await here(knowing, "watches")
    await press(knowing, fired, "watch_snooze", "1 1d")
    snoozed = await hear(knowing, channel=DIRECT)
    quiet = await seen(knowing, fired, lambda one: "Snoozed until" in str(one["blocks"]))
    off = await here(knowing, "unwatch 1")
    closed = await seen(knowing, fired, lambda one: "switched off" in one["text"])
    none = await here(knowing, "watches mine")

    assert re.match(r":warning: \*Usage of all chutes is above \$1\*: \$[\d,]+ on", fired["text"])
    assert offered(fired) == ["ask_aside_0", "watch_snooze", "watch_change", "watch_off"]
    assert "Usage of all chutes above $1: :warning: firing since" in listed["text"]
    assert "Snoozed until" in snoozed["text"]
    assert blocks(quiet, "data_visualization")
    assert off["text"].startswith("*Watch 1 is off*")
    assert offered(closed) == []
    assert none["text"].startswith("No watches here.")


async def test_watch_this(knowing):
    """Under an answer is a form that proposes a number, and says how often that would have
    fired; what is filled in is watched, and can be changed."""
    said = await here(knowing, "stats llm by ttft")
    view = await form(knowing, said, "watch_this")
    empty = await knowing.submit("ada", view["id"], {"threshold": ""})
    await knowing.submit("ada", view["id"], {"threshold": "9.5"})
    done = spaced(await knowing.wait_for(lambda: shown(knowing, "I'm watching it"), 10))
    await knowing.close("ada", view["id"])
    listed = await here(knowing, "watches")

    assert "would have fired twice" in view["blocks"][0]["text"]["text"]
    assert empty["errors"] == {"threshold": "Give a number, or choose unusual."}
    assert "time to the first token of all models above 9.50 s" in done
    assert "Time to the first token of all models above 9.50 s" in listed["text"]


async def test_changing(knowing):
    """*Change* has what is watched now; what is saved is watched from then on."""
    said = await here(knowing, "watch usage above $1,000,000")
    view = await form(knowing, said, "watch_change")
    values = {"trigger": "below", "measure": "invocations", "threshold": "5", "calm": "two days"}
    await knowing.submit("ada", view["id"], values)
    done = await knowing.wait_for(lambda: shown(knowing, "Changed"), 10)

    assert view["blocks"][0]["text"]["text"].startswith("*Usage of all chutes above $1,000,000*")
    assert "invocations of all chutes below 5.*" in done


async def form(slack, said, action_id):
    """Press what opens the form; return it once it is filled."""
    await press(slack, said, action_id)
    return await slack.wait_for(
        lambda: view if (view := slack.modal("ada")) and view.get("submit") else None, 10
    )


def shown(slack, words: str) -> str:
    """The text of the modal, once it has those words."""
    view = slack.modal("ada")
    texts = [block.get("text", {}).get("text", "") for block in view["blocks"]] if view else []
    return next((text for text in texts if words in text), "")
