"""The rows of sessions in the form of an event: which sessions they make, and whether those fit into the event."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _

from events.agenda.session_times import is_outside
from events.calendars.dates import when_text
from events.local_times import NoSuchTimeError, TimeExistsTwiceError, local_clock, moment_of, place_of_zone
from events.models import Event, Session
from events.planning.session_forms import SessionForm

if TYPE_CHECKING:
    # The class is generic in type stubs only.
    SessionForms = BaseInlineFormSet[Session, Event, SessionForm]

TIMES = ("starts_local", "ends_local")


def kept_rows(formset: "SessionForms") -> list[SessionForm]:
    """Return the valid rows that describe a session: neither deleted nor empty."""
    deleted = formset.deleted_forms
    return [row for row in formset.forms if row not in deleted and (row.instance.pk or row.has_changed())]


def changed_rows(formset: "SessionForms") -> list[SessionForm]:
    return [row for row in kept_rows(formset) if row.has_changed() or row.is_shifted]


def shift_rows(formset: "SessionForms", stored: Event, event: Event) -> None:
    """Move the rows whose times were not typed anew together with the event, by its clock.

    stored: the event before the change. event: as it will be. Add an error to a row whose new time does not exist once."""
    if not (stored.local_starts_at and event.local_starts_at):
        return
    by = event.local_starts_at.replace(tzinfo=None) - stored.local_starts_at.replace(tzinfo=None)
    for row in kept_rows(formset):
        if row.instance.pk and by and _keeps_clock(row, stored):
            for name in TIMES:
                _shift(row, name, by)
            row.is_shifted = True


def _keeps_clock(row: SessionForm, stored: Event) -> bool:
    """Return whether both local times of the row are still those that are stored."""
    new_zone = row.fields["starts_local"].zone  # type: ignore[attr-defined]  # a LocalTimeField
    old_zone = ZoneInfo(row.instance.timezone) if row.instance.timezone else stored.zone
    return all(
        _clock(row.initial.get(name), old_zone) == _clock(row.cleaned_data.get(name), new_zone) for name in TIMES
    )


def _clock(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return local_clock(moment, zone) if moment else None


def _shift(row: SessionForm, name: str, by: timedelta) -> None:
    zone = row.fields[name].zone  # type: ignore[attr-defined]  # a LocalTimeField
    local = _clock(row.cleaned_data.get(name), zone)
    if local is None:
        return
    local += by
    try:
        row.cleaned_data[name] = moment_of(local, zone)
    except NoSuchTimeError as error:
        row.add_error(name, error.advice(local))
    except TimeExistsTwiceError:
        text = _("After the move, this local time exists twice in the time zone %(zone)s. Type the new time here.")
        row.add_error(name, text % {"zone": place_of_zone(zone)})


def mark_outside(formset: "SessionForms", event: Event, except_for: set[int]) -> bool:
    """Add an error to each row whose session is not within event. Return whether there is one.

    event: as it will be. except_for: the keys of sessions that were outside before; they may stay if they are unchanged."""
    is_any = False
    for row in kept_rows(formset):
        is_old = row.instance.pk in except_for and not row.has_changed()
        if not is_old and not row.errors and is_outside(row.session(), event):
            is_any = True
            row.add_error(
                "starts_local",
                _("This session is outside the time of the event: %(when)s.") % {"when": when_text(event)},
            )
    return is_any
