"""`views.*`: modals opened, pushed and updated, Home published."""

from typing import Any

from bot.sandbox.slack.errors import Refusal, missing_argument
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import View, Views
from bot.sandbox.slack.web_api import Args, Method
from bot.sandbox.slack.workspace import Workspace


class Surfaces:
    def __init__(
        self, app: Installation, workspace: Workspace, views: Views, triggers: Triggers
    ) -> None:
        self._app = app
        self._workspace = workspace
        self._views = views
        self._triggers = triggers

    def methods(self) -> dict[str, Method]:
        return {
            "views.open": Method(self.open),
            "views.push": Method(self.push),
            "views.update": Method(self.update),
            "views.publish": Method(self.publish),
        }

    def open(self, args: Args) -> dict[str, Any]:
        view = _view(args)
        self._views.check(view, "modal")
        return self._shown(self._views.open(self._trigger(args), view))

    def push(self, args: Args) -> dict[str, Any]:
        view = _view(args)
        self._views.check(view, "modal")
        return self._shown(self._views.push(self._trigger(args), view))

    def update(self, args: Args) -> dict[str, Any]:
        names = {key: args.get(key) for key in ("view_id", "external_id")}
        if not any(names.values()):
            raise missing_argument("view_id")
        view = self._views.find(**names)
        return self._shown(self._views.update(view, _view(args), args.get("hash")))

    def publish(self, args: Args) -> dict[str, Any]:
        if not self._app.manifest.home:
            raise Refusal("not_enabled")
        if not args.get("user_id"):
            raise missing_argument("user_id")
        person = self._workspace.people.get(str(args["user_id"]))
        if person is None or person.is_bot:
            raise Refusal("user_not_found")
        return self._shown(self._views.publish(person.id, _view(args), args.get("hash")))

    def _trigger(self, args: Args) -> Any:
        if not args.get("trigger_id"):
            raise missing_argument("trigger_id")
        return self._triggers.exchange(str(args["trigger_id"]))

    def _shown(self, view: View) -> dict[str, Any]:
        return {"view": view.shown(self._workspace.people[view.user].team)}


def _view(args: Args) -> Any:
    if not args.get("view"):
        raise missing_argument("view")
    return args["view"]
