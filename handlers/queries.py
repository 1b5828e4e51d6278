"""What people ask about: from their words to the figures, and to the message that shows them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import escape_sentence, quote
from bot.errors import Mistake, UnknownName
from bot.figures.answer import Answer
from bot.figures.days import Row
from bot.figures.ledger import MANY_DAYS
from bot.figures.messages.buttons import with_note
from bot.figures.messages.choices import choice_message
from bot.figures.messages.comparison import (
    Side,
    comparison_message,
    comparison_sheet,
    periods,
)
from bot.figures.messages.measures import Measure
from bot.figures.series import Series
from bot.figures.speeds import usual_days
from bot.figures.totals import Subject, Total
from bot.services import Services
from handlers.context import Context
from handlers.dispatch import Ask
from handlers.grammar.requests import Grammar, Request
from handlers.grammar.spelling import corrected
from handlers.offers import offers
from handlers.words import Quoted, joined

CHOOSE_FIRST = "Several chutes are called something like that: choose one first."


@dataclass(frozen=True)
class Query(Generic[Row, Total]):
    """A subject with its grammar; *whose* says what its figures are.

    With *usual*, its message also needs the days that say what is usual on the last one.
    """

    subject: Subject[Row, Total]
    grammar: Grammar
    measures: Mapping[str, Measure[Total]]
    whose: str
    message: Callable[[Answer[Row, Total], Services, datetime], Message]
    table: Callable[[Answer[Row, Total]], Sheet]
    usual: bool = False

    async def answer(self, ask: Ask, context: Context) -> Message:
        """Answer *ask*; what only a slip of the fingers kept from being understood, as it was
        meant."""
        try:
            return await self.strictly(ask, context)
        except UnknownName:
            words = corrected(ask.words, context.services.clock())
            if words == ask.words:
                raise
            said = await self.strictly(replace(ask, words=words), context)
            line = joined([self.grammar.asked, *words])
            return with_note(said, escape_sentence(f"Understood as {quote(line)}."))

    async def sheet(self, ask: Ask, context: Context) -> Sheet:
        """Return the whole table behind the answer; raise `Mistake` where there is a choice."""
        request = self.grammar.read(ask.words, context.services.clock())
        book = await context.services.ledger.open(self.subject, self._days(request))
        request = _apart(request, book)
        meant = await self._meant(request, book)
        answer = _answer(request, book, meant)
        if sides := _sides(request, answer, meant):
            return comparison_sheet(answer, sides, self.measures)
        if len(meant) > 1:
            raise Mistake(CHOOSE_FIRST)
        return await asyncio.to_thread(self.table, answer)

    async def strictly(self, ask: Ask, context: Context) -> Message:
        """Answer *ask*, read letter by letter; with a choice where it may mean several chutes."""
        services, now = context.services, context.services.clock()
        request = self.grammar.read(ask.words, now)
        days = self._days(request)
        book = await services.ledger.open(self.subject, days)
        request = _apart(request, book)
        meant = await self._meant(request, book)
        answer = _answer(request, book, meant)
        if sides := _sides(request, answer, meant):
            said = comparison_message(answer, sides, self.measures, self.whose, now)
        elif len(meant) > 1:
            typed = " ".join(request.names)
            return choice_message(typed, self._questions(request, meant), book.names)
        elif len(days) > MANY_DAYS:
            said = await asyncio.to_thread(self.message, answer, services, now)
        else:
            said = self.message(answer, services, now)
        said = with_note(said, request.note) if request.note else said
        line, measure = [self.grammar.asked, *ask.words], self.measures[request.measure]
        beside = meant if request.sides else []
        found = offers(line, request.days, answer, beside, measure, now.date())
        return replace(said, offers=found)

    async def _meant(self, request: Request, book: Series[Row, Total]) -> list[str]:
        """Return the chutes that the words name, or of each side the busiest one."""
        if request.sides:
            return [(await self._called(names, request, book))[0] for names in request.sides]
        return await self._called(request.names, request, book) if request.names else []

    async def _called(
        self, names: tuple[str, ...], request: Request, book: Series[Row, Total]
    ) -> list[str]:
        """Return the chutes that *names* name; raise `UnknownName` with those that are close."""
        if meant := _matching(names, request, book):
            return meant
        every = _active(request, book) or _known(request, book)
        close = await asyncio.to_thread(book.names.closest, names, every)
        typed = quote(" ".join(names))
        meaning = f" Did you mean {' or '.join(map(quote, close))}?" if close else ""
        tries = [joined([self.grammar.asked, *request.others, _typed(name)]) for name in close]
        raise UnknownName(f"I couldn't find a chute matching {typed}.{meaning}", tries)

    def _days(self, request: Request) -> set[date]:
        """Return the days to read; of one chute also those before, that say when it was used."""
        wanted = self.usual or request.names
        usual = usual_days(request.period.last) if wanted else ()
        return {*request.period, *(request.before or ()), *usual}

    def _questions(self, request: Request, meant: Iterable[str]) -> dict[str, str]:
        """Return the question again for each chute, with its id instead of a part of its name."""
        words = [self.grammar.asked, *request.others]
        return {chute_id: joined([*words, chute_id]) for chute_id in meant}


def _answer(request: Request, book: Series[Row, Total], meant: list[str]) -> Answer[Row, Total]:
    chute_id = meant[0] if len(meant) == 1 and not request.sides else None
    shown = request.measure, request.top, chute_id, request.bottom
    return Answer(book, request.period, request.before, *shown)


def _apart(request: Request, book: Series[Row, Total]) -> Request:
    """Return *request* with its names as sides, if there is no chute of them all, but of each."""
    sides = tuple((name,) for name in request.names)
    if len(sides) < 2 or _matching(request.names, request, book):
        return request
    if not all(_matching(side, request, book) for side in sides):
        return request
    return replace(request, names=(), sides=sides)


def _matching(names: tuple[str, ...], request: Request, book: Series[Row, Total]) -> list[str]:
    """Return the chutes that have *names*: those with figures, the busiest first, or else any."""
    for among in (_active, _known):
        if meant := book.names.matching(names, among(request, book)):
            return meant
    return []


def _active(request: Request, book: Series[Row, Total]) -> list[str]:
    """Return the chutes that have figures in the period, the busiest first."""
    return Answer(book, request.period, request.before, "", 0).ranked(_requests)


def _known(request: Request, book: Series[Row, Total]) -> list[str]:
    return list(dict.fromkeys((*_active(request, book), *book.seen, *book.listed)))


def _sides(
    request: Request, answer: Answer[Row, Total], meant: list[str]
) -> list[Side[Row, Total]]:
    """Return what is to be compared side by side, if that was asked for."""
    if request.sides:
        names = answer.book.names.apart(meant)
        return [Side(names[id], answer.everything.of(id)) for id in meant]
    return periods(answer) if request.beside and len(meant) < 2 else []


def _typed(name: str) -> str:
    """Return *name* as it is typed for nothing in it to be read as anything else."""
    return Quoted(name) if " " in name else name


def _requests(total: Total) -> float:
    return total.requests
