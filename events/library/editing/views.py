"""The team's pages of resources."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.middleware import reader_zone
from events.calendars.dates import moment_text
from events.library import history
from events.library.editing import pasting, services
from events.library.editing.errors import LibraryError
from events.library.editing.fields import FilesInput
from events.library.editing.forms import PublicationForm, ResourceForm
from events.library.resources import file_rules, pages, search
from events.models import Programme, Resource
from events.permissions import Action, TeamRequest, programme_for
from events.questions.errors import FileRejectedError
from events.slugs import TakenSlugError

PAGE_SIZE, MOST_FILES = 50, 20


@programme_for(Action.EDIT_EVENTS)
@require_GET
def resource_rows(request: TeamRequest, programme: Programme) -> HttpResponse:
    """List the resources of a programme, also the drafts. Filters: words."""
    rows = (
        Resource.objects.filter(programme=programme).select_related("event", "slides").annotate(number=Count("files"))
    )
    text = request.GET.get("q", "")[: search.LONGEST_TEXT]
    if condition := search.matches_text(text):
        rows = rows.filter(condition)
    rows = rows.order_by(Case(When(published_at=None, then=0), default=1), "-revised_at", "-pk").defer(
        "search_text", "title_text"
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "page_obj": page,
        "text": text,
        "files_input": FilesInput(attrs={"accept": file_rules.ACCEPT, "multiple": True}).render(
            "files", None, {"id": "id_files"}
        ),
        "limits": file_rules.limits_text(),
        "zone": zone_of(request),
        "deleted": history.deleted(programme, history.What.RESOURCE_GONE),
    }
    return render(request, "library/organise/resource_rows.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def upload(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Create a draft for each uploaded file. Each file that is refused is named with its reason."""
    files = request.FILES.getlist("files")
    created = []
    for file in files[:MOST_FILES]:
        try:
            validated = file_rules.validate_resource_file(file)
        except FileRejectedError as error:
            messages.error(request, f"{file.name}: {error.advice}")
        else:
            created.append(services.create_from_file(programme, validated, by=request.user))
    if len(files) > MOST_FILES:
        messages.error(request, _("Choose at most %(count)d files at a time.") % {"count": MOST_FILES})
    if not files:
        messages.error(request, _("Choose one or more files."))
    if created:
        text = ngettext("%(count)d draft is added.", "%(count)d drafts are added.", len(created))
        messages.success(request, text % {"count": len(created)})
    if len(created) == 1 and len(files) == 1:
        return redirect("library:edit", programme.slug, created[0].pk)
    return redirect("library:manage", programme.slug)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def paste(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Show how a pasted list is understood, and add it as drafts when the user has seen it."""
    text = request.POST.get("text", "").replace("\0", "")
    too_long = len(text) > pasting.LONGEST_TEXT
    titles = Resource.objects.filter(programme=programme).order_by().values_list("title", flat=True)
    rows = pasting.read_list(text, titles) if text.strip() and not too_long else []
    found = [row for row in rows if row.fields]
    if request.POST.get("do") == "add" and found and request.POST.get("seen") == str(len(found)):
        count = services.create_from_rows(programme, [row.fields for row in found], by=request.user)
        messages.success(
            request, ngettext("%(count)d draft is added.", "%(count)d drafts are added.", count) % {"count": count}
        )
        return redirect("library:manage", programme.slug)
    context = {
        "programme": programme,
        "text": text,
        "rows": rows,
        "found": found,
        "wrong": [row for row in rows if row.problem],
        "too_long": too_long,
        "is_empty": request.method == "POST" and not text.strip(),
    }
    name = "library/organise/resource_paste.html"
    return render(request, f"{name}#rows" if request.htmx else name, context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def create(request: TeamRequest, programme: Programme) -> HttpResponse:
    return _edit(request, Resource(programme=programme))


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def edit(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    return _edit(request, _find(programme, pk))


def _edit(request: TeamRequest, resource: Resource) -> HttpResponse:
    """Show or save the form of a resource, with its file and cover."""
    resource.programme, slug = request.subject, resource.slug  # type: ignore[assignment]  # a programme
    form = ResourceForm(request.POST or None, request.FILES or None, instance=resource)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, form)
        except TakenSlugError as error:
            form.add_error("slug", str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("library:edit", resource.programme.slug, saved.pk)
    resource.slug = slug  # of the links of the page; the form has the typed one
    return render(request, "library/organise/resource_form.html", _form_context(request, resource, form))


def _save(request: TeamRequest, form: ResourceForm) -> Resource:
    """Save a valid form. Raise TakenSlugError."""
    data = form.cleaned_data
    saved = services.save_resource(
        form.save(commit=False),
        areas=data["areas"],
        countries=data["countries"],
        cover=data["cover_upload"],
        by=request.user,
    )
    if data["upload"]:
        services.add_file(saved, data["upload"], what_changed=data.get("what_changed", ""), by=request.user)
    return saved


def _form_context(request: TeamRequest, resource: Resource, form: ResourceForm, **more: Any) -> dict[str, Any]:
    zone = zone_of(request)
    at = resource.published_at if resource.is_scheduled else None
    return {
        "programme": resource.programme,
        "resource": resource,
        "form": form,
        "zone": zone,
        "publication": PublicationForm(zone=zone, initial={"at_local": at}),
        "files": resource.files.all() if resource.pk else [],
        "changes": history.latest(resource),
        **more,
    }


@programme_for(Action.EDIT_EVENTS)
@require_GET
def preview(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """Show the page of a resource as the public sees it when it is published."""
    resource = get_object_or_404(pages.for_page(Resource.objects.filter(programme=programme)), pk=pk)
    back = reverse("library:edit", args=[programme.slug, pk])
    context = pages.context_of(resource) | {"is_preview": True, "back_url": back}
    return render(request, "library/resource_detail.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def publish(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """Publish a resource now or at a time, or take it back."""
    resource, do = _find(programme, pk), request.POST.get("do")
    try:
        if do == "later":
            return _schedule(request, resource)
        if do == "take_back":
            services.take_back(resource, by=request.user)
            messages.success(request, _("The public no longer sees it."))
        else:
            services.publish(resource, by=request.user)
            messages.success(request, _("It is public."))
    except LibraryError as error:
        messages.error(request, error.advice)
    return redirect("library:edit", programme.slug, pk)


def _schedule(request: TeamRequest, resource: Resource) -> HttpResponse:
    zone = zone_of(request)
    form = PublicationForm(request.POST, zone=zone)
    if not form.is_valid():
        edited = ResourceForm(instance=resource)
        context = _form_context(request, resource, edited, publication=form)
        return render(request, "library/organise/resource_form.html", context)
    services.publish(resource, at=form.at(), by=request.user)
    messages.success(request, _("It becomes public: %(when)s.") % {"when": moment_text(form.at(), zone)})
    return redirect("library:edit", resource.programme.slug, resource.pk)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def delete(request: TeamRequest, programme: Programme, pk: int) -> HttpResponse:
    """Ask, and delete a resource with all versions of its file."""
    resource = _find(programme, pk)
    if request.method == "POST":
        try:
            services.delete_resource(resource, by=request.user)
        except LibraryError as error:
            messages.error(request, error.advice)
            return redirect("library:edit", programme.slug, pk)
        messages.success(request, _("The resource is deleted."))
        return redirect("library:manage", programme.slug)
    context = {"programme": programme, "resource": resource, "number": resource.files.count()}
    return render(request, "library/organise/resource_delete.html", context)


def _find(programme: Programme, pk: int) -> Resource:
    resource = get_object_or_404(Resource.objects.select_related("event", "slides"), programme=programme, pk=pk)
    resource.programme = programme
    return resource


def zone_of(request: TeamRequest) -> ZoneInfo:
    """Return the time zone in which the reader says when something is published."""
    return reader_zone(request) or ZoneInfo("UTC")
