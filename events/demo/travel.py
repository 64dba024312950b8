"""Travel details of the sample study visit: complete ones, partial ones, none, and details with a change to review."""

from dataclasses import replace
from datetime import date, timedelta

from accounts.models import User
from events.models import Event, EventQuestion, Question, Registration, Step
from events.questions.services import add_question
from events.registration.decisions import decide
from events.travel import funding
from events.travel.details import AllowanceMethod, TravelData
from events.travel.emergency import EmergencyData
from events.travel.services import save_details, update_person

QUESTION = "What would you like to ask the employment offices?"
WISH = "How do they follow up those who stop coming to the office?"
EMERGENCY = EmergencyData(
    contact_name="Sample Contact", contact_relation="Sister", contact_phone="+66 2 555 0199", contact_language="en"
)
Funding = Registration.Funding


def ask_questions(visit: Event) -> None:
    """Add questions for confirmed people to the visit."""
    add_question(
        visit,
        Question(kind="long_text", label=QUESTION, help_text="The hosts get all questions a week before.", audience="team"),
        is_required=True,
        stage=EventQuestion.Stage.CONFIRMED,
    )  # fmt: skip
    add_question(
        visit,
        Question(kind="file", label="A short paper on employment services in your country", audience="team"),
        stage=EventQuestion.Stage.CONFIRMED,
    )


def load(visit: Event, organizer: User) -> None:
    """Confirm five people, set their funding, and save the travel details of some."""
    pending = list(visit.registrations.filter(status=Registration.Status.PENDING).order_by("pk")[:5])
    ids = [registration.pk for registration in pending]
    decide(visit, ids, Step.CONFIRM, by=organizer)
    funding.set_funding(visit, ids[:3], Funding.PROGRAMME, by=organizer)
    funding.set_funding(visit, ids[3:4], Funding.OWN, by=organizer)
    funding.set_funding(visit, ids[4:5], Funding.OTHER, funder="Sample Development Fund", by=organizer)
    confirmed = visit.registrations.confirmed().select_related("event", "person").order_by("pk")
    _participant, complete, partial, expiring, changed = confirmed
    _save(complete, _facts(complete, visit, number=1))
    _save(partial, TravelData(passport_name=_in_capitals(partial), nationality=partial.person.country), wish="")
    _save(
        expiring, replace(_facts(expiring, visit, number=3), passport_expires_on=_last_day(visit) + timedelta(days=80))
    )
    facts = _facts(changed, visit, number=4)
    _save(changed, facts)
    _save(changed, replace(facts, passport_number="SAMPLE0005"))
    update_person(changed.person, name=f"{changed.person.name} Baru")


def _save(registration: Registration, facts: TravelData, wish: str = WISH) -> None:
    question = EventQuestion.objects.get(event=registration.event, question__label=QUESTION)
    save_details(
        registration,
        by=registration.person,
        certificate_name=registration.person.name,
        travel_data=facts,
        answers={question.pk: wish or None},
        in_emergency=EMERGENCY,
    )


def _facts(registration: Registration, visit: Event, *, number: int) -> TravelData:
    assert visit.starts_at  # noqa: S101 (for the type checker: sample events have dates)
    assert visit.ends_at  # noqa: S101 (same reason)
    arrival = visit.starts_at - timedelta(hours=15)
    return TravelData(
        passport_name=_in_capitals(registration),
        passport_number=f"SAMPLE000{number}",
        nationality=registration.person.country,
        passport_expires_on=date(_last_day(visit).year + 4, 6, 30),
        arrival_at=arrival.astimezone(visit.zone),
        arrival_with=f"XX {100 + number}",
        departure_at=(visit.ends_at + timedelta(hours=18)).astimezone(visit.zone),
        departure_with=f"XX {200 + number}",
        visa="yes" if number % 2 else "no",
        allowance=AllowanceMethod.BANK if number % 2 else AllowanceMethod.CASH,
        special_needs="",
    )


def _in_capitals(registration: Registration) -> str:
    return registration.person.name.upper()


def _last_day(visit: Event) -> date:
    assert visit.local_ends_at  # noqa: S101 (for the type checker: sample events have dates)
    return visit.local_ends_at.date()
