"""Rows that cannot be: a true answer in which a field, or a whole row, is something else."""

import csv
from collections.abc import Iterator
from io import StringIO

import msgspec


def altered_json(body: bytes, field: str, value: str | None, rows: int) -> bytes:
    """Return *body*, a list of objects, with *field* being *value* in the first *rows*.

    *value* is JSON as it is to stand there, right or wrong; None takes the field out. Without a
    *field* the whole row is *value*.
    """
    found = msgspec.json.decode(body, type=list[msgspec.Raw])
    head = [_object(row, field, value) for row in found[:rows]]
    return b"[" + b",".join([*head, *map(bytes, found[rows:])]) + b"]"


def _object(row: msgspec.Raw, field: str, value: str | None) -> bytes:
    if not field:
        return (value or "null").encode()
    fields = {**msgspec.json.decode(row, type=dict[str, msgspec.Raw])}
    fields.pop(field, None)
    if value is not None:
        fields[field] = msgspec.Raw(value.encode())
    return msgspec.json.encode(fields)


def altered_csv(body: bytes, field: str, value: str | None, rows: int) -> bytes:
    """Return the CSV *body* with *field* being *value* in the first *rows* (None: empty).

    Without a *field* the whole line is *value*, as it is.
    """
    text = StringIO(newline="")
    reader = csv.reader(StringIO(body.decode(), newline=""))
    header = next(reader)
    writer = csv.writer(text)
    writer.writerow(header)
    place = header.index(field) if field else None
    for row in _first(reader, rows):
        if place is None:
            text.write(f"{value or ''}\r\n")
        else:
            writer.writerow([*row[:place], value or "", *row[place + 1 :]])
    writer.writerows(reader)
    return text.getvalue().encode()


def _first(reader: Iterator[list[str]], rows: int) -> Iterator[list[str]]:
    for _ in range(rows):
        if row := next(reader, None):
            yield row
