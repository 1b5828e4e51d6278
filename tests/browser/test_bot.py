"""The real bot, in the page: what people see and press, against the whole sandbox."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.sandbox.__main__ import Sandbox, connected, open_sandbox
from bot.sandbox.slack import Slack
from bot.sandbox.world import SANDBOX
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


async def report_from_message(page: Page, slack: Slack, invocation: str) -> Locator:
    """Let a colleague name *invocation* in a message, and report it from that message's menu."""
    slack.say("chiyo", "gpu-costs", f"Only garbage from {invocation}")
    message = page.locator(".message", has_text=invocation).last
    await message.hover()
    await message.get_by_label("More actions").click()
    await page.get_by_role("menuitem", name="Report invocation").click()
    return page.get_by_role("dialog", name="Report an invocation")


async def fill_in(page: Page, dialog: Locator, reason: str) -> None:
    await dialog.get_by_role("combobox", name="What is wrong").click()
    await page.get_by_role("option", name="Garbled").click()
    await dialog.get_by_role("textbox", name="Reason").fill(reason)
    await dialog.get_by_role("button", name="Report").click()


async def test_report_and_undo(visit: Visit, slack: Slack, sandbox: Sandbox) -> None:
    """A report from a message waits in the direct message, and is taken back there."""
    invocation = sandbox.api.world.invocations(SANDBOX, 3)[0]
    page = await visit()
    dialog = await report_from_message(page, slack, invocation)
    await expect(dialog.get_by_role("textbox", name="Invocation id")).to_have_value(invocation)
    await fill_in(page, dialog, "nothing but dots")
    await expect(dialog).to_contain_text("undo it")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="chutes").first.click()
    await page.get_by_role("button", name="Undo").last.click()

    await expect(page.get_by_text("withdrawn").last).to_be_visible()
    assert sandbox.api.requests.count("report") == 0


async def test_filed_and_duplicate(visit: Visit, slack: Slack, sandbox: Sandbox) -> None:
    """A report is filed once; who reports the same again sees by whom and when."""
    invocation = sandbox.api.world.invocations(SANDBOX, 3)[1]
    page = await visit(as_="U0BEN00001")
    await fill_in(page, await report_from_message(page, slack, invocation), "wrong language")
    await slack.wait_for(lambda: sandbox.api.requests.count("report") or None, within=40)
    other = await visit(as_="U0CHIYO001")
    again = await report_from_message(other, slack, invocation)

    await expect(again).to_contain_text("@Ben Okafor")
    assert sandbox.api.requests.count("report") == 1
    await again.get_by_role("button", name="Cancel").click()


async def test_home(visit: Visit) -> None:
    """The Home tab has the last week as a table, and what one can do."""
    page = await visit(at="#D0ADA00001/home")

    await expect(page.locator("table.table").first).to_be_visible(timeout=SLOW)
    await expect(page.get_by_text("/chutes help").first).to_be_visible()


async def test_digest(visit: Visit) -> None:
    """A digest is switched on, previewed and switched off in the channel."""
    page = await visit(as_="U0ADA00001")
    box = page.get_by_role("textbox")
    for line, said in (
        ("/chutes digest on 09:00 Europe/Berlin", "09:00 Europe/Berlin"),
        ("/chutes digest now", "Only visible to you"),
        ("/chutes digest off", "off"),
    ):
        await box.fill(line)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(said).last).to_be_visible(timeout=SLOW)


async def test_statistics_and_recent(visit: Visit) -> None:
    """Statistics come with a chart and a table; recent invocations with a table."""
    page = await visit(as_="U0CHIYO001")
    box = page.get_by_role("textbox")
    await box.fill("/chutes stats llm")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name="Tokens").last).to_be_visible(timeout=SLOW)
    await box.fill("/chutes recent 20")
    await page.keyboard.press("Enter")

    await expect(page.locator("table.table").last).to_contain_text("Miner", timeout=SLOW)
