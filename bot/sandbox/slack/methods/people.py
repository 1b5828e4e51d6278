"""Who is who: `auth.test`, `users.info`, `bots.info`, `usergroups.users.list`."""

from typing import Any

from bot.sandbox.slack import cast
from bot.sandbox.slack.errors import Refusal, missing_argument
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.methods import flag
from bot.sandbox.slack.web_api import Args, Method
from bot.sandbox.slack.workspace import Workspace


class People:
    def __init__(self, app: Installation, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace

    def methods(self) -> dict[str, Method]:
        return {
            "auth.test": Method(self.auth_test),
            "users.info": Method(self.user, ("users:read",), takes_json=False),
            "bots.info": Method(self.bot, ("users:read",), takes_json=False),
            "usergroups.users.list": Method(self.usergroup, ("usergroups:read",), takes_json=False),
        }

    def auth_test(self, args: Args) -> dict[str, Any]:
        return {
            "url": self._workspace.url,
            "team": "Sandbox",
            "user": self._app.manifest.bot_name,
            "team_id": cast.TEAM,
            "user_id": cast.BOT_USER,
            "bot_id": cast.BOT,
            "is_enterprise_install": False,
        }

    def user(self, args: Args) -> dict[str, Any]:
        if not args.get("user"):
            raise missing_argument("user")
        person = self._workspace.people.get(str(args["user"]))
        if person is None:
            raise Refusal("user_not_found")
        profile = person.profile(self._workspace.clock())
        if flag(args, "include_locale"):
            profile["locale"] = "en-US"
        return {"user": profile}

    def bot(self, args: Args) -> dict[str, Any]:
        if args.get("bot", cast.BOT) != cast.BOT:
            raise Refusal("bot_not_found")
        bot = {
            "id": cast.BOT,
            "deleted": False,
            "name": self._app.manifest.bot_name,
            "updated": 1_700_000_000,
            "app_id": cast.APP,
            "user_id": cast.BOT_USER,
        }
        return {"bot": bot}

    def usergroup(self, args: Args) -> dict[str, Any]:
        if not args.get("usergroup"):
            raise missing_argument("usergroup")
        users = self._workspace.usergroups.get(str(args["usergroup"]))
        if users is None:
            raise Refusal("no_such_subteam")
        return {"users": users}
