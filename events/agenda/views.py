"""The editor of the agenda: a timetable and a table of one event, with the same actions."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from events.agenda import edits, operations, versions
from events.agenda.clashes import find_problems
from events.agenda.draft_people import add_person, remove_person
from events.agenda.editor_page import EditorPage
from events.agenda.edits import Edit, Merged
from events.agenda.errors import AgendaError, InvalidSessionError
from events.agenda.forms import (
    AddPersonForm,
    ConflictForm,
    DuplicateForm,
    ItemForm,
    MinutesForm,
    MoveSessionForm,
    PersonKeyForm,
    QuickAddForm,
    RowSet,
)
from events.agenda.items import Item, in_order
from events.agenda.people import known_people
from events.agenda.quick_add import LineError, known_room, parse_line
from events.agenda.values import Values, set_values
from events.experts.queries import suggestions
from events.models import DraftContributor, Event, SessionDraft
from events.permissions import Action, TeamRequest, event_for
from events.venues.services import add_rooms

BREAK_MINUTES = 15


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def editor(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the agenda, and change it. A published event keeps its agenda until the next version is published."""
    page = EditorPage(request, event)
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            return action(page)
        except AgendaError as error:
            messages.error(request, error.advice)
            return redirect(page.address(open=request.GET.get("open", "")))
    return page.render()


@event_for(Action.EDIT_EVENTS)
@never_cache
@require_GET
def people(request: TeamRequest, event: Event) -> HttpResponse:
    """Return the experts of the directory that match a typed name, as options of the field: a script requests them."""
    experts = suggestions(event.programme, request.GET.get("name", "")[:150])
    return render(request, "agenda/people.html", {"experts": experts})


def _save(page: EditorPage, changes: list[Edit], text: str) -> HttpResponse:
    edits.save(page.event, changes, text=text, by=page.request.user)
    return redirect(page.address(open=page.request.POST.get("open", "")))


def _item(page: EditorPage) -> Item:
    key = page.request.POST.get("key", "")
    found = next((item for item in page.items if item.key == key), None)
    if found is None:
        raise AgendaError(_("Another person has removed this session in the meantime."))
    return found


def _edit_of_line(page: EditorPage, form: QuickAddForm) -> Edit:
    """Return the edit that adds the session of a typed line. Raise LineError."""
    line = parse_line(form.cleaned_data["line"])
    return operations.add(
        page.event,
        form.cleaned_data["day"],
        line.starts,
        line.minutes,
        title=line.title,
        kind=line.kind,
        room=known_room(line.room, page.rooms),
        track=line.track,
        people=known_people(page.event, line.people),
    )


def _add(page: EditorPage) -> HttpResponse:
    form = QuickAddForm(page.request.POST, editor=page.choices)
    if not form.is_valid():
        return page.render(quick=form)
    try:
        edit = _edit_of_line(page, form)
        text = _("Add “%(title)s”") % {"title": (edit.values or {})["title"]}
        edits.save(page.event, [edit], text=text, by=page.request.user)
    except (LineError, AgendaError) as error:
        form.add_error("line", str(error.advice))
        return page.render(quick=form)
    return redirect(page.address(at="quick", on=form.cleaned_data["day"].isoformat()))


def _read(page: EditorPage) -> HttpResponse:
    """Show how the line is understood, and its clashes, while the user types. Nothing is saved."""
    form = QuickAddForm(page.request.POST, editor=page.choices)
    context: dict[str, Any] = {"text": page.request.POST.get("line", "").strip()}
    if form.is_valid():
        try:
            edit = _edit_of_line(page, form)
        except LineError as error:
            context["problem"] = error.advice
        else:
            row = SessionDraft(event=page.event, pk=0)
            set_values(row, edit.values or {})
            item = Item(row, None, row, [DraftContributor(**values) for values in edit.people or ()])
            found = find_problems(page.event, in_order([*page.items, item]))
            context |= {"item": item, "problems": [one for one in found if item.key in one.keys]}
    return render(page.request, "agenda/quick_read.html", context)


def _rows(page: EditorPage) -> HttpResponse:
    rows = RowSet(page.choices, page.items, page.request.POST)
    if rows.gone:
        return page.render(rows=rows, problem=_("Another person has removed a session. Your input is below."))
    if not rows.is_valid():
        return page.render(rows=rows, problem=_("Not saved. Please correct the marked fields."))
    typed, changed = rows.edits()
    try:
        merged = edits.save_typed(page.event, typed, changed, text=_("Change the table"), by=page.request.user)
    except AgendaError as error:
        return page.render(rows=rows, problem=error.advice)
    return _after_merge(page, merged)


def _details(page: EditorPage) -> HttpResponse:
    item = _item(page)
    form = ItemForm(page.request.POST, editor=page.choices, item=item)
    if not form.is_valid():
        return page.render(form=form)
    text = _("Change “%(title)s”") % {"title": item.row.title}
    try:
        merged = edits.save_typed(page.event, [form.typed()], text=text, by=page.request.user)
    except InvalidSessionError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.advice))
        return page.render(form=form)
    except AgendaError as error:
        form.add_error(None, str(error.advice))
        return page.render(form=form)
    return _after_merge(page, merged)


def _after_merge(page: EditorPage, merged: Merged) -> HttpResponse:
    """Say what others changed in the meantime. Fields that two people changed keep the stored value, and are listed."""
    if not (merged.conflicts or merged.others):
        if merged.step:
            messages.success(page.request, _("Saved."))
        return redirect(page.address(open=page.request.POST.get("open", "")))
    fresh = EditorPage(page.request, page.event)
    names = {item.key: item for item in fresh.items}
    words = versions.words_of(page.event, fresh.items)
    lines = [
        {
            "title": names[key].row.title,
            "key": key,
            "others": [words.field(one.field, one.base, one.theirs) for one in merged.others.get(key, ())],
            "conflicts": [
                {
                    "field": one.field,
                    "mine": words.value(one.field, one.mine),
                    "theirs": words.value(one.field, one.theirs),
                    "label": versions.NAMES[one.field],
                    "raw": json.dumps(one.mine),
                    "base": json.dumps(one.theirs),
                }
                for one in merged.conflicts.get(key, ())
            ],
        }
        for key in {**merged.others, **merged.conflicts}
        if key in names
    ]
    return fresh.render(merged=lines)


def _insist(page: EditorPage) -> HttpResponse:
    """Save the value of a field in conflict, now that the person has seen the stored one."""
    item, data = _item(page), _cleaned(ConflictForm(page.request.POST))
    name = data["field"]
    typed = edits.Typed(item.key, {name: data["base"]}, {name: data["mine"]})
    text = _("Change “%(title)s”") % {"title": item.row.title}
    return _after_merge(page, edits.save_typed(page.event, [typed], text=text, by=page.request.user))


def _move(page: EditorPage) -> HttpResponse:
    item, data = _item(page), _cleaned(MoveSessionForm(page.request.POST))
    place: Values = {}
    if "column" in page.request.POST:
        place = {"track" if item.row.track else "room": data["column"]}
    moved = operations.move(item, data["starts"], data["minutes"], **place)
    text = _("“%(title)s” to %(time)s") % {"title": item.row.title, "time": date_format(data["starts"], "H:i")}
    return _save(page, [moved], text)


def _remove(page: EditorPage) -> HttpResponse:
    item = _item(page)
    return _save(page, operations.remove([item.key]), _("Remove “%(title)s”") % {"title": item.row.title})


def _split(page: EditorPage) -> HttpResponse:
    item = _item(page)
    return _save(page, operations.split(item), _("Split “%(title)s”") % {"title": item.row.title})


def _shift(page: EditorPage) -> HttpResponse:
    """Move a session and all later ones of its day."""
    item, minutes = _item(page), _cleaned(MinutesForm(page.request.POST))["minutes"]
    moved = operations.later_items(page.items, item)
    text = ngettext("Move %(count)d session", "Move %(count)d sessions", len(moved)) % {"count": len(moved)}
    return _save(page, operations.shift(moved, minutes), text)


def _break(page: EditorPage) -> HttpResponse:
    """Add a break after a session."""
    item = _item(page)
    if item.local_end is None:
        raise AgendaError(_("Give the session a time first."))
    begin = item.local_end.replace(tzinfo=None)
    values: Values = {"title": _("Break"), "kind": "break", "timezone": item.row.timezone}
    added = Edit("", {**operations.times(item.row.zone, begin, BREAK_MINUTES), **values})
    return _save(page, [added], _("Add a break"))


def _duplicate(page: EditorPage) -> HttpResponse:
    """Copy the sessions of a day to another day, without people."""
    data = _cleaned(DuplicateForm(page.request.POST, days=page.days))
    target = data["target"]
    changes = operations.duplicate_day(page.items, data["source"], target)
    if not changes:
        raise AgendaError(_("This day has no sessions to copy."))
    return _save(page, changes, _("Copy a day to %(day)s") % {"day": date_format(target, "j F")})


def _person_add(page: EditorPage) -> HttpResponse:
    item, form = _item(page), AddPersonForm(page.request.POST)
    data = _cleaned(form)
    add_person(page.event, item.key, name=data["name"], role=data["role"], by=page.request.user)
    return redirect(page.address(open=item.key))


def _person_remove(page: EditorPage) -> HttpResponse:
    item, data = _item(page), _cleaned(PersonKeyForm(page.request.POST))
    remove_person(page.event, item.key, data["person"], by=page.request.user)
    return redirect(page.address(open=item.key))


def _undo(page: EditorPage) -> HttpResponse:
    step = edits.undo(page.event, by=page.request.user)
    messages.success(page.request, _("Undone: %(text)s.") % {"text": step.text})
    return redirect(page.address())


def _cleaned(form: Form) -> dict[str, Any]:
    """Return the data of a form that a button or a move sends. Raise AgendaError with its first message."""
    for messages_of_field in form.errors.values():
        raise AgendaError(str(messages_of_field[0]))
    return form.cleaned_data


def _rooms_add(page: EditorPage) -> HttpResponse:
    """Add the rooms that sessions name to the venue, so that all events of the programme can choose them."""
    if page.event.venue and page.new_rooms:
        rooms = ", ".join(room.name for room in add_rooms(page.event.venue, page.new_rooms))
        text = _("The venue has these rooms now: %(rooms)s. All events of the programme can use them.")
        messages.success(page.request, text % {"rooms": rooms})
    return redirect(page.address())


ACTIONS: dict[str, Callable[[EditorPage], HttpResponse]] = {
    "add": _add,
    "read": _read,
    "rows": _rows,
    "rooms_add": _rooms_add,
    "details": _details,
    "insist": _insist,
    "move": _move,
    "remove": _remove,
    "split": _split,
    "shift": _shift,
    "break": _break,
    "duplicate": _duplicate,
    "person_add": _person_add,
    "person_remove": _person_remove,
    "undo": _undo,
}
