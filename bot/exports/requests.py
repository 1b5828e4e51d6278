"""What runs are asked to do, who waits for them, and how far they are."""

import msgspec

from bot.exports.files import FileRange


class ReadExport(msgspec.Struct, frozen=True, tag="export"):
    """Read the files of *span* and work its summary out."""

    span: FileRange

    @property
    def id(self) -> str:
        return self.span.id


class ReadRecent(msgspec.Struct, frozen=True, tag="recent"):
    """Fetch up to *limit* of the latest successful attempts, of the miner *hotkey* or of all."""

    hotkey: str | None
    limit: int

    @property
    def id(self) -> str:
        return f"recent-{self.hotkey or 'all'}-{self.limit}"


class SendFile(msgspec.Struct, frozen=True, tag="file"):
    """Put the files behind an answer into a conversation, for *user_id*."""

    of: ReadExport | ReadRecent
    channel: str
    user_id: str

    @property
    def id(self) -> str:
        return f"file-{self.of.id}-{self.channel}"


class ShareAnswer(msgspec.Struct, frozen=True, tag="share"):
    """Post the answer to an export in a channel, in the name of *user_id*."""

    of: ReadExport
    channel: str
    user_id: str

    @property
    def id(self) -> str:
        return f"share-{self.of.id}-{self.channel}"


Order = ReadExport | ReadRecent | SendFile | ShareAnswer


def takes_turns(run_id: str) -> bool:
    """Whether a run is large: few are under way at once, and persons take turns with them."""
    return not run_id.startswith(("recent-", "share-"))


class Waiter(msgspec.Struct, frozen=True):
    """Who is told about a run: in *channel* (a user's id: directly), in the message *ts*.

    *origin* is the channel in which they asked.
    """

    team_id: str
    user_id: str
    channel: str
    origin: str
    posted_in: str = ""
    ts: str = ""

    @property
    def key(self) -> str:
        return f"{self.team_id}/{self.channel}"


class Progress(msgspec.Struct, frozen=True):
    """How far a run is: file *file* of *files*, *done* of *size* bytes of it (None: unknown).

    *left* is about how many seconds more, once that can be told; *doing* is a word like "reading".
    """

    doing: str = "asking the Chutes API"
    file: int = 1
    files: int = 1
    done: int = 0
    size: int | None = None
    left: float | None = None


class Sent(msgspec.Struct, frozen=True):
    """What became of an upload of *size* bytes; *seen* is None where we may not look."""

    name: str
    size: int
    seen: bool | None
