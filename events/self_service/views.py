"""What a participant does: register, see where they stand, give a place back, say who they are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import PROFILE_FIELDS, ProfileForm, proposed_language
from accounts.requests import SignedInRequest
from events.calendars.dates import when_text
from events.models import Event, Registration, Step
from events.questions import conditions
from events.questions import queries as questions
from events.questions.answers import correct_answers, may_correct, save_answers
from events.questions.forms import AnswersForm
from events.registration import queries, states
from events.registration.errors import InvalidCodeError, RegistrationError
from events.registration.forms import RegistrationForm, country_choices
from events.registration.services import register, withdraw
from events.self_service import form_drafts
from events.self_service.link_views import standing as where_one_stands
from events.sessions.errors import SessionError
from events.sessions.forms import SessionsForm
from events.sessions.services import choose
from events.travel import queries as travel
from events.travel.services import update_person
from notifications.models import BouncedAddress

FIELDS = frozenset([*PROFILE_FIELDS, "language", "mode", "needs", "remark", "code", "sessions"])
LONGEST = 4000


@never_cache
@require_http_methods(["GET", "POST"])
def registration_create(request: HttpRequest, slug: str) -> HttpResponse:
    """E-mail address, code, one form, where you stand: each step of it at this one address.

    So the back button, a second tab and a reload all come to the step at which the person is."""
    event = get_object_or_404(
        Event.objects.visible_to_public().select_related("programme", "venue__country"), slug=slug
    )
    context = {"event": event, "when": when_text(event)}
    if not request.user.is_authenticated:
        if request.method == "POST":
            if form_drafts.save(request, event, FIELDS | questions.field_names(event), LONGEST):
                messages.info(request, _("Please confirm your e-mail address once more. What you typed is kept."))
                _remind_of_files(request)
            return redirect(reverse("account_login") + "?" + urlencode({"next": request.path}))
        return render(request, "self_service/sign_in.html", context)
    standing = (
        queries.with_queue_position(event.registrations.of(request.user)).select_related("merged_into__person").first()
    )
    if standing and not states.is_allowed(Step.REGISTER, standing.status):
        standing.event, standing.person = event, request.user
        told = questions.displayed_answers([standing.pk]).get(standing.pk, [])
        context |= {"registration": standing, "told": told, "asks": told or questions.field_names(event)}
        context |= where_one_stands(standing) | {"may_correct": may_correct(standing)}
        if travel.may_edit_details(standing):
            context["traveller"] = travel.traveller_for(standing)
        return render(request, "self_service/standing.html", context)
    if request.method == "GET" and not event.is_registration_open:
        return render(request, "self_service/closed.html", context)
    data = request.POST if request.method == "POST" else form_drafts.pop(request, event)
    asks_code = event.policy == Event.Policy.INVITATION and (standing is None or not standing.is_let_in)
    initial = {"code": request.GET.get("code", "")}
    language = proposed_language(request, request.user.language, event.language, event.programme.language)
    form = RegistrationForm(
        data or None, instance=request.user, event=event, language=language, asks_code=asks_code, initial=initial
    )
    respondent = (
        conditions.respondent_from_form(event, data) if data else conditions.respondent_for(event, request.user)
    )
    asked = questions.form_questions(event, standing)
    answers = AnswersForm(
        data or None,
        request.FILES or None,
        questions=asked,
        respondent=respondent,
        follows_person=True,
        chooses_mode=event.mode == Event.Mode.HYBRID,
        uploader=request.user,
    )
    answers.store_files()
    sessions = SessionsForm(data or None, event=event)
    if request.method == "POST" and all([form.is_valid(), answers.is_valid(), sessions.is_valid()]):
        cleaned = form.cleaned_data
        try:
            with transaction.atomic():
                update_person(request.user, **form.profile())
                registration = register(
                    event,
                    request.user,
                    mode=cleaned.get("mode", ""),
                    needs=cleaned["needs"],
                    remark=cleaned["remark"],
                    code=cleaned.get("code", ""),
                )
                save_answers(registration, answers.values(), by=request.user)
                if sessions.keys() and registration.status in Registration.CHOOSING:
                    choose(registration, sessions.keys(), by=request.user)
        except SessionError as error:
            sessions.add_error("sessions", str(error.advice))
        except RegistrationError as error:
            form.add_error("code" if isinstance(error, InvalidCodeError) and asks_code else None, str(error.advice))
        else:
            return redirect(request.path)
    context["merged_into"] = standing.merged_into if standing else None
    context |= {
        "form": form,
        "answers": answers,
        "sessions": sessions,
        "typed_by": form_drafts.sign_owner(request.user),
    }
    return render(request, "self_service/registration_create.html", context)


def send_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is no longer that of the session (CSRF_FAILURE_VIEW).

    A sign-in in another tab changes the token. What was typed into a registration form is kept and shown once more,
    for the person for whom we made that form; anything else is refused in words."""
    match = request.resolver_match
    if match and match.view_name == "self_service:register" and request.method == "POST":
        event = Event.objects.visible_to_public().filter(slug=match.kwargs["slug"]).first()
        if event and form_drafts.save(request, event, FIELDS | questions.field_names(event), LONGEST):
            messages.info(
                request, _("You have signed in anew meanwhile. Please check what you typed, and send it again.")
            )
            _remind_of_files(request)
            return redirect(request.path)
    return render(request, "403_csrf.html", status=403)


def _remind_of_files(request: HttpRequest) -> None:
    # Nobody knows yet whose they are: only what was typed is kept.
    if request.FILES:
        messages.warning(request, _("Files are not kept: please choose them again."))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def registration_answers(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the person answered when they registered, to be corrected until the window closes."""
    registration = get_object_or_404(
        Registration.objects.of(request.user).select_related("event__programme"), event__slug=slug
    )
    event = registration.event
    context = {"registration": registration, "event": event, "when": when_text(event)}
    if not may_correct(registration) and request.method == "GET":
        context["told"] = questions.displayed_answers([registration.pk]).get(registration.pk, [])
        return render(request, "self_service/answers_closed.html", context)
    asked = questions.form_questions(event, registration)
    respondent = conditions.respondent_for(event, request.user, registration.mode)
    data = request.POST if request.method == "POST" else None
    form = AnswersForm(data, request.FILES or None, questions=asked, respondent=respondent, uploader=request.user)
    form.store_files()
    if request.method == "POST" and form.is_valid():
        try:
            correct_answers(registration, form.values(), by=request.user)
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Your answers are saved."))
            return redirect("self_service:register", event.slug)
    return render(request, "self_service/answers.html", context | {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def registration_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    registration = get_object_or_404(
        Registration.objects.of(request.user).select_related("event__programme"), event__slug=slug
    )
    if request.method == "GET":
        context = {"registration": registration, "event": registration.event, "when": when_text(registration.event)}
        return render(request, "self_service/registration_withdraw.html", context)
    try:
        withdraw(registration, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Your place has been given back. Thank you for telling us."))
    return redirect("self_service:me")


@login_required
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    registrations = list(queries.registrations_of(request.user))
    context = {
        "upcoming": [found for found in registrations if not found.event.is_past and found.is_active],
        "others": [found for found in reversed(registrations) if found.event.is_past or not found.is_active],
        "bounced": BouncedAddress.objects.filter(address__iexact=request.user.email).first(),
    }
    return render(request, "self_service/me.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user, countries=country_choices())
    if request.method == "POST" and form.is_valid():
        update_person(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("self_service:profile")
    return render(request, "accounts/profile.html", {"form": form})
