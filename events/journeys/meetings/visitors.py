"""Who comes to a meeting. Health data and passports are never read here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Contributor, Event, Meeting, Registration, Session, StudyVisit
from events.models.country import country_names


@dataclass(frozen=True)
class Visitor:
    """One person who comes. country: in words, in the active language. is_on_team: comes with the visitors."""

    name: str
    position: str
    organisation: str
    country: str
    is_on_team: bool = False


@dataclass(frozen=True)
class GroupOfVisitors:
    """What a host may know of the group from the first question on. countries: in words, the most frequent first."""

    visitors: int
    team: int
    countries: tuple[str, ...]

    @property
    def number(self) -> int:
        return self.visitors + self.team


def visitors_of(session: Session) -> list[Visitor]:
    """Return who comes to a session: the confirmed participants by country, then our people. Three queries."""
    names = country_names()
    people = [visitor_of(registration, names) for registration in registrations_of(session)]
    return [*sorted(people, key=lambda one: (one.country, one.name)), *team_of(session)]


def registrations_of(session: Session) -> QuerySet[Registration]:
    """Return the confirmed participants who come to a session in person, with their people and countries."""
    confirmed = _in_person(session.event)
    if session.is_optional:
        confirmed = confirmed.filter(session_choices__session=session)
    return confirmed.select_related("person", "delegation__country")


def _in_person(event: Event) -> QuerySet[Registration]:
    return event.registrations.confirmed().exclude(mode=Registration.Mode.ONLINE)


def visitor_of(registration: Registration, names: Mapping[str, str]) -> Visitor:
    """Return what the list of names has of a participant. names: country_names()."""
    person, country = registration.person, registration.delegation.country if registration.delegation else None
    code = country.iso2 if country else person.country
    # Not full_name: without a name it is the email address.
    name = " ".join(filter(None, [person.honorific, person.name]))
    return Visitor(name, person.position, person.organisation_name, names.get(code, code))


def team_of(session: Session) -> list[Visitor]:
    """Return our people in a session: its contributors, without those of the host and those who have declined; and the
    tour leader, who comes with the group to each session that is for all. Four queries at most."""
    contributors = Contributor.objects.filter(session=session)
    rows = list(contributors.exclude(role=Contributor.Role.HOST).not_declined().order_by("pk"))
    team = [Visitor(row.name, str(row.get_role_display()), row.affiliation, "", is_on_team=True) for row in rows]
    leader = None if session.is_optional else _tour_leader(session)
    if leader is None or leader.pk in {row.person_id for row in rows}:
        return team
    return [Visitor(leader.full_name, _("Tour leader"), leader.organisation_name, "", is_on_team=True), *team]


def _tour_leader(session: Session) -> User | None:
    """Return the tour leader who comes to a session, unless they are a participant or have declined. Two queries at most."""
    visit = StudyVisit.objects.filter(event=session.event_id).select_related("tour_leader").first()
    leader = visit.tour_leader if visit else None
    if leader is None or not leader.is_active:
        return None
    declined = Contributor.objects.filter(session=session, invitation=Contributor.Invitation.DECLINED, person=leader)
    return None if declined.exists() or _in_person(session.event).filter(person=leader).exists() else leader


def group_of(meeting: Meeting) -> GroupOfVisitors:
    """Return the size of the group and its countries."""
    people = visitors_of(meeting.session)
    countries = Counter(one.country for one in people if one.country)
    ordered = sorted(countries, key=lambda name: (-countries[name], name))
    team = sum(one.is_on_team for one in people)
    return GroupOfVisitors(len(people) - team, team, tuple(ordered))


def number_of_visitors(event: Event) -> int:
    """Return the number of confirmed participants who come in person. One query."""
    return _in_person(event).count()


def people_by_country(event: Event) -> list[tuple[str, list[Visitor]]]:
    """Return the participants who come in person, by country, with their job titles. Two queries."""
    confirmed = _in_person(event).select_related("person", "delegation__country")
    names = country_names()
    people = [visitor_of(registration, names) for registration in confirmed]
    ordered = sorted(people, key=lambda one: (one.country, one.name))
    return [(country, list(group)) for country, group in groupby(ordered, key=lambda one: one.country)]
