"""Every block type is drawn; a type that nobody knows is never silently nothing."""

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack
from tests.browser.conftest import Visit
from tests.browser.gallery import MESSAGES, UNSENDABLE, chart, series

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DRAWN = {
    "Text": [
        "p:has-text('Usage, last 7 days')",
        ".section b:has-text('$321,540.25')",
        ".section i",
        ".section s",
        ".section code",
        "blockquote",
        "pre:has-text('total')",
        ".mention:has-text('@Ada Martin')",
        "a.mention:has-text('#gpu-costs')",
        ".section-fields > div >> nth=3",
        "hr",
        ".context [role=img]",
    ],
    "Elements": [
        ".button-primary:has-text('Share')",
        ".button-danger:has-text('Undo')",
        "[role=combobox][aria-label=Range]",
        "[role=combobox][aria-label=Person]",
        ".date-field:has-text('November 20, 2026')",
        "[role=combobox] >> nth=2",
        "input[type=radio]:checked",
        "input[type=checkbox]",
        "[aria-label=Good]",
        "[aria-label=Delete]",
    ],
    "A line and a bar chart": ["svg .chart-line >> nth=1", "svg rect[rx] >> nth=19"],
    "An area and a pie chart": ["svg .chart-area >> nth=1", "svg .pie-slice >> nth=5"],
    "A data table": [".data-table caption", "th button:has-text('USD')", ".pager"],
    "A table": ["td.align-right:has-text('48,800.00')", "td.wrapped"],
    "Markdown": [
        "[role=heading]:has-text('Why it moved')",
        "ol li",
        "ul ul, ol ul",
        "input[type=checkbox]:checked",
        "table td:has-text('+1,900')",
        "pre:has-text('GET /usage')",
        "a:has-text('The source')",
        "s:has-text('gone')",
    ],
    "Rich text": [
        "b:has-text('Bold')",
        ".mention:has-text('@Ben Okafor')",
        ".mention:has-text('@here')",
        "time:has-text('Nov 24, 2025 at 5:00 PM')",
        "ul.rich-list",
        "ol.rich-indent-1",
        "blockquote",
        "pre",
    ],
    "Cards": [".card-title >> nth=0", ".carousel .card >> nth=3", ".card button:has-text('See')"],
    "Containers and a plan": [
        ".container:has-text('Yesterday')",
        ".container:has-text('Folded')",
        ".task-in_progress:has-text('Count')",
        ".block-task_card:has-text('Filed')",
    ],
    "A picture": ["figcaption:has-text('The machine')", ".image[role=img]"],
}


async def test_gallery_is_whole() -> None:
    """Every message of the gallery is looked at below."""
    assert [text for text, _ in MESSAGES] == list(DRAWN)


@pytest.mark.parametrize("text", DRAWN)
async def test_blocks_are_drawn(visit: Visit, bot: AsyncWebClient, text: str) -> None:
    """What Slack accepts from the bot is drawn, whole."""
    await bot.chat_postMessage(channel="C0GPUCOSTS", text=text, blocks=dict(MESSAGES)[text])
    page = await visit()

    for selector in DRAWN[text]:
        await expect(page.locator(".message").locator(selector).first).to_be_attached()
    await expect(page.locator(".unknown")).to_have_count(0)


async def test_unknown_block_says_so(visit: Visit, slack: Slack) -> None:
    """A block type of tomorrow is named instead of left out; a video is a still with a title."""
    slack.say("ben", "gpu-costs", "Look", blocks=UNSENDABLE)
    page = await visit()

    await expect(page.get_by_text("This block type is unknown")).to_contain_text("hologram")
    await expect(page.get_by_role("link", name="Play How reports work")).to_be_visible()


async def test_folded_container_opens(visit: Visit, bot: AsyncWebClient) -> None:
    """A container that starts folded shows its blocks once it is opened."""
    blocks = dict(MESSAGES)["Containers and a plan"]
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="Containers", blocks=blocks)
    page = await visit()
    folded = page.locator(".container", has_text="Folded")

    await expect(folded.get_by_text("the most this month")).to_be_hidden()
    await folded.get_by_role("button", name="Expand").click()
    await expect(folded.get_by_text("the most this month")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
async def test_chart_does_not_scroll_sideways(
    visit: Visit, bot: AsyncWebClient, width: int
) -> None:
    """What a chart says to those who can't see it takes no room from those who can."""
    lines = [series(f"A rather long name {number}", 1) for number in range(6)]
    blocks = [chart("bar", "Usage", *lines)]
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="Chart", blocks=blocks)
    page = await visit(width=width)
    await expect(page.get_by_role("group", name="Usage")).to_be_visible()

    log = page.get_by_role("log")
    assert await log.evaluate("log => log.scrollWidth - log.clientWidth") <= 0
