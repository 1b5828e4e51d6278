"""Modals and Home: opened, pushed, updated, published."""

import pytest

from bot.sandbox.slack.cast import ADA, BOT_USER
from tests.sandbox.slack.samples import field, home, modal, plain, section, text_input


async def test_open(slack, opened):
    """A modal is what its person sees, and nobody else."""
    view = await opened(callback_id="report", private_metadata="q1")

    shown = slack.modal("ada")
    assert (shown["id"], shown["private_metadata"], shown["hash"]) == (
        view["id"],
        "q1",
        view["hash"],
    )
    assert slack.modal("ben") is None


async def test_trigger_is_for_once(api, trigger):
    """A trigger_id opens one modal."""
    used = await trigger()
    await api("views.open", trigger_id=used, view=modal())

    answer = await api("views.open", trigger_id=used, view=modal())

    assert answer["error"] == "exchanged_trigger_id"


async def test_trigger_is_for_three_seconds(api, trigger, clock):
    """After three seconds a trigger_id is expired."""
    first, second = await trigger(), await trigger()
    clock.forward(seconds=3)
    assert (await api("views.open", trigger_id=first, view=modal()))["ok"]
    clock.forward(seconds=0.1)

    answer = await api("views.open", trigger_id=second, view=modal())

    assert answer["error"] == "expired_trigger_id"


async def test_unknown_trigger(api):
    """A made-up trigger_id opens nothing."""
    answer = await api("views.open", trigger_id="1.2.3", view=modal())

    assert answer["error"] == "invalid_trigger_id"


async def test_bad_view(api, trigger):
    """A bad view is refused with pointers, and leaves the trigger unused."""
    used = await trigger()
    refused = await api("views.open", trigger_id=used, view=modal(title=plain("x" * 25)))

    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert (await api("views.open", trigger_id=used, view=modal()))["ok"]


async def test_large_view(api, trigger):
    """A view of more than 250 kB is too large."""
    view = modal(*(section("x" * 2900) for _ in range(90)))

    answer = await api("views.open", trigger_id=await trigger(), view=view)

    assert answer["error"] == "view_too_large"


async def test_update(api, slack, opened):
    """An update keeps what was typed where the ids are the same."""
    view = await opened(field("a"), field("b"))
    await slack.act("ada", "typed", "kept", block_id="a", view_id=view["id"])
    updated = await api("views.update", view_id=view["id"], view=modal(field("a"), field("c")))

    values = updated["view"]["state"]["values"]
    assert values["a"]["typed"]["value"] == "kept"
    assert values["c"]["typed"]["value"] is None
    assert updated["view"]["hash"] != view["hash"]


async def test_hash(api, opened):
    """An update of a view that changed meanwhile is refused."""
    view = await opened()
    args = {"view_id": view["id"], "view": modal(), "hash": view["hash"]}
    assert (await api("views.update", **args))["ok"]

    assert (await api("views.update", **args))["error"] == "hash_conflict"


async def test_closed_meanwhile(api, slack, opened):
    """A modal that the person closed cannot be updated."""
    view = await opened()
    await slack.close("ada", view["id"])

    answer = await api("views.update", view_id=view["id"], view=modal())

    assert answer["error"] == "not_found"


async def test_external_id(api, opened):
    """A view can be found by the app's own id, which only one view may have."""
    await opened(external_id="mine")

    assert (await api("views.update", external_id="mine", view=modal(external_id="mine")))["ok"]
    answer = await api("views.publish", user_id=ADA, view=home(external_id="mine"))
    assert answer["error"] == "duplicate_external_id"


async def test_three_on_each_other(api, slack, app, opened):
    """Three modals lie on each other at most; closing the top shows the one below."""
    first = await opened(field(), field("again", text_input(), dispatch_action=True))
    view = first
    for expected in (True, True, False):
        await slack.act("ada", "typed", "x", block_id="again", view_id=view["id"])
        used = app.payloads("block_actions")[-1]["trigger_id"]
        pushed = await api(
            "views.push",
            trigger_id=used,
            view=modal(field("again", text_input(), dispatch_action=True)),
        )
        assert pushed["ok"] is expected
        view = pushed.get("view", view)

    assert pushed["error"] == "push_limit_reached"
    assert view["root_view_id"] == first["id"]
    await slack.close("ada", view["id"])
    assert slack.modal("ada")["id"] == view["previous_view_id"]


async def test_home(slack, app, api):
    """Opening Home tells the app, which publishes it for that person."""
    slack.home("ada")
    await slack.wait_for(lambda: app.payloads("app_home_opened"))
    published = await api("views.publish", user_id=ADA, view=home(section("Hello")))

    event = app.payloads("app_home_opened")[0]["event"]
    assert (event["user"], event["tab"], "view" in event) == (ADA, "home", False)
    assert slack.state("ada")["home"]["hash"] == published["view"]["hash"]
    assert slack.state("ben")["home"] is None


async def test_forgotten_by_a_reload(slack, app, opened):
    """A page that starts anew has forgotten the modal; the app is not told."""
    await opened()
    slack.reload("ada")

    assert slack.state("ada")["modal"] is None
    assert app.payloads("view_closed") == []


async def test_title_of_a_home(api, slack, app):
    """A Home comes back with a title that nobody gave it, and may be sent with one."""
    given = (await api("views.publish", user_id=ADA, view=home()))["view"]
    assert given["title"]["text"] == "View Title"
    again = home(title=given["title"])

    assert (await api("views.publish", user_id=ADA, view=again))["ok"]
    slack.home("ada")
    [payload] = await slack.wait_for(lambda: app.payloads("app_home_opened"))
    assert payload["event"]["view"]["title"] == given["title"]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"user_id": BOT_USER}, "user_not_found"),
        ({}, "invalid_arguments"),
        ({"user_id": ADA, "view": modal()}, "invalid_arguments"),
    ],
)
async def test_bad_publish(api, args, error):
    """Home is for a person, and is a Home view."""
    assert (await api("views.publish", **{"view": home(), **args}))["error"] == error
