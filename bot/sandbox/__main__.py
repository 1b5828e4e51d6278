"""`python -m bot.sandbox`: a Slack, an Invocations API and the real bot, on this machine."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from bot.errors import SettingsError
from bot.logs import set_up_logs
from bot.processes.signals import until_told
from bot.sandbox.api import Api, open_api
from bot.sandbox.bot import Bot
from bot.sandbox.clock import MovableClock
from bot.sandbox.clocked import VARIABLE
from bot.sandbox.control import Control
from bot.sandbox.memory import open_memory
from bot.sandbox.redis_proxy import open_proxy
from bot.sandbox.slack import Slack, open_slack
from bot.sandbox.slack.manifest import MANIFEST
from bot.sandbox.world import SANDBOX, World
from bot.temporary import temporary_root

PATIENCE = 60.0  # seconds
TRAFFIC = 0.1  # of the real platform's: so the files, which list every request, are made at once
CONFIRMED_AFTER = timedelta(hours=2)  # from when a report is filed, most of them
WELCOME = """
  Slack, as the bot's people see it:  {url}
  The Invocations API behind it:      {api_url}

  Try in #gpu-costs:  /chutes usage   /chutes usage yesterday   /chutes help
  Ctrl-C ends it; nothing is kept.
"""
YOURS = "  No bot runs in it. These settings, in a .env, let one of yours:\n"


@dataclass
class Sandbox:
    """The parts of a running sandbox."""

    slack: Slack
    api: Api
    bot: Bot
    settings: dict[str, str]


@asynccontextmanager
async def open_sandbox(port: int, at: datetime | None = None) -> AsyncIterator[Sandbox]:
    """Open Slack on *port* and the Invocations API on any; the bot is there, but not started.

    Time goes on from *at*, or from now.
    """
    with tempfile.TemporaryDirectory(prefix="chutes-sandbox-", dir=temporary_root()) as name:
        folder = Path(name)
        clock = MovableClock(folder / "clock")
        if at:
            clock.forward(at - clock())
        world = World(clock=clock, traffic=TRAFFIC, exported=1.0)
        world.reports.confirm_after = CONFIRMED_AFTER
        async with (
            open_api(world) as api,
            open_memory(folder / "memory", api, clock) as memory_url,
            open_proxy(memory_url) as redis,
        ):
            control = Control(clock, api, redis)
            routes = control.routes()
            async with open_slack(MANIFEST, port, clock, routes) as slack:
                control.slack = slack
                sockets = slack.parts.socket
                settings = _settings(slack, api, redis.url)
                ours = {"PORT": "0", "LOG_LEVEL": "warning", VARIABLE: str(folder / "clock")}
                control.bot = Bot(folder, settings | ours, lambda: bool(sockets.connections))
                try:
                    yield Sandbox(slack, api, control.bot, settings)
                finally:
                    await control.bot.stop()


def _settings(slack: Slack, api: Api, redis_url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "CHUTES_API_URL": api.url,
        "CHUTES_API_KEY": SANDBOX.admin_key,
        "REDIS_URL": redis_url,
    }


async def run(port: int, with_bot: bool, request_url: str = "") -> None:
    """Run the sandbox until cancelled; say where it is once it can be used.

    Without its bot it says what another one needs: for Socket Mode, or for HTTP at *request_url*.
    """
    async with open_sandbox(port) as sandbox:
        if with_bot:
            print("Starting a Slack, an Invocations API and the bot …", flush=True)
            await sandbox.bot.start()
            await connected(sandbox)
        print(WELCOME.format(url=sandbox.slack.url, api_url=sandbox.api.url), flush=True)
        if not with_bot:
            print(YOURS, *for_yours(sandbox, request_url), sep="\n", flush=True)
        await asyncio.Event().wait()


def for_yours(sandbox: Sandbox, request_url: str) -> list[str]:
    """Return the lines of a `.env` for a bot outside, and send what happens to it."""
    settings = dict(sandbox.settings)
    if request_url:
        sandbox.slack.deliver_to(request_url)
        del settings["SLACK_APP_TOKEN"]
        settings["SLACK_SIGNING_SECRET"] = sandbox.slack.signing_secret
    return [f"{name}={value}" for name, value in settings.items()]


async def connected(sandbox: Sandbox) -> None:
    """Return when the bot is connected, or has had `PATIENCE` for it."""
    socket = sandbox.slack.parts.socket
    try:
        await sandbox.slack.wait_for(lambda: socket.connections or None, within=PATIENCE)
    except TimeoutError:
        print("The bot isn't connected yet; see what it says above.", flush=True)


def main(
    port: Annotated[int, typer.Option(help="Where the page is; 0 takes any free one.")] = 8000,
    bot: Annotated[bool, typer.Option(help="Run the real bot in it.")] = True,
    request_url: Annotated[
        str, typer.Option(help="Without its bot: where another one takes Slack's HTTP requests.")
    ] = "",
) -> None:
    """Run a Slack, an Invocations API and the bot on this machine, until Ctrl-C."""
    set_up_logs("console", "warning")
    try:
        uvloop.run(until_told(run(port, bot, request_url)))
    except SettingsError as exc:
        sys.exit(str(exc))
    except OSError as exc:
        sys.exit(f"Cannot listen on port {port}: {exc}. Try another: make demo DEMO_PORT=8010")


if __name__ == "__main__":
    typer.run(main)
