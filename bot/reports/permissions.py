"""Who may report, who sees what others reported, and who may undo it."""

from typing import Protocol

from bot.errors import Refused, Undelivered

OWN_ONLY = (
    "Only members of this workspace can see what others reported. `reports mine` shows yours."
)


class Member(Protocol):
    """What Slack tells of somebody."""

    @property
    def is_guest(self) -> bool: ...

    def belongs_to(self, team_id: str) -> bool: ...

    def manages(self, team_id: str) -> bool: ...


class Directory(Protocol):
    """Asks Slack; both raise `Undelivered` with its reason."""

    async def find(self, user_id: str) -> Member: ...

    async def members(self, group_id: str) -> frozenset[str]: ...


class ReportPermissions:
    """*allowed* are ids of people and user groups, nobody in it means everybody."""

    def __init__(self, people: Directory, allowed: frozenset[str], guests: bool) -> None:
        self._people = people
        self._allowed = allowed
        self._guests = guests

    async def check(self, team_id: str, user_id: str) -> Member:
        """Return who that is; raise `Refused` unless they may report in this workspace."""
        person = await self._find(user_id)
        if not person.belongs_to(team_id):
            raise Refused(
                "Only members of this workspace can report, and you're from another organization."
            )
        if person.is_guest and not self._guests:
            raise Refused("Guests can't report here. Ask a workspace member to do it for you.")
        if self._allowed and not await self._is_listed(user_id):
            raise Refused("Only some people may report here (REPORTERS), and you aren't listed.")
        return person

    async def check_sees(self, team_id: str, user_id: str) -> None:
        """Raise `Refused` unless this person may see what others reported: guests may not."""
        person = await self._find(user_id)
        if person.is_guest or not person.belongs_to(team_id):
            raise Refused(OWN_ONLY)

    async def check_admin(self, team_id: str, user_id: str) -> None:
        """Raise `Refused` unless this person is an admin of this workspace."""
        person = await self._find(user_id)
        if not person.manages(team_id):
            raise Refused("Only the person who reported it, or an admin, can undo it.")

    async def _is_listed(self, user_id: str) -> bool:
        if user_id in self._allowed:
            return True
        groups = [id for id in sorted(self._allowed) if id.startswith("S")]
        try:
            return any([user_id in await self._people.members(group) for group in groups])
        except Undelivered as exc:
            raise Refused(_UNKNOWN.format(f"who is in a group: {exc.reason}")) from exc

    async def _find(self, user_id: str) -> Member:
        try:
            return await self._people.find(user_id)
        except Undelivered as exc:
            raise Refused(_UNKNOWN.format(f"who you are: {exc.reason}")) from exc


_UNKNOWN = "Slack didn't tell me {}. Try again in a minute."
