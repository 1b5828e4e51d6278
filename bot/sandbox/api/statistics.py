"""`/invocations/usage`, `/invocations/stats/llm`, `/invocations/stats/diffusion`."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.api.server import Api
from bot.sandbox.api.snapshots import Snapshots, last_run
from bot.sandbox.world.cast import FIRST_DAY

DATE = TypeAdapter(date)


def routes(api: Api) -> APIRouter:
    """Return the three endpoints; sync functions, because they compute for a while."""
    router = APIRouter(prefix="/invocations")
    snapshots = Snapshots()
    statistics = api.world.statistics

    @router.get("/usage")
    def usage() -> Response:
        at = last_run(api.now())
        return _json(snapshots.body(at, "usage", lambda: statistics.usage(at)))

    @router.get("/stats/llm")
    def llm(request: Request) -> Response:
        at = last_run(api.now())
        if api.profile == "documented":
            return _json(snapshots.body(at, "llm", lambda: statistics.llm(at)))
        first = _date(request, "start_date", FIRST_DAY)
        last = _date(request, "end_date", date.max)
        chute_id = request.query_params.get("chute_id")

        def rows() -> list[Any]:
            billed = statistics.billed(at, first, last)
            return [row for row in billed if chute_id in (None, row.chute_id)]

        return _json(snapshots.body(at, ("billed", first, last, chute_id), rows))

    @router.get("/stats/diffusion")
    def diffusion() -> Response:
        at = last_run(api.now())
        return _json(snapshots.body(at, "diffusion", lambda: statistics.diffusion(at)))

    return router


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _date(request: Request, name: str, default: date) -> date:
    """Return a date of the query as FastAPI would read it; raise its 422."""
    if (text := request.query_params.get(name)) is None:
        return default
    try:
        return DATE.validate_python(text)
    except ValidationError as exc:
        errors = exc.errors(include_url=False)
        for error in errors:
            error["loc"] = ("query", name)
        raise RequestValidationError(errors) from exc
