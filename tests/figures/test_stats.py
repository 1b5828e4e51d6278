"""`/chutes stats`, choices among models, and how little a question costs."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from redis.asyncio.connection import AbstractConnection

from bot.chutes.client import open_chutes
from bot.figures.days import Source
from bot.figures.ledger import Ledger
from bot.figures.refresh import Refresh, VisitPlan
from tests.conversation import ADA, ask, blocks, cells, footer, seen

PLATFORM = {
    "llm": "*90.9B* input and *4.47B* output tokens in *",
    "diffusion": "*14.4M* steps",
}


async def nothing(*_: object, **__: object) -> None:
    """Take a job, and leave it."""


@pytest.fixture
async def refresh(redis, api, clock) -> AsyncIterator[Refresh]:
    pace = VisitPlan(often=timedelta(minutes=5), history=timedelta(days=60))
    async with open_chutes(api.url, clock=clock) as chutes:
        yield Refresh(redis, chutes, Ledger(redis, nothing), clock, pace)


@pytest.fixture
async def filled(refresh) -> None:
    """The ledger, as a worker has filled it."""
    for source in Source:
        await refresh.visit(source)


@pytest.mark.parametrize("kind", ["llm", "diffusion"])
async def test_statistics(kind, filled, web, slack):
    """Totals, what changed, a chart, a table, and where it all comes from."""
    said = await ask(slack, f"/chutes stats {kind}")

    assert PLATFORM[kind] in said["text"]
    assert "Compared with 10–16 Nov: " in said["text"]
    [chart] = blocks(said, "data_visualization")
    assert len(chart["chart"]["axis_config"]["categories"]) == 7
    assert cells(said)[0][0] == "Model"
    assert f"GET /invocations/stats/{kind}, fetched <!date^" in footer(said)


async def test_the_kind_may_come_last(filled, web, slack):
    """Words come in any order here too."""
    said = await ask(slack, "/chutes stats 3d by tps llm")

    assert "21–23 Nov" in said["text"]
    assert "Fastest: " in said["text"]


async def test_which_statistics(filled, web, slack):
    """Without a kind they are those of language models; of a model, those that measure it."""
    assert "tokens" in (await ask(slack, "/chutes stats 7d"))["text"]


async def test_a_choice(filled, web, slack):
    """Where a name means two chutes, a button asks again with one of them, in its place."""
    said = await ask(slack, "/chutes usage 3d model-70b by requests")
    assert "2 chutes match `model-70b`. Which one?" in said["text"]
    offered = [section for section in blocks(said, "section") if "accessory" in section]
    assert len(offered) == 2

    await slack.act(
        ADA, "ask", channel=said["channel"], ts=said["ts"], block_id=offered[1]["block_id"]
    )
    chosen = offered[1]["accessory"]["value"].split()[-1]
    answer = await seen(slack, said, lambda now: "on Chutes" in now["text"])
    assert "21–23 Nov" in answer["text"]
    assert "by *example-org/Model-70B-TEE*" in answer["text"]
    by_id = await ask(slack, f"/chutes usage by requests {chosen[:8]} 3d")
    assert by_id["text"] == answer["text"]


async def test_many_choices(filled, web, slack):
    """Five of many have a button each; a select has all others, and answers in the same place."""
    said = await ask(slack, "/chutes stats llm tee")
    *buttons, others = [one for one in blocks(said, "section") if "accessory" in one]
    menu = others["accessory"]
    many = int(said["text"].split()[0])

    assert len(buttons) == 5
    assert others["text"]["text"] == f"{many - 5} more:"
    assert len(menu["options"]) == many - 5
    where = {"channel": said["channel"], "ts": said["ts"], "block_id": others["block_id"]}
    await slack.act(ADA, "ask", menu["options"][0]["value"], **where)
    assert await seen(slack, said, lambda now: "on Chutes" in now["text"])


async def test_no_such_model(filled, web, slack):
    """The closest three names, and how to ask."""
    said = await ask(slack, "/chutes stats llm larkspurr-32")

    assert said["text"].startswith(
        "I couldn't find a chute matching `larkspurr-32`. Did you mean `"
    )
    [row] = blocks(said, "actions")
    assert "stats llm northwind-ai/Larkspur-32B" in [one["value"] for one in row["elements"]]


async def test_nothing_like_that(filled, web, slack):
    """Names that are hardly alike are not offered."""
    said = (await ask(slack, "/chutes stats llm last century"))["text"]

    assert said.startswith("I couldn't find a chute matching `last century`.")


async def test_a_model_that_is_gone(filled, web, slack, world):
    """A model without figures in the range is known, and says so."""
    said = (await ask(slack, "/chutes stats llm quartz-14b yesterday"))["text"]

    assert (
        said
        == "No requests by *Foxfern-Labs/Quartz-14B* on Chutes, 23 Nov; it was last used on 20 Nov."
    )


FAULTS = {
    "down": ({"kind": "answer", "status": 503, "retry_after": "1"}, "Failing since <!date^"),
    "gone": ({"kind": "answer", "status": 410}, "no longer offers"),
    "empty": ({"kind": "empty"}, "no figures at the moment"),
    "late": ({"kind": "stale", "days": 1}, "The source is behind: its newest day is 23 Nov."),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("filled", "web")
async def test_trouble_with_figures_known(fault, refresh, slack, api, clock):
    """One source down, gone, empty or late: its last figures, what is wrong; others are fine."""
    before = await ask(slack, "/chutes stats llm")
    details, note = FAULTS[fault]
    api.faults.add("llm", **details, times=None)
    clock.forward(timedelta(minutes=11))
    for source in Source:
        await refresh.visit(source)
    said = await ask(slack, "/chutes stats llm")

    assert said["text"] == before["text"]
    assert ":warning:" in footer(said)
    assert note in footer(said)
    assert ":warning:" not in footer(await ask(slack, "/chutes stats diffusion"))


@pytest.mark.parametrize("fault", ["gone", "empty"])
async def test_trouble_from_the_start(fault, refresh, web, slack, api):
    """With nothing known of a source, a sentence; usage has short ids and says why."""
    details, note = FAULTS[fault]
    api.faults.add("llm", **details, times=None)
    for source in Source:
        await refresh.visit(source)

    assert note in (await ask(slack, "/chutes stats llm"))["text"]
    usage = await ask(slack, "/chutes usage")
    assert "Names are missing" in footer(usage)
    assert len(cells(usage)) == 11


@pytest.mark.usefixtures("filled", "web")
async def test_a_late_source_at_midnight(refresh, slack, api, clock):
    """Just after a day has settled, a source that stands still has not got it: it is not zero."""
    clock.now = clock.now.replace(day=25, hour=0, minute=25)
    api.faults.add("llm", "stale", days=1, times=None)
    for source in Source:
        await refresh.visit(source)
    said = await ask(slack, "/chutes stats llm 2d")

    assert "23 Nov" in said["text"]
    assert "1 complete UTC day." in footer(said)
    assert "Left out because the figures are incomplete: 24 Nov." in said["text"]
    assert "The source is behind" in footer(said)


@pytest.mark.parametrize("line", ["/chutes usage", "/chutes stats llm 30d larkspur-32b"])
async def test_round_trips(line, filled, web, slack, mocker):
    """A warm question takes the gate's round trip to Redis, and at most two more."""
    await ask(slack, line)
    sent = mocker.spy(AbstractConnection, "send_packed_command")
    await ask(slack, line)

    assert 2 <= sent.call_count <= 3
