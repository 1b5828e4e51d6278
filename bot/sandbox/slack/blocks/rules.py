"""The vocabulary of Block Kit's rules: small checks that are put together into larger ones."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.sandbox.slack.blocks.problems import Check, Problem, Problems


def one_of(*allowed: Any) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not any(type(value) is type(other) and value == other for other in allowed):
            values = ", ".join(str(other) for other in allowed)
            yield Problem(at, f"must be one of: {values}", "invalid_value", list(allowed))

    return check


def items(check: Check, low: int = 1, high: int | None = None) -> Check:
    """A list of *low* to *high* things that each pass *check*."""

    def check_items(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield Problem(at, "must provide an array", "invalid_type", "array")
            return
        if high is not None and len(value) > high:
            yield Problem(at, f"no more than {high} items allowed", "too_many_items", high)
        if len(value) < low:
            yield Problem(at, f"no less than {low} items allowed", "too_few_items", low)
        for index, item in enumerate(value):
            yield from check(item, f"{at}/{index}")

    return check_items


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with just these fields."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            return [_not_an_object(at)]
        absent = [_missing(at, key) for key in required if key not in value]
        unknown = [_unknown(at, key) for key in value if key not in known]
        fields = ((key, item) for key, item in value.items() if key in known)
        broken = [problem for key, item in fields for problem in known[key](item, f"{at}/{key}")]
        return [*absent, *unknown, *broken]

    return check


def _not_an_object(at: str) -> Problem:
    return Problem(at, "must provide an object", "invalid_type", "object")


def _missing(at: str, key: str) -> Problem:
    return Problem(at, f"missing required field: {key}", "missing_field", key)


def _unknown(at: str, key: str) -> Problem:
    return Problem(at, f"invalid additional property: {key}", "additional_property", key)


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of *kinds* its other fields have to pass."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield _not_an_object(at)
        elif "type" not in value:
            yield _missing(at, "type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            kind = value["type"]
            yield Problem(
                f"{at}/type", f"unsupported type: {kind}", "unsupported_type", sorted(kinds)
            )
        else:
            fields = {key: item for key, item in value.items() if key != "type"}
            yield from kinds[value["type"]](fields, at)

    return check


def both(*checks: Check) -> Check:
    """All of *checks*; the later ones only once the earlier ones are content."""

    def check(value: Any, at: str) -> Problems:
        for each in checks:
            problems = list(each(value, at))
            yield from problems
            if problems:
                return

    return check


def rule(holds: Callable[[Any], bool], message: str) -> Check:
    """Something about the value as a whole."""

    def check(value: Any, at: str) -> Problems:
        if not holds(value):
            yield Problem(at, message)

    return check


def distinct(values: Iterable[Any]) -> bool:
    seen = list(values)
    return len(set(seen)) == len(seen)
