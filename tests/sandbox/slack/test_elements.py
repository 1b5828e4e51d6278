"""The rules of buttons, selects, pickers and inputs: one case for each."""

import pytest

from bot.sandbox.slack.blocks.check import check_blocks
from tests.sandbox.slack.samples import (
    actions,
    button,
    field,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)

CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}
CHOICES = {
    "type": "checkboxes",
    "action_id": "c",
    "options": [{"text": mrkdwn("*a*"), "value": "a"}],
}
LONG = "https://example.com/" + "x" * 3000

BAD = {
    "26 elements": (
        [actions(*(button(f"b{n}") for n in range(26)))],
        "no more than 25 items allowed",
        "/0/elements",
    ),
    "no elements": ([actions()], "no less than 1 items allowed", "/0/elements"),
    "same action_id": (
        [actions(button("a"), button("a"))],
        "action_id must be unique within a block",
        "/0/elements",
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
