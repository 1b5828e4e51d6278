"""Who may report: keys, tokens and hotkeys, and the words for those who may not."""

import hashlib
from datetime import timedelta

import pytest
import sr25519

from bot.sandbox.api import hotkeys, tokens
from bot.sandbox.world import SANDBOX, ss58
from tests.sandbox.api.conftest import NOW

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "/invocations/0b8de1a2-0000-4000-8000-000000000000/report"
BODY = b'{"reason": "garbled output"}'
KNOWN = (404, "Invocation not found, or does not belong to you")
NOBODY = "Can't find a user with that api key in our db :("
MALFORMED = "Missing or invalid authorization header(s)"
UNKNOWN = "Invalid token or user not found"
STRANGER = sr25519.pair_from_seed(b"s" * 32)
UNKNOWN_KEY = f"cpk_{'0' * 32}.{'0' * 32}.{'x' * 32}"


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def ours():
    return sr25519.pair_from_seed(bytes.fromhex(SANDBOX.hotkey_seed))


def signed(pair=None, body=BODY, nonce=None, prefix="", wrap="{}", **headers):
    """Return the three headers of a signed request; *headers* replace some."""
    pair = pair or ours()
    hotkey = ss58.encode(pair[0])
    nonce = str(int(NOW.timestamp())) if nonce is None else nonce
    message = f"{hotkey}:{nonce}:{hashlib.sha256(body).hexdigest()}"
    signature = prefix + sr25519.sign(pair, wrap.format(message).encode()).hex()
    given = {"Hotkey": hotkey, "Nonce": nonce, "Signature": signature} | headers
    return {f"X-Chutes-{name}": value for name, value in given.items()}


def late(seconds):
    return str(int(NOW.timestamp()) + seconds)


async def ask(http, headers):
    headers = {"Content-Type": "application/json", **headers}
    response = await http.post(URL, content=BODY, headers=headers)
    return response.status_code, response.json()["detail"]


async def test_form_of_keys():
    """Keys have the true form, 102 characters."""
    for key in (SANDBOX.admin_key, SANDBOX.scoped_key, UNKNOWN_KEY):
        assert len(key) == 102


@pytest.mark.parametrize(
    "headers",
    [
        bearer(SANDBOX.admin_key),
        {"Authorization": f"Basic {SANDBOX.admin_key}"},
        {"Authorization": SANDBOX.admin_key},
        bearer(tokens.issue(SANDBOX.user_id, NOW)),
        bearer(tokens.issue(SANDBOX.user_id, NOW - timedelta(days=6, hours=23))),
        signed(),
        signed(nonce=late(-599)),
        signed(nonce=late(599)),
        signed() | bearer("junk"),  # the hotkey comes first
        signed(wrap="<Bytes>{}</Bytes>"),
        {"X-Chutes-Hotkey": "x"} | bearer(SANDBOX.admin_key),  # half a triple is none
        {"X-Chutes-Signature": "x"} | bearer(SANDBOX.admin_key),
        {"X-Chutes-Nonce": "x"} | bearer(SANDBOX.admin_key),
    ],
)
async def test_known(api, http, headers):
    """Admin keys, tokens and signatures say who asks."""
    assert await ask(http, headers) == KNOWN


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({}, NOBODY),
        ({"Authorization": ""}, NOBODY),
        ({"X-API-Key": SANDBOX.admin_key}, NOBODY),
        (bearer("cpk_123"), MALFORMED),
        ({"Authorization": tokens.issue(SANDBOX.user_id, NOW)}, MALFORMED),
        ({"Authorization": f"Basic {tokens.issue(SANDBOX.user_id, NOW)}"}, MALFORMED),
        *(
            ({"Authorization": text}, MALFORMED)
            for text in ("abc", "Bearer", "Basic YTpi", "a b c")
        ),
        (bearer(SANDBOX.admin_key[:-1]), MALFORMED),
        (bearer(SANDBOX.admin_key.replace("ad", "AD", 1)), MALFORMED),
        (bearer(UNKNOWN_KEY), UNKNOWN),
        (bearer(SANDBOX.scoped_key), UNKNOWN),
        (bearer("cak_whatever"), "Invalid token."),
        (bearer("a.b.c"), "Invalid token."),
        (bearer(tokens.issue(SANDBOX.user_id, NOW)[:-2] + "xx"), "Invalid token."),
        (bearer(tokens.issue(SANDBOX.user_id, NOW - timedelta(days=7))), "Token expired."),
        (bearer(tokens.issue("somebody", NOW)), UNKNOWN),
        (signed(nonce=late(-600)), "Invalid nonce!"),
        (signed(nonce=late(600)), "Invalid nonce!"),
        (signed(nonce=f"{int(NOW.timestamp() * 1000)}"), "Invalid nonce!"),
        (signed(nonce="soon"), "Invalid nonce!"),
        (signed(Nonce=""), "Invalid nonce!"),
        (signed(Nonce="") | bearer(SANDBOX.admin_key), "Invalid nonce!"),
        (signed(STRANGER), f"Could not find user with hotkey: {ss58.encode(STRANGER[0])}"),
    ],
)
async def test_refused(api, http, headers, detail):
    """Everybody else is told why not, in the API's own words."""
    assert await ask(http, headers) == (401, detail)


@pytest.mark.parametrize(
    "headers",
    [
        signed(prefix="0x"),
        signed(Signature="zz" * 64),
        signed(Signature="0"),
        signed(prefix="0x") | bearer(SANDBOX.admin_key),
    ],
)
async def test_no_signature(api, http, headers):
    """What is not hexadecimal is no signature."""
    status, detail = await ask(http, headers)

    assert status == 401
    assert detail.startswith(f"Invalid signature: {headers['X-Chutes-Signature']}, with error: ")


@pytest.mark.parametrize(
    "headers",
    [
        signed(body=BODY.replace(b": ", b":")),
        signed(Signature="00"),
        signed(Signature="00" * 64),
        signed(Hotkey="5" + "F" * 47),
        signed(Nonce=late(1)),
        signed(Hotkey=ss58.encode(STRANGER[0])),
    ],
)
async def test_signature_of_something_else(api, http, headers):
    """The signature must be of hotkey, nonce and the very bytes of the body; it is echoed."""
    status, detail = await ask(http, headers)

    hotkey, nonce = headers["X-Chutes-Hotkey"], headers["X-Chutes-Nonce"]
    assert status == 401
    assert detail.startswith(f"Invalid request signature for hotkey {hotkey}. Message: ")
    assert f"{hotkey}:{nonce}:{hashlib.sha256(BODY).hexdigest()}" in detail


async def test_half_a_triple_later(api, http):
    """The server of 2026 takes a triple without its nonce for none."""
    api.profile = "2026"
    headers = signed(Nonce="") | bearer(SANDBOX.admin_key)

    assert await ask(http, headers) == (404, "No matching chute found!")


async def test_addresses():
    """An address survives reading, and a changed one is noticed."""
    address = hotkeys.address(SANDBOX)

    assert ss58.decode(address) == ours()[0]
    assert (len(address), address[0]) == (48, "5")
    with pytest.raises(ValueError, match="no SS58 address"):
        ss58.decode(address[:-1] + ("a" if address[-1] != "a" else "b"))
