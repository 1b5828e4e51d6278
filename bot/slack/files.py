"""Files in channels, threads and direct messages; needs the scope `files:write`.

Slack shares a file some time after it has taken it, and now and then never. Where `files:read`
is granted, we look.
"""

import asyncio
from typing import BinaryIO

from bot.errors import Undelivered, Unsure
from bot.slack.web_api import WebApi

LOOKS = (0.5, 1, 2, 4, 8, 15, 30)  # seconds before each look; a minute in all


class Files:
    """Every method raises `Undelivered` with Slack's reason, `Busy`, or `Unsure`."""

    def __init__(self, posts: WebApi) -> None:
        self._posts = posts

    async def share(
        self,
        content: bytes | BinaryIO,
        size: int,
        *,
        name: str,
        channel: str,
        thread_ts: str | None = None,
    ) -> str:
        """Share *size* bytes as *name* in a conversation (its id, not a user); return the id.

        Slack shows the file some time after that: see `is_shared`.
        """
        ticket = await self._posts.ask(
            "files.getUploadURLExternal", {"filename": name, "length": size}
        )
        await self._send(ticket.text("upload_url"), content)
        complete = {
            "files": [{"id": ticket.text("file_id"), "title": name}],
            "channel_id": channel,
            "thread_ts": thread_ts,
        }
        await self._posts.call("files.completeUploadExternal", complete)
        return ticket.text("file_id")

    async def is_shared(self, file_id: str) -> bool | None:
        """Look for a minute whether people see the file; None if we may not look."""
        for pause in LOOKS:
            await asyncio.sleep(pause)
            try:
                found = await self._posts.ask("files.info", {"file": file_id})
            except Undelivered as exc:
                if exc.reason == "missing_scope":
                    return None
            else:
                if found.optional("file").get("shares"):
                    return True
        return False

    async def _send(self, url: str, content: bytes | BinaryIO) -> None:
        """Upload; until it is completed nobody sees a file, so what is unsure was not taken."""
        try:
            await self._posts.client.upload(url, content)
        except Unsure as exc:
            raise Undelivered(f"the upload failed: {exc.reason}") from exc
