"""Paste rows of a spreadsheet into the agenda."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events.agenda import edits
from events.agenda.errors import AgendaError
from events.agenda.items import days_of, items_of
from events.agenda.paste import LONGEST_TEXT, Row, read_rows
from events.models import Event
from events.permissions import Action, TeamRequest, event_for
from events.venues.queries import rooms_of


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def paste(request: TeamRequest, event: Event) -> HttpResponse:
    """Show how pasted rows are understood, and add them when the user has seen it. One undo removes them again."""
    text, problem = request.POST.get("text", "").replace("\0", ""), ""
    rows: list[Row] = []
    if text.strip():
        days = days_of(event, items_of(event))
        if len(text) > LONGEST_TEXT:
            problem = _("Paste at most %(count)d letters at a time.") % {"count": LONGEST_TEXT}
        elif not days:
            problem = _("Give the event its dates first.")
        else:
            rows = read_rows(event, text, days, [room.name for room in rooms_of(event)])
    found = [row for row in rows if row.edit]
    if request.POST.get("do") == "add" and found and request.POST.get("seen") == str(len(found)):
        count = len(found)
        step = ngettext("Add %(count)d session", "Add %(count)d sessions", count) % {"count": count}
        try:
            edits.save(event, [row.edit for row in found if row.edit], text=step, by=request.user)
        except AgendaError as error:
            problem = str(error.advice)
        else:
            done = ngettext("%(count)d session is added.", "%(count)d sessions are added.", count) % {"count": count}
            messages.success(request, done)
            return redirect("agenda:editor", event.slug)
    context = {
        "event": event,
        "text": text,
        "rows": rows,
        "found": found,
        "wrong": [row for row in rows if row.problem],
        "problem": problem,
        "is_empty": request.method == "POST" and not text.strip(),
    }
    return render(request, "agenda/paste.html#rows" if request.htmx else "agenda/paste.html", context)
