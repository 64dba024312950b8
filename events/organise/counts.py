"""The numbers beside the sections of the menu: where work waits in an event or a programme."""

from typing import TYPE_CHECKING, cast

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models import (
    Contributor,
    Delegation,
    Event,
    KeyChange,
    MissionRequest,
    OfficialLetter,
    Programme,
    Registration,
    SessionDraft,
)
from notifications.models import InboundMail, Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What each number counts, for people who do not see its colour. A failure is shown in red, work in amber.
LABELS: dict[str, "StrOrPromise"] = {
    "pending": _("awaiting decision"),
    "failed": _("not delivered"),
    "replies": _("to review"),
    "open_agenda": _("not published"),
    "open_delegations": _("without a focal point, or with a letter to review"),
    "open_contributors": _("declined, or with an open condition"),
    "open_travel": _("to review"),
    "requests": _("to answer"),
}
FAILURES = frozenset({"failed"})


def count_in_event(event: Event) -> dict[str, int]:
    """Return how much work of each kind waits in an event. One query.

    After the event, work that prepares people for it is not counted."""
    numbers: dict[str, Combinable] = {
        "pending": _number(Registration.objects.filter(event=OuterRef("pk"), status=Registration.Status.PENDING)),
        "failed": _number(Message.objects.filter(topic=event.mail_topic, status=Message.Status.FAILED), "topic"),
        "replies": _number(InboundMail.objects.for_people().filter(topic=event.mail_topic), "topic"),
    }
    if event.status == Event.Status.PUBLISHED:
        numbers["open_agenda"] = _number(SessionDraft.objects.filter(event=OuterRef("pk")))
    if event.is_ahead:
        alone = _number(Delegation.objects.without_focal_point().filter(event=OuterRef("pk")))
        to_review = OfficialLetter.objects.filter(
            delegation__event=OuterRef("pk"), state=OfficialLetter.State.TO_REVIEW
        )
        open_condition = ~Q(condition="") & Q(condition_settled_at=None)
        unsettled = Contributor.objects.filter(
            Q(invitation=Contributor.Invitation.DECLINED) | open_condition, session__event=OuterRef("pk")
        )
        unseen = KeyChange.objects.filter(registration__event=OuterRef("pk"), seen_at=None)
        numbers |= {
            "open_delegations": alone + _number(to_review, "delegation__event"),
            "open_contributors": _number(unsettled, "session__event"),
            "open_travel": _number(unseen, "registration__event"),
        }
    return cast("dict[str, int]", Event.objects.filter(pk=event.pk).values(**numbers)[0])


def count_in_programme(programme: Programme) -> dict[str, int]:
    """Return the number of each kind of work that belongs to programme and to no event: one query."""
    waiting = MissionRequest.objects.filter(programme=programme, status=MissionRequest.Status.SUBMITTED)
    return {"requests": waiting.count()}


def _number(rows: QuerySet, by: str = "event") -> Coalesce:
    """Return the number of rows as an expression. by: the one value that all of them share."""
    counted = rows.order_by().values(shared=F(by)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
