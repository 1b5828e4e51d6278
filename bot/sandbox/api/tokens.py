"""JSON Web Tokens as the platform's web site hands them out: HS256, seven days."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

import msgspec

SECRET = b"a secret of the sandbox, known to all"
HEADER = b'{"alg":"HS256","typ":"JWT"}'
LIFETIME = timedelta(days=7)


class InvalidToken(Exception):
    """Not a token of ours."""


class ExpiredToken(Exception):
    """A token of ours that was valid once."""


class Claims(msgspec.Struct):
    sub: str  # user id
    exp: int  # unix seconds


def issue(user_id: str, now: datetime) -> str:
    """Return a token of *user_id*, issued at *now*."""
    claims = Claims(user_id, int((now + LIFETIME).timestamp()))
    body = f"{_encode(HEADER)}.{_encode(msgspec.json.encode(claims))}"
    return f"{body}.{_encode(_signature(body))}"


def user_of(token: str, now: datetime) -> str:
    """Return whose *token* is; raise `InvalidToken` or `ExpiredToken`."""
    try:
        body, signature = token.rsplit(".", 1)
        genuine = hmac.compare_digest(_decode(signature), _signature(body))
        claims = msgspec.json.decode(_decode(body.split(".")[1]), type=Claims)
    except (ValueError, IndexError, msgspec.MsgspecError) as exc:
        raise InvalidToken from exc
    if not genuine:
        raise InvalidToken
    if claims.exp <= now.timestamp():
        raise ExpiredToken
    return claims.sub


def _signature(body: str) -> bytes:
    return hmac.digest(SECRET, body.encode(), "sha256")


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
