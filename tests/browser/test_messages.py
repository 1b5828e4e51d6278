"""Messages: who sees them, when they were, what hangs below them."""

from typing import Any

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CSV = 'chute,usd\nDeepSeek,18231.40\n"Qwen, big",9120.00\n'


async def test_command_is_answered(visit: Visit) -> None:
    """A typed command is answered with a chart and a table, only for who typed it."""
    page = await visit()
    await page.get_by_label("Message #gpu-costs").fill("/chutes usage")
    await page.keyboard.press("Enter")
    answer = page.locator(".message", has_text="Only visible to you")

    await expect(answer.get_by_role("group", name="Usage, last 10 days")).to_be_visible()
    await expect(answer.get_by_role("cell", name="$18,231.40")).to_be_visible()
    await expect(answer.locator(".badge-app")).to_have_text("APP")
    await expect(answer.get_by_label("More actions")).to_have_count(0)


async def test_ephemeral_is_for_one(visit: Visit, bot: AsyncWebClient) -> None:
    """What the bot says to one person, others don't see."""
    await bot.chat_postEphemeral(channel="C0GPUCOSTS", user="U0ADA00001", text="Psst")
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="Hello all")
    ada, ben = await visit(), await visit("U0BEN00001")

    await expect(ada.get_by_text("Psst")).to_be_visible()
    await expect(ben.get_by_text("Hello all")).to_be_visible()
    await expect(ben.get_by_text("Psst")).to_have_count(0)


async def test_long_cell(visit: Visit, bot: AsyncWebClient) -> None:
    """A cell that is too long ends within its column."""
    rows = [["Error", "Failures"], ["Cannot connect to host [host redacted]:8000 " * 4, "541"]]
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    table = {"type": "data_table", "caption": "Failures", "rows": cells}
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="x", blocks=[table])
    page = await visit()
    cell = page.get_by_role("rowheader")
    await expect(cell).to_be_visible()

    assert await cell.evaluate("one => one.scrollWidth > one.clientWidth")
    assert await cell.evaluate("one => getComputedStyle(one).overflowX") == "hidden"


async def test_update_is_marked(visit: Visit, bot: AsyncWebClient) -> None:
    """A message that was changed says so, and shows what it became, while one looks."""
    sent = await bot.chat_postMessage(channel="C0GPUCOSTS", text="Filing…")
    page = await visit()
    await expect(page.get_by_text("Filing…")).to_be_visible()
    await bot.chat_update(channel="C0GPUCOSTS", ts=sent["ts"], text="Filed :white_check_mark:")

    await expect(page.locator(".message-text")).to_have_text("Filed ✅ (edited)")


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        ("U0ADA00001", "Nov 24, 2025 at 5:00 PM"),
        ("U0BEN00001", "Nov 24, 2025 at 11:00 AM"),
        ("U0CHIYO001", "Nov 25, 2025 at 1:00 AM"),
    ],
)
async def test_dates_are_the_readers(
    visit: Visit, bot: AsyncWebClient, person: str, shown: str
) -> None:
    """A date token shows the time where the reader is."""
    text = "Through <!date^1764000000^{date_short_pretty} at {time}|Nov 24>"
    await bot.chat_postMessage(channel="C0GPUCOSTS", text=text)
    page = await visit(person)

    await expect(page.locator(".message time").last).to_have_text(shown)


async def test_thread_is_beside(visit: Visit, bot: AsyncWebClient, slack: Slack) -> None:
    """Replies are in a panel; one that was also sent to the channel is in both."""
    first = slack.say("ada", "gpu-costs", "Odd answers today")
    slack.say("ben", "gpu-costs", "Here too", thread_ts=first.ts)
    said: dict[str, Any] = {"channel": "C0GPUCOSTS", "thread_ts": first.ts}
    await bot.chat_postMessage(text="Known since 9:00", reply_broadcast=True, **said)
    page = await visit()
    main, panel = page.get_by_role("main"), page.get_by_role("complementary", name="Thread")

    await expect(main.get_by_text("Known since 9:00")).to_be_visible()
    await expect(main.get_by_text("Here too")).to_have_count(0)
    await main.get_by_role("button", name="2 replies").click()
    await expect(panel.get_by_text("Here too")).to_be_visible()
    await panel.get_by_label("Reply…").fill("@chutes thanks")
    await page.keyboard.press("Enter")
    await expect(panel.get_by_text("Ask /chutes help.")).to_be_visible()


async def test_file_is_looked_into(visit: Visit, bot: AsyncWebClient) -> None:
    """A CSV shows its first rows in place, and is downloaded by its name."""
    channel = "D0ADA00001"
    await bot.files_upload_v2(channel=channel, content=CSV, filename="usage.csv")
    page = await visit(at=f"#{channel}")
    await page.get_by_role("button", name="Preview").click()

    await expect(page.get_by_role("cell", name="Qwen, big")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download usage.csv").click()
    assert (await (await download.value).path()).read_text() == CSV


async def test_permalink_leads_to_its_message(visit: Visit, slack: Slack) -> None:
    """A message's permalink opens its conversation with that message in sight."""
    first = slack.say("ben", "gpu-costs", "The very first")
    for n in range(40):
        slack.say("ben", "gpu-costs", f"Message {n}")
    page = await visit()
    await expect(page.get_by_text("Message 39")).to_be_in_viewport()
    await page.goto(f"{slack.url}archives/C0GPUCOSTS/p{first.ts.replace('.', '')}")

    await expect(page.get_by_text("The very first")).to_be_in_viewport()


async def test_unread_is_counted_until_read(visit: Visit, bot: AsyncWebClient) -> None:
    """A direct message counts as unread until its conversation is opened."""
    await bot.chat_postMessage(channel="D0ADA00001", text="Your report was confirmed")
    page = await visit()
    entry = page.locator(".sidebar-entry", has_text="chutes")

    await expect(entry).to_contain_text("1 unread")
    await entry.click()
    await expect(entry).not_to_contain_text("unread")


async def test_person_is_switched(visit: Visit, slack: Slack) -> None:
    """One click makes one somebody else, with their channels and their clock."""
    slack.say("ada", "ops-private", "Secret")
    page = await visit(at="#C0OPSPRIV1")
    await page.locator(".rail").get_by_role("button", name="Switch person").click()
    await page.get_by_role("menuitemradio", name="Chiyo Tanaka").click()

    await expect(page.locator(".rail").get_by_label("You are Chiyo Tanaka")).to_be_visible()
    await expect(page.get_by_role("navigation").get_by_text("ops-private")).to_have_count(0)
