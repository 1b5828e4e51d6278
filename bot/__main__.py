"""The command line: `python -m bot run`, `web`, `worker`, `doctor`, `preview`."""

import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any

import typer
import uvloop

from bot.config import Settings, read_settings
from bot.digests.preview import Unconnected
from bot.digests.preview import preview as print_out
from bot.errors import SettingsError
from bot.http.server import until_told
from bot.logs import set_up_logs
from bot.processes import run as processes

Process = Callable[[Settings], Coroutine[Any, Any, None]]

cli = typer.Typer(
    help="chutes-bot: usage, statistics, exports and reports of Chutes, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
def run() -> None:
    """Everything by one command; the worker is a child. Without REDIS_URL, Redis is one too."""
    start(processes.run)


@cli.command()
def web() -> None:
    """Only what talks to people; needs REDIS_URL, and a worker elsewhere."""
    start(processes.web)


@cli.command()
def worker(child: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Only the durable work; needs REDIS_URL."""
    start(lambda settings: processes.worker(settings, child=child))


@cli.command()
def doctor(
    live: Annotated[
        str | None,
        typer.Option(
            metavar="CHANNEL",
            help="A channel's id or link: post one message of each kind there, in a thread.",
        ),
    ] = None,
) -> None:
    """Look at everything; say what is wrong, and how to mend it. Exits with 1 if something is."""
    set_up_logs("console", "error")
    sys.exit(uvloop.run(processes.doctor(live)))


@cli.command()
def preview(
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A UTC day.")] = None,
) -> None:
    """A digest, printed: what it would say of a complete UTC day. Needs no Slack."""
    try:
        settings = read_settings(Unconnected)
        typer.echo(uvloop.run(print_out(settings, date.date() if date else None)))
    except SettingsError as exc:
        sys.exit(str(exc))


def start(process: Process) -> None:
    """Run *process* with the environment's settings; a wrong environment ends it in words."""
    try:
        settings = read_settings()
        set_up_logs(settings.log_format, settings.log_level)
        uvloop.run(until_told(process(settings)))
    except SettingsError as exc:
        sys.exit(str(exc))


if __name__ == "__main__":
    cli()
