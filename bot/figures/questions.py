"""Questions that buttons ask again: kept under an id, as the value of a button is no secret.

The value of a button has little room and everybody can read it. A button of a choice has the
question itself, as it would be typed: it never expires. Either asks again, by the gate and the
rights of who presses.
"""

import secrets
from datetime import datetime

import msgspec
from redis.asyncio import Redis

from bot.errors import Mistake, Unreadable
from bot.store.codec import decode, encode, text
from bot.store.set_aside import set_aside, setting_aside

QUESTION_TTL = 30 * 24 * 60 * 60  # seconds
MOST_KEPT = 1000  # questions of one person; of more, the oldest are forgotten
JUST_PRESSED = "You pressed Share a moment ago. Check whether it's there before you press again."
SHARING_TTL = 10  # seconds, in which a second press is the same one
THREAD_TTL = 7 * 24 * 60 * 60  # seconds
TALK_TTL = 60 * 60  # seconds; where there is no thread, an older question is not gone on from
LONGEST_LINE = 1000  # characters that a thread remembers
TOO_OLD = "I remember questions for 30 days, and that one is older. Please ask again."


class KeptQuestion(msgspec.Struct, frozen=True):
    """What was asked, as it would be typed; what the answer's *figures* were at that time.

    *shared_by* is the user's id if the answer was shared.
    """

    words: str
    asked_at: datetime | None = None
    figures: dict[str, float] = {}
    shared_by: str = ""


class Questions:
    """Keys: `chutes:question:<team>:<id>` (`QUESTION_TTL`), `chutes:sharing:<team>:<what>`
    (`SHARING_TTL`), the ids of a person's, the newest first: `chutes:questions:<team>:<user>`
    (`QUESTION_TTL` after the last), and what was asked last in a thread,
    `chutes:last-question:<team>:<thread>` (`THREAD_TTL`, or `TALK_TTL` without a thread)."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def keep(self, team_id: str, user_id: str, asked: KeptQuestion, thread: str = "") -> str:
        """Keep what was asked, as the last of its *thread*; return the id for a button's value."""
        question_id = secrets.token_urlsafe(12)
        mine = f"chutes:questions:{team_id}:{user_id}"
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(_key(team_id, question_id), encode(asked), ex=QUESTION_TTL)
            pipe.lpush(mine, question_id)
            pipe.lrange(mine, MOST_KEPT, -1)
            pipe.ltrim(mine, 0, MOST_KEPT - 1)
            pipe.expire(mine, QUESTION_TTL)
            if thread and len(asked.words) <= LONGEST_LINE:
                pipe.set(_thread_key(team_id, thread), asked.words, ex=_thread_ttl(thread))
            _, _, too_many, *_ = await pipe.execute()
        if too_many:
            await self._redis.delete(*(_key(team_id, "").encode() + id for id in too_many))
        return question_id

    async def follow(self, team_id: str, thread: str, words: str) -> None:
        """Let questions in *thread* go on from *words*, as if those had been asked there."""
        await self._redis.set(_thread_key(team_id, thread), words, ex=THREAD_TTL)

    async def last(self, team_id: str, thread: str) -> str:
        """Return what was asked last in *thread*, as it would be typed; "" if nothing was."""
        key = _thread_key(team_id, thread)
        try:
            words = await self._redis.get(key)
            return text(words, key) if isinstance(words, bytes) else ""
        except Unreadable as exc:
            await set_aside(self._redis, exc)
            return ""

    async def find(self, team_id: str, question_id: str) -> KeptQuestion:
        """Return what was asked; raise `Mistake` if that is too long ago, or `Unreadable`."""
        key = _key(team_id, question_id)
        async with setting_aside(self._redis):
            asked = decode(await self._redis.get(key), KeptQuestion, key)
        if asked is None:
            raise Mistake(TOO_OLD)
        return asked

    async def begin_sharing(self, team_id: str, what: str) -> None:
        """Raise `Mistake` if *what* is being shared already: somebody pressed twice."""
        key = f"chutes:sharing:{team_id}:{what}"
        if not await self._redis.set(key, 1, nx=True, ex=SHARING_TTL):
            raise Mistake(JUST_PRESSED)


def _thread_ttl(thread: str) -> int:
    """Return for how long a question is the last one; threads are named after a message's ts."""
    return THREAD_TTL if "." in thread else TALK_TTL


def _key(team_id: str, question_id: str) -> str:
    return f"chutes:question:{team_id}:{question_id}"


def _thread_key(team_id: str, thread: str) -> str:
    return f"chutes:last-question:{team_id}:{thread}"
