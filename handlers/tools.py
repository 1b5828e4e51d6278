"""What surfaces work with."""

from dataclasses import dataclass

from bot.doctor.rounds import Examine
from bot.errands import Errands
from bot.services import Services
from bot.slack.files import Files
from bot.slack.posts import Posts
from bot.slack.replies import Replies
from bot.slack.screens import Screens
from handlers.answers import Answers


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
