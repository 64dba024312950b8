"""The form fields for the venue of an event: it is written as text, and found or made."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import timezones
from accounts.inputs import SuggestingInput
from events.models import Country, Event, Programme, Venue
from events.venues.matching import venues_like


class EventVenueForm(forms.Form):
    """The venue of an event. The form of an event sets `programme` and `instance`."""

    venue_name = forms.CharField(
        label=_("Venue"),
        max_length=200,
        required=False,
        widget=SuggestingInput,
        help_text=_("Type a part of its name, and choose from the list. A new name makes a new venue."),
    )
    venue_city = forms.CharField(label=_("City"), max_length=100, required=False)
    venue_country = forms.ModelChoiceField(
        Country.objects.all(), label=_("Country"), required=False, empty_label=_("No country")
    )
    venue_capacity = forms.IntegerField(
        label=_("People that the room holds"), required=False, min_value=1, max_value=1_000_000
    )

    VENUE_FIELDS = frozenset({"venue_name", "venue_city", "venue_country"})
    programme: Programme
    instance: Event

    def _suggest_venues(self, programme: Programme) -> None:
        venues = Venue.objects.filter(programme=programme).exclude(name="").values_list("name", flat=True)
        cast("SuggestingInput", self.fields["venue_name"].widget).suggest(venues)

    @staticmethod
    def initial_venue(venue: Venue | None) -> dict[str, Any]:
        """Return the venue as this form shows it."""
        if venue is None:
            return {}
        fields = {"venue_name": venue.name, "venue_city": venue.city, "venue_country": venue.country_id}
        return fields | {"venue_capacity": venue.capacity}

    def _typed_venue(self) -> Venue | None:
        """Return the venue that is typed, with the typed capacity. A new venue is not saved."""
        if self.VENUE_FIELDS & set(self.changed_data):
            name, city, country = (self.cleaned_data[field] for field in ("venue_name", "venue_city", "venue_country"))
            if not (name or city or country):
                return None
            found = find_venue(self.programme, name, city, country)
            venue: Venue | None = found or Venue(name=name, city=city, country=country)
        else:
            venue = self.instance.venue  # keep this row: other venues can have the same name
        if venue and "venue_capacity" in self.changed_data:
            venue.capacity = self.cleaned_data["venue_capacity"]
        return venue

    def _saved_venue(self) -> Venue | None:
        """Return the typed venue, saved. A venue without a zone gets that of the event: a person has chosen it."""
        venue = self._typed_venue()
        if venue is None:
            return None
        has_no_zone = (
            not Venue.objects.exclude(timezone="").filter(pk=venue.pk).exists()
            and self.cleaned_data["mode"] != Event.Mode.ONLINE
        )
        venue.programme = venue.programme or self.programme
        if has_no_zone:
            venue.timezone = self.cleaned_data["timezone"]
        if venue.pk is None:
            venue.save()
        else:
            venue.save(update_fields=["programme", "timezone", "capacity"])
        return venue

    def _zone_of_venue(self) -> ZoneInfo | None:
        """Return the zone of the venue that is typed, if it is known."""
        if not self.is_bound:
            return None
        name, city, country = (
            str(self[field].value() or "").strip() for field in ("venue_name", "venue_city", "venue_country")
        )
        venue = find_venue(self.programme, name, city, country)
        return ZoneInfo(venue.timezone) if venue and timezones.canonical(venue.timezone) else None


def find_venue(programme: Programme, name: str, city: str, country: Country | str | None) -> Venue | None:
    """Return the venue of programme with this text, or the only venue with this name if city and country are empty.

    country: a Country, its code, or nothing."""
    if not (name or city or country):
        return None
    venues = Venue.objects.usable_in(programme)
    exact = venues.filter(name=name, city=city, country=country or None).first()
    if exact or city or country:
        return exact
    similar = venues_like(venues.select_related("country"), name)
    return similar[0] if len(similar) == 1 else None
