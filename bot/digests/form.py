"""The form in which a digest is changed."""

from datetime import datetime

from slackblocks import (
    ActionsBlock,
    CheckboxGroup,
    ExternalSelectMenu,
    InputBlock,
    ModalView,
    NumberInput,
    Option,
    PlainText,
    PlainTextInput,
    StaticMultiSelectMenu,
    StaticSelectMenu,
    TimePicker,
)
from slackblocks.blocks import Block

from bot.blocks.sections import context
from bot.blocks.text import code, ordinal
from bot.digests.calendar import MONTH
from bot.digests.records import Digest, Quiet, Section
from bot.digests.settings import DAY_NAMES, SECTIONS, digest_buttons

FORM, TITLE = "digest", "Change the digest"
HOUR, ZONE, ON, MONTHLY, PARTS, MODELS, FLOOR, QUIET, THREAD = (
    "hour",
    "zone",
    "days",
    "monthly",
    "sections",
    "models",
    "floor",
    "quiet",
    "thread",
)
YES = "yes"
EACH_COVERS = "Each digest covers all days since the last; a monthly one covers the month before."


def digest_form(digest: Digest, now: datetime) -> ModalView:
    """Ask for time, zone, days, sections, models, the smallest change and the thread.

    What needs no form, to pause it or to switch it off, is a button on top.
    """
    blocks: list[Block] = [
        *([context(f"The digest of {code(digest.about)}.")] if digest.about else []),
        ActionsBlock(digest_buttons(digest, now)),
        _input("Time", HOUR, TimePicker(HOUR, initial_time=f"{digest.plan.hour:%H:%M}")),
        _input("Time zone", ZONE, _zone(digest.plan.zone), "Type a city or a region."),
        _input("Days", ON, _days(digest.plan.days)),
        _input("Once a month", MONTHLY, _monthly(digest.plan.monthday), EACH_COVERS),
        _input("Sections", PARTS, _sections(digest.sections)),
        InputBlock(
            "Models to watch",
            PlainTextInput(MODELS, initial_value=", ".join(digest.models) or None, max_length=500),
            block_id=MODELS,
            hint="Separate names with commas. Parts of names will do.",
            optional=True,
        ),
        _input(
            "Hide changes smaller than (USD)",
            FLOOR,
            NumberInput(True, FLOOR, f"{digest.floor_usd:g}", min_value="0", max_value="1000000"),
        ),
        _input("When nothing moved by that", QUIET, _quiet(digest.quiet)),
        InputBlock("Details", _thread(digest.threaded), block_id=THREAD, optional=True),
    ]
    return ModalView(
        TITLE,
        blocks,
        submit="Save",
        close="Cancel",
        callback_id=FORM,
        private_metadata=digest.key.place,
    )


def _input(label: str, id: str, element: object, hint: str | None = None) -> InputBlock:
    return InputBlock(label, element, block_id=id, hint=hint)  # type: ignore[arg-type]


def _zone(zone: str) -> ExternalSelectMenu:
    return ExternalSelectMenu(
        ZONE, initial_option=Option(PlainText(zone), zone), min_query_length=2
    )


def _days(chosen: tuple[int, ...]) -> StaticMultiSelectMenu:
    options = [Option(PlainText(name), str(number)) for number, name in enumerate(DAY_NAMES)]
    return StaticMultiSelectMenu(
        ON, options, initial_options=[options[number] for number in chosen], placeholder="Days"
    )


def _monthly(chosen: int) -> StaticSelectMenu:
    labels = ["No, on those days", *(f"On the {ordinal(day)}" for day in MONTH)]
    options = [Option(PlainText(label), str(day)) for day, label in enumerate(labels)]
    return StaticSelectMenu(MONTHLY, options, initial_option=options[chosen])


def _quiet(chosen: Quiet) -> StaticSelectMenu:
    labels = {Quiet.LINE: "Post one line", Quiet.NOTHING: "Post nothing"}
    options = {quiet: Option(PlainText(label), quiet) for quiet, label in labels.items()}
    return StaticSelectMenu(QUIET, list(options.values()), initial_option=options[chosen])


def _sections(chosen: tuple[Section, ...]) -> StaticMultiSelectMenu:
    options = {
        section: Option(PlainText(name.capitalize()), section) for section, name in SECTIONS.items()
    }
    first = [options[section] for section in chosen]
    return StaticMultiSelectMenu(
        PARTS, list(options.values()), initial_options=first, placeholder="Sections"
    )


def _thread(threaded: bool) -> CheckboxGroup:
    option = Option(PlainText("In the thread below, with the day's CSV"), YES)
    return CheckboxGroup(THREAD, [option], [option] if threaded else None)
