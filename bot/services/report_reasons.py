"""Why somebody reports an invocation: what may be said in public, and the kinds of fault."""

import re
import unicodedata

from bot.errors import Mistake

SHORTEST = 5  # characters
LONGEST = 1000
KINDS = {
    "garbled": "Garbled output",
    "wrong model": "Wrong model",
    "truncated": "Truncated output",
    "too slow": "Too slow",
    "refused": "Refused to answer",
    "other": "Something else",
}
SECRETS = {
    "an API key": re.compile(r"c[pa]k_\w|(?<![A-Za-z0-9])sk-[\w-]{10,}"),
    "an access token": re.compile(r"eyJ[\w-]{5,}\.[\w-]+"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
}


def checked(text: str) -> str:
    """Return *text* as a reason: one that may be published, without control characters.

    Raises `Mistake` if it is too short or long, or has something in it that looks like a secret.
    """
    reason = "".join(char for char in text if _is_text(char)).strip()
    if len(reason) < SHORTEST:
        raise Mistake(f"A few more words, please: at least {SHORTEST} characters.")
    if len(reason) > LONGEST:
        raise Mistake(f"At most {LONGEST:,} characters, please; these are {len(reason):,}.")
    for what, pattern in SECRETS.items():
        if pattern.search(reason):
            raise Mistake(f"There is what looks like {what} in it, and reasons become public.")
    return reason


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind of fault that *text* begins with (`garbled: …`), if any, and the rest."""
    kind, colon, rest = text.partition(":")
    if colon and kind.strip().lower() in KINDS:
        return kind.strip().lower(), rest.strip()
    return "", text


def _is_text(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char)[0] != "C"
