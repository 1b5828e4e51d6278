"""How the bot is, as a message, and in one line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from slackblocks.blocks import Block

from bot import __version__
from bot.blocks.message import Message
from bot.blocks.sections import section
from bot.blocks.text import (
    ago,
    day,
    escape,
    escape_sentence,
    file_size,
    listed,
    plural,
    rough,
)
from bot.config import UNITS
from bot.figures.days import Source, SourceState
from bot.figures.messages.coverage import left_out, trouble
from bot.health.findings import Finding, FindingState
from bot.health.health import Health
from bot.limits.allowances import Left
from bot.slack.reasons import sentence
from bot.store.reasons import SILENT

PERIODS = {period: name for name, period in UNITS.items()}
GOOD, BAD, NOTED = ":white_check_mark:", ":warning:", ":information_source:"
PLATFORM = "Chutes API"  # the area whose notes admins hear: what Chutes took away, all others hear
CHANNEL, IN_SLACK = re.compile(r"#(C[A-Z0-9]{8,})"), r"<#\1>"
WORKER_GONE = (
    f"{BAD} None of my workers is running at the moment: figures aren't refreshed, and what "
    "takes longer waits."
)
NO_MEMORY = (
    f"{BAD} My memory (Redis) isn't answering: I show what I last read, and promise nothing new."
)

READ_ONLY = "I answer from what it has; reports and changes of digests wait until it takes them."
UNTOUCHED = "I left them as they are, and everything else goes on; `make doctor` names them."
NO_REPORTS = "new reports"
NO_CONFIRMATIONS = "whether reports are confirmed"
PARTS = {
    Source.USAGE: "usage",
    Source.LLM: "statistics of language models",
    Source.DIFFUSION: "statistics of image models",
}


def status_message(health: Health, now: datetime, examined: Sequence[Finding] = ()) -> Message:
    """Say what works and what does not: first in a line or two, then each part.

    *examined* is what the doctor found, for an admin.
    """
    parts = ["\n".join(lines) for lines in _parts(health, now, examined) if lines]
    headline = "\n".join(_headline(health, now, examined))
    blocks: list[Block] = [section(text) for text in [headline, *parts]]
    return Message("\n".join([headline, *parts]), blocks)


def _headline(health: Health, now: datetime, examined: Sequence[Finding]) -> Iterator[str]:
    """Say whether something needs attention, then what Chutes does not offer: for everybody."""
    wrong, missing = _problems(health, now, examined), not_offered(health)
    if wrong:
        yield f"*{_attention(len(wrong))}*"
    elif missing:
        yield f"{GOOD} *Everything that Chutes offers works.*"
    else:
        yield f"{GOOD} *Everything works.*"
    if missing:
        yield f"{NOTED} {offers_line(health)}"


def offers_line(health: Health) -> str:
    """Say what this server does not offer; "" if it offers all, as far as that is known."""
    missing = not_offered(health)
    return f"Not offered by Chutes at the moment: {listed(missing)}." if missing else ""


def not_offered(health: Health) -> list[str]:
    """Return what this server does not offer, as far as that has been noticed."""
    gone = [PARTS[source] for source, state in health.sources.items() if state.gone]
    reports = [NO_REPORTS] * health.reports_gone + [NO_CONFIRMATIONS] * health.files_gone
    return [*gone, *reports, *health.exports_gone]


def health_line(health: Health, now: datetime) -> str:
    """Say in one line whether the figures can be relied on, and what is not offered."""
    said = _problems(health, now)
    if not said:
        oldest = min(filter(None, (state.fetched_at for state in health.sources.values())))
        said = [f"{GOOD} All sources answer; the oldest figures were fetched {ago(oldest)}."]
    if missing := not_offered(health):
        said.append(f"{NOTED} Not offered by Chutes at the moment: {listed(missing)}.")
    return "\n".join(said)


def _attention(count: int) -> str:
    return "One thing needs attention." if count == 1 else f"{count} things need attention."


def _parts(health: Health, now: datetime, examined: Sequence[Finding] = ()) -> Iterator[list[str]]:
    sources = [_source(source, state, now) for source, state in health.sources.items()]
    yield sources
    lines = (_slack(health), _worker(health), _memory(health), _unread(health))
    yield [line for line in lines if line]
    yield from _setup(examined)
    yield [*_limits(health), f"chutes-bot {__version__}"]


def _problems(health: Health, now: datetime, examined: Sequence[Finding] = ()) -> list[str]:
    lines = [line for part in _parts(health, now, examined) for line in part]
    return [line for line in lines if line.startswith(BAD)]


def _source(source: Source, state: SourceState, now: datetime) -> str:
    name = f"`{source.endpoint}`"
    problem = trouble(state, now).removeprefix(BAD).strip()
    mark = NOTED if state.gone else BAD
    if not state.was_visited:
        return f"{BAD} {name}: not asked yet."
    said = " ".join(filter(None, [problem, _known(state, now, problem)]))
    return f"{mark if problem else GOOD} {name}: {said[0].lower()}{said[1:]}"


def _known(state: SourceState, now: datetime, problem: str) -> str:
    """Say how old its figures are, if *problem* doesn't, and through which day they go."""
    if not state.fetched_at:
        return "No figures so far."
    age = rough(now - state.fetched_at)
    parts = [] if f" {age}." in problem else [f"fetched {age} ago"]
    if state.newest:
        parts.append(f"newest day {day(state.newest, now.date())}")
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}{'.' * bool(said)}{left_out(state)}"


def _slack(health: Health) -> str:
    if not health.refusal:
        return ""
    why = escape_sentence(f"({health.refusal}). {sentence(health.refusal)}")
    return f"{BAD} Slack refuses my token {why}"


def _worker(health: Health) -> str:
    if not health.sources:
        return ""
    if health.worker_uptime is None or health.heartbeat_age is None:
        return WORKER_GONE
    return (
        f"{GOOD} Worker: up for {rough(health.worker_uptime)}, "
        f"last heartbeat {rough(health.heartbeat_age)} ago."
    )


def _memory(health: Health) -> str:
    if not health.sources:
        return NO_MEMORY if health.trouble in ("", SILENT.what) else f"{BAD} {health.trouble}"
    if health.trouble:
        return f"{BAD} Memory: {escape(health.trouble)} {READ_ONLY}"
    more = ""
    if health.memory and health.for_admin:
        more = f" ({escape(health.memory.version)}, {file_size(health.memory.used)} used)"
    return f"{GOOD} Memory: Redis answers{more}."


def _unread(health: Health) -> str:
    """Say how many records of each kind cannot be read."""
    if not health.unread:
        return ""
    kinds = Counter(one.kind for one in health.unread)
    said = ", ".join(f"{count} × {kind}" for kind, count in kinds.most_common())
    return f"{BAD} Memory: {len(health.unread)} of its records can't be read ({said}). {UNTOUCHED}"


def _setup(examined: Sequence[Finding]) -> Iterator[list[str]]:
    """Say what the doctor found wrong, or what Chutes took away, and how much is fine."""
    for finding in examined:
        is_noted = finding.state is FindingState.NOTE and finding.area == PLATFORM
        if finding.is_wrong or is_noted:
            said = escape_sentence(f"{finding.area}: {finding.seen} {finding.mend}".rstrip())
            yield [f"{NOTED if is_noted else BAD} {CHANNEL.sub(IN_SLACK, said)}"]
    if right := sum(finding.state is FindingState.FINE for finding in examined):
        yield [f"{GOOD} Setup: {plural(right, 'check')} passed. Run `make doctor` for details."]


def _limits(health: Health) -> Iterator[str]:
    for things, (person, workspace) in health.left.items():
        yield f"You have {_left(person, things)}."
        if health.for_admin:
            yield f"The workspace has {_left(workspace, things)}."


def _left(left: Left, things: str) -> str:
    return f"{left.count} of {left.rate.count} {things} left this {PERIODS[left.rate.period]}"
