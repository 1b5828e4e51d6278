"""The Slack app, assembled."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.doctor.checks import Examine
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.connection import Connection
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.response_url import ResponseUrls
from bot.slack.views import Views
from bot.slack.web_api import WebApi
from bot.work.background import BackgroundTasks
from handlers.context import Context
from handlers.dry_run import HandlersDryRun
from handlers.respond import Responder


def create_app(client: AsyncWebClient, command: str, mention: str, tools: Context) -> AsyncApp:
    """Build the Bolt app; listeners acknowledge at once and leave the rest to errands.

    *command* and *mention* are how people ask: `/chutes`, `@chutes`.

    Signatures are not checked here: Socket Mode has none, and `bot.http.signatures` checks those
    of HTTP before Bolt sees a request, because Bolt logs the body of what it rejects.
    """
    app = AsyncApp(client=client, process_before_response=True, request_verification_enabled=False)
    handlers.register(app, command, mention, tools)
    return app


def dry_run(command: str, tools: Context) -> HandlersDryRun:
    """Return what answers without anybody asking, for a trial."""
    return HandlersDryRun(handlers.dispatching(tools), command, tools)


def build_context(
    connection: Connection,
    services: Services,
    forms: Fallback,
    errands: BackgroundTasks,
    metrics: Metrics,
    examine: Examine,
) -> Context:
    """Build what the handlers work with, over connections that are open."""
    posts = WebApi(connection.client, forms)
    return Context(
        services=services,
        errands=errands,
        answers=Responder(services, errands, metrics),
        replies=ResponseUrls(connection.session, forms),
        posts=posts,
        files=Files(posts, connection.session),
        screens=Views(posts, forms),
        examine=examine,
    )
