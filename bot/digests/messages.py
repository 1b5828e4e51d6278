"""A digest as messages: the headline, its details, and the day's table as a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from slackblocks import ContextBlock, SectionBlock, Text
from slackblocks.blocks import Block

from bot.blocks.charts import Cell, Number, leaderboard
from bot.blocks.csv import as_csv
from bot.blocks.message import Message
from bot.blocks.text import cut, escape, usd
from bot.digests import sections as say
from bot.digests.calendar import goes_out_on
from bot.digests.draft import Attachment, DigestMessages
from bot.digests.figures import DigestFigures
from bot.digests.records import Digest
from bot.digests.rules import LATE_AFTER
from bot.digests.settings import late, long_day
from bot.digests.sheet import digest_sheet
from bot.figures.changes import ChangePart, Floors
from bot.figures.days import Source
from bot.figures.messages.changes import NAMED_CHUTES, chute_change
from bot.figures.messages.coverage import fetched
from bot.figures.messages.leaderboards import a_day, trend
from bot.figures.messages.measures import USD
from bot.figures.messages.usage import USAGE_IS
from bot.figures.periods import DAY, Period

CHART = 14  # days
MOVERS = 10  # rows in the table
MONDAY = 0


def digest_messages(
    digest: Digest, figures: DigestFigures, floors: Floors, due: datetime, now: datetime
) -> DigestMessages:
    """Return what *digest* says of a day; a quiet one is two lines."""
    floors = replace(floors, usd=digest.floor_usd)
    if _is_quiet(figures, floors):
        return DigestMessages(_quiet(digest, figures, floors, due, now))
    return DigestMessages(
        _headline(digest, figures, floors, due, now),
        _details(digest, figures, floors),
        _file(figures),
        figures.missing,
    )


def preview_message(draft: DigestMessages) -> Message:
    """Return what a digest would say, in one message, to one person."""
    first = "A preview, only for you."
    blocks = [*draft.headline.blocks, *(draft.details.blocks if draft.details else ())]
    details = f"\n{draft.details.text}" if draft.details else ""
    text = f"{first} {draft.headline.text}{details}"
    return Message(text, [ContextBlock([Text(first)]), *blocks])


def _is_quiet(figures: DigestFigures, floors: Floors) -> bool:
    if figures.usage is None or figures.missing or figures.reports:
        return False
    if say.against(figures.usage, figures.day, back=7).earlier is None:
        return False
    new, gone = say.comings(figures)
    return not (say.movers(figures, floors) or say.unusual(figures, floors) or new or gone)


def _quiet(
    digest: Digest, figures: DigestFigures, floors: Floors, due: datetime, now: datetime
) -> Message:
    assert figures.usage, "a day without usage is not quiet"
    text = (
        f"{_title(figures.day)} {say.total(figures.usage, figures.day)}\n"
        f"A quiet day: nothing moved by {usd(floors.usd)} and {100 * floors.change:g} %. "
        f"{_credits(digest, due, now)}"
    )
    return Message(text, [SectionBlock(text)])


def _headline(
    digest: Digest, figures: DigestFigures, floors: Floors, due: datetime, now: datetime
) -> Message:
    """Say it in short sections: Slack folds what is longer than about five lines."""
    top = ["\n".join([_title(figures.day), *_total(figures, floors)])]
    if figures.missing:
        top.append("\n".join(f":warning: {escape(said, 300)}" for said in figures.missing))
    rest = ["\n".join(lines) for lines in _groups(digest, figures, floors) if lines]
    footer = " ".join(filter(None, [_credits(digest, due, now), _sources(figures)]))
    blocks: list[Block] = [
        *map(SectionBlock, top),
        *_chart(figures),
        *map(SectionBlock, rest),
        ContextBlock([Text(footer)]),
    ]
    return Message("\n".join([*top, *rest]), blocks)


def _total(figures: DigestFigures, floors: Floors) -> Iterator[str]:
    if figures.usage:
        main = say.reason(figures, floors)
        yield " ".join(filter(None, [say.total(figures.usage, figures.day), main]))


def _groups(digest: Digest, figures: DigestFigures, floors: Floors) -> Iterator[list[str]]:
    """Yield the lines of each section below the total and its chart."""
    if figures.usage:
        if goes_out_on(digest.plan, figures.day).weekday() == MONDAY:
            yield list(filter(None, [say.week(figures.usage, figures.day)]))
        yield [f"• {say.mover(part, figures)}" for part in _further(figures, floors)]
    if figures.models:
        yield [say.models(figures.models, figures.day, floors)]
        yield list(say.speeds(figures, say.unusual(figures, floors)))
        yield list(_comings(figures))
    if figures.diffusion:
        yield list(filter(None, [say.diffusion(figures.diffusion, figures.day)]))
    if figures.reports:
        yield [say.reports(figures.reports)]


def _further(figures: DigestFigures, floors: Floors) -> list[ChangePart]:
    """Return the largest movers, but for the one that the headline names."""
    named = say.reason(figures, floors)
    found = say.movers(figures, floors)
    return [part for part in found if say.mover(part, figures) not in named][:NAMED_CHUTES]


def _comings(figures: DigestFigures) -> Iterator[str]:
    for word, names in zip(("New", "Gone"), say.comings(figures), strict=True):
        if names:
            shown = ", ".join(escape(name, 40) for name in names[:NAMED_CHUTES])
            more = f" and {len(names) - NAMED_CHUTES} more" if len(names) > NAMED_CHUTES else ""
            yield f"{word} since a week before: {shown}{more}."


def _details(digest: Digest, figures: DigestFigures, floors: Floors) -> Message | None:
    lines = list(say.reasons(figures, floors))
    if figures.models and digest.models:
        lines += say.watched(figures.models, figures.day, digest.models)
    table = _movers_table(figures, floors)
    if not lines and not table:
        return None
    text = "\n".join(lines) or f"Chutes that moved, {long_day(figures.day)}."
    blocks: list[Block] = [SectionBlock(cut(line)) for line in text.split("\n")]
    return Message(text, [*blocks, *table])


def _movers_table(figures: DigestFigures, floors: Floors) -> list[Block]:
    found = say.movers(figures, floors)
    if not found or figures.usage is None:
        return []
    names = figures.usage.names.apart(part.chute_id for part in found)
    rows: list[list[Cell]] = [
        [
            names[part.chute_id],
            Number(round(part.after.usd, 2), usd(part.after.usd)),
            Number(round(part.usd, 2), say.signed(part.usd)),
            chute_change(part, floors),
        ]
        for part in found[:MOVERS]
    ]
    header = ["Chute", "USD", "vs. a week before", "Change"]
    return [leaderboard(header, rows, "chutes that moved", of=len(found))]


def _chart(figures: DigestFigures) -> list[Block]:
    if figures.usage is None:
        return []
    account = figures.usage.account(Period(figures.day - (CHART - 1) * DAY, figures.day))
    return trend("USD", account, {"USD": a_day(account, USD)})


def _file(figures: DigestFigures) -> Attachment | None:
    sheet = digest_sheet(figures)
    return Attachment(f"chutes-{sheet.name}.csv", as_csv(sheet)) if sheet.rows else None


def _title(day: date) -> str:
    return f"*Chutes on {long_day(day)}*"


def _credits(digest: Digest, due: datetime, now: datetime) -> str:
    is_late = now - due >= LATE_AFTER
    behind = f":hourglass: {late(now - due)} late. " if is_late else ""
    return f"{behind}Set up by <@{digest.owner_id}>."


def _sources(figures: DigestFigures) -> str:
    books = [figures.usage, figures.models, figures.diffusion]
    sources: list[Source] = [book.subject.source for book in books if book]
    if not sources:
        return ""
    first = next(book for book in books if book)
    others = "".join(f", {source.endpoint}" for source in sources[1:])
    what = f"{USAGE_IS} " if figures.usage else "Platform-wide. "
    return f"{what}{fetched(sources[0], first.state).rstrip('.')}{others}."
