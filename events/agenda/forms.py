"""The forms of the agenda's editor. They read local times, and return values as events.agenda.values has them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from accounts.inputs import SuggestingInput
from events.agenda.edits import Edit, Typed
from events.agenda.items import Item
from events.agenda.languages import LANGUAGES
from events.agenda.quick_add import kind_of, known_room
from events.agenda.values import FIELDS, Value, Values, can_have
from events.local_times import (
    YEARS,
    LocalTimeField,
    NoSuchTimeError,
    TimeExistsTwiceError,
    local_clock,
    moment_of,
    parse_local,
    set_zone,
)
from events.models import Event, SessionDraft, Venue
from events.models.session import ContributorDetails, SessionDetails

ROW_FIELDS = ("starts_at", "ends_at", "title", "room", "track", "kind")
EMPTY_ROWS = 3
# The fields of a session that most changes concern. The others are folded.
MAIN_FIELDS = ("title", "kind", "starts_at", "ends_at", "room", "track", "expected", "abstract")


class ValueField(forms.JSONField):
    """JSON of a limited length: that of the text, not of the value in it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=50_000, **kwargs)
        self.validators = []  # they measure the value, and a number has no length

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > (self.max_length or 0):
            raise ValidationError(_("This page is not complete. Load it again."))
        return super().to_python(value)


class BaseField(ValueField):
    """The values that a person saw, in a hidden input: what they did not touch keeps what others have saved since."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, Value]:
        found = super().clean(value)
        if not found:
            return {}
        is_known = isinstance(found, dict) and all(name in FIELDS and can_have(name, found[name]) for name in found)
        if not is_known:
            raise ValidationError(_("This page is not complete. Load it again."))
        return dict(found)


class AgendaRowForm(forms.Form):
    """One session as a row of the table. An empty row adds nothing."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    base = BaseField(required=False)
    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat, empty_value=None, required=False)
    starts = forms.TimeField(label=_("Starts"), required=False, widget=forms.TimeInput(format="%H:%M"))
    ends = forms.TimeField(label=_("Ends"), required=False, widget=forms.TimeInput(format="%H:%M"))
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    room = forms.CharField(label=_("Room"), max_length=120, required=False, widget=SuggestingInput)
    track = forms.CharField(label=_("Track"), max_length=60, required=False, widget=SuggestingInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=SessionDetails.Kind.choices, required=False)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, editor: "EditorChoices", item: Item | None = None, **kwargs: Any) -> None:
        self.editor, self.item = editor, item
        super().__init__(*args, **kwargs)
        days = [*editor.days]
        if item and item.day and item.day not in days:
            days = sorted([*days, item.day])
        cast("forms.ChoiceField", self.fields["day"]).choices = [
            ("", "—"),
            *((day.isoformat(), date_format(day, "D j M")) for day in days),
        ]
        cast("SuggestingInput", self.fields["room"].widget).suggest(editor.rooms)
        cast("SuggestingInput", self.fields["track"].widget).suggest(editor.tracks)
        for name in ("starts", "ends"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "placeholder": "09:30"}
        if item:
            start, end = item.local_start, item.local_end
            self.initial = {
                **self.initial,
                "key": item.key,
                "base": {name: item.values[name] for name in ROW_FIELDS},
                "day": item.day.isoformat() if item.day else "",
                "starts": start.time() if start else None,
                "ends": end.time() if end else None,
                "title": item.row.title,
                "room": item.row.room,
                "track": item.row.track,
                "kind": item.row.kind,
            }
        else:
            day = editor.new_day.isoformat() if editor.new_day else ""
            self.initial = {**self.initial, "day": day, "kind": "session"}

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[name] for name in ("day", "starts", "ends", "title", "room", "track", "kind")]

    @property
    def is_empty(self) -> bool:
        """Whether a row for a new session has nothing typed."""
        names = ("starts", "ends", "title", "room", "track")
        return self.item is None and not any(str(self[name].value() or "").strip() for name in names)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_empty or data.get("remove"):
            return data
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("Write a title."))
        if bool(data.get("starts")) != bool(data.get("ends")) and not {"starts", "ends"} & self.errors.keys():
            self.add_error("ends", _("Enter both times, or none."))
        if data.get("starts") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose a day."))
        if not self.errors and data.get("starts"):
            self._read_times(data)
        return data

    def _read_times(self, data: dict[str, Any]) -> None:
        day, starts, ends = data["day"], data["starts"], data["ends"]
        end_day = day + timedelta(days=1) if ends == time(0) and starts != ends else day
        zone = self.item.row.zone if self.item else self.editor.event.zone
        for name, local in (("starts", datetime.combine(day, starts)), ("ends", datetime.combine(end_day, ends))):
            base = (data.get("base") or {}).get(f"{name}_at")
            shown = datetime.fromisoformat(str(base)) if base else None
            if shown and local_clock(shown, zone).replace(second=0, microsecond=0) == local:
                data[f"{name}_at"] = base  # also if this local time exists twice
                continue
            try:
                data[f"{name}_at"] = moment_of(local, zone).isoformat()
            except NoSuchTimeError as error:
                self.add_error(name, error.advice(local))
            except TimeExistsTwiceError:
                self.add_error(name, _("This time exists twice. Open the session to choose which one you mean."))
        if not self.errors and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends", _("The end must come after the start."))

    def values(self) -> Values:
        """Return the typed values of a valid row."""
        data = self.cleaned_data
        return {
            "starts_at": data.get("starts_at"),
            "ends_at": data.get("ends_at"),
            "title": data["title"],
            "room": known_room(data["room"], self.editor.rooms),
            "track": data["track"],
            "kind": data["kind"] or kind_of(data["title"]),
        }


class EditorChoices:
    """What the fields of the editor offer: the days, rooms and tracks of an event."""

    def __init__(
        self, event: Event, items: Sequence[Item], days: Sequence[date], rooms: Sequence[str], day: date | None = None
    ) -> None:
        self.event, self.days = event, days
        own = [item.row.room for item in items if item.row.room and item.row.venue_id is None]
        self.rooms = list(dict.fromkeys([*rooms, *own]))
        self.tracks = list(dict.fromkeys(item.row.track for item in items if item.row.track))
        self.new_day = day or (days[0] if days else None)


class RowSet:
    """The rows of the table: the items, then those for new sessions. data: a post, or None."""

    def __init__(self, editor: EditorChoices, items: Sequence[Item], data: Any = None) -> None:
        known = {item.key: item for item in items}
        self.forms: list[AgendaRowForm] = []
        if data is None:
            self.forms = [
                AgendaRowForm(editor=editor, item=item, prefix=f"r{number}") for number, item in enumerate(items)
            ]
            count = len(items) + EMPTY_ROWS
            self.forms += [AgendaRowForm(editor=editor, prefix=f"r{number}") for number in range(len(items), count)]
            return
        for number in range(min(_count(data.get("rows", "")), MOST_ROWS)):
            prefix = f"r{number}"
            item = known.get(data.get(f"{prefix}-key", ""))
            self.forms.append(AgendaRowForm(data, editor=editor, item=item, prefix=prefix))

    @property
    def gone(self) -> list[AgendaRowForm]:
        """The rows of items that somebody has removed in the meantime."""
        return [form for form in self.forms if form.is_bound and form.item is None and form["key"].value()]

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self.forms if not form.is_empty]  # each row shows its errors
        return all(checked)

    def edits(self) -> tuple[list[Typed], list[Edit]]:
        """Return what valid rows change: typed values of items, then new and removed items."""
        typed, edits = [], []
        for form in self.forms:
            if form.is_empty:
                continue
            key = form.cleaned_data["key"]
            if form.cleaned_data["remove"]:
                edits += [Edit(key, None)] if form.item else []
            elif form.item:
                typed.append(Typed(key, form.cleaned_data["base"] or {}, form.values()))
            else:
                edits.append(Edit("", form.values()))
        return typed, edits


MOST_ROWS = 200 + EMPTY_ROWS


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


class ItemForm(forms.ModelForm):
    """All details of one session."""

    base = BaseField(required=False)
    starts_at = LocalTimeField(label=_("Starts"), required=False)
    ends_at = LocalTimeField(label=_("Ends"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Interpreted into"),
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = SessionDraft
        fields = [
            "title", "kind", "starts_at", "ends_at", "timezone", "room", "venue", "host_institution", "track", "languages",
            "abstract", "is_optional", "seats", "expected",
        ]  # fmt: skip
        widgets = {"abstract": forms.Textarea(attrs={"rows": 4}), "room": SuggestingInput, "track": SuggestingInput}

    def __init__(self, *args: Any, editor: EditorChoices, item: Item, **kwargs: Any) -> None:
        self.item = item
        kwargs["initial"] = {
            **item.values,
            "venue": item.values["venue_id"],
            "base": item.values,
            "starts_at": item.row.starts_at,
            "ends_at": item.row.ends_at,
        }
        kwargs["instance"] = SessionDraft(event=editor.event)
        super().__init__(*args, **kwargs)
        zone = item.row.zone
        if self.is_bound and (typed := self.data.get("timezone", "")) != item.row.timezone:
            zone = self._zone(typed) or editor.event.zone
        set_zone(self, zone)
        venues = Venue.objects.usable_in(editor.event.programme).select_related("country")
        cast("forms.ModelChoiceField", self.fields["venue"]).queryset = venues
        cast("SuggestingInput", self.fields["room"].widget).suggest(editor.rooms)
        cast("SuggestingInput", self.fields["track"].widget).suggest(editor.tracks)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("base", *MAIN_FIELDS)]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in {"base", *MAIN_FIELDS}]

    @property
    def has_wrong_detail(self) -> bool:
        return bool(self.errors.keys() - {"base", *MAIN_FIELDS})

    @staticmethod
    def _zone(name: str) -> ZoneInfo | None:
        try:
            return ZoneInfo(name) if name else None
        except (ValueError, OSError, KeyError):
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_at"), data.get("ends_at")
        if bool(start) != bool(end) and not self.errors:
            self.add_error("ends_at", _("Enter both times, or none."))
        if start and end and end <= start:
            self.add_error("ends_at", _("The end must come after the start."))
        return data

    def _post_clean(self) -> None:
        """Leave the constraints of the row to the service: the instance is only a holder of choices."""

    def typed(self) -> Typed:
        """Return the typed values of a valid form."""
        data = self.cleaned_data
        values: Values = {name: data[name] for name in FIELDS if name in data}
        values["venue_id"] = data["venue"].pk if data["venue"] else None
        for name in ("starts_at", "ends_at"):
            values[name] = data[name].isoformat() if data[name] else None
            shown = self.initial[name]
            if shown and data[name] and data[name] == shown.replace(second=0, microsecond=0):
                values[name] = self.item.values[name]
        return Typed(self.item.key, data["base"] or {}, values)


class AddPersonForm(forms.Form):
    """A contributor of a session that is not published yet."""

    name = OneLineField(label=_("Name"), max_length=150)
    role = forms.ChoiceField(
        label=_("Role"), choices=ContributorDetails.Role.choices, initial=ContributorDetails.Role.SPEAKER
    )


class PersonKeyForm(forms.Form):
    """The key of a contributor, from a button."""

    person = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class QuickAddForm(forms.Form):
    """One line for one session."""

    line = forms.CharField(label=_("Add a session"), max_length=500)
    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, editor: EditorChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["day"])
        field.choices = [(day.isoformat(), date_format(day, "D j M")) for day in editor.days]
        if editor.new_day:
            self.initial.setdefault("day", editor.new_day.isoformat())


class ConflictForm(forms.Form):
    """A field in conflict: the value that the person typed, and the stored one that they have seen now."""

    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS])
    mine = ValueField(required=False)
    base = ValueField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = data.get("field", "")
        if not all(can_have(name, data.get(side)) for side in ("mine", "base")):
            raise ValidationError(_("This page is not complete. Load it again."))
        return data


class MinutesForm(forms.Form):
    """By how many minutes sessions move, with a sign."""

    minutes = forms.IntegerField(min_value=-12 * 60, max_value=12 * 60)

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if minutes == 0:
            raise ValidationError(_("Write by how many minutes the sessions move."))
        return minutes


class MoveSessionForm(forms.Form):
    """Where a session goes in the timetable. starts: a local time. column: the room or the track, if it changes."""

    starts = forms.CharField(max_length=40)
    minutes = forms.IntegerField(min_value=1, max_value=24 * 60)
    column = forms.CharField(max_length=60, required=False)

    def clean_starts(self) -> datetime:
        local = parse_local(self.cleaned_data["starts"])
        if local is None or local.year not in YEARS:
            raise ValidationError(_("Choose a time for the session."))
        return local


class DuplicateForm(forms.Form):
    """The day to copy, and the day that gets its sessions."""

    source = forms.TypedChoiceField(label=_("From"), coerce=date.fromisoformat)
    target = forms.TypedChoiceField(label=_("To"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            cast("forms.ChoiceField", self.fields[name]).choices = [(day.isoformat(), "") for day in days]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") == data.get("target"):
            raise ValidationError(_("Choose two days of the event."))
        return data


class VersionNoteForm(forms.Form):
    """What a new version of the agenda says about itself."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody can read it beside the version."),
    )
