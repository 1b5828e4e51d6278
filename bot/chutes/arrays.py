"""JSON arrays of rows, read while they come: memory goes by the rows that are kept, not by shape.

Rows are taken out of the text by their form, many at once, and decoded together; only where that
fails are they looked at one by one. What cannot be a row is skipped and counted.
"""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Generic

import msgspec
from msgspec.structs import force_setattr

from bot.chutes.long_rows import LongRow
from bot.chutes.rows import Row, Rows
from bot.errors import Unavailable
from bot.secret_shapes import redact

MOST_JSON_ROWS = 500_000  # that are kept; 400 days of 1,000 chutes are fewer
MOST_SKIPPED = 100_000  # more than that are no answer
LONGEST_ROW = 2**20  # bytes
DEEPEST = 20  # levels of nesting in a row
MOST_TOKENS = 5_000_000  # in rows of an unusual form, which take longer

# Only single classes are repeated possessively: before 3.11.5 Python gets groups wrong there. Each
# alternative begins with another character, so there is nothing to try again anyway.
STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
FLAT = rb"(?<!\s)\s*+\{(?:[^{}\"]++|" + STRING + rb")*\}\s*+"  # an object without others in it
FLAT_ROW = re.compile(FLAT, re.DOTALL)
FLAT_ROWS = re.compile(rb"(?:" + FLAT + rb",){1,2000}", re.DOTALL)  # each costs the matcher memory
TOKEN = re.compile(STRING + rb'|[{}\[\],"]', re.DOTALL)

NOT_A_LIST = "The Chutes API sent something else than a list of figures."
BROKEN = "The Chutes API sent broken JSON; trying again may help."
TOO_MUCH = "The Chutes API sent more rows than I can hold."

Keep = Callable[[Any], bool]


class ArrayParser(Generic[Row]):
    """Takes an array in pieces; keeps the rows of *shape* that *keep* wants.

    Both methods raise `Unavailable` for what is no array of rows, or too many.
    """

    def __init__(self, shape: type[Row], keep: Keep | None = None) -> None:
        self._shape = shape
        self._keep = keep
        self._rows: list[Row] = []
        self._skipped = 0
        self._text = b""
        self._at = 0  # in the text: what is before that is done
        self._tokens = 0
        self._is_begun = self._is_ended = self._is_first = False
        self._skipping: LongRow | None = None
        self._names: dict[str, str] = {}

    def feed(self, piece: bytes) -> None:
        """Take in what comes next."""
        self._text = self._text[self._at :] + piece
        self._at = 0
        if self._skipping:
            self._skip(self._skipping)
        if not self._is_begun:
            self._begin()
        while self._is_begun and not (self._is_ended or self._skipping) and self._step():
            pass  # until the next row is not complete

    def finish(self) -> Rows[Row]:
        """Return the rows, now that there is no more to come."""
        if not self._is_ended or self._text[self._at :].strip():
            raise Unavailable(BROKEN)
        return Rows(self._rows, self._skipped)

    def _begin(self) -> None:
        text = self._text.removeprefix(b"\xef\xbb\xbf").lstrip()
        if text and not text.startswith(b"["):
            raise Unavailable(NOT_A_LIST)
        self._text = text[1:]
        self._is_begun = self._is_first = bool(text)

    def _step(self) -> bool:
        """Take in the next rows if they are complete; say whether they were."""
        if rows := FLAT_ROWS.match(self._text, self._at):
            self._take(rows[0])
            self._at, self._is_first = rows.end(), False
            return True
        begins = self._at
        if (end := self._end()) is None:
            if self._at == begins and len(self._text) - begins > LONGEST_ROW:
                self._skip()
            return self._at > begins and not self._skipping
        row, mark = self._text[self._at : end].strip(), self._text[end : end + 1]
        self._is_ended = mark == b"]"
        if row:
            self._add([self._read(row)])
        elif not (self._is_ended and self._is_first):
            raise Unavailable(BROKEN)
        self._at, self._is_first = end + 1, False
        return True

    def _end(self) -> int | None:
        """Return where the next row ends, by looking at all that is in it; None: not here."""
        depth = 0
        for token in TOKEN.finditer(self._text, self._at):
            mark = token[0][:1]
            if mark == b'"' and len(token[0]) == 1:
                return None  # a text that goes on
            if depth == 0 and mark in (b",", b"]"):
                return token.start()
            depth += (mark in (b"{", b"[")) - (mark in (b"}", b"]"))
            self._tokens += 1
            if self._tokens > MOST_TOKENS:
                raise Unavailable(NOT_A_LIST)
            if depth > DEEPEST:
                self._skip()
                return None
        return None

    def _skip(self, row: LongRow | None = None) -> None:
        """Go on to the end of a row that cannot be one, as far as it is here."""
        row = row or LongRow()
        self._at, is_whole = row.end(self._text, self._at)
        self._skipping = None if is_whole else row
        if self._tokens + row.marks > MOST_TOKENS:
            raise Unavailable(NOT_A_LIST)
        if is_whole:
            self._add([None])
            self._is_ended = self._text[self._at : self._at + 1] == b"]"
            self._at, self._is_first = self._at + 1, False

    def _take(self, rows: bytes) -> None:
        """Take in *rows*, each of which has a comma behind it."""
        text = redact(rows.decode(errors="replace"))
        try:
            self._add(_decoder(self._shape).decode(f"[{text.rstrip()[:-1]}]"))
        except (msgspec.MsgspecError, ValueError, RecursionError):
            for row in FLAT_ROW.finditer(rows):
                self._add([self._read(row[0])])

    def _read(self, row: bytes) -> Row | None:
        try:
            found = json.loads(redact(row.decode(errors="replace")))
            read = msgspec.convert(_without_nulls(found), self._shape, strict=False)
            msgspec.msgpack.encode(read)  # half a character cannot be kept
            return read
        except (msgspec.ValidationError, ValueError, RecursionError):
            return None

    def _add(self, rows: Iterable[Row | None]) -> None:
        for row in rows:
            if row is None:
                self._skipped += 1
            elif self._keep is None or self._keep(row):
                self._rows.append(self._with_shared_names(row))
        if len(self._rows) > MOST_JSON_ROWS or self._skipped > MOST_SKIPPED:
            raise Unavailable(TOO_MUCH)

    def _with_shared_names(self, row: Row) -> Row:
        """Let the rows of all days share their chute's id and name, which are most of a row."""
        for name in ("chute_id", "name"):
            if text := getattr(row, name, None):
                force_setattr(row, name, self._names.setdefault(text, text))
        return row


def _without_nulls(row: object) -> object:
    """Null is as good as missing: unknown."""
    if isinstance(row, dict):
        return {name: value for name, value in row.items() if value is not None}
    return row


@cache
def _decoder(shape: type[Row]) -> msgspec.json.Decoder[list[Row]]:
    return msgspec.json.Decoder(list[shape])  # type: ignore[valid-type]
