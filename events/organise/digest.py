"""The daily morning mail to organisers: the work list of their workspace. It is sent if something in it is pressing."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from accounts import languages
from accounts.models import User
from events.organise.work import queries as work
from events.permissions import Action, people_who_may
from notifications.mail import rendering
from notifications.models import Message, Refusal
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft
from notifications.preferences import links
from notifications.preferences.queries import optional_key, people_refusing

KIND = OPTIONAL = "digest"
# Local times between which the mail is sent. The range is wide because the worker may be stopped for some hours.
MOST = 100  # items of one mail; the workspace shows the others
FROM, UNTIL = time(8), time(12)


@transaction.atomic
def send_due() -> int:
    """Queue the mail of each organiser whose local time is in the morning. Return the number of mails.

    This function is safe to run twice and at the same time: the key of a mail has the person and their local day."""
    mornings = {key: (person, today) for key, person, today in _in_their_morning(now())}
    done = set(Message.objects.filter(dedupe_key__in=mornings).values_list("dedupe_key", flat=True))
    people = {person.pk for person, _today in mornings.values()}
    refusing = people_refusing(people, Refusal.What.DIGEST, "") if people else set()
    drafts = (
        _draft(key, person, today)
        for key, (person, today) in mornings.items()
        if key not in done and person.pk not in refusing
    )
    return outbox.queue(*filter(None, drafts))


def zone_of(person: User) -> ZoneInfo:
    """Return the time zone of the person, or that of the site if the person has none."""
    return person.zone or ZoneInfo(settings.TIME_ZONE)


def _in_their_morning(moment: datetime) -> Iterator[tuple[str, User, date]]:
    for person in people_who_may(Action.DECIDE_REGISTRATIONS):
        local = moment.astimezone(zone_of(person))
        if FROM <= local.time() < UNTIL:
            yield f"{KIND}:{person.pk}:{local:%Y-%m-%d}", person, local.date()


def _draft(key: str, person: User, today: date) -> Draft | None:
    with override(languages.django_code(languages.first_supported(person.language))):
        items = work.work_list(person, zone_of(person), action=Action.DECIDE_REGISTRATIONS)
        if not any(item.is_pressing for item in items):
            return None
        context = {
            "person": person,
            "groups": list(work.by_urgency(work.with_events(items[:MOST]))),
            "left_out": max(len(items) - MOST, 0),
            "base_url": settings.BASE_URL,
            "workspace_url": settings.BASE_URL + reverse("organise:home"),
            "refuse_url": links.make_link(person, person.email, optional_key(OPTIONAL)),
        }
        mail = rendering.render(KIND, context)
    return Draft(
        dedupe_key=key,
        kind=KIND,
        recipient=person,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        optional=optional_key(OPTIONAL),
        expires_at=datetime.combine(today + timedelta(days=1), time(), zone_of(person)),
    )
