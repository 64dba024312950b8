"""Read what the pages of the workspace show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import ngettext

from accounts.models import User
from events.mails.sender import topic
from events.models import Announcement, Event, EventChange, Registration, RegistrationChange
from events.permissions import Action, programmes_where
from notifications.models import InboundMail, Message

Status = Registration.Status
RECENTLY = timedelta(days=3)  # how long the workspace shows that an announcement was stopped


def workspace(user: User) -> QuerySet[Event]:
    """Return the events of the user's programmes, with `pending` and `waitlisted`: their numbers of registrations.

    Upcoming events come first, the earliest first. Past events follow, the latest first."""
    return (
        Event.objects.filter(programme__in=programmes_where(user, Action.VIEW_EVENTS))
        .select_related("programme", "venue__country")
        .defer("vevent", "description")
        .annotate(
            pending=Count("registrations", Q(registrations__status=Status.PENDING)),
            waitlisted=Count("registrations", Q(registrations__status=Status.WAITLISTED)),
        )
        .alias(is_over=Case(When(ahead_until__lt=now(), then=1), default=0))
        .order_by("is_over", Case(When(is_over=0, then=F("starts_at"))).asc(nulls_first=True), "-starts_at", "pk")
    )


@dataclass(frozen=True)
class Attention:
    label: str
    count: int
    is_pressing: bool = False  # waits until an organiser acts
    url: str = "#events"  # the page on which to act


def attention(user: User, action: Action = Action.VIEW_EVENTS) -> list[Attention]:
    """Return what needs the attention of the organisers, in the programmes where user may take action.

    The number of queries is fixed."""
    events = Event.objects.filter(programme__in=programmes_where(user, action))
    ahead = events.filter(ahead_until__gte=now())
    topics = [topic(event) for event in ahead.only("pk")]
    counts = Registration.objects.filter(event__in=ahead, event__status=Event.Status.PUBLISHED).aggregate(
        pending=Count("pk", Q(status=Status.PENDING)), waitlisted=Count("pk", Q(status=Status.WAITLISTED))
    )
    failed = Message.objects.filter(topic__in=topics, status=Message.Status.FAILED).count()
    replies = InboundMail.objects.for_people().filter(topic__in=topics).count()
    stopped = Announcement.objects.filter(event__in=events, ended_at__gte=now() - RECENTLY).exclude(stopped="").count()
    pending, waiting = counts["pending"], counts["waitlisted"]
    drafts = events.filter(status=Event.Status.DRAFT).count()
    return [
        Attention(ngettext("registration to decide", "registrations to decide", pending), pending, True),
        Attention(ngettext("person on waiting lists", "people on waiting lists", waiting), waiting),
        Attention(
            ngettext("mail that could not be delivered", "mails that could not be delivered", failed), failed, True
        ),
        Attention(
            ngettext("announcement that was not sent", "announcements that were not sent", stopped), stopped, True
        ),
        Attention(
            ngettext("reply to review", "replies to review", replies),
            replies,
            True,
            reverse("calendar_replies:team"),
        ),
        Attention(ngettext("draft to publish", "drafts to publish", drafts), drafts),
    ]


def event_history(event: Event) -> QuerySet[EventChange, tuple[datetime, int, bool]]:
    """Return all changes of event and of its registrations, latest first.

    A row has the time, the key, and whether the change is an EventChange (else a RegistrationChange)."""
    columns = ("at", "pk", "is_of_event")
    of_event = (
        EventChange.objects.filter(event=event).order_by().annotate(is_of_event=Value(True)).values_list(*columns)
    )
    of_registrations = RegistrationChange.objects.filter(registration__event=event).order_by()
    return of_event.union(of_registrations.annotate(is_of_event=Value(False)).values_list(*columns), all=True).order_by(
        "-at", "-pk"
    )


def changes_of(rows: Iterable[tuple[datetime, int, bool]]) -> list[EventChange | RegistrationChange]:
    """Return the changes for rows of event_history(), with their authors and people: two queries."""
    rows = list(rows)
    of_event = EventChange.objects.select_related("by").in_bulk([key for _at, key, is_of_event in rows if is_of_event])
    of_registrations = RegistrationChange.objects.select_related(
        "by", "registration__person", "registration__nomination__replaces__person"
    ).in_bulk([key for _at, key, is_of_event in rows if not is_of_event])
    return [of_event[key] if is_of_event else of_registrations[key] for _at, key, is_of_event in rows]
