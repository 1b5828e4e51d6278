"""The SQL behind the figures: what is taken from each kind of file, and what is asked of it.

Every kind becomes rows of one shape. Times are microseconds since 1970 (UTC); ids are 16 bytes:
the UUID that they are, or a digest of what else they may be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chutes.exports import ExportKind

FAILURES = (
    "RATE_LIMIT",
    "BAD_REQUEST",
    "KEY_EXCHANGE_REQUIRED",
    "EMPTY_STREAM",
    "CLLMV_FAILURE",
    "INVALID_RESPONSE",
)
LONGEST_METRICS = 4096  # characters; a real one has some 150
LONGEST_LABEL = 100  # characters
LARGEST_NUMBER = 1e15  # a thousand times what there has ever been
TIMES = "TIMESTAMPTZ '2020-01-01' AND TIMESTAMPTZ '2100-01-01'"
OTHER_FAILURES = "other: "
NUMBER = "-?[0-9][-+.0-9eE]*"

CREATE = """
CREATE TABLE attempts (
    id UUID, parent UUID, chute VARCHAR, miner VARCHAR, uid INTEGER, started BIGINT,
    completed BIGINT, failed BOOLEAN, label VARCHAR, tin DOUBLE, tout DOUBLE, ttft DOUBLE
)
"""

DROP_DOUBLES = """
DELETE FROM attempts WHERE rowid IN (
    SELECT row FROM (
        SELECT rowid AS row, row_number() OVER (
            PARTITION BY id ORDER BY completed DESC NULLS LAST, rowid
        ) AS place
        FROM attempts WHERE id IN (SELECT id FROM attempts GROUP BY id HAVING count(*) > 1)
    ) WHERE place > 1
)
"""

DROP_UNUSABLE = "DELETE FROM attempts WHERE id IS NULL OR started IS NULL OR started > $latest"

SECONDS = "(completed - started) / 1e6"
SUCCESSES = "FILTER (NOT failed AND completed IS NOT NULL)"

TOTALS = f"""
SELECT
    count(*) AS attempts,
    count(DISTINCT parent) AS requests,
    count(*) FILTER (failed) AS failed,
    count(*) FILTER (completed IS NULL) AS unfinished,
    quantile_cont({SECONDS}, 0.5) {SUCCESSES} AS p50,
    quantile_cont({SECONDS}, 0.95) {SUCCESSES} AS p95,
    quantile_cont(ttft, 0.5) {SUCCESSES} AS ttft_p50,
    quantile_cont(ttft, 0.95) {SUCCESSES} AS ttft_p95,
    coalesce(fsum(tin), 0) AS tokens_in,
    coalesce(fsum(tout), 0) AS tokens_out
FROM attempts
"""

TIMELINE = """
SELECT (first - $start) // $width AS slice, count(*)
FROM (SELECT min(started) AS first FROM attempts GROUP BY parent)
WHERE first >= $start GROUP BY slice
"""


def groups(key: str) -> str:
    """Return the query for the *$largest* groups by *key*, a column."""
    return f"""
    SELECT {key}, count(*) AS attempts, count(*) FILTER (failed),
        quantile_cont({SECONDS}, 0.5) {SUCCESSES}, coalesce(fsum(tout), 0), max(uid)
    FROM attempts WHERE {key} IS NOT NULL
    GROUP BY {key} ORDER BY attempts DESC, {key} LIMIT $largest
    """


def number_of_groups(key: str) -> str:
    return f"SELECT count(DISTINCT {key}) FROM attempts"


@dataclass(frozen=True)
class Shape:
    """How rows of one kind of file are taken in, and by which columns they are grouped.

    *needed* columns must be there; *values* gives a column's SQL, with the file's own columns in
    braces.
    """

    needed: tuple[str, ...]
    values: Mapping[str, str]
    groups: Mapping[str, str]

    def insert(self, header: Sequence[str]) -> str:
        """Return what inserts the rows of the file *$path* (its columns: *header*)."""
        places = {name: f"c{number}" for number, name in enumerate(header)}
        found = Columns(places)
        values = ", ".join(value.format_map(found) for value in self.values.values())
        columns = ", ".join(f"c{number}: 'VARCHAR'" for number in range(len(header)))
        return f"""
        INSERT INTO attempts ({", ".join(self.values)})
        SELECT {values} FROM read_csv(
            $path, auto_detect = false, header = true, columns = {{{columns}}}, delim = ',',
            quote = '"', escape = '"', comment = '', strict_mode = true, ignore_errors = true,
            null_padding = false, max_line_size = $longest, buffer_size = 4 * $longest
        )
        """


class Columns(dict[str, str]):
    """The file's own columns by name; one that it has not got is NULL."""

    def __missing__(self, name: str) -> str:
        return "NULL"


def _id(column: str) -> str:
    text = f"nullif({{{column}}}, '')"
    return f"coalesce(TRY_CAST({text} AS UUID), md5({text})::UUID)"


def _time(column: str) -> str:
    time = f"TRY_CAST({{{column}}} AS TIMESTAMPTZ)"
    return f"CASE WHEN {time} BETWEEN {TIMES} THEN epoch_us({time}) END"


def _key(column: str) -> str:
    return f"left({{{column}}}, {LONGEST_LABEL})"


def _line(column: str) -> str:
    """The first line; where that is empty, the last, in which a traceback names its error."""
    blanks = "' ' || chr(9) || chr(13)"
    first = f"trim(split_part({{{column}}}, chr(10), 1), {blanks})"
    last = rf"trim(regexp_extract({{{column}}}, '([^\n]*\S)\s*$', 1), {blanks})"
    return f"left(coalesce(nullif({first}, ''), {last}), {LONGEST_LABEL})"


def _metric(name: str) -> str:
    """A number among the metrics: a dict as Python writes it, or as JSON does.

    The first pattern, with little choice in it, is twice as fast, and almost always enough.
    """
    exact, any_form = f"''{name}'': ({NUMBER})", rf"""[''"]{name}[''"]\s*:\s*({NUMBER})"""
    found = ", ".join(
        f"nullif(regexp_extract({{metrics}}, '{pattern}', 1), '')" for pattern in (exact, any_form)
    )
    number = f"TRY_CAST(coalesce({found}) AS DOUBLE)"
    is_one = f"length({{metrics}}) <= {LONGEST_METRICS} AND {number} BETWEEN 0 AND {LARGEST_NUMBER}"
    return f"CASE WHEN {is_one} THEN {number} END"


_KINDS = ", ".join(f"'{failure}'" for failure in FAILURES)
_FAILURE = (
    f"CASE WHEN {{error_message}} IN ({_KINDS}) THEN {{error_message}} "
    f"WHEN {{error_message}} <> '' THEN '{OTHER_FAILURES}' || {_line('error_message')} END"
)
_UID = "TRY_CAST({miner_uid} AS INTEGER)"

SHAPES = {
    ExportKind.INVOCATIONS: Shape(
        needed=("invocation_id", "chute_id", "started_at"),
        values={
            "id": _id("invocation_id"),
            "parent": f"coalesce({_id('parent_invocation_id')}, {_id('invocation_id')})",
            "chute": _key("chute_id"),
            "miner": f"nullif({_key('miner_hotkey')}, '')",
            "uid": _UID,
            "started": _time("started_at"),
            "completed": _time("completed_at"),
            "failed": "coalesce({error_message}, '') <> ''",
            "label": _FAILURE,
            "tin": _metric("it"),
            "tout": _metric("ot"),
            "ttft": _metric("ttft"),
        },
        groups={"chutes": "chute", "failures": "label", "miners": "miner"},
    ),
    ExportKind.REPORTS: Shape(
        needed=("invocation_id", "user_id", "timestamp"),
        values={
            "id": _id("invocation_id"),
            "parent": _id("invocation_id"),
            "miner": f"nullif({_key('user_id')}, '')",
            "started": _time("timestamp"),
            "completed": _time("confirmed_at"),
            "failed": "false",
            "label": f"nullif({_line('reason')}, '')",
        },
        groups={"reasons": "label", "reporters": "miner"},
    ),
    ExportKind.JOBS: Shape(
        needed=("job_id", "chute_id"),
        values={
            "id": _id("job_id"),
            "parent": _id("job_id"),
            "chute": _key("chute_id"),
            "miner": f"nullif({_key('miner_hotkey')}, '')",
            "uid": _UID,
            "started": f"coalesce({_time('started_at')}, {_time('created_at')})",
            "completed": _time("finished_at"),
            "failed": "false",
            "label": f"nullif({_line('status')}, '')",
        },
        groups={"statuses": "label", "chutes": "chute", "miners": "miner"},
    ),
}
