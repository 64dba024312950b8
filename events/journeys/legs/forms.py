"""The forms of a leg: its ends with local times, its travellers, and its move."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zone_fields import ZoneField
from events.journeys.legs.services import FIELDS
from events.journeys.people import EventTraveller
from events.local_times import LocalTimeField
from events.models import Event, Leg, LegTraveller

# A time in the words about the meeting point, such as 08:40, 8.40 or 8h40. It does not move with the leg.
_TIME = re.compile(r"\b\d{1,2}(?::|\.|h)\d{2}\b", re.IGNORECASE)
EARLIEST_MEETING = timedelta(hours=24)
ENDS = (("departs_at", "from_timezone"), ("arrives_at", "to_timezone"))


def has_time(text: str) -> bool:
    """Return whether words about a meeting point seem to have a time."""
    return _TIME.search(text) is not None


class _WithTwoClocks(forms.Form):
    """A form with a local time at each end of a leg."""

    departs_at = LocalTimeField(label=_("Departure, local time"))
    arrives_at = LocalTimeField(label=_("Arrival, local time"))

    def _check_order(self, data: dict[str, Any]) -> None:
        starts, ends = data.get("departs_at"), data.get("arrives_at")
        if starts and ends and ends <= starts:
            self.add_error(
                "arrives_at",
                _("The arrival must be after the departure. Check the dates and the time zone of each end."),
            )


@dataclass(frozen=True)
class PersonChoice:
    """A line of the list of travellers."""

    person: User
    group: str
    is_chosen: bool
    seat: str


class LegForm(_WithTwoClocks, forms.ModelForm):
    """A leg with its travellers. values(), people() and seats() are what the services take."""

    from_timezone = ZoneField(label=_("Time zone of departure"))
    to_timezone = ZoneField(label=_("Time zone of arrival"))
    meets_at = LocalTimeField(
        label=_("Time at the meeting point, local"),
        required=False,
        help_text=_("It moves with the departure."),
    )
    notify = forms.BooleanField(label=_("Email the travellers about this change"), required=False)

    class Meta:
        model = Leg
        fields = [name for name in FIELDS if name != "meeting_minutes"]

    field_order = (*FIELDS, "notify")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        event: Event,
        travellers: Mapping[int, EventTraveller],
        instance: Leg | None = None,
        rows: Mapping[int, LegTraveller] | None = None,
    ) -> None:
        leg = instance or Leg(event=event, from_timezone=event.timezone, to_timezone=event.timezone)
        super().__init__(data, instance=leg)
        self.travellers, self.rows = travellers, rows or {}
        self.typed: QueryDict | None = data
        if instance is None:
            del self.fields["notify"]
        else:
            self.fields["notify"].initial = instance.status != Leg.Status.PLANNED
            self.fields["meets_at"].initial = instance.meets_at
        for name, zone_name in (*ENDS, ("meets_at", "from_timezone")):
            field = self.fields[name]
            assert isinstance(field, LocalTimeField)  # noqa: S101 (for the type checker)
            field.zone = self._zone(zone_name)

    def _zone(self, name: str) -> ZoneInfo | None:
        """Return the typed zone, so that the times are read in it; None if it is none: its field has an error then."""
        if not self.is_bound:
            return ZoneInfo(getattr(self.instance, name))
        try:
            return ZoneInfo(self.fields[name].clean(self.data.get(self.add_prefix(name))))
        except forms.ValidationError:
            return None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_order(data)
        if has_time(data.get("meeting_point") or ""):
            self.add_error("meeting_point", _("Enter the time in the field below: it moves with the departure."))
        data["meeting_minutes"] = self._meeting_minutes(data.get("departs_at"), data.get("meets_at"))
        return data

    def _meeting_minutes(self, departs_at: datetime | None, meets_at: datetime | None) -> int | None:
        """Return how long before the departure the travellers meet. A time too early or too late is an error of its field."""
        if departs_at is None or meets_at is None:
            return None
        leg = self.instance
        if leg.pk and meets_at == leg.meets_at and departs_at != leg.departs_at:
            return leg.meeting_minutes  # only the departure was typed: the meeting moves with it
        if not timedelta() <= departs_at - meets_at < EARLIEST_MEETING:
            self.add_error("meets_at", _("The travellers meet before the departure, and at most 24 hours before it."))
            return None
        return round((departs_at - meets_at).total_seconds() / 60)

    def _post_clean(self) -> None:
        """Leave the row as it is: the services compare it with the new values, and give them to it."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def choices(self) -> Iterator[PersonChoice]:
        """The travellers, and who is on the leg without being one any more."""
        known = {key: (one.person, one.group) for key, one in self.travellers.items()}
        known |= {key: (row.person, "") for key, row in self.rows.items() if key not in known}
        posted = cast("QueryDict", self.data)
        chosen = set(posted.getlist("people")) if self.is_bound else {str(key) for key in self.rows}
        for key, (person, group) in known.items():
            seat = (
                self.data.get(f"seat-{key}", "") if self.is_bound else self.rows[key].seat if key in self.rows else ""
            )
            yield PersonChoice(person, group, str(key) in chosen, seat)

    def people(self) -> list[User]:
        return [choice.person for choice in self.choices if choice.is_chosen]

    def seats(self) -> dict[int, str]:
        longest = LegTraveller._meta.get_field("seat").max_length
        return {choice.person.pk: choice.seat.replace("\0", "").strip()[:longest] for choice in self.choices}


class MoveLegForm(_WithTwoClocks):
    """The new local times of a leg."""

    def __init__(self, data: Any = None, *, leg: Leg) -> None:
        super().__init__(data, initial={"departs_at": leg.departs_at, "arrives_at": leg.arrives_at})
        for name, zone in (("departs_at", leg.from_zone), ("arrives_at", leg.to_zone)):
            field = self.fields[name]
            assert isinstance(field, LocalTimeField)  # noqa: S101 (for the type checker)
            field.zone = zone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_order(data)
        return data
