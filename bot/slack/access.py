"""Whether Slack takes our bot token, as each call shows; the log has the first and last line."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import Undelivered
from bot.slack.reasons import DEAD_TOKEN, sentence

log = logging.getLogger(__name__)


class Access:
    """*refusal* is Slack's word for why it does not take the token; empty while it does."""

    def __init__(self) -> None:
        self.refusal = ""

    @property
    def problem(self) -> str:
        """Why nothing works in Slack, in a sentence; empty if the token is taken."""
        if not self.refusal:
            return ""
        return f"Slack refuses SLACK_BOT_TOKEN ({self.refusal}). {sentence(self.refusal)}"

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Learn from the answer that is read within."""
        try:
            yield
        except Undelivered as exc:
            if exc.reason in DEAD_TOKEN and not self.refusal:
                self.refusal = exc.reason
                log.error("%s", self.problem)
            raise
        if self.refusal:
            log.warning("Slack takes SLACK_BOT_TOKEN again")
            self.refusal = ""
