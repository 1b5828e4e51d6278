"""Why somebody reports an invocation: what may be said in public, and the kinds of fault."""

import unicodedata

from bot.errors import Mistake
from bot.secret_shapes import find_secret

SHORTEST_REASON = 5  # characters
LONGEST_REASON = 1000
REASON_KINDS = {
    "garbled": "Garbled output",
    "wrong model": "Wrong model",
    "truncated": "Truncated output",
    "too slow": "Too slow",
    "refused": "Refused to answer",
    "other": "Something else",
}


def checked(text: str) -> str:
    """Return *text* as a reason: one that may be published, without control characters.

    Raises `Mistake` if it is too short or long, or has something in it that looks like a secret.
    """
    reason = "".join(char for char in text if _is_text(char)).strip()
    if len(reason) < SHORTEST_REASON:
        raise Mistake(f"Please say a little more: at least {SHORTEST_REASON} characters.")
    if len(reason) > LONGEST_REASON:
        raise Mistake(f"Please keep it to {LONGEST_REASON:,} characters; that's {len(reason):,}.")
    if what := find_secret(reason):
        raise Mistake(
            f"This looks like it contains {what}. Reasons are public, so remove it first."
        )
    return reason


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind of fault that *text* begins with (`garbled: …`), if any, and the rest."""
    kind, colon, rest = text.partition(":")
    if colon and rest.strip() and kind.strip().lower() in REASON_KINDS:
        return kind.strip().lower(), rest.strip()
    return "", text


def _is_text(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char)[0] != "C"
