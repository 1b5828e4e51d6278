"""The Invocations API: one method per endpoint, typed rows back, our own errors."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime
from functools import partial

import httpx

from bot import __version__
from bot.chutes import validation
from bot.chutes.arrays import ArrayParser, Keep
from bot.chutes.auth import Credentials
from bot.chutes.bodies import Body
from bot.chutes.door import Door
from bot.chutes.errors import REPORT_ENDPOINT, SCOPED_KEYS, Endpoint, report_receipt
from bot.chutes.exports import Download, ExportFile, ExportKind, parse_csv
from bot.chutes.responses import Response
from bot.chutes.retries import PAUSES, Sleep
from bot.chutes.rows import (
    DiffusionRow,
    InvocationRow,
    LlmRow,
    ReportRow,
    Row,
    Rows,
    UsageRow,
)
from bot.clock import Clock, utc_now
from bot.errors import ApiError, Gone, Rejected
from bot.metrics import Heard, unheard
from bot.network import proxy_for, tls_context

READ_TIMEOUT = httpx.Timeout(60, connect=5)  # seconds without a sign of life
KEEP_ALIVE = 3.0  # seconds; below the 5 after which many servers hang up on an idle connection
LARGEST_CSV = 16 * 2**20  # bytes of a file that is held in memory
ROOM_FOR_A_ROW = 2 * 2**10  # bytes, of recent rows; a real one has some 600
SMALL = 64 * 2**10  # bytes

USAGE_ENDPOINT = Endpoint("usage figures")
LLM_ENDPOINT = Endpoint("model statistics")
DIFFUSION_ENDPOINT = Endpoint("diffusion statistics")
RECENT_ENDPOINT = Endpoint("recent invocations")
PING = Endpoint("a sign of life")
NO_INVOCATION = "00000000-0000-0000-0000-000000000000"


class Chutes:
    """
    The endpoints, over one pool of connections; `open_chutes` makes it.

    Every method raises `Mistake` before anything is sent if what is asked makes no sense, and an
    `ApiError` if the API does not answer it.
    """

    def __init__(self, door: Door, credentials: Credentials | None, clock: Clock) -> None:
        self._door = door
        self._credentials = credentials
        self._clock = clock

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
        # Older servers ignore all three and send everything.
        wanted = partial(_is_wanted, start=start, end=end, chute_id=chute_id)
        return await self._rows(LLM_ENDPOINT, "/invocations/stats/llm", LlmRow, params, wanted)

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
        return await self._door.get(
            RECENT_ENDPOINT,
            "/invocations/exports/recent",
            partial(_csv_rows, shape=InvocationRow),
            params,
            SMALL + limit * ROOM_FOR_A_ROW,
        )

    @asynccontextmanager
    async def export(self, file: ExportFile) -> AsyncIterator[Download]:
        """Open *file*; `NotFound` if there is none."""
        validation.export_file(file, self._clock())
        response = await self._door.open(_exports(file), file.path)
        try:
            yield Download(response)
        finally:
            await response.aclose()

    async def report_rows(self, hour: datetime) -> Rows[ReportRow]:
        """Return all rows of the file of reports that is named *hour*."""
        file = ExportFile(hour, ExportKind.REPORTS)
        validation.export_file(file, self._clock())
        read = partial(_csv_rows, shape=ReportRow)
        return await self._door.get(_exports(file), file.path, read, most=LARGEST_CSV)

    def export_url(self, file: ExportFile) -> str:
        """Return the public address of *file*."""
        return self._door.url(file.path)

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
        answer = await self._post_report(invocation_id, {"reason": reason}, self._credentials)
        if not answer.response.is_success:
            raise await self._refusal(answer)
        return report_receipt(answer)

    async def try_reporting(self) -> None:
        """
        Return if reports would be taken from our credentials; files nothing.

        It reports no invocation for no reason: the API looks at who asks before it misses the
        reason. Raises what `report` raises.
        """
        answer = await self._post_report(NO_INVOCATION, {}, self._credentials)
        if answer.status != 422:
            raise await self._refusal(answer)

    async def ping(self) -> datetime | None:
        """Return if the API is alive: what time it is there, if it says so."""
        return await self._door.get(PING, "/ping", _date, most=SMALL)

    async def _refusal(self, answer: Response) -> ApiError:
        """Return what the *answer* to a report means.

        A server with a catch-all route looks at who asks before it finds that a route is gone: so
        a "no" to our credentials may be either, and asking once without any tells which.
        """
        error = self._door.error(answer, REPORT_ENDPOINT)
        if answer.status == 401 and self._credentials and not isinstance(error, Gone):
            with suppress(ApiError):
                anonymous = await self._post_report(NO_INVOCATION, {}, None)
                if isinstance(gone := self._door.error(anonymous, REPORT_ENDPOINT), Gone):
                    return gone
        return error

    async def _post_report(
        self, invocation_id: str, body: Mapping[str, str], credentials: Credentials | None
    ) -> Response:
        return await self._door.post(f"/invocations/{invocation_id}/report", body, credentials)

    async def _rows(
        self,
        endpoint: Endpoint,
        path: str,
        shape: type[Row],
        params: Mapping[str, str] | None = None,
        keep: Keep | None = None,
    ) -> Rows[Row]:
        return await self._door.get(
            endpoint, path, partial(_array_rows, shape=shape, keep=keep), params
        )


@asynccontextmanager
async def open_chutes(  # noqa: PLR0913 (tests shorten its times)
    base_url: str,
    credentials: Credentials | None = None,
    clock: Clock = utc_now,
    sleep: Sleep = asyncio.sleep,
    timeout: httpx.Timeout = READ_TIMEOUT,  # noqa: ASYNC109 (httpx's, for each step)
    pauses: Sequence[float] = PAUSES,
    heard: Heard = unheard,
) -> AsyncIterator[Chutes]:
    """Open the one pool of connections to the API at *base_url*; *credentials* are for reports.

    A question is asked once, and once more after each of *pauses*.
    """
    async with httpx.AsyncClient(
        base_url=base_url,
        headers={"User-Agent": f"chutes-bot/{__version__}", "Accept-Encoding": "gzip"},
        timeout=timeout,
        verify=tls_context(),
        proxy=proxy_for(base_url),
        trust_env=False,
        limits=httpx.Limits(max_connections=20, keepalive_expiry=KEEP_ALIVE),
        follow_redirects=False,
    ) as http:
        yield Chutes(Door(http, clock, sleep, pauses, heard), credentials, clock)


def _exports(file: ExportFile) -> Endpoint:
    return Endpoint(f"hourly exports of {file.kind}", f"Chutes has no file {file.name}.")


async def _array_rows(body: Body, shape: type[Row], keep: Keep | None) -> Rows[Row]:
    parser = ArrayParser(shape, keep)
    async for piece in body:
        await asyncio.to_thread(parser.feed, piece)
    return await asyncio.to_thread(parser.finish)


async def _csv_rows(body: Body, shape: type[Row]) -> Rows[Row]:
    return await asyncio.to_thread(parse_csv, await body.all(), shape)


async def _date(body: Body) -> datetime | None:
    await body.all()
    return body.date


def _is_wanted(row: LlmRow, start: date | None, end: date | None, chute_id: str | None) -> bool:
    return (
        (start is None or row.date >= start)
        and (end is None or row.date <= end)
        and (chute_id is None or row.chute_id == chute_id)
    )
