"""The form in which a digest is changed."""

from slackblocks import (
    CheckboxGroup,
    ExternalSelectMenu,
    InputBlock,
    ModalView,
    NumberInput,
    Option,
    PlainText,
    PlainTextInput,
    TimePicker,
)
from slackblocks.blocks import Block

from bot.digests.records import Digest, Section
from bot.digests.settings import DAY_NAMES, SECTIONS

FORM, TITLE = "digest", "Change the digest"
HOUR, ZONE, ON, PARTS, MODELS, FLOOR, THREAD = (
    "hour",
    "zone",
    "days",
    "sections",
    "models",
    "floor",
    "thread",
)
YES = "yes"


def digest_form(digest: Digest) -> ModalView:
    """Ask for hour, zone, days, sections, models, the smallest change and the thread."""
    blocks: list[Block] = [
        _input("Hour", HOUR, TimePicker(HOUR, initial_time=f"{digest.plan.hour:%H:%M}")),
        _input("Time zone", ZONE, _zone(digest.plan.zone), "Type a city or a region."),
        _input("Days", ON, _days(digest.plan.days)),
        _input("Sections", PARTS, _sections(digest.sections)),
        InputBlock(
            "Models to watch",
            PlainTextInput(MODELS, initial_value=", ".join(digest.models) or None, max_length=500),
            block_id=MODELS,
            hint="Names or parts of names, with commas between; none: the largest models.",
            optional=True,
        ),
        _input(
            "Smallest change worth a line, USD",
            FLOOR,
            NumberInput(True, FLOOR, f"{digest.floor_usd:g}", min_value="0", max_value="1000000"),
        ),
        InputBlock("Details", _thread(digest.threaded), block_id=THREAD, optional=True),
    ]
    return ModalView(
        TITLE,
        blocks,
        submit="Save",
        close="Cancel",
        callback_id=FORM,
        private_metadata=digest.channel_id,
    )


def _input(label: str, id: str, element: object, hint: str | None = None) -> InputBlock:
    return InputBlock(label, element, block_id=id, hint=hint)  # type: ignore[arg-type]


def _zone(zone: str) -> ExternalSelectMenu:
    return ExternalSelectMenu(
        ZONE, initial_option=Option(PlainText(zone), zone), min_query_length=2
    )


def _days(chosen: tuple[int, ...]) -> CheckboxGroup:
    options = [Option(PlainText(name), str(number)) for number, name in enumerate(DAY_NAMES)]
    return CheckboxGroup(ON, options, [options[number] for number in chosen])


def _sections(chosen: tuple[Section, ...]) -> CheckboxGroup:
    options = {
        section: Option(PlainText(name.capitalize()), section) for section, name in SECTIONS.items()
    }
    return CheckboxGroup(PARTS, list(options.values()), [options[section] for section in chosen])


def _thread(threaded: bool) -> CheckboxGroup:
    option = Option(PlainText("In the thread below, with the day's CSV"), YES)
    return CheckboxGroup(THREAD, [option], [option] if threaded else None)
