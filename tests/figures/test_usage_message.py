"""Usage, as a message: the figures as given, within Slack's limits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace as replace_state

from bot.figures.answer import Answer
from bot.figures.changes import Floors
from bot.figures.days import Day, Known, Register, Source, SourceState, UsageDay
from bot.figures.messages.leaderboards import best_chart
from bot.figures.messages.usage import USD, usage_message, usage_sheet
from bot.figures.names import Names
from bot.figures.periods import Period
from bot.figures.series import Series
from bot.figures.totals import USAGE

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
LAST = date(2026, 11, 23)
HOSTILE = "<!channel> *x* <https://evil|ok>"
FRESH = SourceState(fetched_at=NOW, attempted_at=NOW, newest=NOW.date())


def usage(
    days: int = 7,
    chutes: int = 3,
    name: str = "chute",
    state: SourceState = FRESH,
    before: Sequence[float] = (),
) -> Answer:
    """Usage of *days* days, with a dollar and ten invocations a chute and day.

    *before* are the USD a day of each chute in as many days before; nothing is known of those
    days if it is empty.
    """
    period = Period(LAST - timedelta(days=days - 1), LAST)
    rows = [UsageDay(str(number), 1.0, 10) for number in range(chutes)]
    known = {day: Day(day, NOW, True, rows) for day in period}
    earlier = [UsageDay(str(number), usd, 10) for number, usd in enumerate(before)]
    if before:
        known |= {day: Day(day, NOW, True, earlier) for day in period.earlier(days)}
    names = {row.chute_id: Known(LAST, name, True) for row in rows}
    registers = {Source.LLM: Register(names), Source.DIFFUSION: Register()}
    book = Series(USAGE, known, dict.fromkeys(Source, state), Names(registers))
    return Answer(book, period, period.earlier(days), "usd", 10)


def message_of(answer: Answer):
    return usage_message(answer, Floors(), NOW)


def block(message, kind: str) -> dict:
    return next(block for block in message.payload()["blocks"] if block["type"] == kind)


def footer(message) -> str:
    return block(message, "context")["elements"][0]["text"]


def test_totals():
    """The headline has the totals and the days they are of."""
    message = message_of(usage())

    assert message.text.startswith("*$21* and *210* invocations on Chutes, 17–23 Nov.\n")
    assert message.text.endswith("\nNo comparison: I don't have all of 10–16 Nov.")
    assert "7 complete UTC days." in footer(message)
    assert message.figures == {"USD": 21, "invocations": 210}


def test_change_and_why():
    """A comparison says how much more, of which chutes, and whether by volume or by price."""
    message = message_of(usage(days=2, chutes=3, before=[3.0, 1.0]))

    assert "*$6* and *60* invocations" in message.text
    assert ": down 25% from 20–21 Nov ($8)." in message.text
    assert message.text.split("\n")[1:] == [
        "*Why*",
        "• chute (0) −$4",
        "• chute (2) +$2 (new)",
        "More invocations (+50%) account for +$3, a cheaper mix for −$5.",
    ]
    table = [[cell["text"] for cell in row] for row in block(message, "data_table")["rows"]]
    assert table[0] == ["Chute", "USD", "Change", "Invocations"]
    assert [row[2] for row in table[1:]] == ["−67%", "0%", "new"]


@pytest.mark.parametrize("chutes", [0, 1, 3, 500])
@pytest.mark.parametrize("days", [1, 2, 20, 21, 400])
def test_any_size_fits(chutes, days):
    """However much there is, the message has at most 20 points and ten rows, and can be built."""
    for form in message_of(usage(days, chutes, "n" * 200, before=[2.0] * 9)).forms():
        payload = form.payload()
        assert len(payload["text"]) < 6000
        for made in payload.get("blocks", []):
            if made["type"] == "data_visualization":
                assert len(made["chart"]["axis_config"]["categories"]) <= 20
                assert len(made["chart"]["series"]) <= 6
            if made["type"] in ("data_table", "table"):
                assert len(made["rows"]) <= 11


def test_what_is_known_begins_in_the_days_before():
    """In the first weeks the last sentence, not the first, says since when figures are known."""
    answer = usage(days=2, before=[3.0])
    known = {day: rows for day, rows in answer.book.days.items() if day != date(2026, 11, 20)}
    first_week = replace(answer, book=replace(answer.book, days=known))

    assert (
        message_of(first_week).text.split("\n")[-1]
        == "No comparison yet: my history starts on 21 Nov."
    )


def test_no_changes_without_a_comparison():
    """A table has the same columns in the same order; changes only where there is a comparison."""
    [header, *_] = block(message_of(usage()), "data_table")["rows"]

    assert [cell["text"] for cell in header] == ["Chute", "USD", "Invocations"]


@pytest.mark.parametrize(
    ("newest", "state", "said"),
    [
        (LAST, FRESH, "No figures for 24 Nov yet."),
        (LAST + timedelta(days=2), FRESH, "No figures for 24 Nov."),
        (
            LAST,
            replace_state(FRESH, failing_since=NOW, trouble="It is down."),
            "No figures for 24 Nov yet. :warning: Failing since ",
        ),
        (None, SourceState(), "No figures for 24 Nov yet."),
    ],
)
def test_nothing_is_known(newest, state, said):
    """Which days have no figures, whether they may come, and what is wrong, said once."""
    answer = usage(state=replace_state(state, newest=newest))
    message = message_of(replace(answer, period=Period(NOW.date(), NOW.date()), before=None))

    assert message.text.startswith(said)
    assert ("Failing" in message.text) is bool(state.failing_since)
    assert "Failing" not in footer(message)
    assert message.figures == {}


def test_longer_ranges_are_averaged_and_say_so():
    """Forty days are drawn as averages of two."""
    chart = block(message_of(usage(days=40, chutes=2)), "data_visualization")

    assert chart["title"] == "USD a day, averages of 2 days"
    points = [point["value"] for line in chart["chart"]["series"] for point in line["data"]]
    assert points == [2.0] * 20 + [1.0] * 40


def test_all_together_and_the_three_largest():
    """The chart has the total that the first line says, and a line for each of three chutes."""
    lines = block(message_of(usage(chutes=9)), "data_visualization")["chart"]["series"]

    assert [line["data"][0]["value"] for line in lines] == [9, 1, 1, 1]
    assert lines[0]["name"] == "All together"


def test_hostile_names():
    """A name stands literally in the table, and is escaped where mrkdwn would read it."""
    message = message_of(usage(chutes=1, name=HOSTILE))
    *_, text = message.forms()

    assert block(message, "data_table")["rows"][1][0] == {"type": "raw_text", "text": HOSTILE}
    assert "<!channel>" not in text.text
    assert "&lt;!channel&gt;" in text.text or "evil" not in text.text


def test_a_sheet_has_every_chute():
    """A file also has what is gone, whole figures, and those of the period before."""
    sheet = usage_sheet(usage(days=2, chutes=1, before=[3.0, 1.0]))

    assert sheet.name == "usage-2026-11-22-2026-11-23"
    assert sheet.header[3:] == [
        *("usd", "invocations", "usd_per_thousand"),
        *("usd_before", "invocations_before", "usd_per_thousand_before"),
    ]
    assert sheet.rows == [
        ["0", "chute", "LLM", 2.0, 20, 100.0, 6.0, 20, 300.0],
        ["1", "1", "other", 0.0, 0, None, 2.0, 20, 100.0],
    ]


@pytest.mark.parametrize(
    ("state", "note"),
    [
        (FRESH, ""),
        (
            SourceState(
                fetched_at=NOW, newest=NOW.date(), failing_since=NOW, trouble="It is <down>."
            ),
            "Failing since <!date^",
        ),
        (
            SourceState(fetched_at=NOW, newest=date(2026, 11, 22)),
            "The source is behind: its newest day is 22 Nov.",
        ),
        (
            SourceState(fetched_at=NOW - timedelta(minutes=16), newest=NOW.date()),
            "haven't been refreshed for 16\u00a0min",
        ),
    ],
)
def test_what_is_wrong_with_the_source_is_said(state, note):
    """Down, behind and stale are different things, and none is silent."""
    said = footer(message_of(usage(state=state)))

    assert note in said
    assert (":warning:" in said) is bool(note)
    assert "<down>" not in said


@pytest.mark.parametrize(("chutes", "charts"), [(1, 0), (2, 1)])
def test_one_bar_is_no_chart(chutes, charts):
    """The best chutes are drawn beside each other where there is more than one."""
    assert len(best_chart(usage(chutes=chutes), USD)) == charts
