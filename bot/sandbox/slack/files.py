"""Files: an address to upload to, the bytes, and the share that comes a little later."""

import asyncio
import mimetypes
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.slack import cast
from bot.sandbox.slack.background import Background
from bot.sandbox.slack.cast import Channel
from bot.sandbox.slack.errors import Refusal
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.ids import new_id
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.strikes import guarded
from bot.sandbox.slack.workspace import Workspace

SHARED_AFTER = 0.05  # seconds; Slack answers first and shares later


@dataclass
class File:
    id: str
    name: str
    size: int
    title: str = ""
    content: bytes | None = None
    shares: dict[str, dict[str, list[dict[str, str]]]] = field(default_factory=dict)
    is_complete: bool = False

    def shown(self, base: str) -> dict[str, Any]:
        """Return the file as Slack's JSON; it says where it was shared once it is."""
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        address = f"{base}files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": kind,
            "filetype": self.name.rpartition(".")[2].lower(),
            "user": cast.BOT_USER,
            "size": self.size,
            "url_private": address,
            "url_private_download": address,
            "permalink": address,
            **({"shares": self.shares} if self.shares else {}),
        }


class Files:
    """*shared_after*: how long a share takes, in seconds; *lose_next*: shares never to happen."""

    def __init__(self, workspace: Workspace, background: Background, faults: Faults) -> None:
        self._faults = faults
        self.shared_after = SHARED_AFTER
        self.lose_next = 0
        self._workspace = workspace
        self._background = background
        self._files: dict[str, File] = {}
        self._uploads: dict[str, File] = {}

    def announce(self, name: str, size: int) -> tuple[str, File]:
        """Return an upload URL for a file of *size* bytes, and the file to be."""
        file = File(new_id("F"), name, size)
        ticket = secrets.token_urlsafe(24)
        self._files[file.id] = self._uploads[ticket] = file
        return f"{self._workspace.url}upload/v1/{ticket}", file

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of an announced file: raw, or the first part of a form."""

        async def answer() -> web.StreamResponse:
            return await self._upload(request)

        return await guarded(self._faults, request, ("upload", {}), answer)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self._uploads.pop(request.match_info["ticket"], None)
        if file is None:
            return web.Response(status=404, text="unknown upload")
        content = await _content(request)
        if len(content) != file.size:
            return web.Response(status=400, text=f"expected {file.size} bytes, not {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {file.size}")

    async def download(self, request: web.Request) -> web.Response:
        """Give a complete file's bytes to the person's browser."""
        file = self._files.get(request.match_info["file"])
        if file is None or not file.is_complete:
            return web.Response(status=404, text="no such file")
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(
            body=file.content, headers=headers, content_type=file.shown("")["mimetype"]
        )

    def find(self, file_id: str) -> File:
        """Return an uploaded file; raise `Refusal`."""
        file = self._files.get(file_id)
        if file is None or file.content is None:
            raise Refusal("file_not_found")
        return file

    def share(self, files: list[File], channel: Channel, body: dict[str, Any]) -> None:
        """Post *files* into *channel* after a while, unless this share is to be lost."""
        if self.lose_next > 0:
            self.lose_next -= 1
            return
        self._background.start(self._share(files, channel, body))

    async def _share(self, files: list[File], channel: Channel, body: dict[str, Any]) -> None:
        await asyncio.sleep(self.shared_after)
        shown = [file.shown(self._workspace.url) for file in files]
        message = self._workspace.post(
            Message(channel.id, {**body, "subtype": "file_share", "files": shown})
        )
        place = "public" if channel.kind == "channel" else "private"
        for file in files:
            file.shares.setdefault(place, {}).setdefault(channel.id, []).append(
                {"ts": message.ts, "channel_name": channel.called}
            )


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
        return part.encode() if isinstance(part, str) else bytes(part)
    return b""
