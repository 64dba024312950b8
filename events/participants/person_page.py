"""The context of the page of one person: their registration, its history, answers, mails and notes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendar_replies import queries as replies
from events.mails import log as deliveries
from events.models import AnswerChange, Event, Nomination, Registration, RegistrationChange, Step
from events.models.country import country_names
from events.notes.forms import NoteForm, TagForm
from events.participants import queries
from events.participants.bulk_actions import DECISIONS
from events.participants.corrections import CORRECTED
from events.participants.table_page import EXTRA_SEAT_ERRORS
from events.permissions import Action, TeamRequest
from events.questions import descriptions
from events.questions import queries as questions
from events.questions.queries import DisplayedAnswer
from events.registration import states
from events.registration.date_clashes import date_clashes
from events.registration.errors import RegistrationError
from events.registration.new_links import LINK_SENT
from events.registration.queries import other_registrations
from events.registration.requirement_checks import requirement_checks
from events.registration.undoing import UNDONE, pending_decisions
from events.requirements.services import CHECK
from notifications.models import Message

# The description of a step that the old and the new status do not show.
STEP_LABELS = {
    Step.NOMINATE: gettext_lazy("nominated for the delegation"),
    Step.ACCEPT: gettext_lazy("accepted the nomination"),
    Step.REPLACE: gettext_lazy("replaced another person"),
    Step.SEAT: gettext_lazy("got a seat that became free"),
    Step.PLACE: gettext_lazy("put into a seat of a delegation"),
    Step.PROMOTE: gettext_lazy("promoted from the waiting list"),
    Step.ADD: gettext_lazy("added by the organisers"),
    Step.SWITCH: gettext_lazy("changed the form of participation"),
    Step.OFFER: gettext_lazy("a place was offered"),
    Step.TAKE: gettext_lazy("accepted the offered place"),
    Step.LAPSE: gettext_lazy("the offer expired"),
    Step.HOLD: gettext_lazy("a place is held until the person answers"),
    Step.AGREE: gettext_lazy("said that they will come"),
    Step.MERGE: gettext_lazy("two registrations were merged"),
    UNDONE: gettext_lazy("the decision was undone"),  # restores the state before a step
    CORRECTED: gettext_lazy("the person was corrected"),  # not a step either
    LINK_SENT: gettext_lazy("the personal link was sent again"),  # not a step: the status does not change
    CHECK: gettext_lazy("requirement checked"),  # not a step: the status does not change
    "funding": gettext_lazy("funding set"),  # not a step: the status does not change
}

REPLACING = (Step.REPLACE, Step.HOLD)  # the steps with which a person takes the seat or rank of another one
ACTIVE = tuple(set(Registration.Status) - set(Registration.ENDED))


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

    @property
    def question_id(self) -> int:
        return self.change.answer.question_id

    @classmethod
    def of(cls, change: AnswerChange, countries: Mapping[str, str]) -> "Correction":
        question = change.answer.question.question

        def text_of(value: Any) -> str:
            return _("nothing") if value is None else descriptions.describe_answer(question, value, countries)

        return cls(change, question.label, text_of(change.old_value), text_of(change.new_value))


@dataclass(frozen=True)
class AnswerLine:
    """A question of the event with the person's answer in words, and its latest correction. question: its key."""

    question: int
    label: str
    answer: DisplayedAnswer | None
    correction: Correction | None = None


def _answer_lines(
    registration: Registration, may: Collection[Action], corrections: list[Correction]
) -> list[AnswerLine]:
    """Return a line for each question that the team can correct; for other readers only those with an answer."""
    answers = {
        one.answer.question_id: one
        for one in questions.displayed_answers([registration.pk], may).get(registration.pk, [])
    }
    latest = {one.question_id: one for one in reversed(corrections)}  # the newest is first
    if Action.DECIDE_REGISTRATIONS not in may:
        return [AnswerLine(key, one.label, one, latest.get(key)) for key, one in answers.items()]
    return [
        AnswerLine(asked.pk, asked.question.label, answers.get(asked.pk), latest.get(asked.pk))
        for asked in questions.visible_questions(registration.event, may)
    ]


def person_context(
    request: TeamRequest, event: Event, registration: Registration, typed: PersonInput
) -> dict[str, Any]:
    """Return the context of the page, without the data that the user's role cannot see."""
    may, may_decide = request.may, Action.DECIDE_REGISTRATIONS in request.may
    countries = country_names()
    merged = list(registration.merged.select_related("person"))
    people = [registration.person_id, *(other.person_id for other in merged)]
    history = _history(registration)
    checks = requirement_checks(event, [registration]).get(registration.pk, []) if may_decide else []
    corrections = [Correction.of(change, countries) for change in questions.answer_history(registration.pk, may)]
    mails = list(deliveries.to_people(event, people)) if Action.VIEW_DELIVERIES in may else None
    return {
        "event": event,
        "registration": registration,
        "person": registration.person,
        "country": countries.get(registration.person.country, registration.person.country),
        "constituency": event.programme.constituencies.label(registration.person.constituency),
        "sessions": [choice.session for choice in registration.session_choices.select_related("session")],
        "answers": _answer_lines(registration, may, corrections),
        "corrections": corrections,
        "was": _old_facts(history),
        "merged": merged,
        "history": history,
        "mails": mails,
        "timeline": _timeline(history, mails or ()),
        "checks": checks,
        "open_checks": [check for check in checks if check.is_open],
        "clashes": _clashes(registration) if may_decide else [],
        "looks": queries.looks(registration) if Action.VIEW_LOOKS in may else None,
        "other_registrations": other_registrations(registration),
        "decisions": _decisions(registration) if may_decide else [],
        "free_delegations": queries.delegations_with_seats(registration) if may_decide else [],
        "typed": typed,
        "can_exceed_seats": isinstance(typed.problem, EXTRA_SEAT_ERRORS),
        "tags": registration.tags.all() if may_decide else None,
        "offered_tags": event.programme.tags.all() if may_decide else None,
        "tag_form": typed.tag_form or TagForm(where="person"),
        "notes": registration.notes.select_related("by") if may_decide else None,
        "note_form": typed.note_form or NoteForm(),
        "bounced": replies.bounced_address(registration.person.mail_address),
        "invite": getattr(registration, "invite", None) if registration.calendar_answer else None,
        "decisions_to_undo": pending_decisions(event) if may_decide else None,
        "may_decide": may_decide,
        "may": may,
    }


def _clashes(registration: Registration) -> list[Event]:
    """Return the other events of the person on the same days."""
    if not registration.is_active:
        return []
    return date_clashes(registration.event, [registration.person_id]).get(registration.person_id, [])


@dataclass(frozen=True)
class Entry:
    """An entry of the timeline: a change of the registration, or a mail to the person."""

    at: datetime
    change: RegistrationChange | None = None
    step: str = ""  # what the statuses of the change do not show
    mail: Message | None = None


def _timeline(history: Iterable[tuple[RegistrationChange, str]], mails: Iterable[Message]) -> list[Entry]:
    """Return the changes and the mails, the latest first."""
    entries = [Entry(change.at, change=change, step=step) for change, step in history]
    entries += [Entry(mail.created_at, mail=mail) for mail in mails]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _history(registration: Registration) -> list[tuple[RegistrationChange, str]]:
    """Return the changes, each with what its statuses do not show. A replacement who is asked has two facts."""
    changes = list(queries.history(registration))
    begun = [one.pk for one in changes if one.action in REPLACING and one.from_status not in ACTIVE]
    replaced = _replaced_name(registration) if begun else ""
    return [(change, _step_text(change, replaced if change.pk in begun[-1:] else "")) for change in changes]


def _old_facts(history: Iterable[tuple[RegistrationChange, str]]) -> dict[str, tuple[str, RegistrationChange]]:
    """Return the value before the latest correction of each fact, with that correction, by the name of the fact."""
    return {name: (old, change) for change, _step in history for name, old in change.old_facts.items()}


def _replaced_name(registration: Registration) -> str:
    """Return the name of the person whose seat or rank the nominee took; "" if there is none."""
    nomination = Nomination.objects.filter(registration=registration).select_related("replaces__person").first()
    return nomination.replaces.person.full_name if nomination and nomination.replaces else ""


def _step_text(change: RegistrationChange, replaced: str) -> str:
    """Return the description of a change. replaced: the name of the person whose seat or rank it takes."""
    label = str(STEP_LABELS.get(change.action, ""))
    if not replaced:
        return label
    # The name can have another direction than the sentence.
    instead = format_html(_("replaced another person ({name})"), name=format_html("<bdi>{}</bdi>", replaced))
    return instead if change.action == Step.REPLACE else format_html("{}, {}", instead, label)


def _decisions(registration: Registration) -> list[Decision]:
    if not registration.event.is_ahead or registration.merged_into_id:
        return []
    return [
        Decision(name, *MAILED[name])
        for name, step in DECISIONS.items()
        if states.is_allowed(step, registration.status)
    ]
