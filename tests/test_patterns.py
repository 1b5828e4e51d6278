"""Every pattern of the product takes linear time, whatever strangers write."""

import ast
import importlib
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest

from tests.test_layers import ROOT, SOURCES, module

LENGTH = 8_000  # characters; quadratic time is 0.15 s then and more, linear a millisecond
MOST_SECONDS = 0.06  # of this process's own time: a busy machine is no matter
METHODS = ("compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub")
MOST_PIECES = 3
SAMPLES = ("a", "0", " ", '"', "<@U1|")


def compiled(thing: object) -> Iterator[re.Pattern[str]]:
    if isinstance(thing, re.Pattern):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from compiled(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for value in thing:
            yield from compiled(value)


def written(source: str) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield the patterns that are written where they are used, and how that is."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("re"), attr=how), args=[ast.Constant(text), *_]
            ) if how in METHODS:
                yield re.compile(text), how


def of_the_product() -> dict[str, tuple[re.Pattern[str], str]]:
    """Return the patterns, and how each is used: those with a name in whichever way."""
    found = {}
    for path in SOURCES:
        if path.parts[:2] == ("bot", "sandbox") or path.name == "__main__.py":
            continue
        names = vars(importlib.import_module(module(path))).values()
        named = [(pattern, "findall") for pattern in compiled(list(names))]
        for pattern, how in (*named, *written((ROOT / path).read_text())):
            if how != "compile":
                found[f"{module(path)} {pattern.pattern[:60]}"] = pattern, how
    return found


PATTERNS = of_the_product()


def pieces(pattern: re.Pattern[str]) -> list[str]:
    """Return text that the pattern may begin to match: what it is made of, and samples."""
    literals = re.findall(r"[A-Za-z]{2,}_?|[^\w\s\\()\[\]{}?*+|^$]+", source(pattern))
    return list(dict.fromkeys([*literals[:MOST_PIECES], *SAMPLES]))


def source(pattern: re.Pattern[str] | re.Pattern[bytes]) -> str:
    """Return how the pattern is written."""
    written = pattern.pattern
    return written.decode() if isinstance(written, bytes) else written


def attacks(pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield long texts: each piece again and again, alone, behind another, and with another."""
    found = pieces(pattern)
    for first, second in product(found, repeat=2):
        yield first + second * (LENGTH // len(second))
        yield (first + second) * (LENGTH // len(first + second))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail once what is done has taken that much of this process's own time."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_the_patterns_are_found():
    """Wherever they are kept or written."""
    assert len(PATTERNS) > 40
    assert any("eyJ" in name for name in PATTERNS)


def test_a_quadratic_pattern_is_noticed():
    """A pattern that looks again and again at what others have seen takes too long."""
    with pytest.raises(TimeoutError), within(MOST_SECONDS):
        re.search(r"[\w.]+@x", "a" * LENGTH)


@pytest.mark.parametrize("name", PATTERNS)
def test_linear(name):
    """Repeated pieces of itself, or of what people write, do not make a pattern slow."""
    pattern, how = PATTERNS[name]
    for text in attacks(pattern):
        is_text = isinstance(pattern.pattern, str)
        with within(MOST_SECONDS):
            getattr(pattern, "findall" if how == "sub" else how)(text if is_text else text.encode())
