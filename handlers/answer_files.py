"""The whole table behind an answer, as a file."""

from bot.blocks.csv import Sheet, as_csv, file_name
from bot.blocks.message import Message
from bot.blocks.text import plural, quote
from bot.errors import Undelivered
from handlers.context import Context
from handlers.errors import not_sent


async def file_to_person(sheet: Sheet, user_id: str, context: Context) -> Message:
    """Send *sheet* in a direct message; return what to say of it."""
    try:
        direct = await context.posts.direct(user_id)
    except Undelivered as exc:
        return Message(not_sent(exc))
    problem = await share_sheet(sheet, direct, None, context)
    name = quote(file_name(sheet))
    return problem or Message(f"I sent you {name} ({plural(len(sheet.rows), 'row')}) in a DM.")


async def share_sheet(
    sheet: Sheet, channel: str, thread_ts: str | None, context: Context
) -> Message | None:
    """Put *sheet* there as a file; return what went wrong, if anything."""
    content, name = as_csv(sheet), file_name(sheet)
    try:
        await context.files.share(
            content, len(content), name=name, channel=channel, thread_ts=thread_ts
        )
    except Undelivered as exc:
        return Message(not_sent(exc))
    return None
