"""Pages where organisers add people: one person by hand, a list with a preview, or people of another event."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from events.imports import queries, services
from events.imports.forms import AddForm, AddListForm, CopyForm, SourceForm
from events.imports.previews import ImportPreview, preview_list
from events.imports.rows import ImportRow
from events.imports.services import ImportResult
from events.models import Event, Registration
from events.permissions import Action, TeamRequest, event_for
from events.registration.errors import BulkDecisionError, ReasonRequiredError, RegistrationError
from events.registration.forms import parse_keys

Status = Registration.Status
MOST_NAMED = 20  # rows that a message names


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: TeamRequest, event: Event) -> HttpResponse:
    """Add one person."""
    form = AddForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            registration = services.add(
                event,
                form.newcomer(),
                Status(cleaned["standing"]),
                by=request.user,
                reason=cleaned["reason"],
                accepts_open=cleaned.get("accepts_open", False),
            )
        except RegistrationError as error:
            _add_error(form, error)
        else:
            words = {"name": cleaned["name"], "status": registration.get_status_display()}
            messages.success(request, _("%(name)s was added: %(status)s.") % words)
            return redirect("imports:add", event.slug)
    return render(request, "imports/add.html", _context(request, event, "add") | {"form": form})


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def add_list(request: TeamRequest, event: Event) -> HttpResponse:
    """Add a list of people, pasted or from a file. Show a preview first, then save."""
    form = AddListForm(request.POST or None, request.FILES or None, event=event)
    preview = None
    if request.method == "POST":
        if form.is_valid():
            preview = preview_list(event, form)
        if preview and "save" in request.POST and _save(request, event, preview):
            return redirect("participants:list", event.slug)
        form.fields["reason"].required = services.needs_reason(event)
    context = _context(request, event, "list") | {"form": form, "preview": preview}
    return render(request, "imports/list.html", context)


def _save(request: TeamRequest, event: Event, preview: ImportPreview) -> bool:
    """Add the people of the list. Return False with the problems in the preview if nothing was saved."""
    cleaned = preview.form.cleaned_data
    good = [row for row in preview.all if not row.problems]
    if preview.bad and not cleaned["leave_out"]:
        messages.error(request, _("Nothing was saved. The problems are shown next to the rows."))
        return False
    if not good or preview.form.errors:
        messages.error(request, _("Nothing was saved."))
        return False
    try:
        result = _add_rows(request, event, good, preview)
    except BulkDecisionError:
        messages.error(request, _("Nothing was saved. The problems are shown next to the rows."))
        return False
    except RegistrationError as error:
        _add_error(preview.form, error)
        return False
    messages.success(request, _result_message(result))
    if left_out := [str(row.number) for row in preview.all if row.problems]:
        text = ngettext("Row %(rows)s was left out.", "Rows %(rows)s were left out.", len(left_out))
        more = "…" if len(left_out) > MOST_NAMED else ""
        messages.warning(request, text % {"rows": ", ".join(left_out[:MOST_NAMED]) + more})
    return True


def _add_rows(request: TeamRequest, event: Event, rows: list[ImportRow], preview: ImportPreview) -> ImportResult:
    """Add the people of rows. If the user leaves out rows with problems, also leave out those that only saving finds.

    Raise RegistrationError if nothing was saved; after BulkDecisionError, the rows have their problems."""
    cleaned = preview.form.cleaned_data
    newcomers, status = [row.newcomer for row in rows], Status(cleaned["standing"])
    try:
        return services.add_many(
            event,
            newcomers,
            status,
            by=request.user,
            reason=cleaned["reason"],
            accepts_open=cleaned.get("accepts_open", False),
        )
    except BulkDecisionError as error:
        for position, problem in error.problems.items():
            rows[position].problems.append(str(problem.advice))
        good = [row for row in rows if not row.problems]
        if not cleaned["leave_out"] or not good:
            raise
        return _add_rows(request, event, good, preview)


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def copy(request: TeamRequest, event: Event) -> HttpResponse:
    """Invite people of another event, or add them as awaiting decision. Show first who is already registered here."""
    events = queries.events_to_copy_from(event, request.user)
    chooser = SourceForm(request.GET if "source" in request.GET else None, events=events)
    context = _context(request, event, "copy") | {"events": events, "chooser": chooser}
    if not (chooser.is_bound and chooser.is_valid()):
        return render(request, "imports/copy.html", context)
    statuses = chooser.cleaned_data["states"]
    source = get_object_or_404(Event, slug=chooser.cleaned_data["source"])
    form = CopyForm(request.POST or None, event=event)
    ticked = request.POST.getlist("person")
    if request.method == "POST" and form.is_valid():
        people = queries.chosen_people(source, statuses, parse_keys(ticked))
        if _copy_people(request, event, people, form):
            return redirect(reverse("imports:copy", args=[event.slug], query=request.GET))
    context |= {
        "form": form,
        "source": source,
        "candidates": queries.candidates(event, source, statuses),
        "ticked": ticked if request.method == "POST" else None,
    }
    return render(request, "imports/copy.html", context)


def _copy_people(request: TeamRequest, event: Event, people: list[User], form: CopyForm) -> bool:
    """Add the people. Return False with an error in the form if nothing was saved."""
    cleaned = form.cleaned_data
    if not people:
        form.add_error(None, _("Choose people first."))
        return False
    try:
        result = services.copy(event, people, Status(cleaned["standing"]), by=request.user, reason=cleaned["reason"])
    except RegistrationError as error:
        _add_error(form, error)
        return False
    messages.success(request, _result_message(result))
    return True


def _context(request: TeamRequest, event: Event, current: str) -> dict[str, object]:
    pages = {"add": _("One person"), "list": _("A list"), "copy": _("From another event")}
    tabs = [
        {"label": label, "href": reverse(f"imports:{name}", args=[event.slug]), "current": name == current}
        for name, label in pages.items()
    ]
    return {"event": event, "may": request.may, "tabs": tabs}


def _add_error(form: forms.Form, error: RegistrationError) -> None:
    form.add_error("reason" if isinstance(error, ReasonRequiredError) else None, str(error.advice))


def _result_message(result: ImportResult) -> str:
    added = ngettext("%(count)d person was added.", "%(count)d people were added.", result.added)
    sentences = [added % {"count": result.added}]
    if result.kept:
        kept = ngettext(
            "%(count)d person was already registered and was not changed.",
            "%(count)d people were already registered and were not changed.",
            result.kept,
        )
        sentences.append(kept % {"count": result.kept})
    return " ".join(sentences)
