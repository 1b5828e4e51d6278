"""Redis scripts, each in a file beside the module that runs it; a file's header is its contract.

A client sends a command again if its answer did not come. Each call has a name of its own, so that
a script finds its first try: it is carried out once, and answers the same twice.
"""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis


class Script:
    """A script, to be run on *redis*."""

    def __init__(self, redis: Redis, text: str) -> None:
        self._script = redis.register_script(text)

    async def __call__(self, keys: Sequence[str], args: Sequence[Any]) -> Any:
        return await self.attempt(uuid4().hex, keys, args)

    async def attempt(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> Any:
        """Run it, unless the attempt called *name* was made before; return what that answered."""
        return await self._script(keys=keys, args=[*args, name])


def load_script(
    redis: Redis, wing: str, name: str, *, with_due: bool = False, with_gcra: bool = False
) -> Script:
    """Return the script of `bot/<wing>/<name>.lua`.

    *with_due*, *with_gcra*: it uses `store/due.lua`, `store/gcra.lua`.
    """
    shared = ["attempt", *["due"] * with_due, *["gcra"] * with_gcra]
    texts = [_text("store", part) for part in shared]
    return Script(redis, "".join([*texts, _text(wing, name)]))


def _text(wing: str, name: str) -> str:
    return (files(f"bot.{wing}") / f"{name}.lua").read_text()
