from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.middleware import reader_zone
from accounts.requests import SignedInRequest
from accounts.standing import standing_of
from events.calendars.dates import moment_text
from events.kept import kept
from events.mails.log import zone_of
from events.models import Event
from events.organise import event_list, first_run
from events.organise.work import queries as work
from events.organise.work.declarations import Topic
from events.organise.year import strip_of
from events.permissions import Action, programmes_where
from notifications.models import Message

PAGE_SIZE = 50
SOON = 5


@login_required
@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    if first_run.is_first_run(request.user):
        return _first_run(request)
    zone = reader_zone(request) or zone_of(None)
    items = work.work_list(request.user, zone)
    topic = request.GET.get("show", "")
    shown = [item for item in items if item.kind.topic == topic] if topic in Topic else items
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    programmes = event_list.programmes_of(request.user)
    events = Event.objects.filter(programme__in=[one.pk for one in programmes])
    today = now().astimezone(zone)
    ahead = events.filter(status=Event.Status.PUBLISHED, ahead_until__gte=now(), starts_at__isnull=False)
    context = {
        "page_obj": page,
        "groups": list(work.by_urgency(work.with_events(page))),
        "topics": work.count_by_topic(items),
        "total": len(items),
        "topic": topic if topic in Topic else "",
        "head_crumbs": moment_text(now(), zone),
        "head_title": _("Today"),
        "zone": zone,
        "programmes": programmes,
        "may_create": programmes_where(request.user, Action.EDIT_EVENTS),
        "soon": event_list.in_rows(ahead.dated()).order_by("starts_at", "pk")[:SOON],
        "strip": kept(
            f"strip {get_language()} {today.date()}",
            {"programmes": frozenset(one.pk for one in programmes)},
            lambda: render_to_string("organise/year_strip.html", {"strip": strip_of(events, today.date())}),
        ),
    }
    return render(request, "organise/home.html", context)


def _first_run(request: SignedInRequest) -> HttpResponse:
    last_mail = Message.objects.filter(status=Message.Status.SENT).order_by("-created_at").first()
    context = {
        "head_crumbs": _("New installation"),
        "head_title": _("Set up %(site)s") % {"site": settings.SITE_NAME},
        "steps": first_run.first_steps(request.user),
        "last_mail": last_mail,
        "standing": standing_of(request.user),
    }
    return render(request, "organise/first_run.html", context)
