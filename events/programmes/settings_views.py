"""The workspace pages of a programme as a whole: its home, its settings, and the first page of a new one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from events.models import Partner, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.programmes import settings
from events.programmes.constituencies import ConstituencyInUseError, save_constituencies
from events.programmes.constituency_forms import ConstituenciesForm
from events.programmes.event_types import event_types
from events.programmes.sections import BY_NAME, SECTIONS, SettingsSection
from events.programmes.settings_forms import CountriesForm, CreateForm
from events.registration.forms import parse_key
from events.slugs import TakenSlugError


@programme_for(Action.VIEW_EVENTS)
@require_GET
def home(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Show the facts of a programme. A user who may change it also sees its latest changes."""
    can_edit = Action.EDIT_PROGRAMME in request.may
    context = {
        "programme": programme,
        "phases": programme.phases.all(),
        "areas": programme.areas.all(),
        "team_size": programme.team.count(),
        "changes": programme.changes.select_related("by")[:20] if can_edit else [],
    }
    return render(request, "programmes/home.html", context)


@programme_for(Action.EDIT_PROGRAMME)
@require_GET
def settings_page(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _page(request, programme, request.GET.get("open", ""))


@programme_for(Action.EDIT_PROGRAMME)
@require_POST
def settings_save(request: TeamRequest, programme: Programme, section: str) -> HttpResponse:
    """Save one section. A refused form is shown open, with what was typed."""
    found = BY_NAME.get(section)
    if found is None or found.form is None:
        raise Http404
    form = found.form_for(programme, request.POST, request.FILES)
    if not form.is_valid():
        programme.refresh_from_db()  # the form has changed it; the links of the page need its address
        return _page(request, programme, section, form)
    try:
        notes = _save(found, form, by=request.user)
    except ConstituencyInUseError as error:  # somebody has just begun to use it
        form.add_error(f"used_{error.key}", str(error.advice))
        return _page(request, Programme.objects.get(pk=programme.pk), section, form)
    except TakenSlugError as error:  # another programme has just got it
        form.add_error("slug", str(error.advice))
        programme.refresh_from_db()
        return _page(request, programme, section, form)
    messages.success(request, _("Saved."))
    for note in notes:
        messages.info(request, note)
    return redirect(f"{reverse('programmes:settings', args=[programme.slug])}#{section}")


@programme_for(Action.EDIT_PROGRAMME)
@require_POST
def phases_order(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Move one phase up in the order."""
    settings.move_phase_up(programme, parse_key(request.POST.get("up", "")), by=request.user)
    return redirect(f"{reverse('programmes:settings', args=[programme.slug])}?open=phases#phases")


@login_required
@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    """Create a programme. Only superusers can; the first programme of an installation begins here."""
    if not request.user.is_superuser:
        raise PermissionDenied
    form = CreateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        programme = settings.create(**form.cleaned_data, by=request.user)
        messages.success(request, _("The programme was created. You are its manager."))
        return redirect("programmes:settings", programme.slug)
    return render(request, "programmes/create.html", {"form": form})


def _save(section: SettingsSection, form: Any, *, by: User) -> list[str]:
    """Save a section. Return what the user should know besides."""
    if isinstance(form, ConstituenciesForm):
        save_constituencies(form.programme, form.own_rows(), by=by)
    elif isinstance(form, CountriesForm):
        kept = settings.save_countries(form, by=by).kept
        text = _("“%(name)s” keeps this name, because other programmes use it. An administrator can change it for all.")
        return [text % {"name": country.name} for country in kept]
    elif section.is_table:
        settings.save_rows(form, by=by)
    else:
        settings.save_fields(form, by=by)
    return []


def _page(request: TeamRequest, programme: Programme, opened: str, refused: object = None) -> HttpResponse:
    prefetch_related_objects([programme], Prefetch("partners", Partner.objects.with_logos()), "event_templates")
    rows = [
        (
            section,
            section.says(programme),
            refused if refused and section.name == opened else section.form_for(programme),
        )
        for section in SECTIONS
    ]
    context = {"programme": programme, "sections": rows, "opened": opened, "event_types": event_types(programme)}
    return render(request, "programmes/settings.html", context)
