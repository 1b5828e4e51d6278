"""Who may report."""

import pytest

from bot.errors import Refused, Undelivered
from bot.reports.permissions import ReportPermissions
from bot.slack.people import SlackPerson

HERE = "T1"


def somebody(id: str, *teams: str, is_guest: bool = False, is_admin: bool = False) -> SlackPerson:
    return SlackPerson(id, teams[0], "UTC", is_admin, is_guest, frozenset(teams))


KNOWN = {
    "UANN": somebody("UANN", HERE, "T9"),
    "UADA": somebody("UADA", HERE, is_admin=True),
    "UGUEST": somebody("UGUEST", HERE, is_guest=True),
    "UEVA": somebody("UEVA", "T2"),
    "UFRIEDA": somebody("UFRIEDA", "T2", is_admin=True),
}
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


@pytest.mark.parametrize(
    ("who", "sees", "undoes"),
    [
        ("UANN", True, False),
        ("UADA", True, True),
        ("UGUEST", False, False),
        ("UEVA", False, False),
        ("UFRIEDA", False, False),
        ("UNEW", False, False),
    ],
)
async def test_what_others_reported(who, sees, undoes):
    """Members see it, and our admins undo it: another organisation's admins are strangers."""
    reporters = ReportPermissions(Slack(), frozenset(), guests=True)
    for allowed, asked in ((sees, reporters.check_sees), (undoes, reporters.check_admin)):
        try:
            await asked(HERE, who)
        except Refused:
            assert not allowed
        else:
            assert allowed
