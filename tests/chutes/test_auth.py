"""Who files a report, and that no one learns their key."""

import hashlib
import logging
import sys
from traceback import TracebackException

import pytest
import sr25519

from bot.chutes import ss58
from bot.chutes.auth import ApiKey, Hotkey, report_credentials, user_id_of
from bot.chutes.client import open_chutes
from bot.errors import ApiError, SettingsError
from tests.chutes.conftest import KEY, NOW
from tests.chutes.test_client import INVOCATION
from tests.chutes.wire import refuse, reply

SEED = "0x" + "5e" * 32
RECEIPT = reply({"status": "report received"})


def header(request: bytes, name: str) -> str:
    """Return the value of one header of a raw request."""
    lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    [value] = [line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name}:")]
    return value


async def test_api_key(wire, chutes):
    """An API key is the bearer's."""
    wire.answers = [RECEIPT]

    await chutes.report(INVOCATION, "garbled")

    assert header(wire.requests[0], "authorization") == f"Bearer {KEY}"


@pytest.mark.parametrize("reason", ["garbled", "“ü” \n 🙂", "x" * 5000])
async def test_hotkey(wire, reason):
    """A hotkey signs its address, the second, and the very bytes that are sent."""
    wire.answers = [RECEIPT]
    async with open_chutes(wire.url, Hotkey(SEED, lambda: NOW)) as chutes:
        await chutes.report(INVOCATION, reason)

    [request] = wire.requests
    address, nonce = header(request, "x-chutes-hotkey"), header(request, "x-chutes-nonce")
    digest = hashlib.sha256(request.partition(b"\r\n\r\n")[2]).hexdigest()
    signature = bytes.fromhex(header(request, "x-chutes-signature"))
    message = f"{address}:{nonce}:{digest}".encode()
    assert int(nonce) == int(NOW.timestamp())
    assert sr25519.verify(signature, message, ss58.decode_address(address))
    assert b"authorization" not in request.lower()


def test_seed_forms():
    """A seed is the same with and without 0x, in upper and lower case."""
    addresses = {Hotkey(seed).address for seed in (SEED, SEED[2:], SEED[2:].upper())}

    assert len(addresses) == 1


@pytest.mark.parametrize("seed", ["", "0x", "5e" * 31, "zz" * 32])
def test_wrong_seed(seed):
    """A seed of another form stops the start, and is not repeated."""
    with pytest.raises(SettingsError, match=r"^CHUTES_HOTKEY_SEED: must be 64 hexadecimal digits"):
        Hotkey(seed)


def test_missing_extra(monkeypatch):
    """Without the optional package, the sentence says how to install it."""
    monkeypatch.setitem(sys.modules, "sr25519", None)

    with pytest.raises(SettingsError, match=r"chutes-bot\[hotkey\]"):
        Hotkey(SEED)


def test_only_for_hotkeys(monkeypatch):
    """An API key does without the optional package."""
    monkeypatch.setitem(sys.modules, "sr25519", None)

    assert isinstance(report_credentials(KEY, None), ApiKey)


@pytest.mark.parametrize(
    ("key", "seed", "kind"),
    [(None, None, type(None)), (KEY, None, ApiKey), (None, SEED, Hotkey), (KEY, SEED, Hotkey)],
)
def test_which_credentials(key, seed, kind):
    """The hotkey goes first: it can report in any case, a key may be scoped."""
    assert type(report_credentials(key, seed)) is kind


@pytest.mark.parametrize(
    ("key", "user_id"),
    [
        (KEY, "dff3e6bb-3a6b-5a2b-9c48-da3abcd5ca5f"),
        ("cpk_short", None),
        (KEY + "x", None),
        (KEY.replace("dff3", "zff3"), None),
    ],
)
def test_user_id(key, user_id):
    """The account's id is the key's second part."""
    assert user_id_of(key) == user_id
    assert ApiKey(key).user_id == user_id


@pytest.mark.parametrize(
    ("credentials", "secret"),
    [(ApiKey(KEY), KEY.rpartition(".")[2]), (Hotkey(SEED), SEED[2:])],
    ids=["key", "hotkey"],
)
async def test_secrets_stay_inside(wire, caplog, credentials, secret):
    """No log, error, repr or local variable shows a secret, even if the API repeats it."""
    caplog.set_level(logging.DEBUG)
    wire.answers = [refuse(401, f"Invalid token {KEY} {KEY}")]
    async with open_chutes(wire.url, credentials) as chutes:
        with pytest.raises(ApiError) as caught:
            await chutes.report(INVOCATION, "garbled")

    trace = TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame.locals for frame in trace.stack if "/bot/" in frame.filename]
    assert "httpcore" in caplog.text
    assert ours
    assert secret not in f"{caplog.text} {caught.value!r} {credentials!r} {chutes!r} {ours}"
