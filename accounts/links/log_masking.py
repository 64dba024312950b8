"""Keep tokens out of all logs: whoever reads a token can act as its person.

The factory of log records is the one place that each record passes, whatever logger, handler or program (Django, Celery,
granian) writes it."""

import logging
from typing import Any

from accounts.links.masking import mask


def install() -> None:
    """Mask the message and the traceback of each log record from now on. Calling it twice has no effect."""
    factory = logging.getLogRecordFactory()
    if getattr(factory, "masks_links", False):
        return

    def masked(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return _masked(factory(*args, **kwargs))

    masked.masks_links = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(masked)


def _masked(record: logging.LogRecord) -> logging.LogRecord:
    try:
        message = record.getMessage()
    except Exception:  # the logger gets a wrong number of values; logging itself reports that
        return record
    if (shown := mask(message)) != message:
        record.msg, record.args = shown, ()
    if record.exc_info and record.exc_info[0] is not None:
        traceback = logging.Formatter().formatException(record.exc_info)
        if (shown := mask(traceback)) != traceback:
            record.exc_text = shown  # handlers write this text instead of the traceback
    return record
