"""The folder for temporary files."""

import tempfile
from pathlib import Path

from bot.errors import SettingsError


def temporary_root() -> Path:
    """Return the folder for temporary files; raise `SettingsError` if this machine has none.

    It is `TMPDIR`, if one can write there, else the system's, else the working directory.
    """
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        raise SettingsError(
            "TMPDIR: there is no folder for temporary files that can be written to, neither the "
            "system's nor the working directory. Set it to one that can."
        ) from None
