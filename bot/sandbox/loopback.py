"""Who may ask a server of the sandbox: this machine, but no web site through its browser."""

from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
REFUSED = "Only for this machine.\n"


def is_local(host: str, origin: str | None) -> bool:
    """Say whether a request with these headers comes from a page, or a program, of this machine."""
    try:
        asked, page = urlsplit(f"//{host}").hostname, urlsplit(origin or f"//{host}").hostname
    except ValueError:
        return False
    return {asked, page} <= LOOPBACK
