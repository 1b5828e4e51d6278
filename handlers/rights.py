"""Who asks, as Slack tells it each time: whatever a button or a form says does not count."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.errors import Refused, Undelivered
from bot.slack.people import SlackPerson, find_person
from handlers.context import Context

OLDER = "That button is older than what I remember. Please ask again."
UNKNOWN_PERSON = (
    "Slack doesn't tell me who you are, and I need to know that first. Try again in a minute."
)
OUTSIDER = "Only people in this workspace can {}, and you're from another organization."
GUEST = "Guests can't {} here. Ask a workspace member to do it for you."
NOT_ANSWERED = (
    "I only answer people in the workspace that I'm installed in, and you're from another "
    "organization. Someone there can ask me for you."
)


def own_team(body: Mapping[str, Any], context: AsyncBoltContext) -> str:
    """Return the workspace of ours to which an event comes: that which *body* itself begins with
    is, in a shared channel, the one where the channel was made."""
    return context.team_id or str(body["team_id"])


async def person_or_none(user_id: str, context: Context) -> SlackPerson | None:
    """Return who that is; None if Slack does not tell."""
    try:
        return await find_person(context.posts, user_id)
    except Undelivered:
        return None


def check_belongs(person: SlackPerson | None, team_id: str, what: str) -> SlackPerson:
    """Return who asks; raise `Refused` unless they are of the workspace: else they can't *what*."""
    if person is None:
        raise Refused(UNKNOWN_PERSON)
    if not person.belongs_to(team_id):
        raise Refused(OUTSIDER.format(what))
    return person


def check_member(person: SlackPerson | None, team_id: str, what: str) -> SlackPerson:
    """Return who asks; raise `Refused` unless they are a member of the workspace, and no guest."""
    person = check_belongs(person, team_id, what)
    if person.is_guest:
        raise Refused(GUEST.format(what))
    return person


async def check_answered(event: Mapping[str, Any], team_id: str, context: Context) -> None:
    """Raise `Refused` if who wrote this is of another organisation, and those get no answers.

    Slack is only asked about people whose message says that they are of another workspace: that
    may be one of the same organisation.
    """
    origins = {event.get(name, team_id) for name in ("user_team", "source_team", "team")}
    if context.services.answers_outsiders or origins == {team_id}:
        return
    person = await person_or_none(event["user"], context)
    if person is None or not person.belongs_to(team_id):
        raise Refused(NOT_ANSWERED)
