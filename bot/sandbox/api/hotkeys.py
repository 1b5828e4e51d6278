"""Requests signed by a hotkey: sr25519 over `hotkey:nonce:sha256 of the body`."""

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
    if not body:
        raise BadSignature("Invalid signature: there is no body to sign")
    message = f"{hotkey}:{nonce}:{sha256(body).hexdigest()}"
    if not _verified(signature, message, hotkey):
        raise BadSignature(f"Invalid request signature for hotkey {hotkey}: {message}")
    found = [account for account in ACCOUNTS if address(account) == hotkey]
    if not found:
        raise BadSignature(f"Could not find user with hotkey: {hotkey}")
    return found[0]


def _verified(signature: str, message: str, hotkey: str) -> bool:
    try:
        key = ss58.decode(hotkey)
        return bool(_sr25519().verify(bytes.fromhex(signature), message.encode(), key))
    except ValueError as exc:
        raise BadSignature(f"Invalid signature: {exc}") from exc


def _sr25519() -> Any:
    return import_module("sr25519")  # an optional extra of the project
