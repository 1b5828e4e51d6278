"""The README's pictures, taken of the real bot in its sandbox: `make pictures`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Locator

from bot.sandbox.__main__ import Sandbox, connected, open_sandbox
from bot.sandbox.world import SANDBOX
from tests.browser.chromium import NoChromium, open_browser
from tests.browser.person import Person
from tests.browser.png import with_palette
from tests.conversation import ask

FOLDER = Path(__file__).parent.parent.parent / "docs"
AT = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)  # 9:12 in Berlin, where Ada is
NINE = datetime(2026, 11, 25, 8, 0, 20, tzinfo=UTC)  # 9:00 in Berlin, the day after
WINDOW = {"width": 1072, "height": 1700}


@dataclass
class Studio:
    """Ada before the page, and the sandbox behind it."""

    ada: Person
    sandbox: Sandbox

    async def snap(self, name: str, *messages: Locator) -> None:
        """Take a picture of *messages*, from the top of the first to the end of the last."""
        page = self.ada.page
        await page.mouse.move(0, 0)  # or what is below the pointer stands out
        boxes = [await message.bounding_box() for message in messages]
        first, last = boxes[0], boxes[-1]
        assert first is not None
        assert last is not None
        height = last["y"] + last["height"] - first["y"]
        shot = await page.screenshot(clip={**first, "height": height}, animations="disabled")
        (FOLDER / f"{name}.png").write_bytes(with_palette(shot))

    async def forward(self, to: datetime) -> None:
        """Let time go on for everybody."""
        clock = f"{self.sandbox.slack.url}_sandbox/world/clock"
        seconds = (to - self.sandbox.api.now()).total_seconds()
        assert (await self.ada.page.request.post(clock, data={"seconds": seconds})).ok


async def usage(studio: Studio) -> None:
    studio.sandbox.slack.say("ben", "gpu-costs", "Morning! What moved on Chutes last week?")
    asked = await studio.ada.sees("What moved on Chutes")
    answer = await studio.ada.ask("/chutes usage top 5", "chutes, by USD")
    await studio.snap("usage", asked, answer)


async def stats(studio: Studio) -> None:
    answer = await studio.ada.ask("/chutes stats llm top 5", "models, by tokens")
    await studio.snap("stats", answer)


async def report(studio: Studio) -> None:
    sandbox, ada = studio.sandbox, studio.ada
    [invocation] = sandbox.api.world.invocations(SANDBOX, 1)
    sandbox.slack.say("chiyo", "gpu-costs", f"Only dots from {invocation}")
    form = await ada.report_from(await ada.sees(invocation))
    await ada.fill_in(form, "Garbled", "answers with dots only, at any temperature")
    await studio.snap("form", form)
    await ada.submit(form)
    await ada.open("chutes")
    await studio.forward(AT + timedelta(minutes=1))
    await ada.sees("on file at Chutes")
    await studio.snap("report", await ada.wait("Confirmed after 2 h", by="+1 hour"))
    await ada.open("gpu-costs")


async def digest(studio: Studio) -> None:
    await studio.ada.ask("/chutes digest on 09:00", "Next:")
    await studio.forward(NINE)
    headline = await studio.ada.wait("Chutes on Tuesday 24 November")
    await headline.get_by_text("View thread").wait_for()
    await studio.snap("digest", headline)


@asynccontextmanager
async def open_studio() -> AsyncIterator[Studio]:
    """Run the sandbox at a certain time, with figures fetched, and open its page."""
    async with open_sandbox(0, AT) as sandbox, open_browser() as browser:
        await sandbox.bot.start()
        await connected(sandbox)
        for question in ("/chutes usage", "/chutes stats llm"):
            await ask(sandbox.slack, question, as_="chiyo", within=30)
        page = await browser.new_page(
            viewport=WINDOW, device_scale_factor=2, color_scheme="light", reduced_motion="reduce"
        )
        await page.goto(f"{sandbox.slack.url}?as=U0ADA00001#C0GPUCOSTS")
        await page.get_by_label("Close guide").click()
        yield Studio(Person(page), sandbox)


async def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    async with open_studio() as studio:
        for take in (usage, stats, report, digest):
            await take(studio)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except NoChromium as exc:
        sys.exit(str(exc))
