"""What kitchens and hosts need to know of the visitors: diets, allergies and access, as numbers and words without names.

A diet is what the traveller has chosen with the travel details, else their answer to a question of the event about diets.
Choices are counted. What people write in their own words is not read: it is listed as it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from events.models import Answer, Event, Question, RoomStay
from events.questions.descriptions import describe_answer
from events.study_visits.travellers import VisitTraveller
from events.travel.diets import Diet
from events.travel.emergency import readable_emergency

DIET_SLUGS = ("dietary", "diet", "dietary-needs")
ACCESS_SLUGS = ("access", "accessibility")
# The choices of a question that mean "none", in the languages of mails. Other words for it are counted as they are.
NO_NEEDS = frozenset({
    "none", "no", "no special diet", "no special needs", "aucun", "aucune", "aucun régime", "aucun régime particulier", "non",
    "không", "không có", "không kiêng", "không có yêu cầu đặc biệt", "",
})  # fmt: skip


@dataclass(frozen=True)
class MealCounts:
    """diets, allergies: in words, with the number of people. words: diets in the words of people, with their number.

    without: people who have neither. step_free: people who need access without stairs. with_words: people who have written
    needs in their registration."""

    diets: list[tuple[str, int]]
    words: list[tuple[str, int]]
    without: int
    allergies: list[tuple[str, int]]
    step_free: int
    with_words: int

    @property
    def all_diets(self) -> list[tuple[str, int]]:
        return [*self.diets, *self.words]


@dataclass(frozen=True)
class _Diet:
    """The diet of one person: the labels of choices, or their own words."""

    choices: tuple[str, ...] = ()
    words: str = ""


def meal_counts(event: Event, travellers: dict[int, VisitTraveller], stays: Iterable[RoomStay]) -> MealCounts:
    """Return the diets, allergies and access needs of the participants. Two queries."""
    participants = [one.registration for one in travellers.values() if one.registration]
    asked, access = _answers_to(event, DIET_SLUGS), _answers_to(event, ACCESS_SLUGS)
    step_free = {stay.person_id for stay in stays if stay.room_type == RoomStay.RoomType.ACCESSIBLE}
    counts, words, allergies = Counter[str](), Counter[str](), Counter[str]()
    without = 0
    for registration in participants:
        data = readable_emergency(registration)
        diet = _chosen(data.diet, data.diet_words) if data.diet in Diet.values else asked.get(registration.pk, _Diet())
        counts.update(diet.choices)
        words.update(filter(None, [diet.words]))
        allergies.update(filter(None, [data.allergy]))
        without += not (diet.choices or diet.words or data.allergy)
        if registration.pk in access and access[registration.pk] != _Diet():
            step_free.add(registration.person_id)
    return MealCounts(
        sorted(counts.items()),
        sorted(words.items()),
        without,
        sorted(allergies.items()),
        len(step_free),
        sum(bool(registration.needs) for registration in participants),
    )


def _chosen(diet: str, words: str) -> _Diet:
    """Return the diet of the travel details."""
    if diet == Diet.OTHER:
        return _Diet(words=words or str(Diet.OTHER.label))
    return _Diet() if diet == Diet.NONE else _Diet((str(Diet(diet).label),), words)


def _answers_to(event: Event, slugs: Iterable[str]) -> dict[int, _Diet]:
    """Return the answers to the questions of the event with one of these keys, by registration. One query."""
    rows = Answer.objects.filter(
        registration__event=event, question__question__slug__in=list(slugs), value__isnull=False
    ).exclude(question__question__kind__in=[Question.Kind.FILE, Question.Kind.COUNTRY])
    found = {}
    for row in rows.select_related("question__question"):
        if row.value:
            found[row.registration_id] = _answer(row.question.question, row.value)
    return found


def _answer(question: Question, value: Any) -> _Diet:
    if question.kind not in Question.CHOICE_KINDS:
        return _Diet(words=describe_answer(question, value, {}))
    chosen = value if isinstance(value, list) else [value]
    labels = [describe_answer(question, one, {}) for one in chosen]
    return _Diet(tuple(label for label in labels if label.casefold() not in NO_NEEDS))
