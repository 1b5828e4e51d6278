"""Screenshots with 256 colours: a third of the bytes, and no difference that one sees."""

import zlib
from collections import Counter
from collections.abc import Iterator
from struct import iter_unpack, pack, unpack

START = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, int, int]


def with_palette(png: bytes) -> bytes:
    """Return *png*, an RGB picture as Chromium makes it, with the 256 colours it has most of."""
    chunks = list(_chunks(png))
    width, height = unpack(">II", chunks[0][1][:8])
    filtered = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    rows = [list(iter_unpack("BBB", row)) for row in _rows(filtered, 3 * width)]
    counted = Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in counted.most_common(256)]
    index = {colour: _nearest(palette, colour) for colour in counted}
    pixels = b"".join(b"\0" + bytes(map(index.__getitem__, row)) for row in rows)
    return START + b"".join(
        (
            _chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(map(bytes, palette))),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _nearest(palette: list[Colour], colour: Colour) -> int:
    def distance(place: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(palette[place], colour, strict=True))

    return min(range(len(palette)), key=distance)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(START)
    while at < len(png):
        length, kind = unpack(">I4s", png[at : at + 8])
        yield kind, png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))


def _rows(filtered: bytes, width: int) -> Iterator[bytes]:
    """Yield rows of *width* bytes, each of which was written as its difference from a guess."""
    above = bytes(width + 3)
    for at in range(0, len(filtered), width + 1):
        guess, row = GUESSES[filtered[at]], bytearray(width + 3)
        for x, byte in enumerate(filtered[at + 1 : at + 1 + width], 3):
            row[x] = (byte + guess(row[x - 3], above[x], above[x - 3])) & 255
        above = bytes(row)
        yield above[3:]


def _paeth(left: int, up: int, corner: int) -> int:
    return min((left, up, corner), key=lambda one: abs(left + up - corner - one))


GUESSES = (
    lambda left, up, corner: 0,
    lambda left, up, corner: left,
    lambda left, up, corner: up,
    lambda left, up, corner: (left + up) // 2,
    _paeth,
)
