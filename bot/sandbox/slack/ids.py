"""Identifiers in Slack's shape: a letter that says what, then ten of A–Z and 0–9."""

import secrets
import string

ALPHABET = string.ascii_uppercase + string.digits


def new_id(letter: str) -> str:
    """Return a new identifier: `new_id("V")` names a view."""
    return letter + "0" + "".join(secrets.choice(ALPHABET) for _ in range(9))


def new_block_id() -> str:
    """Return an id as Slack gives it to a block or action that came without one."""
    return secrets.token_urlsafe(4)
