"""The page of a nominee, which opens from the link in their email and needs no account."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import proposed_language
from accounts.links.confirmation import ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from events.calendars.dates import when_text
from events.models import Event, Registration
from events.nominations import services
from events.questions import conditions
from events.questions import queries as questions
from events.questions.answers import save_answers
from events.questions.forms import AnswersForm
from events.questions.uploads import store_uploads
from events.registration import links, transitions
from events.registration.errors import RegistrationError
from events.registration.forms import RegistrationForm
from events.registration.questions import about_withdrawing
from events.registration.services import withdraw
from events.requirements.answers import save_requirements
from events.requirements.forms import RequirementsForm, requirements_form
from events.travel.services import update_person

Status = Registration.Status


@behind_link(links.NOMINEE)
def nominee(request: HttpRequest, link: Link[Registration]) -> HttpResponse:
    """Let the nominee complete their details, then accept or decline."""
    registration, event = links.published_registration(link)
    context = {
        "event": event,
        "when": when_text(event),
        "registration": registration,
        "own_url": links.registration_link(registration),
    }
    if registration.status != Status.NOMINATED or not event.is_ahead:
        return render(request, "nominations/answered.html", context)
    form, answers = _forms(request, registration)
    asked = requirements_form(
        event,
        registration,
        registration.person,
        request.POST or None,
        request.FILES or None,
        uploader=registration.person,
    )
    if request.method == "POST" and "refuse" in request.POST:
        if page := ask_first(request, about_withdrawing(registration)):
            return page
        _decline(request, registration)
        return redirect(request.path)
    store_uploads(answers, registration.person)
    store_uploads(asked, registration.person)
    # Show the errors of all forms.
    is_valid = request.method == "POST" and all([form.is_valid(), answers.is_valid(), asked.is_valid()])
    if is_valid and _accept(registration, form, answers, asked):
        return redirect(request.path)
    context |= {"form": form, "answers": answers, "requirements": asked}
    return render(request, "nominations/nominee.html", context)


def _forms(request: HttpRequest, registration: Registration) -> tuple[RegistrationForm, AnswersForm]:
    """Return the form of the person and the form of the event's questions."""
    event, person, data = registration.event, registration.person, request.POST or None
    language = proposed_language(request, person.language, event.language, event.programme.language)
    form = RegistrationForm(data, instance=person, event=event, language=language)
    answers = AnswersForm(
        data,
        request.FILES or None,
        questions=questions.form_questions(event, registration),
        respondent=(conditions.respondent_from_form(event, data) if data else conditions.respondent_for(event, person)),
        follows_person=True,
        chooses_mode=event.mode == Event.Mode.HYBRID,
        uploader=person,
    )
    return form, answers


def _decline(request: HttpRequest, registration: Registration) -> None:
    try:
        withdraw(registration, by=registration.person)
    except RegistrationError as error:
        messages.error(request, error.advice)


def _accept(registration: Registration, form: RegistrationForm, answers: AnswersForm, asked: RequirementsForm) -> bool:
    """Save the valid forms and accept the nomination. Return False with an error in the form if nothing was saved."""
    cleaned, person = form.cleaned_data, registration.person
    try:
        with transaction.atomic():
            transitions.lock_event(registration.event)  # before the row of the person: see docs/locks.md
            update_person(person, **form.profile())
            services.accept(
                registration,
                mode=cleaned.get("mode", ""),
                needs=cleaned["needs"],
                remark=cleaned["remark"],
            )
            save_answers(registration, answers.values(), by=person)
            save_requirements(registration, asked.values(), by=person)
    except RegistrationError as error:
        form.add_error(None, str(error.advice))
        return False
    return True
