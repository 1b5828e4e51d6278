"""What is kept about people, encrypted where the settings give keys."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet


class Encryption:
    """Encrypts with the first key, opens with any; without keys, what is kept is kept as it is."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """*keys* are Fernet's, newest first; `ValueError` for what is none."""
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def close(self, plain: bytes) -> bytes:
        return self._fernet.encrypt(plain) if self._fernet else plain

    def open(self, kept: bytes) -> bytes:
        """Return what was closed, also before there were keys."""
        is_sealed = kept.startswith(b"gAAAA")  # every Fernet token; no record begins like that
        return self._fernet.decrypt(kept) if self._fernet and is_sealed else kept
