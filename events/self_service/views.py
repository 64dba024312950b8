"""The pages of a participant: register, see the registration, correct answers, withdraw, profile."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.forms import ProfileForm
from accounts.middleware import reader_zone
from accounts.refusals import record_refusal
from accounts.requests import SignedInRequest
from accounts.security_log import SecurityEvent
from events.calendars.dates import when_text
from events.models import Event, Registration, Step
from events.models.country import country_choices
from events.permissions import has_workspace
from events.questions import conditions
from events.questions import queries as questions
from events.questions.answers import correct_answers, may_correct
from events.questions.forms import AnswersForm
from events.questions.uploads import store_uploads
from events.registration import groups, queries, states
from events.registration.errors import RegistrationError
from events.registration.questions import thanks_for_withdrawing
from events.registration.services import withdraw
from events.requirements import queries as requirements
from events.requirements.answers import save_requirements
from events.requirements.forms import requirements_form
from events.self_service import form_drafts
from events.self_service.labels import status_labels
from events.self_service.open_events import open_for
from events.self_service.registration_forms import RegistrationForms, draft_fields
from events.self_service.registration_page import registration_context, zone_name
from events.travel import queries as travel
from events.travel.services import update_person
from notifications.models import BouncedAddress

MAX_DRAFT_LENGTH = 4000  # characters of one value in a draft


@never_cache
@require_http_methods(["GET", "POST"])
def registration_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the step of registering at which the person is: address and code, the form, or the registration.

    All steps have one URL, so that the back button, a second tab and a reload lead to the right step."""
    event = get_object_or_404(
        Event.objects.visible_to_public().select_related("programme", "venue__country"), slug=slug
    )
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request, event)
    return _register(cast("SignedInRequest", request), event)


def _ask_to_sign_in(request: HttpRequest, event: Event) -> HttpResponse:
    if request.method == "GET":
        return render(request, "self_service/sign_in.html", {"event": event, "when": when_text(event)})
    if form_drafts.save(request, event, draft_fields(event), MAX_DRAFT_LENGTH):
        messages.info(request, _("Please confirm your email address again. Your entries are kept."))
        _warn_about_files(request)
    return redirect(reverse("account_login") + "?" + urlencode({"next": request.path}))


def _register(request: SignedInRequest, event: Event) -> HttpResponse:
    existing = (
        queries.with_queue_position(event.registrations.of(request.user)).select_related("merged_into__person").first()
    )
    if existing and not states.is_allowed(Step.REGISTER, existing.status):
        existing.event, existing.person = event, request.user
        return _show_registration(request, existing)
    context = {"event": event, "when": when_text(event)}
    if request.method == "GET" and not event.is_registration_open:
        return render(request, "self_service/closed.html", context)
    data = request.POST if request.method == "POST" else form_drafts.pop(request, event)
    forms = RegistrationForms.build(request, event, existing, data)
    if request.method == "POST" and forms.are_valid() and forms.save(request):
        return redirect(request.path)
    return render(
        request,
        "self_service/registration_create.html",
        context
        | {
            "mail_zone": zone_name(reader_zone(request)),
            "has_group": groups.has_group(event, request.user),
            "merged_into": existing.merged_into if existing else None,
            "form": forms.registration,
            "answers": forms.answers,
            "requirements": forms.requirements,
            "sessions": forms.sessions,
            "typed_by": form_drafts.sign_owner(request.user),
        },
    )


def _show_registration(request: SignedInRequest, registration: Registration) -> HttpResponse:
    answers = questions.displayed_answers([registration.pk]).get(registration.pk, [])
    context = registration_context(registration) | {
        "answers": answers,
        "has_questions": answers
        or questions.field_names(registration.event)
        or requirements.is_asked(registration.event),
        "may_correct": may_correct(registration),
    }
    if travel.may_edit_details(registration):
        context["traveller"] = travel.traveller_for(registration)
    return render(request, "self_service/registration.html", context)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token does not match the session (CSRF_FAILURE_VIEW).

    A sign-in in another tab changes the token. Keep the entries of a registration form as a draft for its person and show
    the form again. Refuse all other forms with an explanation."""
    match = request.resolver_match
    if match and match.view_name == "self_service:register" and request.method == "POST":
        event = Event.objects.visible_to_public().filter(slug=match.kwargs["slug"]).first()
        if event and form_drafts.save(request, event, draft_fields(event), MAX_DRAFT_LENGTH):
            messages.info(
                request, _("You have signed in again in the meantime. Please check your entries and send them again.")
            )
            _warn_about_files(request)
            return redirect(request.path)
    record_refusal(SecurityEvent.CSRF_REFUSED, request)
    return render(request, "403_csrf.html", status=403)


def _warn_about_files(request: HttpRequest) -> None:
    # The person is not known yet, so there is no one for whom a file could be kept.
    if request.FILES:
        messages.warning(request, _("Files are not kept. Please choose them again."))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def registration_answers(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the person's own answers. They can be corrected until the registration window closes."""
    registration = _own_registration(request, slug)
    event = registration.event
    context: dict[str, object] = {"registration": registration, "event": event, "when": when_text(event)}
    if not may_correct(registration) and request.method == "GET":
        context["answers"] = questions.displayed_answers([registration.pk]).get(registration.pk, [])
        return render(request, "self_service/answers_closed.html", context)
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        questions=questions.form_questions(event, registration),
        respondent=conditions.respondent_for(event, request.user, registration.mode),
        uploader=request.user,
    )
    asked = requirements_form(
        event,
        registration,
        request.user,
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        uploader=request.user,
    )
    store_uploads(form, request.user)
    store_uploads(asked, request.user)
    if request.method == "POST" and all([form.is_valid(), asked.is_valid()]):
        try:
            with transaction.atomic():
                correct_answers(registration, form.values(), by=request.user)
                save_requirements(registration, asked.values(), by=request.user)
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Your answers are saved."))
            return redirect("self_service:register", event.slug)
    return render(request, "self_service/answers.html", context | {"form": form, "requirements": asked})


@login_required
@require_http_methods(["GET", "POST"])
def registration_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    registration = _own_registration(request, slug)
    if request.method == "GET":
        context = {"registration": registration, "event": registration.event, "when": when_text(registration.event)}
        return render(request, "self_service/registration_withdraw.html", context)
    thanks = thanks_for_withdrawing(registration)
    try:
        withdraw(registration, by=request.user)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, thanks)
    return redirect("self_service:me")


def _own_registration(request: SignedInRequest, slug: str) -> Registration:
    registrations = Registration.objects.of(request.user).select_related("event__programme", "registered_by")
    return get_object_or_404(registrations, event__slug=slug)


@login_required
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    registrations = list(queries.registrations_of(request.user))
    upcoming = [row for row in registrations if not row.event.is_past and row.is_active]
    others = [row for row in reversed(registrations) if row.event.is_past or not row.is_active]
    context = {
        "upcoming": list(zip(upcoming, status_labels(upcoming), strict=True)),
        "others": list(zip(others, status_labels(others), strict=True)),
        "groups": groups.events_of(request.user),
        "open_events": open_for(request.user),
        "bounced": BouncedAddress.objects.filter(address__iexact=request.user.mail_address).first(),
    }
    return render(request, "self_service/me.html", context)


@login_required
@never_cache
@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """Lead from the sign-in to the workspace, if the person has one and no event of their own ahead; else to their events."""
    has_own = Registration.objects.of(request.user).active().filter(event__in=Event.objects.upcoming()).exists()
    return redirect("organise:home" if not has_own and has_workspace(request.user) else "self_service:me")


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user, countries=country_choices())
    if request.method == "POST" and form.is_valid():
        update_person(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("self_service:profile")
    return render(request, "accounts/profile.html", {"form": form, "mail_zone": zone_name(request.user.zone)})
