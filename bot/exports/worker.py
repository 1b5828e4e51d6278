"""What workers do for exports: fetch large files, read them, and tell those who wait."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from redis.asyncio import Redis

from bot.chutes.client import Chutes
from bot.clock import Clock
from bot.config import Settings
from bot.errors import BotError, Mistake
from bot.exports.download import Downloads
from bot.exports.folders import open_folders
from bot.exports.gone import OffersOfExports
from bot.exports.reading import ExportReader
from bot.exports.recent import read_recent
from bot.exports.requests import Order, ReadExport, ReadRecent, SendFile
from bot.exports.runner import Place, Report, Runner, RunResult
from bot.exports.runs import Runs
from bot.exports.sending import FileSender
from bot.exports.service import PROVISIONAL_KEPT, RECENT_KEPT, ROWS_KEPT, SUMMARY_KEPT, recent_key
from bot.exports.summaries import Recent
from bot.exports.tellings import ProgressTeller
from bot.slack.client import SlackClient
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.web_api import WebApi
from bot.store.codec import encode
from bot.store.set_aside import read

MB = 1_000_000
Run = Callable[[Mapping[str, Any]], Awaitable[None]]


class ExportWork:
    """What each kind of order means."""

    def __init__(
        self,
        redis: Redis,
        runs: Runs,
        chutes: Chutes,
        reading: ExportReader,
        sending: FileSender,
        clock: Clock,
    ) -> None:
        self._redis = redis
        self._runs = runs
        self._chutes = chutes
        self._reading = reading
        self._sending = sending
        self._clock = clock
        self._offers = OffersOfExports(redis)

    async def do(self, order: Order, report: Report, place: Place) -> RunResult:
        """Carry *order* out; raise a `BotError` that says why not. What is gone is noted."""
        try:
            done = await self._carry_out(order, report, place)
        except BotError as error:
            await self._offers.failed(order, error)
            raise
        await self._offers.answered(order)
        return done

    async def _carry_out(self, order: Order, report: Report, place: Place) -> RunResult:
        if isinstance(order, ReadExport):
            summary = await self._reading.summary(order.span, report)
            kept = PROVISIONAL_KEPT if summary.is_provisional else SUMMARY_KEPT
            return RunResult(encode(summary), kept)
        if isinstance(order, ReadRecent):
            return await self._recent(order)
        if isinstance(order, SendFile):
            return await self._file(order, report, place)
        state, result, _ = await self._runs.result(order.of)
        if state != "done":
            raise Mistake("I no longer have these figures. Please ask again.")
        return RunResult(result, RECENT_KEPT)

    async def _recent(self, order: ReadRecent) -> RunResult:
        recent = await read_recent(self._chutes, order, self._clock)
        await self._redis.set(recent_key(order), encode(recent), ex=ROWS_KEPT)
        return RunResult(encode(msgspec.structs.replace(recent, csv=b"")), RECENT_KEPT)

    async def _file(self, order: SendFile, report: Report, place: Place) -> RunResult:
        to = await place()
        recent = None
        if isinstance(order.of, ReadRecent):
            key = recent_key(order.of)
            recent = await read(self._redis, await self._redis.get(key), Recent, key)
        return RunResult(encode(await self._sending.send(order, recent, to, report)), RECENT_KEPT)


@contextmanager
def open_exporting(
    settings: Settings,
    redis: Redis,
    chutes: Chutes,
    runs: Runs,
    slack: SlackClient,
    clock: Clock,
) -> Iterator[Run]:
    """Yield the handler of jobs called `run`; what a killed worker left on disk is removed."""
    with open_folders() as folders:
        downloads = Downloads(chutes, folders, settings.export_max_mb * MB)
        reading = ExportReader(chutes, downloads, folders, clock)
        posts = WebApi(slack, Fallback(redis))
        most = settings.export_upload_max_mb * MB
        sending = FileSender(chutes, downloads, folders, Files(posts), most)
        work = ExportWork(redis, runs, chutes, reading, sending, clock)
        yield Runner(runs, posts, ProgressTeller(redis, clock), work.do).run
