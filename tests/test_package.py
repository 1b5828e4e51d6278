"""What is installed, and for whom: the locks, the command, the list of make's targets."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain, pairwise
from pathlib import Path

import pytest

from bot import __version__
from tests.test_layers import imports

ROOT = Path(__file__).parent.parent
LOCKS = [f"requirements{kind}.lock" for kind in ("", "-demo", "-test", "-dev")]


def locked(name: str) -> dict[str, str]:
    """Return the versions in a lock, by package."""
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name):
    """A lock holds versions and hashes; where packages come from is the machine's to know."""
    assert "://" not in (ROOT / name).read_text()


@pytest.mark.parametrize(("less", "more"), list(pairwise(LOCKS)))
def test_locks_build_on_each_other(less, more):
    """Who has installed one has all of the one before, in the same versions."""
    assert locked(less).items() < locked(more).items()


def test_what_runs_is_lean():
    """Running the bot takes no test tools, and nothing that only the sandbox needs."""
    for_running, for_demo = locked("requirements.lock"), locked("requirements-demo.lock")

    assert not for_running.keys() & {"fastapi", "pyyaml", "pytest", "hypothesis", "mypy", "uv"}
    assert for_demo.keys() - for_running.keys() >= {"fastapi", "pyyaml"}
    assert not for_demo.keys() & {"pytest", "hypothesis", "mypy", "uv", "playwright"}


def test_what_is_imported_is_declared():
    """Each package that the bot or its sandbox imports is named in pyproject, not only brought
    along by another one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    declared = {
        re.split(r"[^A-Za-z0-9-]", requirement)[0].lower()
        for requirement in chain(project["dependencies"], *extras)
    }
    homes = packages_distributions()
    imported = {
        name.partition(".")[0]
        for top in ("bot", "handlers")
        for path in ROOT.glob(f"{top}/**/*.py")
        for name in imports(path.relative_to(ROOT))
    } - {*sys.stdlib_module_names, "bot", "handlers"}

    strangers = {name for name in imported if not {*map(plain, homes.get(name, ()))} & declared}
    assert strangers <= {"sr25519"}  # of an extra that is not installed everywhere


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def bot(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("process", "others"),
    [
        ("run", {"duckdb", "fastapi", "yaml", "bot.sandbox", "bot.processes.worker"}),
        ("web", {"duckdb", "fastapi", "yaml", "bot.sandbox", "bot.processes.worker"}),
        ("worker", {"slack_bolt", "uvicorn", "fastapi", "yaml", "bot.sandbox", "handlers"}),
    ],
)
def test_a_process_holds_what_it_needs(process, others):
    """What only another process needs is not even imported."""
    imported = bot("-c", f"import sys, bot.__main__, bot.processes.{process}; print(*sys.modules)")

    assert f"bot.processes.{process}" in imported.stdout
    assert not set(imported.stdout.split()) & others


def test_it_knows_its_version():
    """`--version` prints the one that the package has."""
    assert bot("-m", "bot", "--version").stdout == f"chutes-bot {__version__}\n"


def test_demo_without_its_packages():
    """Installed without the extra, `demo` says what is missing."""
    without = "import sys; sys.modules['fastapi'] = None; sys.argv = ['chutes-bot', 'demo']; "
    ended = bot("-c", without + "from bot.__main__ import cli; cli()")

    assert ended.returncode == 1
    assert ended.stderr.strip().endswith("install chutes-bot[sandbox] instead of chutes-bot.")


def test_make_lists_what_it_can():
    """`make` alone lists the targets, each with what it does."""
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout
    described = re.findall(r"^make ([a-z]+) +\S", listed, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert phony
    assert sorted(described) == sorted(phony[1].split())
