"""The environment, in which anything may be wrong at once."""

import pytest

from bot.config import Settings
from bot.doctor.environment import read_environment, settings_of

RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.fixture
def findings(tmp_path, monkeypatch):
    """Return what is found in an environment of these variables alone."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    async def look(**variables: str):
        for name, value in {**RIGHT, **variables}.items():
            monkeypatch.setenv(name, value)
        return await settings_of(read_environment())

    return look


@pytest.mark.parametrize(
    ("variable", "given", "kind"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-12-3", "a user token"),
        ("SLACK_BOT_TOKEN", "xapp-1-A0-1-f", "an app-level token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1-abc", "a token that expires after 12 hours"),
        ("SLACK_BOT_TOKEN", "xoxe-1-abc", "a refresh token"),
        ("SLACK_BOT_TOKEN", "xoxc-1-abc", "a token of somebody's browser"),
        ("SLACK_BOT_TOKEN", "0123456789abcdef" * 2, "a signing secret or a client secret"),
        ("SLACK_BOT_TOKEN", "0123456789abcdefGHIJKLMN", "a verification token"),
        ("SLACK_BOT_TOKEN", "xoxb-12…", "something was copied along or cut off"),
        ("SLACK_BOT_TOKEN", '"xoxb-12"', "something was copied along or cut off"),
        ("SLACK_APP_TOKEN", "xoxb-12-3", "a bot token"),
        ("SLACK_APP_TOKEN", "A0CHUTES01", "an app id"),
        ("SLACK_APP_TOKEN", "123456789.987654321", "a client id"),
        ("CHUTES_API_KEY", "xoxb-12-3", "a bot token"),
        ("CHUTES_API_KEY", "0x" + "ab" * 32, "a hotkey's seed"),
        ("CHUTES_HOTKEY_SEED", "cpk_12", "a key of Chutes"),
        ("CHUTES_HOTKEY_SEED", "what-is-this", "of no kind that I know"),
    ],
)
async def test_a_token_of_the_wrong_kind(findings, variable, given, kind):
    """It is called what it is, with where the right one comes from, and is not shown."""
    [found] = await findings(**{variable: given})

    assert found.seen.startswith(f"{variable} is ")
    assert kind in found.seen
    assert found.mend
    assert given not in found.seen + found.mend


async def test_a_secret_of_the_wrong_kind(findings):
    """A signing secret that is something else is found out, though any text is taken for one."""
    [found] = await findings(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="xapp-1-A0-1-f")

    assert found.seen == "SLACK_SIGNING_SECRET is an app-level token."


async def test_everything_wrong_is_named(findings):
    """All that is wrong is named at once."""
    found = await findings(SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="", PORT="x", REDIS_URL="localhost")

    assert [finding.seen.split()[0] for finding in found] == [
        "SLACK_BOT_TOKEN",
        "REDIS_URL:",
        "PORT:",
        "Neither",
    ]


async def test_no_way_in(findings):
    """Tokens of which one alone is right."""
    [found] = await findings(SLACK_APP_TOKEN="")

    assert "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP)" in found.seen
    assert "App-Level Tokens" in found.mend


async def test_all_right(findings):
    """An environment that is right says which way the bot goes."""
    [found] = await findings()

    assert found.seen == "All settings are valid; Socket Mode, because SLACK_APP_TOKEN is set."


async def test_reserved(findings):
    """A setting that stops the start says so here too."""
    [found] = await findings(SLACK_CLIENT_ID="1.2")

    assert "unset them" in found.seen


async def test_a_redis_url_that_cannot_be_used(findings):
    """It is a finding that says how to write a password, and does not show this one."""
    [found] = await findings(REDIS_URL="redis://:hu/sh@127.0.0.1:6379/0")

    assert found.seen.startswith("REDIS_URL: must be a redis://")
    assert "%2F" in found.seen
    assert "hu" not in found.seen + found.mend


async def test_settings_that_others_may_read(findings, tmp_path):
    """A `.env` as `cp` makes it is open to everybody on the machine."""
    path = tmp_path / ".env"
    path.touch(0o644)
    assert [found.seen for found in await findings() if found.mend] == [
        "Other users of this machine can read .env (-rw-r--r--)."
    ]

    path.chmod(0o600)
    assert not [found for found in await findings() if found.mend]


async def test_settings_that_cannot_be_read(findings, tmp_path):
    """What is wrong with `.env` as a whole is found too."""
    path = tmp_path / ".env"
    path.touch(0o600)
    path.write_bytes(b"\xff")

    assert [found.seen for found in await findings() if found.mend] == [".env isn't UTF-8 text."]
