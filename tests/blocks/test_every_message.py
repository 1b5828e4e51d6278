"""Every message, whatever it is about: tidy, short above its table, each figure once, one way."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

import bot
from bot.blocks import help, tries
from bot.blocks.message import Message
from bot.chutes.exports import ExportKind
from bot.config import Rate
from bot.digests import settings as digests
from bot.digests.calendar import EVERY_DAY, WEEKDAYS, schedule
from bot.digests.records import Delivery, Digest, DigestState, Section, SlotOutcome, SlotRun
from bot.digests.service import Standing
from bot.exports import messages as exports
from bot.exports import recent_messages, run_messages
from bot.exports.files import FileRange, Why
from bot.exports.requests import Progress, ReadExport, ReadRecent, SendFile, Sent
from bot.exports.summaries import (
    ExportFigures,
    FileRead,
    Group,
    Groups,
    Missing,
    Point,
    Recent,
    RecentRow,
    Summary,
)
from bot.figures.days import Known, Register, Source, SourceState
from bot.figures.messages import choices
from bot.figures.names import Names
from bot.health import messages as health
from bot.health.findings import Finding, FindingState
from bot.health.health import Health, MemoryUse
from bot.limits.allowances import Left
from bot.reports import list_messages
from bot.reports import messages as reports
from bot.reports.life import Report, ReportChange, ReportState
from bot.reports.service import Filing
from bot.store.set_aside import Unread
from tests.blocks.reading import assert_reads_well

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)
FOLDERS = {"messages", "list_messages", "run_messages", "recent_messages"}
FOLDERS |= {"settings", "help", "tries"}
NOT_HERE = (".sandbox.", ".watches.")  # what watches say is read in tests/watches
ELSEWHERE = {  # told of with worlds of figures, in tests/figures/test_reads_well.py
    *("usage_message", "llm_message", "diffusion_message", "comparison_message"),
    *("digest_messages", "preview_message"),
    *("with_note", "with_buttons"),  # below other messages
}
IDS = [f"588ccf56-46f1-5b39-9dec-aaa8281a6e{number:02}" for number in range(12)]
CALLED = ["org/Model:free", "other/Model:free", "*x* _y_", "a b", "<!here>", "Quartz-14B"] * 2
KNOWN = {id: Known(date(2026, 11, 23), name, True) for id, name in zip(IDS, CALLED, strict=True)}
NAMES = Names({Source.LLM: Register(KNOWN), Source.DIFFUSION: Register()})
USER, CHANNEL, TEAM = "U0ADA00001", "C0GPUCOSTS", "T0TEAM0001"

counts = st.integers(0, 4 * 10**7)
seconds = st.none() | st.floats(0.001, 90_000)
durations = st.permutations([0.35, 1.5, 95.0, 4678.1, None])
moments = st.integers(1, 60 * 24 * 40).map(lambda minutes: NOW - timedelta(minutes=minutes))
ahead = st.integers(1, 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds))
said = st.sampled_from(["It's down.", "no end", "<!here> *x*", "50% of `all` & more!", "é" * 900])
words = st.sampled_from(["dots only", "<@U1> said *so*", "a\nb", "x" * 400])


@st.composite
def spans(draw: Any) -> FileRange:
    first = NOW.replace(minute=0, month=draw(st.integers(1, 11)), hour=draw(st.integers(0, 23)))
    kind = draw(st.sampled_from(ExportKind))
    hours = draw(st.sampled_from([1, 24]))
    return FileRange(kind, first if hours == 1 else first.replace(hour=1), hours)


def groups(keys: Sequence[str]) -> st.SearchStrategy[Groups]:
    one = st.builds(Group, st.sampled_from(keys), counts, counts, seconds, counts, counts)
    return st.lists(one, max_size=8, unique_by=lambda group: group.key).flatmap(
        lambda found: st.builds(Groups, st.integers(len(found), 900), st.just(found))
    )


SHOWN = {
    ExportKind.INVOCATIONS: ("chutes", "failures", "miners"),
    ExportKind.REPORTS: ("reasons", "reporters"),
    ExportKind.JOBS: ("statuses",),
}


@st.composite
def summaries(draw: Any) -> Summary:
    """The figures of an export, some of whose files are missing."""
    span = draw(spans())
    attempts = draw(st.sampled_from([0, 1, 29, 30]) | counts)
    keys = {"chutes": IDS, "miners": [f"5F{n}" * 9 for n in range(9)]}
    tables = {name: draw(groups(keys.get(name, CALLED))) for name in SHOWN[span.kind]}
    took = draw(durations)
    steps = range(20 if span.hours == 1 else 12)
    figures = draw(
        st.builds(
            ExportFigures,
            rows=st.integers(attempts, attempts + 9),
            skipped=st.integers(0, 2),
            cut_off=st.integers(0, 2),
            attempts=st.just(attempts),
            requests=st.integers(0, attempts),
            failed=st.integers(0, attempts),
            unfinished=st.integers(0, 3),
            **dict(zip(("p50", "p95", "ttft_p50", "ttft_p95"), map(st.just, took), strict=False)),
            tokens_in=st.integers(0, 10**9),
            tokens_out=st.sampled_from([1, 2, 34_567]),
            through=st.just([Point(span.starts + n * span.slice, 7.0 * n) for n in steps]),
            groups=st.just(tables),
        )
    )
    missing = [Missing(file.hour, draw(st.sampled_from(Why))) for file in span.files[1:]]
    size = draw(counts)
    files, urls = [FileRead(span.first, size)], ["https://example.com/file.csv"]
    return Summary(span, draw(moments), files, missing[: draw(st.integers(0, 9))], figures, urls)


@st.composite
def recents(draw: Any) -> Recent:
    """The latest attempts: none, a few, or more than are shown."""
    rows = draw(
        st.lists(
            st.builds(
                RecentRow,
                st.sampled_from(IDS),
                st.none() | counts,
                st.just("5F" * 20),
                st.just("chat"),
                moments,
                seconds,
                *[st.none() | counts] * 2,
                *[seconds] * 2,
            ),
            max_size=5,
        )
    )
    count = len(rows) + draw(counts) if rows else 0
    hotkey = draw(st.sampled_from([None, "5F" * 20]))
    tables = draw(groups(IDS).filter(lambda one: one.largest or not rows))
    miners = draw(
        groups([row.miner_hotkey for row in rows] or ["x"]).filter(
            lambda one: one.largest or not rows
        )
    )
    return Recent(hotkey, 10, draw(moments), count, draw(st.integers(0, 2)), rows, tables, miners)


orders = st.one_of(
    st.builds(ReadExport, spans()),
    st.builds(ReadRecent, st.none() | st.just("5F" * 20), counts),
)
files = st.builds(SendFile, st.builds(ReadExport, spans()), st.just(CHANNEL), st.just(USER))
progress = st.builds(
    Progress,
    st.sampled_from(["asking the Chutes API", "fetching", "reading"]),
    st.integers(1, 24),
    st.sampled_from([1, 24]),
    counts,
    st.none() | counts,
    seconds,
)


@st.composite
def kept_reports(draw: Any) -> Report:
    """A report in any state, after any reason."""
    at = draw(moments)
    change = st.builds(
        ReportChange, moments, st.sampled_from(ReportState), said, st.sampled_from(["", USER])
    )
    trail = [ReportChange(at, ReportState.HELD, ""), *draw(st.lists(change, max_size=14))]
    return Report(
        invocation_id=IDS[0],
        team_id=TEAM,
        user_id=USER,
        kind=draw(st.sampled_from(["", "garbled"])),
        reason=draw(words),
        link=draw(st.sampled_from(["", "https://example.com/archives/C1/p1"])),
        id="0123456789abcdef",
        account="account",
        trail=tuple(trail),
        due=draw(st.just(at) | ahead),
        mark="",
    )


@st.composite
def standings(draw: Any) -> Standing:
    """A digest, on, paused or off, whose last one may be under way."""
    plan = schedule(
        time(9), "Europe/Berlin", draw(st.sampled_from([EVERY_DAY, WEEKDAYS, (0,)])), NOW
    )
    kept = draw(
        st.builds(
            Digest,
            st.just(TEAM),
            st.sampled_from([CHANNEL, "D0ADA00001"]),
            st.just(USER),
            st.just(plan),
            st.sampled_from([NOW - timedelta(days=9), NOW + timedelta(days=3)]),
            st.just(NOW - timedelta(days=9)),
            st.sampled_from(DigestState),
            st.sampled_from([tuple(Section), (Section.USAGE,)]),
            st.sampled_from([(), ("*x*", "qwen")]),
            st.sampled_from([0.0, 0.5, 1.0, 1234.0]),
            st.booleans(),
            st.sampled_from(["", "is_archived", "something_new"]),
        )
    )
    return Standing(kept, 1, draw(st.none() | st.just(date(2026, 11, 22))), draw(st.none() | runs))


runs = st.builds(
    SlotRun,
    st.just(date(2026, 11, 23)),
    moments,
    moments,
    st.just(1),
    st.just(()),
    outcome=st.sampled_from(SlotOutcome),
    reason=st.sampled_from(["", "details: Slack is down"]),
    waiting=st.sampled_from(["", "Usage isn't there yet."]),
)
deliveries = st.builds(
    Delivery, st.just(date(2026, 11, 23)), moments, moments, st.sampled_from(SlotOutcome), said
)
states = st.builds(
    SourceState,
    st.none() | moments,
    st.none() | moments,
    st.none() | moments.map(lambda at: at.date()),
    failing_since=st.none() | moments,
    trouble=said,
    gone=st.booleans(),
)
mine = st.builds(Left, st.integers(0, 30), st.just(Rate(30, timedelta(minutes=1))))
ours = st.builds(Left, st.integers(0, 600), st.just(Rate(600, timedelta(minutes=1))))
spells = st.none() | st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))
healths = st.builds(
    Health,
    sources=st.fixed_dictionaries(dict.fromkeys(Source, states)),
    reports_gone=st.booleans(),
    files_gone=st.booleans(),
    exports_gone=st.sampled_from([(), ("exports after 20 April 2026",)]),
    left=st.fixed_dictionaries({"questions": st.tuples(mine, ours)}),
    worker_uptime=spells,
    heartbeat_age=spells,
    memory=st.none() | st.builds(MemoryUse, st.just("9.0.0"), counts),
    trouble=st.sampled_from(["", "My memory (Redis) isn't answering."]),
    unread=st.lists(st.just(Unread("digest", "chutes:digest:T1:C1", "It's cut.")), max_size=2),
    for_admin=st.booleans(),
    refusal=st.sampled_from(["", "invalid_auth", "something_new"]),
)
findings = st.builds(
    Finding,
    st.sampled_from(FindingState),
    st.just("I can't post in #C0GPUCOSTS."),
    st.sampled_from(["", "Invite me with `/invite @chutes`."]),
    st.sampled_from(["Slack", health.PLATFORM]),
)
lines = st.lists(st.sampled_from(["usage yesterday", "stats llm by tps", "help"]), max_size=5)
when, command = st.just(NOW), st.just("/chutes")

MESSAGES: dict[str, st.SearchStrategy[Message]] = {
    "export_message": st.builds(
        exports.export_message,
        summaries(),
        st.just(NAMES),
        st.just(CHANNEL),
        st.sampled_from(["", "chutes"]),
        st.sampled_from(["", USER]),
        shared=st.booleans(),
    ),
    "progress_message": st.builds(
        run_messages.progress_message, orders | files, progress, st.integers(0, 1), st.just("T/C")
    ),
    "cancelled_message": st.builds(
        run_messages.cancelled_message, orders | files, st.integers(0, 2)
    ),
    "failure_message": st.builds(
        run_messages.failure_message, orders | files, st.just("Slack has trouble (503).")
    ),
    "sent_message": st.builds(
        run_messages.sent_message,
        files,
        st.builds(Sent, st.just("2026-04-19-18.csv"), counts, st.none() | st.booleans()),
    ),
    "recent_message": st.builds(
        recent_messages.recent_message, recents(), st.just(NAMES), st.just("5")
    ),
    "notice": st.builds(reports.notice, kept_reports(), st.sampled_from(["", "not_in_channel"])),
    "thread_notice": st.builds(reports.thread_notice, kept_reports()),
    "filing_answer": st.builds(
        reports.filing_answer,
        st.builds(Filing, kept_reports(), st.booleans()),
        st.sampled_from([TEAM, "T1"]),
        st.sampled_from([USER, "U1"]),
        st.booleans(),
        sees_all=st.booleans(),
    ),
    "ledger_message": st.lists(kept_reports(), max_size=3).flatmap(
        lambda found: st.builds(
            list_messages.ledger_message,
            st.sampled_from(["mine", "all", "open"]),
            st.integers(0, 2),
            st.just(found),
            st.integers(len(found), 90),
            when,
        )
    ),
    "report_message": st.builds(
        list_messages.report_message, kept_reports(), st.booleans(), when, st.just(timedelta(7))
    ),
    "digest_message": st.builds(
        digests.digest_message,
        st.none() | standings(),
        st.booleans(),
        when,
        command,
        st.sampled_from(["", "Resumed."]),
    ),
    "several_message": st.builds(
        digests.several_message,
        standings().map(
            lambda one: [one, replace(one, digest=structs.replace(one.digest, about="qwen"))]
        ),
        when,
        command,
    ),
    "list_message": st.builds(
        digests.list_message, st.lists(standings(), max_size=3), when, command
    ),
    "history_message": st.builds(digests.history_message, st.lists(deliveries, max_size=3)),
    "introduction": standings().map(lambda one: digests.introduction(one.digest, one.next)),
    "not_here_message": st.builds(
        digests.not_here_message, st.just("I'm not in here."), st.just(USER)
    ),
    "notice_message": st.builds(
        digests.notice_message,
        standings().map(lambda one: one.digest).filter(lambda kept: kept.refusal),
        runs,
        command,
    ),
    "choice_message": st.lists(st.sampled_from(IDS), min_size=2, max_size=9, unique=True).map(
        lambda ids: choices.choice_message("x*", {id: f"usage {id}" for id in ids}, NAMES)
    ),
    "status_message": st.builds(
        health.status_message, healths, when, st.lists(findings, max_size=4)
    ),
    "with_tries": st.builds(tries.with_tries, st.just("I don't know `x`."), lines),
    "help_message": st.builds(
        help.help_message,
        command,
        lines.map(lambda found: [(line, "What it shows") for line in found]),
        st.just(["usage", "stats"]),
        st.sampled_from(["", "Not offered by Chutes at the moment: new reports."]),
    ),
    "subcommand_help": st.builds(
        help.subcommand_help, command, st.just("usage [7d]"), st.just("Spend and traffic"), lines
    ),
}


def builders() -> Iterator[str]:
    """Yield the name of every public function of the modules for messages that returns one."""
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        is_elsewhere = any(part in found.name for part in NOT_HERE)
        if is_elsewhere or not {*found.name.split(".")} & FOLDERS:
            continue
        module = importlib.import_module(found.name)
        for name, made in inspect.getmembers(module, inspect.isfunction):
            returned = made.__annotations__.get("return")
            if made.__module__ == found.name and returned in (Message, digests.Message):
                yield name


def test_every_message_is_here():
    """Whoever writes a new message says what it can be about: then it is read here."""
    public = {name for name in builders() if not name.startswith("_")}

    assert public - ELSEWHERE - {*MESSAGES} == set()


@pytest.mark.parametrize("kind", MESSAGES)
@settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate])
@given(data=st.data())
def test_reads_well(kind, data):
    """Whatever it is about."""
    assert_reads_well(data.draw(MESSAGES[kind]))
