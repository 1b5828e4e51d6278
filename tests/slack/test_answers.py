"""Whatever Slack may answer: a result, or one of our errors."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.errors import Busy, Undelivered, Unsure
from bot.slack.answers import Fields, SlackAnswer
from bot.slack.reasons import REASONS, Kind, kind, sentence

STATUSES = (200, 201, 204, 302, 400, 403, 404, 408, 413, 429, 500, 502, 503, 504, 520, 999)
BODIES = {
    "nothing": b"",
    "ok": b"ok",
    "text": b"upstream connect error",
    "a word": b"invalid_blocks",
    "a page": b"<html><body>Sign in</body></html>",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "an empty object": b"{}",
    "half": b'{"ok": true, "ts": "17',
    "true": b'{"ok": true}',
    "true, in words": b'{"ok": "true"}',
    "false": b'{"ok": false}',
    "null error": b'{"ok": false, "error": null}',
    "an odd error": b'{"ok": false, "error": {"code": 1}}',
    "a long error": json.dumps({"ok": False, "error": "x y " * 1000}).encode(),
    **{word: json.dumps({"ok": False, "error": word}).encode() for word in (*REASONS, "new_word")},
    "an error alone": b'{"error": "invalid_blocks"}',
}


def outcome(answer: SlackAnswer) -> object:
    """Return what reading *answer* comes to: an object, or the error."""
    try:
        return answer.result()
    except Undelivered as exc:
        return exc


@pytest.mark.parametrize("status", STATUSES)
def test_any_answer_is_ours(status):
    """Nothing but our own errors comes of an answer, and each has words for the log and people."""
    for name, body in BODIES.items():
        answer = SlackAnswer(status, {"retry-after": "nan"}, body)
        came = outcome(answer)
        with suppress(Undelivered):
            answer.check_taken()

        if isinstance(came, Undelivered):
            assert 0 < len(came.reason) <= 200
            assert sentence(came.reason)
        else:
            assert (status, name) == (200, "true")


@pytest.mark.parametrize("status", [200, 400, 500, 503])
@pytest.mark.parametrize("word", ["invalid_blocks", "invalid_attachments", "msg_blocks_too_long"])
def test_a_refusal_is_one_whatever_its_status(status, word):
    """A refusal in Slack's words is none of its troubles, though it comes as one."""
    came = outcome(SlackAnswer(status, {}, BODIES[word]))

    assert type(came) is Undelivered
    assert came.reason == word


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0.5", 0.5),
        ("nan", 1),
        ("inf", 1),
        ("-5", 1),
        ("", 1),
        ("soon", 1),
        ("1e9", 3600),
    ],
)
def test_how_long_to_wait(said, seconds):
    """A Retry-After that cannot be is a second, one that nobody means an hour."""
    came = outcome(SlackAnswer(429, {"retry-after": said}, b""))

    assert isinstance(came, Busy)
    assert came.retry_after == seconds


def test_a_date_to_wait_for():
    """A Retry-After may be a date."""
    before = datetime.now(UTC)
    later = before.replace(microsecond=0) + timedelta(hours=1)
    header = {"retry-after": format_datetime(later, usegmt=True)}
    found = SlackAnswer(429, header, b"").retry_after

    after = datetime.now(UTC)
    assert (later - after).total_seconds() <= found <= (later - before).total_seconds()


def test_what_an_answer_lacks():
    """A success without what it should tell is no success."""
    answer = SlackAnswer(200, {}, b'{"ok": true, "channel": null, "user": {}}').result()

    for look in (Fields.text, Fields.part, Fields.parts, Fields.texts):
        for name in ("ts", "channel"):
            with pytest.raises(Unsure):
                look(answer, name)
    with pytest.raises(Unsure):
        answer.part("user").text("id")


@pytest.mark.parametrize("body", [b"ok", b"OK - 12", b'{"ok": true}'])
def test_what_a_response_url_says(body):
    """A response_url and an upload say that all is well in their own way."""
    SlackAnswer(200, {}, body).check_taken()


def test_words_nobody_knows():
    """A new word is a refusal of what was sent, and is said as it is."""
    assert kind("new_word") is Kind.REFUSED
    assert "new_word" in sentence("new_word")


@pytest.mark.parametrize(
    "word", ["restricted_action_read_only_channel", "missing_scope:chat:write"]
)
def test_words_with_an_ending(word):
    """What Slack appends to a word changes nothing."""
    assert kind(word) is not Kind.REFUSED
