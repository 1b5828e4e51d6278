"""The manifest and the code speak of the same things."""

import re
from pathlib import Path

import pytest
import yaml

from bot.doctor.manifest import says_socket_mode
from bot.slack.scopes import REQUIRED, WITHOUT
from handlers import SHORTCUTS

TEXT = (Path(__file__).parent.parent / "manifest.yml").read_text()
MANIFEST = yaml.safe_load(TEXT)


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


def test_the_bot_knows_its_scopes():
    """What the doctor compares a token with is what the manifest asks for."""
    scopes = MANIFEST["oauth_config"]["scopes"]

    assert set(scopes["bot"]) == REQUIRED
    assert set(scopes["bot_optional"]) == set(WITHOUT)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT, True),
        (TEXT.replace("socket_mode_enabled: true", "socket_mode_enabled: false # HTTP"), False),
        ("", None),
    ],
)
def test_the_doctor_reads_it(tmp_path, text, says):
    """Whether it is for Socket Mode, as it is, edited, or not there."""
    path = tmp_path / "manifest.yml"
    if text:
        path.write_text(text)

    assert says_socket_mode(path) is says


def test_http_is_three_addresses_away():
    """Without their "# " the addresses stand where Slack wants them; nothing else changes."""
    url = "https://bot.example.com/slack/events"
    http = yaml.safe_load(re.sub(r"# (?=(url|request_url): )", "", TEXT))

    assert http["features"]["slash_commands"][0].pop("url") == url
    assert http["settings"]["event_subscriptions"].pop("request_url") == url
    assert http["settings"]["interactivity"].pop("request_url") == url
    assert http == MANIFEST
