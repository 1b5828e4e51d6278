"""The real bot, in the page: what people see and press, against the whole sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.__main__ import Sandbox, connected, open_sandbox
from bot.sandbox.slack import Slack
from bot.sandbox.world import SANDBOX
from tests.browser.conftest import Visit
from tests.browser.person import SLOW, Person

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AT = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
DIGEST = "Chutes on Tuesday 24 November"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """The sandbox that `make demo` runs, on a Tuesday, with the bot connected."""
    async with open_sandbox(0, AT) as sandbox:
        await sandbox.bot.start()
        await connected(sandbox)
        yield sandbox


@pytest_asyncio.fixture(loop_scope="session")
async def slack(sandbox: Sandbox) -> Slack:
    return sandbox.slack


@pytest.fixture
def bot() -> None:
    """No scripted one: the real bot answers."""


@pytest.mark.timeout(240)
async def test_tour(visit: Visit, sandbox: Sandbox) -> None:
    """All that the bot is for, in one story: each stop begins where the one before ended."""
    ada, ben = Person(await visit()), Person(await visit("U0BEN00001"))
    first, second = sandbox.api.world.invocations(SANDBOX, 2)
    await see_usage(ada)
    await share_usage(ada, ben)
    await see_models(ada)
    await report_and_undo(ada, first, sandbox)
    await report(ada, second, sandbox)
    await report_again(ben, second)
    await get_a_digest(ada, ben)
    await hear_of_confirmation(ada, second)
    await read_an_export(ada)
    await see_recent_attempts(ada)
    await see_home(ada)


async def see_usage(ada: Person) -> None:
    """One click of the guide shows usage, with a chart and a table, for one's own eyes."""
    await ada.page.get_by_role("button", name="Try: See the usage").click()
    answer = await ada.sees("17–23 Nov")
    await expect(answer.get_by_role("group", name="USD by day")).to_be_visible()
    await expect(answer.get_by_role("table", name="Top 10 of 70 chutes, by USD")).to_be_visible()
    await expect(answer).to_contain_text("Only visible to you")


async def share_usage(ada: Person, ben: Person) -> None:
    """Everybody sees who shared it; asked again, the private one says what changed since."""
    answer = await ada.sees("17–23 Nov")
    await ada.press(answer, "Share")
    shared = await ben.sees("Shared by @Ada Martin")
    await expect(shared.get_by_role("table", name="Top 10 of 70 chutes, by USD")).to_be_visible()
    await ada.press(answer, "Refresh")
    await expect(answer).to_contain_text("Nothing changed since", timeout=SLOW)


async def see_models(ada: Person) -> None:
    answer = await ada.ask("/chutes stats llm", "Top 10 of 54 models, by tokens")
    await expect(answer.get_by_role("group", name="Tokens by day")).to_be_visible()


async def report_and_undo(ada: Person, invocation: str, sandbox: Sandbox) -> None:
    """A report from a message waits in the direct message, and is taken back there."""
    await _report(ada, invocation, sandbox)
    await ada.press(await ada.sees(invocation), "Undo")
    await ada.sees("withdrawn")
    assert sandbox.api.requests.count("report") == 0


async def report(ada: Person, invocation: str, sandbox: Sandbox) -> None:
    """One that nobody takes back is filed once."""
    await _report(ada, invocation, sandbox)
    notice = await ada.sees(invocation)
    await ada.turn("+1 minute")
    await expect(notice).to_contain_text("It's on file at Chutes.", timeout=SLOW)
    assert sandbox.api.requests.count("report") == 1


async def report_again(ben: Person, invocation: str) -> None:
    """Who would report the same sees in the form by whom it was reported."""
    form = await ben.report_from(await ben.sees(invocation))
    await expect(form).to_contain_text("@Ada Martin reported")
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_have_count(0)


async def _report(ada: Person, invocation: str, sandbox: Sandbox) -> None:
    """Report *invocation* from a colleague's message, and go where one hears of it."""
    await ada.open("gpu-costs")
    sandbox.slack.say("chiyo", "gpu-costs", f"Only garbage from {invocation}")
    form = await ada.report_from(await ada.sees(invocation))
    await expect(form.get_by_role("textbox", name="Invocation id")).to_have_value(invocation)
    await ada.fill_in(form, "Garbled", "nothing but dots")
    await ada.submit(form)
    await ada.open("chutes")


async def get_a_digest(ada: Person, ben: Person) -> None:
    """What is switched on today comes tomorrow, once, with details and a file in its thread."""
    await ada.open("gpu-costs")
    await ada.ask("/chutes digest on 09:00 Europe/Berlin", "covering Tuesday 24 November")
    await ada.turn("+1 day")
    await ada.wait(DIGEST)
    headline = await ben.sees(DIGEST)
    await expect(headline.get_by_role("group", name="USD by day")).to_be_visible()
    await headline.get_by_role("button", name="2 replies").click(timeout=SLOW)
    thread = ben.page.get_by_role("complementary", name="Thread")
    await expect(thread).to_contain_text("Why, compared with Tue 17 Nov")
    await expect(thread.locator(".file")).to_contain_text("chutes-2026-11-24")
    await ada.turn("+1 hour")
    await ada.ask("/chutes digest", "covering Wednesday 25 November")
    await expect(ben.messages.filter(has_text=DIGEST)).to_have_count(1)


async def hear_of_confirmation(ada: Person, invocation: str) -> None:
    """Meanwhile the platform has confirmed the report: the message about it says so."""
    await ada.open("chutes")
    notice = await ada.sees(invocation)
    await expect(notice).to_contain_text("Confirmed after 2 h", timeout=SLOW)


async def read_an_export(ada: Person) -> None:
    """A day's files become one answer in the direct message; the file goes where one asked."""
    await ada.open("gpu-costs")
    await ada.ask("/chutes export 2026-11-23", "send it to you in a DM")
    await ada.open("chutes")
    day = await ada.sees("23 Nov 2026 (UTC)")
    await expect(day).to_contain_text("failed.", timeout=3 * SLOW)  # 24 files
    await expect(day.get_by_role("group", name="Requests per 2 h, by start (UTC)")).to_be_visible()
    await expect(day.get_by_role("table", name="chutes, by attempts")).to_be_visible()
    await ada.press(day, "File here")
    await ada.open("gpu-costs")
    told = await ada.sees("invocations-2026-11-23.zip (18 MB) for @Ada Martin is in this thread")
    await told.get_by_role("button", name="1 reply").click()
    thread = ada.page.get_by_role("complementary", name="Thread")
    await expect(
        thread.get_by_role("link", name="Download invocations-2026-11-23.zip")
    ).to_be_visible()


async def see_recent_attempts(ada: Person) -> None:
    answer = await ada.ask("/chutes recent 20", "The latest 20 successful attempts")
    await expect(answer.get_by_role("table")).to_contain_text("Miner")


async def see_home(ada: Person) -> None:
    """The Home tab has the last week, the digests one has, and what can be asked."""
    await ada.open("chutes")
    await ada.page.get_by_role("tab", name="Home").click()
    home = ada.page.get_by_role("tabpanel")
    await expect(home.get_by_role("table", name="of 70 chutes, by USD")).to_be_visible(timeout=SLOW)
    await expect(home).to_contain_text("#gpu-costs: every day at 09:00")


@pytest.mark.parametrize(("theme", "width"), [("dark", 1280), ("light", 390), ("dark", 390)])
async def test_elsewhere(visit: Visit, theme: str, width: int) -> None:
    """In the dark and on a phone an answer fits the window."""
    chiyo = Person(await visit("U0CHIYO001", theme=theme, width=width))
    answer = await chiyo.ask("/chutes usage yesterday", "chutes, by USD")
    await expect(answer.get_by_role("table", name="chutes, by USD")).to_be_visible()

    assert await chiyo.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_wrong_input(visit: Visit) -> None:
    """A word that is almost right is corrected."""
    chiyo = Person(await visit("U0CHIYO001"))

    await chiyo.ask("/chutes usgae", "I don't know the command usgae. Did you mean:")
