"""Ask the owners of follow-ups for their progress: before the due date, after it, and months after the event.

The daily task is safe to run twice, and several times at once: each occasion is a row that the database allows once."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import now

from events.journeys.follow_ups import mails
from events.models import Event, FollowUp, FollowUpChange, MissionReport
from events.models.follow_up import FollowUpQuerySet

DUE_SOON, OVERDUE, THREE_MONTHS, SIX_MONTHS = "due-14", "overdue", "3 months", "6 months"
MAIL_OF = {DUE_SOON: mails.DUE, OVERDUE: mails.OVERDUE, THREE_MONTHS: mails.PROGRESS, SIX_MONTHS: mails.PROGRESS}
BEFORE_DUE = timedelta(days=14)
# A question that could not be sent on its day, because everything was stopped, is sent up to this much later.
LATEST = timedelta(days=21)


def ask_owners(today: date | None = None) -> dict[str, int]:
    """Mail the owners whose occasion has come. Return the number of mails.

    Several occasions on one day are one mail. Nobody is asked about the recommendations of a report that is not accepted,
    about one that the owner has rejected, about what only the team sees, or about a cancelled event."""
    today = today or now().date()
    asked = 0
    for follow_up in candidates(today).select_related("event__programme", "event__venue__country"):
        if due := list(occasions(follow_up, today)):
            asked += _ask(follow_up, due)
    return {"follow_ups_asked": asked}


def candidates(today: date) -> FollowUpQuerySet:
    """Return the follow-ups whose owners can be asked, near one of their occasions."""
    accepted = MissionReport.objects.filter(status=MissionReport.Status.ACCEPTED).values("mission__event")
    near_due = Q(due_on__lte=today + BEFORE_DUE, due_on__gte=today - LATEST - timedelta(days=1))
    months_ago = Q(
        event__ends_at__date__lte=today - timedelta(days=80), event__ends_at__date__gte=today - timedelta(days=220)
    )
    return (
        FollowUp.objects.unfinished()
        .filter(near_due | months_ago)
        .filter(~Q(kind=FollowUp.Kind.RECOMMENDATION) | Q(event__in=accepted))
        .exclude(owner_email="")
        .exclude(response=FollowUp.Response.REJECTED)
        .exclude(visibility=FollowUp.Visibility.TEAM)
        .exclude(event__status__in=[Event.Status.CANCELLED, Event.Status.DRAFT])
        .order_by("pk")
    )


def occasions(follow_up: FollowUp, today: date) -> Iterator[str]:
    """Yield the occasions for which today is the day, or a day soon after it."""
    due = follow_up.due_on
    if due is not None and due - BEFORE_DUE <= today <= due:
        yield DUE_SOON
    if due is not None and due < today <= due + timedelta(days=1) + LATEST:
        yield OVERDUE
    end = follow_up.event.local_ends_at
    if end is None or not follow_up.event.is_past:
        return
    for months, name in ((3, THREE_MONTHS), (6, SIX_MONTHS)):
        day = months_after(end.date(), months)
        if day <= today <= day + LATEST:
            yield name


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def _ask(follow_up: FollowUp, names: list[str]) -> int:
    """Record the occasions, and send one mail for those that are new: the mail of the first."""
    new = [name for name in names if _claim(follow_up, name)]
    return mails.notify(follow_up, MAIL_OF[new[0]], new[0]) if new else 0


def _claim(follow_up: FollowUp, name: str) -> bool:
    if FollowUpChange.objects.filter(follow_up=follow_up, asked_for=name).exists():
        return False
    try:
        with transaction.atomic():
            FollowUpChange.objects.create(follow_up=follow_up, status=follow_up.status, asked_for=name)
    except IntegrityError:  # another process was faster
        return False
    return True
