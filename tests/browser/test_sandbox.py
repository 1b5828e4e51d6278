"""The sandbox's own parts: the guide, the wire, the world, the theme; and nothing leaves."""

from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack, open_slack
from tests.browser.conftest import Visit
from tests.browser.gallery import IMAGE, SECTIONS
from tests.browser.scripted_bot import MANIFEST
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_guide_shows_the_usage(visit: Visit) -> None:
    """The first thing to try is one click, and is ticked off."""
    page = await visit()
    await page.get_by_role("button", name="Try: See the usage").click()

    await expect(page.get_by_role("group", name="Usage, last 10 days")).to_be_in_viewport(ratio=1)
    await expect(page.locator(".guide-done")).to_have_count(1)


async def test_guide_reports(visit: Visit, world: World) -> None:
    """The second posts an invocation of the account, and reports it from that message."""
    page = await visit()
    await page.get_by_role("button", name="Try: Report a bad answer").click()

    await expect(page.get_by_role("dialog", name="Report an invocation")).to_be_visible()
    await expect(page.locator(".message")).to_contain_text(world.invocations[0])


async def test_guide_mistypes(visit: Visit) -> None:
    """The third shows how wrong input is helped."""
    page = await visit()
    await page.get_by_role("button", name="Try: Mistype").click()

    await expect(page.get_by_text("Did you mean usage?")).to_be_visible()


async def test_guide_is_dismissed(visit: Visit) -> None:
    """Closed, it stays closed over a reload; the strip above brings it back."""
    page = await visit()
    await page.get_by_label("Close guide").click()
    await page.reload()
    await expect(page.locator(".channel")).to_be_visible()
    await expect(page.locator(".guide")).to_have_count(0)
    await page.get_by_role("button", name="Guide").click()

    await expect(page.locator(".guide li")).to_have_count(3)


@pytest.mark.parametrize("width", [1440, 1280, 1024])
async def test_guide_beside_a_drawer(visit: Visit, width: int) -> None:
    """However little room a drawer leaves, the guide fits it, each title before its button."""
    page = await visit(width=width)
    await page.get_by_role("button", name="World").click()
    await expect(page.get_by_role("complementary", name="World")).to_be_visible()
    guide = page.locator(".guide")

    assert await guide.evaluate("guide => guide.scrollWidth - guide.clientWidth") <= 0
    for words in await guide.locator(".guide-words").all():
        assert await words.evaluate("words => words.scrollWidth - words.clientWidth") <= 0


class TestSmallApp:
    """An app that can do less is offered as less."""

    @pytest.fixture
    def manifest(self) -> dict[str, Any]:
        manifest = deepcopy(MANIFEST)
        manifest["features"] |= {"shortcuts": [], "app_home": {"home_tab_enabled": False}}
        return manifest

    async def test_guide_leaves_out(self, visit: Visit) -> None:
        """Without the shortcut there is nothing to report from a message."""
        page = await visit()

        await expect(page.locator(".guide li")).to_have_count(2)
        await expect(page.get_by_label("Run a shortcut")).to_have_count(0)

    async def test_no_home_tab(self, visit: Visit) -> None:
        """Without a Home there is no tab of it."""
        page = await visit(at="#D0ADA00001")

        await expect(page.get_by_role("tab")).to_have_text(["Messages", "About"])


async def test_wire_tells(visit: Visit, bot: AsyncWebClient) -> None:
    """Each payload is there with the time to its answer; refusals give Slack's reason."""
    page = await visit()
    await page.get_by_label("Message #gpu-costs").fill("/chutes usage")
    await page.keyboard.press("Enter")
    blocks = [{"type": "hologram"}]
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="x", blocks=SECTIONS)
    with pytest.raises(Exception, match="invalid_blocks"):
        await bot.chat_postMessage(channel="C0GPUCOSTS", text="x", blocks=blocks)
    await page.get_by_role("button", name="Wire").click()
    wire = page.get_by_role("complementary", name="Wire")

    command = wire.get_by_role("button", name="/chutes usage")
    await expect(command.locator(".tag")).to_contain_text("ms")
    await command.click()
    await wire.get_by_label("Copy JSON").click()
    assert '"command": "/chutes"' in await page.evaluate("navigator.clipboard.readText()")
    await wire.get_by_role("button", name="Refused").click()
    await expect(wire.locator(".wire-entry")).to_have_count(1)
    await expect(wire.locator(".wire-reason")).to_contain_text("json-pointer:/blocks/0/type")


async def test_world_is_controlled(visit: Visit, world: World, slack: Slack) -> None:
    """The clock, the API's faults, reports, the bot and Slack's moods are buttons."""
    page = await visit()
    await page.get_by_role("button", name="World").click()
    drawer = page.get_by_role("complementary", name="World")
    for name in ("+1 day", "API as it is in 2026", "Confirm the newest report", "Restart"):
        await drawer.get_by_role("button", name=name).click()
        await expect(page.locator(".notice")).to_be_visible()
    await drawer.get_by_label("Endpoint").select_option("usage")
    await drawer.get_by_role("button", name="Down (503)").click()
    await expect(drawer.get_by_role("listitem")).to_have_text("usage: Down (503)")
    await drawer.get_by_role("button", name="429 on the next message").click()
    await expect(page.locator(".notice")).to_contain_text("429 on the next message")

    assert world.asked == [
        ("clock", {"seconds": 86_400}),
        ("profile", {"profile": "2026"}),
        ("confirm", {}),
        ("restart", {}),
        ("fault", {"endpoint": "usage", "kind": "down"}),
    ]
    assert [fault.method for fault in slack.faults] == ["chat.postMessage"]


async def test_theme_is_remembered(visit: Visit) -> None:
    """The theme is the system's until one chooses, and then stays."""
    page = await visit(theme="dark")
    html = page.locator("html")
    await expect(html).to_have_attribute("data-theme", "dark")
    await page.get_by_label("Light theme").click()
    await page.reload()

    await expect(html).to_have_attribute("data-theme", "light")


async def test_nothing_leaves(visit: Visit, bot: AsyncWebClient, problems: list[str]) -> None:
    """Pictures elsewhere are named and not fetched; the page says so to the browser, too."""
    await bot.chat_postMessage(channel="C0GPUCOSTS", text="x", blocks=[*SECTIONS, IMAGE])
    page = await visit()
    await expect(page.get_by_role("img", name="A GPU").first).to_be_visible()
    outside = "fetch('http://example.com').then(() => 'out', () => 'stopped')"

    assert await page.evaluate(outside) == "stopped"
    assert problems == []


async def test_restart_is_survived(visit: Visit) -> None:
    """While the sandbox is away the page says so and keeps what it shows; then it comes back."""
    async with open_slack(MANIFEST) as before:
        before.say("ben", "gpu-costs", "Before")
        page = await visit()
        await page.goto(f"{before.url}?as=U0ADA00001#C0GPUCOSTS")
        await expect(page.get_by_text("Before")).to_be_visible()
    await expect(page.get_by_text("The sandbox doesn't answer.")).to_be_visible()
    await expect(page.get_by_text("Before")).to_be_visible()

    async with open_slack(MANIFEST, port=urlsplit(before.url).port or 0) as after:
        after.say("ben", "gpu-costs", "After")
        await expect(page.get_by_text("After")).to_be_visible()
        await expect(page.get_by_text("The sandbox doesn't answer.")).to_have_count(0)
        await page.close()
