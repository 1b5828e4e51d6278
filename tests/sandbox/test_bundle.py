"""The committed bundle is that of the committed sources."""

from hashlib import sha256
from pathlib import Path

import bot.sandbox

PAGE = Path(bot.sandbox.__file__).parent / "page"
BESIDES = ("build.mjs", "package-lock.json", "tsconfig.json")


def hash_of_sources() -> str:
    """Return what build.mjs writes down: the hash of all that the bundle is made from."""
    below = [path.relative_to(PAGE).as_posix() for path in PAGE.glob("src/**/*") if path.is_file()]
    digest = sha256()
    for name in sorted([*below, *BESIDES]):
        digest.update(f"{name}\0".encode() + (PAGE / name).read_bytes() + b"\0")
    return digest.hexdigest()


def test_bundle_is_fresh() -> None:
    """Whoever changes the page's sources builds the bundle anew: `make page`."""
    assert (PAGE / "dist" / "sources.sha256").read_text().strip() == hash_of_sources()


def test_lock_names_no_address() -> None:
    """The lock file holds versions and hashes; where they come from is npm's to know."""
    assert '"resolved"' not in (PAGE / "package-lock.json").read_text()
