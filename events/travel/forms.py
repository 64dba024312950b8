"""The form that opens once a place is confirmed, and those with which organisers look at what came in."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.models import Event, Registration
from events.questions.fields import DayField
from events.questions.forms import allow_missing
from events.travel.details import YES_OR_NO, Allowance, TravelFacts

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9/-]{3,29}")
PRIVATE = {"autocomplete": "off"}
TOO_FAR = _("This is more than a year away from the event. Check the year.")


class ClockField(forms.DateTimeField):
    """A time on the clocks of the event's place."""

    zone: Any = None  # set by the form

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs
        )

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).replace(tzinfo=None) if isinstance(value, datetime) else value


class PassportNumberField(OneLineField):
    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().to_python(value)).upper().replace(" ", "")
        if text and not NUMBER.fullmatch(text):
            raise forms.ValidationError(_("Write the letters and digits of the number alone, as they stand there."))
        return text


class CertificateForm(forms.Form):
    certificate_name = OneLineField(label=_("Your name on the certificate"), required=False, max_length=150)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, initial={"certificate_name": registration.certificate_name}, **kwargs)
        self.fields["certificate_name"].help_text = _(
            "In your own script and order. Empty for the name of your profile: %(name)s."
        ) % {"name": registration.person.full_name}


class TravelForm(forms.Form):
    """Passport and journey. It may be saved half filled in; what is there must be good."""

    passport_name = OneLineField(
        label=_("Name in the passport"),
        max_length=150,
        help_text=_("As it stands in its two lines of large letters, or on its first page."),
        widget=forms.TextInput(attrs=PRIVATE),
    )
    passport_number = PassportNumberField(
        label=_("Number of the passport"), max_length=40, widget=forms.TextInput(attrs=PRIVATE)
    )
    nationality = forms.ChoiceField(label=_("Nationality"))
    passport_expires_on = DayField(label=_("Passport valid until"))
    no_journey = forms.BooleanField(
        label=_("I live near the place: I need no journey"),
        required=False,
        help_text=_("Then leave arrival, departure, visa and allowance empty."),
    )
    arrival_at = ClockField(label=_("Arrival"))
    arrival_with = OneLineField(label=_("Flight or train of the arrival"), required=False, max_length=60)
    departure_at = ClockField(label=_("Departure"))
    departure_with = OneLineField(label=_("Flight or train of the departure"), required=False, max_length=60)
    visa = forms.ChoiceField(label=_("Do you need a visa?"), choices=YES_OR_NO, widget=forms.RadioSelect)
    allowance = forms.ChoiceField(
        label=_("How do you get your daily allowance (DSA), if you have one?"),
        choices=Allowance,
        widget=forms.RadioSelect,
        help_text=_("Write no account number here: whoever pays will ask you."),
    )
    special_needs = SeveralLinesField(
        label=_("What you need on the way and there"),
        required=False,
        max_length=2000,
        help_text=_("Such as a wheelchair at the airport, or somebody who comes with you."),
    )

    GROUPS = [
        (_("Passport"), ["passport_name", "passport_number", "nationality", "passport_expires_on"]),
        (_("Journey"), ["no_journey", "arrival_at", "arrival_with", "departure_at", "departure_with"]),
        (_("Visa, allowance and needs"), ["visa", "allowance", "special_needs"]),
    ]

    def __init__(
        self, *args: Any, event: Event, facts: TravelFacts, countries: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        said = {name: getattr(facts, name) for name in self.base_fields}
        super().__init__(*args, initial=said, **kwargs)
        self.event = event
        self.fields["nationality"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]
        for name in ("arrival_at", "departure_at"):
            self.fields[name].zone = event.zone  # type: ignore[attr-defined]
            self.fields[name].help_text = _("On the clocks there (%(zone)s).") % {"zone": event.timezone}

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(legend, [self[name] for name in names]) for legend, names in self.GROUPS]

    def clean(self) -> dict[str, Any]:
        allow_missing(self)
        data = self.cleaned_data
        for name in ("arrival_at", "departure_at"):
            if data.get(name) and self._is_far(data[name]):
                self.add_error(name, TOO_FAR)
        arrival, departure = data.get("arrival_at"), data.get("departure_at")
        if arrival and departure and departure <= arrival:
            self.add_error("departure_at", _("The departure must come after the arrival."))
        return data

    def _is_far(self, moment: datetime) -> bool:
        event = self.event
        years = [found.year for found in (event.local_starts_at, event.local_ends_at) if found]
        return bool(years) and not min(years) - 1 <= moment.year <= max(years) + 1

    def facts(self) -> TravelFacts:
        """Return what was typed, without what needs no telling."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if "passport_expires_on" in said:
            said["passport_expires_on"] = date.fromisoformat(said["passport_expires_on"])
        return TravelFacts(**said)


class FundingForm(forms.Form):
    funding = forms.ChoiceField(
        label=_("Who pays for these seats"),
        choices=[("", _("Not decided yet")), *Registration.Funding.choices],
        required=False,
    )
    funder = OneLineField(label=_("Which donor"), required=False, max_length=200, help_text=_("For another donor."))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("funding") == Registration.Funding.OTHER and not data.get("funder") and "funder" not in self.errors:
            self.add_error("funder", _("Say which donor."))
        return data
