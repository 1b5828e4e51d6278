"""The process that looks at everything, and says what it sees."""

from bot.clock import Clock, utc_now
from bot.doctor.checks import everything
from bot.doctor.context import open_context
from bot.doctor.environment import read_environment
from bot.doctor.live import live_trial
from bot.doctor.printed import print_all
from bot.store.embedded import DATA


async def doctor(channel: str | None = None, clock: Clock = utc_now) -> int:
    """Print what is found in everything that the environment names; return 1 if it is broken.

    With *channel*, what comes of posting one message of each kind there.
    """
    async with open_context(read_environment(), DATA, clock) as context:
        return await print_all(live_trial(context, channel) if channel else everything(context))
