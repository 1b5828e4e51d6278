"""What time it is: a parameter everywhere, so that tests and the sandbox can move it."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def read_date(header: str) -> datetime | None:
    """Return the moment, aware, that an HTTP header gives; None if it gives none.

    The zone `-0000` (a time in UTC, from a place that is not told) is taken for UTC.
    """
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
