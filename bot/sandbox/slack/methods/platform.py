"""Methods about the platform itself: connections, tests, `blocks.validate`."""

from typing import Any

from bot.sandbox.slack.blocks.check import check_blocks, check_view
from bot.sandbox.slack.blocks.problems import Problem
from bot.sandbox.slack.errors import Refusal, missing_argument
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.web_api import Args, Method
from bot.sandbox.slack.workspace import Workspace


class Platform:
    def __init__(self, app: Installation, workspace: Workspace, socket: SocketMode) -> None:
        self._app = app
        self._workspace = workspace
        self._socket = socket

    def methods(self) -> dict[str, Method]:
        return {
            "api.test": Method(self.api_test, token=None),
            "apps.connections.open": Method(self.connect, token="app"),
            "blocks.validate": Method(self.validate, token=None),
        }

    def api_test(self, args: Args) -> dict[str, Any]:
        if error := args.get("error"):
            raise Refusal(str(error), args=dict(args))
        return {"args": dict(args)}

    def connect(self, args: Args) -> dict[str, Any]:
        if not self._app.manifest.socket_mode:
            raise Refusal("socket_mode_not_enabled")
        address = self._workspace.url.replace("http://", "ws://", 1)
        return {"url": f"{address}link/?{self._socket.ticket()}"}

    def validate(self, args: Args) -> dict[str, Any]:
        given = [name for name in ("blocks", "message", "view") if args.get(name)]
        if len(given) != 1:
            raise missing_argument("blocks, message or view (exactly one)")
        [name] = given
        if problems := self._problems(name, args[name]):
            errors = [problem.row() for problem in problems]
            raise Refusal(f"invalid_{name}", errors=errors)
        return {}

    def _problems(self, name: str, value: Any) -> list[Problem]:
        native = self._app.native_blocks
        if name == "blocks":
            return check_blocks(value, native=native)
        if not isinstance(value, dict):
            return [Problem("", "must provide an object")]
        if name == "view":
            return check_view(value, native=native)
        return check_blocks(value.get("blocks", []), native=native)
