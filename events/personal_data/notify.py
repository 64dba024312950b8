"""Mails about the erasure of a person's data. They are about no event."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts import languages
from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from events.calendars.dates import moment_text
from events.models import Erasure
from notifications.mail import rendering
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

UNDO = declare(
    LinkPurpose[Erasure](
        name="undo-erasure",
        page="personal_data:undo_by_link",
        values=lambda erasure: (erasure.pk,),
        find=lambda pk: Erasure.objects.filter(pk=pk).select_related("person").first(),
        person=lambda erasure: erasure.person,
        expiry=lambda erasure: erasure.due_at,
        secret=lambda erasure: erasure.key,
        is_open=lambda erasure: erasure.finished_at is None,
        ends_with_person=False,
    )
)


def erasure_requested(erasure: Erasure) -> None:
    """Mail the person until when they can undo the erasure, with a link for it."""
    _queue(erasure, "erasure_requested")


def account_unused(erasure: Erasure) -> None:
    """Mail the person that their unused account will be deleted, and that a sign-in keeps it."""
    _queue(erasure, "account_unused")


def _queue(erasure: Erasure, name: str) -> None:
    person = erasure.person
    with override(languages.django_code(languages.first_supported(person.language))):
        context = {
            "person": person,
            "until": moment_text(erasure.due_at, person.zone or ZoneInfo(settings.TIME_ZONE)),
            "undo_url": make_url(UNDO, erasure),
            "sign_in_url": settings.BASE_URL + reverse("account_login"),
        }
        mail = rendering.render(name, context)
    outbox.queue(
        Draft(
            dedupe_key=f"{name}:{erasure.pk}",
            kind=name,
            recipient=person,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            expires_at=erasure.due_at,
        )
    )
