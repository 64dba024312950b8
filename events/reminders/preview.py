"""Preview a reminder as a given person would read it. Nothing is sent."""

import re
from dataclasses import replace

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from events.models import MissionRequest, PlannedReminder
from events.reminders import audiences
from events.reminders.members import requests_of
from notifications.outbox.services import Draft

# Links in a mail open private pages of its reader. A preview must not give them away.
_LINK = re.compile(re.escape(settings.BASE_URL) + r"/[^\s\"'<>()\[\]]*")


def readers(planned: PlannedReminder) -> QuerySet[User]:
    """Return the people who belong to the audience of planned now, by name."""
    audience = audiences.of(planned.rule)
    people = audience.rows_of(planned).order_by().values(audience.person)
    return User.objects.filter(pk__in=people).order_by("name", "email")


def institutions(planned: PlannedReminder) -> QuerySet[MissionRequest]:
    """Return the requests whose institutions belong to the audience of planned now."""
    return requests_of(audiences.of(planned.rule).recipients_of(planned))


def preview_for_institution(planned: PlannedReminder, request: MissionRequest) -> Draft | None:
    """Return the mail that the contact of a request would get, as preview_reminder() does."""
    return _without_links(audiences.of(planned.rule).institution_drafts(planned, {request.pk: f"look:{planned.pk}"}))


def preview_reminder(planned: PlannedReminder, reader: User) -> Draft | None:
    """Return the mail that reader would get, in their language, with all links replaced by the home page.

    Return None if the reminder does not concern them."""
    return _without_links(audiences.of(planned.rule).drafts(planned, {reader.pk: f"look:{planned.pk}"}))


def _without_links(drafts: list[Draft]) -> Draft | None:
    """Return the first of drafts with all links replaced."""
    if not drafts:
        return None
    draft = drafts[0]
    home = f"{settings.BASE_URL}/"
    return replace(draft, text=_LINK.sub(home, draft.text), html=_LINK.sub(home, draft.html))
