"""Local times that people type: each one becomes one moment, or the page asks.

When clocks are set forward, some local times do not exist. When they are set back, some exist twice. A form refuses the
first kind and names the nearest times that exist. It asks which one is meant for the second kind."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.timezones import city_name, offset_text
from events.calendars.date_formats import clock_time, full_date
from events.calendars.timezones import moment_of_change

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
EXACT_FORMAT = "%Y-%m-%dT%H:%M:%S"
INPUT_FORMATS = [LOCAL_FORMAT, EXACT_FORMAT, "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
YEARS = range(1900, 2200)


class NoSuchTimeError(Exception):
    """Raised for a local time that the clocks skip. before, after: the nearest local times that exist (aware)."""

    def __init__(self, before: datetime, after: datetime) -> None:
        self.before, self.after = before, after
        super().__init__(before, after)

    def advice(self, local: datetime) -> str:
        """Return the sentence for the person who typed local (naive)."""
        names = {"zone": place_of_zone(self.after.tzinfo), "time": clock_time(local)}
        nearest = [self._name(moment, local) for moment in (self.before, self.after)]
        return _(
            "%(time)s does not exist on this day in the time zone %(zone)s, because the clocks are set forward. The "
            "nearest times that exist are %(before)s and %(after)s."
        ) % {**names, "before": nearest[0], "after": nearest[1]}

    @staticmethod
    def _name(moment: datetime, local: datetime) -> str:
        time = clock_time(moment)
        return time if moment.date() == local.date() else f"{full_date(moment)}, {time}"


class TimeExistsTwiceError(Exception):
    """Raised for a local time that exists twice, without a choice between the two."""


def place_of_zone(zone: Any) -> str:
    """Return the name of a zone in a sentence: "Berlin", else its offset."""
    key = str(getattr(zone, "key", zone))
    return city_name(key, get_language() or "en") or key


def readings(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the moments (UTC, in order) at which the clocks in zone show local (naive): none, one or two."""
    found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in found if local_clock(moment, zone) == local)


def require_existing(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the one or two moments (UTC) of a local time (naive). Raise NoSuchTimeError if there is none."""
    found = readings(local, zone)
    if not found:
        raise NoSuchTimeError(*_around_gap(local, zone))
    return found


def moment_of(local: datetime, zone: ZoneInfo, chosen: str = "") -> datetime:
    """Return the moment (UTC) of a local time (naive). Raise NoSuchTimeError, or TimeExistsTwiceError without a choice.

    chosen: the value of one of its passes()."""
    found = require_existing(local, zone)
    for moment in found:
        if len(found) == 1 or offset_value(moment.astimezone(zone)) == chosen:
            return moment
    raise TimeExistsTwiceError


def nearest_moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) of a local time (naive): the first one of two, or the first one after a skipped time."""
    try:
        return require_existing(local, zone)[0]
    except NoSuchTimeError as error:
        return error.after.astimezone(UTC)


def local_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clocks in zone show at moment (aware): naive, without the choice between two occurrences."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _around_gap(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the last minute before the skipped time that contains local, and the first one after it (in zone)."""
    late, early = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    after = moment_of_change(zone, early - timedelta(seconds=1), late)
    return (after - timedelta(minutes=1)).astimezone(zone), after.astimezone(zone)


@dataclass(frozen=True)
class Pass:
    """One of the two occurrences of a local time. value: its offset in minutes, as in the form."""

    value: str
    label: str
    is_chosen: bool


def passes(local: datetime, zone: ZoneInfo, chosen: str) -> list[Pass]:
    """Return the two occurrences of a local time (naive) that exists twice in zone; none for other local times."""
    found = readings(local, zone)
    if len(found) < 2:
        return []
    labels = (
        _("the first time, before the clocks are set back: %(time)s (%(offset)s)"),
        _("the second time, after the clocks are set back: %(time)s (%(offset)s)"),
    )
    return [
        Pass(value, label % {"time": clock_time(local), "offset": offset_text(moment.utcoffset())}, value == chosen)
        for moment, label in zip((one.astimezone(zone) for one in found), labels, strict=True)
        for value in [offset_value(moment)]
    ]


def offset_value(moment: datetime) -> str:
    """Return the offset of moment (aware) in minutes: the value of a radio button."""
    return str(int((moment.utcoffset() or timedelta()).total_seconds() // 60))


class TypedTime(str):
    """The text in the input of a local time. offset: the choice between its two occurrences, "" for none."""

    __slots__ = ("offset",)
    offset: str

    def __new__(cls, text: str, offset: str = "") -> "TypedTime":
        typed = super().__new__(cls, text)
        typed.offset = offset
        return typed


class LocalTimeInput(forms.DateTimeInput):
    """An input for a local time, with two radio buttons beside it if the time exists twice."""

    template_name = "components/local_time_input.html"
    input_type = "datetime-local"
    zone: ZoneInfo | None = None  # set by the field

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=LOCAL_FORMAT)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedTime | None:
        text = data.get(name)
        return None if text is None else TypedTime(str(text), str(data.get(f"{name}-offset", "")))

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            return value.strftime(EXACT_FORMAT if value.second else LOCAL_FORMAT)
        return value or None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.zone:
            local: datetime | None
            if isinstance(value, datetime):
                local, chosen = value.replace(fold=0), offset_value(value.replace(tzinfo=self.zone))
            else:
                local, chosen = parse_local(value), getattr(value, "offset", "")
            is_possible = local is not None and local.year in YEARS
            context["widget"]["passes"] = passes(local, self.zone, chosen) if local and is_possible else []
            context["widget"]["zone"] = place_of_zone(self.zone)
        return context


def parse_local(text: Any) -> datetime | None:
    """Return the local time (naive) that an input sends; None for another text."""
    for pattern in INPUT_FORMATS if isinstance(text, str) else ():
        try:
            local = datetime.strptime(text.strip(), pattern)  # noqa: DTZ007 (a local time)
        except ValueError:
            continue
        return local
    return None


class LocalTimeField(forms.DateTimeField):
    """A local time in `zone`. It shows a moment in that zone, and cleans to a moment in UTC.

    The form sets the zone. Without it the value is read as UTC: the form must then be invalid for another reason."""

    widget = LocalTimeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=INPUT_FORMATS, **kwargs)

    @property
    def zone(self) -> ZoneInfo | None:
        return self.widget.zone if isinstance(self.widget, LocalTimeInput) else None

    @zone.setter
    def zone(self, zone: ZoneInfo | None) -> None:
        self.widget.zone = zone  # type: ignore[attr-defined]  # the widget of this class

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment of the typed time, in UTC. Raise ValidationError if it has no moment, or two."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        local = parse_local(value)
        if local is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if local.year not in YEARS:
            raise ValidationError(_("Check the year of this date."), code="invalid")
        zone = self.zone
        if zone is None:
            return local.replace(tzinfo=UTC)
        try:
            return moment_of(local, zone, getattr(value, "offset", ""))
        except NoSuchTimeError as error:
            raise ValidationError(error.advice(local), code="skipped") from error
        except TimeExistsTwiceError as error:
            raise ValidationError(
                _("%(time)s exists twice on this day in the time zone %(zone)s. Choose which one you mean."),
                code="twice",
                params={"time": clock_time(local), "zone": place_of_zone(zone)},
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """Return a moment (aware) as the naive local time. Its `fold` is the choice between two occurrences."""
        if isinstance(value, datetime) and value.tzinfo and self.zone:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether another time was typed. A choice between two occurrences counts only for such times."""
        if self.disabled:
            return False
        try:
            moment = self.to_python(data)
        except ValidationError:
            return True
        if isinstance(initial, datetime):
            initial = initial.replace(microsecond=0).astimezone(UTC)
        return moment != (initial or None)


class LocalDateField(forms.DateField):
    """A day, in ISO 8601, for a native date input."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and day.year not in YEARS:
            raise ValidationError(_("Check the year of this date."), code="invalid")
        return day


def set_zone(form: forms.BaseForm, zone: ZoneInfo | None) -> None:
    """Read and show all local times of form in zone."""
    for field in form.fields.values():
        if isinstance(field, LocalTimeField):
            field.zone = zone


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment (UTC) of a day in zone, also where the clocks skip midnight or have it twice.

    A day that a zone has skipped starts where the next one starts."""
    local = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a local time)
    try:
        return require_existing(local, zone)[0]
    except NoSuchTimeError as error:
        return error.after.astimezone(UTC)


def last_minute_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last minute (UTC) of a day in zone, for deadlines: people read the day on which it is."""
    return start_of_day(day + timedelta(days=1), zone) - timedelta(minutes=1)
