"""The order of an answer: what was asked, a chart, what else there is to say, the table."""

from collections.abc import Sequence

from slackblocks.blocks import Block

from bot.blocks.sections import section

LINES_FIRST = 3  # lines above the first chart or table: on a phone more push that out of sight


def arranged(
    said: Sequence[str], charts: Sequence[Block], more: Sequence[str], table: Sequence[Block]
) -> list[Block]:
    """Return the blocks of an answer; what there is *more* to say never comes first.

    It stands below the charts, or below the table if there are none.
    """
    first, rest = said[:LINES_FIRST], [*said[LINES_FIRST:], *more]
    below: list[Block] = [section("\n".join(rest))] if rest else []
    above = [section(line) for line in first]
    return [*above, *charts, *below, *table] if charts else [*above, *table, *below]
