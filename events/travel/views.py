"""The page on which people enter their details after their place is confirmed."""

from django import forms
from django.conf import settings
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
from events.models.country import country_choices, country_names
from events.questions.conditions import respondent_for
from events.questions.forms import AnswersForm
from events.questions.queries import DisplayedAnswer, displayed_answers, form_questions
from events.questions.uploads import store_uploads
from events.registration.errors import RegistrationError
from events.travel import queries, services
from events.travel.emergency import asks_emergency, readable_emergency
from events.travel.forms import CertificateForm, EmergencyForm, TravelForm

Stage = EventQuestion.Stage


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def details(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show and save the details of the signed-in person. They can be saved in parts until the event begins."""
    own = Registration.objects.of(request.user).active().select_related("event__programme", "person", "travel")
    registration = get_object_or_404(own, event__slug=slug)
    event = registration.event
    context = {"registration": registration, "event": event, "when": when_text(event)}
    if registration.status != Registration.Status.CONFIRMED:
        return render(request, "travel/details_later.html", context)
    traveller = queries.traveller_for(registration)
    context |= {"traveller": traveller, "answers": _detail_answers(registration)}
    if not queries.may_edit_details(registration) and request.method == "GET":
        context["nationality"] = country_names().get(traveller.travel_data.nationality, "")
        return render(request, "travel/details_closed.html", context)
    details_forms = DetailsForms(request, traveller)
    if details_forms.are_valid():
        try:
            saved = details_forms.save()
        except RegistrationError as error:
            details_forms.certificate.add_error(None, str(error.advice))
        else:
            _add_messages(request, saved)
            return redirect("travel:details", event.slug)
    context |= {"forms": details_forms, "emergency_days": settings.RETENTION_DAYS["emergency"]}
    return render(request, "travel/details.html", context)


class DetailsForms:
    """The forms of the page, which are saved together."""

    def __init__(self, request: SignedInRequest, traveller: queries.Traveller) -> None:
        data = request.POST if request.method == "POST" else None
        self.registration, self.person = traveller.registration, request.user
        event = self.registration.event
        self.certificate = CertificateForm(data, registration=self.registration)
        self.travel: TravelForm | None = None
        if traveller.needs_travel_data:
            self.travel = TravelForm(
                data,
                event=event,
                travel_data=traveller.travel_data,
                countries=country_choices(),
                asks_birth_date=queries.asks_birth_date(self.registration),
            )
        self.emergency: EmergencyForm | None = None
        if asks_emergency(self.registration):
            self.emergency = EmergencyForm(data, in_emergency=readable_emergency(self.registration))
        self.answers = AnswersForm(
            data,
            request.FILES or None,
            questions=form_questions(event, self.registration, Stage.CONFIRMED),
            respondent=respondent_for(event, self.person, self.registration.mode),
            earlier_answers=queries.registration_answers(self.registration),
            is_partial=True,
            uploader=self.person,
        )
        store_uploads(self.answers, self.person)

    def _all(self) -> list[forms.Form]:
        return [form for form in (self.certificate, self.travel, self.emergency, self.answers) if form is not None]

    def are_valid(self) -> bool:
        """Return whether all forms are valid. All of them are validated, so that all show their errors."""
        results = [form.is_valid() for form in self._all()]
        return all(results)

    def first_invalid(self) -> forms.Form | None:
        """Return the first form with errors, for the summary at the top of the page."""
        return next((form for form in self._all() if form.is_bound and form.errors), None)

    def save(self) -> queries.Traveller:
        """Save all forms; return the new state of the details. Raise the errors of save_details()."""
        return services.save_details(
            self.registration,
            by=self.person,
            certificate_name=self.certificate.cleaned_data["certificate_name"],
            travel_data=self.travel.travel_data() if self.travel else None,
            answers=self.answers.values(),
            in_emergency=self.emergency.emergency_data() if self.emergency else None,
        )


def _detail_answers(registration: Registration) -> list[DisplayedAnswer]:
    answers = displayed_answers([registration.pk]).get(registration.pk, [])
    return [answer for answer in answers if answer.answer.question.stage == Stage.CONFIRMED]


def _add_messages(request: SignedInRequest, traveller: queries.Traveller) -> None:
    if traveller.is_complete:
        messages.success(request, _("Saved. Your details are complete."))
    else:
        messages.success(request, _("Saved. Some details are still missing: please add them when you know them."))
    if traveller.expires_early:
        messages.warning(
            request,
            _(
                "Your passport expires within six months after the event. Many countries refuse entry in this case: "
                "please check in time."
            ),
        )
