"""Where a row ends that is too long, or too deep, to be one: nothing of it is kept."""

import re

MARK = re.compile(rb'["{}\[\],]')


class LongRow:
    """Follows one row through pieces of text, from its beginning; *marks* is how much it took."""

    def __init__(self) -> None:
        self._depth = 0
        self._is_in_text = False
        self.marks = 0

    def end(self, text: bytes, at: int) -> tuple[int, bool]:
        """Return up to where *text* is read, from *at*, and whether the row ends there."""
        while True:
            if self._is_in_text:
                at = self._after_text(text, at)
            mark = None if self._is_in_text else MARK.search(text, at)
            if mark is None:
                return (at if self._is_in_text else len(text)), False
            if self._ends(mark[0]):
                return mark.start(), True
            at = mark.end()

    def _ends(self, mark: bytes) -> bool:
        self.marks += 1
        if mark == b'"':
            self._is_in_text = True
        elif self._depth == 0 and mark in (b",", b"]"):
            return True
        else:
            self._depth += (mark in (b"{", b"[")) - (mark in (b"}", b"]"))
        return False

    def _after_text(self, text: bytes, at: int) -> int:
        """Return where a text in the row ends, or how far it goes on here."""
        while (quote := text.find(b'"', at)) >= 0:
            is_escaped = _backslashes(text[at:quote]) % 2
            at = quote + 1
            if not is_escaped:
                self._is_in_text = False
                return at
        return len(text) - _backslashes(text[at:]) % 2  # what that escapes is yet to come


def _backslashes(text: bytes) -> int:
    """Return how many backslashes *text* ends with."""
    return len(text) - len(text.rstrip(b"\\"))
