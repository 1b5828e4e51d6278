"""How the API words an answer: compact JSON, a detail, CSV as an attachment, a plain 500."""

from collections.abc import AsyncIterator, Iterable
from json import dumps
from pathlib import Path
from typing import Any

import msgspec
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

CHUNK = 1 << 18  # bytes


class Json(JSONResponse):
    """Compact UTF-8 in which what is not a number is null."""

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


def broken() -> Response:
    """Return what the API says when its own code has raised."""
    return PlainTextResponse("Internal Server Error", 500)


def csv_text(pieces: Iterable[str], name: str) -> Response:
    """Return a file that fits in memory."""
    return Response("".join(pieces), media_type="text/csv", headers=_attached(name))


def csv_file(path: Path, name: str) -> Response:
    """Return a file of any size: with its length, but without ranges or an ETag."""
    headers = _attached(name) | {"Content-Length": str(path.stat().st_size)}
    return StreamingResponse(_chunks(path), media_type="text/csv", headers=headers)


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    detail = jsonable_encoder(error.errors())
    try:
        dumps(detail, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:  # what was sent cannot be told: NaN, or half a character
        return broken()
    return Json({"detail": detail}, 422)


async def on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Json({"detail": error.detail}, error.status_code, error.headers)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
