"""Block Kit's rules: one case for each, told with Slack's words and a pointer."""

import pytest

from bot.sandbox.slack.blocks.check import check_blocks, check_view
from tests.sandbox.slack.kit import (
    actions,
    button,
    chart,
    data_table,
    field,
    home,
    modal,
    mrkdwn,
    option,
    pie,
    plain,
    raw,
    raw_number,
    rich_text,
    section,
    select,
    series,
    table,
    text_input,
)

IMAGE = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x"}
CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}
CARD = {"type": "card", "title": mrkdwn(), "actions": [button()]}
TASK = {"type": "task_card", "task_id": "1", "title": "Fetch", "status": "complete"}
PLAN = {"type": "plan", "title": "Report", "tasks": [{**TASK, "status": "pending"}]}
CONTAINER = {"type": "container", "title": plain(), "child_blocks": [section(), table()]}
FEEDBACK = {
    "type": "feedback_buttons",
    "positive_button": {"text": plain("Good"), "value": "1"},
    "negative_button": {"text": plain("Bad"), "value": "0"},
}
DATES = [
    {"type": "datepicker", "action_id": "d", "initial_date": "2026-11-24"},
    {"type": "timepicker", "action_id": "t", "initial_time": "09:00", "timezone": "Asia/Tokyo"},
    {"type": "datetimepicker", "action_id": "dt", "initial_date_time": 1_795_000_000},
]
CHOICES = {
    "type": "checkboxes",
    "action_id": "c",
    "options": [{"text": mrkdwn("*a*"), "value": "a"}],
}

GOOD = {
    "message": [
        [section(accessory=IMAGE), {"type": "divider"}, IMAGE],
        [section(accessory=button(url="https://example.com", style="danger", confirm=CONFIRM))],
        [actions(*(button(f"b{n}") for n in range(25)))],
        [actions(select(), *DATES, CHOICES)],
        [{"type": "header", "text": plain()}, {"type": "context", "elements": [mrkdwn(), IMAGE]}],
        [chart(), pie(("a", 1), ("b", 2)), data_table()],
        [table([raw("A"), rich_text({"type": "text", "text": "B"})])],
        [{"type": "markdown", "text": "# Title\n|a|b|\n|-|-|"}],
        [
            rich_text(
                {"type": "link", "url": "https://example.com"}, {"type": "user", "user_id": "U1"}
            )
        ],
        [CARD, {"type": "carousel", "elements": [CARD]}, CONTAINER, PLAN, TASK],
        [{"type": "context_actions", "elements": [FEEDBACK]}],
        [field(element=text_input(multiline=True, min_length=5, max_length=1000))],
    ],
    "modal": [[{"type": "alert", "text": plain("x" * 200), "level": "warning"}, field()]],
    "home": [[section(), data_table()], [CONTAINER]],
}


@pytest.mark.parametrize(
    ("surface", "blocks"), [(s, b) for s, every in GOOD.items() for b in every]
)
def test_good(surface, blocks):
    """What Slack takes passes."""
    assert check_blocks(blocks, surface) == []


def rows(count: int, text: str = "x") -> list[list[dict]]:
    return [[raw(text)] for _ in range(count)]


LONG = "https://example.com/" + "x" * 3000
DOZEN = {f"{n}": n for n in range(21)}
BAD = {
    "unknown type": ([{"type": "sparkline"}], "unsupported type: sparkline", "/0/type"),
    "no type": ([{"text": mrkdwn()}], "missing required field: type", "/0"),
    "not an object": (["text"], "must provide an object", "/0"),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed", ""),
    "unknown key": ([section(colour="red")], "invalid additional property: colour", "/0"),
    "bare string as text": (
        [{"type": "section", "text": "x"}],
        "must provide an object",
        "/0/text",
    ),
    "empty text": ([section("")], "must be more than 0 characters", "/0/text/text"),
    "long text": ([section("x" * 3001)], "must be less than 3001 characters", "/0/text/text"),
    "emoji in mrkdwn": (
        [{"type": "section", "text": {**mrkdwn(), "emoji": True}}],
        "invalid additional property: emoji",
        "/0/text",
    ),
    "empty section": ([{"type": "section"}], "must define either `text` or `fields`", "/0"),
    "11 fields": ([section(fields=[plain()] * 11)], "no more than 10 items allowed", "/0/fields"),
    "long field": (
        [section(fields=[plain("x" * 2001)])],
        "must be less than 2001 characters",
        "/0/fields/0/text",
    ),
    "mrkdwn header": (
        [{"type": "header", "text": mrkdwn()}],
        "unsupported type: mrkdwn",
        "/0/text/type",
    ),
    "long header": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters",
        "/0/text/text",
    ),
    "header level": (
        [{"type": "header", "text": plain(), "level": 2}],
        "invalid additional property: level",
        "/0",
    ),
    "11 context elements": (
        [{"type": "context", "elements": [plain()] * 11}],
        "no more than 10 items allowed",
        "/0/elements",
    ),
    "button in context": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button",
        "/0/elements/0/type",
    ),
    "26 elements": (
        [actions(*(button(f"b{n}") for n in range(26)))],
        "no more than 25 items allowed",
        "/0/elements",
    ),
    "no elements": ([actions()], "no less than 1 items allowed", "/0/elements"),
    "same block_id": (
        [section(block_id="a"), section(block_id="a")],
        "block_id already exists: a",
        "",
    ),
    "same action_id": (
        [actions(button("a"), button("a"))],
        "action_id must be unique within a block",
        "/0/elements",
    ),
    "long block_id": (
        [section(block_id="x" * 256)],
        "must be less than 256 characters",
        "/0/block_id",
    ),
    "long button": (
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters",
        "/0/elements/0/text/text",
    ),
    "long value": (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters",
        "/0/elements/0/value",
    ),
    "button style": (
        [actions(button(style="warning"))],
        "must be one of: primary, danger",
        "/0/elements/0/style",
    ),
    "javascript URL": (
        [actions(button(url="javascript:alert(1)"))],
        "must be a valid URL with an http or https scheme",
        "/0/elements/0/url",
    ),
    "long URL": (
        [actions(button(url=LONG))],
        "must be less than 3001 characters",
        "/0/elements/0/url",
    ),
    "confirm without deny": (
        [actions(button(confirm={k: v for k, v in CONFIRM.items() if k != "deny"}))],
        "missing required field: deny",
        "/0/elements/0/confirm",
    ),
    "long confirm": (
        [actions(button(confirm={**CONFIRM, "text": plain("x" * 301)}))],
        "must be less than 301 characters",
        "/0/elements/0/confirm/text/text",
    ),
    "101 options": (
        [actions(select("s", *(f"v{n}" for n in range(101))))],
        "no more than 100 items allowed",
        "/0/elements/0/options",
    ),
    "long option value": (
        [actions(select("s", "x" * 76))],
        "must be less than 76 characters",
        "/0/elements/0/options/0/text/text",
    ),
    "same option value": (
        [actions(select("s", "a", "a"))],
        "option values must be unique",
        "/0/elements/0",
    ),
    "foreign initial option": (
        [actions(select("s", "a", initial_option=option("b")))],
        "initial option must be one of the options",
        "/0/elements/0",
    ),
    "options and groups": (
        [actions(select(option_groups=[{"label": plain(), "options": [option("a")]}]))],
        "must define either `options` or `option_groups`",
        "/0/elements/0",
    ),
    "6 in overflow": (
        [section(accessory={"type": "overflow", "options": [option(f"v{n}") for n in range(6)]})],
        "no more than 5 items allowed",
        "/0/accessory/options",
    ),
    "11 checkboxes": (
        [actions({**CHOICES, "options": [option(f"v{n}") for n in range(11)]})],
        "no more than 10 items allowed",
        "/0/elements/0/options",
    ),
    "impossible date": (
        [actions({"type": "datepicker", "initial_date": "2026-02-30"})],
        "must be a date like 2026-11-20",
        "/0/elements/0/initial_date",
    ),
    "impossible time": (
        [actions({"type": "timepicker", "initial_time": "24:00"})],
        "must be HH:mm",
        "/0/elements/0/initial_time",
    ),
    "text input in actions": (
        [actions(text_input())],
        "unsupported type: plain_text_input",
        "/0/elements/0/type",
    ),
    "long placeholder": (
        [field(element=text_input(placeholder=plain("x" * 151)))],
        "must be less than 151 characters",
        "/0/element/placeholder/text",
    ),
    "lengths disagree": (
        [field(element=text_input(min_length=9, max_length=5))],
        "min_length, max_length and initial_value do not agree",
        "/0/element",
    ),
    "number as number": (
        [field(element={"type": "number_input", "is_decimal_allowed": True, "min_value": 1})],
        "must provide a string",
        "/0/element/min_value",
    ),
    "dispatching file input": (
        [field(element={"type": "file_input"}, dispatch_action=True)],
        "a file_input cannot dispatch actions",
        "/0",
    ),
    "image without alt_text": (
        [{"type": "image", "image_url": "https://example.com/x.png"}],
        "missing required field: alt_text",
        "/0",
    ),
    "image on this machine": (
        [{**IMAGE, "image_url": "http://127.0.0.1:8000/x.png"}],
        "downloading image failed",
        "/0/image_url",
    ),
    "image from two places": (
        [{**IMAGE, "slack_file": {"id": "F1"}}],
        "must define either `image_url` or `slack_file`",
        "/0",
    ),
    "alert in a message": (
        [{"type": "alert", "text": plain()}],
        "unsupported type: alert",
        "/0/type",
    ),
    "file authored": (
        [{"type": "file", "external_id": "x", "source": "remote"}],
        "unsupported type: file",
        "/0/type",
    ),
    "card with strings": ([{"type": "card", "title": "x"}], "must provide an object", "/0/title"),
    "card of nothing": (
        [{"type": "card", "subtitle": mrkdwn()}],
        "must define at least one of `hero_image`, `title`, `actions` or `body`",
        "/0",
    ),
    "plan with a text object": ([{**PLAN, "title": plain()}], "must provide a string", "/0/title"),
    "pending alone": (
        [{**TASK, "status": "pending"}],
        "must be one of: in_progress, complete, error",
        "/0/status",
    ),
    "chart in a container": (
        [{**CONTAINER, "child_blocks": [chart()]}],
        "unsupported type: data_visualization",
        "/0/child_blocks/0/type",
    ),
    "collapsed but fixed": (
        [{**CONTAINER, "default_collapsed": True}],
        "default_collapsed needs is_collapsible",
        "/0",
    ),
    "long markdown": (
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "must be less than 12001 characters of markdown",
        "",
    ),
    "empty rich text": (
        [rich_text({"type": "text", "text": ""})],
        "must be more than 0 characters",
        "/0/elements/0/elements/0/text",
    ),
    "rich text style": (
        [rich_text({"type": "text", "text": "x", "style": {"blink": True}})],
        "invalid additional property: blink",
        "/0/elements/0/elements/0/style",
    ),
    "101 table rows": ([table(*rows(101))], "no more than 100 items allowed", "/0/rows"),
    "21 columns": ([table([raw("x")] * 21)], "no more than 20 items allowed", "/0/rows/0"),
    "raw_number in table": (
        [table([raw_number(1)])],
        "unsupported type: raw_number",
        "/0/rows/0/0/type",
    ),
    "empty cell": (
        [data_table(*rows(2, ""))],
        "must be more than 0 characters",
        "/0/rows/0/0/text",
    ),
    "header only": ([data_table(*rows(1))], "no less than 2 items allowed", "/0/rows"),
    "102 rows": ([data_table(*rows(102))], "no more than 101 items allowed", "/0/rows"),
    "ragged rows": (
        [data_table([raw("A"), raw("B")], [raw("a")])],
        "all rows must have the same number of cells",
        "/0/rows",
    ),
    "long table": (
        [data_table(*rows(11, "x" * 1000))],
        "must be less than 10001 characters in total",
        "/0/rows",
    ),
    "no caption": ([data_table(caption="")], "must be more than 0 characters", "/0/caption"),
    "rich header": (
        [data_table([rich_text({"type": "text", "text": "A"})], [raw("a")])],
        "unsupported type: rich_text",
        "/0/rows/0/0/type",
    ),
    "number without text": (
        [data_table([raw("A")], [{"type": "raw_number", "value": 1}])],
        "missing required field: text",
        "/0/rows/1/0",
    ),
    "NaN in a table": (
        [data_table([raw("A")], [raw_number(float("nan"))])],
        "must be a finite number",
        "/0/rows/1/0/value",
    ),
    "page of 101": ([data_table(page_size=101)], "must be less than 101", "/0/page_size"),
    "header column outside": (
        [data_table(row_header_column_index=2)],
        "must be less than 2",
        "/0/row_header_column_index",
    ),
    "two tables": ([table(), data_table()], "only_one_table_allowed", ""),
    "three charts": (
        [chart(), chart(), pie(("a", 1))],
        "no more than 2 data_visualization blocks allowed",
        "",
    ),
    "chart title object": ([chart(title=plain())], "must provide a string", "/0/title"),
    "long chart title": ([chart(title="x" * 51)], "must be less than 51 characters", "/0/title"),
    "7 segments": (
        [pie(*((f"s{n}", 1) for n in range(7)))],
        "no more than 6 items allowed",
        "/0/chart/segments",
    ),
    "zero segment": ([pie(("a", 0))], "must be greater than 0", "/0/chart/segments/0/value"),
    "7 series": (
        [chart(*(series(f"s{n}", Mon=1, Tue=1) for n in range(7)))],
        "no more than 6 items allowed",
        "/0/chart/series",
    ),
    "21 points": (
        [chart(series("a", **DOZEN), categories=list(DOZEN))],
        "no more than 20 items allowed",
        "/0/chart/series/0/data",
    ),
    "same series": (
        [chart(series("a", Mon=1, Tue=1), series("a", Mon=1, Tue=1))],
        "series names must be unique",
        "/0/chart/series",
    ),
    "long label": (
        [chart(series("x" * 21, Mon=1, Tue=1))],
        "must be less than 21 characters",
        "/0/chart/series/0/name",
    ),
    "same category": (
        [chart(categories=["Mon", "Mon"])],
        "categories must be unique",
        "/0/chart/axis_config/categories",
    ),
    "point missing": (
        [chart(series("a", Mon=1))],
        "every series must have exactly one point for each category, in their order",
        "/0/chart/series/0/data",
    ),
    "no value": (
        [chart(series("a", Mon=1, Tue=None))],
        "must provide a number",
        "/0/chart/series/0/data/1/value",
    ),
    "infinite value": (
        [chart(series("a", Mon=1, Tue=float("inf")))],
        "must be a finite number",
        "/0/chart/series/0/data/1/value",
    ),
    "two focused": (
        [field("a", text_input(focus_on_load=True)), field("b", text_input(focus_on_load=True))],
        "only one element can have focus_on_load",
        "",
    ),
    "response URL outside a modal": (
        [field(element={"type": "channels_select", "response_url_enabled": True})],
        "response_url_enabled is only for input blocks in modals",
        "",
    ),
}


@pytest.mark.parametrize(("blocks", "message", "pointer"), BAD.values(), ids=BAD)
def test_bad(blocks, message, pointer):
    """What breaks a rule is refused, with the rule and the place."""
    problems = check_blocks(blocks)

    assert (message, f"/blocks{pointer}") in [(each.message, each.pointer) for each in problems]


@pytest.mark.parametrize(
    ("surface", "block"),
    [
        ("modal", data_table()),
        ("modal", table()),
        ("modal", chart()),
        ("modal", {"type": "markdown", "text": "x"}),
        ("home", chart()),
        ("home", PLAN),
        ("home", {"type": "alert", "text": plain()}),
    ],
)
def test_surface(surface, block):
    """A block where Slack does not show it is refused."""
    [problem] = check_blocks([block], surface)

    assert problem.message == f"unsupported type: {block['type']}"


@pytest.mark.parametrize("block", [chart(), data_table()])
def test_before_the_rollout(block):
    """A workspace without native blocks refuses them, and takes a plain table."""
    [problem] = check_blocks([block], native=False)

    assert problem.text() == f"unsupported type: {block['type']} [json-pointer:/blocks/0/type]"
    assert check_blocks([table()], native=False) == []


BAD_VIEWS = {
    "no title": ({**modal(), "title": None}, "must provide an object", "/view/title"),
    "long title": (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/title/text",
    ),
    "long submit": (
        modal(submit=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/submit/text",
    ),
    "no blocks": ({"type": "modal", "title": plain()}, "missing required field: blocks", "/view"),
    "no submit": (
        {"type": "modal", "title": plain(), "blocks": [field()]},
        "missing required field: submit",
        "/view",
    ),
    "long metadata": (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters",
        "/view/private_metadata",
    ),
    "unknown key": (modal(colour="red"), "invalid additional property: colour", "/view"),
    "101 blocks": (
        modal(*[{"type": "divider"}] * 101),
        "no more than 100 items allowed",
        "/view/blocks",
    ),
    "title at home": (home(title=plain()), "invalid additional property: title", "/view"),
    "other type": ({"type": "drawer"}, "unsupported type: drawer", "/view/type"),
    "bad block": (modal(section("")), "must be more than 0 characters", "/view/blocks/0/text/text"),
}


@pytest.mark.parametrize(("view", "message", "pointer"), BAD_VIEWS.values(), ids=BAD_VIEWS)
def test_bad_view(view, message, pointer):
    """A view that breaks a rule is refused, with the rule and the place."""
    problems = check_view(view)

    assert (message, pointer) in [(each.message, each.pointer) for each in problems]


@pytest.mark.parametrize("view", [modal(), home(), modal(section())])
def test_good_view(view):
    """A view that Slack takes passes."""
    assert check_view(view) == []
