"""
Everything the bot raises on purpose:

* BotError                 str(error) is a sentence for the person in Slack
  - Mistake                they can fix it: the sentence says how to ask
    + UnknownName          nothing is called that
  - Refused                not allowed
    + TooOften             not now: the sentence says when
  - NotKnownYet            figures that no source has given us so far
  - InDoubt                Redis may have kept it or not: the same question, asked again, tells
  - Unreadable             Redis has it, but damaged, or as a newer version writes it
  - ApiError               the Invocations API did not do what it was asked
    + Rejected             401, 403 or 422: trying again will not help
      · Unauthorized       401 or 403 to a report: it is our credentials
    + NotFound             404: it knows no such thing
    + AlreadyReported      409: somebody reported that invocation before
    + Gone                 the server no longer offers this endpoint
      · NoRoute            404 for the route itself: gone, or it is no Chutes API at all
    + Unavailable          429, 5xx, no connection, junk: trying again may help
      · Unanswered         we sent it and never heard: it may have been done
      · WebPage            a page for people: most likely it is no Chutes API
      · WrongClock         our signatures are of another time than the API's
* SettingsError            the environment is wrong: the bot does not start
* Undelivered              Slack would not take what we said: for the log
  - Busy                   not now, for longer than we wait
  - Unsure                 it did not answer: it may have taken it
"""

from collections.abc import Sequence


class BotError(Exception):
    """Base of every error whose message is written for the person in Slack."""


class Mistake(BotError):
    """The request makes no sense; the message says how to ask, *tries* are lines to ask instead."""

    def __init__(self, message: str, tries: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.tries = list(dict.fromkeys(tries))


class UnknownName(Mistake):
    """Nothing is called what somebody named."""


class Refused(BotError):
    """The person may not do this."""


class TooOften(Refused):
    """The person may do this, but not before *retry_after* seconds have passed."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotKnownYet(BotError):
    """No source has given us the figures that were asked for."""


class InDoubt(BotError):
    """Redis did not say whether it has kept what it was told to; nothing is kept twice."""


class Unreadable(BotError):
    """Redis holds a record that this version cannot read: the *kind* in *key*, and *why*."""

    def __init__(self, kind: str, key: str, why: str) -> None:
        super().__init__(
            f"I can't read what I kept of that (the {kind}). {why} I left it untouched, and the "
            "doctor names it to whoever runs me."
        )
        self.kind = kind
        self.key = key
        self.why = why


class ApiError(BotError):
    """The Invocations API did not do what it was asked."""


class Rejected(ApiError):
    """The API refuses the request or our credentials (401, 403, 422)."""


class Unauthorized(Rejected):
    """The API does not take a report from our credentials (401, 403)."""


class NotFound(ApiError):
    """The API knows no such thing (404)."""


class AlreadyReported(ApiError):
    """Somebody, or the platform itself, reported this invocation before (409)."""


class Gone(ApiError):
    """The server no longer offers this endpoint."""


class NoRoute(Gone):
    """The server has no such route (404)."""


class Unavailable(ApiError):
    """
    The API is slow, down, limiting us or talking junk; trying again may help.

    *retry_after* is the number of seconds that the API asks us to wait, or None.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unanswered(Unavailable):
    """The request went out and no answer came back: it may have been carried out."""


class WebPage(Unavailable):
    """A page for people came, as a success, or a 404 that is not the API's."""


class WrongClock(Unavailable):
    """The API does not take our signatures, as its clock and ours differ."""


class SettingsError(Exception):
    """The environment is missing something or has a wrong value; names the variable."""


class Undelivered(Exception):
    """Slack refused a message; *reason* is Slack's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Slack refused a message: {reason}")
        self.reason = reason


class Busy(Undelivered):
    """Slack wants us to wait *retry_after* seconds, which is longer than this caller can."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class Unsure(Undelivered):
    """Slack did not answer: whether it took the message is not known."""
