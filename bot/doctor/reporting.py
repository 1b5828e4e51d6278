"""Whether we may report.

The doctor files no report. It POSTs `{}` as a report of the id of zeros: the API looks at who
asks before it misses the reason, so 422 means that reports are offered and our credentials are
good. A wrong key and a scoped one get the same 401, so both are named.
"""

from bot.chutes.client import Chutes
from bot.doctor.endpoints import LOOK_AT_URL
from bot.errors import (
    AlreadyReported,
    NotFound,
    Rejected,
    Unanswered,
    Unauthorized,
    Unavailable,
    WrongClock,
)
from bot.health.findings import Finding, broken, fine, note

NO_KEY = (
    "To let people report, set CHUTES_API_KEY (an admin key: `chutes keys create --name slack "
    "--admin`) or CHUTES_HOTKEY_SEED, then restart the bot."
)
BAD_KEY = (
    "Make an admin key: `chutes keys create --name slack --admin`; put it into CHUTES_API_KEY, or "
    "a registered hotkey's seed into CHUTES_HOTKEY_SEED, then restart the bot."
)
NOBODY_MAY = note(
    "report is offered, but nobody can use it: neither CHUTES_API_KEY nor CHUTES_HOTKEY_SEED is "
    "set.",
    NO_KEY,
)


async def reporting(chutes: Chutes, has_credentials: bool) -> Finding:
    """Return whether reports are taken from us; files none."""
    try:
        await chutes.try_reporting()
    except (AlreadyReported, NotFound):
        pass  # it asked for the invocation first, so it knew who we are
    except Unanswered as exc:
        raise Unavailable("The Chutes API didn't answer.") from exc
    except WrongClock as exc:
        return broken(str(exc), "Set the clock, and sync it with a time server (NTP).")
    except Unauthorized as exc:
        return broken(str(exc), BAD_KEY) if has_credentials else NOBODY_MAY
    except Rejected as exc:
        return broken(str(exc), LOOK_AT_URL)
    return fine("report is offered and accepts our credentials.")
