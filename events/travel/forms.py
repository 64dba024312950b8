"""Forms for the details that people enter after their place is confirmed, and the organisers' form for funding."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.codes import with_ascii_digits
from accounts.fields import OneLineField, SeveralLinesField
from events.local_times import LocalTimeField, set_zone
from events.models import Event, Registration
from events.models.country import CountryGroup
from events.questions.fields import IsoDateField, PhoneField
from events.questions.forms import ignore_missing_fields
from events.travel.details import YES_NO_CHOICES, AllowanceMethod, TravelData
from events.travel.diets import Diet
from events.travel.emergency import EmergencyData

PASSPORT_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]{3,29}")
NO_AUTOCOMPLETE = {"autocomplete": "off"}
TOO_FAR = _("This is more than a year before or after the event. Check the year.")


class PassportNumberField(OneLineField):
    """Cleans to capital letters and digits without spaces. Full-width characters and the digits of other scripts become
    plain ones."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", with_ascii_digits(super().to_python(value))).upper().replace(" ", "")
        if text and not PASSPORT_NUMBER.fullmatch(text):
            raise forms.ValidationError(_("Enter only the letters and digits of the number, as in the passport."))
        return text


class BirthDateField(IsoDateField):
    """Cleans to a date in the past, in ISO 8601 format."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"})

    def clean(self, value: Any) -> str | None:
        day = super().clean(value)
        if day and date.fromisoformat(day) >= now().date():
            raise forms.ValidationError(_("This date is not in the past. Check the year."))
        return day


class CertificateForm(forms.Form):
    certificate_name = OneLineField(label=_("Your name on the certificate"), required=False, max_length=150)

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, registration: Registration) -> None:
        super().__init__(data, initial={"certificate_name": registration.certificate_name})
        self.fields["certificate_name"].help_text = _(
            "In your own script and order. Leave empty to use the name of your profile: %(name)s."
        ) % {"name": registration.person.full_name}


class TravelForm(forms.Form):
    """Passport and journey. The form can be saved incomplete, but the data that is entered must be valid."""

    passport_name = OneLineField(
        label=_("Name in the passport"),
        max_length=150,
        help_text=_("As in the two lines of capital letters, or on the first page."),
        widget=forms.TextInput(attrs=NO_AUTOCOMPLETE),
    )
    passport_number = PassportNumberField(
        label=_("Passport number"), max_length=40, widget=forms.TextInput(attrs=NO_AUTOCOMPLETE)
    )
    nationality = forms.ChoiceField(label=_("Nationality"))
    passport_expires_on = IsoDateField(label=_("Passport valid until"))
    born_on = BirthDateField(
        label=TravelData.BIRTH_DATE_LABEL,
        required=False,
        help_text=_("A host asks for it for the list at its entrance. Only hosts to whom you agree see it."),
    )
    no_journey = forms.BooleanField(
        label=_("I live near the venue and do not need to travel"),
        required=False,
        help_text=_("In this case, leave arrival, departure, visa and allowance empty."),
    )
    arrival_at = LocalTimeField(label=_("Arrival"))
    arrival_with = OneLineField(label=_("Arrival flight or train"), required=False, max_length=60)
    departure_at = LocalTimeField(label=_("Departure"))
    departure_with = OneLineField(label=_("Departure flight or train"), required=False, max_length=60)
    visa = forms.ChoiceField(label=_("Do you need a visa?"), choices=YES_NO_CHOICES, widget=forms.RadioSelect)
    allowance = forms.ChoiceField(
        label=_("If you receive a daily allowance (DSA), how should it be paid?"),
        choices=AllowanceMethod,
        widget=forms.RadioSelect,
        help_text=_("Do not enter an account number here. The organisation that pays will ask you for it."),
    )
    special_needs = SeveralLinesField(
        label=_("Special needs during the journey and the event"),
        required=False,
        max_length=2000,
        help_text=_("For example, a wheelchair at the airport, or a person who accompanies you."),
    )

    GROUPS: list[tuple[str | Promise, list[str]]] = [
        (_("Passport"), ["passport_name", "passport_number", "nationality", "passport_expires_on", "born_on"]),
        (_("Journey"), ["no_journey", "arrival_at", "arrival_with", "departure_at", "departure_with"]),
        (_("Visa, allowance and needs"), ["visa", "allowance", "special_needs"]),
    ]

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        event: Event,
        travel_data: TravelData,
        countries: Sequence[CountryGroup],
        asks_birth_date: bool = False,
    ) -> None:
        """asks_birth_date: if it is False, a date that was entered before is not in the data, and so is deleted."""
        super().__init__(data, initial={name: getattr(travel_data, name) for name in self.base_fields})
        if not asks_birth_date:
            del self.fields["born_on"]
        self.event = event
        nationality = cast(forms.ChoiceField, self.fields["nationality"])
        nationality.choices = [("", _("Choose a country")), *countries]
        set_zone(self, event.zone)
        for name in ("arrival_at", "departure_at"):
            self.fields[name].help_text = _("Local time of the event (%(zone)s).") % {"zone": event.timezone}

    def groups(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        ignore_missing_fields(self)
        data = self.cleaned_data
        for name in ("arrival_at", "departure_at"):
            if data.get(name) and self._is_far_from_event(data[name]):
                self.add_error(name, TOO_FAR)
        arrival, departure = data.get("arrival_at"), data.get("departure_at")
        if arrival and departure and departure <= arrival:
            self.add_error("departure_at", _("The departure must be after the arrival."))
        return data

    def _is_far_from_event(self, moment: datetime) -> bool:
        event = self.event
        years = [local.year for local in (event.local_starts_at, event.local_ends_at) if local]
        return bool(years) and not min(years) - 1 <= moment.year <= max(years) + 1

    def travel_data(self) -> TravelData:
        """Return the data that was entered."""
        entered = {name: value for name, value in self.cleaned_data.items() if value}
        for name in {"passport_expires_on", "born_on"} & entered.keys():
            entered[name] = date.fromisoformat(entered[name])
        return TravelData(**entered)


class EmergencyForm(forms.Form):
    """Whom to call, insurance, allergy and diet of a traveller. It can be saved incomplete.

    Only the name and the telephone of the contact are required, as EmergencyData.missing() says."""

    contact_name = OneLineField(
        label=_("Whom we call in an emergency"),
        max_length=150,
        widget=forms.TextInput(attrs=NO_AUTOCOMPLETE),
    )
    contact_relation = OneLineField(
        label=_("Relation"), required=False, max_length=60, help_text=_("For example, wife, brother or colleague.")
    )
    contact_phone = PhoneField(label=_("Telephone of this person"), max_length=40)
    contact_language = OneLineField(label=_("Language of this person"), required=False, max_length=60)
    insurance = OneLineField(
        label=_("Insurance"),
        required=False,
        max_length=200,
        help_text=_("Name, number of the policy and telephone of the hotline."),
    )
    allergy = OneLineField(
        label=_("Allergy"), required=False, max_length=200, help_text=_("Food or medicine that is dangerous for you.")
    )
    diet = forms.ChoiceField(label=_("Diet"), required=False, choices=[("", "–"), *Diet.choices])
    diet_words = OneLineField(
        label=_("Your diet, in your own words"),
        required=False,
        max_length=200,
        help_text=_("Kitchens read it as you write it, without your name."),
    )

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, in_emergency: EmergencyData) -> None:
        super().__init__(data, initial=asdict(in_emergency))

    def clean(self) -> dict[str, Any]:
        ignore_missing_fields(self)
        data: dict[str, Any] = self.cleaned_data
        if data.get("diet") == Diet.OTHER and not data.get("diet_words"):
            self.add_error("diet_words", _("Please write what you eat, or what you do not eat."))
        if data.get("diet_words") and not data.get("diet"):
            data["diet"] = Diet.OTHER.value
        return data

    def emergency_data(self) -> EmergencyData:
        """Return the data that was entered."""
        return EmergencyData(**self.cleaned_data)


class FundingForm(forms.Form):
    funding = forms.ChoiceField(
        label=_("Who pays for these seats"),
        choices=[("", _("Not decided yet")), *Registration.Funding.choices],
        required=False,
    )
    funder = OneLineField(
        label=_("Name of the donor"), required=False, max_length=200, help_text=_("Only for another donor.")
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("funding") == Registration.Funding.OTHER and not data.get("funder") and "funder" not in self.errors:
            self.add_error("funder", _("Enter the name of the donor."))
        return data
