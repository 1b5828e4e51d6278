"""The Web API's methods, by what they are about."""

from collections.abc import Mapping
from typing import Any


def flag(args: Mapping[str, Any], name: str) -> bool:
    """Return a boolean argument, which forms send as text."""
    return str(args.get(name, "")).lower() in ("true", "1")
