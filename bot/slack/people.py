"""Who somebody is, as Slack tells it; needs the scope `users:read`."""

from dataclasses import dataclass

from bot.slack.web_api import WebApi


@dataclass(frozen=True)
class SlackPerson:
    """*zone* is an IANA name, such as `Europe/Berlin`; *teams* are all workspaces they belong to,
    which are several in an Enterprise organisation. Bots have no more rights than guests."""

    id: str
    team_id: str
    zone: str
    is_admin: bool
    is_guest: bool
    teams: frozenset[str] = frozenset()

    def belongs_to(self, team_id: str) -> bool:
        """Whether they are of this workspace, guests included."""
        return team_id in self.teams

    def manages(self, team_id: str) -> bool:
        """Whether they are an admin of this workspace; that of another organisation is none."""
        return self.is_admin and self.belongs_to(team_id)


async def find_person(posts: WebApi, user_id: str) -> SlackPerson:
    """Return who *user_id* is; raise `Undelivered` with Slack's reason (`missing_scope`, …)."""
    user = (await posts.ask("users.info", {"user": user_id})).part("user")
    organization = user.optional("enterprise_user")
    elsewhere = organization.texts("teams") if "teams" in organization else []
    team_id = str(user.get("team_id", ""))
    guest = ("is_restricted", "is_ultra_restricted", "is_bot")
    return SlackPerson(
        id=user.text("id"),
        team_id=team_id,
        zone=str(user.get("tz") or "UTC"),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=any(user.get(mark) for mark in guest),
        teams=frozenset([team_id, *elsewhere]),
    )


class SlackPeople:
    """Asks Slack who people are, and who belongs to a user group (scope `usergroups:read`)."""

    def __init__(self, posts: WebApi) -> None:
        self._posts = posts

    async def find(self, user_id: str) -> SlackPerson:
        return await find_person(self._posts, user_id)

    async def members(self, group_id: str) -> frozenset[str]:
        """Return the ids of who is in the group; raise `Undelivered`."""
        answer = await self._posts.ask("usergroups.users.list", {"usergroup": group_id})
        return frozenset(answer.texts("users"))
