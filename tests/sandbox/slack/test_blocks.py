"""Block Kit's rules: one case for each, told with Slack's words and a pointer."""

import pytest

from bot.sandbox.slack.blocks.check import check_blocks
from tests.sandbox.slack.samples import (
    actions,
    button,
    chart,
    data_table,
    field,
    mrkdwn,
    pie,
    plain,
    raw,
    rich_text,
    section,
    select,
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
    "same block_id": (
        [section(block_id="a"), section(block_id="a")],
        "block_id already exists: a",
        "",
    ),
    "long block_id": (
        [section(block_id="x" * 256)],
        "must be less than 256 characters",
        "/0/block_id",
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
