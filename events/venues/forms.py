import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.fields import need_one_of, typed_field
from accounts.zone_fields import ZoneField
from events.models import Country, Room, Venue
from events.models.country import country_choices, country_name
from events.models.venue import plain_number
from events.venues.zones import ZoneSuggestion, describe_zone, suggest_zone

COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
LATER = "later"
Coordinates = tuple[Decimal, Decimal]


class MapField(forms.CharField):
    """A link to a map, or coordinates ("13.7563, 100.5018"). It cleans to (link, coordinates or None)."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return "", None
        if found := COORDINATES.fullmatch(text):
            latitude, longitude = (Decimal(part).quantize(Decimal("0.000001")) for part in found.groups())
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return "", (latitude, longitude)
        try:
            URLValidator(schemes=["https", "http"])(text)
        except ValidationError as error:
            text = _("Enter a link that begins with https://, or coordinates such as 13.7563, 100.5018.")
            raise ValidationError(text, "invalid") from error
        return text, None


class AnyCountryField(forms.ChoiceField):
    """A country of ISO 3166-1. It cleans to a Country, which is not saved if the installation does not have it yet."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        return Country.objects.filter(pk=code).first() or Country(iso2=code, name=country_name(code, "en"))


class VenueForm(forms.ModelForm):
    """A venue. Its zone is typed, or confirmed by the answer to a question about the clock there.

    `question` is the question, if it is open; the form is then not valid."""

    timezone = ZoneField(
        label=_("Time zone"), required=False, help_text=_("Type the city or the country, and choose from the list.")
    )
    country = AnyCountryField(label=_("Country"), required=False)
    map_place = MapField(
        label=_("Map link or coordinates"),
        max_length=500,
        required=False,
        help_text=_("Event pages show it as the link “Map”."),
    )

    class Meta:
        model = Venue
        fields = ["name", "city", "timezone", "address", "accessibility", "capacity"]
        labels = {"capacity": _("People that the largest room holds")}
        help_texts = {
            "name": _("A name, a city, or both."),
            "accessibility": _("Such as steps, lifts, hearing loop, parking."),
        }
        widgets = {"accessibility": forms.Textarea(attrs={"rows": 2})}

    field_order = ["name", "city", "country", "timezone", "address", "map_place", "accessibility", "capacity"]
    question: ZoneSuggestion | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue = self.instance
        need_one_of(self, "name", "city")
        typed_field(self, "country", AnyCountryField).choices = [("", _("No country")), *country_choices()]
        if venue.pk:
            self.initial["country"] = venue.country_id
            self.initial["map_place"] = venue.map_url or ", ".join(
                plain_number(number) for number in (venue.latitude, venue.longitude) if number is not None
            )

    @property
    def clock(self) -> ZoneSuggestion | None:
        """The zone that the venue has, with the time there now."""
        return describe_zone(self.instance.timezone) if self.instance.pk and self.instance.timezone else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("name") or data.get("city")) and "name" not in self.errors:
            self.add_error("name", _("Enter the name of the venue, or its city."))
        if "country" in data:
            self.instance.country = data["country"]
        if "timezone" in data and not data["timezone"]:
            data["timezone"] = self._answer(data)
        if "map_place" in data:
            link, coordinates = data["map_place"]
            self.instance.map_url = link
            self.instance.latitude, self.instance.longitude = coordinates or (None, None)
        return data

    def _answer(self, data: dict[str, Any]) -> str:
        """Return the zone that a person confirmed; "" if nobody knows it yet. Ask if there is no answer."""
        country = data.get("country")
        suggestion = suggest_zone(data.get("city") or "", country.pk if country else "")
        answer = self.data.get("zone", "")
        if suggestion is None or answer == LATER:
            return ""
        if answer == suggestion.name:
            return answer
        self.question = suggestion
        self.add_error("timezone", _("Look at a clock there, or ask: is the time in the question right?"))
        return ""


class RoomForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ["name", "capacity", "equipment"]
        widgets = {"capacity": forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            "name": (_("Add a room"), _("Name of the room")),
            "capacity": (_("Seats"), _("Seats in the room")),
            "equipment": (_("Equipment"), _("Equipment of the room")),
        }
        for field, (placeholder, label) in texts.items():
            self.fields[field].widget.attrs |= {"aria-label": label, "placeholder": placeholder}


class BaseRooms(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Refuse two rooms with one name. Capital letters do not count."""
        super().clean()
        names = set()
        for row in self.forms:
            name = (row.cleaned_data.get("name") or "").lower() if row.is_valid() else ""
            if name and not row.cleaned_data.get("DELETE"):
                if name in names:
                    row.add_error("name", _("There is already a room with this name."))
                names.add(name)


RoomFormSet = forms.inlineformset_factory(
    Venue, Room, form=RoomForm, formset=BaseRooms, extra=2, can_delete=True, max_num=100, absolute_max=101
)


def typed_rooms(formset: "forms.BaseInlineFormSet[Room, Venue, RoomForm]") -> tuple[list[Room], list[Room]]:
    """Return the rooms to save, in their order, and those to remove. Nothing is saved."""
    removed = [row.instance for row in formset.deleted_forms]
    kept = [row for row in formset.forms if row not in formset.deleted_forms and row.cleaned_data.get("name")]
    return [row.save(commit=False) for row in kept], removed
