"""The form of an event: all of it, or one section of the page "Details"."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.local_times import LocalDateField, LocalTimeField
from events.models import AreaOfAction, Event, Phase, Programme, TeamMember, Venue
from events.planning.date_fields import EventDatesForm
from events.planning.errors import OpenMissionError
from events.planning.shown_fields import SHOWN_IF
from events.planning.venue_fields import EventVenueForm

# The fields of the form with another name in the model.
MODEL_NAMES = {
    "opens_local": "registration_opens_at",
    "closes_local": "registration_closes_at",
    "promotes_local": "promotion_ends_at",
    "nominations_local": "nominations_close_at",
    "details_due_local": "details_due_at",
    "venue_name": "venue",
    "starts_local": "starts_at",
    "ends_local": "ends_at",
}


class EventForm(EventDatesForm, EventVenueForm, forms.ModelForm):
    """All fields of an event. Times are local times of the event, and the venue is written as text.

    only: the names of the fields that are posted; the others keep the values of the event. None for all fields."""

    opens_local = LocalTimeField(label=_("Registration opens"), required=False)
    closes_local = LocalTimeField(label=_("Registration closes"), required=False)
    promotes_local = LocalTimeField(
        label=_("Waiting list is used until"),
        required=False,
        help_text=_(
            "After this moment, a place that becomes free stays free until you give it to somebody. Empty: until "
            "registration closes, else until the event starts."
        ),
    )
    nominations_local = LocalTimeField(
        label=_("Nominations close"),
        required=False,
        help_text=_(
            "The deadline of all delegations. One delegation can have another deadline, beside its focal point."
        ),
    )
    details_due_local = LocalTimeField(
        label=_("Deadline for travel details"),
        required=False,
        help_text=_("The reminder rules remind people whose details are missing: by default, three days before."),
    )
    decide_on = LocalDateField(
        label=_("Go/no-go date"),
        required=False,
        help_text=_("The event takes place if at least this number of people is confirmed on that day."),
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
            "organised_by",
            "supported_by",
            "officer",
            "contact_email",
            "language",
            "phase",
            "outcome",
            "minimum_people",
            "decide_on",
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
        labels = {"kind": _("Event type"), "mode": _("Format")}
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "audience": forms.Textarea(attrs={"rows": 2}),
            "outcome": forms.Textarea(attrs={"rows": 4}),
            "countries": forms.CheckboxSelectMultiple,
            "areas": forms.CheckboxSelectMultiple,
        }

    GROUPS = [
        (_("About the event"), ["title", "kind", "mode", "summary", "description", "audience"]),
        (_("Date and time"), [*EventDatesForm.DATE_FIELDS, "days_as"]),
        (_("Venue"), ["venue_name", "venue_city", "venue_country", "venue_capacity", "online_url"]),
        (
            _("Registration"),
            [
                "policy",
                "seats",
                "room_seats",
                "online_seats",
                "offer_hours",
                "opens_local",
                "closes_local",
                "promotes_local",
                "nominations_local",
            ],
        ),
        (_("Go/no-go decision"), ["minimum_people", "decide_on"]),
        (_("After confirmation"), ["asks_travel", "details_due_local", "travel_keep_days"]),
        (_("Phase, areas of action and countries"), ["phase", "areas", "countries"]),
        (_("Organisers and contact"), ["officer", "organised_by", "supported_by", "contact_email", "language"]),
        (_("After the event"), ["outcome"]),
    ]
    # People can be notified of a change of these fields. The page first shows whom, and lets the user choose.
    NOTIFIED_FIELDS = EventVenueForm.VENUE_FIELDS | {"mode", "online_url", "title", "days_as"}
    TYPED_DATES = frozenset({"starts_local", "ends_local", "first_day", "last_day"})
    FULL_WIDTH = frozenset({"title", "summary", "description", "audience", "countries", "areas", "outcome"})

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        may_notify: bool = True,
        only: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only = only
        # An event of a venue with a zone needs no other.
        self.fields["timezone"].required = False
        self.fields["timezone"].help_text = _("Type the city or the country. Empty for the time zone of the venue.")
        cast("forms.ModelMultipleChoiceField[AreaOfAction]", self.fields["areas"]).queryset = programme.areas.all()
        self.programme = programme
        cast("forms.ModelChoiceField[Phase]", self.fields["phase"]).queryset = programme.phases.all()
        team = {
            *TeamMember.objects.filter(programme=programme).values_list("person", flat=True),
            self.instance.officer_id,
        }
        officers = User.objects.filter(pk__in=team - {None}).order_by("name", "pk")
        cast("forms.ModelChoiceField[User]", self.fields["officer"]).queryset = officers
        self._suggest_venues(programme)
        self.fields["travel_keep_days"].required = self.fields["days_as"].required = False
        if self.instance.pk:
            self.initial.update(self._initial_of(self.instance))
            # The page "Reschedule" changes the time, because it shows the recipients first.
            if self.instance.status != Event.Status.DRAFT:
                self._disable(*self.DATE_FIELDS)
                if not may_notify:
                    self._disable(*self.NOTIFIED_FIELDS)
        elif programme.travel_keep_days:
            self.initial["travel_keep_days"] = self.instance.travel_keep_days = programme.travel_keep_days
        if only is not None:
            self._disable(*(name for name in self.fields if name not in only))
            self._limit_policies()
        self.set_zone(self.typed_zone() or self._zone_of_venue())

    def _limit_policies(self) -> None:
        """Offer only the policies that the kind of the event can have. The kind is in another section."""
        field, kind = cast("forms.ChoiceField", self.fields["policy"]), self.instance.kind
        field.choices = [
            (value, label) for value, label in Event.Policy.choices if Event(kind=kind, policy=value).allows_policy
        ]

    @classmethod
    def _initial_of(cls, event: Event) -> dict[str, Any]:
        initial: dict[str, Any] = {
            "opens_local": event.registration_opens_at,
            "closes_local": event.registration_closes_at,
            "promotes_local": event.promotion_ends_at,
            "nominations_local": event.nominations_close_at,
            "details_due_local": event.details_due_at,
        }
        if event.pk:
            initial |= cls.initial_dates(event)
        return initial | cls.initial_venue(event.venue)

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

    def clean_timezone(self) -> str:
        """Return the zone that is typed, else that of the venue. There is no other default."""
        name: str = self.cleaned_data["timezone"] or (self.zone.key if self.zone else "")
        if not name:
            raise forms.ValidationError(_("Choose the time zone of the event: type its city or country."), "required")
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_dates()
        if "policy" in data and not Event(kind=data.get("kind", ""), policy=data["policy"]).allows_policy:
            self.add_error("kind" if self.fields["policy"].disabled else "policy", OpenMissionError.advice)
        due = data.get("details_due_local")
        if due and self.limits and due > self.limits[0]:
            self.add_error("details_due_local", _("The deadline must be before the start of the event."))
        nominations = data.get("nominations_local")
        if nominations and self.limits and nominations > self.limits[0]:
            self.add_error("nominations_local", _("The deadline must be before the start of the event."))
        promotes = data.get("promotes_local")
        is_dated = data.get("precision") in {Event.Precision.TIME, Event.Precision.DAY}
        if promotes and is_dated and self.limits and promotes > self.limits[0]:
            self.add_error("promotes_local", _("The waiting list cannot be used after the start of the event."))
        self._clean_minimum(data)
        opens, closes = data.get("opens_local"), data.get("closes_local")
        if opens and closes and closes <= opens:
            self.add_error("closes_local", _("Registration must close after it opens."))
        return data

    def _clean_minimum(self, data: dict[str, Any]) -> None:
        """Require the least number of people and the day of decision together, the day before the event."""
        minimum, day, seats = data.get("minimum_people"), data.get("decide_on"), data.get("seats")
        if minimum == 0:
            data["minimum_people"] = minimum = None
        if minimum and not day and "decide_on" not in self.errors:
            self.add_error("decide_on", _("Enter the day on which you decide."))
        if day and not minimum and "minimum_people" not in self.errors:
            self.add_error("minimum_people", _("Enter the number of people that the event needs."))
        if minimum and seats is not None and minimum > seats:
            self.add_error("minimum_people", _("The event has fewer places than that."))
        if day and self.limits and self.zone and day > self.limits[0].astimezone(self.zone).date():
            self.add_error("decide_on", _("Decide before the event starts."))

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str, str]]]]:
        """Return the groups of fields: the heading, and the fields with their CSS classes and the rules that show them."""
        return [
            (
                str(legend),
                [(self[name], self.css_class(name), SHOWN_IF.get(name, "")) for name in names if name in self.fields],
            )
            for legend, names in self.GROUPS
        ]

    def css_class(self, name: str) -> str:
        """Return the CSS classes of a field."""
        choices = " field-choices" if isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple) else ""
        return ("is-full" if name in self.FULL_WIDTH else "") + choices

    def moves_draft(self) -> bool:
        """Return whether saving moves the start of a draft that has one."""
        is_draft = self.instance.pk is not None and self.instance.status == Event.Status.DRAFT
        return is_draft and bool({"starts_local", "first_day"} & set(self.changed_data))

    def service_fields(self) -> dict[str, Any]:
        """Return the fields for create_event and edit_event. Times are in UTC. Save a new venue."""
        is_venue_posted = self.only is None or "venue_name" in self.only
        fields = self._fields(self._saved_venue() if is_venue_posted else None)
        if self.only is not None:
            posted = {MODEL_NAMES.get(name, name) for name in self.only}
            fields = {name: value for name, value in fields.items() if name in posted}
        if self.instance.pk and self.instance.status != Event.Status.DRAFT:
            for name in ("starts_at", "ends_at", "timezone", "precision"):
                fields.pop(name, None)
        return fields

    def as_event(self) -> Event:
        """Return the event as the form describes it. Neither the event nor its venue is saved."""
        fields = self._fields(self._typed_venue())
        relations = {"areas", "countries"}
        return Event(pk=self.instance.pk, **{name: value for name, value in fields.items() if name not in relations})

    def _fields(self, venue: Venue | None) -> dict[str, Any]:
        names_elsewhere = self.TYPED_DATES | self.VENUE_FIELDS | {"venue_capacity"}
        data = {
            MODEL_NAMES.get(name, name): value
            for name, value in self.cleaned_data.items()
            if name not in names_elsewhere
        }
        data["starts_at"], data["ends_at"] = self.limits or (None, None)
        return data | {"venue": venue}
