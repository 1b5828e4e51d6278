"""The Slack app, assembled."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.doctor.checks import Examine
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.connection import Connection
from bot.slack.fallback import Forms
from bot.slack.files import Files
from bot.slack.response_url import Replies
from bot.slack.views import Screens
from bot.slack.web_api import Posts
from bot.work.background import Errands
from handlers.context import Tools
from handlers.dry_run import Rehearsal
from handlers.respond import Answers


def create_app(client: AsyncWebClient, command: str, mention: str, tools: Tools) -> AsyncApp:
    """Build the Bolt app; listeners acknowledge at once and leave the rest to errands.

    *command* and *mention* are how people ask: `/chutes`, `@chutes`.

    Signatures are not checked here: Socket Mode has none, and `bot.server` checks those of HTTP
    before Bolt sees a request, because Bolt logs the body of what it rejects.
    """
    app = AsyncApp(client=client, process_before_response=True, request_verification_enabled=False)
    handlers.register(app, command, mention, tools)
    return app


def rehearse(command: str, tools: Tools) -> Rehearsal:
    """Return what answers without anybody asking, for a trial."""
    return Rehearsal(handlers.dispatching(tools), command, tools)


def build_tools(
    connection: Connection,
    services: Services,
    forms: Forms,
    errands: Errands,
    metrics: Metrics,
    examine: Examine,
) -> Tools:
    """Build what the handlers work with, over connections that are open."""
    posts = Posts(connection.client, forms)
    return Tools(
        services=services,
        errands=errands,
        answers=Answers(services, errands, metrics),
        replies=Replies(connection.session, forms),
        posts=posts,
        files=Files(posts, connection.session),
        screens=Screens(posts, forms),
        examine=examine,
    )
