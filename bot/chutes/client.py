"""The Invocations API: one method per endpoint, typed rows back, our own errors."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import cache

import httpx
import msgspec

from bot import __version__
from bot.chutes import validation
from bot.chutes.auth import Credentials
from bot.chutes.errors import (
    SCOPED_KEYS,
    Endpoint,
    refusal,
    report_receipt,
    report_refusal,
    silence,
    unfiled,
    unusable,
)
from bot.chutes.exports import Download, ExportFile, ExportKind, parse_csv
from bot.chutes.responses import Response
from bot.chutes.retries import Sleep, with_retries
from bot.chutes.rows import (
    DiffusionRow,
    InvocationRow,
    JobRow,
    LlmRow,
    ReportRow,
    Row,
    Rows,
    UsageRow,
    parse_array,
)
from bot.clock import Clock, utc_now
from bot.errors import Rejected, Unavailable
from bot.secret_shapes import redact

READ_TIMEOUT = httpx.Timeout(60, connect=5)  # seconds without a sign of life
LONGEST_ANSWER = 180.0  # seconds, for an answer that trickles; a download may take longer
KEEP_ALIVE = 3.0  # seconds; below the 5 after which many servers hang up on an idle connection
LARGEST_ANSWER = 128 * 2**20  # bytes of an answer that is held in memory
ENOUGH = 64 * 2**10  # bytes of one that only explains

USAGE_ENDPOINT = Endpoint("usage figures")
LLM_ENDPOINT = Endpoint("model statistics")
DIFFUSION_ENDPOINT = Endpoint("diffusion statistics")
RECENT_ENDPOINT = Endpoint("recent invocations")
PING = Endpoint("a sign of life")
NO_INVOCATION = "00000000-0000-0000-0000-000000000000"

ROW_KINDS: dict[type[msgspec.Struct], ExportKind] = {
    InvocationRow: ExportKind.INVOCATIONS,
    ReportRow: ExportKind.REPORTS,
    JobRow: ExportKind.JOBS,
}


class Chutes:
    """
    The endpoints, over one pool of connections; `open_chutes` makes it.

    Every method raises `Mistake` before anything is sent if what is asked makes no sense, and an
    `ApiError` if the API does not answer it.
    """

    def __init__(
        self, http: httpx.AsyncClient, credentials: Credentials | None, clock: Clock, sleep: Sleep
    ) -> None:
        self._http = http
        self._credentials = credentials
        self._clock = clock
        self._sleep = sleep

    async def usage(self) -> Rows[UsageRow]:
        """Return the platform's usage by chute and day, about 12 days: first and last partial."""
        return await self._rows(USAGE_ENDPOINT, "/invocations/usage", UsageRow)

    async def llm_stats(
        self, start: date | None = None, end: date | None = None, chute_id: str | None = None
    ) -> Rows[LlmRow]:
        """Return statistics by language model and day, *start* and *end* included, unordered."""
        validation.date_range(start, end, self._clock())
        if chute_id is not None:
            validation.uuid(chute_id, "a chute's id")
        asked = {"start_date": start, "end_date": end, "chute_id": chute_id}
        params = {name: str(value) for name, value in asked.items() if value is not None}
        found = await self._rows(LLM_ENDPOINT, "/invocations/stats/llm", LlmRow, params)
        # Older servers ignore all three and send everything.
        wanted = [row for row in found.rows if _is_wanted(row, start, end, chute_id)]
        return Rows(wanted, found.skipped)

    async def diffusion_stats(self) -> Rows[DiffusionRow]:
        """Return statistics by image model and day; many rows of zeros, which mean no traffic."""
        return await self._rows(DIFFUSION_ENDPOINT, "/invocations/stats/diffusion", DiffusionRow)

    async def recent_export(
        self, hotkey: str | None = None, limit: int = 100
    ) -> Rows[InvocationRow]:
        """Return the last successful attempts of 24 hours (of the miner *hotkey*), newest first."""
        validation.row_limit(limit)
        params = {"limit": str(limit)}
        if hotkey is not None:
            validation.hotkey(hotkey)
            params["hotkey"] = hotkey
        answer = await self._get(RECENT_ENDPOINT, "/invocations/exports/recent", params)
        return await asyncio.to_thread(parse_csv, answer.body, InvocationRow)

    @asynccontextmanager
    async def export(
        self, year: int, month: int, day: int, hour: int, kind: ExportKind
    ) -> AsyncIterator[Download]:
        """Open the file that covers the hour (UTC) before *hour*; `NotFound` if there is none."""
        file = self._file(year, month, day, hour, kind)
        # Compressed, a file would not say how large it is.
        headers = {"Accept-Encoding": "identity"}
        answer = await self._get(_exports(file), file.path, headers=headers, keep_open=True)
        try:
            yield Download(answer.response)
        finally:
            await answer.response.aclose()

    async def export_rows(
        self, year: int, month: int, day: int, hour: int, shape: type[Row]
    ) -> Rows[Row]:
        """Return all rows of a file; *shape* says of which kind. For small files: reports, jobs."""
        file = self._file(year, month, day, hour, ROW_KINDS[shape])
        answer = await self._get(_exports(file), file.path)
        return await asyncio.to_thread(parse_csv, answer.body, shape)

    def export_url(self, year: int, month: int, day: int, hour: int, kind: ExportKind) -> str:
        """Return the public address of a file, without what may be secret in `CHUTES_API_URL`."""
        file = self._file(year, month, day, hour, kind)
        return str(self._http.build_request("GET", file.path).url.copy_with(userinfo=b""))

    async def report(self, invocation_id: str, reason: str) -> str:
        """
        Report a request by the id in its `X-Chutes-InvocationID`; return the API's own words.

        Sent once, never again: `Unanswered` means that it may have been filed, `Unavailable`
        that it was not.
        """
        validation.uuid(invocation_id, "an invocation's id")
        validation.report_reason(reason)
        if not self._credentials:
            raise Rejected(
                "This bot has nothing to report with: neither CHUTES_API_KEY nor "
                f"CHUTES_HOTKEY_SEED is set. {SCOPED_KEYS}"
            )
        answer = await self._post_report(invocation_id, {"reason": reason})
        if not answer.response.is_success:
            raise report_refusal(answer, self._clock())
        return report_receipt(answer)

    async def try_reporting(self) -> None:
        """
        Return if reports would be taken from our credentials; files nothing.

        It reports no invocation for no reason: the API looks at who asks before it misses the
        reason. Raises what `report` raises.
        """
        answer = await self._post_report(NO_INVOCATION, {})
        if answer.status != 422:
            raise report_refusal(answer, self._clock())

    async def ping(self) -> datetime | None:
        """Return if the API is alive: what time it is there, if it says so."""
        answer = await self._get(PING, "/ping")
        return answer.date

    async def _post_report(self, invocation_id: str, body: Mapping[str, str]) -> Response:
        request = self._http.build_request(
            "POST",
            f"/invocations/{invocation_id}/report",
            content=msgspec.json.encode(body),
            headers={"Content-Type": "application/json"},
        )
        try:
            return await self._exchange(request, auth=self._credentials)
        except httpx.HTTPError as exc:
            raise unfiled(exc) from exc

    async def _rows(
        self,
        endpoint: Endpoint,
        path: str,
        shape: type[Row],
        params: Mapping[str, str] | None = None,
    ) -> Rows[Row]:
        answer = await self._get(endpoint, path, params)
        return await asyncio.to_thread(_parsed, answer.body, shape)

    def _file(self, year: int, month: int, day: int, hour: int, kind: ExportKind) -> ExportFile:
        return ExportFile(validation.export_hour(year, month, day, hour, self._clock()), kind)

    async def _get(
        self,
        endpoint: Endpoint,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        keep_open: bool = False,
    ) -> Response:
        """Return the answer to a GET if it is a success; with *keep_open*, its body is unread."""
        request = self._http.build_request("GET", path, params=params, headers=headers)
        try:
            answer = await with_retries(
                lambda: self._exchange(request, keep_open=keep_open), self._clock, self._sleep
            )
        except httpx.HTTPError as exc:
            raise Unavailable(silence(exc)) from exc
        if not answer.response.is_success:
            raise refusal(answer, endpoint, self._clock())
        if answer.is_page or len(answer.body) > LARGEST_ANSWER:
            await answer.response.aclose()
            raise unusable(answer, endpoint)
        return answer

    async def _exchange(
        self,
        request: httpx.Request,
        auth: Credentials | None = None,
        keep_open: bool = False,
    ) -> Response:
        """Send *request* and read the answer: all that we say to the API goes through here."""
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                response = await self._http.send(request, auth=auth, stream=True)
                if keep_open and response.is_success:
                    return Response(response)
                return Response(response, await _body(response))
        except TimeoutError as exc:
            raise httpx.ReadTimeout("the answer trickled", request=request) from exc


@asynccontextmanager
async def open_chutes(
    base_url: str,
    credentials: Credentials | None = None,
    clock: Clock = utc_now,
    sleep: Sleep = asyncio.sleep,
    timeout: httpx.Timeout = READ_TIMEOUT,  # noqa: ASYNC109 (httpx's, for each step)
) -> AsyncIterator[Chutes]:
    """Open the one pool of connections to the API at *base_url*; *credentials* are for reports."""
    async with httpx.AsyncClient(
        base_url=base_url,
        headers={"User-Agent": f"chutes-bot/{__version__}"},
        timeout=timeout,
        verify=_tls(),
        limits=httpx.Limits(max_connections=20, keepalive_expiry=KEEP_ALIVE),
        follow_redirects=False,
    ) as http:
        yield Chutes(http, credentials, clock, sleep)


@cache
def _tls() -> ssl.SSLContext:
    """Return how servers are verified; read once, because that stops everything for 20 ms."""
    return httpx.create_ssl_context()


def _parsed(body: bytes, shape: type[Row]) -> Rows[Row]:
    return parse_array(redact(body.decode(errors="replace")), shape)


def _exports(file: ExportFile) -> Endpoint:
    return Endpoint(f"hourly exports of {file.kind}", f"Chutes has no file {file.name}.")


def _is_wanted(row: LlmRow, start: date | None, end: date | None, chute_id: str | None) -> bool:
    return (
        (start is None or row.date >= start)
        and (end is None or row.date <= end)
        and (chute_id is None or row.chute_id == chute_id)
    )


async def _body(response: httpx.Response) -> bytes:
    """Read the body, or as much as we would ever use; then close."""
    most = LARGEST_ANSWER if response.is_success else ENOUGH
    body = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > most:
                break
    finally:
        await response.aclose()
    return bytes(body)
