"""Queries of reports and actions of delegations. Each function makes a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from events.models import Country, Delegation, DelegationReport, Event, FollowUp, FollowUpChange, Registration
from events.travel.details import six_months_after

SIX_MONTHS = "6 months"  # the occasion of a FollowUpChange
NOT_BEGUN = "not_begun"


@dataclass(frozen=True)
class ActionRow:
    """An action, with the latest report on it. state: "done", "partly", NOT_BEGUN or "" if nobody has said."""

    action: FollowUp
    state: str
    why: str


@dataclass(frozen=True)
class ReportRow:
    """The report of a country on the team's page."""

    report: DelegationReport
    actions: list[ActionRow]
    is_late: bool


def countries_of(event: Event) -> list[str]:
    """Return the codes of the countries whose people have a confirmed place, in the order of their names. One query.

    People of no country's delegation, such as those whom the team has added, count for the country of their profile."""
    country = Coalesce("delegation__country", "person__country")
    codes = _reporting(event).annotate(report_country=country).values("report_country")
    return list(Country.objects.filter(pk__in=codes).order_by("name").values_list("pk", flat=True))


def possible_owners(event: Event, country: str) -> list[User]:
    """Return who can write the report of a country: its focal points, and its people with a place. One query."""
    delegations = Delegation.objects.filter(event=event, country=country)
    seated = _reporting(event).filter(_from(country))
    focal = Q(pk__in=delegations.values("focal_point")) | Q(pk__in=delegations.values("alternate__person"))
    people = User.objects.filter(focal | Q(pk__in=seated.values("person")), is_active=True)
    return list(people.order_by("name", "pk"))


def focal_points_of(event: Event, country: str) -> list[User]:
    """Return the active focal points of the delegations of a country, alternates too. One query."""
    delegations = Delegation.objects.filter(event=event, country=country)
    focal = Q(pk__in=delegations.values("focal_point")) | Q(pk__in=delegations.values("alternate__person"))
    return list(User.objects.filter(focal, is_active=True).order_by("pk"))


def usual_owner(event: Event, country: str) -> User | None:
    """Return the focal point of a country, or else its first person with a place. Two queries at most."""
    delegations = Delegation.objects.filter(event=event, country=country, focal_point__is_active=True)
    delegation = delegations.select_related("focal_point").order_by("pk").first()
    if delegation:
        return delegation.focal_point
    seated = _reporting(event).filter(_from(country)).select_related("person")
    first = seated.order_by("nomination__priority", "pk").first()
    return first.person if first else None


def _reporting(event: Event) -> QuerySet[Registration]:
    """Return the confirmed registrations but those of the country that is visited, unless a delegation has them.

    Such people come along from there, and have nothing to report at home."""
    at_home = Q(delegation__country=None, person__country=F("event__venue__country"))
    return event.registrations.confirmed().exclude(at_home)


def _from(country: str) -> Q:
    """Return the condition that a registration is of a country: of its delegation, else of the person's profile."""
    return Q(delegation__country=country) | Q(delegation__country=None, person__country=country)


def actions_of(report: DelegationReport) -> list[FollowUp]:
    """Return the actions of the delegations of a country, in the order of their numbers. One query."""
    rows = FollowUp.objects.filter(
        event=report.event_id, kind=FollowUp.Kind.ACTION, delegation__country=report.country_id
    )
    return list(rows.order_by("number"))


def action_rows(report: DelegationReport) -> list[ActionRow]:
    """Return the actions of a report with what was said about them. Two queries."""
    actions = actions_of(report)
    said = _latest_reports(actions)
    return [_action_row(action, said) for action in actions]


def is_fixed(actions: list[FollowUp]) -> bool:
    """Return whether anybody was asked about the actions, or has reported on them. One query."""
    return FollowUpChange.objects.filter(follow_up__in=actions).exists()


def report_rows(event: Event, today: date) -> list[ReportRow]:
    """Return the reports of event with their actions, in the order of the countries. Three queries."""
    reports = DelegationReport.objects.filter(event=event).select_related("country", "owner").order_by("country__name")
    actions = list(
        FollowUp.objects.filter(event=event, kind=FollowUp.Kind.ACTION).select_related("delegation").order_by("number")
    )
    said = _latest_reports(actions)
    by_country: defaultdict[str, list[ActionRow]] = defaultdict(list)
    for action in actions:
        if action.delegation and action.delegation.country_id:
            by_country[action.delegation.country_id].append(_action_row(action, said))
    rows = []
    for report in reports:
        report.event = event
        rows.append(ReportRow(report, by_country[report.country_id], report.is_late(today)))
    return rows


def six_months_on(event: Event) -> date | None:
    """Return the day on which the delegations are asked about their actions; None without a date."""
    return six_months_after(event.last_day) if event.last_day and event.is_dated else None


def _latest_reports(actions: list[FollowUp]) -> dict[int, FollowUpChange]:
    changes = FollowUpChange.objects.filter(follow_up__in=actions, asked_for="").order_by("at", "pk")
    return {change.follow_up_id: change for change in changes}


def _action_row(action: FollowUp, said: dict[int, FollowUpChange]) -> ActionRow:
    latest = said.get(action.pk)
    if action.status in {FollowUp.Status.DONE, FollowUp.Status.PARTLY}:
        state = str(action.status)
    else:
        state = NOT_BEGUN if latest else ""
    return ActionRow(action, state, latest.note if latest else "")
