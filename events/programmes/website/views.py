"""The workspace pages on which a team writes the public pages of its programme."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.middleware import reader_zone
from events.kept import kept
from events.library.pictures.in_texts import offered_pictures
from events.models import AreaOfAction, NewsItem, PolicyDeclaration, Programme, ReleasedFigures
from events.permissions import Action, TeamRequest, programme_for
from events.programmes.website import figures, rows, texts
from events.programmes.website.errors import WebsiteError
from events.programmes.website.forms import AreaOfActionForm, FrameSitesForm, NewsForm, PolicyDeclarationForm, TextForm
from events.slugs import TakenSlugError

PREVIEW = "?preview"


@programme_for(Action.EDIT_WEBSITE)
@require_GET
def pages(request: TeamRequest, programme: Programme) -> HttpResponse:
    """List all that the public pages show, with its state."""
    return _pages(request, programme, FrameSitesForm(initial={"sites": programme.frame_sites}))


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def text_edit(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Write the text of the programme itself."""
    return _edit_text(request, programme, programme)


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def area_text(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _edit_text(request, programme, get_object_or_404(programme.areas.select_related("programme"), pk=pk))


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def declaration_text(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _edit_text(request, programme, get_object_or_404(programme.declarations.select_related("programme"), pk=pk))


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def area_edit(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    area = get_object_or_404(programme.areas.select_related("programme"), pk=pk)
    form = AreaOfActionForm(request.POST or None, instance=area)
    return _edit_row(request, programme, form, _("Area of action"))


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def declaration_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = PolicyDeclarationForm(
        request.POST or None, instance=PolicyDeclaration(programme=programme), zone=_zone(request)
    )
    return _edit_row(request, programme, form, _("New declaration"))


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def declaration_edit(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    declaration = get_object_or_404(programme.declarations.select_related("programme"), pk=pk)
    form = PolicyDeclarationForm(request.POST or None, instance=declaration, zone=_zone(request))
    return _edit_row(request, programme, form, _("Declaration"))


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def news_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    note = NewsItem(programme=programme, written_by=request.user)
    return _edit_row(
        request, programme, NewsForm(request.POST or None, instance=note, zone=_zone(request)), _("Write news")
    )


@programme_for(Action.EDIT_WEBSITE)
@require_http_methods(["GET", "POST"])
def news_edit(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    note = get_object_or_404(programme.news.select_related("programme"), pk=pk)
    return _edit_row(request, programme, NewsForm(request.POST or None, instance=note, zone=_zone(request)), _("News"))


@programme_for(Action.EDIT_WEBSITE)
@require_POST
def declaration_delete(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _delete(request, programme, get_object_or_404(programme.declarations.select_related("programme"), pk=pk))


@programme_for(Action.EDIT_WEBSITE)
@require_POST
def news_delete(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _delete(request, programme, get_object_or_404(programme.news.select_related("programme"), pk=pk))


@programme_for(Action.EDIT_WEBSITE)
@require_POST
def figures_switch(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Release the present figures, or withdraw the released ones."""
    if request.POST.get("do") == "release":
        figures.release_figures(programme, by=request.user)
        messages.success(request, _("The figures of today are on the public page."))
    else:
        figures.withdraw_figures(programme, by=request.user)
        messages.success(request, _("The public page shows no figures."))
    return redirect("programmes:pages", programme.slug)


@programme_for(Action.EDIT_WEBSITE)
@require_POST
def frame_sites(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = FrameSitesForm(request.POST)
    if not form.is_valid():
        return _pages(request, programme, form)
    rows.save_frame_sites(programme, form.cleaned_data["sites"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("programmes:pages", programme.slug)


def _pages(request: TeamRequest, programme: Programme, form: FrameSitesForm) -> HttpResponse:
    context = {
        "programme": programme,
        "areas": programme.areas.all(),
        "declarations": programme.declarations.all(),
        "news": programme.news.select_related("written_by").defer("text")[:50],
        "released": ReleasedFigures.objects.filter(programme=programme).select_related("released_by").first(),
        "computed": kept("figures", _scope(programme), lambda: figures.compute_figures(programme)),
        "frame_form": form,
        "zone": _zone(request),
    }
    return render(request, "programmes/website/pages.html", context)


def _scope(programme: Programme) -> dict[str, frozenset[int]]:
    return {"programmes": frozenset({programme.pk})}


def _edit_text(
    request: TeamRequest, programme: Programme, row: Programme | AreaOfAction | PolicyDeclaration
) -> HttpResponse:
    form = TextForm(request.POST or None, row, zone=_zone(request))
    if request.method == "POST" and form.is_valid():
        try:
            saved = texts.save_text(
                row, form.cleaned_data["text"], form.publication(), seen=form.cleaned_data["seen"], by=request.user
            )
        except WebsiteError as error:
            form.add_error(error.field or None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return _after(request, programme, saved)
    return render(
        request,
        "programmes/website/text.html",
        {
            "programme": programme,
            "row": row,
            "form": form,
            "zone": _zone(request),
            "offered": offered_pictures(programme),
        },
    )


def _edit_row(request: TeamRequest, programme: Programme, form: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        row = form.fill() if hasattr(form, "fill") else form.instance
        try:
            saved = rows.save_row(row, by=request.user)
        except TakenSlugError as error:
            form.add_error("slug", str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return _after(request, programme, saved)
    context = {"programme": programme, "form": form, "title": title, "row": form.instance}
    if "text" in form.fields:
        context["offered"] = offered_pictures(programme)
    return render(request, "programmes/website/row.html", context)


def _delete(request: TeamRequest, programme: Programme, row: NewsItem | PolicyDeclaration) -> HttpResponse:
    rows.delete_row(row, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect("programmes:pages", programme.slug)


def _after(request: HttpRequest, programme: Programme, row: Any) -> HttpResponse:
    """Show the saved page as the public will see it, or the list of all pages."""
    if request.POST.get("then") == "preview":
        return redirect(row.get_absolute_url() + PREVIEW)
    return redirect("programmes:pages", programme.slug)


def _zone(request: TeamRequest) -> ZoneInfo:
    return reader_zone(request) or ZoneInfo("UTC")
