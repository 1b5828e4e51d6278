"""Modals and Home tabs: who has which view open, and what the app may do to it."""

import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.blocks.check import check_view, is_too_large
from bot.sandbox.slack.drafts import completed
from bot.sandbox.slack.errors import Refusal, refuse_blocks
from bot.sandbox.slack.ids import new_id
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.triggers import Trigger
from bot.sandbox.slack.values import State, first_state
from bot.sandbox.slack.workspace import Workspace

STACK_MAX = 3
UNTITLED = {"type": "plain_text", "text": "View Title", "emoji": True}  # of every Home


@dataclass
class View:
    """An open modal or a published Home; *errors* are what its fields complain about."""

    user: str
    body: dict[str, Any]
    channel: str | None = None  # where the modal was opened from
    root: str = ""
    previous: str | None = None
    id: str = field(default_factory=lambda: new_id("V"))
    hash: str = ""
    state: State = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return list(self.body["blocks"])

    def shown(self, team: str = cast.TEAM) -> dict[str, Any]:
        """Return the view as Slack's JSON; *team* is that of the person who has it open."""
        title = {"title": UNTITLED} if self.body["type"] == "home" else {}
        return {
            "id": self.id,
            "team_id": team,
            **title,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
            **self.body,
            "state": {"values": deepcopy(self.state)},
            "hash": self.hash,
            "previous_view_id": self.previous,
            "root_view_id": self.root or self.id,
            "app_id": cast.APP,
            "bot_id": cast.BOT,
            "app_installed_team_id": cast.TEAM,
        }


class Views:
    def __init__(self, app: Installation, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """Return the modal that *user* looks at."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def stack(self, user: str) -> list[View]:
        """Return the modals of *user*, the one on top last."""
        return list(self._stacks.get(user, []))

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def open(self, trigger: Trigger, body: Any) -> View:
        """Open a modal for the person behind *trigger*, in place of what they had open."""
        self.check(body, "modal")
        view = self._fill(View(trigger.user, {}, trigger.channel), body)
        self._stacks[trigger.user] = [view]
        return view

    def push(self, trigger: Trigger, body: Any) -> View:
        """Put a modal on top of the one that *trigger* came from."""
        if not (below := self.top(trigger.user)) or trigger.view is None:
            raise Refusal("not_found")
        return self.push_on(below, body)

    def push_on(self, below: View, body: Any) -> View:
        """Put a modal on top of *below*; at most three lie on each other."""
        self.check(body, "modal")
        stack = self._stacks[below.user]
        if len(stack) >= STACK_MAX:
            raise Refusal("push_limit_reached")
        root = below.root or below.id
        above = View(below.user, {}, below.channel, root=root, previous=below.id)
        stack.append(self._fill(above, body))
        return above

    def update(self, view: View, body: Any, expected_hash: str | None = None) -> View:
        """Give *view* new content; what people typed stays where the ids are the same."""
        self.check(body, view.body["type"], view)
        if expected_hash and expected_hash != view.hash:
            raise Refusal("hash_conflict")
        return self._fill(view, body)

    def publish(self, user: str, body: Any, expected_hash: str | None = None) -> View:
        """Show *body* as the Home of *user*."""
        self.check(body, "home", self._homes.get(user))
        view = self._homes.get(user) or View(user, {})
        if expected_hash and expected_hash != view.hash:
            raise Refusal("hash_conflict")
        self._homes[user] = self._fill(view, body)
        return view

    def close(self, view: View) -> None:
        """Close one modal; the one below it shows again."""
        self._stacks[view.user].remove(view)
        self._workspace.changed(view.user)

    def clear(self, user: str) -> list[View]:
        """Close all modals of *user*; return them, the topmost first."""
        closed = self._stacks.pop(user, [])
        self._workspace.changed(user)
        return closed[::-1]

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View:
        """Return the open view with that id; raise `Refusal`."""
        stacked = [view for stack in self._stacks.values() for view in stack]
        for view in [*stacked, *self._homes.values()]:
            is_named = external_id and view.body.get("external_id") == external_id
            if view.id == view_id or is_named:
                return view
        raise Refusal("not_found")

    def check(self, body: Any, kind: str, itself: View | None = None) -> None:
        """Raise `Refusal` unless *body* is a valid view of *kind* (`modal` or `home`)."""
        if is_too_large(body):
            raise Refusal("view_too_large")
        if problems := check_view(body, native=self._app.native_blocks):
            raise refuse_blocks("invalid_arguments", problems)
        if body["type"] != kind:
            raise Refusal("invalid_arguments", errors=[f"expected a view of type {kind}"])
        if external_id := body.get("external_id"):
            self._check_unused(external_id, itself)

    def _check_unused(self, external_id: str, itself: View | None) -> None:
        try:
            other = self.find(external_id=external_id)
        except Refusal:
            return
        if other is not itself:
            raise Refusal("duplicate_external_id")

    def _fill(self, view: View, body: dict[str, Any]) -> View:
        view.body = {**body, "blocks": completed(body["blocks"])}
        before, view.state = view.state, first_state(view.blocks, view.channel)
        for block_id, actions in view.state.items():
            for action_id, fresh in actions.items():
                kept = before.get(block_id, {}).get(action_id)
                if kept and kept["type"] == fresh["type"]:
                    actions[action_id] = kept
        view.errors = {}
        view.hash = f"{int(self._workspace.clock().timestamp())}.{secrets.token_hex(4)}"
        self._workspace.changed(view.user)
        return view
