"""Modals: fields with their errors, stacked views, and what happens meanwhile."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def report(page: Page, slack: Slack) -> Locator:
    """Open the report modal from a message's menu."""
    slack.say("ada", "gpu-costs", "Only garbage from this one")
    message = page.locator(".message", has_text="Only garbage")
    await message.hover()
    await message.get_by_label("More actions").click()
    await page.get_by_role("menuitem", name="Report invocation").click()
    dialog = page.get_by_role("dialog", name="Report an invocation")
    await dialog.wait_for()
    return dialog


async def test_fields_are_checked(visit: Visit, slack: Slack) -> None:
    """Slack's complaints stand at their fields, and so do the app's; what was typed stays."""
    dialog = await report(await visit(), slack)
    submit = dialog.get_by_role("button", name="Report")
    await submit.click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_have_count(3)

    await dialog.get_by_label("Invocation").fill("nonsense")
    await dialog.get_by_label("Times seen").fill("3")
    await dialog.get_by_label("Reason").click()
    await dialog.get_by_role("option", name="Wrong language").click()
    await submit.click()
    await expect(dialog.get_by_role("alert")).to_have_text(["That is no invocation."])
    await expect(dialog.get_by_label("Invocation")).to_have_value("nonsense")
    await expect(dialog.get_by_label("Invocation")).to_have_attribute("aria-invalid", "true")


async def test_values_arrive(visit: Visit, slack: Slack) -> None:
    """What was filled in is what the bot gets."""
    page = await visit()
    dialog = await report(page, slack)
    await dialog.get_by_label("Invocation").fill("1f0e8d2a")
    await dialog.get_by_label("Times seen").fill("3")
    await dialog.get_by_label("Reason").click()
    await dialog.get_by_role("option", name="Empty answer").click()
    await dialog.get_by_label("Model").press_sequentially("glm")
    await dialog.get_by_role("option", name="GLM-4.6").click()
    await dialog.get_by_label("Tell").click()
    await dialog.get_by_role("option", name="Ben Okafor").click()
    await page.keyboard.press("Escape")
    await dialog.get_by_role("button", name="Report").click()
    await expect(dialog).to_have_count(0)

    sent = next(entry for entry in slack.wire.after() if "view_submission" in entry.summary)
    values = sent.payload["view"]["state"]["values"]
    assert values["id"]["id"]["value"] == "1f0e8d2a"
    assert values["reason"]["reason"]["selected_option"]["value"] == "empty answer"
    assert values["model"]["model"]["selected_option"]["value"] == "glm-4.6"
    assert values["tell"]["tell"]["selected_users"] == ["U0BEN00001"]


async def test_views_lie_on_each_other(visit: Visit, slack: Slack) -> None:
    """Closing the view on top shows the one below, with what was typed in it."""
    page = await visit()
    below = await report(page, slack)
    await below.get_by_label("Invocation").fill("1f0e8d2a")
    await below.get_by_role("button", name="Add another").click()
    above = page.get_by_role("dialog", name="Another")
    await above.get_by_role("button", name="Cancel").click()

    await expect(above).to_have_count(0)
    await expect(below.get_by_label("Invocation")).to_have_value("1f0e8d2a")


async def test_trouble_is_told(visit: Visit, slack: Slack) -> None:
    """If the app doesn't answer a submission, the form stays and says so."""
    dialog = await report(await visit(), slack)
    await dialog.get_by_label("Invocation").fill("1f0e8d2a")
    await dialog.get_by_label("Times seen").fill("3")
    await dialog.get_by_label("Reason").click()
    await dialog.get_by_role("option", name="Empty answer").click()
    slack.parts.delivery.patience = 0.0
    await dialog.get_by_role("button", name="Report").click()

    await expect(dialog.get_by_text("We had some trouble connecting.")).to_be_visible()
    await expect(dialog.get_by_label("Invocation")).to_have_value("1f0e8d2a")


async def test_escape_closes(visit: Visit, slack: Slack) -> None:
    """Escape closes an open list first, then the modal."""
    page = await visit()
    dialog = await report(page, slack)
    await dialog.get_by_label("Reason").click()
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_role("listbox")).to_have_count(0)
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(dialog).to_have_count(0)


async def test_global_shortcut(visit: Visit) -> None:
    """⚡ beside the composer offers the app's global shortcuts."""
    page = await visit()
    await page.get_by_label("Run a shortcut").click()
    await page.get_by_role("menuitem", name="Report an invocation").click()

    await expect(page.get_by_role("dialog", name="Report an invocation")).to_be_visible()


async def test_home_is_published(visit: Visit, slack: Slack) -> None:
    """Opening the Home tab tells the app, which publishes it."""
    page = await visit(at="#D0ADA00001")
    await page.get_by_role("tab", name="Home").click()

    await expect(page.get_by_role("tabpanel").get_by_text("Good morning")).to_be_visible()
    await page.get_by_role("tab", name="About").click()
    await expect(page.get_by_role("tabpanel").get_by_text("Report invocation")).to_be_visible()
