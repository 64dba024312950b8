"""Services that change the data of a study visit. Each is one transaction that locks the event."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from events.calendars.services import touch_feeds
from events.models import Event, StudyVisit
from events.registration import transitions
from events.study_visits import public
from events.study_visits.errors import InvalidTourLeaderError, NotAStudyVisitError
from events.study_visits.visit.queries import possible_leaders


@transaction.atomic
def edit_visit(event: Event, *, tour_leader: User | None, **texts: str) -> StudyVisit:
    """Save what the team has written about the visit. texts are fields of StudyVisit.

    Raise NotAStudyVisitError, and InvalidTourLeaderError for a person who is neither on the team nor a contributor."""
    visit = lock_visit(event)
    if (
        tour_leader
        and tour_leader != visit.tour_leader
        and not possible_leaders(event).filter(pk=tour_leader.pk).exists()
    ):
        raise InvalidTourLeaderError
    visit.tour_leader = tour_leader
    for name, text in texts.items():
        setattr(visit, name, text)
    visit.save(update_fields=["tour_leader", *texts])
    return visit


@transaction.atomic
def choose_public_fields(event: Event, chosen: Sequence[str]) -> StudyVisit:
    """Set the parts that the public sees, by their names in public.FIELDS. Raise NotAStudyVisitError."""
    visit = lock_visit(event)
    public.FIELDS.give(visit, chosen)
    visit.has_public_days = "days" in visit.public_fields
    visit.save(update_fields=["public_fields", "is_listed", "has_public_days"])
    touch_feeds()
    return visit


def lock_visit(event: Event) -> StudyVisit:
    """Lock the event; return its visit, which is created at the first use. Raise NotAStudyVisitError."""
    event = transitions.lock_event(event)
    if event.kind != Event.Kind.STUDY_VISIT:
        raise NotAStudyVisitError
    visit, _is_new = StudyVisit.objects.get_or_create(event=event)
    visit.event = event
    return visit
