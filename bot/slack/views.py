"""Views that people have before them: their Home tabs, and modals."""

import logging
from collections.abc import Mapping
from typing import Any

from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.modals import saying
from bot.blocks.sections import section
from bot.errors import Undelivered
from bot.slack.fallback import Fallback
from bot.slack.web_api import WebApi

log = logging.getLogger(__name__)

SAID = "said"  # the block_id of what was said on top of a view
VIEW_FIELDS = (
    "type",
    "title",
    "submit",
    "close",
    "callback_id",
    "private_metadata",
    "external_id",
    "clear_on_close",
    "notify_on_close",
)


class Views:
    """Opens a `View` for each view that somebody uses."""

    def __init__(self, posts: WebApi, forms: Fallback) -> None:
        self._posts = posts
        self._forms = forms

    def of(self, team_id: str, user_id: str, view: Mapping[str, Any] | None = None) -> "View":
        """Return the screen with *view*, as Slack sent it; without one, a Home still empty."""
        return View(self._posts, self._forms, team_id, user_id, view or {"type": "home"})


class View:
    """One view of one person; what somebody else has put there since is never overwritten.

    Every method raises `Undelivered` with Slack's reason, `Busy`, or `Unsure`.
    """

    def __init__(
        self, posts: WebApi, forms: Fallback, team_id: str, user_id: str, view: Mapping[str, Any]
    ) -> None:
        self._posts = posts
        self._forms = forms
        self._team_id = team_id
        self._user_id = user_id
        self.view = view
        """As Slack last sent it: id, hash, blocks, `state.values`, private_metadata."""

    @property
    def is_home(self) -> bool:
        return bool(self.view["type"] == "home")

    async def put(self, content: Mapping[str, Any]) -> None:
        """Put *content*, a view as Slack takes it, in the place of what is there."""
        method = "views.publish" if self.is_home else "views.update"
        where = {"user_id": self._user_id} if self.is_home else {"view_id": self.view["id"]}
        try:
            answer = await self._posts.put(
                method, {**where, "view": content, "hash": self.view.get("hash")}
            )
        except Undelivered as exc:
            if exc.reason != "hash_conflict":
                raise
            log.info("the view of %s has something newer", self._user_id)
        else:
            self.view = {**self.view, **answer.part("view")}

    async def show(self, message: Message, metadata: str = "") -> None:
        """Fill a Home with *message*, in the richest form Slack takes; it keeps *metadata*."""

        async def attempt(body: dict[str, Any]) -> None:
            blocks = body.get("blocks") or [_section(body["text"])]
            await self.put({"type": "home", "blocks": blocks, "private_metadata": metadata})

        await self._forms.send(self._team_id, message, attempt)

    async def say(self, message: Message) -> None:
        """Put a sentence on top of what is there, in the place of an earlier one."""
        fields = ("type", "private_metadata", "callback_id") if self.is_home else VIEW_FIELDS
        kept = {name: self.view[name] for name in fields if self.view.get(name)}
        below = [block for block in self.view.get("blocks", []) if block.get("block_id") != SAID]
        await self.put({**kept, "blocks": [_section(message.text), *below]})

    async def become(self, message: Message) -> None:
        """Put *message*, with its buttons, in the place of what a modal shows."""
        id, title = self.view["callback_id"], self.view["title"]["text"]
        await self.put(saying(id, title, message, buttons=True).to_dict())


def _section(text: str) -> dict[str, Any]:
    block: Block = section(text, block_id=SAID)
    return block._resolve()
