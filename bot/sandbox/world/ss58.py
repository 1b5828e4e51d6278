"""SS58: how a public key is written as an address."""

from hashlib import blake2b

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PREFIX = 42  # any Substrate chain


def encode(public_key: bytes) -> str:
    """Return the address of a 32-byte *public_key*: 48 characters, the first a 5."""
    payload = bytes([PREFIX]) + public_key
    return _base58(payload + _checksum(payload))


def decode(address: str) -> bytes:
    """Return the public key that *address* stands for; raise ValueError if it is not one."""
    number = 0
    for character in address:
        number = number * 58 + ALPHABET.index(character)
    raw = number.to_bytes(35, "big") if number < 1 << 280 else b""
    if raw[:1] != bytes([PREFIX]) or raw[-2:] != _checksum(raw[:-2]):
        raise ValueError(f"no SS58 address: {address}")
    return raw[1:-2]


def _checksum(payload: bytes) -> bytes:
    return blake2b(b"SS58PRE" + payload).digest()[:2]


def _base58(raw: bytes) -> str:
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return text
