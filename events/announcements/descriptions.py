"""Describe on pages for which people an announcement is."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from events.models import Announcement, Event
from events.participants.table_form import TableForm
from events.permissions import Action


def filter_form(event: Event, filters: str) -> TableForm:
    """Return a form that shows the stored filters of an announcement, to a team member who may write to people."""
    return TableForm(QueryDict(filters), event=event, may=frozenset(Action), with_contributors=True)


def describe_recipients(announcement: Announcement) -> list[str]:
    """Return one line for each group of people that announcement is for."""
    form, lines = filter_form(announcement.event, announcement.filters), []
    if announcement.to_registered:
        lines.append(_describe_filters(form))
    if announcement.to_contributors:
        lines.append(_describe_contributors(form))
    if announcement.to_focal_points:
        delegation = _label(form, "delegation")
        lines.append(
            _("Focal points of the delegation: %(delegation)s") % {"delegation": delegation}
            if delegation
            else _("Focal points of the delegations of this event")
        )
    return lines


def _describe_contributors(form: TableForm) -> str:
    if session := _label(form, "session"):
        return _("Contributors to the session: %(session)s") % {"session": session}
    if track := _label(form, "track"):
        return _("Contributors to the sessions of the track: %(track)s") % {"track": track}
    return _("Contributors to the sessions of this event")


def _label(form: TableForm, name: str) -> str:
    """Return the label of the chosen value of a filter; "" without one."""
    if name not in form.fields:
        return ""
    value = str(form[name].value() or "")
    labels = {str(key): str(label) for key, label in form.fields[name].choices}  # type: ignore[attr-defined]
    return labels.get(value, value) if value else ""


def _describe_filters(form: TableForm) -> str:
    form.is_valid()
    descriptions = []
    for bound in [*form.first, *form.more]:
        value = bound.value()
        values = [str(item) for item in (value if isinstance(value, list) else [value]) if item]
        if values:
            labels = {str(key): label for key, label in getattr(bound.field, "choices", ())}
            descriptions.append(f"{bound.label}: {', '.join(str(labels.get(key, key)) for key in values)}")
    if not descriptions:
        return _("All registered people, except those who have declined or withdrawn")
    return _("Registered people with: %(filters)s") % {"filters": "; ".join(descriptions)}
