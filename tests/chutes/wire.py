"""A server on loopback that does to a connection what it is told."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

RESET, SILENCE, TRICKLE = object(), object(), object()  # instead of an answer


@dataclass
class Wire:
    """Gives each request the next of *answers*, the last one again and again; then hangs up."""

    url: str = ""
    answers: list[object] = field(default_factory=lambda: [SILENCE])
    requests: list[bytes] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.requests.append(await self._request(reader))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            await self._answer(answer, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client hung up first
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-len")]
        length = int(lengths[0].partition(b":")[2]) if lengths else 0
        return head + await reader.readexactly(length)

    async def _answer(self, answer: object, writer: asyncio.StreamWriter) -> None:
        if answer is RESET:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        elif answer is SILENCE:
            await asyncio.sleep(30)
        elif answer is TRICKLE:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n[")
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        else:
            assert isinstance(answer, bytes)
            writer.write(answer)
            await writer.drain()


@asynccontextmanager
async def open_wire() -> AsyncIterator[Wire]:
    wire = Wire()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(task := asyncio.current_task())  # type: ignore[arg-type]
        task.add_done_callback(tasks.discard)
        await wire.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def reply(
    body: bytes | str | object = b"",
    status: int = 200,
    kind: str = "application/json",
    **headers: str,
) -> bytes:
    """Return a whole HTTP answer; *body* is sent as it is, or as JSON."""
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append("Connection: close")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def refuse(status: int, detail: object, **headers: str) -> bytes:
    """Return a failure as the API writes them."""
    return reply({"detail": detail}, status, **headers)
