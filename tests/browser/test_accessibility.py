"""axe-core finds nothing; everything can be done by keyboard; a phone's width is enough."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit
from tests.browser.gallery import MESSAGES, UNSENDABLE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RUN = """async () => (await axe.run({
    rules: { "label-content-name-mismatch": { enabled: true } } })).violations
    .map(({ id, nodes }) => [id, ...nodes.slice(0, 4).map(({ html }) => html.slice(0, 160))])"""
PHONE = 390


async def violations(page: Page) -> list[Any]:
    """Return what axe finds: [rule, elements…]."""
    await page.wait_for_timeout(200)  # transitions end
    await page.evaluate(AXE)
    found: list[Any] = await page.evaluate(RUN)
    return found


async def fill(slack: Slack, bot: AsyncWebClient) -> None:
    """Post the gallery, and a thread."""
    first = slack.say("ada", "gpu-costs", "Odd *answers* `today` @ben https://chutes.ai")
    slack.say("ben", "gpu-costs", "Here too", thread_ts=first.ts)
    for text, blocks in MESSAGES:
        await bot.chat_postMessage(channel="C0GPUCOSTS", text=text, blocks=blocks)
    slack.say("ben", "gpu-costs", "x", blocks=UNSENDABLE)
    await bot.chat_postEphemeral(channel="C0GPUCOSTS", user="U0ADA00001", text="Only you")


@pytest.mark.parametrize("width", [1280, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_conversation(
    visit: Visit, slack: Slack, bot: AsyncWebClient, theme: str, width: int
) -> None:
    """The gallery, in both themes and on a phone."""
    await fill(slack, bot)
    page = await visit(theme=theme, width=width)
    await expect(page.get_by_text("Only you", exact=True)).to_be_visible()

    assert await violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_modal(visit: Visit, slack: Slack, theme: str) -> None:
    """A modal with errors at its fields, and an open list."""
    page = await visit(theme=theme)
    await page.get_by_label("Run a shortcut").click()
    assert await violations(page) == []
    await page.get_by_role("menuitem").click()
    await page.get_by_role("button", name="Report", exact=True).click()
    await expect(page.get_by_text("Please complete this required field.").first).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("combobox", name="Reason").click()

    assert await violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_panels(visit: Visit, slack: Slack, theme: str) -> None:
    """The thread, the wire with a payload open, the world, the calendar."""
    first = slack.say("ada", "gpu-costs", "Odd answers")
    slack.say("ben", "gpu-costs", "Here too", thread_ts=first.ts)
    page = await visit(at=f"#C0GPUCOSTS/{first.ts}", theme=theme)
    await page.get_by_label("Message #gpu-costs").fill("/chutes usage")
    await page.keyboard.press("Enter")
    await expect(page.locator(".chart")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Wire").click()
    await page.locator(".wire-entry button").first.click()
    assert await violations(page) == []
    await page.get_by_role("button", name="World").click()

    assert await violations(page) == []


async def test_app_home(visit: Visit) -> None:
    """The app's tabs."""
    page = await visit(at="#D0ADA00001/home")
    await expect(page.get_by_text("Good morning")).to_be_visible()

    assert await violations(page) == []


async def test_report_by_keyboard(visit: Visit, slack: Slack) -> None:
    """From the message's menu to the submitted form without a pointer."""
    slack.say("ada", "gpu-costs", "Only garbage from this one")
    page = await visit()
    press = page.keyboard.press
    await page.get_by_label("More actions").focus()
    await press("Enter")
    await press("End")
    await press("Enter")
    await expect(page.get_by_label("Invocation", exact=True)).to_be_focused()
    await page.keyboard.type("1f0e8d2a")
    await press("Tab")
    await press("ArrowDown")
    await press("ArrowDown")
    await press("Enter")
    await expect(page.get_by_role("combobox", name="Reason")).to_have_value("Wrong language")
    await page.get_by_label("Times seen").focus()
    await page.keyboard.type("3")
    await press("Enter")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert any("view_submission" in entry.summary for entry in slack.wire.after())


async def test_phone(visit: Visit, slack: Slack, bot: AsyncWebClient) -> None:
    """On a phone there is the list or the conversation, and nothing is wider than the screen."""
    await fill(slack, bot)
    page = await visit(width=PHONE)
    await expect(page.get_by_role("main")).to_be_visible()
    wide = """() => [...document.querySelectorAll(".message, .composer, .top-bar, .guide")]
        .filter((one) => one.scrollWidth > innerWidth).map((one) => one.className)"""

    assert await page.evaluate(wide) == []
    await page.get_by_label("Back to conversations").tap()
    await expect(page.get_by_role("main")).to_be_hidden()
    await page.get_by_role("link", name="general").tap()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
