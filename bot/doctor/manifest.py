"""The app as `manifest.yml` has it: what it was created from, if somebody followed the README."""

import re
from pathlib import Path

PATH = Path(__file__).parent.parent.parent / "manifest.yml"
SOCKET_MODE = re.compile(r"^\s*socket_mode_enabled:\s*(true|false)\b", re.MULTILINE)


def says_socket_mode(path: Path = PATH) -> bool | None:
    """Return what the file says of Socket Mode; None where it did not come along."""
    try:
        found = SOCKET_MODE.search(path.read_text())
    except OSError:
        return None
    return found[1] == "true" if found else None
