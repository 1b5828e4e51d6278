"""A Redis that goes wrong: a proxy in front of a real server.

    async with open_proxy(redis_url) as proxy, open_redis(proxy.url) as redis:
        proxy.faults.add("@write", None, error=READ_ONLY)        # until proxy.faults.clear()
        proxy.faults.add("evalsha", delay=3, after_effect=True)  # carried out, answered late, once

`proxy.url` is a TCP address (`proxy.url` of a unix socket's server as well). What can go wrong is
in `Fault`; besides, `proxy.reset()` breaks the open connections, and `proxy.fail_over(url)` lets
another server take over while they stay open.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from fnmatch import fnmatchcase
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from redis.asyncio import Redis

from bot.sandbox.pending import Pending, last
from bot.sandbox.redis_server import promote, replicate
from bot.sandbox.redis_wire import Request, read_reply, read_request

FULL = "OOM command not allowed when used memory > 'maxmemory'."
READ_ONLY = "READONLY You can't write against a read only replica."
LOADING = "LOADING Redis is loading the dataset in memory"
CROSSSLOT = "CROSSSLOT Keys in request don't hash to the same slot"
MOVED = "MOVED 3999 127.0.0.1:6381"
NO_INFO = "NOPERM User bot has no permissions to run the 'info' command"
DISK = (
    "MISCONF Valkey is configured to save RDB snapshots, but it's currently unable to persist to "
    "disk. Commands that may modify the data set are disabled."
)

SCRIPTS = {"eval", "evalsha", "fcall"}  # what they do is not to be seen: taken for writing
ABORTED = b"-EXECABORT Transaction discarded because of previous errors.\r\n"
NOW = struct.pack("ii", 1, 0)  # SO_LINGER: what is closed is reset
CHUNK = 1 << 16  # bytes


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """What becomes of the next *count* commands (None: until the faults are cleared).

    *command* is a name (`evalsha`) or pattern (`z*`, `*`), `connect` (a new connection), or a kind:
    `@write`, `@growing` (what a full server refuses), `@data` (what a loading one refuses).

    Instead of the true answer comes *error* (`READ_ONLY`, `FULL`, …), a *reset*, or nothing
    (*silent*, until the faults are cleared: then it is carried out); without any of these the
    connection is closed. A *delay* in seconds goes with each, and alone lets the true answer come
    late. *after_effect*: the command is carried out first.
    """

    command: str
    count: Annotated[int, msgspec.Meta(ge=1)] | None = 1
    error: str | None = None
    reset: bool = False
    silent: bool = False
    delay: Annotated[float, msgspec.Meta(ge=0)] = 0
    after_effect: bool = False

    def strike(self) -> bool:
        self.count, is_last = last(self.count)
        return is_last

    @property
    def spares(self) -> bool:
        """Whether the true answer comes, sooner or later."""
        return self.silent or (bool(self.delay) and not (self.error or self.reset))


class Faults(Pending[Fault]):
    """The faults still to come."""

    def __init__(self, kinds: dict[str, set[str]]) -> None:
        super().__init__()
        self._kinds = kinds

    def add(self, command: str, count: int | None = 1, **what: Any) -> Fault:
        """Let the next *count* of *command* go wrong; see `Fault` for *what* can happen."""
        if command.startswith("@") and command not in self._kinds:
            raise ValueError(f"the kinds of commands are {', '.join(self._kinds)}")
        return self.put(msgspec.convert({"command": command, "count": count, **what}, Fault))

    def take(self, command: str) -> Fault | None:
        """Return the fault that meets *command*, and count it."""
        return self.first(lambda fault: self._meets(fault.command, command))

    def _meets(self, asked: str, command: str) -> bool:
        if asked.startswith("@"):
            return command in self._kinds[asked]
        return fnmatchcase(command, asked) and (command != "connect" or asked == command)


class Proxy:
    """Stands before the server at *target*; `url` is where to find it."""

    def __init__(self, target: str, kinds: dict[str, set[str]]) -> None:
        self.target = target
        self.faults = Faults(kinds)
        self.url = ""
        self._connections: set[Connection] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        connection = Connection(self, reader, writer)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            writer.close()

    def reset(self) -> None:
        """Reset every open connection."""
        for connection in self._connections:
            connection.drop(reset=True)

    async def fail_over(self, url: str) -> None:
        """Let the server at *url* take over: who connects gets there; open connections stay with
        the old one, which becomes its replica. Both must be TCP servers (`open_server`)."""
        former, self.target = self.target, url
        await promote(url)
        await replicate(former, url)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection to the server."""
        address = urlsplit(self.target)
        if address.scheme == "unix":
            return await asyncio.open_unix_connection(address.path)
        return await asyncio.open_connection(address.hostname, address.port)


class Connection:
    """One client's: its requests are answered one after the other, as Redis does it."""

    def __init__(
        self, proxy: Proxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy = proxy
        self._reader, self._writer = reader, writer
        self._requests: asyncio.Queue[Request | None] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._spoiled: bool | None = None  # whether a transaction is; None: there is none

    async def run(self) -> None:
        """Answer until either side ends."""
        with suppress(OSError, asyncio.IncompleteReadError):
            if await self._refused_at_once():
                return
            self._server, self._to_server = await self._proxy.connect()
            reading = asyncio.create_task(self._read())
            try:
                while request := await self._requests.get():
                    await self._serve(request)
            finally:
                reading.cancel()
                self._to_server.close()

    async def _refused_at_once(self) -> bool:
        fault = self._proxy.faults.take("connect")
        if fault is None:
            return False
        await self._wait(fault)
        if not fault.spares:
            self._writer.write(f"-{fault.error}\r\n".encode() if fault.error else b"")
            self.drop(reset=fault.reset)
        return not fault.spares

    async def _read(self) -> None:
        while request := await read_request(self._reader):
            self._requests.put_nowait(request)
        self._gone.set()
        self._requests.put_nowait(None)

    async def _serve(self, request: Request) -> None:
        reply = await self._reply(request)
        if reply and not self._writer.is_closing():
            self._writer.write(reply)
            await self._writer.drain()

    async def _reply(self, request: Request) -> bytes:
        """Return what the client gets; nothing if it is gone, or dropped."""
        if request.name == "exec" and self._spoiled:
            self._spoiled = None
            await self._forward(Request(b"*1\r\n$7\r\nDISCARD\r\n", [b"DISCARD"]))
            return ABORTED
        fault = self._proxy.faults.take(request.name)
        if fault is None:
            return await self._forward(request)
        early = await self._forward(request) if fault.after_effect else None
        await self._wait(fault)
        if fault.spares:
            return early or await self._forward(request)
        if fault.error:
            self._spoiled = None if self._spoiled is None else True
            return f"-{fault.error}\r\n".encode()
        self.drop(reset=fault.reset)
        return b""

    async def _forward(self, request: Request) -> bytes:
        """Return the server's reply; nothing if the client does not wait for it."""
        self._to_server.write(request.raw)
        if request.name in ("multi", "exec", "discard"):
            self._spoiled = False if request.name == "multi" else None
        reply = asyncio.create_task(read_reply(self._server))
        gone = asyncio.create_task(self._gone.wait())
        try:
            await asyncio.wait([reply, gone], return_when=asyncio.FIRST_COMPLETED)
            return await reply if reply.done() else b""
        finally:
            reply.cancel()
            gone.cancel()

    async def _wait(self, fault: Fault) -> None:
        await self._proxy.faults.hold(fault.delay)
        if fault.silent:
            await self._proxy.faults.hold(None)

    def drop(self, *, reset: bool) -> None:
        """End the client's connection."""
        if reset:
            raw = self._writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOW)
            self._writer.transport.abort()
        else:
            self._writer.close()


@asynccontextmanager
async def open_proxy(url: str) -> AsyncIterator[Proxy]:
    """Stand before the Redis at *url* until the block ends."""
    async with Redis.from_url(url) as redis:
        proxy = Proxy(url, _kinds(await redis.command()))
    # Without a database's number it is 0 on both sides; a user's name and password stay as well.
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    address = urlsplit(url)
    who = f"{address.netloc.rpartition('@')[0]}@" if "@" in address.netloc else ""
    path = address.path if address.scheme != "unix" else ""
    proxy.url = f"redis://{who}127.0.0.1:{port}{path}"
    try:
        yield proxy
    finally:
        proxy.faults.clear()
        proxy.reset()
        server.close()


def _kinds(commands: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    flags = {name.lower(): set(command["flags"]) for name, command in commands.items()}
    return {
        "@write": {name for name in flags if "write" in flags[name]} | SCRIPTS,
        "@growing": {name for name in flags if "denyoom" in flags[name]} | SCRIPTS,
        "@data": {name for name in flags if "loading" not in flags[name]},
    }
