"""Delivery by HTTP: signed POSTs to the app's request URL."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.delivery import TIMEOUT, UNDELIVERED, Answer, Parcel
from bot.sandbox.slack.wire import Entry, Wire

AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of `X-Slack-Signature` for a request."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class RequestUrl:
    """A request is signed with the real time, whatever the workspace's clock says."""

    def __init__(
        self, url: str, signing_secret: str, session: aiohttp.ClientSession, wire: Wire
    ) -> None:
        self._url = url
        self._secret = signing_secret
        self._session = session
        self._wire = wire

    async def send(self, parcel: Parcel, patience: float) -> Answer:
        """POST *parcel* and wait for the answer, which has to be 200 within *patience* seconds."""
        entry = self._wire.to_bot(parcel.kind, parcel.summary, parcel.payload)
        body, kind = _encoded(parcel)
        started = time.monotonic()
        try:
            async with (
                asyncio.timeout(patience),
                self._session.post(
                    self._url, data=body, headers=self._headers(body, kind, parcel)
                ) as response,
            ):
                text = await response.text()
        except TimeoutError:
            return _failed(entry, TIMEOUT)
        except aiohttp.ClientError:
            return _failed(entry, UNDELIVERED)
        entry.ack_ms = round((time.monotonic() - started) * 1000, 1)
        return _answer(entry, response, text, parcel)

    def _headers(self, body: bytes, kind: str, parcel: Parcel) -> dict[str, str]:
        timestamp = str(int(time.time()))
        retry = {"x-slack-retry-num": str(parcel.retry), "x-slack-retry-reason": parcel.reason}
        return {
            "Content-Type": kind,
            "User-Agent": AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret, timestamp, body),
            **(retry if parcel.retry else {}),
        }


def _encoded(parcel: Parcel) -> tuple[bytes, str]:
    if parcel.kind == "events_api":
        return json.dumps(parcel.payload).encode(), "application/json"
    fields: Mapping[str, Any] = parcel.payload
    if parcel.kind == "interactive":
        fields = {"payload": json.dumps(parcel.payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _failed(entry: Entry, failure: str) -> Answer:
    entry.status = failure
    return Answer(failure=failure, ack_ms=entry.ack_ms)


def _answer(entry: Entry, response: aiohttp.ClientResponse, text: str, parcel: Parcel) -> Answer:
    entry.status = str(response.status)
    may_retry = response.headers.get("x-slack-no-retry") != "1"
    if response.status != 200:
        failures = {4: "http_client_error", 5: "http_service_error"}
        failure = failures.get(response.status // 100, UNDELIVERED)
        return Answer(failure=failure, ack_ms=entry.ack_ms, may_retry=may_retry)
    body: Any = text
    if response.content_type == "application/json" and text:
        try:
            body = json.loads(text)
        except ValueError:
            return _failed(entry, UNDELIVERED)
    if body and not parcel.wants_answer and parcel.kind == "interactive":
        entry.refused.append("this kind of payload takes no body in its answer")
        body = None
    return Answer(body, ack_ms=entry.ack_ms, refused=entry.refused)
