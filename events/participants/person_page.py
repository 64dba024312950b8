"""The context of the page of one person: their registration, its history, answers, mails and notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendar_replies import queries as replies
from events.mails import log as deliveries
from events.models import AnswerChange, Event, Registration, Step
from events.notes.forms import NoteForm, TagForm
from events.participants import queries
from events.participants.bulk_actions import DECISIONS
from events.participants.table_page import EXTRA_SEAT_ERRORS
from events.permissions import Action, TeamRequest
from events.questions import descriptions
from events.questions import queries as questions
from events.registration import states
from events.registration.errors import RegistrationError
from events.registration.forms import country_choices
from events.registration.queries import other_registrations

# The description of a step that the old and the new status do not show.
STEP_LABELS = {
    Step.NOMINATE: gettext_lazy("nominated for the delegation"),
    Step.ACCEPT: gettext_lazy("accepted the nomination"),
    Step.REPLACE: gettext_lazy("replaced another person"),
    Step.SEAT: gettext_lazy("got a seat that became free"),
    Step.PROMOTE: gettext_lazy("promoted from the waiting list"),
    Step.ADD: gettext_lazy("added by the organisers"),
    Step.SWITCH: gettext_lazy("changed the form of participation"),
    Step.OFFER: gettext_lazy("a place was offered"),
    Step.TAKE: gettext_lazy("accepted the offered place"),
    Step.LAPSE: gettext_lazy("the offer expired"),
    Step.MERGE: gettext_lazy("two registrations were merged"),
    "funding": gettext_lazy("funding set"),  # not a step: the status does not change
}


@dataclass(frozen=True)
class Decision:
    """A decision that is possible now, and a description of its mail."""

    name: str
    label: str | Promise
    mail: str | Promise


MAILED = {
    "confirm": (
        gettext_lazy("Confirm"),
        gettext_lazy("a mail with the confirmation and a calendar invite"),
    ),
    "waitlist": (gettext_lazy("Waiting list"), gettext_lazy("a mail that they are on the waiting list")),
    "decline": (gettext_lazy("Decline"), gettext_lazy("a mail that they have no seat, with the reason")),
    "withdraw": (
        gettext_lazy("Withdraw"),
        gettext_lazy("a mail that their registration is cancelled, with the reason"),
    ),
}


@dataclass(frozen=True)
class PersonInput:
    """Values typed into the page of a person that could not be saved. The page shows them again."""

    problem: RegistrationError | None = None
    reason: str = ""
    tag_form: TagForm | None = None
    note_form: NoteForm | None = None


@dataclass(frozen=True)
class Correction:
    """A change of an answer, as text."""

    change: AnswerChange
    label: str
    before: str
    after: str

    @classmethod
    def of(cls, change: AnswerChange, countries: Mapping[str, str]) -> "Correction":
        question = change.answer.question.question

        def text_of(value: Any) -> str:
            return _("nothing") if value is None else descriptions.describe_answer(question, value, countries)

        return cls(change, question.label, text_of(change.old_value), text_of(change.new_value))


def person_context(
    request: TeamRequest, event: Event, registration: Registration, typed: PersonInput
) -> dict[str, Any]:
    """Return the context of the page, without the data that the user's role cannot see."""
    may, may_decide = request.may, Action.DECIDE_REGISTRATIONS in request.may
    countries = dict(country_choices())
    merged = list(registration.merged.select_related("person"))
    people = [registration.person_id, *(other.person_id for other in merged)]
    return {
        "event": event,
        "registration": registration,
        "person": registration.person,
        "country": countries.get(registration.person.country, registration.person.country),
        "sessions": [choice.session for choice in registration.session_choices.select_related("session")],
        "answers": questions.displayed_answers([registration.pk], may).get(registration.pk, []),
        "corrections": [Correction.of(change, countries) for change in questions.answer_history(registration.pk, may)],
        "merged": merged,
        "history": [(change, STEP_LABELS.get(change.action, "")) for change in queries.history(registration)],
        "mails": deliveries.to_people(event, people) if Action.VIEW_DELIVERIES in may else None,
        "looks": queries.looks(registration) if Action.VIEW_LOOKS in may else None,
        "other_registrations": other_registrations(registration),
        "decisions": _decisions(registration) if may_decide else [],
        "typed": typed,
        "can_exceed_seats": isinstance(typed.problem, EXTRA_SEAT_ERRORS),
        "tags": registration.tags.all() if may_decide else None,
        "offered_tags": event.programme.tags.all() if may_decide else None,
        "tag_form": typed.tag_form or TagForm(where="person"),
        "notes": registration.notes.select_related("by") if may_decide else None,
        "note_form": typed.note_form or NoteForm(),
        "bounced": replies.bounced_address(registration.person.email),
        "invite": getattr(registration, "invite", None) if registration.calendar_answer else None,
        "may_decide": may_decide,
        "may": may,
    }


def _decisions(registration: Registration) -> list[Decision]:
    if not registration.event.is_ahead or registration.merged_into_id:
        return []
    return [
        Decision(name, *MAILED[name])
        for name, step in DECISIONS.items()
        if states.is_allowed(step, registration.status)
    ]
