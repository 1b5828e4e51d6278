"""The way by which Slack reaches the bot: Socket Mode, or HTTP, asked as Slack would ask."""

import json

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock
from bot.config import Settings
from bot.health.findings import Finding, FindingState, broken, fine, note, warning
from bot.http.server import EVENTS_PATH, READY

QUICKLY = aiohttp.ClientTimeout(total=5)  # seconds
CHALLENGE = "the-doctor"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # as one is bound; as one is called
NOT_KNOWN = note("Not checked: the settings don't say whether to use Socket Mode or HTTP.")
EDITED_IN_SLACK = note(
    "manifest.yml says Socket Mode, but the bot expects HTTP.",
    "Nothing to fix if you edited the manifest in Slack: socket_mode_enabled must be false there.",
)
URLS = (
    f"In the app's settings https://<your host>{EVENTS_PATH} must be the Request URL of the slash "
    "command, of Interactivity & Shortcuts, and of Event Subscriptions."
)


async def door(
    settings: Settings, created: bool | None, session: aiohttp.ClientSession, machine: Clock
) -> list[Finding]:
    """Look at the way that the settings choose, and whether a bot answers on `HOST` and `PORT`.

    *created* is whether the app was created for Socket Mode, as far as that is known.
    """
    by_socket = settings.slack_app_token is not None
    if not by_socket and settings.slack_signing_secret is None:
        return [NOT_KNOWN]
    found = _as_created(by_socket, created)
    if running := await _ready(settings, session):
        if by_socket:
            return [*found, running]
        signed = await _signed(settings, session, machine)
        if found and signed.state is FindingState.NOTE:  # it works
            found = [EDITED_IN_SLACK]
        return [*found, running, signed]
    seen = f"No bot is answering at {_url(settings)}."
    if by_socket:
        return [*found, note(seen, "Start it: `make run`.")]
    return [*found, broken(seen, "Start it: `make web`.")]


def _as_created(by_socket: bool, created: bool | None) -> list[Finding]:
    """Compare the way with the one in the manifest, from which the app was created."""
    if created is None or created is by_socket:
        return []
    if by_socket:
        return [
            warning(
                "SLACK_APP_TOKEN is set, so the bot uses Socket Mode; manifest.yml says HTTP.",
                "Set socket_mode_enabled to true there, and switch Socket Mode on in the app.",
            )
        ]
    return [
        warning(
            "SLACK_APP_TOKEN isn't set, so the bot expects HTTP; manifest.yml says Socket Mode, "
            "and with that on, Slack sends nothing over HTTP.",
            "Set SLACK_APP_TOKEN; or set socket_mode_enabled to false in manifest.yml, and switch "
            "Socket Mode off in the app.",
        )
    ]


async def _ready(settings: Settings, session: aiohttp.ClientSession) -> Finding | None:
    """Return how the bot there is; None where none is."""
    url = f"{_url(settings)}/readyz"
    try:
        async with session.get(url, timeout=QUICKLY) as answer:
            said = " ".join((await answer.text()).split())[:300]
    except (aiohttp.ClientError, TimeoutError):
        return None
    if answer.status == 200 and said != READY:
        return warning(f"The bot at {_url(settings)} is ready. {said}", "Stop the extra one.")
    if answer.status == 200:
        return fine(f"A bot is answering at {_url(settings)} and is ready.")
    if answer.status == 503:
        return broken(f"The bot at {_url(settings)} isn't ready: {said}", "Fix what it names.")
    return broken(
        f"Something else is answering at {url} ({answer.status}).", "Set PORT to a free port."
    )


async def _signed(settings: Settings, session: aiohttp.ClientSession, machine: Clock) -> Finding:
    """Ask the bot what Slack asks when a Request URL is entered, signed with our secret."""
    body = json.dumps({"type": "url_verification", "token": "", "challenge": CHALLENGE})
    headers = {"Content-Type": "application/json", **_signature(settings, body, machine)}
    url = f"{_url(settings)}{EVENTS_PATH}"
    try:
        async with session.post(url, data=body, headers=headers, timeout=QUICKLY) as answer:
            said = await answer.text()
    except (aiohttp.ClientError, TimeoutError):
        return broken(f"{url} isn't answering.", "Restart the bot: `make web`.")
    if answer.status == 200 and CHALLENGE in said:
        return note(f"{url} accepts requests signed with SLACK_SIGNING_SECRET.", URLS)
    if answer.status == 401:
        return broken(
            f"{url} refuses requests signed with SLACK_SIGNING_SECRET: it was started with "
            "a different one.",
            "Restart the bot: `make web`.",
        )
    if answer.status == 404:
        return broken(
            f"{url} doesn't exist: the bot was started with SLACK_APP_TOKEN.",
            "Restart the bot: `make web`.",
        )
    return broken(f"{url} answers {answer.status}.", "Check its log.")


def _signature(settings: Settings, body: str, machine: Clock) -> dict[str, str]:
    assert settings.slack_signing_secret, "only asked where there is one"
    secret = settings.slack_signing_secret.get_secret_value()
    timestamp = str(int(machine().timestamp()))
    signed = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": str(signed)}


def _url(settings: Settings) -> str:
    host = EVERYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
