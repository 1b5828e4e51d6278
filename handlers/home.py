"""The Home tab: the last seven complete days, how the sources are, what can be asked."""

from typing import Any

from redis.exceptions import RedisError
from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks.message import Message
from bot.digests.settings import digests_of
from bot.errors import BotError
from bot.health.messages import health_line
from bot.slack.views import View
from bot.watches.settings import watches_of
from handlers.clicks import Action, Click
from handlers.context import Context
from handlers.dispatch import Ask, Dispatch
from handlers.errors import explain
from handlers.home_view import REFRESH, TABLE, home
from handlers.respond import Question
from handlers.rights import own_team
from handlers.words import split

TABLES = {
    "usage 7d": "Usage by chute",
    "stats llm 7d": "Language models",
    "stats diffusion 7d": "Image models",
}
FIRST_TABLE = "usage 7d"


class Home:
    """Fills the Home tab when it is opened, refreshed, or another table is chosen."""

    def __init__(self, dispatch: Dispatch, command: str, context: Context) -> None:
        self._dispatch = dispatch
        self._command = command
        self._context = context

    def actions(self) -> tuple[Action, ...]:
        """Return what can be done on a Home."""
        return Action(REFRESH, self.choose), Action(TABLE, self.choose)

    async def listen(
        self, body: dict[str, Any], event: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Fill the tab, with the table that this person chose last."""
        if event.get("tab") != "home":
            return
        team_id, user_id, view = own_team(body, context), event["user"], event.get("view")
        screen = self._context.screens.of(team_id, user_id, view)
        chosen = (view or {}).get("private_metadata", FIRST_TABLE)
        self._context.answers.start(
            Question(body["event_id"], team_id, user_id, "home"),
            lambda: self._fill(screen, team_id, user_id, chosen),
            screen.say,
        )

    async def choose(self, click: Click, context: Context) -> None:
        if click.screen:
            await self._fill(click.screen, click.team_id, click.user_id, click.value)

    async def _fill(self, screen: View, team_id: str, user_id: str, chosen: str) -> None:
        chosen = chosen if chosen in TABLES else FIRST_TABLE
        await screen.show(await self.compose(team_id, user_id, chosen), metadata=chosen)

    async def compose(self, team_id: str, user_id: str, chosen: str) -> Message:
        """Return what the tab shows, with the table that is *chosen*."""
        services = self._context.services
        answer, help = [await self._answer(team_id, user_id, words) for words in (chosen, "help")]
        health = await services.pulse.take(team_id, user_id)
        line = health_line(health, services.clock())
        digests = await self._digests(team_id, user_id)
        watches = await self._watches(team_id, user_id)
        return home(TABLES, chosen, answer, f"{digests}\n\n{watches}", line, help)

    async def _digests(self, team_id: str, user_id: str) -> str:
        services = self._context.services
        try:
            found = await services.digests.of_person(team_id, user_id)
        except RedisError as exc:
            return explain(exc).text
        return digests_of(found, services.clock(), self._command)

    async def _watches(self, team_id: str, user_id: str) -> str:
        services = self._context.services
        try:
            kept = await services.watches.of_person(team_id, user_id)
        except RedisError as exc:
            return explain(exc).text
        return watches_of(kept, services.clock(), self._command)

    async def _answer(self, team_id: str, user_id: str, words: str) -> Message:
        """Return the answer, or why there is none: the rest of the tab can do without."""
        ask = Ask(self._command, split(words), team_id, user_id, channel_id="")
        try:
            return await self._dispatch.answer(self._dispatch.understand(ask))
        except (BotError, RedisError) as exc:
            return explain(exc)
