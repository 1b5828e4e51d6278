"""How this process reaches the outside: by which proxy, and whom it believes.

The libraries read the environment each in their own way: one ignores NO_PROXY, one ends at an IPv6
address in it, one knows no ALL_PROXY, one trusts authorities that another does not. So they are
told, all of them the same, and read nothing themselves.
"""

import os
import ssl
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import certifi

from bot.errors import SettingsError

HTTP = {"ws": "http", "wss": "https"}  # what a WebSocket's handshake is


@cache
def tls_context() -> ssl.SSLContext:
    """Return how servers are verified: by SSL_CERT_FILE or SSL_CERT_DIR, else by the machine.

    A machine without authorities of its own has certifi's. Read once, because that stops everything
    for 20 ms. Raises `SettingsError`, naming a variable that cannot be used.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if folder and not Path(folder).is_dir():
        raise SettingsError(f"SSL_CERT_DIR: there is no folder {folder}.")
    try:
        context = ssl.create_default_context()
    except OSError as exc:
        name = os.environ.get("SSLKEYLOGFILE")
        raise SettingsError(f"SSLKEYLOGFILE: {name} cannot be written: {exc.strerror}.") from exc
    if file:
        _trust(context, file)
    elif not folder and not _trusts_anybody(context):
        context.load_verify_locations(certifi.where())
    return context


def _trust(context: ssl.SSLContext, file: str) -> None:
    try:
        context.load_verify_locations(file)
    except ssl.SSLError as exc:
        raise SettingsError(f"SSL_CERT_FILE: {file} holds no certificates in PEM format.") from exc
    except OSError as exc:
        raise SettingsError(f"SSL_CERT_FILE: {file} can't be read: {exc.strerror}.") from exc


def _trusts_anybody(context: ssl.SSLContext) -> bool:
    folder = ssl.get_default_verify_paths().capath
    return bool(context.cert_store_stats()["x509_ca"] or (folder and any(Path(folder).iterdir())))


def proxy_for(url: str) -> str | None:
    """Return the proxy by which *url* is reached, None if directly, as this machine always is.

    Raises `SettingsError`, naming the variable, if it is a proxy that we cannot use.
    """
    parts = urlsplit(url)
    if parts.hostname is None or _is_direct(parts.hostname, parts.port):
        return None
    kind = HTTP.get(parts.scheme, parts.scheme)
    for name in (f"{kind}_proxy", f"{kind.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        if address := os.environ.get(name, "").strip():
            return _usable(name, address)
    return None


def _usable(name: str, address: str) -> str:
    """Return the proxy's *address* as a URL; an error never repeats it, as a password is in it."""
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        good = parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise SettingsError(f"{name}: this is not the address of a proxy, http://host:port.")
    if parts.scheme not in ("http", "https"):
        raise SettingsError(
            f"{name}: a proxy by {parts.scheme} cannot be used. Set it to one by http, or unset it."
        )
    return address


def _is_direct(host: str, port: int | None) -> bool:
    listed = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    entries = listed.replace(",", " ").split()
    try:
        address = ip_address(host)
    except ValueError:
        return any(_names(entry.lower(), host, port) for entry in entries)
    return address.is_loopback or any(entry == "*" or _holds(entry, host) for entry in entries)


def _names(entry: str, host: str, port: int | None) -> bool:
    """Return whether *entry* (`*`, `slack.com`, `.slack.com`, `*.slack.com:443`) covers *host*."""
    name, colon, number = entry.partition(":")
    if colon and number != str(port or 443):
        return False
    name = name.removeprefix("*").removeprefix(".")
    return entry == "*" or host == name or bool(name and host.endswith(f".{name}"))


def _holds(entry: str, host: str) -> bool:
    """Return whether *entry* (`10.0.0.0/8`, `::1`, `[::1]:80`) covers the address *host*."""
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    try:
        return ip_address(host) in ip_network(entry, strict=False)
    except ValueError:
        return False
