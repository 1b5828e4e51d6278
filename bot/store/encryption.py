"""What is kept about people, encrypted where the settings give keys."""

from collections.abc import Sequence
from contextlib import suppress

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import Unreadable

DROPPED = "It's encrypted with a key that is not in ENCRYPTION_KEYS."


class Encryption:
    """Encrypts with the first key, opens with any; without keys, what is kept is kept as it is."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """*keys* are Fernet's, newest first; `ValueError` for what is none."""
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def close(self, plain: bytes) -> bytes:
        return self._fernet.encrypt(plain) if self._fernet else plain

    def open(self, kept: bytes, key: str) -> bytes:
        """Return what was closed and stands in *key*, also before there were keys.

        Raises `Unreadable` for what was closed with another key.
        """
        if not kept.startswith(b"gAAAA"):  # as every Fernet token does, and no record
            return kept
        with suppress(InvalidToken):
            if self._fernet:
                return self._fernet.decrypt(kept)
        raise Unreadable("encrypted record", key, DROPPED)
