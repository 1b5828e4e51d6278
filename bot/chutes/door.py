"""The door to the Invocations API: all that we ask goes out here, and one reader takes all answers.

What comes back is a result or one of our errors, whatever the server, its edge or somebody in
between sent: any status with any body, content type and headers, or nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import httpx
import msgspec

from bot.chutes.auth import Credentials
from bot.chutes.bodies import Body, beginning, page_instead
from bot.chutes.errors import REPORT_ENDPOINT, Endpoint, error_of, silence, unfiled
from bot.chutes.responses import Response
from bot.chutes.retries import PAUSES, Sleep, with_retries
from bot.clock import Clock
from bot.errors import ApiError, Unavailable
from bot.metrics import Call, Heard, unheard

LONGEST_ANSWER = 180.0  # seconds, for an answer that trickles; a download may take longer
LARGEST_ANSWER = 128 * 2**20  # bytes of one that is read while it comes
EXPLAINED_WITHIN = 64 * 2**10  # bytes of one that only explains

Found = TypeVar("Found")
Read = Callable[[Body], Awaitable[Found]]


class Door:
    """One way to ask for something, one to send something; *pauses* are between attempts."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        clock: Clock,
        sleep: Sleep,
        pauses: Sequence[float] = PAUSES,
        heard: Heard = unheard,
    ) -> None:
        self._heard = heard
        self._http = http
        self._clock = clock
        self._sleep = sleep
        self._pauses = pauses

    def url(self, path: str) -> str:
        """Return the public address of *path*, without what may be secret in `CHUTES_API_URL`."""
        return str(self._http.build_request("GET", path).url.copy_with(userinfo=b""))

    async def get(
        self,
        endpoint: Endpoint,
        path: str,
        read: Read[Found],
        params: Mapping[str, str] | None = None,
        most: int | None = None,
    ) -> Found:
        """Return what *read* makes of the answer, which may have *most* bytes."""
        request = self._http.build_request("GET", path, params=params)

        async def attempt() -> tuple[Response, Found | None]:
            async with asyncio.timeout(LONGEST_ANSWER):
                response = await self._http.send(request, stream=True)
                try:
                    if response.status_code != 200:
                        return await _explained(response), None
                    body = Body(response, endpoint.name, most or LARGEST_ANSWER)
                    return Response(response), await read(body)
                finally:
                    await response.aclose()

        _, found = await self._asked(endpoint, request, attempt)
        return found  # type: ignore[return-value]

    async def open(self, endpoint: Endpoint, path: str) -> httpx.Response:
        """Return an answer whose body is still to come, as it is on the server's disk."""
        # Compressed, a file would not say how large it is.
        headers = {"Accept-Encoding": "identity"}
        request = self._http.build_request("GET", path, headers=headers)

        async def attempt() -> tuple[Response, None]:
            async with asyncio.timeout(LONGEST_ANSWER):
                response = await self._http.send(request, stream=True)
                if response.status_code == 200:
                    return Response(response), None
                try:
                    return await _explained(response), None
                finally:
                    await response.aclose()

        answer, _ = await self._asked(endpoint, request, attempt)
        if answer.is_page:
            await answer.response.aclose()
            raise page_instead(endpoint.name)
        return answer.response

    async def post(
        self, path: str, body: Mapping[str, str], credentials: Credentials | None
    ) -> Response:
        """Send *body* once; return the answer, of whatever status."""
        request = self._http.build_request(
            "POST",
            path,
            content=msgspec.json.encode(body),
            headers={"Content-Type": "application/json"},
        )
        call, outcome = Call(self._heard, REPORT_ENDPOINT.name), "no answer"
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                response = await self._http.send(request, auth=credentials, stream=True)
                outcome = str(response.status_code)
                try:
                    return await _explained(response)
                finally:
                    await response.aclose()
        except TimeoutError as exc:
            raise unfiled(_trickled(request)) from exc
        except httpx.HTTPError as exc:
            raise unfiled(exc) from exc
        finally:
            call.ends(outcome)

    async def _asked(
        self,
        endpoint: Endpoint,
        request: httpx.Request,
        attempt: Callable[[], Awaitable[tuple[Response, Found]]],
    ) -> tuple[Response, Found]:
        call, outcome = Call(self._heard, endpoint.name), "no answer"
        try:
            answer, found = await with_retries(attempt, self._clock, self._sleep, self._pauses)
            outcome = str(answer.status)
        except TimeoutError as exc:
            raise Unavailable(silence(_trickled(request))) from exc
        except httpx.HTTPError as exc:
            raise Unavailable(silence(exc)) from exc
        finally:
            call.ends(outcome)
        if answer.status != 200:
            raise self.error(answer, endpoint)
        return answer, found

    def error(self, answer: Response, endpoint: Endpoint) -> ApiError:
        """Return what *answer*, which is not what was asked for, means."""
        return error_of(answer, endpoint, self._clock())


async def _explained(response: httpx.Response) -> Response:
    try:
        return Response(response, await beginning(response, EXPLAINED_WITHIN))
    except httpx.DecodingError:
        return Response(response)  # the status says enough


def _trickled(request: httpx.Request) -> httpx.ReadTimeout:
    return httpx.ReadTimeout("the answer trickled", request=request)
