"""The parts of one delivery: how each is sent, and how it is found again.

Slack has no idempotency key. A part carries metadata by which it can be found in the channel, if
the app has the optional scopes `…:history`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from bot.blocks.message import Message
from bot.clock import Clock
from bot.digests.claims import DigestClaim
from bot.digests.draft import DigestMessages, file_name
from bot.digests.history import find_message, metadata, named, with_file
from bot.digests.pacing import Lane, channel_lane, files_lane, workspace_lane
from bot.digests.records import Digest, DigestPart, SlotRun
from bot.errors import Undelivered
from bot.slack.files import Files
from bot.slack.web_api import WebApi

Notice = Callable[[Digest, SlotRun], Message]


@dataclass(frozen=True)
class Parts:
    """Every method that reaches Slack raises what `WebApi` raises."""

    posts: WebApi
    files: Files
    notice: Notice
    clock: Clock

    def has(self, part: DigestPart, draft: DigestMessages | None) -> bool:
        """Whether there is anything to send as *part*."""
        if draft is None:
            return True
        return {DigestPart.DETAILS: draft.details, DigestPart.FILE: draft.file}.get(
            part, draft
        ) is not None

    def lanes(self, claim: DigestClaim, part: DigestPart) -> list[Lane]:
        """Return what Slack counts the sending of *part* against, the narrowest first."""
        team_id, channel_id, _ = claim.key
        if part is DigestPart.FILE:
            return [files_lane(team_id)]
        where = claim.digest.owner_id if part is DigestPart.NOTICE else channel_id
        return [channel_lane(team_id, where), workspace_lane(team_id)]

    async def send(
        self, claim: DigestClaim, run: SlotRun, part: DigestPart, draft: DigestMessages | None
    ) -> SlotRun:
        """Send *part*; return what is left then."""
        team_id, channel_id, _ = claim.key
        if part is DigestPart.NOTICE:
            await self.tell_owner(claim, run)
            return run.after(part)
        assert draft, "only a notice has none"
        name = metadata(_name(claim, run, part))
        if part is DigestPart.HEADLINE:
            posted = await self.posts.post(team_id, channel_id, draft.headline, metadata=name)
            return self._out(run, posted.ts)
        if part is DigestPart.DETAILS and draft.details:
            await self.posts.post(
                team_id, channel_id, draft.details, thread_ts=run.ts, metadata=name
            )
        if part is DigestPart.FILE and draft.file:
            file = draft.file
            await self.files.share(
                file.content,
                len(file.content),
                name=file.name,
                channel=channel_id,
                thread_ts=run.ts,
            )
        return run.after(part)

    async def tell_owner(self, claim: DigestClaim, run: SlotRun) -> None:
        """Tell who set the digest up what becomes of *run*, in a direct message."""
        notice = self.notice(claim.digest, run)
        await self.posts.post(claim.key.team_id, claim.digest.owner_id, notice)

    async def find(self, claim: DigestClaim, run: SlotRun, part: DigestPart) -> SlotRun | None:
        """Return what is left if *part*, marked or suspect, is out; None if it is not.

        A notice counts as sent once it was marked: telling nothing is better than telling twice.
        """
        if part is DigestPart.NOTICE:
            return run.after(part)
        name = _name(claim, run, part)
        matches = with_file(file_name(run.period)) if part is DigestPart.FILE else named(name)
        thread = run.ts or None
        if (part is DigestPart.HEADLINE) is bool(thread):
            raise Undelivered("no_headline")
        channel = claim.key.channel_id
        found = await find_message(self.posts, channel, matches, run.marked or run.due, thread)
        if found is None:
            return None
        return self._out(run, found) if part is DigestPart.HEADLINE else run.after(part)

    def _out(self, run: SlotRun, ts: str) -> SlotRun:
        return replace(run.after(DigestPart.HEADLINE), ts=ts, sent=self.clock(), waiting="")


def _name(claim: DigestClaim, run: SlotRun, part: DigestPart) -> str:
    """Return what names this very message among all that were ever sent."""
    name = claim.key.slot(run.day)
    if run.again:
        name += f":again-{run.opened:%Y%m%dT%H%M%S}"
    return name if part is DigestPart.HEADLINE else f"{name}:{part}"
