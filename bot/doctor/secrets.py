"""What a text in the place of a token or a secret most likely is, told by its form alone."""

import re

TOKEN_KINDS = (
    (r"xoxb-.*", "a bot token"),
    (r"xapp-.*", "an app-level token"),
    (r"xoxp-.*", "a user token"),
    (r"xoxe\.xox[bp]-.*", "a token that expires after 12 hours: token rotation is on for this app"),
    (r"xoxe-.*", "a refresh token of token rotation"),
    (r"xox[cd]-.*", "a token of somebody's browser"),
    (r"xox[a-z]-.*", "a token of a kind that Slack has given up"),
    (r"[0-9a-f]{32}", "a signing secret or a client secret"),
    (r"[0-9A-Za-z]{24}", "a verification token, which Slack has given up"),
    (r"[0-9]{8,}\.[0-9]{8,}", "a client id"),
    (r"A[0-9A-Z]{8,12}", "an app id"),
    (r"https?://.*", "an address"),
    (r"c[pa]k_.*", "a key of Chutes"),
    (r"(0x)?[0-9a-fA-F]{64}", "a hotkey's seed"),
)
"""Patterns and what they are; the first that fits counts."""


def kind_of(text: str) -> str:
    """Return what *text* looks like: `a user token`; never the text."""
    if not text.strip():
        return "empty"
    if re.search(r"[\s\"'“”…<>]", text) or text.endswith("..."):
        return "a text with spaces, quotes or dots in it: something was copied along or cut off"
    return next(
        (what for form, what in TOKEN_KINDS if re.fullmatch(form, text)), "of no kind that I know"
    )
