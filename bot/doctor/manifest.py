"""The app as `manifest.yml` has it: what it was created from, if somebody followed the README."""

from dataclasses import dataclass
from pathlib import Path

import yaml

PATH = Path(__file__).parent.parent.parent / "manifest.yml"

WITHOUT = {
    "files:write": "CSV tables and export files cannot be sent",
    "im:write": "files cannot be sent to one person",
    "usergroups:read": "REPORTERS cannot name user groups",
    "files:read": "whether Slack has shown a file is not known",
    "channels:history": "a digest that may have arrived in a public channel waits for its owner",
    "groups:history": "a digest that may have arrived in a private channel waits for its owner",
    "im:history": "a personal digest that may have arrived waits for its owner",
}
"""What is missing without an optional scope."""


@dataclass(frozen=True)
class Manifest:
    required: frozenset[str]
    optional: frozenset[str]
    socket_mode: bool


def read_manifest(path: Path = PATH) -> Manifest | None:
    """Return what the file says; None where it did not come along."""
    try:
        document = yaml.safe_load(path.read_text())
    except OSError:
        return None
    scopes = document["oauth_config"]["scopes"]
    return Manifest(
        frozenset(scopes["bot"]),
        frozenset(scopes["bot_optional"]),
        bool(document["settings"]["socket_mode_enabled"]),
    )
