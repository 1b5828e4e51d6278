"""Sheets as files."""

import csv
import io

import pytest

from bot.blocks.csv import Sheet, as_csv, file_name


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cell(value) -> str:
    [_, [found]] = read(as_csv(Sheet("s", ["a"], [[value]])))
    return found


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("http://x","y")'],
)
def test_no_text_is_a_formula(name):
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    assert cell(name) == f"'{name}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1234567, "1234567"),
        (None, ""),
        ("a,b", "a,b"),
        ('say "hi"', 'say "hi"'),
        ("two\nlines", "two lines"),
        ("evil\u202ename", "evilname"),
        ("\u202e=1", "'=1"),
        ("模型", "模型"),
    ],
)
def test_values(value, written):
    """Figures are unrounded numbers, unknown ones empty; names are on one line, without tricks."""
    assert cell(value) == written


def test_excel_reads_it_as_unicode():
    """It begins with a byte order mark, has its header first, and ends its lines with CR LF."""
    content = as_csv(Sheet("s", ["Chute", "USD"], [["a", 1.0]]))

    assert content == b"\xef\xbb\xbfChute,USD\r\na,1.0\r\n"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("usage-2026-11-17..2026-11-23", "chutes-usage-2026-11-17..2026-11-23.csv"),
        ("../../etc/passwd", "chutes-..-..-etc-passwd.csv"),
        ('llm "x" \u202e<y>', "chutes-llm-x-y.csv"),
        ("a" * 300, f"chutes-{'a' * 100}.csv"),
    ],
)
def test_file_names(name, file):
    """A file's name says what it is, in letters that every system takes."""
    assert file_name(Sheet(name, [], [])) == file
