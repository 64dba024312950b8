"""Who was there, and what people say."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from accounts.models.search import fold
from events.models import Attendance, Evaluation, EvaluationGiven, Event, Session

# Of fewer answers one could tell whose they are.
MIN_EVALUATIONS = 3


def expected(event: Event, *, session: Session | None = None, words: str = "", there: bool | None = None) -> QuerySet:
    """Return the registrations with a place, by name, each with `was_there`; found by words, or by being there.

    Of a session that people choose, those who chose it."""
    present = Attendance.objects.filter(registration=OuterRef("pk"), session=session)
    found = event.registrations.confirmed().annotate(was_there=Exists(present), since=present.values("at")[:1])
    if session and session.is_optional:
        found = found.filter(session_choices__session=session)
    for word in fold(words).split():
        found = found.filter(
            Q(person__search_text__contains=word) | Q(person__organisation__search_text__contains=word)
        )
    if there is not None:
        found = found.filter(was_there=there)
    return found.select_related("person__organisation", "delegation__country").order_by("person__name", "pk")


def count(event: Event, session: Session | None = None) -> tuple[int, int]:
    """Return how many were there, of how many with a place."""
    found = expected(event, session=session).aggregate(there=Count("pk", filter=Q(was_there=True)), places=Count("pk"))
    return found["there"], found["places"]


@dataclass(frozen=True)
class Score:
    question: str
    mean: float | None
    answers: int


@dataclass(frozen=True)
class Results:
    """What people say of an event: nothing but numbers while too few have answered to stay unknown."""

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
    """Return what people say of event, in a fixed number of queries."""
    there, places = count(event)
    given = EvaluationGiven.objects.filter(registration__event=event).count()
    if given < MIN_EVALUATIONS:
        return Results(given, there or places)
    said = Evaluation.objects.filter(event=event)
    names = Evaluation.SCORES
    found = said.aggregate(
        **{f"{name}_mean": Avg(name) for name in names}, **{f"{name}_count": Count(name) for name in names}
    )
    scores = tuple(Score(question(name), found[f"{name}_mean"], found[f"{name}_count"]) for name in names)
    texts = tuple((question(name), _texts(said, name)) for name in Evaluation.TEXTS)
    return Results(given, there or places, scores, texts)


def question(name: str) -> str:
    """Return what a field of an Evaluation asks."""
    return str(Evaluation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _texts(said: QuerySet[Evaluation], name: str) -> tuple[str, ...]:
    # By what they say: two texts of one person do not stand in one place of the two lists.
    texts: Iterable[str] = said.exclude(**{name: ""}).order_by(name).values_list(name, flat=True)
    return tuple(texts)
