"""What the workspace reads."""

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
RECENTLY = timedelta(days=3)  # for so long it is said that an announcement was stopped


def workspace(user: User) -> QuerySet[Event]:
    """Return the events of the user's programmes, with how many registrations stand where; what is next first."""
    return (
        Event.objects.filter(programme__in=programmes_where(user, Action.VIEW_EVENTS))
        .select_related("programme", "venue__country")
        .defer("vevent", "description")
        .annotate(
            pending=Count("registrations", Q(registrations__status=Status.PENDING)),
            waitlisted=Count("registrations", Q(registrations__status=Status.WAITLISTED)),
        )
        .alias(is_over=Case(When(ahead_until__lt=now(), then=1), default=0))
        # What is ahead, soonest first; then what is over, latest first.
        .order_by("is_over", Case(When(is_over=0, then=F("starts_at"))).asc(nulls_first=True), "-starts_at", "pk")
    )


@dataclass(frozen=True)
class Attention:
    """Something that waits for the organisers, and how often."""

    label: str
    count: int
    is_pressing: bool = False  # nobody else will do it
    url: str = "#events"  # where in the workspace it is done


def attention(user: User, action: Action = Action.VIEW_EVENTS) -> list[Attention]:
    """Return what needs the organisers today of the programmes where user may take action: a fixed number of queries."""
    events = Event.objects.filter(programme__in=programmes_where(user, action))
    ahead = events.filter(ahead_until__gte=now())
    topics = [topic(event) for event in ahead.only("pk")]
    counted = Registration.objects.filter(event__in=ahead, event__status=Event.Status.PUBLISHED).aggregate(
        pending=Count("pk", Q(status=Status.PENDING)), waitlisted=Count("pk", Q(status=Status.WAITLISTED))
    )
    failed = Message.objects.filter(topic__in=topics, status=Message.Status.FAILED).count()
    answers = InboundMail.objects.for_people().filter(topic__in=topics).count()
    stopped = Announcement.objects.filter(event__in=events, ended_at__gte=now() - RECENTLY).exclude(stopped="").count()
    pending, waiting = counted["pending"], counted["waitlisted"]
    drafts = events.filter(status=Event.Status.DRAFT).count()
    return [
        Attention(ngettext("registration to decide", "registrations to decide", pending), pending, True),
        Attention(ngettext("person on waiting lists", "people on waiting lists", waiting), waiting),
        Attention(
            ngettext("mail that could not be delivered", "mails that could not be delivered", failed), failed, True
        ),
        Attention(
            ngettext("announcement that did not go out", "announcements that did not go out", stopped), stopped, True
        ),
        Attention(
            ngettext("answer to look at", "answers to look at", answers),
            answers,
            True,
            reverse("calendar_replies:team"),
        ),
        Attention(ngettext("draft to publish", "drafts to publish", drafts), drafts),
    ]


def event_history(event: Event) -> QuerySet[EventChange, tuple[datetime, int, bool]]:
    """Return (when, key, whether it is one of the event as a whole) of all that was changed at event, latest first."""
    columns = ("at", "pk", "is_whole")
    whole = EventChange.objects.filter(event=event).order_by().annotate(is_whole=Value(True)).values_list(*columns)
    single = RegistrationChange.objects.filter(registration__event=event).order_by()
    return whole.union(single.annotate(is_whole=Value(False)).values_list(*columns), all=True).order_by("-at", "-pk")


def changes_of(rows: Iterable[tuple[datetime, int, bool]]) -> list[EventChange | RegistrationChange]:
    """Return the changes that event_history() names, with those who made them and whom they concern: two queries."""
    rows = list(rows)
    whole = EventChange.objects.select_related("by").in_bulk([key for _at, key, is_whole in rows if is_whole])
    single = RegistrationChange.objects.select_related(
        "by", "registration__person", "registration__nomination__replaces__person"
    ).in_bulk([key for _at, key, is_whole in rows if not is_whole])
    return [whole[key] if is_whole else single[key] for _at, key, is_whole in rows]
