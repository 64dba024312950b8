from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, local_clock_time, zone_choices
from events.models import AreaOfAction, Country, Event, Programme, Venue


class EventForm(forms.ModelForm):
    """All fields of an event. Times are local times of the event, and the venue is written as text."""

    starts_local = LocalTimeField(label=_("Starts"), required=False)
    ends_local = LocalTimeField(label=_("Ends"), required=False)
    opens_local = LocalTimeField(label=_("Registration opens"), required=False)
    closes_local = LocalTimeField(label=_("Registration closes"), required=False)
    details_due_local = LocalTimeField(
        label=_("Deadline for travel details"),
        required=False,
        help_text=_("The reminder rules remind people whose details are missing: by default, three days before."),
    )
    venue_name = forms.CharField(label=_("Venue"), max_length=200, required=False)
    venue_city = forms.CharField(label=_("City"), max_length=100, required=False)
    venue_country = forms.ModelChoiceField(
        Country.objects.all(), label=_("Country"), required=False, empty_label=_("No country")
    )
    precision = forms.ChoiceField(
        label=_("Precision of the date"),
        choices=[
            (Event.Precision.TIME, _("exact, with times")),
            (Event.Precision.DAY, _("whole days")),
            (Event.Precision.MONTH, _("month only")),
            (Event.Precision.YEAR, _("year only")),
            (Event.Precision.TBC, _("to be confirmed")),
        ],
    )

    class Meta:
        model = Event
        fields = [
            "title",
            "kind",
            "mode",
            "summary",
            "description",
            "audience",
            "timezone",
            "precision",
            "online_url",
            "days_as",
            "policy",
            "seats",
            "room_seats",
            "online_seats",
            "offer_hours",
            "asks_travel",
            "travel_keep_days",
            "countries",
            "areas",
        ]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "audience": forms.Textarea(attrs={"rows": 2}),
            "countries": forms.CheckboxSelectMultiple,
            "areas": forms.CheckboxSelectMultiple,
        }

    GROUPS = [
        (_("About the event"), ["title", "kind", "mode", "summary", "description", "audience"]),
        (_("Date and time"), ["precision", "timezone", "starts_local", "ends_local", "days_as"]),
        (_("Venue"), ["venue_name", "venue_city", "venue_country", "online_url"]),
        (
            _("Registration"),
            ["policy", "seats", "room_seats", "online_seats", "offer_hours", "opens_local", "closes_local"],
        ),
        (_("After confirmation"), ["asks_travel", "details_due_local", "travel_keep_days"]),
        (_("Countries and areas of action"), ["countries", "areas"]),
    ]
    VENUE_FIELDS = frozenset({"venue_name", "venue_city", "venue_country"})
    # A change of these fields notifies people. For the location, the page first shows the recipients.
    LOCATION_FIELDS = VENUE_FIELDS | {"mode", "online_url"}
    NOTIFIED_FIELDS = LOCATION_FIELDS | {"title", "days_as"}
    FULL_WIDTH = frozenset({"title", "summary", "description", "audience", "countries", "areas"})

    def __init__(self, *args: Any, programme: Programme, may_notify: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone of the venue"), choices=zone_choices())
        cast("forms.ModelMultipleChoiceField[AreaOfAction]", self.fields["areas"]).queryset = programme.areas.all()
        self.fields["travel_keep_days"].required = self.fields["days_as"].required = False
        if self.instance.pk:
            self.initial.update(self._initial_of(self.instance))
            # The page "Reschedule" changes the time, because it shows the recipients first.
            if self.instance.status != Event.Status.DRAFT:
                self._disable("starts_local", "ends_local", "timezone", "precision")
                if not may_notify:
                    self._disable(*self.NOTIFIED_FIELDS)

    @staticmethod
    def _initial_of(event: Event) -> dict[str, datetime | str | None]:
        initial: dict[str, datetime | str | None] = {
            "starts_local": local_clock_time(event.starts_at, event.zone),
            "ends_local": local_clock_time(event.ends_at, event.zone),
            "opens_local": local_clock_time(event.registration_opens_at, event.zone),
            "closes_local": local_clock_time(event.registration_closes_at, event.zone),
            "details_due_local": local_clock_time(event.details_due_at, event.zone),
        }
        if venue := event.venue:
            initial |= {"venue_name": venue.name, "venue_city": venue.city, "venue_country": venue.country_id}
        return initial

    def _disable(self, *names: str) -> None:
        for name in names:
            self.fields[name].disabled = True

    def clean_days_as(self) -> str:
        """Return the choice, or the current value of the event if the field is empty."""
        return self.cleaned_data["days_as"] or self.instance.days_as

    def clean_travel_keep_days(self) -> int:
        """Return the number of days, or the current value of the event if the field is empty."""
        days: int | None = self.cleaned_data["travel_keep_days"]
        return self.instance.travel_keep_days if days is None else days

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_local"), data.get("ends_local")
        due = data.get("details_due_local")
        if due and start and due > start and data.get("precision") != Event.Precision.TBC:
            self.add_error("details_due_local", _("The deadline must be before the start of the event."))
        if data.get("precision") != Event.Precision.TBC:
            for name in ("starts_local", "ends_local"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("Enter a time, or choose “to be confirmed” as the precision of the date."))
            if start and end and end <= start:
                self.add_error("ends_local", _("The end must come after the start."))
        opens, closes = data.get("opens_local"), data.get("closes_local")
        if opens and closes and closes <= opens:
            self.add_error("closes_local", _("Registration must close after it opens."))
        return data

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """Return the groups of fields: the heading, and the fields with their CSS classes."""
        return [
            (str(legend), [(self[name], self._css_class(name)) for name in names if name in self.fields])
            for legend, names in self.GROUPS
        ]

    def _css_class(self, name: str) -> str:
        choices = " field-choices" if isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple) else ""
        return ("is-full" if name in self.FULL_WIDTH else "") + choices

    def changes_location(self) -> bool:
        """Return whether saving notifies people of another venue, mode or joining link of a published event."""
        return self.instance.status == Event.Status.PUBLISHED and bool(self.LOCATION_FIELDS & set(self.changed_data))

    def service_fields(self) -> dict[str, Any]:
        """Return the fields for create_event and edit_event. Times are timezone-aware."""
        data = dict(self.cleaned_data)
        zone = ZoneInfo(data["timezone"])

        def instant(name: str) -> datetime | None:
            local_time: datetime | None = data.pop(name)
            return local_time.replace(tzinfo=zone) if local_time else None

        start, end = instant("starts_local"), instant("ends_local")
        if data["precision"] == Event.Precision.TBC:
            start = end = None
        data |= {
            "starts_at": start,
            "ends_at": end,
            "registration_opens_at": instant("opens_local"),
            "registration_closes_at": instant("closes_local"),
            "details_due_at": instant("details_due_local"),
            "venue": self._venue(data.pop("venue_name"), data.pop("venue_city"), data.pop("venue_country")),
        }
        if self.instance.pk and self.instance.status != Event.Status.DRAFT:
            for name in ("starts_at", "ends_at", "timezone", "precision"):
                data.pop(name)
        return data

    def _venue(self, name: str, city: str, country: Country | None) -> Venue | None:
        if not self.VENUE_FIELDS & set(self.changed_data):
            return self.instance.venue  # keep this row: other venues can have the same name
        if not (name or city or country):
            return None
        venue = Venue.objects.filter(name=name, city=city, country=country).order_by("pk").first()
        return venue or Venue.objects.create(name=name, city=city, country=country)
