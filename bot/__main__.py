"""The command line, `chutes-bot` or `python -m bot`: its processes, and looks at them.

Each command imports what it runs, so that no process holds what only another one needs.
"""

import io
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from bot import __version__
from bot.config import Settings, Unconnected, read_settings
from bot.errors import SettingsError
from bot.logs import set_up_logs
from bot.network import tls_context
from bot.processes.signals import until_told

Process = Callable[[Settings], Coroutine[Any, Any, None]]

NEEDED_BY_SANDBOX = ("fastapi", "yaml")

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"chutes-bot {__version__}")
        raise typer.Exit


@cli.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print it.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """Usage, statistics, exports and reports of Chutes, in Slack."""
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)  # its client would write files there
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no "✓"
    try:
        tls_context()  # before aiohttp, which reads the same variables while it is imported
    except SettingsError as exc:
        sys.exit(str(exc))


@cli.command()
def run() -> None:
    """Everything by one command; the worker is a child. Without REDIS_URL, Redis is one too."""
    from bot.processes.run import run

    start(run)


@cli.command()
def web() -> None:
    """Only what talks to people; needs REDIS_URL, and a worker elsewhere."""
    from bot.processes.web import web

    start(web)


@cli.command()
def worker(child: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Only the durable work; needs REDIS_URL."""
    from bot.processes.worker import worker

    start(lambda settings: worker(settings, child=child))


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
    from bot.processes.doctor import doctor

    set_up_logs("console", "error")
    try:
        status = uvloop.run(until_told(doctor(live)))
    except SettingsError as exc:
        sys.exit(str(exc))
    sys.exit(1 if status is None else status)


@cli.command()
def preview(
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A UTC day.")] = None,
) -> None:
    """A digest, printed: what it would say of a complete UTC day. Needs no Slack."""
    from bot.digests.preview import preview

    say(lambda settings: preview(settings, date.date() if date else None))


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy all that the bot knows into a file, also while it runs."""
    from bot.processes.backup import backup

    say(lambda settings: backup(settings, file))


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    force: Annotated[bool, typer.Option(help="Replace what is there.")] = False,
) -> None:
    """Put a backup into an empty Redis, while no bot runs on it."""
    from bot.processes.backup import restore

    say(lambda settings: restore(settings, file, force=force))


@cli.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def demo(context: typer.Context) -> None:
    """A Slack, an Invocations API and the bot, on this machine; see `demo --help`."""
    if any(find_spec(name) is None for name in NEEDED_BY_SANDBOX):
        sys.exit("The demo needs more packages: install chutes-bot[sandbox] instead of chutes-bot.")
    os.execv(sys.executable, [sys.executable, "-m", "bot.sandbox", *context.args])


def say(answer: Callable[[Settings], Coroutine[Any, Any, str]]) -> None:
    """Print what *answer* returns; it needs no Slack."""
    try:
        said = uvloop.run(until_told(answer(read_settings(Unconnected))))
    except SettingsError as exc:
        sys.exit(str(exc))
    if said is None:
        sys.exit(1)
    typer.echo(said)


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
