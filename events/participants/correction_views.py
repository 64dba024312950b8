"""The page where organisers correct the facts of a participant."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.fields import AddressField, OneLineField, PlainTextField, typed_field
from accounts.forms import MailLanguageField
from accounts.models import Gender
from events.models import Event, Registration
from events.participants import queries
from events.participants.corrections import (
    PROFILE,
    ConfirmedAddressError,
    PersonCorrection,
    TakenAddressError,
    correct_person,
    fact_of,
    may_change_address,
)
from events.participants.fields import CorrectionReasonField
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import RegistrationError
from events.registration.forms import country_choices


class CorrectionForm(forms.Form):
    """All facts of a person that the team can correct. A field that is not sent stays as it is."""

    honorific = PlainTextField(label=gettext_lazy("Honorific"), max_length=30, required=False)
    name = OneLineField(label=gettext_lazy("Name"), max_length=150)
    certificate_name = OneLineField(label=gettext_lazy("Name on the certificate"), max_length=150, required=False)
    address = AddressField(label=gettext_lazy("Email address"), max_length=254)
    phone = OneLineField(label=gettext_lazy("Phone"), max_length=40, required=False)
    organisation_name = PlainTextField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    position = PlainTextField(label=gettext_lazy("Position"), max_length=150, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    constituency = forms.ChoiceField(label=gettext_lazy("Constituency"), required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), required=False, choices=[("", "–"), *Gender.choices])
    gender_words = OneLineField(label=gettext_lazy("Gender in their own words"), max_length=60, required=False)
    reason = CorrectionReasonField()

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        person = registration.person
        initial = {name: fact_of(person, name) for name in PROFILE}
        initial |= {"address": person.email, "certificate_name": registration.certificate_name}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        typed_field(self, "country", forms.ChoiceField).choices = [("", "–"), *country_choices()]
        offered = registration.event.programme.constituencies.choices(also=[person.constituency])
        typed_field(self, "constituency", forms.ChoiceField).choices = [("", "–"), *offered]
        self.fields["language"] = MailLanguageField(person.language, of_event=True)
        self.order_fields([name for name in self.fields if name != "reason"])
        self.fields["certificate_name"].help_text = _("If it differs from the name.")
        self.fields["address"].help_text = _(
            "If you change it, the old address is told, all links in earlier emails end, and the new address gets a new link."
        )

    def correction(self) -> PersonCorrection:
        return PersonCorrection(**{name: value for name, value in self.cleaned_data.items() if name in self.data})


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def person_correct(request: TeamRequest, event: Event, pk: int) -> HttpResponse:
    registration = get_object_or_404(queries.one_registration(event, pk))
    registration.event = event
    person = registration.person
    form = CorrectionForm(request.POST or None, registration=registration)
    if request.method == "POST" and form.is_valid():
        try:
            has_changed = correct_person(registration, form.correction(), by=request.user)
        except RegistrationError as error:
            about_address = isinstance(error, (ConfirmedAddressError, TakenAddressError))
            form.add_error("address" if about_address else None, str(error.advice))
        else:
            messages.success(request, _("Saved.") if has_changed else _("Nothing has changed."))
            return redirect("participants:detail", event.slug, pk)
    context = {
        "event": event,
        "registration": registration,
        "person": person,
        "form": form,
        "may": request.may,
        "may_change_address": may_change_address(person, by=request.user),
        "advice": ConfirmedAddressError.advice,
    }
    return render(request, "participants/person_correct.html", context)
