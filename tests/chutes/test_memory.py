"""What an answer may cost in memory, whatever its shape: measured in a process of its own."""

import asyncio
import gzip
import json

import pytest

from tests.chutes.wire import open_wire, reply
from tests.memory import growth

MB = 2**20
MOST_GROWTH = 250  # MB, of a worker that has some 150
ROW = {"chute_id": "c", "date": "2026-03-01", "usd_amount": 1, "invocation_count": 1}
LINE = b"i,u,2026-03-01 00:00:00,,,\r\n"
HEADER = b"invocation_id,user_id,timestamp,confirmed_at,confirmed_by,reason\r\n"
RECENT = b"invocation_id,chute_id,started_at,miner_uid,metrics\r\n"
SHAPES = {
    "lists in lists": ("usage", lambda: b"[" * 120 * MB),
    "empty objects": ("usage", lambda: b"[" + b"{}," * 40 * MB),
    "objects in objects": ("usage", lambda: b'[{"a":' * 1000 + b"1"),
    "numbers": ("usage", lambda: b"[" + b"1," * 60 * MB),
    "one text": ("usage", lambda: b'["' + b"x" * 100 * MB + b'"]'),
    "a name without end": ("usage", lambda: json.dumps([ROW | {"x": "y" * 100 * MB}]).encode()),
    "one object of many fields": (
        "usage",
        lambda: b"[{" + b",".join(b'"%d":1' % number for number in range(9_000_000)) + b"}]",
    ),
    "rows without end": ("usage", lambda: json.dumps([ROW] * 1_500_000).encode()),
    "packed": ("usage", lambda: b"[" + b" " * 120 * MB + b"]"),
    "lines": ("reports", lambda: HEADER + LINE * 500_000),
    "columns": ("reports", lambda: HEADER.strip() + b",c" * 5_000_000 + b"\r\n"),
    "an open quote": ("reports", lambda: HEADER + b'"' + b"x\r\n" * 5_000_000),
    "metrics": (
        "recent",
        lambda: RECENT + (b'i,c,2026-03-01,1,"{' + b"'a':1," * 600 + b'}"\r\n') * 5000,
    ),
}


@pytest.mark.soak
@pytest.mark.parametrize("shape", SHAPES)
async def test_an_answer_of_any_shape(shape):
    """It is read within a bound, or ends in a sentence."""
    ask, make = SHAPES[shape]
    body = make()
    options = {"kind": "text/csv" if ask != "usage" else "application/json"}
    if shape == "packed":
        body, options["Content_Encoding"] = gzip.compress(body), "gzip"
    async with open_wire() as wire:
        wire.answers = [reply(body, **options)]
        grown, said = await asyncio.to_thread(growth, f"tests.chutes.asker:{ask}", wire.url)

    print(shape, grown, said)
    assert grown < MOST_GROWTH, said
    assert said.endswith((".", "skipped"))


async def test_an_answer_of_many_small_things():
    """Eight MB of empty objects, which a parser makes gigabytes of, cost a few MB."""
    async with open_wire() as wire:
        wire.answers = [reply(b"[" + b"{}," * 3 * MB)]
        grown, said = await asyncio.to_thread(growth, "tests.chutes.asker:usage", wire.url)

    assert grown < 60, said
    assert said == "The Chutes API sent more rows than I can hold."
