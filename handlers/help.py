"""`/chutes help`: examples to try; `/chutes help usage`: what one subcommand understands."""

from collections.abc import Iterable, Mapping, Sequence

from bot import __version__
from bot.blocks.help import help_message, subcommand_help
from bot.blocks.message import Message
from bot.blocks.text import escape_sentence
from bot.health.messages import offers_line
from handlers.context import Context
from handlers.dispatch import Ask, Subcommand

EXAMPLES = {
    "usage last week": "Spend and traffic, and what moved them",
    "usage today": "The same, so far today",
    "stats llm by tps": "Which language models are fastest",
    "stats diffusion 30d": "Image models, over a month",
    "usage this month vs last month": "Two periods side by side",
    "export latest": "Failures and durations of the latest hour",
    "digest on 09:00": "A summary of each day in this channel",
    "status": "How fresh the figures are, and what's down",
}


def subcommands(others: Iterable[Subcommand]) -> tuple[Subcommand, ...]:
    """Return *others*, the help that lists them and itself, and what says the version."""
    by_name = {sub.name: sub for sub in others}

    async def answer(ask: Ask, context: Context) -> Message:
        if sub := _named(ask.words, by_name):
            return _of_one(sub, ask)
        shown = {
            sub.name: sub for sub in by_name.values() if sub.is_for_everybody or not ask.is_mention
        }
        examples = [(line, what) for line, what in EXAMPLES.items() if line.split()[0] in shown]
        gone = offers_line(await context.services.pulse.offers())
        return help_message(ask.command, examples, [*shown], gone)

    by_name["help"] = Subcommand(
        "help [subcommand]", "what to ask, and how", answer, ("help", "help usage"), public=True
    )
    by_name["version"] = Subcommand("version", "which version this is", _version, public=True)
    return tuple(by_name.values())


def _named(words: Sequence[str], by_name: Mapping[str, Subcommand]) -> Subcommand | None:
    """Return the subcommand that the first of *words* names that names one: `help with exports`."""
    for word in words:
        plain = word.lower().strip("?!.,")
        if sub := by_name.get(plain) or by_name.get(plain.removesuffix("s")):
            return sub
    return None


def _of_one(sub: Subcommand, ask: Ask) -> Message:
    summary = f"{sub.summary[:1].upper()}{sub.summary[1:]}."
    usage = escape_sentence(sub.usage)
    return subcommand_help(ask.command, usage, summary, sub.examples, sub.details)


async def _version(ask: Ask, context: Context) -> Message:
    return Message(f"This is chutes-bot {__version__}.")
