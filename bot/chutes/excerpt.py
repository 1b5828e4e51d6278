"""What others wrote, made fit for a log or for Slack: no keys, no control characters, not long."""

import re
import unicodedata

from bot.secret_shapes import redact

LONGEST_EXCERPT = 200  # characters of somebody else's text in one of our sentences
MARKUP = re.compile(r"<[/!a-zA-Z]")


def excerpt(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """Return *text* as one short line to quote: redacted, printable, empty if it is markup."""
    visible = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in text)
    line = " ".join(redact(visible).split())
    if MARKUP.search(line):
        return ""
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
