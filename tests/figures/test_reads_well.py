"""Every answer about figures, whatever the figures: short above its chart, tidy, one rendering."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.calendar import EVERY_DAY, schedule
from bot.digests.figures import DigestFigures
from bot.digests.messages import digest_messages, preview_message
from bot.digests.records import Digest
from bot.figures.answer import Answer
from bot.figures.changes import Floors
from bot.figures.days import (
    Day,
    DiffusionDay,
    Known,
    LlmDay,
    Register,
    Source,
    SourceState,
    UsageDay,
)
from bot.figures.messages.comparison import Side, comparison_message
from bot.figures.messages.diffusion import DIFFUSION_MEASURES, diffusion_message
from bot.figures.messages.llm import LLM_MEASURES, llm_message
from bot.figures.messages.usage import USAGE_MEASURES, usage_message
from bot.figures.names import Names
from bot.figures.periods import Period
from bot.figures.series import Series
from bot.figures.speeds import deviations
from bot.figures.totals import DIFFUSION, LLM, USAGE
from tests.blocks.reading import assert_reads_well, contradictions, untidy

NOW = datetime(2026, 1, 6, 12, 34, tzinfo=UTC)  # so that days of another year are in it
LAST = date(2026, 1, 5)
IDS = [f"{number}588ccf56-46f1-5b39-9dec-aaa8281a6eb8"[1:] + str(number) for number in range(8)]
CALLED = [
    "org/Model:free",
    "other/Model:free",
    "org/Quartz",
    "org/Quartz",
    "*x* _y_",
    "a b",
    "",
    "c",
]
COUNTS = (0, 1, 2, 99, 100, 12_345, 999_999, 10**6, 10**9)
SUBJECTS = {Source.USAGE: USAGE, Source.LLM: LLM, Source.DIFFUSION: DIFFUSION}
STATES = st.sampled_from(
    [
        SourceState(NOW, NOW, LAST + timedelta(days=1)),
        SourceState(NOW, NOW, LAST, failing_since=NOW, trouble="It's down."),
        SourceState(NOW - timedelta(hours=2), NOW, LAST - timedelta(days=3)),
    ]
)


def row(source: Source, chute_id: str, chance: Random) -> UsageDay | LlmDay | DiffusionDay:
    """Return what a chute did on a day, as ordinary or as odd as it comes."""
    count, speed = partial(chance.choice, COUNTS), chance.choice([None, chance.uniform(0.05, 400)])
    if source is Source.USAGE:
        usd = chance.choice([0.0, chance.random(), 10**6 * chance.random()])
        return UsageDay(chute_id, usd, count())
    if source is Source.LLM:
        return LlmDay(chute_id, count(), count(), count(), speed, speed)
    return DiffusionDay(chute_id, count(), count(), speed)


@st.composite
def series(draw, source: Source) -> Series:
    """Days up to now, some of them not known, with some chutes on each."""
    chance, known = Random(draw(st.integers(0, 10**9))), {}
    used = chance.sample(IDS, chance.randint(1, len(IDS)))
    for back in range(-1, 21):
        rows = [row(source, id, chance) for id in used if chance.random() < 0.8]
        day = LAST - timedelta(days=back)
        if chance.random() < 0.95 or back == 0:
            known[day] = Day(day, NOW, day < NOW.date(), rows)
    names = {id: Known(LAST, name, True) for id, name in zip(IDS, CALLED, strict=True)}
    registers = {Source.LLM: Register(names), Source.DIFFUSION: Register()}
    states = dict.fromkeys(Source, draw(STATES))
    return Series(SUBJECTS[source], known, states, Names(registers))


@st.composite
def answers(draw, source: Source, measures) -> Answer:
    """A question about some days, of all chutes or of one, with a comparison or without."""
    length = draw(st.sampled_from([1, 2, 7]))
    last = LAST + timedelta(
        days=draw(st.sampled_from([0, 0, 1])) if length == 1 else timedelta(0).days
    )
    period = Period(last - timedelta(days=length - 1), last)
    before = draw(st.sampled_from([None, period.earlier(length)]))
    chute_id = draw(st.one_of(st.none(), st.sampled_from(IDS)))
    measure = draw(st.sampled_from(list(measures)))
    return Answer(draw(series(source)), period, before, measure, 10, chute_id)


@settings(max_examples=20)
@given(answers(Source.USAGE, USAGE_MEASURES))
def test_usage(answer):
    """Usage, by any measure."""
    assert_reads_well(usage_message(answer, Floors(), NOW))


@settings(max_examples=20)
@given(answers(Source.LLM, LLM_MEASURES))
def test_models(answer):
    """Statistics of language models, with what was unusual."""
    unusual = deviations(answer.book, answer.period.last, Floors())
    shown = [one for one in unusual if answer.chute_id in (None, one.chute_id)]
    of_one_day = answer.chute_id and len(answer.period) == 1
    assert_reads_well(llm_message(answer, shown, NOW), may_meet=not of_one_day)


@settings(max_examples=20)
@given(answers(Source.DIFFUSION, DIFFUSION_MEASURES))
def test_images(answer):
    """Statistics of image models."""
    assert_reads_well(diffusion_message(answer, NOW))


@settings(max_examples=20)
@given(answers(Source.USAGE, USAGE_MEASURES))
def test_side_by_side(answer):
    """Two chutes, by any measure: what they are, then the difference."""
    ids = [*answer.everything.chutes][:2]
    sides = [Side(answer.names[id], answer.everything.of(id)) for id in ids]
    if len(sides) == 2:
        said = comparison_message(answer, sides, USAGE_MEASURES, "Platform-wide.", NOW)
        assert_reads_well(said, may_meet=True)


@settings(max_examples=20)
@given(
    series(Source.USAGE),
    st.one_of(st.none(), series(Source.LLM)),
    st.one_of(st.none(), series(Source.DIFFUSION)),
)
def test_digests(usage, models, diffusion):
    """A digest: its headline, its thread, and both as a preview."""
    plan = schedule(NOW.time(), "UTC", EVERY_DAY, NOW)
    digest = Digest("T1", "C1", "U1", plan, begins=NOW, since=NOW, models=("quartz", "none such"))
    figures = DigestFigures(Period(LAST, LAST), usage, models, diffusion)
    draft = digest_messages(digest, figures, Floors(), NOW, NOW)

    assert_reads_well(draft.headline)
    if draft.details:
        assert untidy(draft.details) == []
        assert contradictions(draft.details) == []
    assert preview_message(draft).text.startswith("A preview")


@pytest.mark.parametrize("measure", USAGE_MEASURES)
def test_years_are_said_where_they_are_not_this_one(measure):
    """In January, December's days carry their year, and January's do not."""
    days = {
        LAST - timedelta(days=back): Day(
            LAST - timedelta(days=back), NOW, True, [UsageDay(IDS[0], 50.0 + back, 10)]
        )
        for back in range(14)
    }
    book = Series(
        USAGE,
        days,
        dict.fromkeys(Source, SourceState()),
        Names({Source.LLM: Register(), Source.DIFFUSION: Register()}),
    )
    period = Period(LAST - timedelta(days=2), LAST)
    text = usage_message(Answer(book, period, period.earlier(7), measure, 10), Floors(), NOW).text

    assert "3–5 Jan" in text
    assert "2026" not in text
    assert "27–29 Dec 2025" in text
