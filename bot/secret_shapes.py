"""What secrets look like: to take them out of logs and answers, and to refuse to publish them.

The texts come from strangers and may be of any length, so every pattern takes linear time: what
is repeated is possessive, bounded, or begins only where no earlier try has looked.
"""

import re

REMOVED = "[removed]"
JWT = r"""eyJ(?:(?<![\w-]eyJ)|(?<=\\[nrtbf"/\\]eyJ)|(?<=\\u[0-9a-fA-F]{4}eyJ))"""
"""How one begins, at the beginning of a word, or behind an escape of JSON."""
MIXED = r"(?=[\w-]{0,60}?(?:[0-9][A-Za-z]|[0-9]{6}))"  # as random letters are, and words are not
SECRETS = {
    "an API key": (
        r"""c[pa]k_[^\s"'\\,<>]+"""  # Chutes
        r"|\b(?:[sr]k_live_\w+|hf_[A-Za-z0-9]{16,}|A[KS]IA[A-Z0-9]{12,}|AIza[\w-]{16,})"
        rf"|(?<![A-Za-z0-9])sk-(?:{MIXED}[\w-]{{32,}}|\w{{32,}})"
    ),
    "an access token": (
        rf"{JWT}(?:[\w-]++\.[\w-]++\.[\w-]++|[\w-]{{5,}}+\.[\w-]++)"
        r"|xox[a-z]-[\w-]+|xapp-[\w-]+|\bgh[pousr]_\w{16,}|\bgithub_pat_\w+"
        r"|(?<=[Bb]earer )(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}"
    ),
    "a private key": r"-----BEGIN(?:[A-Za-z0-9+/=\s-]++|\\[nr])*",
}
"""Patterns by what they find. None matches what ends a string of JSON or a field of CSV."""

PASSWORD = re.compile(r"(?<=://)[^/\s:]*:[^/\s]+(?=@)")
"""User and password in an address: up to the last @ before the host, as addresses are read."""

UNPUBLISHED = {
    "a password": PASSWORD.pattern,
    "an API key": rf"(?<![A-Za-z0-9])sk-(?:{MIXED}[\w-]{{10,}}|\w{{12,}})",
    "a private key": r"[0-9A-Fa-f]{64}",  # or a checksum
    "an e-mail address": r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+",
}
"""What may stand in a log or an answer, but in nothing that becomes public."""

MARKS = (
    *("cpk_", "cak_", "k_live_", "hf_", "AKIA", "ASIA", "AIza", "sk-", "eyJ", "xox", "xapp-"),
    *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "earer ", "-----BEGIN"),
)  # looking for these first is many times faster than the pattern
_SECRET = re.compile("|".join(SECRETS.values()))
_FOUND = [
    (what, re.compile(pattern))
    for patterns in (SECRETS, UNPUBLISHED)
    for what, pattern in patterns.items()
]


def redact(text: str) -> str:
    """Return *text* without keys and tokens; JSON and CSV stay well-formed."""
    if any(mark in text for mark in MARKS):
        return _SECRET.sub(REMOVED, text)
    return text


def find_secret(text: str) -> str | None:
    """Say what there is in *text* that must not become public: `an API key`; None if nothing."""
    return next((what for what, pattern in _FOUND if pattern.search(text)), None)
