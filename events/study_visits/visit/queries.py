"""Queries of the overview of a study visit. Each function makes a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from events.models import (
    Contributor,
    DelegationReport,
    Event,
    FollowUp,
    Meeting,
    Registration,
    StudyVisit,
    TravellerFile,
)
from events.study_visits import public
from events.study_visits.stages import VisitFacts

PAPERS_DONE = (TravellerFile.Visa.NOT_NEEDED, TravellerFile.Visa.GRANTED)
NO_VISIT = (Meeting.Status.DECLINED, Meeting.Status.CANCELLED)


@dataclass(frozen=True)
class VisitCounts:
    """The numbers of the overview."""

    hosts: int
    hosts_confirmed: int
    travellers: int
    papers_missing: int


def visit_of(event: Event) -> StudyVisit:
    """Return the visit of event, with its tour leader. An unsaved one if nobody has written anything."""
    visit = StudyVisit.objects.select_related("tour_leader").filter(event=event).first()
    visit = visit or StudyVisit(event=event)
    visit.event = event
    return visit


def possible_leaders(event: Event) -> QuerySet[User]:
    """Return the people who can lead the visit: the team, and the contributors who have an account."""
    contributors = Contributor.objects.filter(session__event=event, person__isnull=False).order_by().values("person")
    people = event.programme.team.order_by().values("person").union(contributors)
    return User.objects.filter(pk__in=people, is_active=True).order_by("name", "pk")


def facts_and_counts(event: Event) -> tuple[VisitFacts, VisitCounts]:
    """Return what the stage depends on, and the numbers of the overview. Four queries."""
    asked = ~Q(status=Meeting.Status.IDEA)
    hosts = (
        Meeting.objects.filter(session__event=event)
        .exclude(status__in=NO_VISIT)
        .aggregate(all=Count("pk"), asked=Count("pk", asked), confirmed=Count("pk", Q(status__in=public.CONFIRMED)))
    )
    people = event.registrations.confirmed().aggregate(
        all=Count("pk"), done=Count("pk", Q(traveller_file__visa__in=PAPERS_DONE))
    )
    reports = DelegationReport.objects.filter(event=event).aggregate(received=Count("received_on"))
    actions = FollowUp.objects.filter(event=event, kind=FollowUp.Kind.ACTION).unfinished().count()
    countries = _countries(event)
    facts = VisitFacts.of(
        event,
        hosts=hosts["all"],
        hosts_asked=hosts["asked"],
        hosts_confirmed=hosts["confirmed"],
        people=people["all"],
        reports=countries,
        reports_received=reports["received"],
        actions_open=actions,
    )
    missing = people["all"] - people["done"]
    return facts, VisitCounts(hosts["all"], hosts["confirmed"], people["all"], missing)


def _countries(event: Event) -> int:
    """Return the number of countries whose people have a confirmed seat."""
    confirmed = Registration.objects.filter(event=event).confirmed()
    return confirmed.aggregate(all=Count("delegation__country", distinct=True))["all"]
