"""Apply a filter to the registrations of an event, and read what can be filtered by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Replace

from accounts.models import Gender, User
from accounts.models.search import fold
from events.models import (
    Answer,
    Contributor,
    Delegation,
    Event,
    EventQuestion,
    Question,
    Registration,
    Session,
    SessionChoice,
)
from events.models.country import all_countries
from events.models.question import NO, YES
from events.models.registration import owner_of_reference
from events.participants.checks import found_by
from events.participants.registration_filter import (
    NOT_SAID,
    PersonCheck,
    RegisteredBy,
    RegistrationFilter,
    RequirementState,
)
from events.requirements import queries as requirements

Kind = Question.Kind
FILTERED_KINDS = (Kind.SINGLE, Kind.MULTIPLE, Kind.YES_NO, Kind.COUNTRY)
MOST_WHO_REGISTER = 60
SHORTEST_JOINED = 4
REQUIREMENTS = {
    RequirementState.UNCHECKED: requirements.not_checked,
    RequirementState.NOT_MET: requirements.not_met,
}
SEARCHED = Concat(
    "person__search_text",
    Value(" ", TextField()),
    Coalesce("person__organisation__search_text", Value("", TextField())),
    output_field=TextField(),
)


@dataclass(frozen=True)
class FilterLookups:
    """What the keys of a filter refer to in one event."""

    questions: Mapping[int, EventQuestion]
    checked: frozenset[int] = frozenset()  # what the check of the filter has found


def lookups_for(event: Event, wanted: RegistrationFilter) -> FilterLookups:
    """Read what the filter refers to: one query for questions, and up to four for a check."""
    keys = [answer.question for answer in wanted.answers]
    asked = EventQuestion.objects.filter(event=event).in_use().select_related("question")
    checked = found_by(PersonCheck(wanted.check), event) if wanted.check else frozenset()
    return FilterLookups(asked.in_bulk(keys) if keys else {}, checked)


def matching(event: Event, wanted: RegistrationFilter, lookups: FilterLookups | None = None) -> QuerySet[Registration]:
    """Return the registrations of event that the filter selects. The filter must not be outdated: see `is_outdated`.

    A caller that has already read the questions of the event passes them as lookups."""
    lookups = lookups or lookups_for(event, wanted)
    rows: QuerySet[Registration] = event.registrations.not_merged().filter(_is_checked(wanted, lookups)).order_by()
    exact: dict[str, str | int | None] = {
        "status": wanted.status,
        "person__country": wanted.country,
        "person__constituency": wanted.constituency,
        "person__gender": wanted.gender,
        "mode": wanted.mode,
        "funding": wanted.funding,
        "delegation": wanted.delegation,
    }
    rows = rows.filter(**{path: "" if value == NOT_SAID else value for path, value in exact.items() if value})
    if wanted.requirements:
        rows = rows.filter(REQUIREMENTS[RequirementState(wanted.requirements)](event))
    if wanted.session or wanted.track:
        rows = rows.filter(Exists(_choices(event, wanted)))
    if wanted.tags:
        tagged = Registration.tags.through.objects.filter(registration=OuterRef("pk"), tag__in=wanted.tags)
        rows = rows.filter(Exists(tagged))
    if isinstance(wanted.registered_by, RegisteredBy):
        rows = rows.filter(registered_by__isnull=wanted.registered_by == RegisteredBy.THEMSELVES)
    elif wanted.registered_by:
        rows = rows.filter(registered_by=wanted.registered_by)
    for answer in wanted.answers:
        rows = rows.filter(_has_answer(lookups.questions[answer.question], answer.value))
    if words := fold(wanted.search).split():
        rows = rows.alias(
            text=SEARCHED,
            joined=Replace(SEARCHED, Value(" ", TextField()), Value("", TextField()), output_field=TextField()),
        ).filter(_has_words(words) | owner_of_reference(wanted.search))
    return rows


def _is_checked(wanted: RegistrationFilter, lookups: FilterLookups) -> Q:
    return Q(pk__in=lookups.checked) if wanted.check else Q()


def _choices(event: Event, wanted: RegistrationFilter) -> QuerySet[SessionChoice]:
    """Return the choices by a registration of the session, or of a session of the track, that the filter names."""
    choices = SessionChoice.objects.filter(registration=OuterRef("pk"), session__event=event)
    if wanted.session:
        choices = choices.filter(session=wanted.session)
    return choices.filter(session__track=wanted.track) if wanted.track else choices


def _has_words(words: Sequence[str]) -> Q:
    """Return the condition that a person has all words, or is the owner of a reference.

    Spaces do not matter: "Hanoi" finds "Ha Noi", and "Ha Noi" finds "Hanoi"."""
    every = Q()
    for word in words:
        every &= Q(text__contains=word) | _joined(word) | Q(reference__istartswith=word)
    return every | _joined("".join(words))


def _joined(word: str) -> Q:
    # The ends of two neighbouring words often contain a short word by chance.
    return Q(joined__contains=word) if len(word) >= SHORTEST_JOINED else Q(pk__in=())


def _has_answer(asked: EventQuestion, value: str) -> Q:
    """Return the condition that a registration has this answer to a question. NOT_SAID means that it has none."""
    answers = Answer.objects.filter(registration=OuterRef("pk"), question=asked, value__isnull=False)
    if value == NOT_SAID:
        return ~Q(Exists(answers))
    if asked.question.kind == Kind.MULTIPLE:
        # The value is a list of choices. SQLite cannot search in JSON, so search in its text: no choice has a quote.
        answers = answers.alias(text=Cast("value", TextField())).filter(text__contains=f'"{value}"')
    elif asked.question.kind == Kind.YES_NO:
        answers = answers.filter(value=value == YES)
    else:
        answers = answers.filter(value=value)
    return Q(Exists(answers))


def is_outdated(event: Event, wanted: RegistrationFilter) -> bool:
    """Return whether event no longer has something that the filter names: a tag, a person, a session, a question, an answer.

    The filter then must not be applied: without that part it would select more people than its author wanted."""
    lookups = lookups_for(event, wanted)
    tags_left = event.programme.tags.filter(
        pk__in=wanted.tags, registrations__event=event, registrations__merged_into=None
    )
    return (
        (_is_named(wanted.country) and wanted.country not in dict(all_countries("en")))
        or (_is_named(wanted.gender) and wanted.gender not in Gender)
        or (bool(wanted.tags) and tags_left.distinct().count() < len(set(wanted.tags)))
        or (
            isinstance(wanted.registered_by, int)
            and not event.registrations.filter(registered_by=wanted.registered_by).exists()
        )
        or (wanted.session is not None and not event.sessions.filter(pk=wanted.session).exists())
        or (bool(wanted.track) and not event.sessions.filter(track=wanted.track).exists())
        or (wanted.delegation is not None and not event.delegations.filter(pk=wanted.delegation).exists())
        or _has_outdated_answer(wanted, lookups)
    )


def _is_named(value: str) -> bool:
    return value not in {"", NOT_SAID}


def _has_outdated_answer(wanted: RegistrationFilter, lookups: FilterLookups) -> bool:
    countries = countries_answered(lookups.questions.values())
    return any(
        answer.question not in lookups.questions
        or answer.value not in {NOT_SAID, *answers_offered(lookups.questions[answer.question], countries)}
        for answer in wanted.answers
    )


def answers_offered(asked: EventQuestion, countries: Mapping[int, Collection[str]]) -> Collection[str]:
    """Return the answers to a question by which registrations can be filtered.

    countries has the answers to each question about a country, by its key: see `countries_answered`."""
    match asked.question.kind:
        case Kind.COUNTRY:
            return countries[asked.pk]
        case Kind.YES_NO:
            return (YES, NO)
        case Kind.SINGLE | Kind.MULTIPLE:
            # Include the choices that are no longer offered: people have answered with them.
            return [choice["value"] for choice in asked.question.choices]
        case _:
            return ()


def countries_of_people(event: Event) -> set[str]:
    """Return the codes of the countries of the people registered for event."""
    return set(event.registrations.not_merged().order_by().values_list("person__country", flat=True).distinct())


@dataclass(frozen=True)
class TagCount:
    pk: int
    name: str
    count: int  # of the registrations of the event that have this tag


def tags(event: Event) -> list[TagCount]:
    """Return the tags of event's programme."""
    count = Count("registrations", filter=Q(registrations__event=event, registrations__merged_into=None))
    rows = event.programme.tags.annotate(count=count).order_by("name", "pk").values_list("pk", "name", "count")
    return [TagCount(*row) for row in rows]


def who_registered(event: Event) -> list[tuple[int, str]]:
    """Return the keys and names of the people who have registered others for event."""
    people = User.objects.filter(registered_others__event=event).order_by("name", "pk").distinct()
    return list(people.values_list("pk", "name")[:MOST_WHO_REGISTER])


def sessions(event: Event, *, with_contributors: bool) -> list[Session]:
    """Return the sessions of event that people can choose. with_contributors: and those that have a contributor."""
    wanted = Q(is_optional=True)
    if with_contributors:
        wanted |= Q(Exists(Contributor.objects.filter(session=OuterRef("pk"))))
    found = list(event.sessions.filter(wanted))
    for session in found:
        session.event = event  # for its time zone
    return found


def delegations(event: Event) -> list[Delegation]:
    """Return the delegations of event with their countries."""
    return list(event.delegations.select_related("country"))


def countries_answered(asked: Iterable[EventQuestion]) -> dict[int, set[str]]:
    """Return the codes of the countries in the answers to each question about a country, by the question's key."""
    keys = [question.pk for question in asked if question.question.kind == Kind.COUNTRY]
    countries: dict[int, set[str]] = {key: set() for key in keys}
    if keys:
        answers = Answer.objects.filter(question__in=keys, value__isnull=False).order_by()
        for key, value in answers.values_list("question", "value").distinct():
            countries[key].add(str(value))
    return countries
