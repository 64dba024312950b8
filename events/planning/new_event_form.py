"""The five questions of a new event."""

from datetime import date, datetime, time
from functools import cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.fields import need_one_of
from accounts.inputs import SuggestingInput
from accounts.models.search import compact
from accounts.zone_fields import ZoneField
from events.local_times import LocalDateField, NoSuchTimeError, moment_of
from events.local_times import TimeExistsTwiceError as TwiceError
from events.models import Event, Programme, Venue
from events.planning.date_fields import day_limits
from events.planning.draft_plan import likely_sources
from events.planning.kind_defaults import DEFAULTS
from events.registration.forms import EventChoiceField, parse_key
from events.venues.matching import venues_like, venues_with_words

Precision = Event.Precision
WHEN = [("day", _("Dates")), ("month", _("Month only")), ("tbc", _("Not known yet"))]
OTHER = "other"  # the answer that another event, not one of the likely ones, is copied
TIME_FIELDS = frozenset({"when", "first_day", "last_day", "starts", "ends", "month"})
FIRST_HOUR, LAST_HOUR = time(9), time(16, 30)


class NewEventForm(forms.Form):
    """Kind, title, dates, place, and the event that the new one is like.

    After is_valid(), `answers` has the fields of the event and `source` is the other event. `unknown_venue` is what the
    user typed as a place that is no venue yet. `described` has the time and the place as soon as both are understood,
    also while other answers are missing."""

    kind = forms.ChoiceField(label=_("What type of event is it?"), choices=Event.Kind, widget=forms.RadioSelect)
    title = forms.CharField(label=_("What is it called?"), max_length=250)
    when = forms.ChoiceField(label=_("When?"), choices=WHEN, initial="day", widget=forms.RadioSelect)
    first_day = LocalDateField(label=_("First day"), required=False)
    last_day = LocalDateField(label=_("Last day"), required=False)
    starts = forms.TimeField(
        label=_("Starts"), required=False, initial=FIRST_HOUR, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    ends = forms.TimeField(
        label=_("Ends"), required=False, initial=LAST_HOUR, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    month = forms.CharField(
        label=_("Month"),
        required=False,
        max_length=7,
        widget=forms.TextInput({"type": "month", "placeholder": "2027-03"}),
    )
    where = forms.CharField(label=_("Where?"), required=False, max_length=250, widget=SuggestingInput)
    timezone = ZoneField(
        label=_("Time zone"), required=False, help_text=_("Only if there is no venue yet, or its time zone is unknown.")
    )
    like = forms.CharField(label=_("Copy from an earlier event?"), required=False, max_length=20)
    other = EventChoiceField(Event.objects.none(), label=_("Another event"), required=False, empty_label="–")

    def __init__(self, data: Any = None, *, programme: Programme, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        need_one_of(self, "where", "timezone")
        self.programme = programme
        self.answers: dict[str, Any] = {}
        self.described: Event | None = None
        self.unknown_venue = ""
        self.venue: Venue | None = None
        self.source: Event | None = None
        self.is_online = False
        self.venues = list(Venue.objects.usable_in(programme).select_related("country"))
        self.own_venues = [venue for venue in self.venues if venue.programme_id]
        self.similar_venues: list[Venue] = []
        names = [str(venue) for venue in self.own_venues]
        cast("SuggestingInput", self.fields["where"].widget).suggest([*names, str(_("Online"))])
        others = programme.events.exclude(status=Event.Status.CANCELLED)
        others = others.order_by(F("starts_at").desc(nulls_last=True), "pk")
        cast("EventChoiceField", self.fields["other"]).offer(others, self["other"].value())

    @property
    def kinds(self) -> list[tuple[str, str, Any, bool]]:
        """Each kind with its value, label, hint and whether it is chosen."""
        chosen = self["kind"].value()
        return [(kind.value, str(kind.label), DEFAULTS[kind].hint, kind.value == chosen) for kind in Event.Kind]

    @cached_property
    def likely(self) -> list[tuple[Event, bool]]:
        """The three events that the new one is probably like, each with whether it is chosen. A chosen event stays."""
        chosen = str(self["like"].value() or "")
        found = likely_sources(self.programme, str(self["kind"].value() or ""), self._day_count(), keep=chosen)
        return [(event, str(event.pk) == chosen) for event in found]

    @property
    def likely_keys(self) -> str:
        """The keys of the likely events: a script asks for another list only if they change."""
        return "-".join(str(event.pk) for event, _is_chosen in self.likely)

    @property
    def kind_label(self) -> str:
        return str(dict(Event.Kind.choices).get(str(self["kind"].value() or ""), "")).lower()

    @property
    def has_others(self) -> bool:
        """Whether the programme has an event that can be copied."""
        return len(self["other"].subwidgets) > 1  # the first choice is empty

    @property
    def unanswered(self) -> list[str]:
        """The questions, by their words, whose answers are missing or not understood."""
        questions = [
            (self["kind"], {"kind"}), (self["title"], {"title"}), (self["when"], TIME_FIELDS),
            (self["where"], {"where", "timezone"}), (self["like"], {"like", "other"}),
        ]  # fmt: skip
        return [str(field.label) for field, names in questions if names & self.errors.keys()]

    def _day_count(self) -> int:
        first, last = (_day(self[name].value()) for name in ("first_day", "last_day"))
        return (last - first).days + 1 if first and last else 1

    def clean_month(self) -> date | None:
        """Return the first day of the month; None without one."""
        text = self.cleaned_data["month"]
        if not text:
            return None
        try:
            return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
        except ValueError as error:
            raise forms.ValidationError(_("Enter a month, such as 2027-03."), "invalid") from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._clean_place(data)
        zone = ZoneInfo(data["timezone"]) if data.get("timezone") else None
        self._clean_like(data)
        limits = self._limits(data, zone or ZoneInfo("UTC"))  # without a zone, only for the errors of the days
        if zone and not self.errors.keys() & TIME_FIELDS:
            self.described = Event(
                programme=self.programme,
                venue=self.venue,
                timezone=zone.key,
                precision=self.precision,
                starts_at=limits[0] if limits else None,
                ends_at=limits[1] if limits else None,
            )
        if self.errors or zone is None:
            return data
        kind = data["kind"]
        self.answers = {
            "title": data["title"],
            "kind": kind,
            "mode": Event.Mode.ONLINE if self.is_online else Event.Mode.IN_PERSON,
            "venue": self.venue,
            "timezone": zone.key,
            "precision": self.precision,
            "starts_at": limits[0] if limits else None,
            "ends_at": limits[1] if limits else None,
        }
        if self.source and self.source.mode != Event.Mode.ONLINE and not self.is_online:
            self.answers["mode"] = self.source.mode
        return data

    def _clean_place(self, data: dict[str, Any]) -> None:
        where = (data.get("where") or "").strip()
        self.is_online = compact(where) in {"online", compact(str(_("Online")))}
        if where and not self.is_online:
            found = venues_like(self.venues, where)
            self.similar_venues = [] if found else venues_with_words(self.own_venues, where)
            if not found and len(self.similar_venues) == 1:
                found = self.similar_venues  # the page names the venue that is understood
            self.venue = found[0] if found else None
            if not found:
                self.unknown_venue = where
                self.add_error("where", _("There is no venue with this name yet. Choose one of the list, or add it."))
        if not data.get("timezone") and self.venue and self.venue.timezone:
            data["timezone"] = self.venue.timezone
        if not data.get("timezone") and not {"timezone", "where"} & self.errors.keys():
            text = _("Choose a venue with a time zone, or type the city whose clocks the event follows.")
            self.add_error("timezone", text)

    def _clean_like(self, data: dict[str, Any]) -> None:
        chosen = data.get("like") or ""
        if chosen == OTHER:
            self.source = data.get("other")
            if self.source is None:
                self.add_error("other", _("Choose an event, or “No”."))
        elif key := parse_key(chosen):
            self.source = self.programme.events.filter(pk=key).first()

    def _limits(self, data: dict[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        when = data.get("when")
        self.precision: str = Precision.TBC
        if when == "month":
            self.precision = Precision.MONTH
            if data.get("month"):
                return day_limits(data["month"], data["month"], Precision.MONTH, zone)
            if "month" not in self.errors:
                self.add_error("month", _("Enter a month, or choose “Not known yet”."))
        elif when == "day":
            return self._day_limits(data, zone)
        return None

    def _day_limits(self, data: dict[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        first, last = data.get("first_day"), data.get("last_day")
        if first is None:
            if "first_day" not in self.errors:
                self.add_error("first_day", _("Enter the first day, or choose “Month only” or “Not known yet”."))
            return None
        last = last or first
        if last < first:
            self.add_error("last_day", _("The last day cannot be before the first day."))
            return None
        starts, ends = data.get("starts"), data.get("ends")
        if starts is None or ends is None:
            self.precision = Precision.DAY
            return day_limits(first, last, Precision.DAY, zone)
        self.precision = Precision.TIME
        if first == last and ends <= starts:
            self.add_error("ends", _("The end must come after the start."))
            return None
        return self._moments(datetime.combine(first, starts), datetime.combine(last, ends), zone)

    def _moments(self, starts: datetime, ends: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        found = []
        for name, local in (("starts", starts), ("ends", ends)):
            try:
                found.append(moment_of(local, zone))
            except NoSuchTimeError as error:
                self.add_error(name, error.advice(local))
            except TwiceError:
                self.add_error(
                    name, _("The clocks are set back at this time, so it exists twice. Choose another time.")
                )
        return (found[0], found[1]) if len(found) == 2 else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
