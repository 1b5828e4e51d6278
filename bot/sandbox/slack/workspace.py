"""The workspace: people and conversations, and who is to be told when something changes."""

import asyncio
from collections import Counter

from bot.clock import Clock
from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.messages import Message, Messages


class Workspace:
    """Tells who waits (`next_change`) whenever something that people see has changed."""

    def __init__(self, url: str, clock: Clock, bot_name: str) -> None:
        self.url = url
        self.clock = clock
        self.people: dict[str, Person] = {who.id: who for who in cast.people(bot_name)}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in cast.channels()}
        self.usergroups: dict[str, list[str]] = {cast.GPU_OPS: [cast.ADA, cast.CHIYO]}
        self.messages = Messages()
        self._last_ts = 0
        self._common = 0
        self._own: Counter[str] = Counter()
        self._changed = asyncio.Event()

    def new_ts(self) -> str:
        """Return the next timestamp: unique, and later than any before it."""
        self._last_ts = max(self._last_ts + 1, int(self.clock().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def person(self, who: str) -> Person:
        """Return the person with that id or name; raise `Mistaken` if there is none."""
        for person in self.people.values():
            if who.removeprefix("@") in (person.id, person.name):
                return person
        raise Mistaken(f"There is nobody called {who}.")

    def channel(self, name: str) -> Channel:
        """Return the conversation with that id or name, `@ada` for Ada's with the bot.

        Raises `Mistaken` if there is none.
        """
        if name.startswith("@") and (direct := self.direct(self.person(name).id)):
            return direct
        for channel in self.channels.values():
            if name.removeprefix("#") in (channel.id, channel.name or channel.id):
                return channel
        raise Mistaken(f"There is no channel {name}.")

    def direct(self, user: str) -> Channel | None:
        """Return the conversation of *user* with the bot."""
        direct = (channel for channel in self.channels.values() if channel.kind == "dm")
        return next((channel for channel in direct if channel.other == user), None)

    def sees(self, user: str, channel: Channel) -> bool:
        """Say whether *user* can open *channel*: members, and colleagues if it is public."""
        person = self.people[user]
        is_colleague = person.team == cast.TEAM and not person.is_guest
        return user in channel.members or (channel.kind == "channel" and is_colleague)

    def post(self, message: Message) -> Message:
        """Put *message* into its conversation, with its timestamp."""
        message.body = {"type": "message", "ts": self.new_ts(), **message.body}
        self.messages.add(message)
        self.changed(message.only_for)
        return message

    def remove(self, message: Message) -> None:
        """Take *message* away."""
        self.messages.remove(message)
        self.changed(message.only_for)

    def changed(self, only_for: str | None = None) -> None:
        """Tell everybody, or the one person who can see it, that something is new."""
        if only_for:
            self._own[only_for] += 1
        else:
            self._common += 1
        self.stir()

    def stir(self) -> None:
        """Wake who waits for a change, although nothing that people see has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    def version(self, user: str) -> int:
        """Return a number that grows whenever something that *user* can see changed."""
        return self._common + self._own[user]

    async def next_change(self) -> None:
        """Return when anything has changed from now on."""
        await self._changed.wait()
