"""The day of a digest as a table: every chute, with all that is known of it."""

from datetime import date
from typing import Any

from bot.blocks.csv import Sheet, Value
from bot.digests.figures import DigestFigures
from bot.figures.messages.diffusion import DIFFUSION_FIELDS as DIFFUSION
from bot.figures.messages.llm import LLM_FIELDS as LLM
from bot.figures.messages.measures import Measure
from bot.figures.messages.usage import USAGE_FIELDS as USAGE
from bot.figures.periods import DAY, Period
from bot.figures.series import Series

Fields = dict[str, Measure[Any]]


def digest_sheet(figures: DigestFigures) -> Sheet:
    """Return every chute of the day; usage also of the same day a week before, and a day before."""
    columns = dict(_columns(figures))
    chute_ids = sorted({chute_id for values in columns.values() for chute_id in values})
    books = [book for book in (figures.usage, figures.models, figures.diffusion) if book]
    rows: list[list[Value]] = [
        [
            chute_id,
            books[0].names.of(chute_id),
            books[0].names.kind(chute_id).value,
            *(values.get(chute_id) for values in columns.values()),
        ]
        for chute_id in chute_ids
    ]
    return Sheet(str(figures.day), ["chute_id", "name", "kind", *columns], rows)


def _columns(figures: DigestFigures) -> list[tuple[str, dict[str, Value]]]:
    found: list[tuple[str, dict[str, Value]]] = []
    for book, fields, prefix in (
        (figures.usage, USAGE, ""),
        (figures.models, LLM, "llm_"),
        (figures.diffusion, DIFFUSION, "diffusion_"),
    ):
        if book:
            found += _of_day(book, fields, figures.day, prefix)
    if figures.usage:
        for back, suffix in ((1, "day_before"), (7, "week_before")):
            money = {f"{name}": USAGE[name] for name in ("usd", "invocations")}
            earlier = _of_day(figures.usage, money, figures.day - back * DAY, "")
            found += [(f"{name}_{suffix}", values) for name, values in earlier]
    return found


def _of_day(
    book: Series[Any, Any], fields: Any, day: date, prefix: str
) -> list[tuple[str, dict[str, Value]]]:
    account = book.account(Period(day, day))
    if not account.is_whole:
        return []
    return [
        (f"{prefix}{name}", {id: field.value(total) for id, total in account.chutes.items()})
        for name, field in fields.items()
    ]
