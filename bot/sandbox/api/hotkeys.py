"""Requests signed by a hotkey: sr25519 over `hotkey:nonce:sha256 of the body`."""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from typing import Any

from bot.sandbox.world import Account, ss58
from bot.sandbox.world.accounts import ACCOUNTS

WINDOW = 600  # seconds that a nonce may be off


class BadSignature(Exception):
    """str(error) is the API's own sentence."""


def address(account: Account) -> str:
    """Return the SS58 address of *account*'s hotkey."""
    return ss58.encode(_sr25519().pair_from_seed(bytes.fromhex(account.hotkey_seed))[0])


def signer(hotkey: str, nonce: str, signature: str, body: bytes, now: datetime) -> Account:
    """Return whose *hotkey* signed; raise `BadSignature`."""
    if not nonce.isdecimal() or abs(now.timestamp() - int(nonce)) >= WINDOW:
        raise BadSignature("Invalid nonce!")
    message = f"{hotkey}:{nonce}:{sha256(body).hexdigest()}"
    try:
        raw = bytes.fromhex(signature)
    except ValueError as exc:
        raise BadSignature(f"Invalid signature: {signature}, with error: {exc}") from exc
    if not _verified(raw, message, hotkey):
        raise BadSignature(f"Invalid request signature for hotkey {hotkey}. Message: {message}")
    found = [account for account in ACCOUNTS if address(account) == hotkey]
    if not found:
        raise BadSignature(f"Could not find user with hotkey: {hotkey}")
    return found[0]


def _verified(signature: bytes, message: str, hotkey: str) -> bool:
    """Say whether *hotkey* signed *message*, plain or wrapped as browsers' wallets do it."""
    with suppress(ValueError):
        key = ss58.decode(hotkey)
        signed = (message.encode(), f"<Bytes>{message}</Bytes>".encode())
        return any(_sr25519().verify(signature, text, key) for text in signed)
    return False


def _sr25519() -> Any:
    return import_module("sr25519")  # an optional extra of the project
