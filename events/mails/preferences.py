"""Which mails that one can do without a person may get of the programmes that know them."""

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
    """Return news of each programme of whose events person is, was or may come to be a part, and the digest of who
    decides: two queries."""
    for programme in _programmes(person):
        yield Option(
            Refusal.What.NEWS,
            scope(programme),
            _("News of %(programme)s") % {"programme": programme.name},
            _("What its organisers write to many people at once, and is not about your own place."),
        )
    if people_who_may(Action.DECIDE_REGISTRATIONS).filter(pk=person.pk).exists():
        yield Option(
            Refusal.What.DIGEST,
            "",
            _("My morning mail"),
            _("Each morning at eight, on your clock, what needs you as an organiser; if nothing does, no mail comes."),
        )


def _programmes(person: User) -> list[Programme]:
    is_known = (
        Q(pk__in=person.registrations.values("event__programme"))
        | Q(events__sessions__contributors__person=person)
        | Q(events__delegations__focal_point=person)
    )
    return list(Programme.objects.filter(is_known).order_by("name", "pk").distinct())
