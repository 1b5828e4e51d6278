"""The doctor's trial: one message of each kind, in one thread of a real workspace.

Nobody can say offline what Slack takes. Here it is asked: each message is posted, and shown to
`blocks.validate`; views, which cannot be posted, are only shown to it.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from redis.exceptions import RedisError

from bot.blocks.message import Message
from bot.doctor.context import CheckContext
from bot.doctor.live.dry_run import DryRunMessages, dry_run_messages
from bot.doctor.live.samples import Samples
from bot.doctor.live.thread import PACE, REPORT_IT, RefusedBySlack, TrialThread, mend, understood
from bot.errors import SettingsError, Undelivered
from bot.health.findings import Finding, broken, fine, note
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.web_api import WebApi
from bot.store.connection import open_redis
from bot.store.embedded import borrowed_redis

BEGINNING = Message(
    "A trial by `make doctor`: one message of each kind that this bot sends follows in this "
    "thread. Samples are labelled as such; the figures are real."
)
DOCTOR_SAYS_MORE = "`make doctor` without LIVE says more."
CHANNEL = re.compile(r"\b[CGD][A-Z0-9]{8,}\b")
FILE = b"\xef\xbb\xbfday,usd\r\n2026-11-23,1.00\r\n"
NOT_COVERED = note(
    "Private answers to a slash command or a click (Slack gives their address only to who types or "
    "clicks), and how it all looks.",
    "Read the thread once, on a phone too, and type `/chutes usage` and `/chutes report` yourself.",
)


async def live_trial(
    context: CheckContext, channel: str, pause: float = PACE
) -> AsyncIterator[Finding]:
    """Post everything in *channel* (its id, link or name), one call every *pause* seconds."""
    named = CHANNEL.search(channel)
    thread = TrialThread(context.slack, named[0] if named else channel, pause)
    try:
        me = await thread.call("auth.test")
        with understood():
            ours = me.text("team_id"), me.text("user_id")
        thread = await thread.open(BEGINNING)
    except RefusedBySlack as exc:
        yield replace(_closed(exc, channel), area="Trial")
        return
    try:
        async for finding in _tried(context, thread, ours):
            yield finding
    except (RedisError, SettingsError) as exc:
        why = f"The trial cannot go on without Redis ({type(exc).__name__})."
        yield replace(broken(why, DOCTOR_SAYS_MORE), area="Trial")


async def _tried(
    context: CheckContext, thread: TrialThread, ours: tuple[str, str]
) -> AsyncIterator[Finding]:
    async with borrowed_redis(context.address or None) as url, open_redis(url) as redis:
        who = Samples(*ours, thread.channel, context.settings.command, context.clock())
        async with dry_run_messages(context, redis, who) as real:
            async for name, message in _all(real, who):
                yield replace(await thread.show(name, message), area="Messages")
            home = (await real.home()).payload()
        views = [(name, view.to_dict()) for name, view in who.modals()]
        for name, view in [*views, ("Home", {"type": "home", "blocks": home["blocks"]})]:
            yield replace(await thread.validate(name, view), area="Forms and Home")
        posts = WebApi(context.slack, Fallback(redis))
        yield replace(await _file(Files(posts), thread), area="Files")
    yield replace(NOT_COVERED, area="Not tried")


async def _all(real: DryRunMessages, samples: Samples) -> AsyncIterator[tuple[str, Message]]:
    async for name, message in real.messages():
        yield name, message
    for name, message in samples.messages():
        yield f"{name} (a sample)", message


def _closed(refusal: RefusedBySlack, channel: str) -> Finding:
    seen = f"Nothing can be posted in {channel}: {refusal.words}."
    return broken(seen, mend(refusal, DOCTOR_SAYS_MORE))


async def _file(files: Files, thread: TrialThread) -> Finding:
    try:
        await files.share(
            FILE,
            len(FILE),
            name="sample.csv",
            channel=thread.channel,
            thread_ts=thread.thread_ts,
        )
    except Undelivered as exc:
        if exc.reason == "missing_scope":
            return note("A file: not tried, as the optional scope files:write is not granted.")
        return broken(f"A file: refused: {exc.reason}.", REPORT_IT)
    return fine("A file: accepted; it is sample.csv in the thread.")
