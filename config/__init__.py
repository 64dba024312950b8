"""The configuration: settings, URLs, Celery, and the entry points of servers."""

import zoneinfo

# All servers read time zones from the pinned package tzdata. Python would prefer the files of the operating system, which
# can be of another version: then names, local times and calendars would disagree. Each process imports this package first.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()

from config.celery import app as celery_app  # noqa: E402 (after the time zones)

__all__ = ["celery_app"]
