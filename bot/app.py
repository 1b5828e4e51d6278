"""The Slack app, assembled."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.doctor.checks import Examine
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.client import SlackClient
from bot.slack.connection import Identity
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.response_url import ResponseUrls
from bot.slack.views import Views
from bot.slack.web_api import WebApi
from bot.work.background import BackgroundTasks
from handlers.context import Context
from handlers.dry_run import HandlersDryRun
from handlers.respond import Responder


def create_app(slack: SlackClient, me: Identity, command: str, context: Context) -> AsyncApp:
    """Build the Bolt app; listeners acknowledge at once and leave the rest to background tasks.

    *command* is how people ask: `/chutes`. Bolt is told who we are: it would ask Slack before the
    first acknowledgement after each start.

    Signatures are not checked here: Socket Mode has none, and `bot.http.signatures` checks those
    of HTTP before Bolt sees a request, because Bolt logs the body of what it rejects.
    """
    known = AuthorizeResult(
        enterprise_id=me.enterprise_id,
        team_id=me.team_id,
        bot_user_id=me.user_id,
        bot_id=me.bot_id,
        bot_token=slack.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    client = AsyncWebClient(base_url=slack.url, session=slack.session)
    app = AsyncApp(
        name="chutes-bot",  # or Bolt reads the source of every caller to find one
        client=client,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )
    handlers.register(app, command, f"@{me.name}", context)
    return app


def dry_run(command: str, context: Context) -> HandlersDryRun:
    """Return what answers without anybody asking, for a trial."""
    return HandlersDryRun(handlers.dispatching(context), command, context)


def build_context(
    slack: SlackClient,
    services: Services,
    forms: Fallback,
    background: BackgroundTasks,
    metrics: Metrics,
    examine: Examine,
) -> Context:
    """Build what the handlers work with, over connections that are open."""
    posts = WebApi(slack, forms)
    return Context(
        services=services,
        background=background,
        answers=Responder(services, background, metrics, posts),
        replies=ResponseUrls(slack, forms),
        posts=posts,
        files=Files(posts),
        screens=Views(posts, forms),
        examine=examine,
    )
