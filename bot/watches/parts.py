"""What is said of an episode: how each part is sent, and how it is found again.

Slack has no idempotency key. What is posted carries metadata by which it can be found, if the app
has the optional scopes `…:history`. Changing a message twice leaves the same, so that needs none.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.blocks.message import Message
from bot.clock import Clock
from bot.digests.history import find_message, metadata, named, with_name
from bot.digests.pacing import Lane, channel_lane, workspace_lane
from bot.slack.web_api import PostedMessage, WebApi
from bot.watches.episodes import WatchState
from bot.watches.records import Watch, WatchRun
from bot.watches.rules import Say, told_as


@dataclass(frozen=True)
class WatchMessages:
    """What an episode's message says now, and what is new, for its thread."""

    headline: Message
    line: Message


Compose = Callable[[Watch, WatchState, WatchRun], Awaitable[WatchMessages]]
Refusal = Callable[[Watch, WatchRun], Message]


@dataclass(frozen=True)
class WatchParts:
    """Every method that reaches Slack raises what `WebApi` raises."""

    posts: WebApi
    notice: Refusal
    clock: Clock

    def lanes(self, watch: Watch, say: Say) -> list[Lane]:
        """Return what Slack counts it against, the narrowest first."""
        where = watch.owner_id if say is Say.NOTICE else watch.channel_id
        return [channel_lane(watch.team_id, where), workspace_lane(watch.team_id)]

    async def post(self, watch: Watch, run: WatchRun, message: Message) -> str:
        """Post what is marked, the headline or a line of its thread; return its ts."""
        posted = await self.posts.post(
            watch.team_id,
            watch.channel_id,
            message,
            thread_ts=run.ts or None,
            metadata=metadata(run.marked_as),
        )
        return posted.ts

    async def update(self, watch: Watch, run: WatchRun, message: Message) -> None:
        """Put *message* in the headline's place."""
        where = PostedMessage(watch.channel_id, run.ts)
        await self.posts.update(watch.team_id, where, message)

    async def tell_owner(self, watch: Watch, run: WatchRun) -> None:
        """Tell who set the watch up what has become of it, in a direct message."""
        await self.posts.post(watch.team_id, watch.owner_id, self.notice(watch, run))

    async def find(self, watch: Watch, run: WatchRun) -> str | None:
        """Return the ts of what is marked, if it is out; None if it is not.

        Of a watch that is in doubt any message counts as that of the episode: what began when is
        not known any more.
        """
        since, matches = run.marked or run.began, named(run.marked_as)
        if watch.doubted:
            since = watch.doubted
            matches = matches if run.ts else with_name(f"watch:{watch.key.member}:")
        return await find_message(self.posts, watch.channel_id, matches, since, run.ts or None)


def name_of(watch: Watch, state: WatchState, run: WatchRun) -> str:
    """Return what names the next post of an episode: with what is told by it."""
    return f"watch:{watch.key.member}:{run.began:%Y%m%dT%H%M%S%f}:{told_as(state)}"


def told_by(name: str) -> str:
    """Return what is told by the post that is called *name*."""
    return name.split(":", 4)[4]
