"""Questions of the sample season, and the answers of its people."""

from events.interpretation import questions as interpretation
from events.models import ConsentText, Event, EventQuestion, Question
from events.questions import conditions
from events.questions.answers import save_answers
from events.questions.services import add_question

CONSENT = (
    "The list of participants is handed out at the event. It gives your name, position, organisation and country, "
    "but no address and no telephone number.\n\nYou may withdraw your consent until registration closes."
)
DIETS = ["No special diet", "Vegetarian", "Halal", "No pork", "Other: please see my remark above"]
LANGUAGES = ["km", "th", "vi"]
SOURCES = ["From my organisation", "From a colleague", "From the website"]
TOPICS = ["Informal workers", "Unemployment insurance", "Pensions", "Data and monitoring"]


def ask(seminar: Event, *others: Event) -> None:
    """Add six questions to the seminar, and two of them to the other events."""
    diet = add_question(
        seminar,
        Question(kind="single", label="Dietary needs", help_text="For coffee breaks and lunches.", keep_days=30),
        labels=DIETS,
        is_required=True,
        shown_if_mode=[Event.Mode.IN_PERSON],
    )
    interpretation.ask(seminar, LANGUAGES)
    first_time = add_question(
        seminar, Question(kind="yes_no", label="Is this your first event with us?", audience="team"), is_required=True
    )
    add_question(
        seminar,
        Question(kind="single", label="How did you learn of it?", audience="team"),
        labels=SOURCES,
        is_required=True,
        shown_if_question=first_time,
        shown_if_values=["yes"],
    )
    add_question(
        seminar,
        Question(
            kind="multiple",
            label="Topics on which you could speak",
            help_text="Choose as many as you like: we look for speakers among the participants.",
            audience="team",
        ),
        labels=TOPICS,
    )
    consent = add_question(
        seminar,
        Question(kind="consent", label="List of participants", audience="team"),
        consent_text=CONSENT,
    )
    for event in others:
        add_question(event, diet.question, is_required=True)
        add_question(event, consent.question)


def answer(*events: Event) -> None:
    """Save answers of most sample people. The answers vary, but are the same in every run."""
    consent = ConsentText.objects.get(question__programme=events[0].programme)
    for event in events:
        asked = list(EventQuestion.objects.filter(event=event).in_use().select_related("question"))
        for number, registration in enumerate(event.registrations.select_related("person").order_by("pk")):
            registration.event = event
            values = {question.pk: _answer(question.question, number, consent) for question in asked}
            tokens = {key: conditions.condition_values(value) for key, value in values.items()}
            about = conditions.respondent_for(event, registration.person, registration.mode)
            applicable = conditions.applicable_questions(asked, about, tokens)
            save_answers(registration, {key: values[key] for key in applicable}, by=registration.person)


def _answer(question: Question, number: int, consent: ConsentText) -> object:
    if question.kind == Question.Kind.CONSENT:
        return consent.pk if number % 4 else None
    if question.kind == Question.Kind.YES_NO:
        return number % 3 == 0
    if question.slug == interpretation.SLUG and number % 3:
        return None
    offered = [choice["value"] for choice in question.offered_choices]
    if question.kind == Question.Kind.MULTIPLE:
        return [value for position, value in enumerate(offered) if (number + position) % 3 == 0]
    return offered[number * 7 % 11 % len(offered)]
