"""`files.*`: the three steps of an upload, and what became of it."""

from typing import Any

from bot.sandbox.slack.access import Access
from bot.sandbox.slack.drafts import draft, from_app
from bot.sandbox.slack.errors import Refusal, missing_argument
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.web_api import Args, Method
from bot.sandbox.slack.workspace import Workspace


class Uploads:
    def __init__(
        self, app: Installation, workspace: Workspace, access: Access, files: Files
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._access = access
        self._files = files

    def methods(self) -> dict[str, Method]:
        writing = ("files:write",)
        return {
            "files.getUploadURLExternal": Method(self.announce, writing, takes_json=False),
            "files.completeUploadExternal": Method(self.complete, writing),
            "files.info": Method(self.info, ("files:read",), takes_json=False),
        }

    def announce(self, args: Args) -> dict[str, Any]:
        if not args.get("filename"):
            raise missing_argument("filename")
        try:
            size = int(args.get("length", 0))
        except (TypeError, ValueError):
            size = 0
        if size <= 0:
            raise missing_argument("length")
        url, file = self._files.announce(str(args["filename"]), size)
        return {"upload_url": url, "file_id": file.id}

    def complete(self, args: Args) -> dict[str, Any]:
        entries = args.get("files")
        if not isinstance(entries, list) or not entries:
            raise missing_argument("files")
        files = []
        for entry in entries:
            file = self._files.find(entry.get("id", "") if isinstance(entry, dict) else "")
            file.title = entry.get("title") or file.name
            files.append(file)
        names = args.get("channel_id") or args.get("channels") or ""
        channels = [self._access.joined(name) for name in str(names).split(",") if name]
        body = self._body(args, [channel.id for channel in channels])
        for file in files:
            file.is_complete = True
        for channel in channels:
            self._files.share(files, channel, body)
        return {"files": [file.shown(self._workspace.url) for file in files]}

    def info(self, args: Args) -> dict[str, Any]:
        if not args.get("file"):
            raise missing_argument("file")
        file = self._files.find(str(args["file"]))
        if not file.is_complete:
            raise Refusal("file_not_found")
        return {"file": file.shown(self._workspace.url)}

    def _body(self, args: Args, channels: list[str]) -> dict[str, Any]:
        said: dict[str, Any] = {"text": args.get("initial_comment") or ""}
        if said["text"] or args.get("blocks"):
            given = {"text": said["text"], "blocks": args.get("blocks")}
            said = draft(given, native=self._app.native_blocks)
        if thread_ts := args.get("thread_ts"):
            for channel in channels:
                said["thread_ts"] = self._workspace.messages.parent(channel, str(thread_ts)).ts
        return {**from_app(self._app.manifest.bot_name), **said}
