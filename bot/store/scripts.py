"""Redis scripts, each in a file beside the module that runs it; a file's header is its contract."""

from importlib.resources import files

from redis.asyncio import Redis
from redis.commands.core import AsyncScript


def load_script(redis: Redis, wing: str, name: str) -> AsyncScript:
    """Return the script of `bot/<wing>/<name>.lua`, to be run on *redis*."""
    return redis.register_script((files(f"bot.{wing}") / f"{name}.lua").read_text())
