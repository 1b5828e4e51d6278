"""Which HTTP requests are Slack's: bounded, signed, recent. Nothing of the others is kept.

Signatures are checked before Bolt sees a request: Bolt logs the body of what it rejects, answers
500 to a malformed timestamp, and has no limit for a body.
"""

import re
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from slack_sdk.signature import SignatureVerifier

from bot.http.strangers import SIGNED, Bodies

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 1024 * 1024  # bytes
SIGNED_WITHIN = 5 * 60  # seconds


class NotTaken(Exception):
    """A request is refused with *status* and a few words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class SignedOnly:
    """Passes on what Slack signed in the last five minutes; 401 for others, 413 for large ones.

    Who sends no signature, or an old one, is refused before the body is read; a body that does
    not come soon, or not while there is room for it, is 408.
    """

    def __init__(self, app: Asgi, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._bodies = Bodies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self._signed(scope, receive)
        except NotTaken as exc:
            await refuse(send, exc.status, str(exc))
        else:
            scope[SIGNED] = True
            await self._app(scope, _replay(body), send)

    async def _signed(self, scope: Scope, receive: Receive) -> bytes:
        """Return the body that Slack signed; raise `NotTaken`."""
        headers = _headers(scope)
        if not _may_be_signed(headers):
            raise NotTaken(401, "Not signed by Slack")
        body = await read_body(scope, receive, self._bodies)
        timestamp, signature = _signature(headers)
        try:
            is_signed = self._verifier.is_valid(body.decode(), timestamp, signature)
        except UnicodeDecodeError:
            is_signed = False
        if not is_signed:
            raise NotTaken(401, "Not signed by Slack")
        return body


def _may_be_signed(headers: dict[bytes, bytes]) -> bool:
    """Whether there is a signature, and of these minutes."""
    timestamp, signature = _signature(headers)
    return (
        re.fullmatch(r"[0-9]{1,12}", timestamp) is not None
        and re.fullmatch(r"v0=[0-9a-f]{64}", signature) is not None
        and abs(time.time() - int(timestamp)) <= SIGNED_WITHIN
    )


def _signature(headers: dict[bytes, bytes]) -> tuple[str, str]:
    timestamp = headers.get(b"x-slack-request-timestamp", b"").decode("latin-1")
    return timestamp, headers.get(b"x-slack-signature", b"").decode("latin-1")


async def read_body(scope: Scope, receive: Receive, bodies: Bodies) -> bytes:
    """Return the whole body.

    Raises `NotTaken` if it is, or says it is, larger than `MAX_BODY`, or does not come in time.
    """
    too_large = NotTaken(413, "Payload too large")
    length = _headers(scope).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        raise too_large
    body, more = bytearray(), True
    try:
        async with bodies.reading() as reading:
            while more:
                part = await receive()
                body += part.get("body", b"")
                more = part.get("more_body", False)
                reading.add(len(part.get("body", b"")))
                if len(body) > MAX_BODY:
                    raise too_large
    except TimeoutError:
        raise NotTaken(408, "Too slow") from None
    return bytes(body)


async def respond(
    send: Send,
    status: int,
    text: str | bytes,
    content_type: str = "text/plain; charset=utf-8",
    more: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """Answer with a short text."""
    headers = [(b"content-type", content_type.encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = text.encode() if isinstance(text, str) else text
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, status: int, text: str) -> None:
    """Answer with a short text, and close the connection, whatever else comes over it."""
    await respond(send, status, text, more=[(b"connection", b"close")])


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return dict(scope["headers"])


def _replay(body: bytes) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
