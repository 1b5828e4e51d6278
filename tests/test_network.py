"""Proxies and authorities, as environments have them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp

from bot.blocks.message import Message
from bot.chutes.client import open_chutes
from bot.config import Settings
from bot.errors import SettingsError
from bot.network import proxy_for, tls_context
from bot.slack.connection import open_connection
from bot.slack.fallback import Fallback
from bot.slack.files import Files
from bot.slack.response_url import ResponseUrls
from bot.slack.socket_mode import SocketMode
from bot.slack.web_api import WebApi

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
TLS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in TLS:
        monkeypatch.delenv(name, raising=False)
    tls_context.cache_clear()
    yield
    tls_context.cache_clear()


SLACK = "https://slack.com/api/"
PROXY = "http://proxy.example:3128"
SOCKS = "socks5://127.0.0.1:1080"


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, SLACK, None),
        ({"HTTPS_PROXY": PROXY}, SLACK, PROXY),
        ({"https_proxy": PROXY}, SLACK, PROXY),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other"}, SLACK, PROXY),
        ({"ALL_PROXY": PROXY}, SLACK, PROXY),
        ({"ALL_PROXY": SOCKS, "HTTPS_PROXY": PROXY}, SLACK, PROXY),
        ({"ALL_PROXY": SOCKS, "NO_PROXY": "slack.com"}, SLACK, None),
        ({"HTTPS_PROXY": "proxy.example:3128"}, SLACK, PROXY),
        ({"HTTPS_PROXY": "  "}, SLACK, None),
        ({"HTTP_PROXY": PROXY}, SLACK, None),
        ({"HTTP_PROXY": PROXY}, "http://bot.example/", PROXY),
        ({"HTTPS_PROXY": PROXY}, "wss://wss.slack.com/link", PROXY),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": ".slack.com"}, SLACK, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "lack.com"}, SLACK, PROXY),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*.com"}, SLACK, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, SLACK, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "a.example b.example,slack.com:443"}, SLACK, None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com:8443"}, SLACK, PROXY),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "::1,fe80::/10,[::1],[fd00::1]:80"}, SLACK, PROXY),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "fd00::/8"}, "https://[fd00::7]/", None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "[fd00::7]"}, "https://[fd00::7]:8443/", None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8"}, "https://10.1.2.3/", None),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8"}, "https://11.1.2.3/", PROXY),
        ({"HTTP_PROXY": PROXY}, "http://127.0.0.1:8000/", None),
        ({"HTTP_PROXY": PROXY}, "http://[::1]:8000/", None),
        ({"HTTP_PROXY": PROXY}, "http://localhost:8000/", None),
    ],
)
def test_which_proxy(monkeypatch, variables, url, proxy):
    """Each address has the proxy that the environment gives it; this machine has none."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert proxy_for(url) == proxy


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize(
    "address", [SOCKS, "socks5h://u:hush@proxy", "http://[hush", "http://hush:port", "://", "//"]
)
def test_a_proxy_that_cannot_be_used(monkeypatch, name, address):
    """One sentence names the variable, and repeats nothing of what may be a password."""
    monkeypatch.setenv(name, address)

    with pytest.raises(SettingsError, match=f"^{name}: .*proxy") as caught:
        proxy_for(SLACK)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE: .* can't be read: No such file"),
        ("SSL_CERT_FILE", "/dev/null", "SSL_CERT_FILE: .* holds no certificates"),
        ("SSL_CERT_FILE", "/", "SSL_CERT_FILE: "),
        ("SSL_CERT_DIR", "/nowhere", "SSL_CERT_DIR: there is no folder /nowhere"),
        ("SSLKEYLOGFILE", "/nowhere/keys", "SSLKEYLOGFILE: .* cannot be written"),
    ],
)
def test_authorities_that_are_not_there(monkeypatch, name, value, sentence):
    """What OpenSSL would pass over, or end in a traceback, is a sentence with the variable."""
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=sentence):
        tls_context()


def test_a_machine_without_authorities(monkeypatch, tmp_path):
    """Where the system has none, as in a bare container, those of certifi count."""
    empty = ssl.get_default_verify_paths()._replace(cafile=None, capath=None)
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: empty)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda self, purpose: None)

    assert tls_context().cert_store_stats()["x509_ca"] > 50


def authority(folder: Path) -> tuple[Path, Path]:
    """Return files with a certificate for `*.chutes.test` that signs itself, and with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the company's")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("*.chutes.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *private))
    return folder / "ca.pem", folder / "key.pem"


@asynccontextmanager
async def tunnel(port: int) -> AsyncIterator[tuple[str, list[str]]]:
    """Run a proxy that leads everybody to *port*; yield its address, and where they wanted to."""
    wanted: list[str] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        wanted.append(asked.split()[1].decode())
        there = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", wanted


def everything() -> web.Application:
    """A Slack and an API that say yes to all."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/link":
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.send_json({"type": "hello"})
            async for message in socket:
                assert message.type is not WSMsgType.ERROR
            return socket
        url = "https://files.chutes.test/upload"
        slack = {
            "ok": True,
            "upload_url": url,
            "file_id": "F1",
            "url": "wss://wss.chutes.test/link",
        }
        return web.json_response(slack | {"user": "chutes", "team": "T"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app


async def test_all_that_leaves_goes_one_way(
    tmp_path: Path, redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls, uploads, answers, the WebSocket and the API: by the proxy, trusting its authority."""
    certificate, key = authority(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = TestServer(everything())
    await server.start_server(ssl=context)
    assert server.port
    settings = settings.model_copy(update={"slack_api_url": "https://slack.chutes.test/api/"})
    async with tunnel(server.port) as (proxy, wanted):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with (
            open_connection(settings) as slack,
            open_chutes("https://api.chutes.test") as chutes,
        ):
            posts = WebApi(slack, Fallback(redis))
            await posts.call("chat.postMessage", {})
            await Files(posts).share(b"x", 1, name="x.csv", channel="C1")
            replies = ResponseUrls(slack, Fallback(redis))
            await replies.to("https://hooks.chutes.test/commands/1", "T1").send(Message("hello"))
            socket = SocketMode(AsyncApp(token="xoxb-1"), slack, "xapp-1")
            await socket.open()
            await socket.close()
            await chutes.ping()
    await server.close()

    assert set(wanted) == {
        f"{name}.chutes.test:443" for name in ("slack", "files", "hooks", "wss", "api")
    }
