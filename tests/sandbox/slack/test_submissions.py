"""Modals submitted and closed, and what the app may answer."""

import pytest

from bot.sandbox.slack.errors import Mistaken
from tests.sandbox.slack.samples import field, modal, plain, section, select, text_input


async def test_submit(slack, app, opened):
    """A submission carries every field in Slack's shape; an empty answer closes the modal."""
    view = await opened(field(), field("range", select()), callback_id="report")
    done = await slack.submit("ada", view["id"], {"reason": "garbled", "range": {"pick": "7d"}})

    [payload] = app.payloads("view_submission")
    values = payload["view"]["state"]["values"]
    assert done["ok"]
    assert payload["view"]["callback_id"] == "report"
    assert values["reason"]["typed"] == {"type": "plain_text_input", "value": "garbled"}
    assert values["range"]["pick"]["selected_option"]["value"] == "7d"
    assert slack.modal("ada") is None


@pytest.mark.parametrize(
    ("element", "given", "complaint"),
    [
        (text_input(), None, "Please complete this required field."),
        (text_input(min_length=5), "four", "Must be at least 5 characters."),
        (text_input(max_length=3), "four", "Must be at most 3 characters."),
        (
            {"type": "number_input", "is_decimal_allowed": False, "action_id": "n"},
            "1.5",
            "Enter a number.",
        ),
        (
            {
                "type": "number_input",
                "is_decimal_allowed": True,
                "action_id": "n",
                "max_value": "9",
            },
            "9.5",
            "Must be 9.5 to 9.",
        ),
        (
            {"type": "email_text_input", "action_id": "e"},
            "me",
            "Enter a valid email address.",
        ),
        ({"type": "url_text_input", "action_id": "u"}, "me", "Enter a valid URL."),
        (
            {"type": "multi_users_select", "action_id": "m", "max_selected_items": 1},
            ["U1", "U2"],
            "You can select up to 1 items.",
        ),
    ],
)
async def test_slack_complains_first(slack, app, opened, element, given, complaint):
    """What Slack itself checks never reaches the app."""
    view = await opened(field(element=element))
    submitted = await slack.submit("ada", view["id"], {"reason": given})

    assert submitted["errors"] == {"reason": complaint}
    assert app.payloads("view_submission") == []


async def test_errors(slack, app, opened):
    """The app's complaints show at the fields, and the modal stays."""
    app.answer = lambda envelope: {"response_action": "errors", "errors": {"reason": "Too vague."}}
    view = await opened()
    submitted = await slack.submit("ada", view["id"], {"reason": "bad"})

    assert submitted["errors"] == {"reason": "Too vague."}
    assert slack.modal("ada")["errors"] == {"reason": "Too vague."}


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {"note": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "update"},
        {"response_action": "vanish"},
    ],
)
async def test_bad_answer(slack, app, opened, answer):
    """An answer that Slack cannot use is trouble for the person; the modal stays."""
    app.answer = lambda envelope: answer
    view = await opened(field(), section(block_id="note"))
    submitted = await slack.submit("ada", view["id"], {"reason": "x"})

    assert (submitted["ok"], submitted["error"]) == (False, "invalid_response")
    assert slack.wire.rows()[-1]["refused"] == submitted["refused"] != []
    assert slack.modal("ada")["id"] == view["id"]


async def test_update_and_push(slack, app, opened):
    """An answer can change the modal, or put another on top."""
    view = await opened()
    for action in ("update", "push"):
        app.answer = lambda envelope, action=action: {
            "response_action": action,
            "view": modal(title=plain(action)),
        }
        await slack.submit("ada", view["id"], {"reason": "x"})
        assert slack.modal("ada")["title"]["text"] == action

    assert slack.modal("ada")["previous_view_id"] == view["id"]


async def test_clear(slack, app, opened):
    """`clear` closes all of them."""
    app.answer = lambda envelope: {"response_action": "push", "view": modal()}
    view = await opened()
    await slack.submit("ada", view["id"], {"reason": "x"})
    app.answer = lambda envelope: {"response_action": "clear"}
    await slack.submit("ada", slack.modal("ada")["id"], {"reason": "x"})

    assert slack.modal("ada") is None


@pytest.mark.parametrize(("notify", "told"), [(True, 1), (False, 0)])
async def test_close(slack, app, opened, notify, told):
    """The app hears of a closed modal only if it asked to."""
    view = await opened(notify_on_close=notify)
    await slack.close("ada", view["id"], everything=True)

    closed = app.payloads("view_closed")
    assert [one["is_cleared"] for one in closed] == [True] * told


async def test_nothing_to_submit(slack, opened):
    """A modal without submit cannot be submitted, one that is closed neither."""
    view = await opened(section())
    await slack.close("ada", view["id"])

    with pytest.raises(Mistaken):
        await slack.submit("ada", view["id"])
