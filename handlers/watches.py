"""`/chutes watches`: what is watched, and how that stands."""

from bot.blocks.message import Message
from bot.blocks.text import quote
from bot.errors import Mistake
from bot.slack.people import SlackPerson
from bot.watches.service import KeptWatch
from bot.watches.settings import watches_message
from handlers.context import Context
from handlers.digest_rights import may_see
from handlers.dispatch import Ask, Subcommand
from handlers.rights import check_belongs, person_or_none

LOOK_AT_WATCHES = "see what is watched"
TITLES = {
    "here": "Watches in this channel",
    "mine": "Your watches",
    "all": "Watches in this workspace",
    "": "Watches here, and yours",
}
ELSEWHERE = "Watches in private channels are only listed in those channels."


async def watches(ask: Ask, context: Context) -> Message:
    """List those that were asked for and that who asks may see."""
    services = context.services
    person = check_belongs(await person_or_none(ask.user_id, context), ask.team_id, LOOK_AT_WATCHES)
    await services.public_channels.note(ask.team_id, ask.channel_id, ask.channel_name)
    which = " ".join(ask.words).lower().strip("?!.,")
    if which not in TITLES:
        raise Mistake(
            f"I don't understand {quote(' '.join(ask.words))}.",
            [f"watches {word}" for word in TITLES if word],
        )
    kept = await services.watches.of_team(ask.team_id)
    public = await services.public_channels.all(ask.team_id)
    seen = [one for one in kept if may_see(one.watch, person, ask.channel_id, public)]
    shown = [one for one in seen if _is_asked(one, which, person, ask.channel_id)]
    listed = watches_message(shown, TITLES[which], services.clock(), ask.command)
    hidden = which == "all" and any(not one.watch.is_personal for one in kept if one not in seen)
    return Message(f"{listed.text}\n{ELSEWHERE}") if hidden else listed


def _is_asked(kept: KeptWatch, which: str, person: SlackPerson, here: str) -> bool:
    is_mine, is_here = kept.watch.owner_id == person.id, kept.watch.channel_id == here
    return {"here": is_here, "mine": is_mine, "": is_here or is_mine}.get(which, True)


SUBCOMMAND = Subcommand(
    "watches [here|mine|all]",
    "what is watched: how it stands, since when, and who set it up",
    watches,
    examples=("watches", "watches mine"),
)
