"""`/chutes` itself: help, what it does not know, too often, late, broken."""

import asyncio
import re
from pathlib import Path

import pytest

from bot.figures import ledger
from handlers import SUBCOMMANDS
from tests.talk import ADA, COSTS, ask, blocks

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("line", ["/chutes", "/chutes help", "/chutes HELP"])
async def test_help(bot, slack, line):
    """Help lists every subcommand with its usage, each in a section that Slack does not fold."""
    said = await ask(slack, line)

    for subcommand in SUBCOMMANDS:
        usage = f"`/chutes {subcommand.usage}`"
        assert usage in said["text"]
        [section] = [one for one in blocks(said, "section") if usage in one["text"]["text"]]
        assert section["text"]["text"].count("\n") == 1


def test_readme_lists_the_same():
    """The README's table is help's."""
    rows = re.findall(r"^\| `/chutes (.*?)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)

    assert [row.replace(r"\|", "|") for row in rows] == [
        *(subcommand.usage for subcommand in SUBCOMMANDS),
        "help",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/chutes usgae", "I do not know `usgae`. Did you mean `/chutes usage`?"),
        ("/chutes xyzzy 3", "I do not know `xyzzy`. Try `/chutes help`."),
        ("/chutes <!channel>", "I do not know `&lt;!channel&gt;`. Try `/chutes help`."),
    ],
)
async def test_unknown_words(bot, slack, line, words):
    """A word close to a subcommand is corrected; others lead to help; none does anything."""
    assert (await ask(slack, line))["text"] == words


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
        await slack.heard(ADA, within=10)

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
