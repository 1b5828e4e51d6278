"""The manifest and the code speak of the same things."""

from pathlib import Path

import pytest
import yaml

from handlers import SHORTCUTS

MANIFEST = yaml.safe_load((Path(__file__).parent.parent / "manifest.yml").read_text())


def test_shortcuts_are_listened_to():
    """Every shortcut that Slack offers opens a form, and every form's shortcut is offered."""
    offered = [entry["callback_id"] for entry in MANIFEST["features"]["shortcuts"]]

    assert offered == [shortcut.id for shortcut in SHORTCUTS]


@pytest.mark.parametrize("entry", MANIFEST["features"]["shortcuts"], ids=lambda e: e["name"])
def test_shortcuts_as_slack_wants_them(entry):
    """A name fits into a menu, and starts with what it does."""
    assert len(entry["name"]) <= 24
    assert len(entry["description"]) <= 150
    assert entry["name"].split()[0] in ("Report", "Open", "Show")
