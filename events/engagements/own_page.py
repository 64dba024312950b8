"""What the page of an expert shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.timezone import now

from accounts.middleware import browser_zone
from events.calendars.dates import moment_range_text, when_text
from events.contributors.links import slides_address
from events.engagements.forms import NeedsForm, OwnProfileForm
from events.engagements.slide_files import ACCEPT
from events.engagements.uploads import MOST_PART_BYTES
from events.experts.forms import PeriodFormSet
from events.models import Contributor, Engagement, Slides, SlideUpload
from events.models.engagement import MOST_SLIDE_BYTES

WITH_SLIDES = frozenset({"speaker", "moderator", "panellist", "expert"})


@dataclass(frozen=True)
class OwnTask:
    """One task of the expert: its session with its time at the place, and in the zone of the reader if it differs."""

    contributor: Contributor
    when: str
    own_when: str
    slides: Slides | None
    upload: SlideUpload | None

    @property
    def wants_slides(self) -> bool:
        return self.contributor.role in WITH_SLIDES and not self.contributor.has_declined


def tasks_of(engagement: Engagement) -> list[Contributor]:
    """Return the tasks about which the expert was asked, in the order of their times. One query."""
    rows = Contributor.objects.filter(expert=engagement.expert_id, session__event=engagement.event_id)
    rows = rows.exclude(invitation=Contributor.Invitation.NONE)
    found = list(
        rows.select_related("session__venue__country", "slides", "slide_upload").order_by(
            "session__starts_at", "session__position", "pk"
        )
    )
    for row in found:
        row.session.event = engagement.event
    return found


def own_tasks(engagement: Engagement, zone: ZoneInfo | None) -> list[OwnTask]:
    return [
        OwnTask(
            task,
            _when(task, task.session.zone),
            _own_when(task, zone),
            getattr(task, "slides", None),
            getattr(task, "slide_upload", None),
        )
        for task in tasks_of(engagement)
    ]


def _when(task: Contributor, zone: ZoneInfo) -> str:
    starts_at, ends_at = task.session.starts_at, task.session.ends_at
    return moment_range_text(starts_at, ends_at, zone) if starts_at and ends_at else task.session.time_text


def _own_when(task: Contributor, zone: ZoneInfo | None) -> str:
    """Return the time on the clocks of the reader; "" if they show the same."""
    starts_at = task.session.starts_at
    if zone is None or starts_at is None or _offset(starts_at, zone) == _offset(starts_at, task.session.zone):
        return ""
    return _when(task, zone)


def _offset(moment: datetime, zone: ZoneInfo) -> object:
    return moment.astimezone(zone).utcoffset()


def page_context(request: HttpRequest, engagement: Engagement, **forms: Any) -> dict[str, Any]:
    """Return the context of the page. forms: those that were posted with errors, by their name."""
    expert, event = engagement.expert, engagement.event
    tasks = own_tasks(engagement, expert.person.zone if expert.person and expert.person.zone else browser_zone(request))
    picture = getattr(expert, "picture", None)
    periods = expert.unavailable_periods.filter(ends_on__gte=now().date())
    days = [{"starts_on": period.starts_on, "ends_on": period.ends_on} for period in periods]
    open_tasks = [task for task in tasks if task.contributor.is_asked]
    has_tasks = any(not task.contributor.has_declined for task in tasks)
    done = [
        any(task.slides for task in tasks),
        bool(expert.biography),
        picture is not None,
        bool(engagement.equipment or engagement.needs),
        bool(days),
    ]
    return {
        "engagement": engagement,
        "expert": expert,
        "event": event,
        "when": when_text(event),
        "is_draft": event.status == event.Status.DRAFT,
        "may_answer": not event.is_past and event.status != event.Status.CANCELLED,
        "tasks": tasks,
        "open_count": len(open_tasks),
        "has_tasks": has_tasks,
        "picture": picture,
        "done": sum(done),
        "of": len(done),
        "profile_form": OwnProfileForm(expert=expert),
        "needs_form": NeedsForm(instance=engagement),
        "periods": PeriodFormSet(initial=days, prefix="away"),
        "has_days": bool(days),
        "slides_address": "" if event.status == event.Status.CANCELLED else slides_address(engagement),
        "contact": event.contact_address,
        "most_bytes": MOST_SLIDE_BYTES,
        "part_bytes": MOST_PART_BYTES,
        "accept": ACCEPT,
        **forms,
    }
