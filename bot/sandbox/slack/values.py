"""What people chose and typed: the state of elements, shaped as in `state.values` and `actions`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.slack.blocks.check import elements
from bot.sandbox.slack.blocks.elements import offered
from bot.sandbox.slack.errors import Mistaken

FIELDS = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
STATELESS = ("overflow",)  # clicked, but never part of `state.values`
State = dict[str, dict[str, dict[str, Any]]]  # block_id → action_id → {"type": …, field: …}


def first_state(blocks: list[dict[str, Any]], channel: str | None = None) -> State:
    """Return the state of *blocks* before anybody touched them: initial values, else nothing."""
    state: State = {}
    for block, element in stateful(blocks):
        values = {"type": element["type"], FIELDS[element["type"]]: _initial(element, channel)}
        state.setdefault(block["block_id"], {})[element["action_id"]] = values
    return state


def stateful(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield (block, element) for every element that has a state."""
    for block, element in elements(blocks):
        if element["type"] in FIELDS and element["type"] not in STATELESS:
            yield block, element


def find(
    blocks: list[dict[str, Any]], block_id: str | None, action_id: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (block, element) of that id; raise `Mistaken` if there is none."""
    for block, element in elements(blocks):
        if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise Mistaken(f"There is no element {action_id} here.")


def shaped(element: dict[str, Any], given: Any) -> dict[str, Any]:
    """Return {field: value} for what somebody put into *element*.

    *given* is the value itself (an option by its `value`), or an object with the field in it.
    """
    field = FIELDS[element["type"]]
    value = given[field] if isinstance(given, Mapping) and field in given else given
    if field == "selected_option":
        value = _option(element, value)
    elif field == "selected_options":
        value = [_option(element, one) for one in value or []]
    if field == "value" and value == "":
        value = None
    return {field: value}


def complaints(blocks: list[dict[str, Any]], state: State) -> dict[str, str]:
    """Return what Slack itself says at the fields (by block_id) before the app hears of them."""
    found = {}
    for block, element in stateful(blocks):
        value = state[block["block_id"]][element["action_id"]][FIELDS[element["type"]]]
        if block["type"] != "input":
            continue
        if value in (None, []) and not block.get("optional"):
            found[block["block_id"]] = "Please complete this required field."
        elif value not in (None, []) and (complaint := _complaint(element, value)):
            found[block["block_id"]] = complaint
    return found


def _option(element: dict[str, Any], value: Any) -> Any:
    if value is None or element["type"].endswith("external_select"):
        return value
    name = value.get("value") if isinstance(value, Mapping) else value
    for option in offered(element):
        if option["value"] == name:
            return option
    raise Mistaken(f"{element['action_id']} offers no option {name}.")


def _initial(element: dict[str, Any], channel: str | None) -> Any:
    field = FIELDS[element["type"]]
    if element.get("default_to_current_conversation") and channel:
        return [channel] if field.endswith("s") else channel
    name = field.replace("selected_", "initial_") if "selected_" in field else "initial_value"
    return element.get(name, [] if field.endswith("s") else None)


def _complaint(element: dict[str, Any], value: Any) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _length_complaint(element, value)
        case "number_input":
            return _number_complaint(element, value)
        case "email_text_input" if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            return "Enter a valid email address."
        case "url_text_input" if not re.fullmatch(r"https?://\S+", value):
            return "Enter a valid URL."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"You can select up to {element['max_selected_items']} items."
    return None


def _length_complaint(element: dict[str, Any], value: str) -> str | None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Must be at least {low} characters."
    return f"Must be at most {high} characters." if len(value) > high else None


def _number_complaint(element: dict[str, Any], value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Enter a number."
    low, high = element.get("min_value", value), element.get("max_value", value)
    return None if float(low) <= float(value) <= float(high) else f"Must be {low} to {high}."
