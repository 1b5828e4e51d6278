"""`@chutes usage 7d`: the same questions, answered in the thread, where commands do not work."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks.message import Message
from bot.slack.web_api import PostedMessage, WebApi
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch
from handlers.respond import Question
from handlers.words import split

REMEMBERED = 50 * 60  # seconds; the gate remembers a question for an hour


class Mentions:
    """The listener for mentions; *name* is what people write to be answered."""

    def __init__(
        self,
        dispatch: Dispatch,
        answer: Callable[[Ask], Awaitable[Message]],
        name: str,
        tools: Context,
    ) -> None:
        self._dispatch = dispatch
        self._answer = answer
        self._name = name
        self._tools = tools

    async def listen(
        self, body: dict[str, Any], event: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Answer what follows our name; what other bots write is not for us.

        A message is one question, however often it is edited or delivered.
        """
        if "user" not in event or "bot_id" in event or _is_old_edit(event):
            return
        words = words_after(event.get("text", ""), context.bot_user_id or "")
        ask = Ask(self._name, words, body["team_id"], event["user"], event["channel"])
        thread = MentionThread(
            self._tools.posts, ask.team_id, ask.channel_id, event.get("thread_ts") or event["ts"]
        )
        question = Question(
            f"{ask.channel_id}:{event['ts']}", ask.team_id, ask.user_id, self._dispatch.label(ask)
        )
        self._tools.answers.start(question, lambda: self._answer(ask), thread.say)


class MentionThread:
    """Says one thing in a thread: what is said later takes its place."""

    def __init__(self, posts: WebApi, team_id: str, channel: str, ts: str) -> None:
        self._posts = posts
        self._team_id = team_id
        self._channel = channel
        self._ts = ts
        self._posted: PostedMessage | None = None

    async def say(self, message: Message) -> None:
        if self._posted:
            await self._posts.update(self._team_id, self._posted, message)
        else:
            self._posted = await self._posts.post(
                self._team_id, self._channel, message, thread_ts=self._ts
            )


def _is_old_edit(event: Mapping[str, Any]) -> bool:
    """Whether this is an edit of a message that may have been answered so long ago that the gate
    has forgotten it."""
    edited = event.get("edited") or {}
    return float(edited.get("ts", event["ts"])) - float(event["ts"]) > REMEMBERED


def words_after(text: str, user_id: str) -> list[str]:
    """Return the words that follow the first mention of *user_id*, without further ones."""
    mention = rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>"
    _, *following = re.split(mention, text)
    return split(" ".join(following))
