"""Queries for travel details: what people have entered, what is missing, and what organisers must review."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import now

from accounts import encryption
from accounts.encryption import DecryptionError
from events.mails import sender
from events.models import Answer, Event, EventQuestion, KeyChange, Meeting, Registration, ReminderAudience
from events.questions.conditions import applicable_questions, condition_values, respondent_for
from events.travel import emergency
from events.travel.details import TravelData
from notifications.models import Message

Stage, Status = EventQuestion.Stage, Registration.Status
REMINDER = "details_reminder"


@dataclass(frozen=True)
class Traveller:
    """A person with a place, and the state of their details."""

    registration: Registration
    needs_travel_data: bool  # see asks_travel_data()
    travel_data: TravelData
    is_unreadable: bool = False  # encrypted with a key that this installation does not have
    missing: list[str] = field(default_factory=list)  # labels of fields and questions
    changes: list[KeyChange] = field(default_factory=list)  # not marked as seen yet

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.is_unreadable

    @property
    def expires_early(self) -> bool:
        return self.travel_data.expires_early(self.registration.event)

    @property
    def needs_review(self) -> bool:
        return bool(self.changes) or self.is_unreadable or self.expires_early


def may_edit_details(registration: Registration) -> bool:
    """Return whether the person may fill in their details: the place is confirmed and the event has not begun."""
    return registration.status == Status.CONFIRMED and accepts_details(registration.event)


def accepts_details(event: Event) -> bool:
    """Return whether details for event can still be entered."""
    has_begun = event.is_dated and event.starts_at is not None and event.starts_at <= now()
    return event.is_ahead and (event.status == Event.Status.POSTPONED or not has_begun)


def asks_travel_data(registration: Registration) -> bool:
    """Return whether this person must enter travel data. People who take part online do not."""
    event = registration.event
    return (
        event.asks_travel
        and event.mode != Event.Mode.ONLINE
        and (event.mode != Event.Mode.HYBRID or registration.mode == Registration.Mode.IN_PERSON)
    )


def asks_birth_date(registration: Registration) -> bool:
    """Return whether the person is asked for the date of birth: a host of the event needs it for its entrance. One query.

    It is never required: the person decides for each host who sees it."""
    if not asks_travel_data(registration):
        return False
    wanted = Meeting.objects.filter(
        session__event=registration.event, security_list=Meeting.SecurityList.BIRTH_DATES
    ).exclude(status__in=Meeting.OFF)
    return wanted.exists()


def detail_questions(event: Event) -> QuerySet[EventQuestion]:
    """Return the questions that event asks after the place is confirmed."""
    return EventQuestion.objects.filter(event=event, stage=Stage.CONFIRMED).in_use()


def travel_data_of(registration: Registration) -> TravelData:
    """Return the decrypted travel data of a registration, empty if none has been saved. Raise DecryptionError."""
    stored = getattr(registration, "travel", None)
    return TravelData.from_json(encryption.decrypt(stored.sealed)) if stored else TravelData()


def registration_answers(registration: Registration) -> dict[int, set[str]]:
    """Return the answers from the registration form, by question, in the form in which conditions refer to them."""
    answers = Answer.objects.filter(registration=registration, question__stage=Stage.REGISTRATION, value__isnull=False)
    return {answer.question_id: condition_values(answer.value) for answer in answers}


def traveller_for(registration: Registration) -> Traveller:
    """Return the state of one person's details, as travellers_of() does."""
    return _travellers(registration.event, Registration.objects.filter(pk=registration.pk))[0]


def travellers_of(event: Event, people: Collection[int] | None = None) -> list[Traveller]:
    """Return the people with a confirmed place, sorted by name; only those with these keys if `people` is given.

    A fixed number of queries. The data of each returned person is decrypted."""
    confirmed = event.registrations.confirmed()
    return _travellers(event, confirmed if people is None else confirmed.filter(person__in=people))


def travellers_to_remind(event: Event, travellers: list[Traveller] | None = None) -> list[Traveller]:
    """Return the people with missing details, without those reminded today by the team or by a reminder rule.

    `travellers` is the result of travellers_of(), if the caller has it already."""
    if not accepts_details(event):
        return []
    reminded = _reminded_today(event, {REMINDER, *ReminderAudience.DETAILS.traits.mails})
    return [
        traveller
        for traveller in (travellers_of(event) if travellers is None else travellers)
        if traveller.missing and traveller.registration.person_id not in reminded
    ]


def reminded_by_hand_today(event: Event) -> set[int]:
    """Return the keys of the people that the team has reminded of missing details today, in the event's time zone."""
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
    rows = list(
        registrations.select_related("person__organisation", "travel", "traveller_file", "delegation__country")
        .prefetch_related(unseen)
        .order_by("person__name", "pk")
    )
    unanswered = _unanswered(event, rows)
    return [_traveller(event, registration, unanswered.get(registration.pk, [])) for registration in rows]


def _traveller(event: Event, registration: Registration, unanswered: list[str]) -> Traveller:
    registration.event = event
    traveller = Traveller(
        registration,
        asks_travel_data(registration),
        TravelData(),
        changes=registration.unseen_changes,  # type: ignore[attr-defined]  # set by the prefetch of _travellers()
    )
    missing: list[str] = []
    if traveller.needs_travel_data:
        try:
            traveller = replace(traveller, travel_data=travel_data_of(registration))
        except DecryptionError:
            return replace(traveller, is_unreadable=True, missing=unanswered)
        missing = [str(TravelData.LABELS[name]) for name in traveller.travel_data.missing()]
    if emergency.asks_emergency(registration):
        missing += emergency.readable_emergency(registration).missing()
    return replace(traveller, missing=[*missing, *unanswered])


def _unanswered(event: Event, registrations: Collection[Registration]) -> dict[int, list[str]]:
    """Return the labels of the required questions without an answer, by key of the registration. Two queries at most."""
    questions = list(detail_questions(event).select_related("question"))
    if not any(question.is_required for question in questions):
        return {}
    answers_of = _answers(registrations)
    unanswered = {}
    for registration in registrations:
        answers = answers_of[registration.pk]
        respondent = respondent_for(event, registration.person, registration.mode)
        applicable = applicable_questions(questions, respondent, answers, answers)
        unanswered[registration.pk] = [
            question.question.label
            for question in questions
            if question.is_required and question.pk in applicable and question.pk not in answers
        ]
    return unanswered


def _answers(registrations: Iterable[Registration]) -> dict[int, dict[int, set[str]]]:
    """Return the answers of several registrations, by registration and question."""
    keys = [registration.pk for registration in registrations]
    rows = Answer.objects.filter(registration__in=keys, value__isnull=False)
    answers: dict[int, dict[int, set[str]]] = defaultdict(dict)
    for registration, question, value in rows.values_list("registration", "question", "value"):
        answers[registration][question] = condition_values(value)
    return answers
