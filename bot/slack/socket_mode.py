"""Socket Mode: Slack's requests over a WebSocket that we open."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.slack.connection import call_until_reachable

IsConnected = Callable[[], Awaitable[bool]]


class OneLine(logging.Filter):
    """Drops tracebacks: a lost connection is expected, and the client reconnects by itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str) -> AsyncIterator[IsConnected]:
    """Keep *app* connected; yields a function that tells whether it is.

    Asks for a connection by itself first: the client would try a refused token for ever.
    """
    await call_until_reachable(
        "SLACK_APP_TOKEN", lambda: app.client.apps_connections_open(app_token=app_token)
    )
    logger = logging.getLogger(__name__)
    quiet = OneLine()
    logger.addFilter(quiet)
    handler = AsyncSocketModeHandler(app, app_token, logger=logger)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield handler.client.is_connected
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
        logger.removeFilter(quiet)
