"""The second form: what a person tells once their place is confirmed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from events.calendars.dates import when_text
from events.models import EventQuestion, Registration
from events.questions import conditions
from events.questions import queries as questions
from events.questions.forms import AnswersForm
from events.registration.errors import RegistrationError
from events.registration.forms import country_choices
from events.travel import queries, services
from events.travel.forms import CertificateForm, TravelForm

Stage = EventQuestion.Stage


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def details(request: SignedInRequest, slug: str) -> HttpResponse:
    """Passport, journey and what else is asked of those with a place; to be saved in parts until the event begins."""
    mine = Registration.objects.of(request.user).active().select_related("event__programme", "person", "travel")
    registration = get_object_or_404(mine, event__slug=slug)
    event = registration.event
    context = {"registration": registration, "event": event, "when": when_text(event)}
    if registration.status != Registration.Status.CONFIRMED:
        return render(request, "travel/details_later.html", context)
    standing = queries.traveller(registration)
    context |= {"standing": standing, "told": _told(registration)}
    if not queries.may_change(registration) and request.method == "GET":
        context["nationality"] = dict(country_choices()).get(standing.facts.nationality, "")
        return render(request, "travel/details_closed.html", context)
    data = request.POST if request.method == "POST" else None
    certificate = CertificateForm(data, registration=registration)
    travel = None
    if standing.travels:
        travel = TravelForm(data, event=event, facts=standing.facts, countries=country_choices())
    answers = AnswersForm(
        data,
        request.FILES or None,
        questions=questions.asked_questions(event, registration, Stage.CONFIRMED),
        about=conditions.of_person(event, request.user, registration.mode),
        given=queries.earlier_answers(registration),
        is_partial=True,
        kept_for=request.user,
    )
    answers.keep_files()
    forms = [form for form in (certificate, travel, answers) if form is not None]
    are_good = [form.is_valid() for form in forms]  # each is looked at, so that each says what is wrong
    if all(are_good):
        try:
            after = services.save_details(
                registration,
                by=request.user,
                certificate_name=certificate.cleaned_data["certificate_name"],
                facts=travel.facts() if travel else None,
                answers=answers.values(),
            )
        except RegistrationError as error:
            certificate.add_error(None, str(error.advice))
        else:
            _say_how_far(request, after)
            return redirect("travel:details", event.slug)
    context |= {"certificate": certificate, "travel": travel, "answers": answers, "wrong": _first_wrong(forms)}
    return render(request, "travel/details.html", context)


def _told(registration: Registration) -> list[questions.AnswerText]:
    found = questions.answers_of([registration.pk]).get(registration.pk, [])
    return [one for one in found if one.answer.question.stage == Stage.CONFIRMED]


def _first_wrong(forms: list) -> object:
    """Return the first form that was not good, for the line above them all."""
    return next((form for form in forms if form.is_bound and form.errors), None)


def _say_how_far(request: SignedInRequest, standing: queries.Traveller) -> None:
    if standing.is_complete:
        messages.success(request, _("Saved. The organisers have all that they need from you."))
    else:
        messages.success(request, _("Saved. Some details are missing still: please add them when you know them."))
    if standing.expires_early:
        messages.warning(
            request,
            _("Your passport ends within six months after the event. Many countries refuse that: please ask in time."),
        )
