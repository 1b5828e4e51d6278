"""Who may do what: every listener, for every kind of person, on their own things and others'."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

import handlers
from bot.config import Rate
from bot.digests.form import FLOOR, HOUR, MODELS, ON, PARTS, ZONE
from bot.digests.records import Key
from bot.digests.service import Digests, Wish
from bot.exports.requests import ReadRecent, SendFile, Waiter
from bot.exports.runs import Runs
from bot.processes.web import open_web
from bot.processes.worker import open_work
from bot.reports.factories import report_store
from bot.reports.life import Complaint, Report, ReportChange, ReportState
from bot.reports.service import Reports
from bot.sandbox.slack import cast
from bot.store.codec import decode_any, encode
from bot.watches.conditions import Condition, Trigger, Watched
from bot.watches.factories import watches
from handlers.answers import AnswerButtons
from handlers.help import subcommands
from handlers.home import Home
from tests.conversation import ask, hear, press, seen
from tests.handlers.rights import ROBOT, Door
from tests.reports.reporting_bot import REASON, UNDO, may_report

ABOVE = Condition(Watched.USD, Trigger.ABOVE, 1e12)
MANY = Rate(100_000, timedelta(hours=1))
KINDS = {
    "our admin": cast.ADA,
    "member": cast.BEN,
    "guest": cast.GUS,
    "one-channel guest": cast.SIA,
    "outsider": cast.EVA,
    "their admin": cast.FRIEDA,
    "bot": ROBOT,
}
ALL = frozenset(KINDS)
OURS = ALL - {"outsider", "their admin"}
MEMBERS = frozenset({"our admin", "member"})
ADMIN = frozenset({"our admin"})
NOBODY = frozenset[str]()
REFUSED = re.compile(
    r"Guests can't|another organization|Only members of this workspace|Only whoever set this|"
    r"Only the person who|Only who asked|I only post in|I only answer"
)
BROKEN = re.compile(r"Something broke|My memory")
DAY = "2026-11-20"
UNHEARD = ("the event app_mention", "the event message.im")  # what bots write is not answered


@dataclass(frozen=True)
class Things:
    """What belongs to somebody: a report, a digest, a run that they wait for, a watch."""

    invocation: str
    report: str
    run: str
    elsewhere: str  # a channel from which its owner asked
    watch: int


Act = Callable[[Door, str, Things], Awaitable[str]]


@dataclass(frozen=True)
class Rule:
    """What somebody does, and who may: with things of their *own*, with those of *others*."""

    act: Act
    own: frozenset[str]
    others: frozenset[str]


def typed(line: str, own: frozenset[str], others: frozenset[str] | None = None) -> Rule:
    def act(door: Door, who: str, things: Things) -> Awaitable[str]:
        return door.command(who, line.format(**vars(things), fresh=uuid4(), reason=REASON))

    return Rule(act, own, own if others is None else others)


def pressed(
    action_id: str,
    value: str,
    own: frozenset[str],
    others: frozenset[str] | None = None,
    *,
    home: bool = False,
    block_id: str = "b",
) -> Rule:
    def act(door: Door, who: str, things: Things) -> Awaitable[str]:
        value_now = value.format(**vars(things), here=door.channel, question=door.answer)
        block = block_id.format(question=door.answer)
        return door.click(who, action_id, value_now, home=home, block_id=block)

    return Rule(act, own, own if others is None else others)


def report_form(door: Door, who: str, things: Things) -> Awaitable[str]:
    kind = {"selected_option": {"value": "other"}}
    values = {"invocation": str(uuid4()), "kind": kind, "reason": REASON}
    return door.submit(who, "report", "", values)


def digest_form(door: Door, who: str, things: Things) -> Awaitable[str]:
    values: dict[str, Any] = {
        HOUR: {"selected_time": "10:00"},
        ZONE: {"selected_option": {"value": "Europe/Berlin"}},
        ON: {"selected_options": [{"value": "0"}]},
        PARTS: {"selected_options": [{"value": "usage"}]},
        MODELS: "",
        FLOOR: "1",
        "thread": {"selected_options": []},
    }
    return door.submit(who, "digest", door.channel, values)


WATCH_VALUES = {
    "measure": {"selected_option": {"value": "usd"}},
    "trigger": {"selected_option": {"value": "above"}},
    "threshold": "5",
    "calm": {"selected_option": {"value": "margin"}},
}


def new_watch(door: Door, who: str, things: Things) -> Awaitable[str]:
    return door.submit(who, "watch", f"new {door.channel}", WATCH_VALUES)


def changed_watch(door: Door, who: str, things: Things) -> Awaitable[str]:
    return door.submit(who, "watch", f"change {things.watch}", WATCH_VALUES)


def shortcut(callback_id: str) -> Rule:
    def act(door: Door, who: str, things: Things) -> Awaitable[str]:
        return door.shortcut(who, callback_id, {"ts": "1.1", "text": str(uuid4())})

    return Rule(act, MEMBERS, MEMBERS)


def mention(door: Door, who: str, things: Things) -> Awaitable[str]:
    text = f"<@{cast.BOT_USER}> usage yesterday"
    return door.event(who, {"type": "app_mention", "text": text})


def direct(door: Door, who: str, things: Things) -> Awaitable[str]:
    return door.event(who, {"type": "message", "channel_type": "im", "text": "usage yesterday"})


def home(door: Door, who: str, things: Things) -> Awaitable[str]:
    return door.event(who, {"type": "app_home_opened", "tab": "home"})


def zones(door: Door, who: str, things: Things) -> Awaitable[str]:
    return door.suggest(who, ZONE, "berlin")


RULES: dict[str, list[Rule]] = {
    "usage": [typed("usage yesterday", ALL)],
    "stats": [typed("stats llm", ALL)],
    "export": [typed("export latest", ALL)],
    "recent": [typed("recent 5", ALL)],
    "help": [typed("help", ALL)],
    "version": [typed("version", ALL)],
    "status": [typed("status", ALL)],
    "report": [typed("report {fresh} {reason}", MEMBERS)],
    "reports": [
        typed("reports", ALL),
        typed("reports all", MEMBERS),
        typed("reports open", MEMBERS),
        typed("reports {invocation}", ALL, MEMBERS),
    ],
    "digest": [
        typed("digest", OURS),
        typed("digest now", ALL),
        typed("digest list", OURS),
        typed("digest history", OURS),
        typed("digest on", MEMBERS, ADMIN),
        typed("digest pause 3d", ALL, ADMIN),
        typed("digest resume", ALL, ADMIN),
        typed("digest off", ALL, ADMIN),
    ],
    "export_table": [pressed("export_table", "chutes {here} latest", ALL)],
    "export_file": [
        pressed("export_file", "{here} latest", ALL),
        pressed("export_file", "{elsewhere} latest", ALL, NOBODY),
    ],
    "export_mine": [pressed("export_mine", "{here} latest", ALL)],
    "export_share": [
        pressed("export_share", "{here} latest", ALL),
        pressed("export_share", "{elsewhere} latest", ALL, NOBODY),
    ],
    "run_cancel": [pressed("run_cancel", "{run}", ALL, NOBODY)],
    "recent_csv": [pressed("recent_csv", "5", ALL)],
    "report_undo": [pressed("report_undo", "{report}", ALL, ADMIN)],
    "report_again": [pressed("report_again", "{report}", MEMBERS)],
    **{
        f"reports_page_{way}": [
            pressed(f"reports_page_{way}", "mine 0", ALL),
            pressed(f"reports_page_{way}", "all 0", MEMBERS),
        ]
        for way in ("newer", "older")
    },
    "report_details": [pressed("report_details", "{invocation}", ALL, MEMBERS)],
    "digest_again": [pressed("digest_again", f"{{here}} {DAY}", ALL, ADMIN)],
    "digest_ask": [pressed("digest_ask", DAY, ALL)],
    "digest_change": [pressed("digest_change", "{here}", ALL, ADMIN)],
    "digest_now": [pressed("digest_now", "{here}", ALL)],
    "digest_pause": [pressed("digest_pause", "{here}", ALL, ADMIN)],
    "digest_resume": [pressed("digest_resume", "{here}", ALL, ADMIN)],
    "digest_off": [pressed("digest_off", "{here}", ALL, ADMIN)],
    "digest_mine": [pressed("digest_mine", "{here}", MEMBERS)],
    "watch": [typed("watch usage above 5 for me", MEMBERS)],
    "watches": [typed("watches all", OURS)],
    "unwatch": [typed("unwatch {watch}", ALL, ADMIN)],
    "watch_snooze": [pressed("watch_snooze", "{watch} 1h", ALL, ADMIN)],
    "watch_off": [pressed("watch_off", "{watch}", ALL, ADMIN)],
    "watch_quieter": [pressed("watch_quieter", "{watch} 7.5", ALL, ADMIN)],
    "watch_change": [pressed("watch_change", "{watch}", ALL, ADMIN)],
    "watch_this": [pressed("watch_this", "{question}", MEMBERS)],
    "refresh": [pressed("refresh", "{question}", ALL)],
    **{
        f"{id}{aside}": [pressed(f"{id}{aside}", f"{{question}} {phrase}", ALL)]
        for aside in ("", "_aside")
        for id, phrase in (
            ("range", "7d"),
            ("more", "top 100"),
            ("look", "all chutes"),
            ("beside", "vs 2026-11-10"),
        )
    },
    **{
        id: [pressed(id, "2026-11-20", ALL, block_id="dates {question} 2026-11-17 2026-11-23")]
        for id in ("first_day", "last_day")
    },
    "share": [pressed("share", "{question}", ALL)],
    "csv": [pressed("csv", "{question}", ALL)],
    "home_refresh": [pressed("home_refresh", "usage 7d", ALL, home=True)],
    "home_table": [pressed("home_table", "stats llm 7d", ALL, home=True)],
    "the form report": [Rule(report_form, MEMBERS, MEMBERS)],
    "the form digest": [Rule(digest_form, ALL, ADMIN)],
    "the form watch": [Rule(new_watch, MEMBERS, MEMBERS), Rule(changed_watch, ALL, ADMIN)],
    "the shortcut report_invocation": [shortcut("report_invocation")],
    "the shortcut report_invocation_global": [shortcut("report_invocation_global")],
    "the options": [Rule(zones, ALL, ALL)],
    "the event app_mention": [Rule(mention, OURS, OURS)],
    "the event message.im": [Rule(direct, OURS, OURS)],
    "the event app_home_opened": [Rule(home, ALL, ALL)],
}


def rules(listener: str) -> list[Rule]:
    """Return the rules of *listener*: buttons that ask a question have those of asking it."""
    if listener not in RULES and re.match(r"(ask|try|question)", listener):
        return [
            pressed(listener, "usage yesterday", ALL),
            pressed(listener, "reports all", MEMBERS),
        ]
    return RULES[listener]


def listeners(manifest: dict[str, Any]) -> list[str]:
    """Return every listener there is, as the handlers' own tables have them."""
    nothing: Any = None
    buttons = AnswerButtons(nothing, "/chutes", nothing).actions()
    actions = [*handlers.ACTIONS, *buttons, *Home(nothing, "/chutes", nothing).actions()]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    return [
        *(subcommand.name for subcommand in subcommands(handlers.SUBCOMMANDS)),
        *(action.id for action in actions),
        *(f"the form {modal.id}" for modal in handlers.MODALS),
        *(f"the shortcut {one.id}" for one in handlers.SHORTCUTS),
        *(f"the event {event}" for event in events),
        "the options",
    ]


@pytest.fixture
def settings(settings):
    limits = {
        "limit_per_person": MANY,
        "limit_per_workspace": MANY,
        "report_limit_per_person": MANY,
        "report_limit_per_workspace": MANY,
        "watches_per_person": 10_000,
        "watches_per_workspace": 10_000,
    }
    return may_report(settings, **limits)


@pytest.fixture
async def door(figures, settings, redis_url, clock, slack, monkeypatch) -> AsyncIterator[Door]:
    """A bot that knows the figures, and whose workers are gone: nobody speaks but who is asked."""
    monkeypatch.setattr("handlers.modals.FIRST_ANSWER", 0)  # the sandbox shows it at once
    async with open_web(settings, redis_url, clock):
        async with open_work(settings, redis_url, clock):
            for line in ("usage yesterday", "recent 5"):
                await ask(slack, f"/chutes {line}", within=30)
        yield Door(slack)


class Owner:
    """Makes things, as if somebody had."""

    def __init__(self, redis, settings, clock) -> None:
        self.reports = Reports(report_store(settings, redis), "account", UNDO, clock)
        self.digests = Digests(redis, clock)
        self.runs = Runs(redis, self._enqueue, clock)
        self.watches = watches(settings, redis, clock)
        self.redis = redis

    async def make(self, who: str) -> Things:
        """Give *who* a report, the digest of the channel, and a run."""
        invocation = str(uuid4())
        complaint = Complaint(
            invocation_id=invocation, team_id=cast.TEAM, user_id=who, kind="", reason=REASON
        )
        filing = await self.reports.file(complaint)
        key = Key(cast.TEAM, cast.GPU_COSTS)
        await self.redis.delete(f"chutes:digest:{key.member}")
        await self.digests.switch_on(key, who, Wish(), "UTC")
        elsewhere = f"C0{uuid4().hex[:8].upper()}"
        await self.runs.drop_open()
        order = SendFile(ReadRecent(None, 5), elsewhere, who)
        waiter = Waiter(cast.TEAM, who, elsewhere, elsewhere)
        await self.runs.ask(order, waiter)
        await self.redis.set(f"chutes:note:{cast.TEAM}:{who}:{elsewhere}", "asked")
        await self.redis.delete(*await self.redis.keys("chutes:watch*"), "nothing")
        watch = await self.watches.set_up(cast.TEAM, cast.GPU_COSTS, who, ABOVE, "")
        run = f"{order.id} {waiter.key}"
        return Things(invocation, filing.report.id, run, elsewhere, watch.number)

    async def _enqueue(self, *job: object, **more: object) -> None:
        """Wake nobody."""


def cases(manifest: dict[str, Any], kind: str) -> Iterator[tuple[str, Rule, str, bool]]:
    """Yield each rule with whose things somebody of that *kind* acts on, and whether they may."""
    who = KINDS[kind]
    for listener in listeners(manifest):
        for rule in rules(listener):
            if who == ROBOT and listener in UNHEARD:
                continue
            if rule.own != rule.others:
                yield listener, rule, who, kind in rule.own
            yield listener, rule, cast.CHIYO, kind in rule.others


@pytest.mark.parametrize("kind", KINDS)
async def test_every_listener(door, redis, settings, clock, installed, kind):
    """Each listener has its rules, and each rule holds for everybody, with own and others' things:
    who may is answered, who may not gets a sentence that says so."""
    who, owner, wrong = KINDS[kind], Owner(redis, settings, clock), []
    whose = await owner.make(cast.CHIYO)
    for listener, rule, owned_by, may in cases(installed, kind):
        things = await owner.make(owned_by) if rule.own != rule.others else whose
        said = await rule.act(door, who, things)
        if BROKEN.search(said) or bool(REFUSED.search(said)) == may:
            wrong.append(f"{listener}, {who} with things of {owned_by}: {said[:200]}")

    assert not wrong, "\n".join(wrong)


NONSENSE = [
    ("reports_page_newer", "everything 0"),
    ("reports_page_newer", "all x"),
    ("report_details", "nothing"),
    ("report_undo", "0123456789abcdef"),
    ("report_again", ""),
    ("digest_again", "C1 tomorrow"),
    ("digest_ask", "some day"),
    ("digest_change", "C1"),
    ("digest_now", "C0OPSPRIV1"),
    ("digest_off", ""),
    ("export_file", ""),
    ("export_share", "C1"),
    ("export_table", "chutes"),
    ("run_cancel", "x"),
    ("recent_csv", "x y z"),
    ("watch_snooze", "1"),
    ("watch_snooze", "77 1h"),
    ("watch_off", "²"),
    ("watch_quieter", "x y"),
    ("watch_change", "1 2"),
    ("watch_this", "x"),
    ("refresh", "x"),
    ("csv", ""),
    ("range", ""),
    ("look", "x only nothing"),
    ("beside", ""),
    ("first_day", "tomorrow"),
]


async def test_values_that_nobody_was_given(web, slack):
    """What a value makes no sense of gets a sentence."""
    door = Door(slack)
    said = {(id, value): await door.click(cast.BEN, id, value) for id, value in NONSENSE}

    assert not {given: words for given, words in said.items() if BROKEN.search(words)}


async def test_a_kind_that_is_none(web, slack):
    """A form's kind is one of those that it offers: nothing else becomes public."""
    values = {"invocation": str(uuid4()), "reason": REASON}
    kind = {"selected_option": {"value": "cpk_secret"}}
    said = await Door(slack).submit(cast.BEN, "report", "", {**values, "kind": kind})

    assert "Choose what is wrong from the list." in said


async def test_where_slack_does_not_tell(bot, slack):
    """Where Slack tells of nobody, figures are shown, and what needs rights is refused."""
    slack.app.scopes -= {"users:read"}
    door = Door(slack)

    for line in ("reports all", "digest on", "digest list", "digest"):
        assert re.search("Slack d(oes|id)n't tell me", await door.command(cast.BEN, line))
    assert "invocations" in await door.command(cast.BEN, "usage yesterday")


async def test_our_people_in_a_shared_channel(bot, slack):
    """What is asked where another organisation made the channel is ours: it can be refreshed."""
    asked = await slack.type("ben", "partners", "@chutes usage yesterday")
    said = await hear(slack, "ben", "partners", within=20)
    assert said["thread_ts"] == asked["ts"]
    await press(slack, said, "refresh", as_="ben")
    again = await seen(slack, said, lambda now: "edited" in now, as_="ben")

    assert "invocations" in again["text"]


@pytest.mark.parametrize("answers", [False, True])
async def test_outsiders_in_a_shared_channel(redis, settings, redis_url, clock, slack, answers):
    """People of another organisation get a sentence, or by a setting the answer."""
    changed = settings.model_copy(update={"answer_outsiders": answers})
    async with open_web(changed, redis_url, clock):
        event = {"type": "app_mention", "text": f"<@{cast.BOT_USER}> help"}
        said = await Door(slack).event(cast.EVA, event)

    assert ("I only answer people in" in said) is not answers


async def test_a_withdrawn_reason_is_gone(web, redis, settings, clock, slack):
    """Nobody reads it any more, nor can it be reported again; not even where 0.1.0 kept it."""
    owner = Owner(redis, settings, clock)
    things = await owner.make(cast.BEN)
    key = f"chutes:report:{things.report}"
    before = await redis.get(key)
    await owner.reports.undo(things.report, cast.TEAM, cast.BEN)
    assert REASON.encode() in before
    assert REASON.encode() not in await redis.get(key)
    old = decode_any(before, Report, key)
    taken_back = ReportChange(clock.now, ReportState.WITHDRAWN, "Undone.", cast.BEN)
    await redis.set(key, encode(msgspec.structs.replace(old, trail=(*old.trail, taken_back))))

    door = Door(slack)
    for who in (cast.BEN, cast.ADA):
        for line in (f"reports {things.invocation}", "reports all"):
            said = await door.command(who, line)
            assert "withdrawn" in said
            assert REASON not in said
        assert "was withdrawn" in await door.click(who, "report_again", things.report)


async def test_the_list_of_digests(web, redis, settings, clock, slack):
    """It has one's own, those of public channels, and that of the channel one asks in."""
    door = Door(slack)
    for channel in (cast.GPU_COSTS, cast.OPS_PRIVATE):
        door.channel = channel
        await door.command(cast.ADA, "digest")
        await Digests(redis, clock).switch_on(Key(cast.TEAM, channel), cast.ADA, Wish(), "UTC")

    def shown(said: str) -> set[str]:
        return set(re.findall(r"<#(\w+)>", said))

    assert shown(await door.command(cast.BEN, "digest list")) == {cast.GPU_COSTS, cast.OPS_PRIVATE}
    door.channel = cast.GENERAL
    assert shown(await door.command(cast.BEN, "digest list")) == {cast.GPU_COSTS}
    assert shown(await door.command(cast.ADA, "digest list")) == {cast.GPU_COSTS, cast.OPS_PRIVATE}
    assert not shown(await door.command(cast.GUS, "digest list"))
