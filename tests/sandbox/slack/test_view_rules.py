"""The rules of modals and Home tabs: one case for each."""

import pytest

from bot.sandbox.slack.blocks.check import check_view
from tests.sandbox.slack.samples import field, home, modal, plain, section

BAD_VIEWS = {
    "no title": ({**modal(), "title": None}, "must provide an object", "/view/title"),
    "long title": (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/title/text",
    ),
    "long submit": (
        modal(submit=plain("x" * 25)),
        "must be less than 25 characters",
        "/view/submit/text",
    ),
    "no blocks": ({"type": "modal", "title": plain()}, "missing required field: blocks", "/view"),
    "no submit": (
        {"type": "modal", "title": plain(), "blocks": [field()]},
        "missing required field: submit",
        "/view",
    ),
    "long metadata": (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters",
        "/view/private_metadata",
    ),
    "unknown key": (modal(colour="red"), "invalid additional property: colour", "/view"),
    "101 blocks": (
        modal(*[{"type": "divider"}] * 101),
        "no more than 100 items allowed",
        "/view/blocks",
    ),
    "submit at home": (home(submit=plain()), "invalid additional property: submit", "/view"),
    "other type": ({"type": "drawer"}, "unsupported type: drawer", "/view/type"),
    "bad block": (modal(section("")), "must be more than 0 characters", "/view/blocks/0/text/text"),
}


@pytest.mark.parametrize(("view", "message", "pointer"), BAD_VIEWS.values(), ids=BAD_VIEWS)
def test_bad_view(view, message, pointer):
    """A view that breaks a rule is refused, with the rule and the place."""
    problems = check_view(view)

    assert (message, pointer) in [(each.message, each.pointer) for each in problems]


@pytest.mark.parametrize("view", [modal(), home(), modal(section())])
def test_good_view(view):
    """A view that Slack takes passes."""
    assert check_view(view) == []
