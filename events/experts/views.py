"""The team's pages of the directory of experts."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.errors import DomainError
from events.experts import queries, services
from events.experts.forms import ExpertForm, ExpertNoteForm, ExpertSearchForm, PeriodFormSet, RatingForm
from events.experts.picture_views import picture_response
from events.models import Expert, ExpertPicture, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.spoken_languages import language_names


@programme_for(Action.EDIT_EVENTS)
@require_GET
def expert_list(request: TeamRequest, programme: Programme) -> HttpResponse:
    return render(request, "experts/expert_list.html", _list_context(request, programme))


@programme_for(Action.EDIT_EVENTS)
@require_GET
def expert_detail(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """Show the list with one entry beside it."""
    expert = _find(programme, pk)
    assignments = queries.assignments_of(expert, request.user.pk)
    context = _list_context(request, programme) | {
        "expert": expert,
        "assignments": assignments,
        "average": queries.averages_of([expert.pk]).get(expert.pk, queries.Average()),
        "languages": language_names(expert.language_codes),
        "pairs": [" – ".join(language_names(pair)) for pair in expert.pairs],
        "periods": expert.unavailable_periods.filter(ends_on__gte=now().date()),
        "notes": expert.notes.select_related("by"),
        "note_form": ExpertNoteForm(),
        "scores": range(5, 0, -1),
    }
    return render(request, "experts/expert_list.html", context)


def _list_context(request: TeamRequest, programme: Programme) -> dict[str, Any]:
    subjects, languages = queries.subjects_of(programme), queries.languages_of(programme)
    form = ExpertSearchForm(request.GET, languages=languages, subjects=subjects)
    search = form.search()
    rows = queries.find_experts(programme, search)
    kept = {name: value for name in form.fields if (value := request.GET.get(name, "")[:120])}
    return {
        "programme": programme,
        "form": form,
        "rows": rows,
        "search": search,
        "is_filtered": bool(kept),
        "query": _query(kept),
        "chips": [(label, _query(kept, *names)) for names, label in _chips(search)],
        "total": Expert.objects.filter(programme=programme).count(),
        "least": queries.LEAST_RATINGS,
    }


def _query(kept: dict[str, str], *without: str) -> str:
    rest = {name: value for name, value in kept.items() if name not in without}
    return f"?{urlencode(rest)}" if rest else ""


def _chips(search: queries.ExpertSearch) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the filters that are set: the names of their fields, and their text."""
    if search.language:
        yield ("language",), language_names([search.language])[0]
    if search.subject:
        yield ("subject",), search.subject
    if search.period:
        first, last = search.period
        days = date_format(first, "j M Y")
        text = days if first == last else f"{days} – {date_format(last, 'j M Y')}"
        yield ("free_from", "free_until"), _("free: %(days)s") % {"days": text}


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def expert_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _edit(request, programme, Expert(programme=programme))


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def expert_edit(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _edit(request, programme, _find(programme, pk))


def _edit(request: TeamRequest, programme: Programme, expert: Expert) -> HttpResponse:
    is_post = request.method == "POST"
    form = ExpertForm(request.POST or None, request.FILES or None, expert=expert)
    days = expert.unavailable_periods.filter(ends_on__gte=now().date()) if expert.pk else []
    initial = [{"starts_on": period.starts_on, "ends_on": period.ends_on} for period in days]
    periods = PeriodFormSet(request.POST or None, initial=initial, prefix="away")
    if is_post and form.is_valid() and periods.is_valid():
        cleaned = form.cleaned_data
        try:
            with transaction.atomic():
                services.save_expert(
                    form.fill(),
                    address=cleaned.get("address", ""),
                    answer=cleaned["answer"],
                    picture=cleaned["picture"],
                    removes_picture=cleaned.get("removes_picture", False),
                    shows_picture=cleaned["shows_picture"],
                    is_public=cleaned["is_public"],
                )
                services.set_unavailable(expert, periods.periods())
        except DomainError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("experts:detail", programme.slug, expert.pk)
    context = {"programme": programme, "form": form, "periods": periods, "expert": expert if expert.pk else None}
    return render(request, "experts/expert_form.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def expert_delete(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    expert = _find(programme, pk)
    if request.method == "POST":
        try:
            services.delete_expert(expert)
        except DomainError as error:
            messages.error(request, error.advice)
            return redirect("experts:detail", programme.slug, pk)
        messages.success(request, _("The entry is deleted."))
        return redirect("experts:list", programme.slug)
    return render(request, "experts/expert_delete.html", {"programme": programme, "expert": expert})


@programme_for(Action.EDIT_EVENTS)
@require_POST
def note_add(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    expert, form = _find(programme, pk), ExpertNoteForm(request.POST)
    if form.is_valid():
        services.add_note(expert, form.cleaned_data["text"], by=request.user)
    else:
        messages.error(request, _("Not saved: write the note first, with at most 2,000 characters."))
    return redirect(f"{reverse('experts:detail', args=[programme.slug, pk])}#notes")


@programme_for(Action.EDIT_EVENTS)
@require_POST
def note_delete(request: TeamRequest, programme: Programme, pk: int, note: int) -> HttpResponse:
    services.delete_note(get_object_or_404(_find(programme, pk).notes, pk=note))
    return redirect(f"{reverse('experts:detail', args=[programme.slug, pk])}#notes")


@programme_for(Action.EDIT_EVENTS)
@require_POST
def rate(request: TeamRequest, programme: Programme, pk: int, contributor: int) -> HttpResponse:
    rows = _find(programme, pk).contributions.select_related("session__event__programme")
    row, form = get_object_or_404(rows, pk=contributor), RatingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a number from 1 to 5."))
    else:
        try:
            services.rate(row, form.cleaned_data["score"], note=form.cleaned_data["note"], by=request.user)
        except DomainError as error:
            messages.error(request, error.advice)
    return redirect(f"{reverse('experts:detail', args=[programme.slug, pk])}#work-{contributor}")


@programme_for(Action.EDIT_EVENTS)
@require_GET
def team_picture(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """Send the picture to the team, also without the consent that everybody sees it."""
    return picture_response(get_object_or_404(ExpertPicture, expert=pk, expert__programme=programme))


def _find(programme: Programme, pk: int) -> Expert:
    return get_object_or_404(queries.visible_experts(programme).select_related("person"), pk=pk)
