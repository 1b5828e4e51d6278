"""What a digest says, from the API's own figures to the thread in the sandbox's Slack."""

import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from bot.blocks.text import count
from bot.chutes.client import open_chutes
from bot.config import Settings
from bot.digests.calendar import EVERY_DAY, Slot, schedule
from bot.digests.draft import DigestMessages
from bot.digests.preview import preview
from bot.digests.records import Digest, Quiet, Section
from bot.digests.rules import open_slot
from bot.digests.worker import composer
from bot.figures.days import Source
from bot.figures.factories import floors, visits
from bot.figures.ledger import Ledger
from bot.figures.periods import DAY, Period, newest_complete
from bot.figures.refresh import Refresh
from bot.reports.factories import report_store
from tests.conversation import ask, blocks
from tests.digests.delivery.digesting import nov, utc

MONDAY = nov(23)


async def usage(api) -> dict[str, dict[str, dict]]:
    """The API's usage by day and chute, read without any of the bot's code."""
    async with httpx.AsyncClient(verify=False) as http:
        rows = (await http.get(f"{api.url}/invocations/usage")).json()
    days: dict[str, dict[str, dict]] = {}
    for row in rows:
        days.setdefault(row["date"], {})[row["chute_id"]] = row
    return days


async def nothing(name: str, data: object, *, id: str) -> None:
    pass


@pytest.fixture
async def ledger(redis, api, settings, clock) -> Ledger:
    """A ledger that was filled once, now."""
    ledger = Ledger(redis, nothing, patience=0.1)
    async with visiting(redis, api, settings, clock, ledger) as refresh:
        for source in Source:
            await refresh.visit(source)
    return ledger


@asynccontextmanager
async def visiting(redis, api, settings, clock, ledger) -> AsyncIterator[Refresh]:
    async with open_chutes(api.url, clock=clock) as chutes:
        yield Refresh(redis, chutes, ledger, clock, visits(settings))


@pytest.fixture
def write(redis, ledger, settings, clock):
    """Writes a digest of a day, with settings that differ from the usual ones."""

    async def write(day=MONDAY, late=timedelta(0), first=None, **different) -> DigestMessages:
        now = clock()
        plan = different.pop("plan", schedule(now.time(), "UTC", EVERY_DAY, now))
        digest = replace(Digest("T1", "C1", "U1", plan, begins=now, since=now), **different)
        compose = composer(ledger, report_store(settings, redis), floors(settings))
        return await compose(
            digest, open_slot(digest, Slot(Period(first or day, day), now - late), 1, now), now
        )

    return write


async def test_the_total_and_its_comparisons(write, api):
    """The total is the day's, beside the same day a week before and the day before: whole days."""
    text = (await write()).headline.text

    days = await usage(api)
    monday, week, sunday = (
        sum(row["usd_amount"] for row in days[day].values())
        for day in ("2026-11-23", "2026-11-16", "2026-11-22")
    )
    assert text.startswith(f"*Chutes on Monday 23 November*\n*${monday:,.0f}*")
    assert f"from Mon 16 Nov (${week:,.0f})" in text
    assert f"from Sun 22 Nov (${sunday:,.0f})" in text
    way = "up" if monday > week else "down"
    assert f"{way} {abs(monday / week - 1):.1%}" in text


async def moves(api, day: int) -> list[float]:
    """By how many USD each chute differs from a week before, by the API's own figures."""
    days = await usage(api)
    now, before = days[f"2026-11-{day}"], days[f"2026-11-{day - 7}"]
    nothing = {"usd_amount": 0.0}
    return [
        now.get(chute_id, nothing)["usd_amount"] - before.get(chute_id, nothing)["usd_amount"]
        for chute_id in now.keys() | before.keys()
    ]


async def test_the_largest_mover(write, api):
    """What moved most comes first, below what it is compared with."""
    text = (await write(day=nov(21))).headline.text

    most = max(await moves(api, 21), key=abs)
    amount = f"{'+' if most > 0 else '−'}${abs(most):,.0f}"
    heading, first = re.search(r"(\*Moved most.*)\n• (.*)", text).groups()
    assert heading == "*Moved most since Sat 14 Nov*"
    assert amount in first


async def test_what_is_new_is_news_once(write):
    """A chute is new on its first day; the day after, the table still has it, the news do not."""
    first, second = [(await write(day=nov(day))).headline.text for day in (21, 22)]

    assert re.search(r"• Wren_Coder-Next∶free \+\$\d+, new", first)
    assert "*New*: Wren_Coder-Next∶free." in first
    assert "Wren_Coder-Next" not in second


async def test_the_parts_add_up(write, api):
    """What chutes moved adds up to the change, to the dollar."""
    draft = await write()

    total = sum(await moves(api, 23))
    _, why, _ = re.split(r"\*Why.*\n", draft.details.text)
    listed = why.partition(". ")[0]
    signed = re.findall(r"[+−]\$[\d,]+", listed)
    said = [float(one.replace("$", "").replace(",", "").replace("−", "-")) for one in signed]
    assert len(said) == 4
    assert sum(said) == pytest.approx(total, abs=1)


async def test_the_chart_ends_with_the_day(write, api):
    """The chart has up to 14 complete days, the last is the one reported."""
    draft = await write(day=nov(22))

    [chart] = blocks(draft.headline.payload(), "data_visualization")
    points = chart["chart"]["series"][0]["data"]
    days = await usage(api)
    known = [day for day in sorted(days) if "2026-11-14" <= day <= "2026-11-22"]
    assert [point["value"] for point in points] == pytest.approx(
        [sum(row["usd_amount"] for row in days[day].values()) for day in known], abs=0.01
    )


async def test_the_file_has_every_chute(write, api):
    """The CSV has the day's figures of every chute, unrounded, beside both earlier days."""
    file = (await write()).file

    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    days = await usage(api)
    assert file.name == "chutes-2026-11-23.csv"
    for column, day in (("usd", 23), ("usd_day_before", 22), ("usd_week_before", 16)):
        said = {row["chute_id"]: float(row[column]) for row in rows if row[column]}
        wanted = {id: row["usd_amount"] for id, row in days[f"2026-11-{day}"].items()}
        assert said == pytest.approx(wanted)


async def test_models(write, api):
    """Tokens are the day's; speeds are weighted by requests."""
    text = (await write()).headline.text

    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.get(f"{api.url}/invocations/stats/llm?start_date=2026-11-23")
    rows = [row for row in answer.json() if row["date"] == "2026-11-23"]
    tokens = sum(row["total_input_tokens"] + row["total_output_tokens"] for row in rows)
    known = [row for row in rows if row["average_tps"]]
    tps = sum(row["average_tps"] * row["total_requests"] for row in known) / sum(
        row["total_requests"] for row in known
    )
    assert f"*Models*: {tokens / 1e9:.1f}B tokens" in text
    assert f"{tps:,.1f}\u00a0tokens/s" in text


@pytest.mark.parametrize("quiet", Quiet)
async def test_a_quiet_day_is_one_line(write, quiet):
    """Where nothing moved enough to be worth a line there is no chart, no thread and no file."""
    draft = await write(sections=(Section.USAGE,), floor_usd=100_000.0, quiet=quiet)

    assert "\n" not in draft.headline.text
    assert draft.headline.text.startswith("*Chutes on Monday 23 November*: *$")
    assert draft.headline.text.endswith("A quiet day: nothing moved by $100,000 and 5% or more.")
    assert (draft.details, draft.file) == (None, None)
    assert draft.silent is (quiet is Quiet.NOTHING)


@pytest.mark.parametrize("day", [nov(23), nov(24)])
async def test_what_is_not_quiet_is_never_silent(write, day):
    """What moved goes out, and so does a day whose figures are missing: nobody knows of it."""
    assert not (await write(day=day, quiet=Quiet.NOTHING)).silent


async def test_sections_that_are_off_are_not_mentioned(write):
    """Only what was chosen is there."""
    text = (await write(sections=(Section.DIFFUSION,))).headline.text

    assert "*Image models*" in text
    assert "$" not in text
    assert "*Models*" not in text


async def test_models_to_watch(write):
    """Each model that somebody watches has a line in the message, and a name that matches none."""
    text = (await write(models=("northwind-ai/larkspur-32b", "nosuchmodel"))).headline.text

    assert re.search(r"• Larkspur-32B — [\d.,]+\w? tokens \(.*?\), [\d.]+\stokens/s", text)
    assert "• `nosuchmodel`: no traffic on 23 Nov" in text


@pytest.mark.parametrize("about", ["larkspur", "northwind-ai", "wren coder"])
async def test_about_some_models(write, api, about):
    """A digest about some chutes is of those whose names have its words, and of no other."""
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{api.url}/invocations/stats/llm?start_date=2026-11-23")
    rows = [row for row in answer.json() if row["date"] == "2026-11-23"]
    meant = {
        row["chute_id"]
        for row in rows
        if all(word in row["name"].lower() for word in about.split())
    }
    draft = await write(about=about)

    usd = [(await usage(api))["2026-11-23"][id]["usd_amount"] for id in meant]
    tokens = [
        row["total_input_tokens"] + row["total_output_tokens"]
        for row in rows
        if row["chute_id"] in meant
    ]
    assert draft.headline.text.startswith(f"*Chutes on Monday 23 November, only `{about}`*\n")
    assert f"*${sum(usd):,.0f}* and" in draft.headline.text
    assert f"*Models*: {count(sum(tokens))} tokens" in draft.headline.text
    assert "Reports from here" not in draft.headline.text
    found = csv.DictReader(io.StringIO(draft.file.content.decode("utf-8-sig")))
    assert {row["chute_id"] for row in found if row["usd"]} == meant
    [buttons] = blocks(draft.headline.payload(), "actions")
    assert buttons["elements"][0]["value"] == f"usage {about} 2026-11-23 vs last week"


async def test_about_nothing_that_there_is(write):
    """Words that no name has are said; nothing is 0 by mistake."""
    text = (await write(about="nosuchmodel")).headline.text

    assert "No chute with `nosuchmodel` in its name had any figures." in text


async def test_on_mondays_the_week(write, clock, redis, api, settings, ledger):
    """What goes out on a Monday has the week beside the one before, if both are known."""
    clock.now = utc(30, 9)
    async with visiting(redis, api, settings, clock, ledger) as refresh:
        for source in Source:
            await refresh.visit(source)
    plan = schedule(utc(30, 9).time(), "UTC", EVERY_DAY, clock())
    text = (await write(day=nov(29), plan=plan)).headline.text

    line = next(line for line in text.split("\n") if line.startswith("*The week*"))
    assert re.match(r"\*The week\* 23–29 Nov: \*\$[\d,]+\*, \w+ [\d.]+% from 16–22 Nov", line)
    assert "*The week*" not in (await write(day=nov(28), plan=plan)).headline.text


async def test_late(write):
    """What comes late says how late."""
    draft = await write(late=timedelta(minutes=95))

    footer = blocks(draft.headline.payload(), "context")[-1]["elements"][0]["text"]
    assert footer.startswith(":hourglass: 1\u00a0h\u00a035\u00a0min late. Set up by <@U1>.")


async def test_a_day_that_is_not_complete_never_appears(write):
    """Today, known so far, is missing as far as a digest is concerned."""
    draft = await write(day=nov(24))

    assert len(draft.missing) == 3
    assert "No usage for 24 Nov." in draft.headline.text
    assert "$" not in draft.headline.text
    _, warnings = blocks(draft.headline.payload(), "section")
    assert warnings["text"]["text"].count("No ") == 3


async def test_no_section_is_long(write):
    """Slack folds a section after about five lines: each group has its own."""
    lines = [
        section["text"]["text"].split("\n")
        for section in blocks((await write()).headline.payload(), "section")
    ]

    assert lines[0][0] == "*Chutes on Monday 23 November*"
    assert max(map(len, lines)) <= 4
    assert [len(group) for group in lines if group[0].startswith("*Models*")] == [1]


async def test_a_source_that_is_late_is_named(redis, api, settings, clock, write):
    """A source without the day is named with its trouble; the rest is there."""
    api.faults.add("diffusion", "answer", status=503, times=None)
    await redis.delete("chutes:source:stats/diffusion", "chutes:day:stats/diffusion:2026-11-23")
    async with visiting(redis, api, settings, clock, Ledger(redis, nothing)) as refresh:
        await refresh.visit(Source.DIFFUSION)
    draft = await write()
    api.faults.clear()

    [missing] = draft.missing
    assert missing.startswith("No image statistics for 23 Nov. ")
    assert "*$9" in draft.headline.text


async def test_a_source_that_is_gone_is_not_mentioned(redis, api, settings, clock, write):
    """An endpoint that the server no longer offers is no reason to wait, nor to speak of."""
    api.faults.add("diffusion", "answer", status=410, times=None)
    await redis.delete("chutes:source:stats/diffusion", "chutes:day:stats/diffusion:2026-11-23")
    async with visiting(redis, api, settings, clock, Ledger(redis, nothing)) as refresh:
        await refresh.visit(Source.DIFFUSION)
    draft = await write()
    api.faults.clear()

    assert draft.missing == ()
    assert "mage models" not in draft.headline.text


async def test_now(bot, slack):
    """`digest now` shows one, in private, without anything being set up."""
    said = await ask(slack, "/chutes digest now", within=15)

    assert said["text"].startswith("A preview, only for you. *Chutes on Monday 23 November*")
    assert not [one for one in slack.messages("gpu-costs", "ben") if one["is_bot"]]


async def test_the_whole_way(bot, slack, clock):
    """Set up in Slack, it comes at its hour: headline, thread, file; the history says so."""
    await ask(slack, "/chutes usage", within=15)
    await ask(slack, "/chutes digest on 14:00")
    await slack.heard("ada", "gpu-costs")
    clock.now = utc(24, 13)

    def posted():
        found = [one for one in slack.messages("gpu-costs", "ben") if one["is_bot"]]
        return found if len(found) == 4 else None

    _, headline, details, file = await slack.wait_for(posted, 20)
    assert headline["text"].startswith("*Chutes on Monday 23 November*")
    assert details["thread_ts"] == file["thread_ts"] == headline["ts"]
    assert file["files"][0]["name"] == "chutes-2026-11-23.csv"
    for _ in range(3):
        await slack.heard("ada", "gpu-costs")
    history = await ask(slack, "/chutes digest history")
    assert "Monday 23 November: posted on time" in history["text"]


async def test_preview(settings, clock, api):
    """The command line prints one, with the API's figures, and without Slack."""
    unconnected = Settings.model_validate(
        settings.model_dump() | {"slack_api_url": "http://127.0.0.1:9/", "redis_url": None}
    )
    printed = await preview(unconnected, None, clock)

    days = await usage(api)
    total = sum(row["usd_amount"] for row in days[f"{newest_complete(clock())}"].values())
    assert printed.startswith("*Chutes on Monday 23 November*")
    assert f"*${total:,.0f}*" in printed
    assert f"{(MONDAY - 7 * DAY):%A}" in printed
