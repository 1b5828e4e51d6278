"""What we say in Slack: a sentence, and blocks that show the same thing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from slackblocks import DataTableBlock, DataVisualizationBlock, WebhookMessage
from slackblocks.blocks import Block

from bot.blocks.offers import Offers
from bot.blocks.plain import as_text, as_words
from bot.blocks.text import cut

MOST_BLOCKS = 50  # in a message
LONGEST_TEXT = 12_000  # characters of a message that is text alone
NATIVE = DataTableBlock, DataVisualizationBlock


@dataclass(frozen=True)
class Message:
    """A message and its twin in words, which notifications and screen readers use.

    *text* is mrkdwn: whatever in it comes from outside has been escaped. *figures* are what it
    says that may be different when asked again, by their names in words; none if it knows nothing.
    *offers* are what else can be asked about it, if it answers a question about figures.
    """

    text: str
    blocks: Sequence[Block] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    offers: Offers | None = None

    def payload(self) -> dict[str, Any]:
        """Return what Slack takes as the body of an answer; nothing in it unfurls."""
        blocks = list(self.blocks[:MOST_BLOCKS]) or None
        text = cut(self.text, LONGEST_TEXT)
        return WebhookMessage(text, blocks=blocks, unfurl_links=False, unfurl_media=False).to_dict()

    @property
    def is_native(self) -> bool:
        """Whether it has charts or tables that a Slack without them would refuse."""
        return any(isinstance(block, NATIVE) for block in self.blocks)

    def forms(self) -> Iterator["Message"]:
        """Yield this message, then without native charts and tables, then as text alone."""
        yield self
        if self.is_native:
            yield replace(self, blocks=[as_text(block) for block in self.blocks])
        if self.blocks:
            yield Message("\n".join([self.text, *self._words()]))

    def _words(self) -> Iterator[str]:
        """Yield what the blocks say beyond the text."""
        said = dict.fromkeys(filter(None, map(as_words, self.blocks)))
        return (words for words in said if words not in self.text)
