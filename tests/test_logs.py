"""What is left out of the log."""

import logging

import pytest
from slack_bolt.logger.messages import (
    warning_client_prioritized_and_token_skipped,
    warning_token_skipped,
)

from bot.logs import is_worth_reading


@pytest.mark.parametrize(
    "words", [warning_token_skipped(), warning_client_prioritized_and_token_skipped()]
)
def test_a_token_that_bolt_does_not_use(words):
    """Bolt finds our token in the environment; that it will not use it is nothing to read."""
    record = logging.LogRecord("slack_bolt.AsyncApp", logging.WARNING, "", 1, words, (), None)

    assert not is_worth_reading(record)
