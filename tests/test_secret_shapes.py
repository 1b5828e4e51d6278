"""What secrets look like, and what only looks a little like one."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import without_secrets
from bot.secret_shapes import MARKS, find_secret, redact
from tests.chutes.conftest import KEY

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl-_"


@pytest.mark.parametrize("secret", [KEY, "cak_0123abcXYZ", JWT, KEY[:40], "cpk_+/="])
@pytest.mark.parametrize("around", ["{}", "Bearer {}", "a {} b", '"{}"', "({}", "key={}"])
def test_secrets(secret, around):
    """Keys, tokens and JWTs vanish, whatever is around them."""
    assert redact(around.format(secret)) == around.format("[removed]")


@pytest.mark.parametrize(
    "text", ["", "eyJ is how they begin", "a cpk_ alone", "example-org/Model-70B", "sha.eyJ.x"]
)
def test_no_secrets(text):
    """What only looks a little like one stays."""
    assert redact(text) == text


@given(st.recursive(st.text(), lambda inner: st.lists(st.just(KEY) | inner)))
def test_still_json(value):
    """JSON that had a key in it is still JSON."""
    assert KEY not in json.dumps(json.loads(redact(json.dumps(value))))


LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
SHAPES = {
    f"ghp_{LETTERS}": "an access token",
    f"github_pat_{LETTERS}": "an access token",
    "xoxb-1234-5678-abc": "an access token",
    "xapp-1-A0-5678-abc": "an access token",
    "eyJh.e30.c2ln": "an access token",
    f"hf_{LETTERS}": "an API key",
    f"sk-proj-{LETTERS}": "an API key",
    f"sk_live_{LETTERS}": "an API key",
    "AKIAIOSFODNN7EXAMPLE": "an API key",
    f"AIza{LETTERS}": "an API key",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==": "a private key",
}


@pytest.mark.parametrize(("secret", "what"), SHAPES.items())
def test_shapes(secret, what):
    """The keys of many services are refused in public, and taken out of everything else."""
    assert find_secret(f"it says {secret}") == what
    assert redact(f'{{"it": "{secret}"}}') == '{"it": "[removed]"}'


def test_bearer():
    """What follows `Bearer` is a token, whatever it looks like; a bearer of news is none."""
    assert redact("Authorization: Bearer abc123def") == "Authorization: Bearer [removed]"
    assert find_secret("Authorization: bearer abc123def") == "an access token"
    assert find_secret("the bearer authentication of bearer tokens") is None


def test_a_seed_is_not_published():
    """64 hexadecimal digits may be a hotkey's seed; in an answer they are a checksum."""
    digits = sha256(b"").hexdigest()

    assert find_secret(f"0x{digits}") == "a private key"
    assert redact(digits) == digits


@pytest.mark.parametrize("password", [":a,b'c", ":p@ss@w0rd", "me@here:word", "me:pass:word"])
def test_a_password_in_an_address(password):
    """An address with a password is not published, nor logged with it."""
    address = f"redis://{password}@localhost:6379/0"

    assert find_secret(address) == "a password"
    logged = without_secrets(None, "", {"url": address})["url"]
    assert logged == "redis://[removed]@localhost:6379/0"


@pytest.mark.parametrize("text", ["http://localhost:80/@me", "at http://localhost:80 ask a@b"])
def test_an_address_without_a_password(text):
    """An @ after the host makes no password of a port."""
    assert without_secrets(None, "", {"url": text})["url"] == text


@given(st.text() | st.sampled_from(MARKS), st.text())
def test_json_stays_json(before, after):
    """Whatever follows the mark of a secret, JSON without the secret is JSON."""
    json.loads(redact(json.dumps({"a": f"{before}{after}", "b": [before, after]})))
