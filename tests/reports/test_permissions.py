"""Who may report."""

from dataclasses import dataclass

import pytest

from bot.errors import Refused, Undelivered
from bot.reports.permissions import ReportPermissions

HERE = "T1"


@dataclass(frozen=True)
class Somebody:
    teams: frozenset[str] = frozenset([HERE, "T9"])
    is_admin: bool = False
    is_guest: bool = False


KNOWN = {"UANN": Somebody(), "UGUEST": Somebody(is_guest=True), "UEVA": Somebody(frozenset(["T2"]))}
GROUPS = {"SOPS": frozenset({"UANN"})}


class Slack:
    """Knows three people and a group, or says why not."""

    async def find(self, user_id):
        if user_id not in KNOWN:
            raise Undelivered("user_not_found")
        return KNOWN[user_id]

    async def members(self, group_id):
        if group_id not in GROUPS:
            raise Undelivered("missing_scope")
        return GROUPS[group_id]


CASES = {
    "everybody": ("UANN", set(), False, None),
    "listed": ("UANN", {"UANN"}, False, None),
    "in a listed group": ("UANN", {"SOPS"}, False, None),
    "not listed": ("UANN", {"UBOB"}, False, "Only some people may report here"),
    "a group that Slack does not tell": ("UANN", {"SNEW"}, False, "missing_scope"),
    "guest": ("UGUEST", set(), False, "Guests can't report"),
    "guest, allowed": ("UGUEST", set(), True, None),
    "of another organisation": ("UEVA", set(), True, "another organization"),
    "unknown": ("UNEW", set(), False, "user_not_found"),
}


@pytest.mark.parametrize(("who", "allowed", "guests", "problem"), CASES.values(), ids=CASES)
async def test_who_may(who, allowed, guests, problem):
    """Members may, guests by a setting, others never; a list restricts it; doubt is a no."""
    reporters = ReportPermissions(Slack(), frozenset(allowed), guests)
    if problem is None:
        await reporters.check(HERE, who)
        return

    with pytest.raises(Refused, match=problem):
        await reporters.check(HERE, who)
