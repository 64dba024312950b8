"""Attendance lists, and the results of evaluations."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models.search import fold
from events.models import Attendance, Evaluation, EvaluationGiven, Event, Registration, Session
from events.models.registration import owner_of_reference

# With fewer answers, a reader could guess who gave which.
MIN_EVALUATIONS = 3


@dataclass(frozen=True)
class AttendanceFilters:
    """session: attendance at this session; None means at the event. search: words of the name or the organisation,
    or a reference.
    is_present: only people who are, or are not, present; None means both."""

    session: Session | None = None
    search: str = ""
    is_present: bool | None = None


def expected(event: Event, filters: AttendanceFilters = AttendanceFilters()) -> QuerySet[Registration]:
    """Return the confirmed registrations of event by name, each with `was_there` and `since` (when it was checked in).

    For an optional session, return only those that have chosen it."""
    attended = Attendance.objects.filter(registration=OuterRef("pk"), session=filters.session)
    confirmed = event.registrations.confirmed()
    registrations = confirmed.annotate(was_there=Exists(attended), since=Subquery(attended.values("at")[:1]))
    if filters.session and filters.session.is_optional:
        registrations = registrations.filter(session_choices__session=filters.session)
    if words := fold(filters.search).split():
        registrations = registrations.filter(_has_words(words) | owner_of_reference(filters.search))
    if filters.is_present is not None:
        registrations = registrations.filter(was_there=filters.is_present)
    return registrations.select_related("person__organisation", "delegation__country").order_by("person__name", "pk")


def _has_words(words: Iterable[str]) -> Q:
    every = Q()
    for word in words:
        every &= Q(person__search_text__contains=word) | Q(person__organisation__search_text__contains=word)
    return every


def count(event: Event, session: Session | None = None) -> tuple[int, int]:
    """Return the number of people who were present, and of confirmed participants."""
    counts = expected(event, AttendanceFilters(session=session)).aggregate(
        present=Count("pk", filter=Q(was_there=True)), confirmed=Count("pk")
    )
    return counts["present"], counts["confirmed"]


@dataclass(frozen=True)
class Score:
    question: str
    mean: float | None
    answers: int


@dataclass(frozen=True)
class Results:
    """The results of an event's evaluation. There are no scores and texts if too few people have answered.

    given: the number of evaluations. asked: the number of people who could evaluate."""

    given: int
    asked: int
    scores: tuple[Score, ...] = ()
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def is_shown(self) -> bool:
        return self.given >= MIN_EVALUATIONS

    @property
    def percent(self) -> int:
        return round(100 * self.given / self.asked) if self.asked else 0


def results(event: Event) -> Results:
    """Return the results of event, in a fixed number of queries."""
    present, confirmed = count(event)
    given = EvaluationGiven.objects.filter(registration__event=event).count()
    if given < MIN_EVALUATIONS:
        return Results(given, present or confirmed)
    evaluations = Evaluation.objects.filter(event=event)
    names = Evaluation.SCORES
    numbers = evaluations.aggregate(
        **{f"{name}_mean": Avg(name) for name in names}, **{f"{name}_count": Count(name) for name in names}
    )
    scores = tuple(Score(question(name), numbers[f"{name}_mean"], numbers[f"{name}_count"]) for name in names)
    texts = tuple((question(name), _texts(evaluations, name)) for name in Evaluation.TEXTS)
    return Results(given, present or confirmed, scores, texts)


def question(name: str) -> str:
    """Return the question of a field of Evaluation."""
    return str(Evaluation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # none is a reverse relation


def _texts(evaluations: QuerySet[Evaluation], name: str) -> tuple[str, ...]:
    # Sorted by text, so that the order does not show which texts are by the same person.
    texts: Iterable[str] = evaluations.exclude(**{name: ""}).order_by(name).values_list(name, flat=True)
    return tuple(texts)
