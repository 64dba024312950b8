"""A reminder looked at before it goes, as a given person would read it."""

import re
from dataclasses import replace

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from events.models import PlannedReminder
from events.reminders import audiences
from notifications.outbox.services import Draft

# A link in a mail opens pages that are the reader's alone: a look at it must not hand them out.
_LINK = re.compile(re.escape(settings.BASE_URL) + r"/[^\s\"'<>()\[\]]*")


def readers(planned: PlannedReminder) -> QuerySet[User]:
    """Return as whom planned may be looked at: all whom it concerns as things stand."""
    audience = audiences.of(planned.rule)
    people = audience.rows_of(planned).order_by().values(audience.person)
    return User.objects.filter(pk__in=people).order_by("name", "email")


def preview_reminder(planned: PlannedReminder, reader: User) -> Draft | None:
    """Return the mail that reader would get, in their language, with links that lead nowhere; None if it does not
    concern them. Nothing is sent."""
    drafts = audiences.of(planned.rule).drafts(planned, {reader.pk: f"look:{planned.pk}"})
    if not drafts:
        return None
    draft = drafts[0]
    nowhere = f"{settings.BASE_URL}/"
    return replace(draft, text=_LINK.sub(nowhere, draft.text), html=_LINK.sub(nowhere, draft.html))
