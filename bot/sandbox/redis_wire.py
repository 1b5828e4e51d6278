"""Redis' protocol, as much of it as someone in the middle needs: where a message ends."""

from asyncio import IncompleteReadError, StreamReader
from dataclasses import dataclass

NESTED = {b"*": 1, b"~": 1, b">": 1, b"%": 2, b"|": 2}  # values for each one counted
COUNTED = (b"$", b"=", b"!")  # bytes follow, as many as the line says


@dataclass(frozen=True)
class Request:
    """What a client asks: *raw* as it came, and its words."""

    raw: bytes
    words: list[bytes]

    @property
    def name(self) -> str:
        """The command's name, in small letters."""
        return self.words[0].decode("latin-1").lower() if self.words else ""


async def read_request(reader: StreamReader) -> Request | None:
    """Return the next request; None at the end."""
    try:
        line = await reader.readuntil(b"\n")
        if not line.startswith(b"*"):
            return Request(line, line.split())
        words, raw = [], [line]
        for _ in range(int(line[1:])):
            size = await reader.readuntil(b"\n")
            word = await reader.readexactly(int(size[1:]) + 2)
            words.append(word[:-2])
            raw += [size, word]
    except (IncompleteReadError, ConnectionError):
        return None
    return Request(b"".join(raw), words)


async def read_reply(reader: StreamReader) -> bytes:
    """Return the next reply as it came, what was pushed before it included."""
    line = await reader.readuntil(b"\n")
    kind, raw = line[:1], [line]
    if kind in NESTED:
        raw += [await read_reply(reader) for _ in range(max(int(line[1:]), 0) * NESTED[kind])]
    elif kind in COUNTED and int(line[1:]) >= 0:
        raw.append(await reader.readexactly(int(line[1:]) + 2))
    if kind in (b">", b"|"):  # no reply yet
        raw.append(await read_reply(reader))
    return b"".join(raw)
