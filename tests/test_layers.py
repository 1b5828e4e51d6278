"""The direction of imports, and the size of files, checked on the source itself."""

import ast
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
    {"bot.exports", "bot.digests", "bot.health"},
    {"bot.reports", "bot.figures", "bot.limits"},
    {"bot.slack", "bot.store", "bot.chutes", "bot.work", "bot.http"},
    {"bot.blocks"},
    {
        "bot.errors",
        "bot.logs",
        "bot.metrics",
        "bot.clock",
        "bot.config",
        "bot.secret_files",
        "bot.secret_shapes",
    },
)
"""From the top down: each knows its own floor and those below it."""

KNOW_BOLT = ("handlers/", "bot/app.py", "bot/processes/web.py", "bot/slack/socket_mode.py")
KNOW_SLACK = ("worker", "notices", "delivery", "parts", "runner", "sending", "history")
"""The files of a wing that may speak to Slack."""

WORDS = "bot.slack.reasons"  # pure: what Slack's words mean may be known everywhere

WINGS = ("reports", "exports", "digests", "figures", "limits", "health")
MAY_NOT = {
    ("messages", "form", "sheet", "sections", "settings"): (
        "redis",
        "httpx",
        "slack_sdk",
        "bot.slack",
        "bot.chutes.client",
        "bot.work",
    ),
    ("life", "rules", "calendar", "evidence"): ("redis", "bot.store", "bot.clock"),
}
"""What is pure: the files of wings, and what they do without."""


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


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_assembly_knows_the_handlers_and_bolt(path):
    """Handlers are imported by the app alone; Bolt by them and by the assembly."""
    assert str(path).startswith(("handlers/", "bot/app.py")) or not reaches(path, "handlers")
    assert str(path).startswith(KNOW_BOLT) or not reaches(path, "slack_bolt")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_imports_upwards(path):
    """A floor knows those below it, and none above."""
    here = floor(module(path))
    if here is not None:
        above = {
            name for name in imports(path) if (there := floor(name)) is not None and there < here
        }
        assert not above


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_what_is_pure_stays_pure(path):
    """Messages and rules know no Redis, no network and no clock."""
    for names, others in MAY_NOT.items():
        if wing(path) and (path.stem in names or path.parent.name in names):
            assert not [package for package in others if reaches(path, package)]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_few_files_of_a_wing_know_slack(path):
    """What speaks to Slack has a name that says so; what Slack's words mean, all may know."""
    assert not wing(path) or path.stem in KNOW_SLACK or not reaches(path, "bot.slack")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_handlers_ask_services(path):
    """Handlers speak to no API and leave no jobs themselves."""
    if path.parts[0] == "handlers":
        assert not [name for name in ("httpx", "bot.work.jobs") if reaches(path, name)]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_sandbox_knows_the_sandbox(path):
    """What stands in for Slack and the API is no part of the bot, nor is what it is made with."""
    for package in ("bot.sandbox", "fastapi", "yaml"):
        assert str(path).startswith("bot/sandbox/") or not reaches(path, package)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_file_fits_in_a_head(path):
    """No file has more than 300 lines."""
    assert len((ROOT / path).read_text().splitlines()) <= 300
