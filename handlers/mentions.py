"""`@chutes usage 7d` and direct messages: the same questions, answered where they are asked."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks.message import Message
from bot.slack.web_api import PostedMessage, WebApi
from handlers.answers import AnswerButtons
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch, Understood
from handlers.respond import WORKING, Question
from handlers.rights import check_answered, own_team
from handlers.words import split, unescape

REMEMBERED = 50 * 60  # seconds; the gate remembers a question for an hour


class Mentions:
    """The listeners for mentions and direct messages; *name* is what people write to be answered
    in a channel, *command* what they type to ask privately."""

    def __init__(
        self, dispatch: Dispatch, answers: AnswerButtons, name: str, command: str, context: Context
    ) -> None:
        self._dispatch = dispatch
        self._answers = answers
        self._name = name
        self._command = command
        self._context = context

    async def listen(
        self, body: dict[str, Any], event: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Answer what follows our name; what other bots write is not for us.

        A message is one question, however often it is edited or delivered.
        """
        if "user" in event and "bot_id" not in event and not _is_old_edit(event):
            text = text_after(event.get("text", ""), context.bot_user_id or "")
            self._context.background.start(self._in_channel(event, own_team(body, context), text))

    async def listen_direct(
        self, body: dict[str, Any], event: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Answer what a person writes to us alone; edits and our own words are no questions."""
        is_question = event.get("channel_type") == "im" and "subtype" not in event
        if is_question and "user" in event and "bot_id" not in event:
            team_id = own_team(body, context)
            self._context.background.start(self._in_direct(event, team_id, context.bot_user_id))

    async def _in_channel(self, event: dict[str, Any], team_id: str, text: str) -> None:
        thread_ts = event.get("thread_ts") or event["ts"]
        ask = _ask(self._name, text, team_id, event, thread_ts)
        thread = MentionThread(self._context.posts, ask, thread_ts)
        known = self._dispatch.understand(ask)
        self._context.answers.start(
            _question(known, event),
            self._unless_outside(event, known, self._answers.answer_public),
            thread.say,
            aside=thread.say_aside,
        )

    async def _in_direct(
        self, event: dict[str, Any], team_id: str, bot_user_id: str | None
    ) -> None:
        text = event.get("text", "")
        text = text_after(text, bot_user_id or "") or text
        thread_ts = event.get("thread_ts", "")
        ask = _ask(self._command, text, team_id, event, thread_ts)
        thread = MentionThread(self._context.posts, ask, thread_ts)
        known = self._dispatch.understand(ask)
        answer = self._unless_outside(event, known, self._answers.answer_direct)
        self._context.answers.start(_question(known, event), answer, thread.say)

    def _unless_outside(
        self,
        event: Mapping[str, Any],
        known: Understood,
        answer: Callable[[Understood], Awaitable[Message]],
    ) -> Callable[[], Awaitable[Message]]:
        async def checked() -> Message:
            await check_answered(event, known.ask.team_id, self._context)
            return await answer(known)

        return checked


def _ask(command: str, text: str, team_id: str, event: Mapping[str, Any], thread_ts: str) -> Ask:
    channel = event["channel"]
    who = team_id, event["user"], channel
    return Ask(command, split(text), *who, unescape(text).strip(), f"{channel}:{thread_ts}")


def _question(known: Understood, event: Mapping[str, Any]) -> Question:
    ask = known.ask
    return Question(f"{ask.channel_id}:{event['ts']}", ask.team_id, ask.user_id, known.label)


class MentionThread:
    """Says one thing in a thread: what is said later takes its place."""

    def __init__(self, posts: WebApi, ask: Ask, thread_ts: str) -> None:
        self._posts = posts
        self._ask = ask
        self._thread_ts = thread_ts
        self._posted: PostedMessage | None = None

    async def say(self, message: Message) -> None:
        team_id = self._ask.team_id
        if self._posted:
            await self._posts.update(team_id, self._posted, message)
        else:
            self._posted = await self._posts.post(
                team_id, self._ask.channel_id, message, thread_ts=self._thread_ts or None
            )

    async def say_aside(self, message: Message) -> None:
        """Say that we are working on it to all, and what went wrong only to who asked."""
        if self._posted or message is WORKING:
            await self.say(message)
            return
        where = {"channel": self._ask.channel_id, "user": self._ask.user_id}
        said = {
            name: part for name, part in message.payload().items() if name in ("text", "blocks")
        }
        await self._posts.put(  # what only one person sees may come twice, but has to come
            "chat.postEphemeral", {**said, **where, "thread_ts": self._thread_ts}
        )


def _is_old_edit(event: Mapping[str, Any]) -> bool:
    """Whether this is an edit of a message that may have been answered so long ago that the gate
    has forgotten it."""
    edited = event.get("edited") or {}
    return float(edited.get("ts", event["ts"])) - float(event["ts"]) > REMEMBERED


def text_after(text: str, user_id: str) -> str:
    """Return what follows the first mention of *user_id*, without further ones."""
    mention = rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>"
    _, *following = re.split(mention, text)
    return " ".join(following)
