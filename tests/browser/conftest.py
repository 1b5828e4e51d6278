"""A browser, the sandbox's Slack with the scripted bot, and pages of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Slack, open_slack
from tests.browser.chromium import NoChromium, open_browser
from tests.browser.scripted_bot import MANIFEST, open_bot
from tests.browser.world import World

PATIENCE = 5000  # ms
Visit = Callable[..., Awaitable[Page]]
session = pytest_asyncio.fixture(scope="session", loop_scope="session")
each = pytest_asyncio.fixture(loop_scope="session")


@session
async def browser() -> AsyncIterator[Browser]:
    try:
        async with open_browser() as browser:
            yield browser
    except NoChromium as exc:
        pytest.skip(str(exc))


@pytest.fixture
def world() -> World:
    return World(invocations=["1f0e8d2a-7c1b-4a3e-9d5f-2b8c6e4a1d90"])


@pytest.fixture
def manifest() -> dict[str, Any]:
    return MANIFEST


@each
async def slack(world: World, manifest: dict[str, Any]) -> AsyncIterator[Slack]:
    async with open_slack(manifest, routes=world.routes()) as slack:
        yield slack


@each
async def bot(slack: Slack) -> AsyncIterator[AsyncWebClient]:
    """The scripted bot, connected; what it gives writes as the bot."""
    async with open_bot(slack) as client:
        yield client


@each
async def visit(
    browser: Browser, slack: Slack, bot: AsyncWebClient, problems: list[str]
) -> AsyncIterator[Visit]:
    """Opens the page as somebody; the test fails if anything goes wrong in it or leaves."""
    contexts = []

    def look(url: str) -> None:
        if urlsplit(url).scheme != "data" and urlsplit(url).hostname != "127.0.0.1":
            problems.append(f"left this machine: {url}")

    async def visit(
        as_: str = "U0ADA00001", at: str = "#C0GPUCOSTS", theme: str = "light", width: int = 1280
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if theme == "dark" else "light",
            has_touch=width < 500,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("request", lambda request: look(request.url))
        page.on("websocket", lambda socket: look(socket.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(f"{slack.url}?as={as_}{at}")
        await page.locator(".stage, .sidebar").first.wait_for()
        return page

    yield visit
    for context in contexts:
        await context.close()
    assert problems == []


@pytest.fixture
def problems() -> list[str]:
    """What went wrong in the pages of this test."""
    return []
