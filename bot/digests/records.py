"""What is kept of digests in Redis: how each is set up, the slot that is under way, deliveries."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from bot.digests.calendar import Position, Schedule, Slot, next_slot
from bot.errors import Unreadable
from bot.figures.periods import Period
from bot.store.codec import text


class Key(NamedTuple):
    """A digest is that of a conversation in a workspace; a direct message's is personal.

    A conversation has one of everything, and one of each *topic*.
    """

    team_id: str
    channel_id: str
    topic: str = ""

    @property
    def member(self) -> str:
        """Return what it is called in the set of those that are due."""
        return f"{self.team_id}:{self.place}"

    @property
    def place(self) -> str:
        """Return what it is called in its workspace, and in the values of buttons."""
        return f"{self.channel_id}:{self.topic}" if self.topic else self.channel_id

    @classmethod
    def at(cls, team_id: str, place: str) -> "Key":
        """Return the key whose `place` that is."""
        channel_id, _, topic = place.partition(":")
        return cls(team_id, channel_id, topic)

    @classmethod
    def of(cls, member: bytes) -> "Key":
        """Return the key that *member* names; raise `Unreadable` for one that names none."""
        parts = text(member, DUE_KEY).split(":")
        if len(parts) not in (2, 3):
            raise Unreadable("digest", DUE_KEY, "Its name is none.")
        return cls(*parts)

    def slot(self, day: date) -> str:
        """Return the name of the slot that reports *day*, the same in every process."""
        return f"{self.member}:daily:{day}"


class Section(StrEnum):
    """A part of what a digest says."""

    USAGE = "usage"
    MODELS = "models"
    DIFFUSION = "diffusion"
    REPORTS = "reports"


class Quiet(StrEnum):
    """What comes when nothing moved."""

    LINE = "line"
    NOTHING = "nothing"


class DigestState(StrEnum):
    ON = "on"
    PAUSED = "paused"  # until somebody resumes it
    OFF = "off"


class Digest(msgspec.Struct, frozen=True):
    """One digest as *owner_id* set it up; *begins* and *since* are those of its `Position`.

    It is *about* the chutes with that in their names; about all if it is empty.
    *models* are the names to watch (none: the largest); a change below *floor_usd* has no line,
    and *quiet* says what comes when none has one.
    *refusal* is Slack's reason if it was switched off because nothing can be posted any more.
    """

    team_id: str
    channel_id: str
    owner_id: str
    plan: Schedule
    begins: datetime
    since: datetime
    state: DigestState = DigestState.ON
    sections: tuple[Section, ...] = tuple(Section)
    models: tuple[str, ...] = ()
    floor_usd: float = 1.0
    threaded: bool = True
    refusal: str = ""
    quiet: Quiet = Quiet.LINE
    about: str = ""

    @property
    def key(self) -> Key:
        return Key(self.team_id, self.channel_id, topic_of(self.about))

    @property
    def is_personal(self) -> bool:
        return self.channel_id.startswith("D")

    def next_slot(self, handled: date | None, owed: date | None = None) -> Slot | None:
        """Return the slot after *handled*, the last day that is over; None while there is none.

        It makes up for what was missed from *owed* on.
        """
        if self.state is not DigestState.ON:
            return None
        return next_slot(self.plan, self.position(handled, owed))

    def position(self, handled: date | None, owed: date | None = None) -> Position:
        """Return how far it has come if the days up to *handled* are over, but for those *owed*."""
        return Position(self.begins, self.since, handled, owed)


def topic_of(about: str) -> str:
    """Return what tells digests apart that are *about* different chutes: `qwen-14b`."""
    return "-".join(re.findall(r"[\w.]+", about.lower()))


class DigestPart(StrEnum):
    """What one delivery consists of, in this order."""

    HEADLINE = "headline"
    DETAILS = "details"
    FILE = "file"
    NOTICE = "notice"  # to the owner, in a direct message


class SlotOutcome(StrEnum):
    POSTED = "posted"
    MISSED = "missed"  # nobody could send it in time
    UNSURE = "unsure"  # Slack did not say whether it took it, and we may not look
    STOPPED = "stopped"  # switched off or changed before it went out
    REFUSED = "refused"  # Slack will not take it: the digest is off
    QUIET = "quiet"  # nothing moved, and then nothing is wanted


class Delivery(msgspec.Struct, frozen=True):
    """What became of the slot of *day*, *at* what time, and why so.

    It was of the days from *first* on; of *day* alone if there is none.
    """

    day: date
    due: datetime
    at: datetime
    outcome: SlotOutcome
    reason: str = ""
    first: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.first or self.day, self.day)

    @property
    def late(self) -> timedelta:
        return self.at - self.due


class SlotRun(msgspec.Struct, frozen=True):
    """A slot under way: the parts still *to_do*, and the one that Slack may have since *marked*.

    It covers the days from *first*, if there is one, to *day*.
    *again* is set for a slot that its owner had posted once more; *version* is the digest's when
    the slot was opened; *turn* is the moment that is reserved for the next part; *ts* names the
    headline once it is out. *waiting* is what holds it up for now, *reason* what people are told.
    *suspect*: it may be out without our knowing, as Redis may have lost its last minutes.
    *doubted*: more may be out than is known here, so each part is looked for before it is sent.
    """

    day: date
    due: datetime
    opened: datetime
    version: int
    to_do: tuple[DigestPart, ...]
    again: bool = False
    marked: datetime | None = None
    turn: datetime | None = None
    ts: str = ""
    sent: datetime | None = None
    outcome: SlotOutcome = SlotOutcome.POSTED
    reason: str = ""
    waiting: str = ""
    suspect: bool = False
    doubted: bool = False
    first: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.first or self.day, self.day)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing of it can be in Slack yet."""
        return not self.ts and self.marked is None and self.outcome is SlotOutcome.POSTED

    def after(self, part: DigestPart) -> "SlotRun":
        """Return what is left when *part* is over."""
        marked = self.marked if self.doubted else None
        return replace(
            self, to_do=tuple(one for one in self.to_do if one is not part), marked=marked
        )

    def without(self, part: DigestPart, reason: str) -> "SlotRun":
        """Return it with the reason why *part* is missing, or may be."""
        said = f"{part}: {reason}"
        return replace(self, reason=f"{self.reason}, {said}" if self.reason else said)

    def ends(self, outcome: SlotOutcome, reason: str, *, told: bool = True) -> "SlotRun":
        """Return what is left when nothing more goes out but, if *told*, the owner's notice."""
        to_do = (DigestPart.NOTICE,) if told else ()
        return replace(self, outcome=outcome, reason=reason, to_do=to_do, marked=None)


DUE_KEY = "chutes:digests:due"  # the due set of digests
DIGESTS = "chutes:digest:"  # what the key of each begins with


def digest_key(key: Key) -> str:
    """A hash of `digest`, `version`, `handled`, `owed`, `run`, `again`, `hindered`; no TTL."""
    return f"{DIGESTS}{key.member}"


def history_key(key: Key) -> str:
    """The newest `DELIVERIES`, newest first; no TTL."""
    return f"chutes:digest:history:{key.member}"


def team_key(team_id: str) -> str:
    """The conversations of the workspace that ever had a digest; no TTL."""
    return f"chutes:digests:{team_id}"


DELIVERIES = 10  # that are remembered of each digest
