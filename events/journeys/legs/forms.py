"""The forms of a leg: its ends with local times, its travellers, and its move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

ENDS = (("departs_at", "from_timezone"), ("arrives_at", "to_timezone"))


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
    notify = forms.BooleanField(label=_("Email the travellers about this change"), required=False)

    class Meta:
        model = Leg
        fields = FIELDS

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
        for name, zone_name in ENDS:
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
        return data

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
