"""What cannot be asked for at any time, as it would look: reports, exports, digests, forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace
from slackblocks import ModalView

from bot.blocks.message import Message
from bot.blocks.modals import saying
from bot.chutes.exports import ExportKind
from bot.chutes.rows import ReportRow
from bot.digests.calendar import EVERY_DAY, schedule
from bot.digests.form import digest_form
from bot.digests.records import Delivery, Digest, SlotOutcome, SlotRun
from bot.digests.service import DEFAULT_HOUR
from bot.digests.settings import (
    digest_message,
    history_message,
    introduction,
    list_message,
    notice_message,
)
from bot.digests.standing import Standing
from bot.exports.files import ONE_HOUR as AN_HOUR
from bot.exports.files import FileRange, Why, latest
from bot.exports.messages import export_message
from bot.exports.recent_messages import recent_message
from bot.exports.requests import Progress, ReadExport, SendFile, Sent
from bot.exports.run_messages import (
    cancelled_message,
    failure_message,
    progress_message,
    sent_message,
)
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
from bot.figures.days import Known, Register, Source
from bot.figures.names import Names
from bot.reports.evidence import apply_row
from bot.reports.form import FORM, TITLE, form
from bot.reports.life import AttemptOutcome as Answer
from bot.reports.life import (
    Complaint,
    Report,
    ReportState,
    finish_attempt,
    new_report,
    open_attempt,
)
from bot.reports.list_messages import ledger_message, report_message
from bot.reports.messages import filing_answer, notice, thread_notice
from bot.reports.service import Filing

INVOCATION = "9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71"
OTHER_INVOCATION = "1c2e7b90-5d4a-4f6b-9e21-3b8a7c6d5e4f"
LLM, IMAGE = "6f1c0b6e-52aa-5d1b-9a0f-1d2c3b4a5e6f", "0b8de1a2-7c3d-5e4f-8a9b-0c1d2e3f4a5b"
MINER = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
NAMES = Names(
    {
        Source.LLM: Register({LLM: Known(datetime.max.date(), "example-org/Model_70B*<b>", True)}),
        Source.DIFFUSION: Register({IMAGE: Known(datetime.max.date(), "example-diffusion", True)}),
    }
)
"""A name with what Slack could take for formatting, because real ones have that too."""
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Samples:
    """Seen by *person_id* in *channel_id* at *now*."""

    team_id: str
    person_id: str
    channel_id: str
    command: str
    now: datetime

    def messages(self) -> Iterator[tuple[str, Message]]:
        """Yield each kind of message by its name."""
        yield from self._exports()
        yield "recent", recent_message(self._recent(), NAMES, "100")
        yield from self._reports()
        yield from self._digests()

    def modals(self) -> Iterator[tuple[str, ModalView]]:
        """Yield each form, filled in as differently as it may be."""
        asker = self.team_id, self.person_id
        opening = saying(FORM, TITLE, Message("One moment…"))
        yield "a form that opens", opening
        yield "the form of a report", form([], [], "", asker)
        taken = [self._filed()]
        kept = '{"channel":"C0","thread_ts":"1"}'
        yield (
            "the form of a report, from a message",
            form([INVOCATION, OTHER_INVOCATION], taken, kept, asker),
        )
        said = filing_answer(Filing(self._held(), True), *asker, True)
        yield "the form of a report, done", saying(FORM, TITLE, said, buttons=True)
        yield (
            "the form of a digest",
            digest_form(replace(self.digest(), models=("example",)), self.now),
        )

    def _exports(self) -> Iterator[tuple[str, Message]]:
        summary = self._summary()
        order = ReadExport(summary.span)
        file = SendFile(order, self.channel_id, self.person_id)
        half = Progress("fetching", 1, 1, 120_000_000, 430_000_000, left=40.0)
        yield "an export under way", progress_message(order, half, 1, "T0/C0")
        for shown in summary.figures.groups:
            said = export_message(summary, NAMES, self.channel_id, shown)
            yield f"an export, by {shown}", said
        yield (
            "an export, shared",
            export_message(summary, NAMES, self.channel_id, "", self.person_id),
        )
        yield "an export, cancelled", cancelled_message(order)
        yield "an export that failed", failure_message(order, "Chutes has no file of that hour.")
        yield "an export's file", sent_message(file, Sent("sample.csv", 1_200_000, True))

    def _summary(self) -> Summary:
        hour = latest(ExportKind.INVOCATIONS, self.now).first
        chutes = [Group(LLM, 900, 40, 2.5, 120_000), Group(IMAGE, 100, 0, 8.1)]
        failures = [Group("RATE_LIMIT", 30), Group("RuntimeError: out of memory", 10)]
        figures = ExportFigures(
            rows=1010,
            attempts=1000,
            requests=960,
            failed=40,
            unfinished=3,
            p50=2.6,
            p95=11.2,
            ttft_p50=0.4,
            ttft_p95=1.9,
            tokens_in=800_000,
            tokens_out=120_000,
            through=[
                Point(hour - AN_HOUR + 5 * n * 60 * ONE_SECOND, 900 + 11 * n) for n in range(12)
            ],
            groups={
                "chutes": Groups(2, chutes),
                "failures": Groups(2, failures),
                "miners": Groups(1, [Group(MINER, 1000, 40, 2.6, uid=42)]),
            },
        )
        missing = [Missing(hour - AN_HOUR, Why.GAP)]
        url = f"https://api.chutes.ai/invocations/exports/{hour:%Y/%m/%d/%H}.csv"
        files = [FileRead(hour, 620_000)]
        return Summary(
            FileRange(ExportKind.INVOCATIONS, hour), self.now, files, missing, figures, [url]
        )

    def _recent(self) -> Recent:
        began = self.now - 90 * ONE_SECOND
        rows = [RecentRow(LLM, 42, MINER, "chat_stream", began, 6.9, 812, 240, 34.8, 0.61)]
        groups = Groups(1, [Group(LLM, 1, p50=6.9)]), Groups(1, [Group(MINER, 1, p50=6.9, uid=42)])
        return Recent(None, 100, self.now, 1, 0, rows, *groups)

    def _reports(self) -> Iterator[tuple[str, Message]]:
        new, filed = self._held(), self._filed()
        asker = self.team_id, self.person_id
        yield "a report, made", filing_answer(Filing(new, True), *asker, True)
        yield "a report, made before", filing_answer(Filing(filed, False), *asker, True)
        yield "a report's notice, while it can be undone", notice(new)
        for answer in (
            Answer(ReportState.WAITING, "The Chutes API is having trouble (503).", wait=30),
            Answer(ReportState.FILED, "report received for invocation_id='…'"),
            Answer(ReportState.REFUSED, "The Chutes API doesn't let this bot report (401)."),
        ):
            told = self._answered(answer)
            yield f"a report's notice, {told.state}", notice(told, "not_in_channel")
        yield "a report's notice in a thread", thread_notice(filed)
        yield "a report's notice, confirmed", notice(self._confirmed())
        yield "the ledger of reports", ledger_message("all", 1, [new, filed], 32, self.now)
        yield "one report in full", report_message(filed, False, self.now, timedelta(days=7))

    def _held(self) -> Report:
        complaint = Complaint(
            invocation_id=INVOCATION,
            team_id=self.team_id,
            user_id=self.person_id,
            kind="Garbled output",
            reason="*stops* after <20> tokens & repeats `itself`",
            link="https://example.slack.com/archives/C0/p1",
        )
        return new_report(complaint, "sample", self.now - 5 * ONE_SECOND, 15 * ONE_SECOND)

    def _answered(self, answer: Answer) -> Report:
        sent = open_attempt(self._held(), self.now + 15 * ONE_SECOND)
        assert sent, "its window is over by then"
        return finish_attempt(sent, answer, self.now + 16 * ONE_SECOND)

    def _filed(self) -> Report:
        return self._answered(Answer(ReportState.FILED, "report received for invocation_id='…'"))

    def _confirmed(self) -> Report:
        row = ReportRow(INVOCATION, "sample", self.now, self.now + AN_HOUR)
        report = apply_row(self._filed(), row, self.now + AN_HOUR)
        assert report, "that is news"
        return report

    def _digests(self) -> Iterator[tuple[str, Message]]:
        digest = self.digest()
        standing = Standing(digest, 1)
        yield "a digest's settings", digest_message(standing, False, self.now, self.command)
        yield "a digest's introduction", introduction(digest, standing.next)
        yield "the list of digests", list_message([standing], self.now, self.command)
        day = (self.now - timedelta(days=1)).date()
        late = Delivery(
            day, self.now, self.now + timedelta(minutes=95), SlotOutcome.POSTED, "it waited"
        )
        yield "a digest's history", history_message([late])
        unsure = SlotRun(day, self.now, self.now, 1, (), outcome=SlotOutcome.UNSURE)
        yield "a digest that may have arrived", notice_message(digest, unsure, self.command)
        off = replace(digest, refusal="not_in_channel")
        refused = replace(unsure, outcome=SlotOutcome.REFUSED)
        yield "a digest switched off", notice_message(off, refused, self.command)

    def digest(self) -> Digest:
        """Return a digest of the channel, as it is by default."""
        plan = schedule(DEFAULT_HOUR, "Europe/Berlin", EVERY_DAY, self.now)
        return Digest(self.team_id, self.channel_id, self.person_id, plan, self.now, self.now)
