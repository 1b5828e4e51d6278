"""What surfaces work with."""

from dataclasses import dataclass

from bot.doctor.checks import Examine
from bot.services import Services
from bot.slack.files import Files
from bot.slack.response_url import ResponseUrls
from bot.slack.views import Views
from bot.slack.web_api import WebApi
from bot.work.background import BackgroundTasks
from handlers.respond import Responder


@dataclass(frozen=True)
class Context:
    """The services, the ways of a question and its answer, and what can be said unasked."""

    services: Services
    background: BackgroundTasks
    answers: Responder
    replies: ResponseUrls
    posts: WebApi
    files: Files
    screens: Views
    examine: Examine
