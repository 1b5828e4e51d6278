"""The direction of imports, and the size of files, checked on the source itself."""

import ast
import re
from collections.abc import Callable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = [
    path.relative_to(ROOT) for top in ("bot", "handlers") for path in ROOT.glob(f"{top}/**/*.py")
]
FLOORS = (
    {"bot.__main__"},
    {"bot.processes"},
    {"bot.doctor.live"},
    {"bot.app"},
    {"handlers"},
    {"bot.services", "bot.doctor"},
    {"bot.exports", "bot.digests", "bot.watches", "bot.health"},
    {"bot.reports", "bot.figures", "bot.limits"},
    {"bot.slack", "bot.store", "bot.chutes", "bot.work", "bot.http"},
    {"bot.blocks"},
    {
        "bot.errors",
        "bot.logs",
        "bot.metrics",
        "bot.clock",
        "bot.config",
        "bot.network",
        "bot.secret_files",
        "bot.temporary",
        "bot.secret_shapes",
    },
)
"""From the top down: each knows its own floor and those below it."""

KNOW_BOLT = ("handlers/", "bot/app.py", "bot/processes/web.py", "bot/slack/socket_mode.py")
KNOW_SLACK = ("worker", "notices", "delivery", "parts", "runner", "sending", "history")
"""The files of a wing that may speak to Slack."""

WORDS = "bot.slack.reasons"  # pure: what Slack's words mean may be known everywhere

WINGS = ("reports", "exports", "digests", "watches", "figures", "limits", "health")
MAY_NOT = {
    ("messages", "form", "sheet", "sections", "settings"): (
        "redis",
        "httpx",
        "slack_sdk",
        "bot.slack",
        "bot.chutes.client",
        "bot.work",
    ),
    ("life", "rules", "calendar", "evidence", "episodes", "evaluation", "backtest"): (
        "redis",
        "bot.store",
        "bot.clock",
    ),
}
"""What is pure: the files of wings, and what they do without."""

KEY = re.compile("chutes:[a-z]")  # of Redis
BACKUP = Path("bot/processes/backup.py")

OF_EACH_KIND = {
    "SUBCOMMAND",
    "GRAMMAR",
    "ACTION",
    "ACTIONS",
    "MODAL",
    "QUERY",
    "TOPIC",
    "SHORTCUTS",
}


@cache
def imports(path: Path) -> set[str]:
    """Return the modules that *path* imports, with those it imports names from."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def reaches(path: Path, package: str) -> bool:
    names = imports(path) - {name for name in imports(path) if name.startswith(WORDS)}
    return any(name == package or name.startswith(f"{package}.") for name in names)


def module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def floor(name: str) -> int | None:
    """Return the floor of a module, the highest being 0; None for one of no floor."""
    packages = {package: number for number, floor in enumerate(FLOORS) for package in floor}
    while name and name not in packages:
        name = name.rpartition(".")[0]
    return packages.get(name)


def wing(path: Path) -> str:
    """Return the wing of which *path* is a part, or nothing."""
    return path.parts[1] if path.parts[0] == "bot" and path.parts[1] in WINGS else ""


def those(rule: Callable[[Path], object]) -> list[str]:
    """Return the sources to which *rule* objects."""
    return [str(path) for path in SOURCES if rule(path)]


def test_only_the_app_knows_the_handlers():
    """Handlers are imported by the app alone."""
    inside = ("handlers/", "bot/app.py")
    assert not those(lambda path: not str(path).startswith(inside) and reaches(path, "handlers"))


def test_few_know_bolt():
    """Bolt is imported by the handlers and by the assembly."""
    assert not those(
        lambda path: not str(path).startswith(KNOW_BOLT) and reaches(path, "slack_bolt")
    )


def test_nothing_imports_upwards():
    """A floor knows those below it, and none above."""

    def climbs(path: Path) -> bool:
        here = floor(module(path))
        floors = {floor(name) for name in imports(path)} - {None}
        return here is not None and any(there < here for there in floors)

    assert not those(climbs)


def test_nothing_imports_in_circles():
    """Each module can be read before those that import it."""
    modules = {module(path): path for path in SOURCES}
    graph = {name: needs(path, set(modules)) - {name} for name, path in modules.items()}
    list(TopologicalSorter(graph).static_order())


def needs(path: Path, modules: set[str]) -> set[str]:
    """Return the *modules* that *path* imports; a package only if its own face is meant."""
    found = imports(path) & modules
    parents = {name.rpartition(".")[0] for name in found}
    named = {name.rpartition(".")[0] for name in imports(path) - modules}
    return found - (parents - named)


def test_what_is_pure_stays_pure():
    """Messages and rules know no Redis, no network and no clock."""

    def does_io(path: Path) -> bool:
        return any(
            wing(path) and {path.stem, path.parent.name} & set(names) and reaches(path, package)
            for names, others in MAY_NOT.items()
            for package in others
        )

    assert not those(does_io)


def test_few_files_of_a_wing_know_slack():
    """What speaks to Slack has a name that says so; what Slack's words mean, all may know."""
    assert not those(
        lambda path: wing(path) and path.stem not in KNOW_SLACK and reaches(path, "bot.slack")
    )


def test_handlers_ask_services():
    """Handlers speak to no API and leave no jobs themselves."""
    assert not those(
        lambda path: (
            path.parts[0] == "handlers"
            and any(reaches(path, name) for name in ("httpx", "bot.work.jobs"))
        )
    )


@pytest.mark.parametrize("package", ["bot.sandbox", "fastapi", "yaml"])
def test_only_the_sandbox_knows_the_sandbox(package):
    """What stands in for Slack and the API is no part of the bot, nor is what it is made with."""
    assert not those(
        lambda path: not str(path).startswith("bot/sandbox/") and reaches(path, package)
    )


def test_each_key_has_one_owner():
    """What a key in Redis begins with is written in one module; others ask that one. Its name is
    imported within its wing, and by the copy of all keys."""
    owners: dict[str, set[Path]] = {}
    for path in SOURCES:
        for key in keys(ast.parse((ROOT / path).read_text())):
            owners.setdefault(key, set()).add(path)
    assert not {key: paths for key, paths in owners.items() if len(paths) > 1}

    names = {
        f"{module(path)}.{name}": path
        for path in {path for paths in owners.values() for path in paths}
        for name in key_names(path)
    }
    strangers = [
        f"{path} imports {name}"
        for path in SOURCES
        for name in imports(path) & set(names)
        if path.parent != names[name].parent and path != BACKUP
    ]
    assert not strangers


def keys(node: ast.AST) -> set[str]:
    """Return what the keys that are written in *node* begin with; docstrings do not count."""
    parts = list(ast.walk(node))
    said = {id(part.value) for part in parts if isinstance(part, ast.Expr)}
    constants = (
        part.value for part in parts if isinstance(part, ast.Constant) and id(part) not in said
    )
    return {value for value in constants if isinstance(value, str) and KEY.match(value)}


def key_names(path: Path) -> set[str]:
    """Return the constants of *path* that are keys, or what keys begin with."""
    return {
        target.id
        for node in ast.parse((ROOT / path).read_text()).body
        if isinstance(node, ast.Assign) and keys(node)
        for target in ast.walk(node)
        if isinstance(target, ast.Name)
    }


def test_a_file_fits_in_a_head():
    """No file has more than 300 lines."""
    assert not those(lambda path: len((ROOT / path).read_text().splitlines()) > 300)


def test_nothing_is_written_twice():
    """No two places share six lines of code."""
    places: dict[tuple[str, ...], list[str]] = {}
    for path in SOURCES:
        lines = code(path)
        for start in range(len(lines) - 5):
            run = lines[start : start + 6]
            places.setdefault(tuple(text for _, text in run), []).append(f"{path}:{run[0][0]}")
    assert not {where[0]: where[1:] for where in places.values() if len(where) > 1}


def code(path: Path) -> list[tuple[int, str]]:
    """Return the lines of *path* with their numbers, without blank ones and imports."""
    text = (ROOT / path).read_text()
    imported = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for number in range(node.lineno, node.end_lineno + 1)
    }
    lines = enumerate((line.strip() for line in text.splitlines()), 1)
    return [(number, line) for number, line in lines if line and number not in imported]


def test_one_name_one_thing():
    """No class and no constant shares its name with two others; what all modules of a kind have,
    such as `SUBCOMMAND`, is the same thing each time."""
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        if not str(path).startswith("bot/sandbox/"):
            for name in defined(path):
                places.setdefault(name, []).append(str(path))
    assert not {name: where for name, where in places.items() if len(where) > 2}


def defined(path: Path) -> set[str]:
    """Return the classes and the constants of *path*."""
    body = ast.parse((ROOT / path).read_text()).body
    targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
    constants = {target.id for target in targets if isinstance(target, ast.Name)}
    classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
    return classes | {name for name in constants if name.isupper()} - OF_EACH_KIND
