"""The start: the port first, then what is missing by name, or an end in words."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.errors import SettingsError
from bot.processes.web import open_web
from tests.conversation import ask

NEVER = (
    "invalid_auth",
    "not_allowed_token_type",
    "token_revoked",
    "org_login_required",
    "team_access_not_granted",
    "ekm_access_denied",
    "user_removed_from_team",
    "a_new_word",
)


@pytest.fixture
def opened(redis, redis_url, clock):
    """Return what opens the web process with given settings."""
    return lambda settings, url=redis_url: open_web(settings, url, clock)


@asynccontextmanager
async def starting(opened, settings, *url):
    """Start the web process in the background; yield a client of its port."""

    async def run() -> None:
        async with opened(settings, *url):
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{settings.port}", verify=False
        ) as http:
            yield http
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(http, path, status):
    """Return the answer once it has that *status*."""
    async with asyncio.timeout(20):
        while True:
            try:
                answer = await http.get(path)
            except httpx.HTTPError:
                answer = None
            if answer and answer.status_code == status:
                return answer
            await asyncio.sleep(0.05)


@pytest.fixture
def by_http(settings, slack, free_port):
    """The same settings for HTTP, on a port that is known before."""
    slack.deliver_to(f"http://127.0.0.1:{free_port}/slack/events")
    given = {"slack_app_token": None, "slack_signing_secret": slack.signing_secret}
    return settings.model_validate({**settings.model_dump(), **given, "port": free_port})


@pytest.mark.parametrize(
    "answer",
    [
        {"silent": True},
        {"status": 503, "body": "<html>"},
        {"status": 200, "body": []},
        {"status": 200, "body": {"ok": True}},
        {"error": "ratelimited", "retry_after": "nan"},
    ],
    ids=str,
)
async def test_the_port_first(opened, by_http, slack, redis, caplog, answer):
    """Before Slack answers there is health, and what is missing; one line of the log says why."""
    slack.faults.add("auth.test", count=None, **answer)
    async with starting(opened, by_http) as http:
        alive = await until(http, "/healthz", 200)
        missing = await http.get("/readyz")
        early = await http.post("/slack/events", content=b"{}")
        head = await http.head("/healthz")
        if "silent" not in answer:
            async with asyncio.timeout(10):
                while "waiting for Slack" not in caplog.text:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1)
        slack.faults.clear()
        await redis.set("chutes:heartbeat", 1, ex=60)
        await until(http, "/readyz", 200)

    assert (alive.text, head.status_code, early.status_code) == ("ok", 200, 503)
    assert missing.status_code == 503
    assert caplog.text.count("waiting for Slack") <= 1
    assert not [record for record in caplog.records if record.exc_info]


async def test_no_redis(opened, settings, free_port):
    """Redis is awaited as well, and named."""
    settings = settings.model_copy(update={"port": free_port})
    async with starting(opened, settings, "redis://127.0.0.1:9/0") as http:
        await until(http, "/healthz", 200)
        await asyncio.sleep(0.5)

        assert "Waiting for Redis: " in (await http.get("/readyz")).text


@pytest.mark.parametrize("word", NEVER)
async def test_what_never_works(opened, settings, slack, word):
    """A token that Slack will never take ends the start with a sentence that names both."""
    slack.faults.add("auth.test", count=None, error=word)
    with pytest.raises(SettingsError, match=rf"SLACK_BOT_TOKEN.*{word}.*\."):
        async with asyncio.timeout(20), opened(settings):
            pass


@pytest.mark.parametrize("word", ["missing_scope", "socket_mode_not_enabled", "invalid_auth"])
async def test_no_connection_for_ever(opened, settings, slack, word):
    """So does an app token that gives no connection."""
    slack.faults.add("apps.connections.open", count=None, error=word)
    with pytest.raises(SettingsError, match=rf"SLACK_APP_TOKEN.*{word}.*\."):
        async with asyncio.timeout(20), opened(settings):
            pass


@pytest.fixture(params=["Socket Mode", "HTTP"])
def either(request, settings):
    """Settings for each mode."""
    return request.getfixturevalue("by_http") if request.param == "HTTP" else settings


async def test_nobody_is_asked_before_the_first_acknowledgement(opened, either, slack):
    """The first command after a start is acknowledged though Slack answers nothing."""
    async with opened(either):
        slack.faults.add("*.*", count=None, silent=True)
        said = await ask(slack, "/chutes help")
        slack.faults.clear()

    assert "/chutes usage" in said["text"]
    asked = [row for row in slack.wire.rows(0) if row["kind"] == "auth.test"]
    assert len(asked) == 1


async def test_a_token_that_is_revoked(opened, settings, slack, caplog, monkeypatch):
    """A token that ends while the bot runs is two lines in the log; readiness and status tell."""
    monkeypatch.setattr("bot.slack.connection.ACCESS_EVERY", 0.2)
    async with (
        opened(settings) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as http,
    ):
        slack.faults.add("*.*", count=None, error="token_revoked")
        async with asyncio.timeout(10):
            while "SLACK_BOT_TOKEN" not in (await http.get("/readyz")).text:
                await asyncio.sleep(0.05)
        status = (await ask(slack, "/chutes status"))["text"]
        slack.faults.clear()
        async with asyncio.timeout(10):
            while "takes SLACK_BOT_TOKEN again" not in caplog.text:
                await asyncio.sleep(0.05)

    assert "Slack refuses my token (token_revoked)" in status
    assert "Everything works" not in status
    assert caplog.text.count("SLACK_BOT_TOKEN (token_revoked)") == 1
