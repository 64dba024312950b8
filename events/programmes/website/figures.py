"""The figures that a team releases for the public. They are computed from the records, and nobody can type them."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Gender, User
from events.models import Country, Event, Programme, Registration, ReleasedFigures
from events.programmes import history
from events.programmes.history import What

LEAST_FOR_SHARE = 10  # with fewer people, a share could tell something about one of them


def compute_figures(programme: Programme) -> ReleasedFigures:
    """Return the present figures of programme, not saved. Three queries.

    Events: all that the public lists, without cancelled ones. Countries: where they took place, that took part, or that the
    programme targets. Participants: different people with a confirmed registration of an event that is over. The share of
    women is counted among those who state their gender."""
    events = Event.objects.listed().filter(programme=programme).exclude(status=Event.Status.CANCELLED).order_by()
    keys = events.values("pk")
    places = Q(venues__events__in=keys) | Q(events__in=keys) | Q(programmes=programme)
    over = Registration.objects.confirmed().filter(event__in=events.past().order_by().values("pk"))
    people = User.objects.filter(pk__in=over.values("person")).aggregate(
        number=Count("pk"),
        women=Count("pk", filter=Q(gender=Gender.WOMAN)),
        stated=Count("pk", filter=~Q(gender__in=["", Gender.UNDISCLOSED])),
    )
    share = round(100 * people["women"] / people["stated"]) if people["stated"] >= LEAST_FOR_SHARE else None
    return ReleasedFigures(
        programme=programme,
        events=events.count(),
        countries=Country.objects.filter(places).distinct().count(),
        participants=people["number"] or None,
        women_percent=share,
        computed_at=now(),
    )


@transaction.atomic
def release_figures(programme: Programme, *, by: User | None) -> ReleasedFigures:
    """Compute the figures of programme, and show them to the public in place of earlier ones."""
    programme = history.lock(programme)
    figures = compute_figures(programme)
    figures.released_by = by
    ReleasedFigures.objects.filter(programme=programme).delete()
    figures.save(force_insert=True)
    day = date_format(figures.computed_at, "j F Y")
    history.record(programme, What.SETTINGS, [_("Figures of %(day)s released") % {"day": day}], by=by)
    return figures


@transaction.atomic
def withdraw_figures(programme: Programme, *, by: User) -> None:
    """Show no figures to the public."""
    programme = history.lock(programme)
    if ReleasedFigures.objects.filter(programme=programme).delete()[0]:
        history.record(programme, What.SETTINGS, [_("Figures withdrawn")], by=by)
