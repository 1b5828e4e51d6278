"""
The drive API: everything a person can do here, for tests as methods of `Slack`, and for the page
as JSON under `/_sandbox/` (see `routes`), with the same names and arguments. A person is named by
id or name (`ada`), a conversation by id or name (`gpu-costs`).

* `GET  state?as=`     what that person sees: {me, people[]: Slack's users, channels[{id, name,
                         kind: channel|private|dm, unread, is_member, is_bot_member, is_archived,
                         is_shared}], messages{channel: []}: Slack's JSON of each and `channel`,
                         `is_ephemeral`, `is_bot`; modal and home: null, or Slack's JSON of the
                         view (id, hash, state.values, …) and `errors` {block_id: text}; app {id,
                         name, bot_user, command, usage_hint, shortcuts[{name, type, callback_id}],
                         has_home}, version, now}
* `GET  changes?as=`     WebSocket: `{"version": n}` at once and whenever `state` is new
* `POST type`          {as, channel, text, thread_ts?}: `/…` is a command (`/invite @chutes` and
                         `/remove @chutes` are Slack's own), anything else a message
* `POST act`           {as, channel+ts | view_id, block_id?, action_id, …what was chosen}: the
                         element's field (`selected_option`, `selected_date`, `value`, …; an option
                         by its `value` or whole), or `value` for any of them
* `POST suggest`       {as, channel+ts | view_id, block_id?, action_id, value} → {options: []}
* `POST shortcut`      {as, callback_id, channel?, ts?}: with a message, a message shortcut
* `POST submit`        {as, view_id, values}: values as in `state.values`, or {block_id: value};
                         → {errors: {block_id: text}} if a field complains
* `POST close`         {as, view_id, everything?}: Close, or × of the whole stack
* `POST edit`          {as, channel, ts, text}: changes what one wrote
* `POST delete`        {as, channel, ts}: takes it back
* `POST home`          {as, tab?}: opens the app's Home tab, or its `messages`
* `POST reload`        {as}: the page starts anew, which forgets the modals; the app is not told
* `POST read`          {as, channel}: nothing there is unread any more
* `GET  wire?after=n`  → [{n, at, direction, kind, summary, payload, ack_ms, status, refused[]}]
* `POST faults`        {method, count?, …}: see `faults.Fault`; `GET` → those to come; `DELETE`
                         ends them all
* `POST disconnect`    {reason?, grace?}: Socket Mode's connections are told to go, for `warning`,
                         `refresh_requested`, `link_disabled`, … (null: not told), and closed
* `POST events`        {copies?, held?}: each event comes so often; while held, none comes
* `POST hello`         {num_connections}: what Socket Mode says from now on; null: the truth

Each POST answers `{"ok": true, "ack_ms": …}`, or `{"ok": false, "error": …}` with the error that
Slack shows the person when the app fails. What nobody can do in Slack is HTTP 400 with `error`.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import aiohttp

from bot.sandbox.slack import cast
from bot.sandbox.slack.cast import Channel, Person
from bot.sandbox.slack.errors import Mistaken
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.request_url import RequestUrl
from bot.sandbox.slack.views import View

PATIENCE = 5.0  # seconds that a test waits for something to be said
GLANCE = 0.05  # seconds between two looks, besides one at every change
T = TypeVar("T")


class Slack:
    """A workspace with the app installed. `parts` holds what tests reach into: `app` (scopes,
    native_blocks), `faults`, `wire`, `pace`, `events`, `socket`, `files`, `members`, `delivery`."""

    def __init__(self, parts: Parts, session: aiohttp.ClientSession) -> None:
        self.parts = parts
        self.url = parts.workspace.url
        self.api_url = f"{self.url}api/"
        self.bot_token = parts.app.bot_token
        self.app_token = parts.app.app_token
        self.signing_secret = parts.app.signing_secret
        self.app, self.faults, self.wire = parts.app, parts.faults, parts.wire
        self._session = session
        self._heard: dict[str, str] = {}

    def deliver_to(self, request_url: str) -> None:
        """From now on send payloads as signed POSTs to *request_url*, not through the sockets."""
        secret = self.app.signing_secret
        self.parts.delivery.carrier = RequestUrl(request_url, secret, self._session, self.wire)

    async def type(
        self, as_: str, channel: str, text: str, thread_ts: str | None = None
    ) -> dict[str, Any]:
        """Type a line and press Enter."""
        person, place = self._at(as_, channel)
        return await self.parts.talk.type(person, place, text, thread_ts)

    def say(self, as_: str, channel: str, text: str, **more: Any) -> Message:
        """Let a person write a message with whatever else Slack's JSON may hold (files, blocks)."""
        person, place = self._at(as_, channel)
        return self.parts.talk.say(person, place, text, **more)

    async def act(
        self,
        as_: str,
        action_id: str,
        value: Any = None,
        *,
        block_id: str | None = None,
        **where: str | None,
    ) -> dict[str, Any]:
        """Use an element of a message (`channel`, `ts`) or view (`view_id`)."""
        person, place = self._place(as_, **where)
        clicks = self.parts.clicks
        if isinstance(place, View):
            return await clicks.in_view(person, place, block_id, action_id, value)
        return await clicks.in_message(person, place, block_id, action_id, value)

    async def suggest(
        self,
        as_: str,
        action_id: str,
        value: str,
        *,
        block_id: str | None = None,
        **where: str | None,
    ) -> list[dict[str, Any]]:
        """Type into an external select; return the options offered."""
        person, place = self._place(as_, **where)
        return await self.parts.clicks.suggest(person, place, block_id, action_id, value)

    async def shortcut(
        self, as_: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> dict[str, Any]:
        """Use a global shortcut, or with a message one from its menu."""
        person, message = self.parts.workspace.person(as_), None
        if channel or ts:
            person, message = self._message(as_, channel, ts)
        return await self.parts.shortcuts.use(person, callback_id, message)

    async def submit(
        self, as_: str, view_id: str, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Fill a modal in and submit it; `{"errors": …}` if its fields complain."""
        person, view = self._view(as_, view_id)
        return await self.parts.submissions.submit(person, view, values or {})

    async def close(self, as_: str, view_id: str, *, everything: bool = False) -> dict[str, Any]:
        """Close a modal, or its whole stack."""
        person, view = self._view(as_, view_id)
        await self.parts.submissions.close(person, view, everything=everything)
        return {"ok": True}

    def edit(self, as_: str, channel: str, ts: str, text: str) -> dict[str, Any]:
        """Change what one has written."""
        self.parts.talk.edit(*self._message(as_, channel, ts), text)
        return {"ok": True}

    def delete(self, as_: str, channel: str, ts: str) -> dict[str, Any]:
        """Take back what one has written."""
        self.parts.talk.delete(*self._message(as_, channel, ts))
        return {"ok": True}

    def events(self, copies: int = 1, held: bool = False) -> dict[str, Any]:
        """Deliver each event *copies* times; while *held*, none until this is called again."""
        self.parts.events.copies, self.parts.events.is_held = copies, held
        if not held:
            self.parts.events.release()
        return {"ok": True}

    def home(self, as_: str, tab: str = "home") -> dict[str, Any]:
        """Open the app's Home tab, or its `messages`."""
        person = self.parts.workspace.person(as_)
        if not self.app.manifest.home:
            raise Mistaken("The app has no Home tab.")
        direct = self.parts.workspace.direct(person.id)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": direct.id if direct else "",
            "tab": tab,
            "event_ts": self.parts.workspace.new_ts(),
        }
        if tab == "home" and (view := self.parts.views.home(person.id)):
            event["view"] = view.shown(person.team)
        self.parts.events.happened("app_home_opened", event)
        return {"ok": True}

    def state(self, as_: str) -> dict[str, Any]:
        """Return what a person sees."""
        return self.parts.screen.state(self.parts.workspace.person(as_))

    def reload(self, as_: str) -> dict[str, Any]:
        """Start Slack anew: open modals are gone, and the app hears nothing of it."""
        self.parts.views.clear(self.parts.workspace.person(as_).id)
        return {"ok": True}

    def read(self, as_: str, channel: str) -> dict[str, Any]:
        """Mark a conversation as read."""
        self.parts.screen.read(*self._at(as_, channel))
        return {"ok": True}

    def messages(
        self, channel: str, as_: str = "ada", *, thread_ts: str | None = None
    ) -> list[dict[str, Any]]:
        """Return what a person sees in a conversation, or in one thread of it, oldest first."""
        shown = self.parts.screen.messages(*self._at(as_, channel))
        return [one for one in shown if thread_ts in (None, one["ts"], one.get("thread_ts"))]

    def modal(self, as_: str) -> dict[str, Any] | None:
        """Return the modal that a person looks at."""
        modal: dict[str, Any] | None = self.state(as_)["modal"]
        return modal

    async def heard(
        self, as_: str, channel: str | None = None, within: float = PATIENCE
    ) -> dict[str, Any]:
        """Return the app's next message that this person sees, each once; wait *within* seconds."""
        person = self.parts.workspace.person(as_)
        places = [self.parts.workspace.channel(channel)] if channel else None

        def look() -> dict[str, Any] | None:
            since = self._heard.get(person.id, "")
            new = self.parts.screen.said_by_app(person, since, places)
            if not new:
                return None
            self._heard[person.id] = new.ts
            return {**self.parts.workspace.messages.shown(new), "channel": new.channel}

        return await self.wait_for(look, within)

    async def wait_for(self, look: Callable[[], T | None], within: float = PATIENCE) -> T:
        """Return what *look* finds, as soon as it finds something; else raise `TimeoutError`."""
        async with asyncio.timeout(within):
            while not (found := look()):
                try:
                    async with asyncio.timeout(GLANCE):
                        await self.parts.workspace.next_change()
                except TimeoutError:
                    continue
        return found

    def invite(self, channel: str, who: str = cast.BOT_USER, by: str = "ada") -> None:
        """Let somebody, the bot by default, join a conversation."""
        workspace = self.parts.workspace
        self.parts.members.invite(
            workspace.person(by), workspace.channel(channel), workspace.person(who)
        )

    async def disconnect(
        self, reason: str | None = "refresh_requested", grace: float = 0
    ) -> dict[str, Any]:
        """End Socket Mode's connections, *grace* seconds after a notice of *reason* (or none)."""
        await self.parts.socket.refresh(reason, grace)
        return {"ok": True}

    def hello(self, num_connections: int | None) -> dict[str, Any]:
        """Let Socket Mode say that there are *num_connections*."""
        self.parts.socket.num_connections = num_connections
        return {"ok": True}

    def uninstall(self) -> None:
        """Take the app out of the workspace: its tokens end, and it hears of that last."""
        tokens = {"oauth": [], "bot": [cast.BOT_USER]}
        self.parts.events.happened("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
        self.parts.events.happened("app_uninstalled", {"type": "app_uninstalled"})
        self.app.is_revoked = True

    def _at(self, as_: str, channel: str) -> tuple[Person, Channel]:
        person, place = self.parts.workspace.person(as_), self.parts.workspace.channel(channel)
        if not self.parts.workspace.sees(person.id, place):
            raise Mistaken(f"{person.name} does not see {channel}.")
        return person, place

    def _place(
        self,
        as_: str,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
    ) -> tuple[Person, Message | View]:
        if view_id:
            return self._view(as_, view_id)
        return self._message(as_, channel, ts)

    def _message(self, as_: str, channel: str | None, ts: str | None) -> tuple[Person, Message]:
        person, place = self._at(as_, channel or "")
        message = self.parts.workspace.messages.find(place.id, ts or "")
        if message is None or not self.parts.screen.shows(person, message):
            raise Mistaken(f"{person.name} sees no such message.")
        return person, message

    def _view(self, as_: str, view_id: str) -> tuple[Person, View]:
        person = self.parts.workspace.person(as_)
        views = self.parts.views
        for view in [*views.stack(person.id), views.home(person.id)]:
            if view and view.id == view_id:
                return person, view
        raise Mistaken(f"{person.name} has no such view open.")
