"""What people ask about: from their words to the figures, and to the message that shows them."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic

from bot.blocks.csv import Sheet
from bot.blocks.message import Message
from bot.blocks.text import quote
from bot.errors import Mistake
from bot.figures.answer import Answer
from bot.figures.days import Row
from bot.figures.ledger import MANY_DAYS
from bot.figures.messages.choices import choice_message
from bot.figures.series import Series
from bot.figures.speeds import usual_days
from bot.figures.totals import Subject, Total
from bot.services import Services
from handlers.dispatch import Ask
from handlers.words import Grammar, Request, joined


@dataclass(frozen=True)
class Query(Generic[Row, Total]):
    """A subject with its grammar; *asked* is what people type before what the grammar reads.

    With *usual*, its message also needs the days that say what is usual on the last one.
    """

    asked: str
    subject: Subject[Row, Total]
    grammar: Grammar
    message: Callable[[Answer[Row, Total], Services, datetime], Message]
    table: Callable[[Answer[Row, Total]], Sheet]
    usual: bool = False

    async def answer(self, ask: Ask, services: Services) -> Message:
        """Answer *ask*; where its words may mean several chutes, with a choice."""
        now = services.clock()
        request = self.grammar.read(ask.words, now, ask.command)
        days = self._days(request)
        book = await services.ledger.open(self.subject, days)
        meant = await self._meant(request, book, ask)
        if len(meant) > 1:
            return choice_message(
                " ".join(request.names), self._questions(ask, request, meant), book.names
            )
        answer = _answer(request, book, meant)
        if len(days) > MANY_DAYS:
            return await asyncio.to_thread(self.message, answer, services, now)
        return self.message(answer, services, now)

    async def sheet(self, ask: Ask, services: Services) -> Sheet:
        """Return the whole table behind the answer; raise `Mistake` where there is a choice."""
        request = self.grammar.read(ask.words, services.clock(), ask.command)
        book = await services.ledger.open(self.subject, self._days(request))
        meant = await self._meant(request, book, ask)
        if len(meant) > 1:
            raise Mistake("Several chutes are called something like that: choose one first.")
        return await asyncio.to_thread(self.table, _answer(request, book, meant))

    async def _meant(self, request: Request, book: Series[Row, Total], ask: Ask) -> list[str]:
        """Return the chutes that the words name: those that have figures, or else any."""
        if not request.names:
            return []
        active = Answer(book, request.period, request.before, "", 0).ranked(_requests)
        every = dict.fromkeys((*active, *book.seen, *book.listed))
        for among in (active, every):
            if meant := book.names.matching(request.names, among):
                return meant
        close = await asyncio.to_thread(book.names.closest, request.names, active or every)
        closest = f"; the closest are {', '.join(map(quote, close))}" if close else ""
        typed = quote(" ".join(request.names))
        raise self.grammar.mistake(f"I know no chute like {typed}{closest}.", ask.command)

    def _days(self, request: Request) -> set[date]:
        """Return the days to read; of one chute also those before, that say when it was used."""
        wanted = self.usual or request.names
        usual = usual_days(request.period.last) if wanted else ()
        return {*request.period, *(request.before or ()), *usual}

    def _questions(self, ask: Ask, request: Request, meant: Iterable[str]) -> dict[str, str]:
        """Return the question again for each chute, with its id instead of a part of its name."""
        words = list(ask.words)
        for name in request.names:
            words.remove(name)
        return {chute_id: joined([self.asked, *words, chute_id]) for chute_id in meant}


def _answer(request: Request, book: Series[Row, Total], meant: list[str]) -> Answer[Row, Total]:
    chute_id = meant[0] if meant else None
    return Answer(book, request.period, request.before, request.measure, request.top, chute_id)


def _requests(total: Total) -> float:
    return total.requests
