"""The parts of one delivery: how each is sent, and how it is found again."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from bot.blocks.message import Message
from bot.clock import Clock
from bot.digests.claims import Claim
from bot.digests.draft import Draft
from bot.digests.history import find_message, metadata, named, with_file
from bot.digests.pacing import Lane, channel_lane, files_lane, workspace_lane
from bot.digests.records import Digest, Part, Run
from bot.errors import Undelivered
from bot.slack.files import Files
from bot.slack.web_api import Posts

Notice = Callable[[Digest, Run], Message]


@dataclass(frozen=True)
class Parts:
    """Every method that reaches Slack raises what `Posts` raises."""

    posts: Posts
    files: Files
    notice: Notice
    clock: Clock

    def has(self, part: Part, draft: Draft | None) -> bool:
        """Whether there is anything to send as *part*."""
        if draft is None:
            return True
        return {Part.DETAILS: draft.details, Part.FILE: draft.file}.get(part, draft) is not None

    def lanes(self, claim: Claim, part: Part) -> list[Lane]:
        """Return what Slack counts the sending of *part* against, the narrowest first."""
        team_id, channel_id = claim.key
        if part is Part.FILE:
            return [files_lane(team_id)]
        where = claim.digest.owner_id if part is Part.NOTICE else channel_id
        return [channel_lane(team_id, where), workspace_lane(team_id)]

    async def send(self, claim: Claim, run: Run, part: Part, draft: Draft | None) -> Run:
        """Send *part*; return what is left then."""
        team_id, channel_id = claim.key
        if part is Part.NOTICE:
            notice = self.notice(claim.digest, run)
            await self.posts.post(team_id, claim.digest.owner_id, notice)
            return run.after(part)
        assert draft, "only a notice has none"
        name = metadata(_name(claim, run, part))
        if part is Part.HEADLINE:
            posted = await self.posts.post(team_id, channel_id, draft.headline, metadata=name)
            return self._out(run, posted.ts)
        if part is Part.DETAILS and draft.details:
            await self.posts.post(
                team_id, channel_id, draft.details, thread_ts=run.ts, metadata=name
            )
        if part is Part.FILE and draft.file:
            file = draft.file
            await self.files.share(
                file.content,
                len(file.content),
                name=file.name,
                channel=channel_id,
                thread_ts=run.ts,
            )
        return run.after(part)

    async def find(self, claim: Claim, run: Run, part: Part) -> Run | None:
        """Return what is left if the marked *part* is out; None if it is not.

        A notice counts as sent once it was marked: telling nothing is better than telling twice.
        """
        if part is Part.NOTICE:
            return run.after(part)
        assert run.marked, "only what is marked is looked for"
        name = _name(claim, run, part)
        matches = with_file(file_name(run)) if part is Part.FILE else named(name)
        thread = run.ts or None
        if (part is Part.HEADLINE) is bool(thread):
            raise Undelivered("no_headline")
        channel = claim.key.channel_id
        found = await find_message(self.posts, channel, matches, run.marked, thread)
        if found is None:
            return None
        return self._out(run, found) if part is Part.HEADLINE else run.after(part)

    def _out(self, run: Run, ts: str) -> Run:
        return replace(run.after(Part.HEADLINE), ts=ts, sent=self.clock(), waiting="")


def file_name(run: Run) -> str:
    """Return what the file of the reported day is called."""
    return f"chutes-{run.day}.csv"


def _name(claim: Claim, run: Run, part: Part) -> str:
    """Return what names this very message among all that were ever sent."""
    name = claim.key.slot(run.day)
    if run.again:
        name += f":again-{run.opened:%Y%m%dT%H%M%S}"
    return name if part is Part.HEADLINE else f"{name}:{part}"
