"""Who travels for an event, and which of its sessions each of them attends."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Assignment, Contributor, Event, Registration, SessionChoice, StudyVisit
from events.models.country import country_names

TRAVELLING = (Assignment.Status.SELECTED, Assignment.Status.AGREED, Assignment.Status.COMPLETED)


@dataclass(frozen=True)
class EventTraveller:
    """A person who can be on the legs of an event. group: the country, or the role, by which lists sort people.

    attends_all: whether all sessions are for this person, except optional ones that they did not choose.
    tasks: the keys of sessions to which they contribute. chosen: those of optional sessions."""

    person: User
    group: str
    attends_all: bool = False
    tasks: frozenset[int] = field(default_factory=frozenset)
    chosen: frozenset[int] = field(default_factory=frozenset)

    def attends(self, session: int, *, is_optional: bool) -> bool:
        """Return whether a session, by its key, is for this person."""
        if session in self.tasks or session in self.chosen:
            return True
        return self.attends_all and not is_optional


def travellers_of(event: Event) -> dict[int, EventTraveller]:
    """Return the travellers of event by the key of the person, sorted by group and then by name. Six queries.

    They are the people with a confirmed registration, the experts who were selected, the contributors with an account,
    and the tour leader."""
    confirmed = event.registrations.filter(status=Registration.Status.CONFIRMED, person__is_active=True)
    tasks: defaultdict[int, set[int]] = defaultdict(set)
    groups: dict[User, str] = {}
    attends_all: set[int] = set()
    names = country_names()
    for registration in confirmed.select_related("person", "delegation__country"):
        country = registration.delegation.country if registration.delegation else None
        code = country.iso2 if country else registration.person.country
        groups[registration.person] = names.get(code, code)
        attends_all.add(registration.person.pk)
    visit = StudyVisit.objects.filter(event=event, tour_leader__is_active=True).select_related("tour_leader").first()
    if visit and visit.tour_leader:
        groups.setdefault(visit.tour_leader, _("Tour leader"))
        attends_all.add(visit.tour_leader.pk)
    assignments = Assignment.objects.filter(
        mission__event=event, status__in=TRAVELLING, expert__person__is_active=True
    ).select_related("expert__person")
    for assignment in assignments:
        assert assignment.expert.person  # noqa: S101 (for the type checker: the filter needs it)
        groups.setdefault(assignment.expert.person, str(assignment.get_role_display()))
    rows = Contributor.objects.filter(session__event=event, person__is_active=True).not_declined()
    for row in rows.select_related("person").order_by("pk"):
        assert row.person  # noqa: S101 (same reason)
        groups.setdefault(row.person, str(row.get_role_display()))
        tasks[row.person.pk].add(row.session_id)
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    choices = SessionChoice.objects.filter(registration__in=confirmed).values_list("registration__person", "session")
    for person_key, session in choices:
        chosen[person_key].add(session)
    ordered = sorted(groups.items(), key=lambda pair: (pair[1], pair[0].full_name, pair[0].pk))
    return {
        person.pk: EventTraveller(
            person,
            group,
            person.pk in attends_all,
            frozenset(tasks.get(person.pk, ())),
            frozenset(chosen.get(person.pk, ())),
        )
        for person, group in ordered
    }
