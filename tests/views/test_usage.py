"""Usage, as a message: the figures as given, within Slack's limits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.services.ledger import ChuteUsage, Usage
from bot.services.periods import Period
from bot.services.records import ChuteDay, Day, Source, SourceState
from bot.views.usage import usage_message

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
HOSTILE = "<!channel> *x* <https://evil|ok>"
FRESH = SourceState(fetched_at=NOW, attempted_at=NOW, newest=NOW.date())


def usage(days: int = 7, chutes: int = 3, name: str = "chute", state: SourceState = FRESH) -> Usage:
    """Usage of *days* days, with a dollar and ten invocations a chute and day."""
    last = date(2026, 11, 23)
    period = Period(last - timedelta(days=days - 1), last)
    rows = [ChuteDay(str(number), 1.0, 10) for number in range(chutes)]
    known = [Day(day, NOW, True, rows) for day in period]
    totals = [ChuteUsage(row.chute_id, f"{name}", 1.0 * days, 10 * days) for row in rows]
    return Usage(period, known, totals, dict.fromkeys(Source, state))


def block(message, kind: str) -> dict:
    return next(block for block in message.payload()["blocks"] if block["type"] == kind)


def footer(message) -> str:
    return block(message, "context")["elements"][0]["text"]


def test_totals():
    """The headline has the totals and the days they are of."""
    message = usage_message(usage(), NOW)

    assert message.text == (
        "*$21.00* and *210* invocations on Chutes, 17–23 Nov (7 complete UTC days)."
    )


@pytest.mark.parametrize("chutes", [0, 1, 3, 500])
@pytest.mark.parametrize("days", [1, 2, 20, 21, 400])
def test_any_size_fits(chutes, days):
    """However much there is, the message has at most 20 points and ten rows, and can be built."""
    for form in usage_message(usage(days, chutes, "n" * 200), NOW).forms():
        payload = form.payload()
        assert len(payload["text"]) < 4000
        for made in payload.get("blocks", []):
            if made["type"] == "data_visualization":
                assert len(made["chart"]["axis_config"]["categories"]) <= 20
            if made["type"] in ("data_table", "table"):
                assert len(made["rows"]) <= 11


def test_longer_ranges_are_averaged_and_say_so():
    """Forty days are drawn as averages of two."""
    chart = block(usage_message(usage(days=40, chutes=2), NOW), "data_visualization")

    assert chart["title"] == "USD a day, averages of 2 days"
    assert {point["value"] for point in chart["chart"]["series"][0]["data"]} == {2.0}


def test_hostile_names():
    """A name stands literally in the table, and is escaped where mrkdwn would read it."""
    message = usage_message(usage(name=HOSTILE), NOW)
    *_, text = message.forms()

    assert block(message, "data_table")["rows"][1][0] == {"type": "raw_text", "text": HOSTILE}
    assert "<!channel>" not in text.text
    assert "&lt;!channel&gt;" in text.text


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
            "not been refreshed for 16 min",
        ),
    ],
)
def test_what_is_wrong_with_the_source_is_said(state, note):
    """Down, behind and stale are different things, and none is silent."""
    said = footer(usage_message(usage(state=state), NOW))

    assert note in said
    assert (":warning:" in said) is bool(note)
    assert "<down>" not in said
