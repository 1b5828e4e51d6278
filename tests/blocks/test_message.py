"""Messages and their plainer forms."""

from slackblocks import ContextBlock, SectionBlock, Text

from bot.blocks.charts import Number, labelled, line_chart, table
from bot.blocks.message import Message

HOSTILE = "<!channel> *x*"


def example() -> Message:
    chart = line_chart("USD by day", ["17 Nov", "18 Nov"], {"USD": [1, 2.5]}, "USD")
    rows = table("Chutes", ["Chute", "USD"], [[HOSTILE, Number(3.2, "$3.20")]])
    return Message("hello", [SectionBlock("hello"), chart, rows, ContextBlock([Text("source")])])


def types(message: Message) -> list[str]:
    return [block["type"] for block in message.payload().get("blocks", [])]


def test_three_forms():
    """Native blocks first, then plain ones, then only text."""
    native, plain, text = example().forms()

    assert types(native) == ["section", "data_visualization", "data_table", "context"]
    assert types(plain) == ["section", "rich_text", "table", "context"]
    assert types(text) == []


def test_text_has_every_figure():
    """The last form still has the chart's and the table's figures, and where they come from."""
    *_, text = example().forms()

    for figure in ("17 Nov", "2.50", "$3.20", "&lt;!channel&gt; *x*", "source"):
        assert figure in text.text
    assert text.text.count("hello") == 1


def test_a_plain_message_has_two_forms():
    """Without native blocks there is no second form."""
    assert len(list(Message("a", [SectionBlock("a")]).forms())) == 2


def test_nothing_unfurls():
    """Slack is told to leave links alone."""
    payload = Message("a").payload()

    assert payload["unfurl_links"] is False
    assert payload["unfurl_media"] is False


def test_labels_are_short_and_unique():
    """Chart labels have at most 20 characters, are not empty, and differ."""
    labels = labelled(["a" * 30, "a" * 30, "a" * 30, "", "\u202e"])

    assert max(map(len, labels)) <= 20
    assert len(set(labels)) == 5


def test_tables_stop_at_their_limits():
    """A hundred rows, ten thousand characters."""
    short = table("t", ["h"], [["x"]] * 500)
    long = table("t", ["h"], [["x" * 190]] * 90)

    assert len(short.rows) == 101
    assert sum(len(row[0].text) for row in long.rows) <= 10_000
