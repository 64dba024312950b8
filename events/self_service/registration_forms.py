"""The forms of the registration page: profile and needs, answers to the questions, sessions. They are saved together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.datastructures import MultiValueDict

from accounts.forms import PROFILE_FIELDS, proposed_language
from accounts.middleware import browser_zone
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.services import keep_zone
from events.models import Event, Registration
from events.questions import conditions
from events.questions import queries as questions
from events.questions.answers import save_answers
from events.questions.forms import AnswersForm
from events.questions.uploads import store_uploads
from events.registration import transitions
from events.registration.errors import InvalidCodeError, RegistrationError
from events.registration.forms import RegistrationForm
from events.registration.services import register
from events.requirements import forms as requirements
from events.requirements.answers import save_requirements
from events.requirements.forms import RequirementsForm, requirements_form
from events.sessions.errors import SessionError
from events.sessions.forms import SessionsForm
from events.sessions.services import choose
from events.travel.services import update_person

FIELDS = frozenset([*PROFILE_FIELDS, "language", "mode", "needs", "remark", "code", "sessions"])


def draft_fields(event: Event) -> frozenset[str]:
    """Return the names of all fields of the registration page of event."""
    return FIELDS | questions.field_names(event) | requirements.field_names(event)


@dataclass
class RegistrationForms:
    """The forms of one person for one event. `asks_code` is true if the person needs an invitation code."""

    event: Event
    registration: RegistrationForm
    answers: AnswersForm
    requirements: RequirementsForm
    sessions: SessionsForm
    asks_code: bool

    @classmethod
    def build(
        cls, request: SignedInRequest, event: Event, existing: Registration | None, data: MultiValueDict[str, str]
    ) -> "RegistrationForms":
        """Return the forms with the posted data or the draft in `data`; without data, unbound forms.

        `existing` is a registration that has ended, or an invitation."""
        asks_code = event.policy == Event.Policy.INVITATION and (existing is None or not existing.is_let_in)
        return cls(
            event,
            _registration_form(request, event, data, asks_code=asks_code),
            _answers_form(request, event, existing, data),
            _requirements_form(request, event, existing, data),
            SessionsForm(data or None, event=event),
            asks_code,
        )

    def are_valid(self) -> bool:
        """Validate all forms, so that the page shows all their errors at once."""
        return all(
            [
                self.registration.is_valid(),
                self.answers.is_valid(),
                self.requirements.is_valid(),
                self.sessions.is_valid(),
            ]
        )

    def save(self, request: SignedInRequest) -> bool:
        """Register the person, in one transaction. Return False, with an error in a form, if a service refuses."""
        try:
            self._save(request)
        except SessionError as error:
            self.sessions.add_error("sessions", str(error.advice))
        except RegistrationError as error:
            is_about_code = isinstance(error, InvalidCodeError) and self.asks_code
            self.registration.add_error("code" if is_about_code else None, str(error.advice))
        else:
            return True
        return False

    @transaction.atomic
    def _save(self, request: SignedInRequest) -> None:
        cleaned: Mapping[str, Any] = self.registration.cleaned_data
        transitions.lock_event(self.event)  # before the row of the person: see docs/locks.md
        keep_zone(request.user, browser_zone(request))  # before the first mail, which has times in this zone too
        update_person(request.user, **self.registration.profile())
        registration = register(
            self.event,
            request.user,
            mode=cleaned.get("mode", ""),
            needs=cleaned["needs"],
            remark=cleaned["remark"],
            code=cleaned.get("code", ""),
            then=partial(self._choose_sessions, by=request.user),
        )
        save_answers(registration, self.answers.values(), by=request.user)
        save_requirements(registration, self.requirements.values(), by=request.user)

    def _choose_sessions(self, registration: Registration, *, by: User) -> None:
        if self.sessions.keys() and registration.status in Registration.CHOOSING:
            choose(registration, self.sessions.keys(), by=by)


def _registration_form(
    request: SignedInRequest, event: Event, data: MultiValueDict[str, str], *, asks_code: bool
) -> RegistrationForm:
    return RegistrationForm(
        data or None,
        instance=request.user,
        event=event,
        language=proposed_language(request, request.user.language, event.language, event.programme.language),
        asks_code=asks_code,
        initial={"code": request.GET.get("code", "")},
    )


def _answers_form(
    request: SignedInRequest, event: Event, existing: Registration | None, data: MultiValueDict[str, str]
) -> AnswersForm:
    form = AnswersForm(
        data or None,
        request.FILES or None,
        questions=questions.form_questions(event, existing),
        respondent=conditions.respondent_from_form(event, data)
        if data
        else conditions.respondent_for(event, request.user),
        follows_person=True,
        chooses_mode=event.mode == Event.Mode.HYBRID,
        uploader=request.user,
    )
    store_uploads(form, request.user)
    return form


def _requirements_form(
    request: SignedInRequest, event: Event, existing: Registration | None, data: MultiValueDict[str, str]
) -> RequirementsForm:
    form = requirements_form(event, existing, request.user, data or None, request.FILES or None, uploader=request.user)
    store_uploads(form, request.user)
    return form
