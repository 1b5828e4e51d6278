"""The Slack app, assembled."""

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.errands import Errands
from bot.metrics import Metrics
from bot.services import Services
from bot.slack.replies import Replies


def create_app(
    client: AsyncWebClient,
    command: str,
    services: Services,
    replies: Replies,
    errands: Errands,
    metrics: Metrics,
) -> AsyncApp:
    """Build the Bolt app; listeners acknowledge at once and leave the rest to *errands*.

    Signatures are not checked here: Socket Mode has none, and `bot.server` checks those of HTTP
    before Bolt sees a request, because Bolt logs the body of what it rejects.
    """
    app = AsyncApp(client=client, process_before_response=True, request_verification_enabled=False)
    handlers.register(app, command, services, replies, errands, metrics)
    return app
