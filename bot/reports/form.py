"""The form in which an invocation is reported."""

from collections.abc import Sequence

from slackblocks import (
    CheckboxGroup,
    InputBlock,
    ModalView,
    Option,
    PlainText,
    PlainTextInput,
    StaticSelectMenu,
)
from slackblocks.blocks import Block

from bot.blocks.sections import context, section
from bot.reports.life import Report
from bot.reports.messages import standing
from bot.reports.reasons import LONGEST_REASON, REASON_KINDS

ID, KIND, REASON, THREAD = "invocation", "kind", "reason", "thread"  # block_ids
FORM, TITLE = "report", "Report an invocation"
PUBLIC = (
    ":information_source: Your reason and this bot's account id will be published by Chutes. "
    "Don't include prompts, keys or names."
)
WHICH_ID = (
    "From the X-Chutes-InvocationID response header, like "
    "9d0f3c52-7a1b-4c1e-8f53-0a6e2b9d4c71 (not the chatcmpl-… id in the body)."
)


def form(
    ids: Sequence[str],
    standing_in_the_way: Sequence[Report],
    kept: str,
    asker: tuple[str, str],
    reason: str = "",
    *,
    sees_all: bool = True,
) -> ModalView:
    """Ask for id, kind of fault and *reason*; *ids* are offered, the first is filled in.

    *kept* comes back with what is submitted; *asker* is the workspace and the person. Without
    *kept* there is no message, and so no thread to tell.
    """
    blocks: list[Block] = [section(PUBLIC), _id(ids)]
    if standing_in_the_way:
        said = [standing(one, *asker, sees_all=sees_all) for one in standing_in_the_way[:5]]
        lines = "\n".join(said)
        blocks.append(context(f":information_source: {lines}"))
    blocks += [_kind(), _reason(reason)]
    if kept:
        blocks.append(_thread())
    return ModalView(
        TITLE, blocks, submit="Report", close="Cancel", callback_id=FORM, private_metadata=kept
    )


def _id(ids: Sequence[str]) -> InputBlock:
    if len(ids) > 1:
        options = [Option(PlainText(id), id) for id in ids]
        menu = StaticSelectMenu(ID, options=options, initial_option=options[0])
        return InputBlock(f"Which invocation ({len(ids)} in this message)", menu, block_id=ID)
    field = PlainTextInput(ID, initial_value=ids[0] if ids else None, focus_on_load=not ids)
    return InputBlock("Invocation id", field, block_id=ID, hint=WHICH_ID)


def _kind() -> InputBlock:
    options = [Option(PlainText(words), kind) for kind, words in REASON_KINDS.items()]
    return InputBlock("What's wrong", StaticSelectMenu(KIND, options=options), block_id=KIND)


def _reason(typed: str) -> InputBlock:
    known = typed[:LONGEST_REASON] or None
    field = PlainTextInput(REASON, initial_value=known, multiline=True, max_length=LONGEST_REASON)
    return InputBlock("Reason", field, block_id=REASON, hint="5 to 1,000 characters.")


def _thread() -> InputBlock:
    box = CheckboxGroup(THREAD, [Option(PlainText("Post updates in the thread"), "yes")])
    return InputBlock("Thread", box, block_id=THREAD, optional=True)
