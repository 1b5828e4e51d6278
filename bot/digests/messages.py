"""A digest as messages: the headline, its details, and the table of its days as a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slackblocks import ActionsBlock, Button, PlainText, SectionBlock
from slackblocks.blocks import Block

from bot.blocks.charts import Cell, Number, leaderboard
from bot.blocks.csv import as_csv
from bot.blocks.message import Message
from bot.blocks.sections import context, section
from bot.blocks.text import (
    cents,
    code,
    cut,
    duration,
    escape,
    listed,
    plural,
    points,
    usd,
    with_sign,
)
from bot.digests import sections as say
from bot.digests.calendar import goes_out_on
from bot.digests.draft import Attachment, DigestMessages, file_name
from bot.digests.figures import DigestFigures, is_month
from bot.digests.records import Digest, Quiet
from bot.digests.rules import LATE_AFTER
from bot.digests.settings import ASK, CHANGE
from bot.digests.sheet import digest_sheet
from bot.digests.words import comparison, gaps, long_day, long_days, span, typed
from bot.figures.changes import Floors
from bot.figures.days import LlmDay, Source
from bot.figures.messages.buttons import ASK_ASIDE
from bot.figures.messages.changes import NAME_LENGTH, NAMED_CHUTES, change_cell
from bot.figures.messages.coverage import fetched
from bot.figures.messages.leaderboards import EVERY_CHUTE, a_day, trend
from bot.figures.messages.measures import USD
from bot.figures.messages.usage import USAGE_IS
from bot.figures.periods import DAY, Period
from bot.figures.series import Series
from bot.figures.totals import LlmTotal

CHART, WEEK = 14, 7  # days
MOVERS = 10  # rows in the table
MONDAY = 0


def digest_messages(
    digest: Digest, figures: DigestFigures, floors: Floors, due: datetime, now: datetime
) -> DigestMessages:
    """Return what *digest* says of its days; a quiet one is one line, or none at all."""
    floors = replace(floors, usd=digest.floor_usd)
    silent = digest.quiet is Quiet.NOTHING
    if digest.about and not (figures.names or figures.missing):
        return DigestMessages(_nobody(digest, figures, due, now), silent=silent)
    if (figures.usage or silent) and _is_quiet(figures, floors):
        return DigestMessages(_quiet(digest, figures, floors, due, now), silent=silent)
    return DigestMessages(
        _headline(digest, figures, floors, due, now),
        _details(figures, floors, now.date()),
        _file(figures),
        figures.missing,
    )


def preview_message(draft: DigestMessages) -> Message:
    """Return what a digest would say, in one message, to one person."""
    first = "A preview, only for you."
    if draft.silent:
        first += " As nothing moved, it wouldn't be posted."
    said = [*draft.headline.blocks, *(draft.details.blocks if draft.details else ())]
    blocks = [block for block in said if not isinstance(block, ActionsBlock)]
    details = f"\n{draft.details.text}" if draft.details else ""
    text = f"{first} {draft.headline.text}{details}"
    return Message(text, [context(first), *blocks])


def _is_quiet(figures: DigestFigures, floors: Floors) -> bool:
    book: Series[Any, Any] | None = figures.usage or figures.models
    if book is None or figures.missing or figures.reports:
        return False
    if say.beside(book, figures).earlier is None:
        return False
    new, gone = say.comings(figures)
    return not (say.movers(figures, floors) or say.outliers(figures, floors) or new or gone)


def _nobody(digest: Digest, figures: DigestFigures, due: datetime, now: datetime) -> Message:
    """Say that no chute has the words in its name that the digest is about."""
    why = f"No chute with {code(digest.about)} in its name had any figures."
    text = f"{_title(digest, figures.period)}: {why}"
    return Message(
        text, [section(text), context(_credits(digest, due, now)), _buttons(digest, figures)]
    )


def _quiet(
    digest: Digest, figures: DigestFigures, floors: Floors, due: datetime, now: datetime
) -> Message:
    text = " ".join(
        [
            f"{_title(digest, figures.period)}:",
            *_total(figures, now.date()),
            f"{'A quiet day' if figures.is_one_day else 'Quiet days'}: nothing moved by",
            f"{usd(floors.usd)} and {points(floors.change)} or more.",
        ]
    )
    credits = context(_credits(digest, due, now))
    return Message(text, [section(text), credits, _buttons(digest, figures)])


def _headline(
    digest: Digest, figures: DigestFigures, floors: Floors, due: datetime, now: datetime
) -> Message:
    """Say it in short sections: Slack folds what is longer than about five lines."""
    first = [_title(digest, figures.period), *_about(figures)]
    top = ["\n".join([*first, *_total(figures, now.date())])]
    if figures.missing:
        top.append(f":warning: {' '.join(escape(said, 300) for said in figures.missing)}")
    groups = list(_groups(digest, figures, floors, now.date()))
    rest = ["\n".join(lines) for lines in groups if lines]
    footer = " ".join(filter(None, [_credits(digest, due, now), _sources(figures)]))
    blocks: list[Block] = [
        *map(SectionBlock, top),
        *_chart(figures),
        *map(SectionBlock, map(cut, rest)),
        context(footer),
        _buttons(digest, figures),
    ]
    return Message("\n".join([*top, *rest]), blocks)


def _total(figures: DigestFigures, today: date) -> Iterator[str]:
    if figures.usage:
        yield say.total(figures.usage, figures, today)
    if left_out := gaps(figures, today):
        yield left_out


def _groups(
    digest: Digest, figures: DigestFigures, floors: Floors, today: date
) -> Iterator[list[str]]:
    """Yield the lines of each section below the total and its chart."""
    if figures.usage:
        last = figures.period.last
        if len(figures.period) < WEEK and goes_out_on(digest.plan, last).weekday() == MONDAY:
            yield list(filter(None, [say.week(figures.usage, last, today)]))
        yield list(_moved(figures, floors, today))
    if figures.models:
        yield from _models(digest, figures.models, figures, floors, today)
    if figures.diffusion:
        yield list(filter(None, [say.diffusion(figures.diffusion, figures, today)]))
    if figures.reports:
        yield [say.reports(figures.reports)]


def _models(
    digest: Digest,
    book: Series[LlmDay, LlmTotal],
    figures: DigestFigures,
    floors: Floors,
    today: date,
) -> Iterator[list[str]]:
    yield [say.models(book, figures, floors, today)]
    yield list(say.speeds(figures, say.outliers(figures, floors), today))
    yield list(_comings(figures))
    if digest.models:
        yield ["*Watched*", *say.watched(book, figures, digest.models, today)]


def _moved(figures: DigestFigures, floors: Floors, today: date) -> Iterator[str]:
    """Yield the largest movers below a heading that says what they are compared with."""
    found = say.news(figures, floors)
    if found and figures.usage:
        names = say.beside(figures.usage, figures).names
        yield f"*Moved most since {span(figures.before, today)}*"
        yield from (f"• {say.mover(part, names)}" for part in found)


def _comings(figures: DigestFigures) -> Iterator[str]:
    for word, names in zip(("New", "No longer used"), say.comings(figures), strict=True):
        if names:
            shown = [escape(name, NAME_LENGTH) for name in names[:NAMED_CHUTES]]
            if len(names) > NAMED_CHUTES:
                shown.append(f"{len(names) - NAMED_CHUTES} more")
            yield f"*{word}*: {listed(shown)}."


def _details(figures: DigestFigures, floors: Floors, today: date) -> Message | None:
    paragraphs = list(say.reasons(figures, floors, today))
    table = _movers_table(figures, floors, today)
    if not paragraphs and not table:
        return None
    text = "\n".join(paragraphs) or f"Chutes that moved, {long_days(figures.period)}."
    said: list[Block] = [section(one) for one in paragraphs or [text]]
    return Message(text, [*table, *said] if table else said)


def _movers_table(figures: DigestFigures, floors: Floors, today: date) -> list[Block]:
    found = say.movers(figures, floors)
    if not found or figures.usage is None:
        return []
    names = say.beside(figures.usage, figures).names
    rows: list[list[Cell]] = [
        [
            names[part.chute_id],
            Number(round(part.usd, 2), with_sign(part.usd, cents)),
            change_cell(part.before.usd, part.after.usd),
            Number(round(part.after.usd, 2), cents(part.after.usd)),
        ]
        for part in found[:MOVERS]
    ]
    header = ["Chute", "Moved by", "Change", "USD"]
    caption = f"chutes with changes since {span(figures.before, today)}"
    return [leaderboard(header, rows, caption, of=len(found))]


def _chart(figures: DigestFigures) -> list[Block]:
    if figures.usage is None:
        return []
    last, drawn = figures.period.last, max(CHART, len(figures.period))
    account = figures.usage.account(Period(last - (drawn - 1) * DAY, last))
    return trend(USD, account, {EVERY_CHUTE: a_day(account, USD)})


def _buttons(digest: Digest, figures: DigestFigures) -> ActionsBlock:
    """Return what people can do about a digest: look closer or ask, each for themselves, or change
    it."""
    when = f"{digest.about} {comparison(figures.period)}".strip()
    asked = [("Details", f"usage {when}")] if figures.usage else []
    if figures.models:
        asked.append(("Models", f"stats llm {when}"))
    buttons = [
        Button(PlainText(label), f"{ASK_ASIDE}_{place}", value=question)
        for place, (label, question) in enumerate(asked)
    ]
    if figures.usage:
        buttons.append(Button(PlainText("Ask about this"), ASK, value=typed(figures.period)))
    settings = Button(PlainText("Settings"), CHANGE, value=digest.key.place)
    return ActionsBlock([*buttons, settings])


def _file(figures: DigestFigures) -> Attachment | None:
    sheet = digest_sheet(figures)
    return Attachment(file_name(figures.period), as_csv(sheet)) if sheet.rows else None


def _title(digest: Digest, period: Period) -> str:
    only = f", only {code(digest.about)}" if digest.about else ""
    if len(period) == 1:
        return f"*Chutes on {long_day(period.last)}{only}*"
    within = "in" if is_month(period) else "from"
    return f"*Chutes {within} {long_days(period)}{only}*"


def _about(figures: DigestFigures) -> Iterator[str]:
    """Name the chutes that it is about, if that is not only one."""
    names = [escape(name, NAME_LENGTH) for name in figures.names]
    if len(names) > 1:
        rest = len(names) - NAMED_CHUTES
        more = [plural(rest, "other")] if rest > 0 else []
        yield f"{len(names)} chutes: {listed([*names[:NAMED_CHUTES], *more])}."


def _credits(digest: Digest, due: datetime, now: datetime) -> str:
    is_late = now - due >= LATE_AFTER
    behind = f":hourglass: {duration(now - due)} late. " if is_late else ""
    return f"{behind}Set up by <@{digest.owner_id}>."


def _sources(figures: DigestFigures) -> str:
    books = [figures.usage, figures.models, figures.diffusion]
    sources: list[Source] = [book.subject.source for book in books if book]
    if not sources:
        return ""
    first = next(book for book in books if book)
    others = "".join(f", {source.endpoint}" for source in sources[1:])
    what = f"{USAGE_IS} " if figures.usage else "Platform-wide. "
    asked = fetched(sources[0], first.state).removesuffix(".")
    days = "UTC day" if figures.is_one_day else "UTC days"
    return f"{days}. {what}{asked}{others}."
