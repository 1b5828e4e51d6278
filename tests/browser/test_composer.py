"""The composer: what it offers, what it sends."""

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_slash_offers_the_command(visit: Visit) -> None:
    """A slash offers the command with its usage hint; Tab completes it."""
    page = await visit()
    field = page.get_by_label("Message #gpu-costs")
    await field.press_sequentially("/ch")

    await expect(page.get_by_role("option")).to_contain_text("/chutes usage 7d · help")
    await field.press("Tab")
    await expect(field).to_have_value("/chutes ")


async def test_at_offers_people(visit: Visit) -> None:
    """An at sign offers people and the app; the arrows and Enter choose."""
    page = await visit()
    field = page.get_by_label("Message #gpu-costs")
    await field.press_sequentially("ask @ch")

    await expect(page.get_by_role("option")).to_have_count(2)
    await field.press("ArrowDown")
    await field.press("Enter")
    await field.press_sequentially("please")
    await field.press("Enter")
    await expect(page.locator(".message").first).to_contain_text("ask @chutes please")
    await expect(field).to_have_value("")


async def test_newline_is_kept(visit: Visit) -> None:
    """Shift and Enter make a line, Enter sends."""
    page = await visit()
    field = page.get_by_label("Message #gpu-costs")
    await field.press_sequentially("one")
    await field.press("Shift+Enter")
    await field.press_sequentially("two")
    await field.press("Enter")

    assert await page.locator(".message .rich-section").inner_text() == "one\ntwo"


async def test_wrong_input_is_helped(visit: Visit) -> None:
    """A mistyped subcommand is answered with what may have been meant."""
    page = await visit()
    await page.get_by_label("Message #gpu-costs").fill("/chutes usgae")
    await page.get_by_label("Send now").click()

    await expect(page.get_by_text("Did you mean usage?")).to_be_visible()


async def test_unknown_command_is_refused(visit: Visit) -> None:
    """Slack itself says that a command does not exist."""
    page = await visit()
    await page.get_by_label("Message #gpu-costs").fill("/chute usage")
    await page.keyboard.press("Enter")

    await expect(page.locator(".message", has_text="Slackbot")).to_contain_text("not a valid")


async def test_draft_waits(visit: Visit) -> None:
    """What was typed waits in its conversation."""
    page = await visit()
    await page.get_by_label("Message #gpu-costs").fill("to be continued")
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_label("Message #general")).to_have_value("")
    await page.get_by_role("link", name="gpu-costs").click()

    await expect(page.get_by_label("Message #gpu-costs")).to_have_value("to be continued")


async def test_archived_channel_is_read_only(visit: Visit, slack: Slack) -> None:
    """Nobody types in an archived channel."""
    page = await visit(at="#C0OLDPROJ1")

    await expect(page.get_by_text("has been archived")).to_be_visible()
    await expect(page.get_by_role("textbox")).to_have_count(0)


async def test_asking_brings_the_end_into_sight(visit: Visit, slack: Slack) -> None:
    """Who has scrolled up and asks something sees the answer."""
    for n in range(40):
        slack.say("ben", "gpu-costs", f"Message {n}")
    page = await visit()
    await expect(page.get_by_text("Message 39")).to_be_in_viewport()
    await page.get_by_text("Message 0", exact=True).scroll_into_view_if_needed()
    await expect(page.get_by_text("Message 39")).not_to_be_in_viewport()
    await page.get_by_label("Message #gpu-costs").fill("/chutes usgae")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Did you mean usage?")).to_be_in_viewport()
