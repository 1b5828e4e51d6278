"""Somebody at the page: types, presses and looks, as a person does."""

from playwright.async_api import Locator, Page, expect

SLOW = 20_000  # ms; some figures have to be fetched first, and the machine may be busy


class Person:
    """Who sits before *page*."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.channel = page.get_by_role("main")

    @property
    def messages(self) -> Locator:
        """What is in the open conversation, oldest first."""
        return self.channel.locator(".message")

    async def ask(self, line: str, answer: str) -> Locator:
        """Type *line*; return the message that has *answer* in it, once it is there."""
        await self.channel.get_by_role("textbox").last.fill(line)
        await self.page.keyboard.press("Enter")
        return await self.sees(answer)

    async def sees(self, text: str, within: float = SLOW) -> Locator:
        """Return the newest message with *text* in it, once there is one: that, whatever comes."""
        said = self.messages.filter(has_text=text).last
        await expect(said).to_be_visible(timeout=within)
        ts = await said.get_attribute("data-ts")
        return self.channel.locator(f'.message[data-ts="{ts}"]')

    async def press(self, message: Locator, button: str) -> None:
        """Press what is called *button* under a message."""
        await message.get_by_text(button, exact=True).click()

    async def open(self, conversation: str) -> None:
        """Go to a channel, or to the app."""
        entry = self.page.get_by_role("navigation", name="Conversations")
        await entry.get_by_role("link", name=conversation).click()
        heading = self.channel.get_by_role("heading", level=2)
        await expect(heading).to_contain_text(conversation)

    async def report_from(self, message: Locator) -> Locator:
        """Choose *Report invocation* from a message's menu; return the form."""
        await message.hover()
        await message.get_by_label("More actions").click()
        await self.page.get_by_role("menuitem", name="Report invocation").click()
        form = self.page.get_by_role("dialog", name="Report an invocation")
        await expect(form.get_by_role("combobox", name="What's wrong")).to_be_visible(timeout=SLOW)
        return form

    async def fill_in(self, form: Locator, kind: str, reason: str) -> None:
        """Say what is wrong, in the form of a report."""
        await form.get_by_role("combobox", name="What's wrong").click()
        await self.page.get_by_role("option", name=kind).click()
        await form.get_by_role("textbox", name="Reason").fill(reason)

    async def submit(self, form: Locator) -> None:
        """Report it, and leave the form once it says that this can be undone."""
        await form.get_by_role("button", name="Report").click()
        await expect(form).to_contain_text("undo it", timeout=SLOW)
        await self.page.keyboard.press("Escape")
        await expect(form).to_have_count(0)

    async def turn(self, control: str) -> None:
        """Use a *control* of the world around the bot."""
        await self.page.get_by_role("button", name="World", exact=True).click()
        world = self.page.get_by_role("complementary", name="World")
        await world.get_by_role("button", name=control).click()
        await expect(self.page.locator(".notice")).to_be_visible(timeout=SLOW)
        await self.page.get_by_role("button", name="Dismiss").click()
        await world.get_by_role("button", name="Close world").click()

    async def wait(self, text: str, by: str = "+1 minute") -> Locator:
        """Let time go by until a message with *text* in it is there; return it."""
        for _ in range(9):
            try:
                return await self.sees(text, within=SLOW / 4)
            except AssertionError:
                await self.turn(by)
        return await self.sees(text)
