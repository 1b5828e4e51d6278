"""What is kept of watches in Redis: how each is set up, how it stands, what was said of it."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from bot.errors import Unreadable
from bot.figures.days import Source
from bot.store.codec import text
from bot.watches.conditions import Condition
from bot.watches.episodes import Episode


class WatchKey(NamedTuple):
    """A watch is known by its number in its workspace."""

    team_id: str
    number: int

    @property
    def member(self) -> str:
        """Return what it is called in the sets of watches."""
        return f"{self.team_id}:{self.number}"

    @classmethod
    def of(cls, member: str, where: str) -> "WatchKey":
        """Return the key that *member* of *where* names; raise `Unreadable` for one of none."""
        team_id, _, number = member.partition(":")
        if not (team_id and number.isascii() and number.isdecimal()):
            raise Unreadable("watch", where, "Its name is none.")
        return cls(team_id, int(number))


class WatchSwitch(StrEnum):
    ON = "on"
    OFF = "off"  # it is forgotten as soon as its message says so
    REFUSED = "refused"  # nothing can be posted any more; kept for its owner to see


class Watch(msgspec.Struct, frozen=True):
    """One watch as *owner_id* set it up; *name* is what its chute was called then.

    Nothing new is said while it is snoozed: until *snoozed_until*, or until the episode that began
    at *snoozed_episode* is over. *refusal* is Slack's reason if nothing can be posted any more.
    *changed_by* switched it off or changed it last, *changed* is when. *doubted*: it was restored
    from a copy of then, *until* when more may have been posted than is known here.
    """

    team_id: str
    number: int
    channel_id: str
    owner_id: str
    condition: Condition
    created: datetime
    name: str = ""
    switch: WatchSwitch = WatchSwitch.ON
    snoozed_until: datetime | None = None
    snoozed_episode: datetime | None = None
    refusal: str = ""
    changed: datetime | None = None
    changed_by: str = ""
    doubted: datetime | None = None
    until: datetime | None = None

    @property
    def key(self) -> WatchKey:
        return WatchKey(self.team_id, self.number)

    @property
    def is_personal(self) -> bool:
        return self.channel_id.startswith("D")

    def is_doubted(self, episode: Episode) -> bool:
        """Whether somebody may have told of *episode* before all was restored from a copy."""
        return self.until is not None and episode.day <= self.until.date()

    def is_snoozed(self, episode: Episode, now: datetime) -> bool:
        """Whether nothing new is to be said of *episode* now."""
        is_resting = self.snoozed_until is not None and now < self.snoozed_until
        return is_resting or (episode.is_open and self.snoozed_episode == episode.began)


class WatchRun(msgspec.Struct, frozen=True):
    """What was said of the episode that *began* then, in the message *ts*.

    *shown* and *told* name what the message says, and what its thread was told last. What Slack
    may have since *marked* is *marked_as*; *waiting* is Slack's reason that holds it up since
    *failing*. *lost*: nobody knows whether the message is there. *over*: nothing more is said of
    this episode. *notified*: its owner was told why. *sought* was looked for, and is not there.
    """

    began: datetime
    ts: str = ""
    shown: str = ""
    told: str = ""
    marked: datetime | None = None
    marked_as: str = ""
    waiting: str = ""
    failing: datetime | None = None
    lost: bool = False
    over: bool = False
    notified: bool = False
    sought: str = ""


WATCHES_DUE = "chutes:watches:due"  # the due set of watches that have something to say
WATCH = "chutes:watch:"  # what the key of each begins with


def watch_key(key: WatchKey) -> str:
    """A hash of `watch`, `version`, `state`, `run`; no TTL."""
    return f"{WATCH}{key.member}"


def numbers_key(team_id: str) -> str:
    """The numbers of a workspace's watches; no TTL."""
    return f"chutes:watches:{team_id}"


def last_number_key(team_id: str) -> str:
    """The last number that was given in a workspace, so that none is given twice; no TTL."""
    return f"chutes:watches:last:{team_id}"


def asked_key(team_id: str, wish: str) -> str:
    """The number that a *wish* was given, so that asking again, as it is not known whether that
    was kept, gives no second watch; kept for `ASKED_FOR`."""
    return f"chutes:watches:asked:{team_id}:{wish}"


def watching_key(source: Source) -> str:
    """The members of all watches of a source; no TTL."""
    return f"chutes:watches:on:{source}"


WATCHING = [watching_key(source) for source in Source]


def member_of(value: bytes, where: str) -> WatchKey:
    """Return the watch that a member of the set *where* names; raise `Unreadable`."""
    return WatchKey.of(text(value, where), where)
