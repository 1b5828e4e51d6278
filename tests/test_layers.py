"""The direction of imports, and the size of files, checked on the source itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = [
    path.relative_to(ROOT) for top in ("bot", "handlers") for path in ROOT.glob(f"{top}/**/*.py")
]
KNOW_BOLT = ("handlers/", "bot/app.py", "bot/web.py", "bot/socket_mode.py")
KNOW_HANDLERS = ("handlers/", "bot/app.py")
MAY_NOT = {
    "bot/chutes/": ("bot.services", "bot.slack", "bot.views", "bot.work.jobs", "redis"),
    "bot/services/": ("bot.slack", "bot.views", "bot.work.jobs"),
    "bot/views/": ("bot.slack", "bot.work.jobs", "bot.chutes.client", "redis", "httpx"),
    "bot/slack/": ("bot.services", "bot.chutes", "bot.work.jobs"),
    "bot/doctor/": (
        "handlers",
        "bot.app",
        "bot.processes.web",
        "bot.processes.worker",
        "bot.doctor.live",
        "bot.work.jobs",
    ),
    "handlers/": ("bot.work.jobs", "httpx"),
}


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
    return any(name == package or name.startswith(f"{package}.") for name in imports(path))


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_assembly_knows_the_handlers_and_bolt(path):
    """Handlers are imported by the app alone; Bolt by them and by the assembly."""
    assert str(path).startswith(KNOW_HANDLERS) or not reaches(path, "handlers")
    assert str(path).startswith(KNOW_BOLT) or not reaches(path, "slack_bolt")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_imports_upwards(path):
    """A layer knows those below it, and none above."""
    for layer, above in MAY_NOT.items():
        if str(path).startswith(layer):
            assert not [package for package in above if reaches(path, package)]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_sandbox_knows_the_sandbox(path):
    """What stands in for Slack and the API is no part of the bot."""
    assert str(path).startswith("bot/sandbox/") or not reaches(path, "bot.sandbox")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_file_fits_in_a_head(path):
    """No file has more than 300 lines."""
    assert len((ROOT / path).read_text().splitlines()) <= 300
