"""The nightly job that deletes expired data."""

import logging

from events.daily_tasks.errors import PartlyFailedError
from events.personal_data.retention.table import TABLE

logger = logging.getLogger(__name__)

NAME = "retention"  # in settings.DAILY_TASKS


def delete_expired() -> dict[str, int]:
    """Delete what has expired, line by line; return how many rows each line has deleted or emptied.

    Safe to run twice and in two processes at the same time: each line deletes by a condition. A line that fails does not
    stop the others. Raise PartlyFailedError at the end if a line has failed."""
    counts: dict[str, int] = {}
    failed: list[str] = []
    for line in TABLE:
        if line.delete is None:
            continue
        try:
            counts[line.key] = line.delete()
        except Exception as error:
            logger.exception("Expired data of the line %s could not be deleted", line.key)
            # Without the text of the error: it may contain the data of a person.
            failed.append(f"{line.key}: {type(error).__name__}")
    if failed:
        raise PartlyFailedError("; ".join(failed), counts)
    return counts
