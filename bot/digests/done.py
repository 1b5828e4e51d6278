"""What a command has done to a digest, in a sentence: it comes first in the answer."""

from datetime import datetime

from bot.blocks.text import moment
from bot.digests.records import DigestState
from bot.digests.service import is_live
from bot.digests.settings import rhythm
from bot.digests.standing import Standing


def switched_on(before: Standing | None, after: Standing) -> str:
    """Say that it is set up, moved, resumed, or was so already."""
    if before is None or not is_live(before.digest):
        return "Done, it's on."
    if before.digest.state is DigestState.PAUSED:
        return f"Resumed: {rhythm(after.digest)}."
    if before.digest.plan != after.digest.plan:
        return f"Moved: it now comes {rhythm(after.digest)}."
    if before.digest.quiet != after.digest.quiet:
        return f"Changed: it now comes {rhythm(after.digest)}."
    return "It's on already; nothing to change."


def switched_off(before: Standing | None) -> str:
    """Say that it is off, and whether it was before."""
    was_on = before is not None and is_live(before.digest)
    return "Switched off." if was_on else "It's off already."


def paused(before: Standing | None, after: Standing, now: datetime) -> str:
    """Say until when it is paused; a longer pause from before stays."""
    if after.digest.state is DigestState.PAUSED:
        return "Paused until somebody resumes it."
    until = moment(after.digest.begins)
    if before and before.digest.begins == after.digest.begins > now:
        return f"It stays paused until {until}, as before."
    return f"Paused until {until}."


def resumed(before: Standing | None, now: datetime) -> str:
    """Say that it goes on, or that it was never paused."""
    was_paused = before is not None and (
        before.digest.state is DigestState.PAUSED or before.digest.begins > now
    )
    return "Resumed." if was_paused else "It isn't paused."
