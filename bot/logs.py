"""The log: one line an event, as text or JSON, with every secret taken out."""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.secret_shapes import PASSWORD, REMOVED, redact

UNUSED_TOKEN = ("(or SLACK_BOT_TOKEN env variable) will be ignored", "`token` will be unused")
CHATTY = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "aiohttp", "uvicorn", "asyncio")


def set_up_logs(format: str, level: str) -> None:
    """Send the log to standard error; *format* is `console` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(format))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("slack_bolt.AsyncApp").addFilter(is_worth_reading)
    for name in CHATTY:  # their debug output has tokens and whole bodies in it
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(format: str) -> logging.Formatter:
    """Return what writes a line of the log, with the question that it belongs to."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_secrets,
            _renderer(format),
        ],
    )


def is_worth_reading(record: logging.LogRecord) -> bool:
    """Bolt finds our token in the environment, and says that it will not use it."""
    return not any(words in record.getMessage() for words in UNUSED_TOKEN)


def without_secrets(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Replace keys, tokens and passwords in every value of *event*."""
    return {key: _redact(value) for key, value in event.items()}


def _redact(value: Any) -> Any:
    return redact(PASSWORD.sub(REMOVED, value)) if isinstance(value, str) else value


def _renderer(format: str) -> structlog.typing.Processor:
    if format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
