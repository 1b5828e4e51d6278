"""The body of an answer while it comes: unpacked, no web page, never more than it may be."""

import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import httpx

from bot.clock import read_date
from bot.errors import Unavailable, WebPage

PIECE = 2**20  # bytes: what comes at once is never much more, however well it was packed
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's word for each


class Body:
    """
    What an answer brings, of at most *most* bytes; *name* says what was asked for.

    Iterating gives it in pieces of about a megabyte; raises `Unavailable` where it is a page for
    people or has no end, and httpx's errors where it breaks off or cannot be unpacked.
    """

    def __init__(self, response: httpx.Response, name: str, most: int) -> None:
        self._response = response
        self._name = name
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size, pending = 0, bytearray()
        async for piece in unpacked(self._response):
            size += len(piece)
            if size > self._most:
                raise Unavailable(f"The Chutes API sent more {self._name} than I can hold.")
            pending += piece
            if size == len(pending) and is_page(self._response, pending):
                raise page_instead(self._name)
            if len(pending) >= PIECE:
                yield bytes(pending)
                pending.clear()
        yield bytes(pending)

    @property
    def date(self) -> datetime | None:
        """When it was given, by the clock of who gave it."""
        return read_date(self._response.headers.get("Date", ""))

    async def all(self) -> bytes:
        """Return all of it."""
        return b"".join([piece async for piece in self])


def page_instead(name: str) -> WebPage:
    """Return the error for a web page in place of *name*."""
    return WebPage(f"Something sent a web page in place of {name} from Chutes.")


async def beginning(response: httpx.Response, most: int) -> bytes:
    """Return about the first *most* bytes, which is enough of an answer that only explains."""
    body = bytearray()
    async for piece in unpacked(response):
        body += piece
        if len(body) > most:
            break
    return bytes(body[:most])


def is_page(response: httpx.Response, body: bytes | bytearray) -> bool:
    """Whether it is a web page: the API never sends one, what stands before it does."""
    kind = response.headers.get("Content-Type", "")
    return "html" in kind.lower() or body[:PIECE].lstrip().startswith(b"<")


async def unpacked(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body as it comes, in pieces of at most `PIECE` however much they were packed."""
    unpack = _unpacker(response)
    try:
        async for chunk in response.aiter_raw():
            for piece in _pieces(unpack, chunk):
                yield piece
    except zlib.error as exc:
        raise _cannot_unpack(response) from exc
    if unpack and not unpack.eof:
        raise httpx.RemoteProtocolError("the packed body ends early", request=response.request)


def _pieces(unpack: "zlib._Decompress | None", chunk: bytes) -> Iterator[bytes]:
    if unpack is None:
        yield chunk
        return
    while True:
        piece = unpack.decompress(chunk, PIECE)
        yield piece
        chunk = unpack.unconsumed_tail
        if not chunk and len(piece) < PIECE:
            return


def _unpacker(response: httpx.Response) -> "zlib._Decompress | None":
    names = response.headers.get("Content-Encoding", "").lower().split(",")
    match [name.strip() for name in names if name.strip() not in ("", "identity")]:
        case []:
            return None
        case [name] if name in PACKED:
            return zlib.decompressobj(PACKED[name])
    raise _cannot_unpack(response)


def _cannot_unpack(response: httpx.Response) -> httpx.DecodingError:
    return httpx.DecodingError("packed in a way that we do not know", request=response.request)
