"""Who has completed their details, what is missing still, and what the organisers should look at."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import now

from events.mails import sender
from events.models import Answer, Event, EventQuestion, KeyChange, Registration, ReminderAudience
from events.questions import conditions
from events.travel import encryption
from events.travel.details import TravelFacts
from events.travel.encryption import DecryptionError
from notifications.models import Message

Stage, Status = EventQuestion.Stage, Registration.Status
REMINDER = "details_reminder"


@dataclass(frozen=True)
class Traveller:
    """Somebody with a place, and how far their details are."""

    registration: Registration
    travels: bool  # whether travel details are asked of them
    facts: TravelFacts
    is_unreadable: bool = False  # sealed with keys that this installation has not
    missing: list[str] = field(default_factory=list)  # in words
    changes: list[KeyChange] = field(default_factory=list)  # that nobody has seen

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.is_unreadable

    @property
    def expires_early(self) -> bool:
        return self.facts.expires_early(self.registration.event)

    @property
    def is_to_look_at(self) -> bool:
        return bool(self.changes) or self.is_unreadable or self.expires_early


def may_change(registration: Registration) -> bool:
    """Say whether the person may fill in their details: they have a place, and the event has not begun."""
    return registration.status == Status.CONFIRMED and is_open(registration.event)


def is_open(event: Event) -> bool:
    """Say whether details for event may still be given."""
    has_begun = event.is_dated and event.starts_at is not None and event.starts_at <= now()
    return event.is_ahead and (event.status == Event.Status.POSTPONED or not has_begun)


def travels(registration: Registration) -> bool:
    """Say whether travel details are asked of this person: not of those who take part online."""
    event = registration.event
    return (
        event.asks_travel
        and event.mode != Event.Mode.ONLINE
        and (event.mode != Event.Mode.HYBRID or registration.mode == Registration.Mode.IN_PERSON)
    )


def asked_of(event: Event) -> QuerySet[EventQuestion]:
    return EventQuestion.objects.filter(event=event, stage=Stage.CONFIRMED).asked()


def facts_of(registration: Registration) -> TravelFacts:
    """Return what the person has told for their journey, nothing if they have told nothing yet. Raises CannotRead."""
    kept = getattr(registration, "travel", None)
    return TravelFacts.from_json(encryption.decrypt(kept.sealed)) if kept else TravelFacts()


def earlier_answers(registration: Registration) -> dict[int, set[str]]:
    """Return what the person answered when they registered, as other questions depend on it."""
    found = Answer.objects.filter(registration=registration, question__stage=Stage.REGISTRATION, value__isnull=False)
    return {answer.question_id: conditions.tokens(answer.value) for answer in found}


def traveller(registration: Registration) -> Traveller:
    """Return how far one person is; the same as everybody's in travellers()."""
    of_them = Registration.objects.filter(pk=registration.pk)
    return next(iter(_travellers(registration.event, of_them)))


def travellers(event: Event) -> list[Traveller]:
    """Return everybody with a place, by name, in a fixed number of queries."""
    return _travellers(event, event.registrations.confirmed())


def to_remind(event: Event, everybody: list[Traveller] | None = None) -> list[Traveller]:
    """Return the people with missing details who have not been reminded of them today, by the team or by a rule.

    everybody: the result of travellers(), if the caller has it already."""
    if not is_open(event):
        return []
    reminded = _reminded_today(event, {REMINDER, *ReminderAudience.DETAILS.traits.mails})
    return [
        traveller
        for traveller in (travellers(event) if everybody is None else everybody)
        if traveller.missing and traveller.registration.person_id not in reminded
    ]


def reminded_by_hand_today(event: Event) -> set[int]:
    """Return the keys of the people whom the team has reminded of missing details today, in the event's time zone."""
    return _reminded_today(event, {REMINDER})


def _reminded_today(event: Event, mails: Collection[str]) -> set[int]:
    midnight = now().astimezone(event.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Message.objects.filter(topic=sender.topic(event), kind__in=mails, created_at__gte=midnight)
    return {pk for pk in sent.values_list("recipient", flat=True) if pk is not None}


def reminder_key(registration: Registration) -> str:
    """Return the dedupe key of a reminder by the team: one for each registration and day of the event's time zone."""
    today = now().astimezone(registration.event.zone).date()
    return f"{REMINDER}:{registration.pk}:{today.isoformat()}"


def _travellers(event: Event, registrations: QuerySet[Registration]) -> list[Traveller]:
    unseen = Prefetch("key_changes", KeyChange.objects.filter(seen_at=None), to_attr="unseen_changes")
    found = list(
        registrations.select_related("person__organisation", "travel", "delegation__country")
        .prefetch_related(unseen)
        .order_by("person__name", "pk")
    )
    unanswered = _unanswered(event, found)
    return [_one(event, registration, unanswered.get(registration.pk, [])) for registration in found]


def _one(event: Event, registration: Registration, unanswered: list[str]) -> Traveller:
    registration.event = event
    found = Traveller(
        registration,
        travels(registration),
        TravelFacts(),
        changes=registration.unseen_changes,  # type: ignore[attr-defined]
    )
    missing: list[str] = []
    if found.travels:
        try:
            found = replace(found, facts=facts_of(registration))
        except DecryptionError:
            return replace(found, is_unreadable=True, missing=unanswered)
        missing = [str(TravelFacts.LABELS[name]) for name in found.facts.missing()]
    return replace(found, missing=[*missing, *unanswered])


def _unanswered(event: Event, registrations: Collection[Registration]) -> dict[int, list[str]]:
    """Return, by key of the registration, what must be answered after confirmation and is not: two queries at most."""
    questions = list(asked_of(event).select_related("question"))
    if not any(asked.is_required for asked in questions):
        return {}
    given = _answers(registrations)
    found = {}
    for registration in registrations:
        answers = given[registration.pk]
        about = conditions.of_person(event, registration.person, registration.mode)
        applying = conditions.applicable(questions, about, answers, answers)
        found[registration.pk] = [
            asked.question.label
            for asked in questions
            if asked.is_required and asked.pk in applying and asked.pk not in answers
        ]
    return found


def _answers(registrations: Iterable[Registration]) -> dict[int, dict[int, set[str]]]:
    keys = [registration.pk for registration in registrations]
    rows = Answer.objects.filter(registration__in=keys, value__isnull=False)
    found: dict[int, dict[int, set[str]]] = defaultdict(dict)
    for registration, question, value in rows.values_list("registration", "question", "value"):
        found[registration][question] = conditions.tokens(value)
    return found
