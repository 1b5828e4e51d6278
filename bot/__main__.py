"""The command line: `python -m bot run`, `web`, `worker`."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from bot.child import parent_gone, worker_child
from bot.config import Settings, read_settings
from bot.embedded import embedded_redis
from bot.errors import SettingsError
from bot.logs import set_up_logs
from bot.server import told_to_stop
from bot.web import open_web
from bot.worker import open_work

DATA = Path(".data")

cli = typer.Typer(
    help="chutes-bot: usage, statistics, exports and reports of Chutes, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
def run() -> None:
    """Everything by one command; the worker is a child. Without REDIS_URL, Redis is one too."""
    _start(_run(_settings()))


@cli.command()
def web() -> None:
    """Only what talks to people; needs REDIS_URL and a worker elsewhere."""
    settings = _settings()
    _start(_web(settings, _redis_url(settings)))


@cli.command()
def worker(child: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Only the durable work; needs REDIS_URL."""
    settings = _settings()
    _start(_worker(settings, _redis_url(settings), child))


async def _run(settings: Settings) -> None:
    if settings.redis_url:
        await _web_and_worker(settings, settings.redis_url.get_secret_value())
        return
    async with embedded_redis(DATA) as url:
        await _web_and_worker(settings, url)


async def _web_and_worker(settings: Settings, redis_url: str) -> None:
    async with worker_child(redis_url):
        await _web(settings, redis_url)


async def _web(settings: Settings, redis_url: str) -> None:
    async with open_web(settings, redis_url):
        await told_to_stop()


async def _worker(settings: Settings, redis_url: str, child: bool) -> None:
    async with open_work(settings, redis_url):
        ends = [asyncio.ensure_future(told_to_stop())]
        if child:
            ends.append(asyncio.ensure_future(parent_gone()))
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()


def _settings() -> Settings:
    try:
        settings = read_settings()
    except SettingsError as exc:
        sys.exit(f"{exc}")
    set_up_logs(settings.log_format, settings.log_level)
    return settings


def _redis_url(settings: Settings) -> str:
    if not settings.redis_url:
        sys.exit("REDIS_URL must be set: web and worker share one Redis. `run` can do without.")
    return settings.redis_url.get_secret_value()


def _start(process: Coroutine[Any, Any, None]) -> None:
    try:
        uvloop.run(process)
    except SettingsError as exc:
        sys.exit(f"{exc}")


if __name__ == "__main__":
    cli()
