"""SS58, the written form of a hotkey: base58 of a prefix, 32 bytes and a checksum."""

from hashlib import blake2b

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PREFIX = bytes([42])  # of the networks that Chutes knows
KEY_BYTES = 32
ADDRESS_BYTES = 35
ADDRESS_LENGTH = 48  # characters, always, with this prefix


def encode_address(public_key: bytes) -> str:
    """Return the address of a *public_key* of 32 bytes."""
    if len(public_key) != KEY_BYTES:
        raise ValueError(f"a public key has {KEY_BYTES} bytes")
    body = PREFIX + public_key
    number = int.from_bytes(body + _checksum(body))
    letters = []
    while number:
        number, digit = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "".join(reversed(letters))


def decode_address(address: str) -> bytes:
    """Return the public key behind *address*; raise `ValueError` if it is none."""
    if len(address) != ADDRESS_LENGTH:
        raise ValueError(f"an address has {ADDRESS_LENGTH} characters")
    number = 0
    for letter in address:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    try:
        decoded = number.to_bytes(ADDRESS_BYTES)
    except OverflowError as exc:
        raise ValueError("not an address") from exc
    body, checksum = decoded[:-2], decoded[-2:]
    if not body.startswith(PREFIX) or checksum != _checksum(body):
        raise ValueError("the address has a typing error or is another network's")
    return body[len(PREFIX) :]


def _checksum(body: bytes) -> bytes:
    return blake2b(b"SS58PRE" + body).digest()[:2]
