"""The Home tab."""

import asyncio

import pytest

GUS = "gus"


def kinds(view) -> list[str]:
    return [block["type"] for block in view["blocks"]]


def words(view) -> str:
    texts = [block.get("text", {}).get("text", "") for block in view["blocks"]]
    return "\n".join(texts)


async def opened(slack, as_: str = "ada", *, after: str = ""):
    """Open the Home tab; return it once it is filled."""
    slack.home(as_)
    return await filled(slack, as_, after=after)


async def filled(slack, as_: str = "ada", *, after: str = ""):
    def look():
        view = slack.state(as_)["home"]
        is_new = view and view["hash"] != after and view["blocks"][0]["type"] == "header"
        return view if is_new else None

    return await slack.wait_for(look, 15)


async def test_what_it_shows(bot, slack):
    """Seven complete days as a table, the sources' health, and what can be asked; no charts."""
    view = await opened(slack)

    assert "17–23 Nov" in words(view)
    assert kinds(view).count("data_table") == 1
    assert "data_visualization" not in kinds(view)
    assert "All sources answer" in words(view)
    assert "`/chutes usage " in words(view)


async def test_anybody_has_one(bot, slack):
    """A guest sees the same."""
    assert "17–23 Nov" in words(await opened(slack, GUS))


async def test_refresh(bot, slack):
    """Refresh fills the tab again."""
    view = await opened(slack)
    pressed = await slack.act("ada", "home_refresh", view_id=view["id"])

    assert pressed["ok"]
    assert words(await filled(slack, after=view["hash"])) == words(view)


async def test_another_table(bot, slack):
    """Another table is a choice away, and still chosen when the tab is opened again."""
    view = await opened(slack)
    await slack.act("ada", "home_table", "stats llm 7d", view_id=view["id"])
    chosen = await filled(slack, after=view["hash"])
    again = await opened(slack, after=chosen["hash"])

    assert "output tokens in *" in words(chosen)
    assert "output tokens in *" in words(again)
    assert kinds(again).count("data_table") == 1
    assert "data_visualization" not in kinds(again)


@pytest.fixture
def down(api):
    api.faults.add("any", "answer", status=503, times=None)


async def test_without_figures(down, new_bot, slack):
    """With the API down from the start, the tab says so, and still what can be asked."""
    view = await opened(slack)

    assert "I have no figures yet" in words(view)
    assert "failing since" in words(view)
    assert "`/chutes usage " in words(view)


async def test_without_native_blocks(bot, slack):
    """Where Slack refuses data tables, the tab has plain ones."""
    slack.app.native_blocks = False

    assert "table" in kinds(await opened(slack))


async def test_opened_once(bot, slack):
    """An event that Slack delivers again fills the tab once."""
    slack.parts.delivery.patience = 0
    slack.parts.events.retry_after = (0.0, 0.0)
    await opened(slack)
    slack.parts.delivery.patience = 3
    await opened(slack, GUS)

    sent = [row for row in slack.wire.rows(0) if row["summary"] == "app_home_opened"]
    filled = [row for row in slack.wire.rows(0) if row["kind"] == "views.publish"]
    for_ada = [row for row in filled if row["payload"]["user_id"] == "U0ADA00001"]
    assert len(sent) > 2
    assert len({row["payload"].get("hash") for row in for_ada}) == len(for_ada)


async def test_too_often(bot, slack, settings):
    """Somebody who asks too much reads that on top of the tab, which stays."""
    view = await opened(slack)
    for _ in range(settings.limit_per_person.count):
        await slack.act("ada", "home_refresh", view_id=view["id"])

    async with asyncio.timeout(20):
        while "asked a lot" not in words(slack.state("ada")["home"]):
            await slack.act("ada", "home_refresh", view_id=view["id"])
            await asyncio.sleep(0.1)
    assert "data_table" in kinds(slack.state("ada")["home"])
