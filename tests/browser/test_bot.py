"""The real bot, in the page: what people see and press, against the whole sandbox."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.__main__ import Sandbox, connected, open_sandbox
from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("sandbox"),
]
SLOW = 20_000  # ms; the first figures have to be fetched


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """The sandbox that `make demo` runs, with the bot connected."""
    async with open_sandbox(0) as sandbox:
        await sandbox.bot.start()
        await connected(sandbox)
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def slack(sandbox: Sandbox) -> Slack:
    return sandbox.slack


@pytest.fixture
def bot() -> None:
    """No scripted one: the real bot answers."""


async def test_usage(visit: Visit) -> None:
    """One click of the guide shows usage, with a chart and a table, for one's own eyes."""
    page = await visit()
    await page.get_by_role("button", name="Try: See the usage").click()

    chart = page.get_by_role("group", name="USD by day")
    await expect(chart).to_be_visible(timeout=SLOW)
    await expect(page.locator("table.table")).to_contain_text("example-org/")
    await expect(page.get_by_text("Only visible to you").first).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("dark", 1280), ("light", 390), ("dark", 390)])
async def test_usage_elsewhere(visit: Visit, theme: str, width: int) -> None:
    """In the dark and on a phone the answer fits the window."""
    page = await visit(as_="U0BEN00001", theme=theme, width=width)
    await page.get_by_role("textbox").fill("/chutes usage yesterday")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("table").last).to_be_visible(timeout=SLOW)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_wrong_input(visit: Visit) -> None:
    """A word that is almost right is corrected."""
    page = await visit(as_="U0CHIYO001")
    await page.get_by_role("textbox").fill("/chutes usgae")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Did you mean /chutes usage?")).to_be_visible()
