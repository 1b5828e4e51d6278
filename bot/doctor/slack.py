"""Slack: whether it takes our tokens, what they allow, whether both are of the same app."""

import re

from bot.errors import Busy, Undelivered, Unsure
from bot.health.findings import Finding, broken, fine, note, warning
from bot.slack.client import SlackClient
from bot.slack.reasons import COPY, INSTALL, UNREACHABLE, is_word, mend_of, seen
from bot.slack.scopes import REQUIRED, WITHOUT

APP = "api.slack.com/apps → your app"
REINSTALL = f"{APP} → OAuth & Permissions → Reinstall to Workspace"
BOT_TOKEN = f"{APP} → OAuth & Permissions → Bot User OAuth Token"
APP_TOKEN = f"{APP} → Basic Information → App-Level Tokens"
COPY_AGAIN = "Copy it again: {where}."
INSTALL_AGAIN = f"Install the app again: {REINSTALL}; copy the new token."
MENDS = {COPY: COPY_AGAIN, INSTALL: INSTALL_AGAIN}

UNKNOWN = "I didn't try the bot token: what's set can't be one."
SLACK_SILENT = "Check the network, its proxy, SLACK_API_URL (if you set it) and status.slack.com."

NO_CONNECTIONS = broken(
    "SLACK_APP_TOKEN is missing the scope connections:write (missing_scope).",
    f"Generate a new one that has it: {APP_TOKEN}.",
)


async def tokens(client: SlackClient, app_token: str | None) -> list[Finding]:
    """Look at the bot token, its scopes, and the app token, if there is one."""
    found, bot_id = await _bot_token(client)
    if app_token:
        found += await _app_token(client, app_token)
    if app_token and bot_id:
        found += await _same_app(client, bot_id, app_token)
    return list(dict.fromkeys(found))  # both tokens may meet with the same


async def _bot_token(client: SlackClient) -> tuple[list[Finding], str | None]:
    """Return what is found, and the bot's id if Slack takes the token."""
    if not client.token:
        return [note(UNKNOWN)], None
    try:
        answer = await client.ask("auth.test")
        me = answer.result()
        works = fine(
            f"SLACK_BOT_TOKEN works: the bot is @{me.text('user')} in {me.get('team', 'Slack')}."
        )
    except Undelivered as exc:
        return [refusal(exc, "SLACK_BOT_TOKEN", BOT_TOKEN)], None
    return [works, *scopes(answer.headers.get("x-oauth-scopes", ""))], me.get("bot_id")


def scopes(listed: str) -> list[Finding]:
    """Compare what the token allows, as Slack lists it, with what the manifest asks for."""
    granted = frozenset(filter(None, re.split(r"[\s,]+", listed)))
    found = [_lacking(name) for name in sorted(REQUIRED - granted)]
    if not found:
        found.append(fine("All required scopes are granted."))
    if absent := sorted(WITHOUT.keys() - granted):
        lost = "; ".join(f"{name} ({WITHOUT[name]})" for name in absent)
        found.append(note(f"Optional scopes that aren't granted: {lost}."))
    if more := sorted(granted - REQUIRED - WITHOUT.keys()):
        found.append(note(f"Scopes the bot never uses: {', '.join(more)}."))
    return found


def _lacking(scope: str) -> Finding:
    return broken(
        f"The bot token is missing the scope {scope}.",
        f"Add {scope} under OAuth & Permissions → Bot Token Scopes, then {REINSTALL}.",
    )


async def _app_token(client: SlackClient, token: str) -> list[Finding]:
    try:
        await client.call("apps.connections.open", token=token)
    except Undelivered as exc:
        if exc.reason == "missing_scope":
            return [NO_CONNECTIONS]
        return [refusal(exc, "SLACK_APP_TOKEN", APP_TOKEN)]
    return [fine("SLACK_APP_TOKEN works: Slack offers a connection for Socket Mode.")]


async def _same_app(client: SlackClient, bot_id: str, app_token: str) -> list[Finding]:
    """Compare the app id in the app token with the bot's, which needs the scope `users:read`."""
    theirs = re.match(r"xapp-\d+-(A[0-9A-Z]+)-", app_token)
    if not theirs:
        return []
    try:
        bot = await client.call("bots.info", params={"bot": bot_id})
    except Undelivered:
        return []
    ours = bot.optional("bot").get("app_id")
    if ours is None:
        return []
    if ours == theirs[1]:
        return [fine(f"Both tokens belong to the app {ours}.")]
    return [
        broken(
            f"SLACK_BOT_TOKEN belongs to the app {ours}, SLACK_APP_TOKEN to {theirs[1]}.",
            f"Take both from the same app: {BOT_TOKEN}, and {APP_TOKEN}.",
        )
    ]


def refusal(error: Undelivered, variable: str, where: str) -> Finding:
    """Return what Slack's "no" to a token means."""
    if isinstance(error, Busy):
        return warning("Slack is busy (429).", "Try again in a minute.")
    reason = error.reason
    if reason == UNREACHABLE:
        return broken("Slack can't be reached.", SLACK_SILENT)
    if isinstance(error, Unsure) and is_word(reason):
        return warning(f"Slack is busy ({reason}).", "Try again in a minute.")
    if not is_word(reason):
        return broken("Something other than Slack is answering in its place.", SLACK_SILENT)
    mend = mend_of(reason) or COPY
    return broken(
        f"{_about(variable, seen(reason))} ({reason}).", MENDS.get(mend, mend).format(where=where)
    )


def _about(variable: str, meaning: str) -> str:
    """Return *meaning* with the token called by its *variable*."""
    named = re.sub(r"\b[Tt]he token\b", variable, meaning)
    return named if variable in named else f"{variable}: {meaning}"
