"""Ids of invocations, found where people see them and nowhere else."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.invocation_ids import MOST_IDS, ids_in, ids_in_message

ID = "9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71"
OTHER = "f22162e2-8ef8-42ff-a34a-ef8df2d89c4d"

uuids = st.uuids().map(str)
around = st.sampled_from(
    ["{}", "`{}`", "_{}_", "<https://x.ai/i/{}|see>", "{{{}}}", "id={}.", "“{}”"]
)


@given(st.lists(st.tuples(uuids, around, st.booleans()), max_size=5))
def test_whatever_surrounds_them(pieces):
    """Every id is found once, in lower case and in order, whatever stands around it."""
    text = " and ".join(form.format(id.upper() if loud else id) for id, form, loud in pieces)

    assert ids_in(text) == list(dict.fromkeys(id for id, _, _ in pieces))


@given(st.text())
def test_only_ids(text):
    """What is found in any text is a UUID that stands in it."""
    for found in ids_in(text):
        assert str(UUID(found)) == found
        assert found in text.lower()


@pytest.mark.parametrize(
    "text",
    [f"chatcmpl-{ID}", f"{ID}-1", f"x{ID}", f"{ID}0", ID.replace("-", ""), ID[:-1], "", "12345"],
)
def test_other_ids(text):
    """Ids of another kind are none of ours."""
    assert ids_in(text) == []


PLACES = {
    "text": {"text": f"bad: {ID}"},
    "rich text": {
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": ID}]}
                ],
            }
        ]
    },
    "code": {
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": ID}]}
                ],
            }
        ]
    },
    "link": {"blocks": [{"type": "rich_text", "elements": [{"type": "link", "url": f"x/{ID}"}]}]},
    "table": {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": ID}]]}]},
    "fields": {"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": ID}]}]},
    "attachment": {"attachments": [{"id": 1, "fallback": ID}]},
    "attachment field": {
        "attachments": [{"fields": [{"title": "Id", "value": ID, "short": True}]}]
    },
    "file title": {"files": [{"id": "F1", "name": "log.txt", "title": f"log of {ID}"}]},
    "shared message": {
        "attachments": [{"is_share": True, "message_blocks": [{"message": {"text": ID}}]}]
    },
}


@pytest.mark.parametrize("place", PLACES)
def test_places(place):
    """Ids are found in every part of a message that people see."""
    assert ids_in_message({"type": "message", "ts": "1.2", **PLACES[place]}) == [ID]


HIDDEN = {
    "the message's own": {"client_msg_id": ID},
    "a block's": {"blocks": [{"type": "section", "block_id": ID}]},
    "a button's value": {
        "blocks": [{"type": "actions", "elements": [{"type": "button", "value": ID}]}]
    },
    "an option's": {"blocks": [{"type": "actions", "elements": [{"options": [{"value": ID}]}]}]},
}


@pytest.mark.parametrize("place", HIDDEN)
def test_hidden_places(place):
    """What Slack and apps call things is nobody's invocation."""
    assert ids_in_message({"text": f"look at {OTHER}", **HIDDEN[place]}) == [OTHER]


def test_not_too_many():
    """A message full of ids offers the first ten."""
    ids = [str(uuid4()) for _ in range(40)]

    assert ids_in_message({"text": "\n".join(ids)}) == ids[:MOST_IDS]
