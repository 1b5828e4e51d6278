"""Interactive elements: buttons, selects, pickers, inputs."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from bot.sandbox.slack.blocks.problems import Check, Problem, Problems
from bot.sandbox.slack.blocks.rules import both, items, one_of, rule, shape, typed
from bot.sandbox.slack.blocks.texts import (
    action_id,
    confirm,
    image_element,
    option,
    plain,
    rich_text_object,
    style_of_button,
    text,
)
from bot.sandbox.slack.blocks.values import boolean, integer, string, url

placeholder = {"placeholder": plain(150)}
focus = {"focus_on_load": boolean}
_asking = {**action_id, "confirm": confirm}
_choosing = {**_asking, **placeholder, **focus}
_typing = {
    **action_id,
    **placeholder,
    **focus,
    "dispatch_action_config": shape(
        {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
    ),
}

plain_option = option(plain(75))
linked_option = option(plain(75), may_link=True)
rich_option = option(text(75))

button = shape(
    {"text": plain(75)},
    {
        **_asking,
        "value": string(1, 2000),
        "url": url,
        "style": style_of_button,
        "accessibility_label": string(1, 75),
    },
)


def offered(element: dict[str, Any]) -> list[Any]:
    """Return every option of *element*, its groups' included."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(one for group in groups for one in group["options"])]


def _initial_is_offered(element: dict[str, Any], at: str) -> Problems:
    one = [element["initial_option"]] if "initial_option" in element else []
    for chosen in [*one, *element.get("initial_options", [])]:
        if chosen not in offered(element):
            yield Problem(at, "initial option must be one of the options")


def _values_differ(element: dict[str, Any]) -> bool:
    values = [one["value"] for one in offered(element)]
    return len(values) == len(set(values))


_different = rule(_values_differ, "option values must be unique")
_one_source = rule(
    lambda element: ("options" in element) != ("option_groups" in element),
    "must define either `options` or `option_groups`",
)
_groups = items(shape({"label": plain(75), "options": items(plain_option, 1, 100)}), 1, 100)
_static = {"options": items(plain_option, 1, 100), "option_groups": _groups}
OPTIONS_ANSWER = both(  # what an app answers to a `block_suggestion`; no option is fine
    shape({}, {"options": items(plain_option, 0, 100), "option_groups": _groups}), _one_source
)
_many = {"max_selected_items": integer(1)}
_filter = both(
    shape(
        {},
        {
            "include": items(one_of("im", "mpim", "private", "public"), 1),
            "exclude_bot_users": boolean,
            "exclude_external_shared_channels": boolean,
        },
    ),
    rule(bool, "must provide at least one filter"),
)
_conversations = {"default_to_current_conversation": boolean, "filter": _filter}
_answering = {"response_url_enabled": boolean}


def _choice(fields: Mapping[str, Check]) -> Check:
    return shape({}, {**_choosing, **fields})


def _from_list(initial: Mapping[str, Check]) -> Check:
    fields = _choice({**_static, **initial})
    return both(fields, _one_source, _initial_is_offered, _different)


def _listed(high: int, label: Check, initial: Mapping[str, Check]) -> Check:
    fields = shape({"options": items(label, 1, high)}, {**_asking, **focus, **initial})
    return both(fields, _initial_is_offered, _different)


_ids = items(string(1))
_initial_options = {"initial_options": items(plain_option, 1, 100)}
_external = {"min_query_length": integer(0)}
SELECTS: dict[str, Check] = {
    "static_select": _from_list({"initial_option": plain_option}),
    "external_select": _choice({"initial_option": plain_option, **_external}),
    "users_select": _choice({"initial_user": string(1)}),
    "channels_select": _choice({"initial_channel": string(1), **_answering}),
    "conversations_select": _choice(
        {"initial_conversation": string(1), **_conversations, **_answering}
    ),
    "multi_static_select": _from_list({**_initial_options, **_many}),
    "multi_external_select": _choice({**_initial_options, **_external, **_many}),
    "multi_users_select": _choice({"initial_users": _ids, **_many}),
    "multi_channels_select": _choice({"initial_channels": _ids, **_many}),
    "multi_conversations_select": _choice(
        {"initial_conversations": _ids, **_conversations, **_many}
    ),
}


def _is_date(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


_date = both(string(1), rule(_is_date, "must be a date like 2026-11-20"))
_time = both(
    string(1),
    rule(lambda value: bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)), "must be HH:mm"),
)
_zone = both(
    string(1), rule(lambda value: value in available_timezones(), "must be an IANA time zone")
)
PICKERS: dict[str, Check] = {
    "datepicker": _choice({"initial_date": _date}),
    "timepicker": _choice({"initial_time": _time, "timezone": _zone}),
    "datetimepicker": shape(
        {}, {**_asking, **focus, "initial_date_time": integer(10**9, 10**10 - 1)}
    ),
    "checkboxes": _listed(10, rich_option, {"initial_options": items(rich_option, 1, 10)}),
    "radio_buttons": _listed(10, rich_option, {"initial_option": rich_option}),
}


def _lengths_agree(element: dict[str, Any]) -> bool:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    return bool(low <= high) and len(element.get("initial_value", "")) <= high


_decimal = both(
    string(1),
    rule(lambda value: bool(re.fullmatch(r"-?\d+(\.\d+)?", value)), "must be a number as a string"),
)
INPUTS: dict[str, Check] = {
    "plain_text_input": both(
        shape(
            {},
            {
                **_typing,
                "initial_value": string(),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            },
        ),
        rule(_lengths_agree, "min_length, max_length and initial_value do not agree"),
    ),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_typing, "initial_value": _decimal, "min_value": _decimal, "max_value": _decimal},
    ),
    "email_text_input": shape({}, {**_typing, "initial_value": string(1)}),
    "url_text_input": shape({}, {**_typing, "initial_value": url}),
    "rich_text_input": shape(
        {},
        {
            **_typing,
            "initial_value": rich_text_object,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
    "file_input": shape(
        {}, {**action_id, "filetypes": items(string(1)), "max_files": integer(1, 10)}
    ),
}
OVERFLOW: dict[str, Check] = {
    "overflow": both(shape({"options": items(linked_option, 1, 5)}, _asking), _different)
}
BUTTON: dict[str, Check] = {"button": button}

_verdict = shape(
    {"text": plain(75), "value": string(1, 2000)}, {"accessibility_label": string(1, 75)}
)
FEEDBACK: dict[str, Check] = {
    "feedback_buttons": shape(
        {"positive_button": _verdict, "negative_button": _verdict}, action_id
    ),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            **_asking,
            "value": string(1, 2000),
            "accessibility_label": string(1, 75),
            "visible_to_user_ids": items(string(1), 1, 10),
        },
    ),
}

in_actions = typed(
    {**BUTTON, **SELECTS, **PICKERS, **OVERFLOW, "rich_text_input": INPUTS["rich_text_input"]}
)
in_input = typed({**SELECTS, **PICKERS, **INPUTS})
in_accessory = typed(
    {
        **BUTTON,
        **SELECTS,
        **OVERFLOW,
        **{kind: check for kind, check in PICKERS.items() if kind != "datetimepicker"},
        "image": image_element,
    }
)
in_context_actions = typed(FEEDBACK)
