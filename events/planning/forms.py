from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, local_clock_time, zone_choices
from events.models import Country, Event, Programme, Session, Venue


class EventForm(forms.ModelForm):
    """An event as an organiser writes it: times on the clocks of its place, the place in words."""

    starts_local = LocalTimeField(label=_("Starts"), required=False)
    ends_local = LocalTimeField(label=_("Ends"), required=False)
    opens_local = LocalTimeField(label=_("Registration opens"), required=False)
    closes_local = LocalTimeField(label=_("Registration closes"), required=False)
    details_due_local = LocalTimeField(
        label=_("Details are due by"),
        required=False,
        help_text=_("The reminder rules remind people with missing details: by default, three days before."),
    )
    venue_name = forms.CharField(label=_("Venue"), max_length=200, required=False)
    venue_city = forms.CharField(label=_("City"), max_length=100, required=False)
    venue_country = forms.ModelChoiceField(
        Country.objects.all(), label=_("Country"), required=False, empty_label=_("No country")
    )
    precision = forms.ChoiceField(
        label=_("The date is"),
        choices=[
            (Event.Precision.TIME, _("exact, with times")),
            (Event.Precision.DAY, _("whole days")),
            (Event.Precision.MONTH, _("known to the month")),
            (Event.Precision.YEAR, _("known to the year")),
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
        (_("What it is"), ["title", "kind", "mode", "summary", "description", "audience"]),
        (_("When"), ["precision", "timezone", "starts_local", "ends_local", "days_as"]),
        (_("Where"), ["venue_name", "venue_city", "venue_country", "online_url"]),
        (
            _("Registration"),
            ["policy", "seats", "room_seats", "online_seats", "offer_hours", "opens_local", "closes_local"],
        ),
        (_("Once a place is confirmed"), ["asks_travel", "details_due_local", "travel_keep_days"]),
        (_("Who and what for"), ["countries", "areas"]),
    ]
    VENUE = frozenset({"venue_name", "venue_city", "venue_country"})
    # What people with a place are told of; where it is, not before it has been shown to whom.
    WHERE = VENUE | {"mode", "online_url"}
    TOLD = WHERE | {"title", "days_as"}
    FULL_WIDTH = frozenset({"title", "summary", "description", "audience", "countries", "areas"})

    def __init__(self, *args: Any, programme: Programme, may_tell: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone of the place"), choices=zone_choices())
        self.fields["areas"].queryset = programme.areas.all()
        self.fields["travel_keep_days"].required = self.fields["days_as"].required = False
        event = self.instance
        if event.pk:
            zone = event.zone
            self.initial |= {
                "starts_local": local_clock_time(event.starts_at, zone),
                "ends_local": local_clock_time(event.ends_at, zone),
                "opens_local": local_clock_time(event.registration_opens_at, zone),
                "closes_local": local_clock_time(event.registration_closes_at, zone),
                "details_due_local": local_clock_time(event.details_due_at, zone),
            }
            if event.venue:
                venue = event.venue
                self.initial |= {
                    "venue_name": venue.name,
                    "venue_city": venue.city,
                    "venue_country": venue.country_id,
                }
            # Moving has a page of its own, which shows who will be told.
            if event.status != Event.Status.DRAFT:
                self._disable("starts_local", "ends_local", "timezone", "precision")
                if not may_tell:
                    self._disable(*self.TOLD)

    def _disable(self, *names: str) -> None:
        for name in names:
            self.fields[name].disabled = True

    def clean_days_as(self) -> str:
        """Return the choice, that which holds so far for none."""
        return self.cleaned_data["days_as"] or self.instance.days_as

    def clean_travel_keep_days(self) -> int:
        """Return the days, those that hold so far for an empty field."""
        days = self.cleaned_data["travel_keep_days"]
        return self.instance.travel_keep_days if days is None else days

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_local"), data.get("ends_local")
        due = data.get("details_due_local")
        if due and start and due > start and data.get("precision") != Event.Precision.TBC:
            self.add_error("details_due_local", _("Details are needed before the event begins."))
        if data.get("precision") != Event.Precision.TBC:
            for name in ("starts_local", "ends_local"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("Say when, or choose “to be confirmed” as the date."))
            if start and end and end <= start:
                self.add_error("ends_local", _("The end must come after the start."))
        opens, closes = data.get("opens_local"), data.get("closes_local")
        if opens and closes and closes <= opens:
            self.add_error("closes_local", _("Registration must close after it opens."))
        return data

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """Return the fields under their headings, each with its CSS classes."""
        return [
            (legend, [(self[name], self._css_class(name)) for name in names if name in self.fields])
            for legend, names in self.GROUPS
        ]

    def _css_class(self, name: str) -> str:
        choices = " field-choices" if isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple) else ""
        return ("is-full" if name in self.FULL_WIDTH else "") + choices

    def changes_where(self) -> bool:
        """Say whether saving would tell people that a published event takes place elsewhere, or in another mode."""
        return self.instance.status == Event.Status.PUBLISHED and bool(self.WHERE & set(self.changed_data))

    def service_fields(self) -> dict[str, Any]:
        """Return what create_event and edit_event take; times as instants."""
        data = dict(self.cleaned_data)
        zone = ZoneInfo(data["timezone"])

        def instant(name: str) -> datetime | None:
            found = data.pop(name)
            return found.replace(tzinfo=zone) if found else None

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
        if not self.VENUE & set(self.changed_data):
            return self.instance.venue  # the very row: there may be others of that name
        if not (name or city or country):
            return None
        found = Venue.objects.filter(name=name, city=city, country=country).order_by("pk").first()
        return found or Venue.objects.create(name=name, city=city, country=country)


class SessionForm(forms.ModelForm):
    starts_local = LocalTimeField(label=_("Starts"), required=False)
    ends_local = LocalTimeField(label=_("Ends"), required=False)

    class Meta:
        model = Session
        fields = ["title", "abstract", "room", "host_institution", "is_optional", "seats"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = self.instance
        if session.pk:
            self.initial |= {
                "starts_local": local_clock_time(session.starts_at, session.zone),
                "ends_local": local_clock_time(session.ends_at, session.zone),
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_local"), data.get("ends_local")
        if bool(start) != bool(end) and not self.errors:
            self.add_error("ends_local", _("Give both times, or neither."))
        if start and end:
            if end <= start:
                self.add_error("ends_local", _("The end must come after the start."))
            elif end - start > timedelta(days=1):
                self.add_error("ends_local", _("A session lasts a day at most; make one for each day."))
        return data

    def session(self) -> Session:
        """Return the session as typed, its times as instants; not saved."""
        found = self.save(commit=False)
        zone = found.zone
        start, end = self.cleaned_data["starts_local"], self.cleaned_data["ends_local"]
        found.starts_at = start.replace(tzinfo=zone) if start else None
        found.ends_at = end.replace(tzinfo=zone) if end else None
        return found


SessionFormSet = forms.inlineformset_factory(Event, Session, form=SessionForm, extra=3, can_delete=True, max_num=200)


class MoveForm(forms.Form):
    starts_local = LocalTimeField(label=_("Starts"))
    ends_local = LocalTimeField(label=_("Ends"))
    timezone = forms.ChoiceField(label=_("Time zone of the place"), choices=zone_choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_local"), data.get("ends_local")
        if start and end and end <= start:
            self.add_error("ends_local", _("The end must come after the start."))
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in a sentence for those who are told"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
