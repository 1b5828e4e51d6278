"""Slack: whether it takes our tokens, what they allow, whether both are of the same app."""

import re
from collections.abc import Awaitable, Callable

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.health.findings import Finding, broken, fine, note, warning
from bot.slack.scopes import REQUIRED, WITHOUT

APP = "api.slack.com/apps → your app"
REINSTALL = f"{APP} → OAuth & Permissions → Reinstall to Workspace"
BOT_TOKEN = f"{APP} → OAuth & Permissions → Bot User OAuth Token"
APP_TOKEN = f"{APP} → Basic Information → App-Level Tokens"
COPY_AGAIN = "Copy it again: {where}."
INSTALL_AGAIN = f"Install the app again: {REINSTALL}; copy the new token."
REFUSED = {
    "invalid_auth": ("Slack does not know {variable}", COPY_AGAIN),
    "not_authed": ("Slack does not know {variable}", COPY_AGAIN),
    "not_allowed_token_type": ("{variable} is a token of the wrong kind", "Copy {where}."),
    "account_inactive": ("The app of {variable} was removed", INSTALL_AGAIN),
    "token_revoked": ("{variable} was revoked", INSTALL_AGAIN),
    "token_expired": (
        "{variable} has expired",
        "Switch token rotation off for this app, and copy the token again: {where}.",
    ),
    "missing_scope": (
        "{variable} lacks the scope connections:write",
        "Generate another with it: {where}.",
    ),
    "socket_mode_not_enabled": (
        "Socket Mode is off for the app of {variable}",
        f"Switch it on: {APP} → Socket Mode.",
    ),
}
"""By Slack's word for it: what it means, and what to do."""

UNKNOWN = "The bot token was not tried: there is none that could be one."
SLACK_SILENT = (
    "Look at the network and its proxy, and at SLACK_API_URL if you set it; status.slack.com."
)

NOT_SLACK = broken("What answers in the place of Slack is not Slack.", SLACK_SILENT)

Call = Callable[[], Awaitable[AsyncSlackResponse]]


class Deaf(Exception):
    """Slack did not answer as it should; *finding* says why, and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.seen)
        self.finding = finding


async def tokens(client: AsyncWebClient, app_token: str | None) -> list[Finding]:
    """Look at the bot token, its scopes, and the app token, if there is one."""
    found, bot_id = await _bot_token(client)
    if app_token:
        found += await _app_token(client, app_token)
    if app_token and bot_id:
        found += await _same_app(client, bot_id, app_token)
    return list(dict.fromkeys(found))  # both tokens may meet with the same


async def _bot_token(client: AsyncWebClient) -> tuple[list[Finding], str | None]:
    """Return what is found, and the bot's id if Slack takes the token."""
    if not client.token:
        return [note(UNKNOWN)], None
    try:
        me = await _asked("SLACK_BOT_TOKEN", BOT_TOKEN, client.auth_test)
    except Deaf as exc:
        return [exc.finding], None
    works = fine(f"SLACK_BOT_TOKEN works: we are @{me['user']} in {me.get('team', 'Slack')}.")
    return [works, *scopes(header(me, "x-oauth-scopes"))], me.get("bot_id")


def scopes(listed: str) -> list[Finding]:
    """Compare what the token allows, as Slack lists it, with what the manifest asks for."""
    granted = frozenset(filter(None, re.split(r"[\s,]+", listed)))
    found = [_lacking(name) for name in sorted(REQUIRED - granted)]
    if not found:
        found.append(fine("All scopes that are needed are granted."))
    if absent := sorted(WITHOUT.keys() - granted):
        lost = "; ".join(f"{name} ({WITHOUT[name]})" for name in absent)
        found.append(note(f"Optional scopes that are not granted: {lost}."))
    if more := sorted(granted - REQUIRED - WITHOUT.keys()):
        found.append(note(f"Scopes that the bot never uses: {', '.join(more)}."))
    return found


def _lacking(scope: str) -> Finding:
    return broken(
        f"The bot token lacks the scope {scope}.",
        f"Add {scope} under OAuth & Permissions → Bot Token Scopes, then {REINSTALL}.",
    )


async def _app_token(client: AsyncWebClient, token: str) -> list[Finding]:
    try:
        await _asked(
            "SLACK_APP_TOKEN", APP_TOKEN, lambda: client.apps_connections_open(app_token=token)
        )
    except Deaf as exc:
        return [exc.finding]
    return [fine("SLACK_APP_TOKEN works: Slack offers a connection for Socket Mode.")]


async def _same_app(client: AsyncWebClient, bot_id: str, app_token: str) -> list[Finding]:
    """Compare the app id in the app token with the bot's, which needs the scope `users:read`."""
    theirs = re.match(r"xapp-\d+-(A[0-9A-Z]+)-", app_token)
    if not theirs:
        return []
    try:
        bot = await _asked("SLACK_BOT_TOKEN", BOT_TOKEN, lambda: client.bots_info(bot=bot_id))
    except Deaf:
        return []
    ours = bot["bot"].get("app_id")
    if ours is None:
        return []
    if ours == theirs[1]:
        return [fine(f"Both tokens are of the app {ours}.")]
    return [
        broken(
            f"SLACK_BOT_TOKEN is of the app {ours}, SLACK_APP_TOKEN of {theirs[1]}.",
            f"Take both from one app: {BOT_TOKEN}, and {APP_TOKEN}.",
        )
    ]


async def _asked(variable: str, where: str, call: Call) -> AsyncSlackResponse:
    """Return Slack's answer to *call*; raise `Deaf` if it refuses the token or does not answer."""
    try:
        return await call()
    except SlackApiError as exc:
        raise Deaf(refusal(exc, variable, where)) from exc
    except (aiohttp.ClientError, TimeoutError) as exc:
        raise Deaf(
            broken(f"Slack cannot be reached ({type(exc).__name__}).", SLACK_SILENT)
        ) from exc


def refusal(error: SlackApiError, variable: str, where: str) -> Finding:
    """Return what Slack's "no" to a token means."""
    if not isinstance(error.response, AsyncSlackResponse):
        return NOT_SLACK  # slack_sdk could not read it
    if error.response.status_code in (429, *range(500, 600)):
        return warning(f"Slack is busy ({error.response.status_code}).", "Ask again in a minute.")
    data = error.response.data
    if not isinstance(data, dict) or "error" not in data:
        return NOT_SLACK
    reason = str(data["error"])
    if reason not in REFUSED:
        return broken(f"Slack refuses {variable}: {reason}.", f"Copy it again: {where}.")
    seen, mend = REFUSED[reason]
    return broken(f"{seen.format(variable=variable)} ({reason}).", mend.format(where=where))


def header(answer: AsyncSlackResponse, name: str) -> str:
    """Return a header of *answer* (*name* in lower case), empty if it has none."""
    found = (value for given, value in answer.headers.items() if given.lower() == name)
    return str(next(found, ""))
