"""Which conversations the app may read or write, by membership and scope."""

from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel
from bot.sandbox.slack.errors import Refusal, missing_argument
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.workspace import Workspace

FAMILIES = {"channel": "channels", "private": "groups", "dm": "im"}


def family(verb: str) -> tuple[str, ...]:
    """Return the scopes of which one is needed to *verb* (`read`, `history`) any conversation."""
    return tuple(f"{name}:{verb}" for name in ("channels", "groups", "mpim", "im"))


class Access:
    def __init__(self, app: Installation, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace

    def known(self, name: Any) -> Channel:
        """Return the conversation with the id *name* if the app can know of it."""
        if not name:
            raise missing_argument("channel")
        channel = self._workspace.channels.get(str(name))
        if channel is None or not self._may_know(channel):
            raise Refusal("channel_not_found")
        return channel

    def readable(self, name: Any, verb: str) -> Channel:
        """Return a conversation that the app has the scope to *verb* (`read`, `history`)."""
        channel = self.known(name)
        self._app.check_scopes(f"{FAMILIES[channel.kind]}:{verb}")
        if verb == "history" and cast.BOT_USER not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def writable(self, name: Any) -> Channel:
        """Return the conversation to post to: by its id, or a person's for the direct one."""
        direct = self._workspace.direct(str(name)) if str(name).startswith("U") else None
        channel = direct or self.known(name)
        if channel.is_archived:
            raise Refusal("is_archived")
        is_member = cast.BOT_USER in channel.members
        if not is_member and "chat:write.public" not in self._app.scopes:
            raise Refusal("not_in_channel")
        return channel

    def joined(self, name: Any) -> Channel:
        """Return a conversation that the app is a member of."""
        channel = self.known(name)
        if channel.is_archived:
            raise Refusal("is_archived")
        if cast.BOT_USER not in channel.members:
            raise Refusal("not_in_channel")
        return channel

    def _may_know(self, channel: Channel) -> bool:
        return channel.kind == "channel" or cast.BOT_USER in channel.members
