"""Elements do what they do in Slack, and the bot hears of it."""

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit
from tests.browser.gallery import ACTIONS, AREA, DATA_TABLE, SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def post(bot: AsyncWebClient, *blocks: dict[str, object]) -> None:
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="Elements", blocks=blocks)


def clicked(slack: Slack) -> dict[str, object]:
    """Return the newest action that the bot was told of."""
    heard = [entry for entry in slack.wire.after() if "block_actions" in entry.summary]
    action: dict[str, object] = heard[-1].payload["actions"][0]
    return action


async def test_danger_asks_first(visit: Visit, bot: AsyncWebClient, slack: Slack) -> None:
    """A button with a confirmation does nothing until it is confirmed."""
    await post(bot, *ACTIONS)
    page = await visit()
    await page.get_by_role("button", name="Undo").click()
    dialog = page.get_by_role("dialog", name="Undo this report?")
    await expect(dialog).to_contain_text("will not look at invocation 1f0e8d2a")
    await dialog.get_by_role("button", name="Keep it").click()
    assert not [entry for entry in slack.wire.after() if "block_actions" in entry.summary]

    await page.get_by_role("button", name="Undo").click()
    await dialog.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Undone.")).to_be_visible()


async def test_silence_is_shown(visit: Visit, bot: AsyncWebClient, slack: Slack) -> None:
    """A button whose click nobody acknowledges turns, then says so."""
    slack.parts.delivery.patience = 1.0
    await post(bot, *ACTIONS)
    page = await visit()
    button = page.get_by_role("button", name="Refresh")
    await button.click()

    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(page.get_by_text("The app did not answer in time.")).to_be_visible()
    await expect(button).to_have_attribute("aria-busy", "false")


async def test_select_by_typing(visit: Visit, bot: AsyncWebClient, slack: Slack) -> None:
    """Typing into a select narrows it; Enter chooses, and the choice stays."""
    await post(bot, *ACTIONS)
    page = await visit()
    field = page.get_by_role("combobox", name="Range")
    await field.press_sequentially("30")
    await expect(page.get_by_role("option")).to_have_count(1)
    await field.press("Enter")

    await expect(field).to_have_value("30 days")
    assert clicked(slack)["selected_option"]["value"] == "30 days"  # type: ignore[index]


async def test_overflow_tells_its_choice(visit: Visit, bot: AsyncWebClient, slack: Slack) -> None:
    """The overflow's options are a menu."""
    await post(bot, *SECTIONS)
    page = await visit()
    await page.locator(".section").get_by_label("More actions").click()
    await page.get_by_role("menuitem", name="By model").click()

    await slack.wait_for(lambda: len(slack.wire.after()) > 3)
    assert clicked(slack)["selected_option"]["value"] == "by model"  # type: ignore[index]


async def test_date_by_keyboard(visit: Visit, bot: AsyncWebClient, slack: Slack) -> None:
    """The calendar moves by days and weeks, and Enter chooses."""
    await post(bot, *ACTIONS)
    page = await visit()
    field = page.locator(".date-field")
    await field.click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")

    await expect(field).to_contain_text("November 28, 2026")
    assert clicked(slack)["selected_date"] == "2026-11-28"


async def column(page: Page, index: int) -> list[str]:
    return await page.locator(f".data-table tbody tr > :nth-child({index})").all_inner_texts()


async def test_table_sorts_pages_filters(visit: Visit, bot: AsyncWebClient) -> None:
    """Numbers sort as numbers, the largest first; pages and the filter count what is left."""
    await post(bot, DATA_TABLE)
    page = await visit()
    table = page.locator(".data-table")
    await table.get_by_role("button", name="Requests").click()
    assert (await column(page, 3))[:2] == ["1,204,332", "930,121"]
    await table.get_by_role("button", name="Requests").click()
    assert (await column(page, 3))[:2] == ["20,410", "88,201"]
    await table.get_by_label("Next page").click()
    await expect(table.get_by_text("6–8 of 8")).to_be_visible()
    await table.get_by_label("Filter").fill("qwen")

    assert await column(page, 1) == ["Qwen/Qwen3-235B-A22B"]
    await expect(table.locator(".pager")).to_have_count(0)


async def test_table_of_missing_figures(visit: Visit, bot: AsyncWebClient) -> None:
    """A column of numbers stays one where figures are missing: at the right, those the least."""
    await post(bot, DATA_TABLE)
    page = await visit()
    table = page.locator(".data-table")
    await table.get_by_role("button", name="tokens/s").click()

    assert await column(page, 4) == ["102.7", "71.4", "62.1", "55.5", "48.9"]
    await table.get_by_label("Next page").click()
    assert await column(page, 4) == ["33.0", "–", "–"]
    await expect(table.locator("td:nth-child(4).align-right")).to_have_count(3)


async def test_chart_reads_its_figures(visit: Visit, bot: AsyncWebClient) -> None:
    """The pointer or the arrow keys read a chart's figures, category by category."""
    await post(bot, AREA)
    page = await visit()
    plot = page.get_by_role("group", name="Requests, area chart")
    await plot.focus()
    await page.keyboard.press("ArrowRight")
    await expect(plot.get_by_role("status")).to_contain_text("Nov 14")
    await expect(plot.get_by_role("status")).to_contain_text("494,406")
    await plot.hover()

    await expect(plot.get_by_role("status")).not_to_contain_text("Nov 14")
