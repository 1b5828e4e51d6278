"""The thread in which a trial takes place: what Slack takes there, and in which form."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.blocks.message import Message
from bot.errors import Busy, Undelivered, Unsure
from bot.figures.messages.buttons import with_note
from bot.health.findings import Finding, broken, fine, note, warning
from bot.secret_shapes import redact
from bot.slack.answers import Fields
from bot.slack.client import SlackClient
from bot.slack.fallback import FORM
from bot.slack.reasons import UNREACHABLE, kind, mend_of

PACE = 1.1  # seconds between two calls: Slack takes one message a second in a channel
LONGEST_TRIAL_WAIT = 60.0  # seconds that Slack may ask us to wait
CALL_TRIES = 5
QUOTED = 300  # characters of Slack's, quoted
REPORT_IT = "Report this line as a fault of the bot, with Slack's words."
FALLS_BACK = "Nothing to fix: the bot falls back to that form by itself. Please report this line."
INVALID = {"invalid_blocks", "invalid_message", "invalid_view"}
"""What `blocks.validate` says of what Slack would refuse; anything else is no judgement."""
SLACK_SILENT = "no_answer"
IN_A_CHANNEL = {
    "not_in_channel": "Type `/invite @chutes` in the channel, then try again.",
    "channel_not_found": "Give the channel's id (C…, at the end of its details in Slack); a "
    "private one needs `/invite @chutes` first.",
}


class RefusedBySlack(Exception):
    """Slack said no: *error* is its word for it, *words* what it says in detail."""

    def __init__(self, error: str, words: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.words = words or error


@contextmanager
def understood() -> Iterator[None]:
    """Raise `RefusedBySlack` for what cannot be understood of Slack."""
    try:
        yield
    except Unsure as exc:
        raise RefusedBySlack(SLACK_SILENT, exc.reason) from exc
    except Undelivered as exc:
        if exc.reason != UNREACHABLE:
            raise
        raise RefusedBySlack(SLACK_SILENT, exc.reason) from exc


@dataclass(frozen=True)
class TrialThread:
    """Posts go into a thread of *channel*, one every *pause* seconds."""

    client: SlackClient
    channel: str
    pause: float
    thread_ts: str = ""

    async def open(self, message: Message) -> "TrialThread":
        """Post what the thread begins with, and return that thread; raise `RefusedBySlack`."""
        answer = await self.call("chat.postMessage", self._body(message))
        with understood():
            return replace(self, channel=answer.text("channel"), thread_ts=answer.text("ts"))

    async def show(self, name: str, message: Message) -> Finding:
        """Post *message* in the richest form that Slack takes; say which, or why none."""
        labelled, refused = _labelled(message, name), ""
        against = await self._refusal(message)
        for form in labelled.forms():
            await asyncio.sleep(self.pause)
            try:
                await self.call("chat.postMessage", self._body(form))
            except RefusedBySlack as exc:
                if kind(exc.error) not in FORM:
                    return broken(f"{name}: refused: {exc.words}.", mend(exc, REPORT_IT))
                refused = refused or exc.words
            else:
                return _outcome(name, form, refused, against)
        return broken(f"{name}: refused in every form: {refused}.", REPORT_IT)

    async def validate(self, name: str, view: Mapping[str, Any]) -> Finding:
        """Ask Slack about a view, which cannot be posted."""
        against = await self._validate("view", view)
        if against is None:
            return fine(f"{name}: accepted by blocks.validate.")
        if against.error not in INVALID:
            return note(f"{name}: not judged: {against.words}.")
        return broken(f"{name}: refused by blocks.validate: {against.words}.", REPORT_IT)

    async def _refusal(self, message: Message) -> RefusedBySlack | None:
        if not message.blocks:
            return None
        payload = message.payload()
        return await self._validate("message", {name: payload[name] for name in ("text", "blocks")})

    async def _validate(self, kind: str, payload: Mapping[str, Any]) -> RefusedBySlack | None:
        """Return what `blocks.validate` has against *payload*; None if it takes it."""
        await asyncio.sleep(self.pause)
        try:
            await self.call("blocks.validate", data={kind: json.dumps(payload)})
        except RefusedBySlack as exc:
            return exc
        return None

    async def call(
        self,
        method: str,
        body: Mapping[str, Any] | None = None,
        data: dict[str, Any] | None = None,
    ) -> Fields:
        """Call *method*, as often as Slack wants us to wait; raise `RefusedBySlack`."""
        for _ in range(CALL_TRIES):
            with understood():
                answer = await self.client.ask(
                    method, json=dict(body) if body else None, params=data
                )
            try:
                with understood():
                    return answer.result()
            except Busy as exc:
                await asyncio.sleep(min(exc.retry_after, LONGEST_TRIAL_WAIT))
            except Undelivered as exc:
                raise RefusedBySlack(exc.reason, _words(exc.reason, answer.json)) from exc
        raise RefusedBySlack("ratelimited")

    def _body(self, message: Message) -> dict[str, Any]:
        where = {"channel": self.channel, "thread_ts": self.thread_ts or None}
        return {
            name: value
            for name, value in {**message.payload(), **where}.items()
            if value is not None
        }


def mend(refusal: RefusedBySlack, otherwise: str) -> str:
    """Return what to do about *refusal*, where Slack's word for it is known."""
    if refusal.error == SLACK_SILENT:
        return "Slack has trouble, or the network: try again later."
    return IN_A_CHANNEL.get(refusal.error) or mend_of(refusal.error) or otherwise


def _labelled(message: Message, name: str) -> Message:
    label = f"A trial by `make doctor`: {name}."
    if message.blocks:
        return with_note(message, label)
    return replace(message, text=f"_{label}_\n{message.text}")


def _outcome(name: str, form: Message, refused: str, against: RefusedBySlack | None) -> Finding:
    if refused:
        how = "with plain tables" if form.blocks else "as text alone"
        return warning(f"{name}: accepted only {how}; Slack says: {refused}.", FALLS_BACK)
    if against is None:
        return fine(f"{name}: accepted.")
    if against.error not in INVALID:
        return note(f"{name}: accepted; blocks.validate did not judge it: {against.words}.")
    said = f"{name}: accepted, though blocks.validate says: {against.words}."
    return warning(said, "Look at it in the thread; please report this line.")


def _words(reason: str, answer: object) -> str:
    """Return what Slack says in detail of blocks that it refuses."""
    if not isinstance(answer, Fields):
        return ""
    said = [_problem(one) for one in _list(answer.get("errors"))]
    said = said or [str(one) for one in _list(answer.optional("response_metadata").get("messages"))]
    details = "; ".join(said)
    text = f"{reason}: {details}" if details else reason
    return redact(" ".join(text.split()))[:QUOTED].rstrip(".")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _problem(error: object) -> str:
    if isinstance(error, dict):
        return f"{error.get('message', '')} at {error.get('pointer', '?')}"
    return str(error)
