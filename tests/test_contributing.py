"""What CONTRIBUTING says, tried: the places it names are there, and its example works."""

import re
import sys
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from bot.figures.days import Known, Register, Source
from bot.figures.names import Names
from handlers.dispatch import Ask
from handlers.words import split

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
EXAMPLE = {"bot/figures/catalogue.py", "handlers/names.py"}


def test_every_place_is_there():
    """Each path that begins with a folder of ours leads somewhere; the example's two are new."""
    named = set(re.findall(r"`((?:bot|handlers|tests|docs|\.ci)/[\w./]*)`", TEXT))
    assert {path for path in named if not (ROOT / path).exists()} == EXAMPLE


@pytest.fixture
def example(monkeypatch) -> dict[str, ModuleType]:
    """The modules that the example writes, by name."""
    written = {}
    for name, code in zip(
        ("bot.figures.catalogue", "handlers.names"),
        re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL),
        strict=True,
    ):
        module = written[name] = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(re.sub("^   ", "", code, flags=re.MULTILINE), module.__dict__)
    return written


async def test_the_example_works(example):
    """The subcommand that it adds answers."""
    seen = date(2026, 11, 23)
    chutes = {f"c{n}": Known(seen, name, True) for n, name in enumerate(("qwen-3", "r1"))}
    names = Names({Source.LLM: Register(chutes)})

    async def found() -> Names:
        return names

    subcommand = example["handlers.names"].SUBCOMMAND
    ask = Ask("/chutes", split("qwen"), "T1", "U1", "C1")
    context = SimpleNamespace(services=SimpleNamespace(exports=SimpleNamespace(names=found)))
    message = await subcommand.answer(ask, context)

    assert subcommand.name == "names"
    assert message.text == "*1* chutes\nqwen-3"
