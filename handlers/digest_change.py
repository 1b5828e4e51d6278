"""*Change*: the form of a digest's hour, zone, days and sections."""

from datetime import time
from typing import Any

from msgspec.structs import replace
from slack_bolt.async_app import AsyncAck
from slackblocks import ModalView

from bot.blocks.message import Message
from bot.blocks.text import code, listed
from bot.digests.form import (
    FLOOR,
    FORM,
    HOUR,
    MODELS,
    MONTHLY,
    ON,
    PARTS,
    QUIET,
    THREAD,
    TITLE,
    YES,
    ZONE,
    digest_form,
)
from bot.digests.records import Digest, Key, Quiet, Section
from bot.digests.service import is_live
from bot.digests.settings import CHANGE, digest_message
from bot.digests.standing import Standing
from bot.errors import Mistake
from handlers.clicks import Action
from handlers.context import Context
from handlers.digest_rights import may_change
from handlers.digest_words import zones, zones_like
from handlers.modals import Errors, Modal, Origin, Submission
from handlers.rights import person_or_none

WATCHED = 10  # models


async def fill(origin: Origin, context: Context) -> ModalView:
    """Return the form with what the digest is now; *words* has its conversation."""
    standing = await _changeable(Key.at(origin.team_id, origin.words[0]), origin.user_id, context)
    return digest_form(standing.digest, context.services.clock())


def check(submission: Submission) -> Errors:
    """Complain at the fields."""
    errors = {}
    if str(submission.values[ZONE]).lower() not in zones():
        errors[ZONE] = "Choose a time zone from the list."
    if len(_models(submission)) > WATCHED:
        errors[MODELS] = f"Please watch at most {WATCHED} models."
    return errors


async def submit(submission: Submission, context: Context) -> Message:
    """Keep what was filled in; the answer is how the digest is then."""
    key = Key.at(submission.team_id, submission.kept)
    standing = await _changeable(key, submission.user_id, context)
    changed = await context.services.digests.alter(key, _wanted(standing.digest, submission))
    now = context.services.clock()
    done = f"Saved.{await _unknown(changed.digest.models, context)}"
    return digest_message(changed, changed.digest.is_personal, now, context.services.command, done)


async def _unknown(models: tuple[str, ...], context: Context) -> str:
    """Name those of the *models* that nobody has measured so far; they may come."""
    if not models:
        return ""
    names = await context.services.exports.names()
    known = {chute_id for register in names.registers.values() for chute_id in register.chutes}
    missed = [code(name) for name in models if not names.matching([name], known)]
    return f" No model matches {listed(missed)} at the moment." if missed else ""


async def _changeable(key: Key, user_id: str, context: Context) -> Standing:
    standing = await context.services.digests.find(key)
    if standing is None or not is_live(standing.digest):
        raise Mistake("There's no digest here anymore.")
    may_change(standing.digest, user_id, await person_or_none(user_id, context))
    return standing


def _wanted(digest: Digest, submission: Submission) -> Digest:
    values = submission.values
    plan = replace(
        digest.plan,
        hour=time.fromisoformat(values[HOUR]),
        zone=zones()[str(values[ZONE]).lower()],
        days=tuple(sorted(int(day) for day in values[ON])),
        monthday=int(values[MONTHLY]),
    )
    return replace(
        digest,
        plan=plan,
        sections=tuple(section for section in Section if section in values[PARTS]),
        models=_models(submission),
        floor_usd=float(values[FLOOR]),
        quiet=Quiet(values[QUIET]),
        threaded=YES in (values[THREAD] or ()),
    )


def _models(submission: Submission) -> tuple[str, ...]:
    names = (submission.values[MODELS] or "").split(",")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


async def suggest(ack: AsyncAck, payload: dict[str, Any]) -> None:
    """Offer the zones that fit what is typed."""
    offered = zones_like(payload.get("value", "")) if payload["action_id"] == ZONE else []
    texts = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in offered]
    await ack(options=texts)


MODAL = Modal(FORM, TITLE, fill, check, submit)
ACTION = Action(CHANGE, modal=MODAL)
