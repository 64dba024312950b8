"""Find people: who registered, who fills seats as a focal point, and who contributes to a session."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events.models import Contributor, Delegation, Registration
from events.models.country import country_names
from events.organise.search.hits import Hit, Search
from events.permissions import Action


def find_people(search: Search) -> list[Hit]:
    """Return people by their name, address and organisation, then contributors that have no registration."""
    people = _people(search)
    missing = search.limit + 1 - len(people)
    others = _contributors(search, people)[:missing] if missing > 0 else []
    countries = country_names()
    hits = [_person_hit(search, person, countries) for person in people]
    return hits + [_contributor_hit(search, contributor) for contributor in others]


def _people(search: Search) -> list[Any]:  # people, with what the query adds to them
    may_view = Q(event__programme__in=search.programmes[Action.VIEW_REGISTRATIONS], merged_into=None)
    may_nominate = Q(event__programme__in=search.programmes[Action.EDIT_EVENTS])
    registered = Registration.objects.filter(may_view, search.matches("person__search_text"))
    focal_points = Delegation.objects.filter(may_nominate, search.matches("focal_point__search_text"))
    keys = [*search.keys(registered, "person"), *search.keys(focal_points, "focal_point")]
    registrations = Registration.objects.filter(may_view, person=OuterRef("pk")).order_by("-event__starts_at", "-pk")
    delegations = Delegation.objects.filter(may_nominate, focal_point=OuterRef("pk")).order_by("-event__starts_at")
    rows = User.objects.order_by("name", "pk").annotate(
        registration=Subquery(registrations.values("pk")[:1]),
        event_slug=Subquery(registrations.values("event__slug")[:1]),
        event_title=Subquery(registrations.values("event__title")[:1]),
        event_count=_number_of(registrations),
        delegation_slug=Subquery(delegations.values("event__slug")[:1]),
    )
    return search.first_of(rows, keys)


def _number_of(registrations: QuerySet[Registration]) -> Coalesce:
    counted = registrations.order_by().values("person").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _contributors(search: Search, people: list[Any]) -> list[Contributor]:
    found = Contributor.objects.filter(
        search.matches("search_text"), session__event__programme__in=search.programmes[Action.VIEW_REGISTRATIONS]
    ).exclude(person__in=people)
    return search.first(Contributor.objects.select_related("session__event").order_by("name", "pk"), found)


def _person_hit(search: Search, person: Any, countries: dict[str, str]) -> Hit:
    if person.registration:
        url = reverse("participants:detail", args=[person.event_slug, person.registration])
    else:
        url = reverse("nominations:grid", args=[person.delegation_slug])
    count = person.event_count
    more = ngettext("%(count)d event", "%(count)d events", count) % {"count": count} if count > 1 else ""
    details = [
        _("Focal point") if person.delegation_slug else "",
        person.organisation_name,
        person.email if search.finds(person.email) else "",
        countries.get(person.country, ""),
        person.get_constituency_display(),
        more or person.event_title,
    ]
    return Hit(url, search.mark(person.full_name), search.details(details))


def _contributor_hit(search: Search, contributor: Contributor) -> Hit:
    event = contributor.session.event
    details = [contributor.get_role_display(), contributor.affiliation, contributor.session.title, event.title]
    url = f"{reverse('contributors:list', args=[event.slug])}#session-{contributor.session_id}"
    return Hit(url, search.mark(contributor.name), search.details(details))
