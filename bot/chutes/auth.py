"""Who files a report: an API key, or a hotkey that signs each request. Reading needs neither."""

import re
from collections.abc import Generator
from hashlib import sha256
from uuid import UUID

import httpx

from bot.chutes import ss58
from bot.chutes.validation import IS_UUID
from bot.clock import Clock, utc_now
from bot.errors import SettingsError

API_KEY = re.compile(r"cpk_[0-9a-f]{32}\.([0-9a-f]{32})\.[A-Za-z0-9]{32}")


class ApiKey(httpx.Auth):
    """Puts the key into the header; only an admin key may report."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.user_id = user_id_of(key)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class Hotkey(httpx.Auth):
    """Signs (sr25519) the very bytes that are sent: `hotkey:nonce:sha256 of the body`."""

    user_id = None  # a hotkey does not tell whose it is

    def __init__(self, seed: str, clock: Clock = utc_now) -> None:
        """
        *seed*: 64 hexadecimal digits, with or without 0x.

        Raise `SettingsError` if it is something else or the extra `hotkey` is not installed.
        """
        try:
            import sr25519  # the one optional part
        except ImportError as exc:
            raise SettingsError(
                "CHUTES_HOTKEY_SEED needs the extra `hotkey`: pip install 'chutes-bot[hotkey]'."
            ) from exc
        self._pair = sr25519.pair_from_seed(_seed_bytes(seed))  # type: ignore[attr-defined]
        self._sign = sr25519.sign  # type: ignore[attr-defined]
        self._clock = clock
        self.address = ss58.encode_address(self._pair[0])

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        nonce = str(int(self._clock().timestamp()))  # seconds; the API allows ten minutes of skew
        message = f"{self.address}:{nonce}:{sha256(request.content).hexdigest()}"
        request.headers["X-Chutes-Hotkey"] = self.address
        request.headers["X-Chutes-Nonce"] = nonce
        request.headers["X-Chutes-Signature"] = self._sign(self._pair, message.encode()).hex()
        yield request


Credentials = ApiKey | Hotkey


def report_credentials(
    api_key: str | None, hotkey_seed: str | None, clock: Clock = utc_now
) -> Credentials | None:
    """Return what to report with; the hotkey if both are set, because a key may be scoped."""
    if hotkey_seed:
        return Hotkey(hotkey_seed, clock)
    return ApiKey(api_key) if api_key else None


def user_id_of(key: str) -> str | None:
    """Return the account's id, which is the second part of an API *key*; None if it has none."""
    match = API_KEY.fullmatch(key)
    return str(UUID(match[1])) if match else None


def is_user_id(account: str) -> bool:
    """Whether *account* is an account's id, and not a hotkey's address."""
    return bool(IS_UUID.fullmatch(account))


def _seed_bytes(seed: str) -> bytes:
    if not re.fullmatch(r"(0x)?[0-9a-fA-F]{64}", seed):
        raise SettingsError("CHUTES_HOTKEY_SEED: must be 64 hexadecimal digits.")
    return bytes.fromhex(seed.removeprefix("0x"))
