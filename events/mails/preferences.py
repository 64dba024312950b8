"""The optional mails that a person can turn off: news of their programmes, and the daily digest."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from events.mails.context import scope
from events.models import Programme
from events.permissions import Action, people_who_may
from notifications.models import Refusal
from notifications.preferences.choices import Option


def options(person: User) -> Iterator[Option]:
    """Yield the optional mails of person, in two queries.

    These are the news of each programme in which they have registered, contribute or are a focal point, and the digest
    for people who decide on registrations."""
    for programme in _programmes(person):
        yield Option(
            Refusal.What.NEWS,
            scope(programme),
            _("News of %(programme)s") % {"programme": programme.name},
            _("News that the organisers send to many people, and that is not about your own registration."),
        )
    if people_who_may(Action.DECIDE_REGISTRATIONS).filter(pk=person.pk).exists():
        yield Option(
            Refusal.What.DIGEST,
            "",
            _("My daily digest"),
            _("Your tasks as an organiser, each morning at eight in your time zone. It is not sent if there are none."),
        )


def _programmes(person: User) -> list[Programme]:
    is_known = (
        Q(pk__in=person.registrations.values("event__programme"))
        | Q(events__sessions__contributors__person=person)
        | Q(events__delegations__focal_point=person)
        | Q(events__delegations__alternate__person=person)
    )
    return list(Programme.objects.filter(is_known).order_by("name", "pk").distinct())
