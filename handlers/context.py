"""What surfaces work with."""

from dataclasses import dataclass

from bot.doctor.checks import Examine
from bot.services import Services
from bot.slack.files import Files
from bot.slack.response_url import Replies
from bot.slack.views import Screens
from bot.slack.web_api import Posts
from bot.work.background import Errands
from handlers.respond import Answers


@dataclass(frozen=True)
class Tools:
    """The services, the ways of a question and its answer, and what can be said unasked."""

    services: Services
    errands: Errands
    answers: Answers
    replies: Replies
    posts: Posts
    files: Files
    screens: Screens
    examine: Examine
