"""Why it moved: the parts add up."""

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.figures.changes import Floors, parts
from bot.figures.messages.changes import change
from bot.figures.totals import UsageTotal

USD = st.floats(-1e6, 1e7, allow_nan=False)
TOTALS = st.builds(UsageTotal, USD, st.integers(0, 10**9))
WORLDS = st.dictionaries(st.sampled_from("abcdefghij"), TOTALS)


def summed(chutes) -> UsageTotal:
    return UsageTotal(
        fsum(total.usd for total in chutes.values()),
        sum(total.requests for total in chutes.values()),
    )


@given(WORLDS, WORLDS)
def test_parts_add_up(before, after):
    """By chute, and by volume and price, the parts are the whole change."""
    found = parts(before, after)
    change = summed(after).usd - summed(before).usd

    assert {part.chute_id for part in found} == before.keys() | after.keys()
    assert fsum(part.usd for part in found) == pytest.approx(change, abs=1e-4)
    for part in found:
        exact = abs(part.volume) * 1e-12 + 1e-9
        assert part.volume + part.price == pytest.approx(part.usd, abs=exact)


@pytest.mark.parametrize(
    ("before", "after", "volume", "price"),
    [
        (UsageTotal(10, 100), UsageTotal(15, 150), 5, 0),
        (UsageTotal(10, 100), UsageTotal(20, 100), 0, 10),
        (UsageTotal(10, 100), UsageTotal(30, 200), 12.5, 7.5),
        (UsageTotal(-3, 0), UsageTotal(4, 10), 7, 0),
    ],
)
def test_volume_and_price(before, after, volume, price):
    """More requests at the mean price, and the change of price for the mean requests."""
    [part] = parts({"a": before}, {"a": after})

    assert (part.volume, part.price) == (volume, price)


def test_new_and_gone_are_all_volume():
    """Who was not there before, or is no more, changed in volume only."""
    gone, new = parts({"a": UsageTotal(5, 10)}, {"b": UsageTotal(3, 10)})

    assert (gone.is_gone, gone.volume, gone.price) == (True, -5, 0)
    assert (new.is_new, new.volume, new.price) == (True, 3, 0)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [(100, 104.9, False), (100, 105, True), (2, 2.99, False), (2, 3, True), (0, 1, True)],
)
def test_floors(before, after, counts):
    """A chute's change counts from a dollar and five percent."""
    [part] = parts({"a": UsageTotal(before, 1)}, {"a": UsageTotal(after, 1)})

    assert part.counts(Floors()) is counts


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (100, 150, "up 50%"),
        (100, 88, "down 12%"),
        (100, 100.04, "hardly changed"),
        (0, 0, "unchanged"),
        (1, 13.5, "up 1,250%"),
        (0, 5, "up"),
        (-2.5, 5, "up"),
        (5, -2, "down"),
        (5, 0, "down 100%"),
        (None, 5, "not known before"),
        (5, None, "not known now"),
    ],
)
def test_changes_in_words(before, after, words):
    """A change is a percentage only where that means something."""
    assert change(before, after) == words
