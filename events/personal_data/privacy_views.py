"""The privacy notice with the table of retention, its versions, and the pages about this site."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.daily_tasks.queries import last_run
from events.models import NoticeVersion, Programme
from events.permissions import Action, TeamRequest, programme_for
from events.personal_data.retention.job import NAME
from events.personal_data.retention.table import TABLE
from events.privacy.forms import ProgrammeNoticeForm
from events.privacy.periods import answer_days_of
from events.privacy.queries import contact_address, current_notice
from events.privacy.services import save_ground, save_notice


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice of this installation, and the table of retention with the last run of the job."""
    run = last_run(NAME)
    context = {
        "notice": current_notice(),
        "versions": NoticeVersion.objects.filter(programme=None).defer("text"),
        "lines": [(line, run.counts.get(line.key) if run else None) for line in TABLE],
        "run": run,
        "programmes": Programme.objects.order_by("name"),
    }
    return render(request, "privacy/site.html", context)


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Programme, slug=slug)
    context = {
        "programme": found,
        "notice": current_notice(found),
        "versions": NoticeVersion.objects.filter(programme=found).defer("text"),
        "answer_days": answer_days_of(found),
    }
    return render(request, "privacy/programme.html", context)


@require_safe
def site_version(request: HttpRequest, number: int) -> HttpResponse:
    version = get_object_or_404(NoticeVersion, programme=None, number=number)
    return render(request, "privacy/version.html", {"version": version})


@require_safe
def programme_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    version = get_object_or_404(NoticeVersion.objects.select_related("programme"), programme__slug=slug, number=number)
    return render(request, "privacy/version.html", {"version": version, "programme": version.programme})


@programme_for(Action.EDIT_PRIVACY)
@never_cache
@require_http_methods(["GET", "POST"])
def programme_edit(request: TeamRequest, programme: Programme) -> HttpResponse:
    """Write the notice of a programme, and what the law requires it to keep."""
    notice = current_notice(programme)
    initial = {"text": notice.text, "ground": programme.retention_ground, "years": programme.retention_years}
    form = ProgrammeNoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_ground(programme, form.cleaned_data["ground"], form.cleaned_data["years"])
        if form.cleaned_data["text"].replace("\r\n", "\n").strip() != notice.text.strip():
            save_notice(programme, form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved. The notice has a new version if its text has changed."))
        return redirect("privacy:programme", programme.slug)
    return render(request, "privacy/edit.html", {"programme": programme, "form": form})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"controller": settings.CONTROLLER_NAME, "programmes": Programme.objects.order_by("name")}
    return render(request, "privacy/about.html", context)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    context = {
        "address": contact_address(),
        "controller": settings.CONTROLLER_NAME,
        "programmes": Programme.objects.exclude(contact_email="").order_by("name"),
    }
    return render(request, "privacy/contact.html", context)
