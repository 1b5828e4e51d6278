"""Who and what is in the workspace when it opens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

TEAM = "T0SANDBOX1"
OTHER_TEAM = "T0PARTNER1"
APP = "A0CHUTES01"
BOT = "B0CHUTES01"
BOT_USER = "U0CHUTES01"
SLACKBOT = "USLACKBOT"
ADA, BEN, CHIYO = "U0ADA00001", "U0BEN00001", "U0CHIYO001"
GUS, SIA = "U0GUS00001", "U0SIA00001"  # guests
EVA, FRIEDA = "U0EVA00001", "U0FRIEDA01"  # of another organisation
GENERAL, GPU_COSTS, OPS_PRIVATE = "C0GENERAL1", "C0GPUCOSTS", "C0OPSPRIV1"
OLD_PROJECT, PARTNERS = "C0OLDPROJ1", "C0PARTNERS"
GPU_OPS = "S0GPUOPS01"


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace, the bot and Slackbot included."""

    id: str
    name: str
    real_name: str
    zone: str
    team: str = TEAM
    is_admin: bool = False
    is_guest: bool = False
    is_single: bool = False  # of a guest: for one channel only
    is_bot: bool = False

    def profile(self, now: datetime) -> dict[str, Any]:
        """Return Slack's user object, as `users.info` shows it at *now*."""
        local = now.astimezone(ZoneInfo(self.zone))
        offset = local.utcoffset()
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": False,
            "real_name": self.real_name,
            "tz": self.zone,
            "tz_label": local.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {"real_name": self.real_name, "display_name": self.name, "team": self.team},
            "is_admin": self.is_admin,
            "is_owner": self.is_admin,
            "is_primary_owner": self.is_admin,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": self.is_single,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_stranger": False,
            "updated": 1_700_000_000,
        }


@dataclass
class Channel:
    """A conversation; *kind* is `channel` (public), `private` or `dm`, *team* where it began."""

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared: bool = False
    team: str = TEAM

    @property
    def called(self) -> str:
        """Return the name that payloads give: Slack hides those of private conversations."""
        return {"private": "privategroup", "dm": "directmessage"}.get(self.kind, self.name)

    @property
    def other(self) -> str:
        """Return the id of the person in a direct message with the bot."""
        return next(member for member in sorted(self.members) if member != BOT_USER)


def people(bot_name: str) -> Iterator[Person]:
    """Yield everybody: three colleagues, two guests, two of a partner, the bot, and Slackbot."""
    yield Person(ADA, "ada", "Ada Martin", "Europe/Berlin", is_admin=True)
    yield Person(BEN, "ben", "Ben Okafor", "America/New_York")
    yield Person(CHIYO, "chiyo", "Chiyo Tanaka", "Asia/Tokyo")
    yield Person(GUS, "gus", "Gus (guest)", "Australia/Adelaide", is_guest=True)
    yield Person(SIA, "sia", "Sia (one channel)", "Asia/Kolkata", is_guest=True, is_single=True)
    yield Person(EVA, "eva", "Eva (Partner Inc.)", "America/Los_Angeles", team=OTHER_TEAM)
    yield Person(
        *(FRIEDA, "frieda", "Frieda (Partner Inc.)", "Europe/Paris", OTHER_TEAM), is_admin=True
    )
    yield Person(BOT_USER, bot_name, bot_name, "UTC", is_bot=True)
    yield Person(SLACKBOT, "slackbot", "Slackbot", "UTC", is_bot=True)


def channels() -> Iterator[Channel]:
    """Yield the conversations; the bot is in #gpu-costs, #partners and the direct messages."""
    staff = {ADA, BEN, CHIYO}
    yield Channel(GENERAL, "general", members={*staff, GUS})
    yield Channel(GPU_COSTS, "gpu-costs", members={*staff, GUS, SIA, BOT_USER})
    yield Channel(OPS_PRIVATE, "ops-private", kind="private", members={ADA, BEN})
    partners = {*staff, EVA, FRIEDA, BOT_USER}
    yield Channel(PARTNERS, "partners", members=partners, is_shared=True, team=OTHER_TEAM)
    yield Channel(OLD_PROJECT, "old-project", members={*staff, BOT_USER}, is_archived=True)
    for person in (ADA, BEN, CHIYO, GUS, SIA, EVA, FRIEDA):
        yield Channel(f"D{person[1:]}", "", kind="dm", members={person, BOT_USER})
