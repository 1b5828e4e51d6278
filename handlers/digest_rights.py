"""What somebody may do with digests, and which of them they may see."""

from typing import Protocol

from bot.digests.records import Digest, Section
from bot.digests.service import check_may_change, is_live
from bot.errors import Refused
from bot.slack.people import SlackPerson
from handlers.rights import UNKNOWN_PERSON

SET_UP = "set up digests"
LOOK = "see how digests are set up"
HIDDEN = "Digests in private channels are only listed in those channels."
NOTHING_SEEN = "There's no digest that you can see from here."
OF_THE_WORKSPACE = {Section.REPORTS}


class ToldSomewhere(Protocol):
    """What somebody set up to be told in some conversation: a digest, a watch."""

    @property
    def owner_id(self) -> str: ...
    @property
    def channel_id(self) -> str: ...


def may_change(digest: Digest, user_id: str, person: SlackPerson | None) -> None:
    """Raise `Refused` unless they set it up, or manage this workspace."""
    if person is None and user_id != digest.owner_id and is_live(digest):
        raise Refused(UNKNOWN_PERSON)
    check_may_change(digest, user_id, bool(person and person.manages(digest.team_id)))


def may_see(told: ToldSomewhere, person: SlackPerson, here: str, public: frozenset[str]) -> bool:
    """Whether *person* sees it in a list that is asked for *here*: their own, that of the channel
    they are in, and of *public* channels, which guests do not see."""
    if told.owner_id == person.id or told.channel_id == here:
        return True
    return told.channel_id in public and not person.is_guest


def figures_only(digest: Digest) -> tuple[Section, ...]:
    """Return the sections that outsiders may read: none is about the workspace itself."""
    return tuple(section for section in digest.sections if section not in OF_THE_WORKSPACE)
