"""Organisers add people: one by hand, a list with a preview, or those of another event."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.imports import queries, rows, services
from events.imports.forms import AddForm, AddListForm, CopyForm, SourceForm
from events.imports.rows import ImportRow
from events.imports.services import ImportResult
from events.models import Event, Registration
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import BulkDecisionError, ReasonRequiredError, RegistrationError
from events.registration.forms import parse_keys
from events.spreadsheets.column_mapping import MappedTable, map_columns

Status = Registration.Status
MOST_SHOWN = 300  # rows of a preview; those with something wrong come first


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: TeamRequest, event: Event) -> HttpResponse:
    """Write one person down."""
    form = AddForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            registration = services.add(
                event, form.newcomer(), Status(cleaned["standing"]), by=request.user, reason=cleaned["reason"]
            )
        except RegistrationError as error:
            _refuse(form, error)
        else:
            words = {"name": cleaned["name"], "status": registration.get_status_display()}
            messages.success(request, _("%(name)s is added: %(status)s.") % words)
            return redirect("imports:add", event.slug)
    return render(request, "imports/add.html", _context(request, event, "add") | {"form": form})


@dataclass
class ImportPreview:
    """A list before it is saved. .shown are its rows, .bad how many of them have something wrong, .unseen how many are
    not shown."""

    form: AddListForm
    found: MappedTable
    all: list[ImportRow] = field(default_factory=list)

    @property
    def shown(self) -> list[ImportRow]:
        return sorted(self.all, key=lambda row: (not row.problems, row.is_kept))[:MOST_SHOWN]

    @property
    def unseen(self) -> int:
        return max(len(self.all) - MOST_SHOWN, 0)

    @property
    def bad(self) -> int:
        return sum(bool(row.problems) for row in self.all)

    @property
    def kept(self) -> int:
        return sum(row.is_kept and not row.problems for row in self.all)

    @property
    def new(self) -> int:
        return len(self.all) - self.bad - self.kept

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(self.all[0].form.fields[key].label, said) for key, said in self.found.columns.items()]


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def add_list(request: TeamRequest, event: Event) -> HttpResponse:
    """Add a list of people, pasted or from a file: shown first with what would become of each, then saved."""
    form = AddListForm(request.POST or None, request.FILES or None, event=event)
    preview = None
    if request.method == "POST":
        if form.is_valid():
            preview = _preview(event, form)
        if preview and "save" in request.POST and _save(request, event, preview):
            return redirect("participants:list", event.slug)
        form.fields["reason"].required = services.needs_reason(event)
    context = _context(request, event, "list") | {"form": form, "preview": preview}
    return render(request, "imports/list.html", context)


def _preview(event: Event, form: AddListForm) -> ImportPreview | None:
    found = map_columns(form.table.rows)
    if not found.lines:
        form.add_error(None, _("There are headings, and nobody below them."))
        return None
    preview = ImportPreview(form, found, rows.read_rows(event, found.lines, form.cleaned_data["standing"]))
    try:
        services.require(event, {Status(row.after) for row in preview.all if row.after}, "asked later")
    except RegistrationError as error:
        form.add_error(None, str(error.advice))
    return preview


def _save(request: TeamRequest, event: Event, preview: ImportPreview) -> bool:
    """Add the people of the list; return False if something stood in the way, which the preview then says."""
    cleaned = preview.form.cleaned_data
    good = [row for row in preview.all if not row.problems]
    if preview.bad and not cleaned["leave_out"]:
        messages.error(request, _("Nothing is saved: see what is wrong beside the rows."))
        return False
    if not good or preview.form.errors:
        messages.error(request, _("Nothing is saved."))
        return False
    try:
        done = services.add_many(
            event,
            [row.newcomer for row in good],
            Status(cleaned["standing"]),
            by=request.user,
            reason=cleaned["reason"],
        )
    except BulkDecisionError as error:
        for position, problem in error.problems.items():
            good[position].problems.append(str(problem.advice))
        messages.error(request, _("Nothing is saved: see what is wrong beside the rows."))
        return False
    except RegistrationError as error:
        _refuse(preview.form, error)
        return False
    messages.success(request, _said(done))
    return True


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def copy(request: TeamRequest, event: Event) -> HttpResponse:
    """Invite people of another event, or add them as awaiting a decision, once it is shown who is here already."""
    events = queries.events_to_copy_from(event, request.user)
    chooser = SourceForm(request.GET if "source" in request.GET else None, events=events)
    context = _context(request, event, "copy") | {"events": events, "chooser": chooser}
    if not (chooser.is_bound and chooser.is_valid()):
        return render(request, "imports/copy.html", context)
    states = chooser.cleaned_data["states"]
    source = get_object_or_404(Event, slug=chooser.cleaned_data["source"])
    form = CopyForm(request.POST or None, event=event)
    ticked = request.POST.getlist("person")
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        people = queries.chosen(source, states, parse_keys(ticked))
        try:
            if not people:
                raise RegistrationError(_("Tick whom you mean first."))
            done = services.copy(event, people, Status(cleaned["standing"]), by=request.user, reason=cleaned["reason"])
        except RegistrationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _said(done))
            return redirect(reverse("imports:copy", args=[event.slug], query=request.GET))
    context |= {
        "form": form,
        "source": source,
        "candidates": queries.candidates(event, source, states),
        "ticked": ticked if request.method == "POST" else None,
    }
    return render(request, "imports/copy.html", context)


def _context(request: TeamRequest, event: Event, current: str) -> dict[str, object]:
    pages = {"add": _("One person"), "list": _("A list"), "copy": _("From another event")}
    tabs = [
        {"label": label, "href": reverse(f"imports:{name}", args=[event.slug]), "current": name == current}
        for name, label in pages.items()
    ]
    return {"event": event, "may": request.may, "tabs": tabs}  # type: ignore[attr-defined]


def _refuse(form: forms.Form, error: RegistrationError) -> None:
    form.add_error("reason" if isinstance(error, ReasonRequiredError) else None, str(error.advice))


def _said(done: ImportResult) -> str:
    said = ngettext("%(count)d person is added.", "%(count)d people are added.", done.added) % {"count": done.added}
    if not done.kept:
        return said
    kept = ngettext(
        "%(count)d was here already and stays as they are.",
        "%(count)d were here already and stay as they are.",
        done.kept,
    )
    return f"{said} {kept % {'count': done.kept}}"
