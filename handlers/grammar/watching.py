"""The words in which people say what a watch is to fire at."""

from collections.abc import Iterator, Mapping

from bot.watches.conditions import Trigger

ABOVE = """
above over > >= ≥ exceeds exceed exceeding passes reaches hits more_than higher_than greater_than
larger_than bigger_than at_least more_expensive_than goes_over rises_above
"""
BELOW = """
below under < <= ≤ less_than lower_than fewer_than smaller_than at_most cheaper_than drops_below
falls_below drops_under falls_under
"""
UNUSUAL = """
unusual unusually anomaly anomalies anomalous abnormal odd strange weird spike spikes jumps changes
moves
"""
SLOWER, FASTER = "slower_than", "faster_than"
LONGER, SHORTER = "longer_than", "shorter_than quicker_than"
NOISE = """
alert notify warn ping know when whenever if once takes take drops falls rises climbs becomes stays
gets goes is are than a an the me us tell let as soon watch watching someone please everything every
each per day daily platform chutes anything something
"""
UNIT_WORDS = {
    "usd": "$ usd dollars dollar bucks",
    "ttft": "s sec secs second seconds",
    "ttft ms": "ms msec milliseconds millisecond",
    "tps": "tps t/s tok/s tokens/s token/s tokens/sec tokens_per_second",
    "sps": "sps steps/s it/s steps/sec steps_per_second",
    "requests": "requests request reqs req",
    "invocations": "invocations invocation calls call",
    "tokens": "tokens tok token",
}
TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}


def _signs() -> Iterator[tuple[str, tuple[Trigger, str]]]:
    for said, trigger, about in (
        (ABOVE, Trigger.ABOVE, ""),
        (BELOW, Trigger.BELOW, ""),
        (UNUSUAL, Trigger.UNUSUAL, ""),
        (SLOWER, Trigger.BELOW, "speed"),
        (FASTER, Trigger.ABOVE, "speed"),
        (LONGER, Trigger.ABOVE, "time"),
        (SHORTER, Trigger.BELOW, "time"),
    ):
        for words in said.split():
            yield words.replace("_", " "), (trigger, about)


def _units() -> Iterator[tuple[str, tuple[str, float]]]:
    for measure, said in UNIT_WORDS.items():
        word, _, part = measure.partition(" ")
        for unit in said.split():
            yield unit.replace("_", " "), (word, 0.001 if part else 1.0)


SIGNS = dict(_signs())
"""When it fires, and if that speaks of a speed or of a time."""
UNITS: Mapping[str, tuple[str, float]] = dict(_units())
"""The measure that a unit stands for, and how many of the measure's own one is."""
NOISE_WORDS = frozenset(NOISE.split())
