"""The days of a digest as a table: every chute, with all that is known of it."""

from typing import Any

from bot.blocks.csv import Sheet, Value
from bot.digests.figures import DigestFigures
from bot.figures.messages.diffusion import DIFFUSION_FIELDS as DIFFUSION
from bot.figures.messages.llm import LLM_FIELDS as LLM
from bot.figures.messages.measures import Measure
from bot.figures.messages.usage import USAGE_FIELDS as USAGE
from bot.figures.periods import Period
from bot.figures.series import PeriodTotals

Fields = dict[str, Measure[Any]]


def digest_sheet(figures: DigestFigures) -> Sheet:
    """Return every chute of the days; usage also of those that they are compared with.

    Of more than a day, `days` says how many complete ones are added up.
    """
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
    return Sheet(str(figures.period.last), ["chute_id", "name", "kind", *columns], rows)


def _columns(figures: DigestFigures) -> list[tuple[str, dict[str, Value]]]:
    found: list[tuple[str, dict[str, Value]]] = []
    for book, fields, prefix in (
        (figures.usage, USAGE, ""),
        (figures.models, LLM, "llm_"),
        (figures.diffusion, DIFFUSION, "diffusion_"),
    ):
        if book:
            found += _of_days(book.account(figures.period), fields, prefix)
    if figures.usage:
        money = {name: USAGE[name] for name in ("usd", "invocations")}
        for suffix, before in _earlier(figures):
            account = figures.usage.account(before)
            earlier = _of_days(account, money, "") if account.is_whole else []
            found += [(f"{name}_{suffix}", values) for name, values in earlier]
    return found


def _earlier(figures: DigestFigures) -> list[tuple[str, Period]]:
    if figures.is_one_day:
        return [("day_before", figures.period.earlier(1)), ("week_before", figures.before)]
    return [("before", figures.before)]


def _of_days(
    account: PeriodTotals[Any, Any], fields: Fields, prefix: str
) -> list[tuple[str, dict[str, Value]]]:
    chutes = account.chutes
    found: list[tuple[str, dict[str, Value]]] = [
        (f"{prefix}{name}", {id: field.value(total) for id, total in chutes.items()})
        for name, field in fields.items()
    ]
    if len(account.period) == 1:
        return found
    return [(f"{prefix}days", dict.fromkeys(chutes, len(account.days))), *found]
