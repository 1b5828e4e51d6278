"""The Slack app, assembled."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.doctor.rounds import Examine
from bot.errands import Errands
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.connection import Connection
from bot.slack.files import Files
from bot.slack.forms import Forms
from bot.slack.posts import Posts
from bot.slack.replies import Replies
from bot.slack.screens import Screens
from handlers.answers import Answers
from handlers.rehearsal import Rehearsal
from handlers.tools import Tools


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
