"""The one way by which anything leaves for Slack: methods, response_urls and uploads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import aiohttp

from bot.errors import Undelivered, Unsure
from bot.metrics import Call, Heard, unheard
from bot.network import proxy_for
from bot.slack.access import Access
from bot.slack.answers import Fields, SlackAnswer
from bot.slack.reasons import UNREACHABLE

UPLOAD_TIMEOUT = aiohttp.ClientTimeout(total=600, sock_read=60)  # seconds
LARGEST_ANSWER = 32 * 1024 * 1024  # bytes; what is longer is not Slack's
NEVER_SENT = aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL

Json = Mapping[str, Any] | None  # what a method takes, by name


@dataclass(frozen=True)
class SlackClient:
    """Tries nothing again by itself. Every method raises `Undelivered` with Slack's reason,
    `Busy` if Slack wants us to wait, or `Unsure` if Slack may have taken it."""

    session: aiohttp.ClientSession
    url: str
    token: str = field(repr=False)
    access: Access = field(default_factory=Access)
    heard: Heard = unheard

    async def call(
        self, method: str, json: Json = None, params: Json = None, *, token: str | None = None
    ) -> Fields:
        """Call a method of the Web API; those that only read take *params* and no JSON."""
        answer = await self.ask(method, json, params, token=token)
        if token is not None:
            return answer.result()
        with self.access.watched():
            return answer.result()

    async def ask(
        self, method: str, json: Json = None, params: Json = None, *, token: str | None = None
    ) -> SlackAnswer:
        """Return what a method is answered, whatever it is."""
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        form = {name: str(value) for name, value in (params or {}).items()}
        body: dict[str, Any] = {"data": form} if json is None else {"json": json}
        url = f"{self.url.rstrip('/')}/{method}"
        return await self._post(method, url, headers=headers, **body)

    async def respond(self, response_url: str, body: Mapping[str, Any]) -> None:
        """Post an answer to the question that came with *response_url*."""
        (await self._post("response_url", response_url, json=body)).check_taken()

    async def upload(self, url: str, content: bytes | BinaryIO) -> None:
        """Send a file's bytes to the address that Slack gave for them."""
        (await self._post("upload", url, data=content, timeout=UPLOAD_TIMEOUT)).check_taken()

    async def _post(self, method: str, url: str, **given: Any) -> SlackAnswer:
        call, outcome = Call(self.heard, method), "no answer"
        try:
            async with self.session.post(
                url, allow_redirects=False, proxy=proxy_for(url), **given
            ) as response:
                answer = await _read(response)
                outcome = _outcome(answer)
                return answer
        except NEVER_SENT as exc:
            raise Undelivered(UNREACHABLE) from exc
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as exc:
            raise Unsure(f"no answer ({type(exc).__name__})") from exc
        finally:
            call.ends(outcome)


def _outcome(answer: SlackAnswer) -> str:
    """Return how a call ended, in one of few words."""
    if answer.status != 200:
        return str(answer.status)
    return "refused" if b'"ok":false' in answer.body[:200].replace(b" ", b"") else "200"


async def _read(response: aiohttp.ClientResponse) -> SlackAnswer:
    body = bytearray()
    async for part in response.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > LARGEST_ANSWER:
            raise Unsure("its answer is too long")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return SlackAnswer(response.status, headers, bytes(body))
