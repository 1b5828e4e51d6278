"""Each fault: the doctor names it, and how to mend it."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.clock import utc_now
from bot.digests.records import Delivery, DigestState, Key, SlotOutcome, digest_key, history_key
from bot.digests.service import Digests, Wish
from bot.processes.web import open_web
from bot.sandbox.slack.cast import ADA, GPU_COSTS, TEAM
from bot.sandbox.world import SANDBOX
from bot.store.codec import encode
from bot.store.embedded import embedded_redis
from tests.doctor.conftest import ENDPOINTS, server


async def test_everything_works(ask, api, slack):
    """Where all is well it says so, after fewer than a dozen questions to the API."""
    status, said = await ask(offers=ENDPOINTS)

    assert (status, "Everything works." in said) == (0, True)
    assert "report is offered and accepts our credentials." in said
    assert f"Both tokens belong to the app {slack.app_token.split('-')[2]}." in said
    assert len(list(api.requests)) < 12
    assert not list(api.world.reports)
    assert slack.bot_token not in said


async def test_wrong_kinds_of_token(ask):
    """Tokens of the wrong kind are called what they are, and never shown; the rest is examined."""
    status, said = await ask(SLACK_BOT_TOKEN="xoxp-1-2-3", SLACK_APP_TOKEN="xoxb-1-2-3")

    assert status == 1
    assert "✗ SLACK_BOT_TOKEN is a user token. → Copy the Bot User OAuth Token (xoxb-…)" in said
    assert "✗ SLACK_APP_TOKEN is a bot token. → Generate a token (xapp-…)" in said
    assert "-1-2-3" not in said
    assert "Redis answers in" in said


async def test_tokens_that_slack_refuses(ask):
    """A token that Slack does not know is to be copied again, from where it is."""
    status, said = await ask(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")

    assert status == 1
    assert re.search(r"know SLACK_BOT_TOKEN .*?→ Copy it again: .*Bot User OAuth Token", said)
    assert re.search(r"know SLACK_APP_TOKEN .*?→ Copy it again: .*App-Level Tokens", said)


async def test_tokens_of_two_apps(ask, slack):
    """Tokens that work, but not with each other."""
    slack.app.app_token = "xapp-1-A0OTHER001-1-abc"
    status, said = await ask(SLACK_APP_TOKEN=slack.app.app_token)

    assert status == 1
    assert "SLACK_APP_TOKEN to A0OTHER001. → Take both from the same app" in said


async def test_missing_scope(ask, slack):
    """A needed scope that is missing is to be added; an optional one is said to cost something."""
    slack.app.scopes -= {"users:read", "files:write"}
    slack.app.scopes.add("channels:read")
    status, said = await ask()

    assert status == 1
    assert "is missing the scope users:read. → Add users:read under OAuth & Permissions" in said
    assert "then api.slack.com/apps → your app → OAuth & Permissions → Reinstall" in said
    assert "files:write (CSV tables and export files cannot be sent)" in said
    assert "Scopes the bot never uses: channels:read." in said


@pytest.mark.parametrize("noticed", [False, True])
async def test_not_in_the_channel(ask, slack, redis, noticed):
    """The channel of a digest that the bot was removed from, before and after it failed there."""
    digests = Digests(redis, utc_now)
    key = Key(TEAM, GPU_COSTS)
    await digests.switch_on(key, ADA, Wish(), "UTC")
    if noticed:
        await refused(redis, key)
    await slack.type("ada", "gpu-costs", "/remove @chutes")
    status, said = await ask()

    assert status == 1
    assert f"The digest in #{GPU_COSTS} " in said
    assert "the bot isn't in the channel. → Type `/invite @chutes` in #C" in said
    assert ("`/chutes digest on` there" in said) is noticed


async def refused(redis, key):
    """Leave the digest as one is that Slack refused."""
    standing = await Digests(redis, utc_now).find(key)
    off = replace(standing.digest, state=DigestState.OFF, refusal="not_in_channel")
    await redis.hset(digest_key(key), "digest", encode(off))


async def test_digests(ask, redis):
    """A digest that is well is listed with what came last and what comes next."""
    await Digests(redis, utc_now).switch_on(Key(TEAM, GPU_COSTS), ADA, Wish(), "Europe/Berlin")
    _, said = await ask()

    listed = rf"✓ The digest in #{GPU_COSTS}, every day at 09:00 \(Europe/Berlin\):"
    assert re.search(rf"{listed} none has been due yet; next \w+ \d+ \w+ 0[78]:00 UTC\.", said)


@pytest.mark.parametrize(
    ("outcome", "late", "reason", "said_of_it"),
    [
        (SlotOutcome.POSTED, 1, "", r"✓ .*that of \w+ \d+ \w+ came on time;"),
        (SlotOutcome.POSTED, 95, "it waited", r"✓ .*came 1 h 35 min late \(it waited\);"),
        (
            SlotOutcome.MISSED,
            0,
            "nobody could send it",
            r"! .*was missed \(nobody could send it\);",
        ),
        (SlotOutcome.UNSURE, 0, "", r"! .*it isn't known whether .* arrived;.*→ .*Post again"),
    ],
)
async def test_the_last_digest(ask, redis, outcome, late, reason, said_of_it):
    """What became of the last one is told with its reason, and whether there is something to do."""
    key, now = Key(TEAM, GPU_COSTS), utc_now()
    await Digests(redis, utc_now).switch_on(key, ADA, Wish(), "UTC")
    delivery = Delivery(now.date(), now, now + timedelta(minutes=late), outcome, reason)
    await redis.lpush(history_key(key), encode(delivery))
    _, said = await ask()

    assert re.search(said_of_it, said)


@pytest.mark.parametrize(
    ("save", "fault"),
    [("", "✗ Redis saves nothing to disk"), ("3600 1", "! Redis only saves snapshots")],
)
async def test_redis_without_persistence(ask, tmp_path, save, fault):
    """A Redis that forgets when it ends is one to mend."""
    async with server(tmp_path, save=save, appendonly="no") as url:
        status, said = await ask(REDIS_URL=url)

    assert fault in said
    assert "CONFIG SET appendonly yes" in said
    assert "or set it in redis.conf" in said
    assert status == (save == "")


async def test_redis_that_throws_away(ask, tmp_path):
    """A Redis that makes room by dropping keys is one to mend; it works without CONFIG."""
    given = {"maxmemory": "100mb", "maxmemory-policy": "allkeys-lru", "rename-command": "CONFIG no"}
    async with server(tmp_path, save="", **given) as url:
        _, said = await ask(REDIS_URL=url)

    assert "✗ When its memory is full, Redis discards data (allkeys-lru)." in said
    assert "! Redis has no append-only file" in said


@pytest.mark.parametrize(
    ("off", "sign"), [(timedelta(minutes=-10), "✗"), (timedelta(minutes=3), "!")]
)
async def test_clock(ask, off, sign):
    """A clock that is ten minutes off is to be set; one that is three off is to be looked at."""
    _, said = await ask(clock=lambda: utc_now() + off)
    minutes, way = abs(off) // timedelta(minutes=1), "ahead of" if off > timedelta() else "behind"

    assert f"{sign} This machine's clock is {minutes} min {way} Slack's." in said
    assert "→ Set its clock: `sudo timedatectl set-ntp true`" in said
    assert "Redis' clock, which the bot uses, agrees with Slack's." in said


async def test_endpoints_gone(ask, api):
    """What the server of 2026 no longer offers is named, with what people still have."""
    api.profile = "2026"
    status, said = await ask(offers=ENDPOINTS)
    right = "→ Nothing to fix on your side, assuming CHUTES_API_URL is correct: "

    assert (status, "Everything works." in said) == (0, True)
    assert (
        "· exports/…/HH-reports.csv, report: This Chutes server no longer offers it. "
        f"{right}filed reports stay without confirmation; `report` says so." in said
    )
    assert (
        "· exports/…/HH.csv is offered, but Chutes stopped writing these files on 2026-04-20. "
        f"{right}exports up to that day still work." in said
    )
    assert "· exports/recent: The Chutes API is having trouble (500)" in said
    assert f"{right}`recent` says so." in said
    assert "usage is offered, newest day" in said


@pytest.mark.parametrize(
    ("endpoints", "answer", "told"),
    [
        (["usage"], {"status": 410}, "usage: This Chutes server no longer offers it."),
        (["llm"], {"status": 500}, "stats/llm: The Chutes API is having trouble (500)."),
        (["recent", "export"], {"status": 500}, "exports/…/HH.csv, exports/…/HH-reports.csv, ex"),
        (["recent"], {"body": "<html>", "status": 200}, "exports/recent: Something sent a web"),
    ],
)
async def test_trouble_that_may_pass(ask, api, endpoints, answer, told):
    """Whatever else does not answer is something to check."""
    for endpoint in endpoints:
        api.faults.add(endpoint, "answer", times=None, **answer)
    status, said = await ask(offers=ENDPOINTS)

    assert status == 0
    assert f"! {told}" in said
    assert "1 thing to check." in said


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": '{"detail":"Not Found"}', "content_type": "application/json"},
        {"status": 404, "body": "<html>Not here", "content_type": "text/html"},
        {"status": 200, "body": "<html>Welcome", "content_type": "text/html"},
    ],
)
async def test_no_chutes_api(ask, api, answer):
    """An address where something else answers is said to be that, once."""
    api.faults.add("any", "answer", times=None, **answer)
    status, said = await ask(offers=ENDPOINTS)
    _, _, found = said.partition("Chutes API ✗ ")

    assert status == 1
    assert found.startswith("This is no Chutes API: ")
    assert "→ Check CHUTES_API_URL." in found
    assert "offered" not in found


async def test_a_report_refused_for_another_reason(ask, api):
    """A refusal that no key would help against is not one of the key."""
    api.faults.add("no report", "answer", status=413, times=None)
    _, said = await ask(offers=ENDPOINTS)

    assert "✗ The Chutes API refused the report (413). → Check CHUTES_API_URL." in said


@pytest.mark.parametrize("status", [404, 405])
async def test_a_newer_server_without_reports(ask, api, status):
    """Where the route is not there, nobody says that it is offered, nor blames the key."""
    words = {404: "Not Found", 405: "Method Not Allowed"}[status]
    api.faults.add("no report", "answer", status=status, body={"detail": words}, times=None)
    _, said = await ask(offers=ENDPOINTS)

    assert "report: This Chutes server no longer offers it." in said
    assert "report is offered" not in said
    assert "admin key" not in said


async def test_another_time(ask, api):
    """What the API says of our signatures' time is a matter of the clock, not of the key."""
    api.faults.add("no report", "answer", status=401, body={"detail": "Invalid nonce!"})
    _, said = await ask(offers=ENDPOINTS)

    assert "don't agree on the time" in said
    assert "sync it with a time server" in said


async def test_scoped_key(ask):
    """A key that can never report, though it is one."""
    status, said = await ask(offers={"no report"}, CHUTES_API_KEY=SANDBOX.scoped_key)

    assert status == 1
    assert "Scoped keys can never report: only an admin key or a hotkey can." in said
    assert "→ Make an admin key: `chutes keys create --name slack --admin`" in said


async def test_figures_that_stand_still(ask, api):
    """A source whose newest day is old."""
    api.faults.add("usage", "stale", days=3)
    _, said = await ask(offers={"usage"})

    assert "! usage stands still: its newest day is" in said


async def test_no_worker(ask):
    """Without a worker it says what to type."""
    status, said = await ask(worker=False)

    assert status == 1
    assert "No worker heartbeat for a minute" in said
    assert "→ Start one: `make worker`." in said


async def test_nothing_answers(ask, api):
    """With Slack, the API and Redis down each is named, and nothing else breaks."""
    api.faults.add("any", "answer", status=403, times=None)
    redis = "redis://u:hush@hush@127.0.0.1:9/0?password=hush"
    status, said = await ask(SLACK_API_URL="http://127.0.0.1:9", REDIS_URL=redis)

    assert status == 1
    assert said.count("Slack can't be reached") == 1
    assert "Redis isn't answering at redis://127.0.0.1:9/0 (" in said
    assert "Workers · Not checked: Redis isn't answering." in said
    assert "Every endpoint: Chutes is blocking requests from this server (403)" in said
    assert "hush" not in said


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
async def test_no_slack(ask, api, kind):
    """A SLACK_API_URL at which something else answers is said to be that, once."""
    body = "<html>" if kind == "text/html" else "{}"
    api.faults.add("any", "answer", status=404, body=body, content_type=kind, times=None)
    status, said = await ask(SLACK_API_URL=f"{api.url}/api/")

    assert status == 1
    assert (
        said.count("Something other than Slack is answering in its place. → Check the network") == 1
    )


async def test_the_embedded_redis(ask, slack, tmp_path):
    """Without REDIS_URL it looks at the server of the bot that runs in this folder, if one does."""
    _, before = await ask(REDIS_URL="")
    async with embedded_redis(tmp_path / ".data"):
        _, during = await ask(REDIS_URL="")

    assert "no bot is running here: `make run` starts a Redis of its own." in before
    assert "Redis saves every write to disk" in during
    assert "→ See what `make run` prints" in during


async def test_http(ask, settings, slack, redis_url, free_port):
    """Over HTTP the bot is asked as Slack would ask; a secret it does not know is found out."""
    port = str(free_port)
    by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": slack.signing_secret, "PORT": port}
    _, before = await ask(**by_http)
    given = {"slack_app_token": None, "slack_signing_secret": slack.signing_secret}
    running = type(settings).model_validate({**settings.model_dump(), **given, "port": free_port})
    async with open_web(running, redis_url):
        _, said = await ask(**by_http)
        _, other = await ask(**{**by_http, "SLACK_SIGNING_SECRET": "0" * 32})

    assert "→ Start it: `make web`." in before
    assert (
        "accepts requests signed with SLACK_SIGNING_SECRET. → In the app's settings https" in said
    )
    assert "· manifest.yml says Socket Mode, but the bot expects HTTP. → Nothing to fix if" in said
    assert "! SLACK_APP_TOKEN isn't set, so the bot expects HTTP; manifest.yml says" in before
    assert "! SLACK_APP_TOKEN isn't set" in other
    assert "refuses requests signed with SLACK_SIGNING_SECRET" in other
