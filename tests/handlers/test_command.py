"""`/chutes` itself: help, what it does not know, too often, late, broken."""

import asyncio
import re
from pathlib import Path

import pytest

from bot import __version__
from bot.figures import ledger
from handlers import SUBCOMMANDS
from tests.conversation import ADA, COSTS, ask, blocks, hear, press, seen

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    "line", ["/chutes", "/chutes help", "/chutes HELP", "/chutes ?", "/chutes -h"]
)
async def test_help(bot, slack, line):
    """Help offers eight lines, each with a button that asks it, and names every subcommand."""
    said = await ask(slack, line)

    buttons = [
        section["accessory"] for section in blocks(said, "section") if "accessory" in section
    ]
    assert len(buttons) == 8
    assert all(f"`/chutes {button['value']}`" in said["text"] for button in buttons)
    assert all(f"`{subcommand.name}`" in said["text"] for subcommand in SUBCOMMANDS)


@pytest.mark.parametrize(
    "line", ["help usage", "usage help", "usage ?", "usage --help", "usage -h"]
)
async def test_help_of_one(bot, slack, line):
    """Five examples with buttons come first, then what the measures are, the grammar last."""
    said = await ask(slack, f"/chutes {line}")

    texts = [section["text"]["text"] for section in blocks(said, "section")]
    assert texts[1] == "`/chutes usage last week`"
    assert texts[-1].endswith(
        "`/chutes usage [7d] [chute] [by usd|requests] [top|bottom 20] [vs last week|none]`"
    )
    assert len(texts) == 7


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda subcommand: subcommand.name)
def test_every_example_is_understood(subcommand):
    """What help offers is a line of that subcommand."""
    assert subcommand.examples
    assert all(line.split()[0] == subcommand.name for line in subcommand.examples)


@pytest.mark.parametrize("line", ["version", "--version", "which version is this?"])
async def test_version(bot, slack, line):
    """The bot tells which version it is."""
    assert __version__ in (await ask(slack, f"/chutes {line}"))["text"]


def test_readme_lists_the_same():
    """The README's table is help's."""
    rows = re.findall(r"^\| `/chutes (.*?)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)

    assert [row.replace(r"\|", "|") for row in rows] == [
        *(subcommand.usage for subcommand in SUBCOMMANDS),
        "help [subcommand]",
        "version",
    ]


@pytest.mark.parametrize(
    ("line", "words", "tries"),
    [
        ("stauts", "I don't know the command `stauts`. Did you mean:", ["status", "stats"]),
        ("digst on 09:00", "I don't know the command `digst`. Did you mean:", ["digest on 09:00"]),
        ("xyzzy 3", "I don't understand `xyzzy 3`. For example:", None),
        ("<!everyone>", "Figures are of all of Chutes, not of people or channels.", ["usage"]),
        ("turn off the digest", "I'm not sure what you mean.", ["digest off"]),
        ("is it raining in the mountains or is my dog wrong", "I'm not sure", None),
        ("hi!", "Hi! Ask me about Chutes, for example:", None),
        ("wie viel haben wir gestern ausgegeben?", "I only understand English so far.", None),
        ("as csv", "What would that go on from?", None),
    ],
)
async def test_unknown_words(bot, slack, line, words, tries):
    """What is not understood is said, with lines to press instead; none does anything by itself."""
    said = await ask(slack, f"/chutes {line}")

    assert said["text"].startswith(words)
    offered = [button["value"] for row in blocks(said, "actions") for button in row["elements"]]
    assert offered == tries if tries else offered


async def test_slip_after_a_question(bot, slack):
    """A slip of a command is asked back even where a chute's name would go on from the last one."""
    await ask(slack, "/chutes usage yesterday")
    said = await ask(slack, "/chutes usgae")

    assert said["text"].startswith("I don't know the command `usgae`.")


async def test_a_line_to_try(bot, slack):
    """A button below a mistake asks its line, in the mistake's place."""
    said = await ask(slack, "/chutes usgae yesterday")
    await press(slack, said, "try_1")

    answered = await seen(slack, said, lambda now: "on Chutes" in now["text"])
    assert blocks(answered, "data_table")


async def test_answers_are_private(bot, slack):
    """Only who asked sees the answer."""
    await ask(slack, "/chutes help")

    assert not slack.messages(COSTS, as_="ben")


async def test_too_often(bot, slack, settings):
    """Past the limit people are told when to try again; others are not held up."""
    count = settings.limit_per_person.count
    for _ in range(count):
        await slack.type(ADA, COSTS, "/chutes help")
    for _ in range(count):
        await hear(slack)

    assert re.fullmatch(
        r"Slow down a little: you've asked a lot just now\. Try again in \d+ (s|min)\.",
        (await ask(slack, "/chutes help"))["text"],
    )
    assert "Ask me about Chutes" in (await ask(slack, "/chutes help", as_="ben"))["text"]


async def test_long_work_says_so(bot, slack, mocker):
    """If the answer takes more than a second, the person hears that we are on it."""
    usage = ledger.Ledger.open

    async def slow(self: ledger.Ledger, *arguments: object) -> object:
        await asyncio.sleep(1.3)
        return await usage(self, *arguments)

    mocker.patch.object(ledger.Ledger, "open", slow)
    await slack.type(ADA, COSTS, "/chutes usage")

    assert (await slack.heard(ADA, within=10))["text"] == "Working on it…"
    assert "on Chutes" in (await slack.heard(ADA, within=10))["text"]


async def test_a_bug_has_a_reference(bot, slack, mocker, caplog):
    """What nobody foresaw shows as a reference, under which the log has the rest."""
    mocker.patch.object(ledger.Ledger, "open", side_effect=ZeroDivisionError)
    said = await ask(slack, "/chutes usage")

    [reference] = re.findall(r"`([0-9a-f]{8})`", said["text"])
    assert reference in caplog.text
    assert "ZeroDivisionError" in caplog.text
