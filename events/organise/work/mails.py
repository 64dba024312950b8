"""Work about mails: not delivered, not sent, to review, and changes that are not announced yet."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.models import Announcement, PendingUpdate
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope, event_of
from events.permissions import Action
from notifications.models import InboundMail, Message

STOPPED_FOR = timedelta(days=3)  # how long the list shows that an announcement was stopped


def _failed(scope: Scope) -> Iterator[Finding]:
    rows = Message.objects.filter(status=Message.Status.FAILED, topic__in=scope.topics()).order_by()
    for topic, number, first in rows.values_list("topic").annotate(number=Count("pk"), first=Min("created_at")):
        yield Finding(event_of(topic), number, since=first)


def _replies(scope: Scope) -> Iterator[Finding]:
    rows = InboundMail.objects.for_people().filter(topic__in=scope.topics()).order_by()
    for topic, number, first in rows.values_list("topic").annotate(number=Count("pk"), first=Min("received_at")):
        yield Finding(event_of(topic), number, since=first)


def _stopped(scope: Scope) -> Iterator[Finding]:
    rows = (
        Announcement.objects.filter(scope.any_in(), ended_at__gte=scope.moment - STOPPED_FOR)
        .exclude(stopped="")
        .order_by()
    )
    for event, number, first in rows.values_list("event").annotate(number=Count("pk"), first=Min("ended_at")):
        yield Finding(event, number, since=first)


def _not_announced(scope: Scope) -> Iterator[Finding]:
    rows = PendingUpdate.objects.filter(scope.recent_in()).order_by()
    for event, due_at in rows.values_list("event", "due_at"):
        yield Finding(event, due=due_at)


KINDS = (
    WorkKind(
        "updates",
        Topic.EMAIL,
        Action.PUBLISH,
        _("A change is not announced yet"),
        _("Review"),
        _not_announced,
        "planning:overview",
        by=_("sends {when}"),
        is_pressing=False,
    ),
    WorkKind(
        "failed",
        Topic.EMAIL,
        Action.WRITE_TO_PEOPLE,
        ngettext_lazy("%(count)d email not delivered", "%(count)d emails not delivered", "count"),
        _("View"),
        _failed,
        "mail_log:event",
        "status=failed",
    ),
    WorkKind(
        "stopped",
        Topic.EMAIL,
        Action.WRITE_TO_PEOPLE,
        ngettext_lazy("%(count)d announcement was not sent", "%(count)d announcements were not sent", "count"),
        _("View"),
        _stopped,
        "announcements:list",
    ),
    WorkKind(
        "replies",
        Topic.EMAIL,
        Action.DECIDE_REGISTRATIONS,
        ngettext_lazy("%(count)d reply to review", "%(count)d replies to review", "count"),
        _("Review"),
        _replies,
        "calendar_replies:event",
    ),
)
