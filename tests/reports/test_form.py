"""The form: from a message's menu, the global shortcut or the bare command."""

import asyncio
import time

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.reports.store import GONE_KEY
from bot.sandbox.slack import cast
from bot.sandbox.world import SANDBOX
from tests.conversation import ADA, hear, offered, press
from tests.reports.reporting_bot import COSTS, REASON, UNDO, ask_here, direct, filed


async def form(slack, as_=ADA, within=8.0):
    """Wait until the form, or what stands in its place, is no longer looking."""

    def look():
        modal = slack.modal(as_)
        shown = str(modal and modal["blocks"])
        return modal if modal and "One moment…" not in shown and "Working on" not in shown else None

    return await slack.wait_for(look, within)


def fields(modal):
    return [block["block_id"] for block in modal["blocks"] if block["type"] == "input"]


def words(modal):
    """What a modal says outside its fields."""
    return "\n".join(
        (block.get("text") or block["elements"][0])["text"]
        for block in modal["blocks"]
        if block["type"] in ("section", "context")
    )


async def from_message(slack, text, as_=ADA, **more):
    """Use the shortcut of a message that ben wrote; return the form, filled in."""
    message = slack.say("ben", COSTS, text, **more)
    await slack.shortcut(as_, "report_invocation", COSTS, message.ts)
    return message, await form(slack, as_)


async def submit(slack, modal, as_=ADA, **values):
    filled = {"kind": "garbled", "reason": REASON, **values}
    return await slack.submit(as_, modal["id"], filled)


async def test_from_the_message_where_it_was_seen(reporting_bot, slack, api, clock, ours):
    """The id is filled in; the report is filed with its kind, and the thread told once."""
    message, modal = await from_message(slack, f"look: `{ours.upper()}`")
    await submit(slack, modal, thread=["yes"])
    said = await slack.wait_for(lambda: "Got it" in str(slack.modal(ADA)))
    clock.forward(UNDO)
    told = await direct(slack, "*filed*")
    thread = slack.messages(COSTS, thread_ts=message.ts)[1:]

    assert said
    assert [report.reason for report in api.world.reports] == [f"garbled: {REASON}"]
    assert [
        ":white_check_mark: *filed* · <@U0ADA00001> reported" in one["text"] for one in thread
    ] == [True]
    assert "`" + ours + "`" in told["text"]


async def test_undo_in_the_form(reporting_bot, slack, api, clock, ours):
    """What the form becomes has the button that it speaks of; that puts the outcome there."""
    _, modal = await from_message(slack, ours)
    await submit(slack, modal)
    held = await slack.wait_for(lambda: "Got it" in str(slack.modal(ADA)) and slack.modal(ADA))
    await slack.act(ADA, "report_undo", view_id=held["id"])
    await slack.wait_for(lambda: "*withdrawn*" in str(slack.modal(ADA)))
    clock.forward(UNDO)

    assert "You can undo it until" in words(held)
    assert [block["type"] for block in slack.modal(ADA)["blocks"]] == ["section"]
    assert "Nothing was sent." in words(slack.modal(ADA))
    assert not filed(api)


@pytest.mark.parametrize("line", ["/chutes report", "/chutes report ID"])
async def test_from_the_command(web, slack, ours, line):
    """Without a reason the command opens the form; without a message there is no thread."""
    await slack.type(ADA, COSTS, line.replace("ID", ours))
    modal = await form(slack)

    assert fields(modal) == ["invocation", "kind", "reason"]
    assert (ours in str(modal["blocks"])) is ("ID" in line)


async def test_from_the_global_shortcut(web, slack):
    """The form asks for everything."""
    await slack.shortcut(ADA, "report_invocation_global")

    assert fields(await form(slack)) == ["invocation", "kind", "reason"]


async def test_several_ids_are_offered(web, slack, world):
    """With several ids in a message people choose; the first is chosen already."""
    ids = world.invocations(SANDBOX, 3)
    _, modal = await from_message(slack, " and ".join(ids))

    assert (
        modal["state"]["values"]["invocation"]["invocation"]["selected_option"]["value"] == ids[0]
    )
    assert "Which invocation (3 in this message)" in str(modal["blocks"])


async def test_who_was_before(web, slack, ours):
    """The form says that, by whom and how the id was already reported, before anyone types."""
    await ask_here(slack, f"/chutes report {ours} {REASON}", as_="ben")
    _, modal = await from_message(slack, ours)

    assert f"<@U0BEN00001> reported `{ours}`" in words(modal)
    assert "will be published by Chutes" in words(modal)


COMPLAINTS = {
    "no id": ({"invocation": "chatcmpl-123"}, "invocation", "X-Chutes-InvocationID"),
    "two": ({"invocation": "ID ID2"}, "invocation", "That's not an invocation id"),
    "short": ({"reason": "bad  "}, "reason", "at least 5 characters"),
    "key": ({"reason": "cpk_0123 said this"}, "reason", "looks like it contains an API key"),
    "mail": (
        {"reason": "write to eve@example.org"},
        "reason",
        "looks like it contains an e-mail address",
    ),
}


@pytest.mark.parametrize(("values", "field", "sentence"), COMPLAINTS.values(), ids=COMPLAINTS)
async def test_fields_complain(web, slack, ours, values, field, sentence):
    """What is wrong is said at the field, and the form stays open."""
    await slack.type(ADA, COSTS, f"/chutes report {ours}")
    modal = await form(slack)
    other = ours[:-1] + ("0" if ours[-1] != "0" else "1")
    given = {name: text.replace("ID2", other).replace("ID", ours) for name, text in values.items()}
    answer = await submit(slack, modal, **given)

    assert sentence in answer["errors"][field]
    assert slack.modal(ADA)["id"] == modal["id"]


async def test_somebody_else_was_quicker(web, slack, ours):
    """If it is reported while the form is open, its place is taken by who did."""
    _, modal = await from_message(slack, ours)
    await ask_here(slack, f"/chutes report {ours} {REASON}", as_="ben")
    await submit(slack, modal)

    await slack.wait_for(lambda: f"<@U0BEN00001> reported `{ours}`" in str(slack.modal(ADA)))


async def test_a_form_closed_too_early(reporting_bot, slack, ours):
    """If the form is closed before the answer is there, that comes as a direct message."""
    _, modal = await from_message(slack, ours)
    await submit(slack, modal)
    await slack.close(ADA, slack.modal(ADA)["id"])

    assert "Got it" in (await direct(slack, "Got it"))["text"]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("gus", "Guests can't report here"),
        ("eva", "you're from another organization"),
    ],
)
async def test_who_may_not(web, slack, ours, who, sentence):
    """Guests and people of other organisations hear that before they type anything."""
    channel = "partners" if who == "eva" else COSTS
    message = slack.say("ben", channel, ours)
    await slack.shortcut(who, "report_invocation", channel, message.ts)
    modal = await form(slack, who)

    assert sentence in words(modal)
    assert not fields(modal)


async def test_the_server_takes_no_reports(reporting_bot, slack, api, redis, world, clock):
    """Once the server has said that it takes none, the form says so before anyone types."""
    api.profile = "2026"
    first, second = world.invocations(SANDBOX, 2)
    await ask_here(slack, f"/chutes report {first} {REASON}")
    clock.forward(UNDO)
    told = await direct(slack, "*refused*")
    await slack.type(ADA, COSTS, f"/chutes report {second}")
    modal = await form(slack)

    assert "no longer takes reports." in told["text"]
    assert words(modal) == "Chutes doesn't take reports at the moment."
    assert await redis.ttl(GONE_KEY) > 0


class TestWithoutCredentials:
    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"chutes_api_key": None})

    async def test_nothing_to_report_with(self, web, slack):
        """Without a key or hotkey people hear what is missing before they type anything."""
        await slack.shortcut(ADA, "report_invocation_global")

        assert words(await form(slack)).startswith("Reporting isn't set up")


async def test_the_form_is_open_at_once(web, slack, api, redis, ours, mocker):
    """It is open within a second though the API takes 30 s and Redis half a second."""
    api.faults.add("any", "slow", delay=30.0, times=None)
    execute = type(redis).execute_command

    async def slow(self, *args, **options):
        await asyncio.sleep(0.5)
        return await execute(self, *args, **options)

    mocker.patch.object(type(redis), "execute_command", slow)
    message = slack.say("ben", COSTS, ours)
    began = time.monotonic()
    await slack.shortcut(ADA, "report_invocation", COSTS, message.ts)
    await slack.wait_for(lambda: slack.modal(ADA), within=1)

    assert time.monotonic() - began < 1
    assert "reason" in fields(await form(slack, within=10))
    api.faults.clear()
    assert not filed(api)


async def test_slack_opens_no_form(web, slack, ours):
    """If Slack refuses to open the form, the person hears of it in a direct message."""
    slack.faults.add("views.open", error="expired_trigger_id")
    await slack.type(ADA, COSTS, f"/chutes report {ours}")

    await direct(slack, "Slack didn't open the form in time")


async def test_the_memory_is_gone(web, slack, redis, ours, mocker):
    """Without Redis the form says that nothing can be kept, and takes no reason."""
    mocker.patch.object(type(redis), "execute_command", side_effect=RedisConnectionError)
    await slack.type(ADA, COSTS, f"/chutes report {ours}")

    assert words(await form(slack)).startswith("My memory (Redis) isn't answering.")


def reason_in(modal):
    [field] = [block for block in modal["blocks"] if block.get("block_id") == "reason"]
    return field["element"].get("initial_value")


@pytest.mark.parametrize(
    "line", ["report it wrote only gibberish", "the model returned garbage again"]
)
async def test_a_sentence_opens_it(web, slack, line):
    """A sentence without an id opens the form, with the sentence as the reason."""
    await slack.type(ADA, COSTS, f"/chutes {line}")

    assert reason_in(await form(slack)) == line.removeprefix("report ")


async def test_a_button_opens_it(web, slack):
    """Where nothing can open a form, in a direct message, a button does."""
    channel = f"D{cast.ADA[1:]}"
    await slack.type(ADA, channel, "the model returned garbage")
    said = await hear(slack, ADA, channel)
    assert offered(said) == ["try_1"]
    await press(slack, said, "try_1")

    assert reason_in(await form(slack)) == "the model returned garbage"
