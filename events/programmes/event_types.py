"""The templates of event types: what new events of a programme get in place of Plenary's defaults."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.db import transaction

from accounts.models import User
from events.agenda.outline_lines import write_outline
from events.models import Event, EventTemplate, Programme
from events.planning.kind_defaults import DEFAULTS, TEMPLATE_FIELDS, KindDefaults
from events.programmes import history
from events.programmes.history import What

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class EventType:
    """An event type on the page of the settings. is_changed: whether the programme has a template of its own."""

    kind: str
    label: "StrOrPromise"
    is_changed: bool


def event_types(programme: Programme) -> list[EventType]:
    """Return all event types. Reads the templates of programme, which the caller may have prefetched."""
    changed = {template.kind for template in programme.event_templates.all()}
    return [EventType(kind.value, kind.label, kind.value in changed) for kind in Event.Kind]


def template_for(programme: Programme, kind: str) -> EventTemplate:
    """Return the template of an event type; if there is none, an unsaved one with Plenary's defaults."""
    found = programme.event_templates.filter(kind=kind).first()
    return found or _plenary_template(programme, kind, DEFAULTS[kind])


def _plenary_template(programme: Programme, kind: str, defaults: KindDefaults) -> EventTemplate:
    outline = {name: write_outline(getattr(defaults, name)) for name in ("opening", "working", "closing")}
    fields = {name: defaults.fields[name] for name in TEMPLATE_FIELDS if name in defaults.fields}
    return EventTemplate(
        programme=programme,
        kind=kind,
        closes_days=defaults.closes_days,
        nominations_close_days=defaults.nominations_close_days,
        targets=dict(defaults.targets),
        **outline,
        **fields,
    )


@transaction.atomic
def save_event_type(form: forms.ModelForm, *, by: User) -> None:
    """Save a valid form of an event type. Events that exist already stay as they are."""
    template: EventTemplate = form.instance
    programme = history.lock(template.programme)
    if template.pk is None:
        # Another manager may have saved the first template of this type meanwhile.
        template.pk = programme.event_templates.filter(kind=template.kind).values_list("pk", flat=True).first()
        template._state.adding = template.pk is None
    form.save()
    names = ", ".join(str(form.fields[name].label) for name in form.changed_data)
    history.record(programme, What.SETTINGS, [f"{template}: {names}" if names else str(template)], by=by)


@transaction.atomic
def use_plenary_defaults(programme: Programme, kind: str, *, by: User) -> bool:
    """Delete the template of an event type. Return False if there is none."""
    programme = history.lock(programme)
    template = programme.event_templates.filter(kind=kind).first()
    if template is None:
        return False
    template.delete()
    history.record(programme, What.SETTINGS, [f"− {template}"], by=by)
    return True
