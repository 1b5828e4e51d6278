"""`/invocations/usage`, `/invocations/stats/llm`, `/invocations/stats/diffusion`."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.api.server import Api, Profile
from bot.sandbox.api.snapshots import Snapshots, last_run
from bot.sandbox.world.cast import FIRST_DAY


class Statistics:
    """The three endpoints; sync methods, because they compute for a while."""

    def __init__(self, api: Api, profile: Profile) -> None:
        self._api = api
        self._statistics = api.world.statistics
        self._profile = profile
        self._snapshots = {name: Snapshots() for name in ("usage", "llm", "diffusion")}

    def routes(self) -> APIRouter:
        router = APIRouter(prefix="/invocations")
        router.add_api_route("/usage", self.usage)
        router.add_api_route("/stats/diffusion", self.diffusion)
        router.add_api_route(
            "/stats/llm", self.llm if self._profile == "documented" else self.billed
        )
        return router

    def usage(self, request: Request) -> Response:
        return self._answer(request, "usage", self._statistics.usage)

    def diffusion(self, request: Request) -> Response:
        return self._answer(request, "diffusion", self._statistics.diffusion)

    def llm(self, request: Request) -> Response:
        return self._answer(request, "llm", self._statistics.llm)

    def billed(
        self,
        request: Request,
        start_date: date | None = None,
        end_date: date | None = None,
        chute_id: str | None = None,
    ) -> Response:
        first, last = start_date or FIRST_DAY, end_date or date.max

        def rows(at: datetime) -> list[Any]:
            billed = self._statistics.billed(at, first, last)
            return [row for row in billed if not chute_id or row.chute_id == chute_id]

        return self._answer(request, "llm", rows, (first, last, chute_id))

    def _answer(
        self,
        request: Request,
        name: str,
        rows: Callable[[datetime], list[Any]],
        filters: object = None,
    ) -> Response:
        at = last_run(self._api.now()) - request.scope.get("stale", timedelta())
        body = self._snapshots[name].body(at, filters, lambda: rows(at))
        return Response(body, media_type="application/json")
