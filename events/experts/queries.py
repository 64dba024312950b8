"""Search the directory of a programme, and read one entry. Each function runs a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models.search import compact, fold, matches_words, spellings_of_words
from events.models import Assignment, Contributor, Event, Expert, ExpertRating, Programme, Session, UnavailablePeriod

# Below this number of answers, an average says more about one reader than about the expert.
LEAST_RATINGS = 5
MOST_FOUND = 8  # of the list below a field


@dataclass(frozen=True)
class ExpertSearch:
    """What the list shows: all words, a language, a subject, and the people who are free in a period (both included)."""

    words: str = ""
    language: str = ""
    subject: str = ""
    free_from: date | None = None
    free_until: date | None = None

    @property
    def period(self) -> tuple[date, date] | None:
        if self.free_from is None:
            return None
        return self.free_from, max(self.free_from, self.free_until or self.free_from)


@dataclass(frozen=True)
class Average:
    """The mean of the ratings, and their number. The mean is None below LEAST_RATINGS."""

    number: int = 0
    mean: float | None = None

    @classmethod
    def of(cls, number: int, mean: float | None) -> "Average":
        return cls(number, round(mean, 1) if mean is not None and number >= LEAST_RATINGS else None)


@dataclass
class ExpertRow:
    """A row of the list. is_free: None if the search names no period."""

    expert: Expert
    last: Contributor | None = None
    average: Average = field(default_factory=Average)
    is_free: bool | None = None
    hits: frozenset[str] = frozenset()


def visible_experts(programme: Programme) -> QuerySet[Expert]:
    return Expert.objects.filter(programme=programme).select_related("country", "picture").defer("picture__jpeg")


def matching(experts: QuerySet[Expert], words: str) -> QuerySet[Expert]:
    """Return the experts whose name, name in local script, organisation, expertise, city or country has all words.

    Accents, capital letters and spaces do not matter."""
    wanted = matches_words(["search_text", "country__search_text"], words)
    return experts if wanted is None else experts.filter(wanted)


def find_experts(programme: Programme, search: ExpertSearch) -> list[ExpertRow]:
    """Return the rows of the list, by name. Four queries, or five with a period."""
    experts = matching(visible_experts(programme), search.words)
    if search.language:
        experts = experts.filter(languages__contains=search.language)
    if search.subject:
        experts = experts.filter(search_text__contains=fold(search.subject))
    found = list(experts.order_by("name", "pk"))
    if search.language:  # "es" is also a part of a longer code
        found = [one for one in found if search.language in one.language_codes]
    if search.subject:
        found = [one for one in found if search.subject in one.subjects]
    keys = [one.pk for one in found]
    busy = _busy(keys, *search.period) if search.period else None
    averages, last = averages_of(keys), _last_assignments(keys)
    words = [word for spellings in spellings_of_words(search.words) for word in spellings]
    return [
        ExpertRow(
            one,
            last.get(one.pk),
            averages.get(one.pk, Average()),
            None if busy is None else one.pk not in busy,
            frozenset(subject for subject in one.subjects if _is_hit(subject, words, search.subject)),
        )
        for one in found
        if busy is None or one.pk not in busy
    ]


def _is_hit(subject: str, words: Iterable[str], wanted: str) -> bool:
    return subject == wanted or any(word in compact(subject) for word in words if word)


def subjects_of(programme: Programme) -> list[tuple[str, int]]:
    """Return the subjects of a programme's experts with the number of experts, the most frequent first. One query."""
    rows = Expert.objects.filter(programme=programme).exclude(expertise="").values_list("expertise", flat=True)
    counts = Counter(line for row in rows for line in row.splitlines() if line)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].casefold()))


def languages_of(programme: Programme) -> list[str]:
    """Return the codes of the languages that a programme's experts speak. One query."""
    rows = Expert.objects.filter(programme=programme).exclude(languages="").values_list("languages", flat=True)
    return sorted({code for row in rows.distinct() for code in row.split()})


def averages_of(experts: Iterable[int]) -> dict[int, Average]:
    """Return the average rating of experts by their key. One query."""
    rows = ExpertRating.objects.filter(contributor__expert__in=list(experts)).order_by().values("contributor__expert")
    found = rows.annotate(number=Count("pk"), mean=Avg("score"))
    return {row["contributor__expert"]: Average.of(row["number"], row["mean"]) for row in found}


def _last_assignments(experts: Iterable[int]) -> dict[int, Contributor]:
    """Return the latest past assignment of each expert. One query."""
    rows = Contributor.objects.filter(expert__in=list(experts), session__event__ends_at__lt=now())
    rows = rows.not_declined().exclude(session__event__status__in=["draft", "cancelled"])
    found: dict[int, Contributor] = {}
    for row in rows.select_related("session__event").order_by("session__event__ends_at", "pk"):
        assert row.expert_id is not None  # noqa: S101 (for the type checker: the rows have one)
        found[row.expert_id] = row
    return found


def _busy(experts: list[int], first: date, last: date) -> set[int]:
    """Return the experts who have said that they cannot come on a day of the period, or have a session then. Two
    queries."""
    periods = UnavailablePeriod.objects.filter(expert__in=experts, starts_on__lte=last, ends_on__gte=first)
    away = set(periods.values_list("expert", flat=True))
    # A day begins and ends at other moments in each time zone: the sessions near the period are compared by local days.
    rows = Contributor.objects.filter(_takes_place(first, last), expert__in=experts).not_declined()
    for row in rows.select_related("session__event"):
        if _is_within(row.session, first, last) and row.expert_id is not None:
            away.add(row.expert_id)
    return away


def _takes_place(first: date, last: date) -> Q:
    margin = timedelta(days=1)
    return Q(
        session__starts_at__date__lte=last + margin,
        session__ends_at__date__gte=first - margin,
        session__event__status__in=[Event.Status.DRAFT, Event.Status.PUBLISHED],
    )


def _is_within(session: Session, first: date, last: date) -> bool:
    if session.starts_at is None or session.ends_at is None:
        return False
    starts, ends = _local_days(session.starts_at, session.ends_at, session)
    return starts <= last and ends >= first


def _local_days(starts_at: datetime, ends_at: datetime, session: Session) -> tuple[date, date]:
    # An end at midnight belongs to the day before.
    end = (ends_at - timedelta(microseconds=1)).astimezone(session.zone)
    return starts_at.astimezone(session.zone).date(), end.date()


@dataclass(frozen=True)
class PastAssignment:
    """What an expert did, or will do, in one session. own_rating: by the reader."""

    contributor: Contributor
    ratings: list[ExpertRating]
    own_rating: ExpertRating | None = None

    @property
    def event(self) -> Event:
        return self.contributor.session.event

    @property
    def average(self) -> Average:
        scores = [rating.score for rating in self.ratings]
        return Average.of(len(scores), sum(scores) / len(scores) if scores else None)


def assignments_of(expert: Expert, reader: int) -> list[PastAssignment]:
    """Return all assignments of an expert, the latest first, with the ratings. Two queries."""
    rows = expert.contributions.select_related("session__event__programme", "session__event__venue__country")
    found = list(rows.order_by("-session__event__starts_at", "session__starts_at", "pk"))
    ratings: dict[int, list[ExpertRating]] = {}
    for rating in ExpertRating.objects.filter(contributor__in=found).select_related("by"):
        ratings.setdefault(rating.contributor_id, []).append(rating)
    return [
        PastAssignment(
            row, ratings.get(row.pk, []), next((one for one in ratings.get(row.pk, []) if one.by_id == reader), None)
        )
        for row in found
    ]


def suggestions(programme: Programme, words: str) -> list[Expert]:
    """Return the experts that a user may mean who types these words into a field; none without words. One query."""
    if matches_words(["search_text"], words) is None:
        return []
    return list(
        matching(visible_experts(programme), words).select_related("person").order_by("name", "pk")[:MOST_FOUND]
    )


def unused_since(moment: datetime) -> QuerySet[Expert]:
    """Return the entries without any task or mission that nobody has changed since this time."""
    tasks = Contributor.objects.filter(expert=OuterRef("pk"))
    missions = Assignment.objects.filter(expert=OuterRef("pk"))
    return Expert.objects.filter(~Exists(tasks), ~Exists(missions), changed_at__lt=moment)


def public_sessions_of(expert: Expert) -> list[Contributor]:
    """Return the tasks of an expert in published events that they have not declined, the latest first. One query.

    The meetings of expert missions are never public."""
    rows = expert.contributions.not_declined().exclude(session__event__status=Event.Status.DRAFT)
    rows = rows.filter(session__event__mission__isnull=True)
    rows = rows.exclude(session__event__status=Event.Status.CANCELLED)
    found = rows.select_related("session__event", "slides").order_by("-session__starts_at", "pk")
    return list(found)
