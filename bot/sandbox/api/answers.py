"""How the API words an answer: compact JSON, a detail, a plain 500."""

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import HTTPException
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")


class Json(JSONResponse):
    """Compact UTF-8 in which what is not a number is null."""

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


def broken() -> Response:
    """Return what the API says when its own code has raised."""
    return PlainTextResponse("Internal Server Error", 500)


def invalid(errors: Sequence[Any]) -> Response:
    """Return a 422 with a list of what is wrong."""
    return Json({"detail": jsonable_encoder(errors)}, 422)


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return invalid(error.errors())


async def on_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return Json({"detail": error.detail}, error.status_code)


async def on_bug(request: Request, error: Exception) -> Response:
    return broken()
