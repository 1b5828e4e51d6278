"""The grammar of exports: which file is meant."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chutes.exports import ExportKind
from bot.errors import Mistake
from handlers.export_words import export_span

NOW = datetime(2026, 11, 24, 12, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "first", "count", "covers"),
    [
        ("2026-04-19 18", "2026-04-19-18.csv", 1, "19 17:00"),
        ("2026-04-19 8", "2026-04-19-08.csv", 1, "19 07:00"),
        ("2026-04-19 00", "2026-04-19-00.csv", 1, "18 23:00"),
        ("2026-04-19 18:00-19:00", "2026-04-19-19.csv", 1, "19 18:00"),
        ("2026-04-19 18:00 - 19:00", "2026-04-19-19.csv", 1, "19 18:00"),
        ("2026-04-19 23:00–00:00", "2026-04-20-00.csv", 1, "19 23:00"),
        ("2026-04-19 23:00-24:00", "2026-04-20-00.csv", 1, "19 23:00"),
        ("2026-04-19", "2026-04-19-01.csv", 24, "19 00:00"),
        ("yesterday", "2026-11-23-01.csv", 24, "23 00:00"),
        ("latest", "2026-11-24-12.csv", 1, "24 11:00"),
        ("Reports 2026-04-19 18", "2026-04-19-18-reports.csv", 1, "19 17:00"),
        ("2026-04-19 18 jobs", "2026-04-19-18-jobs.csv", 1, "19 17:00"),
        ("today 12", "2026-11-24-12.csv", 1, "24 11:00"),
        ("now", "2026-11-24-12.csv", 1, "24 11:00"),
        ("last hour", "2026-11-24-12.csv", 1, "24 11:00"),
        ("latest errors", "2026-11-24-12.csv", 1, "24 11:00"),
        ("10-11", "2026-11-24-11.csv", 1, "24 10:00"),
        ("10:00 to 11:00", "2026-11-24-11.csv", 1, "24 10:00"),
        ("10am-11am", "2026-11-24-11.csv", 1, "24 10:00"),
        ("yesterday 10-11pm", "2026-11-23-23.csv", 1, "23 22:00"),
        ("20 Nov 18", "2026-11-20-18.csv", 1, "20 17:00"),
        ("2026-11-20T10", "2026-11-20-10.csv", 1, "20 09:00"),
        ("monday reports", "2026-11-23-01-reports.csv", 24, "23 00:00"),
        ("19.4.2026 18", "2026-04-19-18.csv", 1, "19 17:00"),
    ],
)
def test_which_files(words, first, count, covers):
    """A file's hour is the one that ends at its name; a day is 01 to 23 and 00 of the next."""
    span = export_span(words.split(), NOW)

    assert (span.files[0].name, len(span.files)) == (first, count)
    assert f"{span.starts:%d %H:%M}" == covers


def test_the_last_file_of_a_day():
    """The hour before midnight is in the next day's first file."""
    assert export_span(["2026-04-19"], NOW).files[-1].name == "2026-04-20-00.csv"


def test_latest_is_one_that_is_out():
    """Half an hour after the hour its file must be there, not before."""
    assert export_span(["latest"], NOW.replace(minute=29)).files[0].hour.hour == 11


@pytest.mark.parametrize("words", ["2026-04-19 18", "2026-04-20 00 jobs", "2026-04-19 reports"])
def test_words_ask_for_the_same(words):
    """What a button keeps of a question asks for the same files."""
    span = export_span(words.split(), NOW)

    assert export_span(span.words.split(), NOW) == span


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Which hour, or which day?"),
        ("2026-04-19 24", "There is no hour 24: hours go from 0 to 23."),
        ("2026-04-19 24:00-25:00", "There is no hour 24"),
        ("2026-04-19 18:00-20:00", "A file covers one whole hour. Which one?"),
        ("2026-04-19 18:00", "the file `2026-04-19 18`, which covers 17:00–18:00, or the hour"),
        ("2026-04-19 00:00", "covers 23:00–00:00"),
        ("2026-04-19 soon", "`soon` isn't an hour I understand"),
        ("latest foo", "I don't understand `foo`."),
        ("latest 2", "I don't understand `2`."),
        ("last week", "One day at a time"),
        ("11/12", "Do you mean 11 Dec 2025 or 12 Nov?"),
        ("10:00", "Do you mean the file `2026-11-24 10`, which covers 09:00–10:00, or the hour"),
        ("10am", "Do you mean the file `2026-11-24 10`"),
        ("2026-04-19 10am", "Do you mean the file `2026-04-19 10`"),
        ("2026-04-19 25:00", "There is no hour"),
        ("qwen", "I can't read `qwen` as a day"),
        ("2026-04-31 18", "`2026-04-31` isn't a valid date"),
        ("2026-13-01 18", "`2026-13-01` isn't a valid date"),
        ("2024-12-13 18", "no figures from before 14 Dec 2024"),
        ("2027-01-01", "1 Jan 2027 is still ahead"),
        ("2026-11-24 13", "is still to come"),
        ("2026-11-24 12:00-13:00", "The hour from 12:00 UTC isn't over yet"),
        ("today", "24 Nov isn't over yet"),
        ("jobs reports 2026-04-19 18", "One kind at a time"),
    ],
)
def test_what_cannot_be(words, sentence):
    """What is impossible, ahead or too old is answered with how to ask."""
    with pytest.raises(Mistake) as caught:
        export_span(words.split(), NOW)

    assert sentence in str(caught.value)


PARTS = ["2026-04-19", "2024-12-14", "latest", "jobs", "18", "00", "24", "23:00-00:00", "-", "::"]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=12), max_size=5))
def test_any_words(words):
    """Any words are files that may exist, or our sentence."""
    with suppress(Mistake):
        span = export_span(words, NOW)

        assert span.kind in ExportKind
        assert span.files[-1].hour <= NOW
