"""HTTP: what comes in signed, and what does not."""

import errno
import hashlib
import hmac
import socket
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from bot.errors import SettingsError
from bot.http.server import Ready, Site, serving
from bot.http.signatures import MAX_BODY, Receive, Scope, Send, SignedOnly, read_body, respond
from bot.http.strangers import Bodies
from bot.metrics import Metrics

SECRET = "a-signing-secret"
BODY = b"command=%2Fchutes&text=help"


def signed(body: bytes, at: int | str | None = None, secret: str = SECRET) -> dict[str, str]:
    """Slack's two headers for *body*, signed at unix second *at*."""
    timestamp = str(int(time.time()) if at is None else at)
    base = b"v0:" + timestamp.encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands for Bolt: says that it was reached."""
    await respond(send, 200, await read_body(scope, receive, Bodies()))


@pytest.fixture
async def problems() -> list[str]:
    return []


@pytest.fixture
async def http(problems: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    async def readiness() -> Ready:
        return Ready(problems)

    site = Site(readiness, Metrics(), takes_events=True)
    async with (
        serving(site, "127.0.0.1", 0) as port,
        site.passing_on(SignedOnly(echo, SECRET)),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as client,
    ):
        yield client


async def test_what_slack_signed_passes(http):
    """A body with a fresh signature reaches Bolt as it is."""
    answer = await http.post("/slack/events", content=BODY, headers=signed(BODY))

    assert (answer.status_code, answer.content) == (200, BODY)


JUNK: dict[str, Callable[[], dict[str, str]]] = {
    "nothing": dict,
    "another secret": lambda: signed(BODY, secret="another"),
    "another body": lambda: signed(b"another body"),
    "too old": lambda: signed(BODY, at=int(time.time()) - 310),
    "too new": lambda: signed(BODY, at=int(time.time()) + 310),
    "a word for a time": lambda: signed(BODY, at="yesterday"),
    "a negative time": lambda: signed(BODY, at="-5"),
    "a short signature": lambda: signed(BODY) | {"X-Slack-Signature": "v0=junk"},
    "no ASCII in the signature": lambda: signed(BODY) | {"X-Slack-Signature": "v0=" + "ü" * 64},
    "no ASCII in the time": lambda: signed(BODY) | {"X-Slack-Request-Timestamp": "１２３"},
}


@pytest.mark.parametrize("junk", JUNK)
async def test_the_rest_is_401(http, junk, caplog):
    """What Slack did not sign just now is refused, and nothing of it is logged."""
    headers = {name: value.encode() for name, value in JUNK[junk]().items()}
    answer = await http.post("/slack/events", content=BODY, headers=headers)

    assert answer.status_code == 401
    assert "command" not in caplog.text


async def test_bytes_that_are_no_text(http):
    """A body that is not UTF-8 is not Slack's, even with a signature."""
    body = b"\xff\xfe"
    answer = await http.post("/slack/events", content=body, headers=signed(body))

    assert answer.status_code == 401


@pytest.mark.parametrize("chunked", [False, True])
async def test_large_bodies_are_413(http, chunked):
    """More than 1 MiB is refused, whoever signed it, announced or not."""
    body = b"x" * (MAX_BODY + 1)

    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    content = stream() if chunked else body
    answer = await http.post("/slack/events", content=content, headers=signed(body))

    assert answer.status_code == 413


async def test_exactly_one_mebibyte_passes(http):
    """The limit itself is allowed."""
    body = b"x" * MAX_BODY

    answer = await http.post("/slack/events", content=body, headers=signed(body))

    assert answer.status_code == 200


async def test_health(http, problems):
    """Alive is not the same as ready; not being ready has a reason."""
    assert (await http.get("/healthz")).text == "ok"
    assert (await http.get("/readyz")).status_code == 200

    problems.append("No worker has been alive for 60 s.")
    answer = await http.get("/readyz")

    assert (answer.status_code, answer.text) == (503, "No worker has been alive for 60 s.")


async def test_metrics(http):
    """Prometheus finds our counters."""
    assert "chutes_bot_undelivered_total" in (await http.get("/metrics")).text


@pytest.mark.parametrize(("method", "path"), [("GET", "/slack/events"), ("POST", "/healthz")])
async def test_elsewhere_is_404(http, method, path):
    """Nothing else is served."""
    assert (await http.request(method, path)).status_code == 404


async def test_a_taken_port_is_named():
    """A port in use stops the start with a sentence."""
    site = Site(lambda: None, Metrics(), takes_events=False)
    async with serving(site, "127.0.0.1", 0) as port:
        with pytest.raises(SettingsError, match=f"PORT.*{port}"):
            async with serving(site, "127.0.0.1", port):
                pass


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "[::1]", "a" * 70, "x..y"])
async def test_a_host_that_is_not_ours(host):
    """It stops the start with a sentence that names the setting."""
    with pytest.raises(SettingsError, match=r"HOST and PORT: cannot listen on "):
        async with serving(Site(not_ready, Metrics(), takes_events=False), host, 0):
            pass


async def test_a_machine_without_ipv6(monkeypatch):
    """`HOST=::` where there is no such thing is a sentence too."""

    class OnlyIpv4(socket.socket):
        def __init__(self, family: int, *args: int) -> None:
            if family == socket.AF_INET6:
                raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
            super().__init__(family, *args)

    monkeypatch.setattr(socket, "socket", OnlyIpv4)

    with pytest.raises(SettingsError, match=r"cannot listen on :::0: .*Address family not"):
        async with serving(Site(not_ready, Metrics(), takes_events=False), "::", 0):
            pass


async def test_somebody_elses_variables(monkeypatch):
    """What other servers read from the environment is not meant for ours."""
    monkeypatch.setenv("WEB_CONCURRENCY", "auto")

    async with serving(Site(not_ready, Metrics(), takes_events=False), "127.0.0.1", 0) as port:
        assert port


async def not_ready() -> list[str]:
    return []
