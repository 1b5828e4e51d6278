"""What leads on from an answer: more rows, one chute, a comparison, other dates."""

from tests.conversation import ask, blocks, cells, hear, offered, press, seen, spaced
from tests.handlers.test_buttons import BEN, edited, element, options


async def chosen(slack, said, action_id: str, label: str):
    """Choose what begins with *label*; return what the answer becomes."""
    offers = options(said, action_id)
    value = next(value for name, value in offers.items() if name.startswith(label))
    await press(slack, said, action_id, value)
    now = await seen(slack, said, lambda now: now.get("edited") != said.get("edited"))
    return spaced(now)


async def test_show_more(bot, slack):
    """One click shows the whole table in the place of its first ten rows."""
    said = await ask(slack, "/chutes usage yesterday by requests")
    label = element(said, "more")["text"]["text"]
    await press(slack, said, "more")
    whole = await seen(slack, said, edited)

    assert len(cells(said)) == 1 + 10
    assert label == f"Show all {len(cells(whole)) - 1}"
    assert "more" not in offered(whole)
    assert cells(whole)[0] == cells(said)[0]


async def test_one_chute_and_back(bot, slack):
    """A chute of the table is looked at in the answer's place; so are all chutes again."""
    said = await ask(slack, "/chutes usage yesterday")
    [_, busiest, *_] = options(said, "look")
    one = await chosen(slack, said, "look", busiest)
    assert f"{busiest.split(' (')[0]}* on Chutes, 23 Nov" in one["text"]
    assert element(one, "look")["initial_option"]["text"]["text"] == busiest

    again = await chosen(slack, one, "look", "All chutes")
    assert again["text"] == said["text"]


async def test_compare_with_other_days(bot, slack):
    """Earlier days stand beside those of the answer; other days are compared anew."""
    said = await ask(slack, "/chutes usage yesterday")
    assert [*options(said, "beside")] == [
        "The day before: 22 Nov",
        "A week earlier: 16 Nov",
        "4 weeks earlier: 26 Oct",
    ]
    beside = await chosen(slack, said, "beside", "A week earlier")
    assert cells(beside)[0] == ["Measure", "23 Nov", "16 Nov", "Difference"]

    week = await chosen(slack, beside, "range", "Last 7 days")
    assert "17–23 Nov" in week["text"]


async def test_compare_two_chutes(bot, slack):
    """One chute is put beside another one."""
    said = await ask(slack, "/chutes stats yesterday")
    one = await chosen(slack, said, "look", [*options(said, "look")][1])
    other = next(name for name in options(one, "beside") if ": " not in name)
    both = await chosen(slack, one, "beside", other)

    assert cells(both)[0][2] == other
    assert "look" in offered(both)


async def test_dates_are_picked(bot, slack):
    """Two pickers take the selects' place, with the answer's days, and move its ends."""
    said = await ask(slack, "/chutes usage by requests")
    await press(slack, said, "range", options(said, "range")["Pick dates…"])
    picking = await seen(slack, said, edited)
    assert offered(picking)[-3:] == ["range", "first_day", "last_day"]
    assert element(picking, "first_day")["initial_date"] == "2026-11-17"

    await press(slack, picking, "first_day", "2026-11-19")
    later = await seen(slack, said, lambda now: "19–23 Nov" in now["text"])
    await press(slack, later, "last_day", "2026-11-21")
    both = await seen(slack, said, lambda now: "19–21 Nov" in now["text"])
    assert element(both, "last_day")["initial_date"] == "2026-11-21"
    assert cells(both)[0][1] == "Invocations"


async def test_beside_what_everybody_sees(bot, slack):
    """What is chosen under a shared answer is shown to who chooses, and changes nothing there."""
    await press(slack, await ask(slack, "/chutes usage yesterday"), "share")
    shared = await hear(slack, BEN)
    for action_id, label in (("look_aside", ""), ("beside_aside", "The day before")):
        offers = options(shared, action_id)
        value = [offers[name] for name in offers if name.startswith(label)][-1]
        await press(slack, shared, action_id, value, as_=BEN)
        assert blocks(await hear(slack, BEN), "data_table")
    await press(slack, shared, "more_aside", as_=BEN)
    assert len(cells(await hear(slack, BEN))) > 11
    await press(
        slack, shared, "range_aside", options(shared, "range_aside")["Pick dates…"], as_=BEN
    )
    assert "first_day" in offered(await hear(slack, BEN))

    assert len(slack.messages("gpu-costs", "chiyo")) == 1
