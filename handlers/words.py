"""Words as people typed them: what Slack did to them is undone, what nobody sees is taken out."""

import html
import re
from collections.abc import Sequence
from unicodedata import decimal

from bot.figures.names import folded, visible

SLACKS = re.compile(r"<(https?://|mailto:)([^|<>]*)(?:\|([^<>]*))?>|<([@#][A-Z0-9]+)\|[^<>]*>")
QUOTES = str.maketrans("“”„‟«»‘’‚‛", '""""""' + "''''")
DIGIT = re.compile(r"(?![0-9])\d")  # of other scripts
WORD_PATTERN = re.compile(r""" "([^"]*)"(?!\S) | (?<!\S)'([^']*)'(?!\S) | (\S+) """, re.VERBOSE)


class Quoted(str):
    """What stood between quotes: a name, whatever it is made of."""

    __slots__ = ()


def unescape(text: str) -> str:
    """Undo what Slack does to what people type: entities, links around names, names of ids."""
    return html.unescape(SLACKS.sub(_as_typed, text))


def split(text: str) -> list[str]:
    """Return the words of *text* as Slack sent it; what stood in quotes is one, `Quoted`."""
    plain = DIGIT.sub(lambda digit: str(decimal(digit[0])), visible(unescape(text)))
    found = WORD_PATTERN.finditer(plain.translate(QUOTES))
    return [folded(match[3] or "") or Quoted(match[1] or match[2] or "") for match in found]


def joined(words: Sequence[str]) -> str:
    """Return *words* as they would be typed, for `split` to take apart again."""
    return " ".join(_quoted(word) if isinstance(word, Quoted) else word for word in words)


def _quoted(word: str) -> str:
    mark = "'" if '"' in word else '"'
    return f"{mark}{word}{mark}"


def _as_typed(match: re.Match[str]) -> str:
    scheme, address, label, person = match.groups()
    if person:
        return f"<{person}>"
    return str(label or (address if scheme == "mailto:" else scheme + address))
