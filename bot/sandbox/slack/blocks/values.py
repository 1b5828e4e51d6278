"""Checks of single values: texts, numbers, addresses."""

import math
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.slack.blocks.problems import Check, Problem, Problems

URL_MAX = 3000  # characters


def string(low: int = 0, high: int | None = None) -> Check:
    """A string of *low* to *high* characters."""

    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield Problem(at, "must provide a string", "invalid_type", "string")
        elif len(value) < low:
            yield Problem(at, f"must be more than {low - 1} characters", "too_short", low)
        elif high is not None and len(value) > high:
            yield Problem(at, f"must be less than {high + 1} characters", "too_long", high)

    return check


def boolean(value: Any, at: str) -> Problems:
    if not isinstance(value, bool):
        yield Problem(at, "must provide a boolean", "invalid_type", "boolean")


def number(value: Any, at: str) -> Problems:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Problem(at, "must provide a number", "invalid_type", "number")
    elif not math.isfinite(value):
        yield Problem(at, "must be a finite number")


def integer(low: int, high: int | None = None) -> Check:
    """A whole number from *low* to *high*."""

    def check(value: Any, at: str) -> Problems:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(at, "must provide an integer", "invalid_type", "integer")
        elif value < low:
            yield Problem(at, f"must be greater than {low - 1}", "too_small", low)
        elif high is not None and value > high:
            yield Problem(at, f"must be less than {high + 1}", "too_large", high)

    return check


def url(value: Any, at: str) -> Problems:
    """An http or https URL of at most 3,000 characters."""
    problems = list(string(1, URL_MAX)(value, at))
    yield from problems
    if not problems and not is_web_url(value):
        yield Problem(at, "must be a valid URL with an http or https scheme", "invalid_url")


def public_url(value: Any, at: str) -> Problems:
    """A URL that Slack's own servers can fetch: not one on this machine or network."""
    problems = list(url(value, at))
    yield from problems
    if not problems and _is_private(urlsplit(value).hostname or ""):
        yield Problem(at, "downloading image failed", "download_failed")


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host


def is_web_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in value
    except ValueError:
        return False
