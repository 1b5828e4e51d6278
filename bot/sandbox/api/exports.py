"""`/invocations/exports/…`: the hourly files and the recent invocations."""

import re
from datetime import UTC, date, datetime

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.sandbox.api.answers import broken, csv_file, csv_text
from bot.sandbox.api.server import Api, Profile
from bot.sandbox.api.shelf import Shelf
from bot.sandbox.world.exports import ExportKind

FORMATS: dict[Profile, re.Pattern[str]] = {
    "documented": re.compile(r"([0-9]+)(-reports|-jobs|)\.csv"),
    "2026": re.compile(r"([0-9]+)(-jobs|)\.csv"),
    "newest": re.compile(r"([0-9]+)(-jobs|)\.csv"),
}
KINDS: dict[str, ExportKind] = {"": "invocations", "-reports": "reports", "-jobs": "jobs"}
STOPPED = date(2026, 4, 20)  # the last day with files
LAST_DAY: dict[Profile, date] = {"documented": date.max, "2026": STOPPED, "newest": STOPPED}
DEFAULT_LIMIT = 100
LARGEST_LIMIT = 10_000


class Exports:
    """Both endpoints; sync methods, because they compute for a while."""

    def __init__(self, api: Api, profile: Profile, shelf: Shelf) -> None:
        self._api = api
        self._exports = api.world.exports
        self._profile = profile
        self._shelf = shelf

    def routes(self) -> APIRouter:
        router = APIRouter(prefix="/invocations/exports")
        router.add_api_route("/recent", self.recent)
        router.add_api_route("/{year}/{month}/{day}/{hour_format}", self.hourly)
        return router

    def recent(self, hotkey: str | None = None, limit: int | None = DEFAULT_LIMIT) -> Response:
        if self._profile == "2026":
            return broken()
        rows = min(limit, LARGEST_LIMIT) if limit and limit > 0 else DEFAULT_LIMIT
        bounty = self._profile == "documented"
        pieces = self._exports.recent(self._api.now(), hotkey or None, rows, bounty)
        return csv_text(pieces, "recent.csv")

    def hourly(self, year: int, month: int, day: int, hour_format: str) -> Response:
        if not (match := FORMATS[self._profile].fullmatch(hour_format)):
            raise HTTPException(400, f"Invalid format: {hour_format}")
        try:
            hour = int(match[1])
            end = datetime(year, month, day, hour, tzinfo=UTC)
        except (ValueError, OverflowError):
            return broken()
        if not self._is_there(end, KINDS[match[2]]):
            where = f"{year=} {month=} {day=} {hour=}"
            raise HTTPException(404, f"Invocations export not found {where}")
        return self._file(end, KINDS[match[2]], f"{end:%Y-%m-%d-%H}{match[2]}.csv")

    def _is_there(self, end: datetime, kind: ExportKind) -> bool:
        written = self._exports.written_at(end, kind)
        in_time = written is not None and written <= self._api.now()
        return in_time and end.date() <= LAST_DAY[self._profile]

    def _file(self, end: datetime, kind: ExportKind, name: str) -> Response:
        if kind == "jobs":
            return csv_text(self._exports.jobs(end), name)
        if kind == "reports":
            return csv_text(self._exports.reports(end), name)
        return csv_file(self._shelf.file(end, self._exports.invocations(end)), name)
