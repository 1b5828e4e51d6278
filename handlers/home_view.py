"""The Home tab, as a message: Slack shows its blocks there, but for charts."""

from collections.abc import Mapping, Sequence

from slackblocks import (
    ActionsBlock,
    Button,
    DataVisualizationBlock,
    DividerBlock,
    HeaderBlock,
    Option,
    PlainText,
    SectionBlock,
    StaticSelectMenu,
)
from slackblocks.blocks import Block

from bot.blocks.message import Message
from bot.blocks.sections import section, sections

REFRESH, TABLE = "home_refresh", "home_table"
TITLE = "Chutes, the last 7 complete days"


def home(
    tables: Mapping[str, str],
    chosen: str,
    answer: Message,
    digests: str,
    health: str,
    help: Message,
) -> Message:
    """Show the *chosen* one of the *tables* (names by their questions), and what else is good to
    know: the person's digests, how the sources are, what can be asked."""
    blocks: list[Block] = [
        HeaderBlock(TITLE),
        ActionsBlock([_menu(tables, chosen), _refresh(chosen)]),
        *_still(answer),
        DividerBlock(),
        *sections(digests),
        DividerBlock(),
        *sections(health),
        DividerBlock(),
        *_still(help),
    ]
    return Message(TITLE, blocks)


def _still(message: Message) -> Sequence[Block]:
    """Return what of *message* a Home can show, without what can be pressed."""
    left_out = ActionsBlock, DataVisualizationBlock
    kept = [_alone(block) for block in message.blocks if not isinstance(block, left_out)]
    return kept or [section(message.text)]


def _alone(block: Block) -> Block:
    """Return *block* without the button beside it."""
    if not (isinstance(block, SectionBlock) and block.accessory and block.text):
        return block
    return section(block.text.text)


def _menu(tables: Mapping[str, str], chosen: str) -> StaticSelectMenu:
    options = {question: Option(PlainText(name), question) for question, name in tables.items()}
    return StaticSelectMenu(TABLE, list(options.values()), initial_option=options[chosen])


def _refresh(chosen: str) -> Button:
    label = "Refresh: show the newest figures"
    return Button(PlainText("Refresh"), REFRESH, value=chosen, accessibility_label=label)
