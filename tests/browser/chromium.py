"""The browser on this machine."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoChromium(Exception):
    """There is none on this machine."""


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Run Chromium without a window; raise `NoChromium` where it is missing."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise NoChromium("no Chromium on this machine (Debian: apt-get install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()
