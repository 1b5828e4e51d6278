"""The form in which a watch is set up or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slackblocks import InputBlock, ModalView, NumberInput, Option, PlainText, StaticSelectMenu
from slackblocks.blocks import Block

from bot.blocks.sections import section
from bot.watches.conditions import MARGIN, Calm, Condition, Trigger, Watched

WATCH_FORM, WATCH_TITLE = "watch", "Be told when it moves"
MEASURE, TRIGGER, THRESHOLD, CALM, WHERE = "measure", "trigger", "threshold", "calm", "where"
HERE, FOR_ME = "here", "me"
NAMES = {
    Watched.USD: "Usage (USD)",
    Watched.INVOCATIONS: "Invocations",
    Watched.REQUESTS: "Requests",
    Watched.TOKENS: "Tokens",
    Watched.TPS: "Speed (tokens/s)",
    Watched.TTFT: "Time to the first token (s)",
    Watched.IMAGES: "Image requests",
    Watched.SPS: "Image speed (steps/s)",
}
TRIGGERS: dict[str, str] = {
    Trigger.ABOVE: "Is above",
    Trigger.BELOW: "Is below",
    Trigger.UNUSUAL: "Is unusual",
}
CALMS: dict[str, str] = {
    Calm.MARGIN: f"It's on the right side by {MARGIN:.0%}",
    Calm.TWO_DAYS: "It's on the right side for two days",
}
PLACES = {HERE: "In this channel", FOR_ME: "In a direct message"}


@dataclass(frozen=True)
class WatchFormFields:
    """What the form begins with: *said* above it (mrkdwn), and what it keeps for its submission.

    *measures* are those to choose from; without *places* it stays where it is told.
    """

    said: str
    condition: Condition
    measures: Sequence[Watched]
    kept: str
    places: bool


def watch_form(fields: WatchFormFields) -> ModalView:
    """Ask what is watched, when it fires, when it's over, and where to tell."""
    condition = fields.condition
    known = condition.threshold if condition.trigger is not Trigger.UNUSUAL else None
    number = f"{known:.15g}" if known is not None else None
    measures = {str(one): NAMES[one] for one in fields.measures}
    blocks: list[Block] = [
        section(fields.said),
        _select("Tell me when", MEASURE, measures, condition.watched),
        _select("When it", TRIGGER, TRIGGERS, condition.trigger),
        InputBlock(
            "Threshold",
            NumberInput(True, THRESHOLD, number),
            block_id=THRESHOLD,
            hint="In USD, seconds, tokens/s and so on, for one UTC day. Unusual needs none.",
            optional=True,
        ),
        _select("It's over when", CALM, CALMS, condition.calm),
    ]
    if fields.places:
        blocks.append(_select("Where", WHERE, PLACES, HERE))
    return ModalView(
        WATCH_TITLE,
        blocks,
        submit="Watch",
        close="Cancel",
        callback_id=WATCH_FORM,
        private_metadata=fields.kept,
    )


def _select(label: str, id: str, names: Mapping[str, str], chosen: str) -> InputBlock:
    options = {value: Option(PlainText(name), str(value)) for value, name in names.items()}
    menu = StaticSelectMenu(id, list(options.values()), initial_option=options.get(chosen))
    return InputBlock(label, menu, block_id=id)
