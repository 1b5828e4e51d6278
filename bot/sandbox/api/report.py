"""`POST /invocations/{invocation_id}/report`, as it was until May 2026."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.api.answers import Json, broken
from bot.sandbox.api.credentials import asker
from bot.sandbox.api.server import Api
from bot.sandbox.world import Account, World
from bot.sandbox.world.reports import AlreadyReported

FILED = "A report has already been filed for this invocation"
NOT_YOURS = "Invocation not found, or does not belong to you"
QUERY = 0.02  # seconds between the look for a report and its insertion


class Reason(BaseModel):
    reason: str


def routes(api: Api) -> APIRouter:
    """Return the endpoint. The order of checks is FastAPI's: JSON, who asks, the fields."""
    router = APIRouter(prefix="/invocations")

    async def account(request: Request) -> Account:
        return await asker(request, api)

    @router.post("/{invocation_id}/report")
    async def report(
        invocation_id: str, body: Reason, account: Annotated[Account, Depends(account)]
    ) -> Response:
        if not await _filed(api.world, account, invocation_id, body.reason):
            return broken()
        return Json({"status": f"report received for {invocation_id=}"})

    return router


async def _filed(world: World, account: Account, invocation_id: str, reason: str) -> bool:
    """File a report; return False where the database would raise."""
    if not _is_storable(invocation_id + reason):
        return False
    if world.is_reported(invocation_id):
        raise HTTPException(409, FILED)
    await query()  # in which another report of it may come in
    if not world.owns(account, invocation_id):
        raise HTTPException(404, NOT_YOURS)
    try:
        world.reports.file(invocation_id, account.user_id, reason, world.clock())
    except AlreadyReported:
        return False
    return True


async def query() -> None:
    """Let the time pass that the real database takes."""
    await asyncio.sleep(QUERY)


def _is_storable(text: str) -> bool:
    """Say whether a database takes *text*: no NUL, no half of a character."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
