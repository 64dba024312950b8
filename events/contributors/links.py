"""The personal links of an expert for one event or mission, and the address to which they send slides. What links are and how they end is
in accounts.links."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.links.purposes import ClosedNotice, LinkPurpose, declare
from accounts.links.tokens import make_url
from events.calendars.date_formats import full_date
from events.calendars.itip import organizer_address
from events.models import Assignment, AssignmentChange, Engagement, ReportVersion
from events.registration.links import links_end_at

AFTER_ACCEPTANCE = timedelta(days=30)
CLOSED = (Assignment.Status.PROPOSED, Assignment.Status.RELEASED, Assignment.Status.WITHDREW)


def _find(pk: int) -> Engagement | None:
    engagements = Engagement.objects.select_related(
        "expert__person", "expert__country", "expert__programme", "event__programme", "event__venue__country"
    )
    return engagements.filter(pk=pk).first()


ENGAGEMENT = declare(
    LinkPurpose[Engagement](
        name="engagement",
        page="engagements:own",
        values=lambda engagement: (engagement.pk,),
        find=_find,
        person=lambda engagement: engagement.expert.person,
        expiry=lambda engagement: links_end_at(engagement.event),
        secret=lambda engagement: engagement.key,
        is_open=lambda engagement: engagement.revoked_at is None and engagement.mailed_at is not None,
    )
)


def _find_assignment(pk: int) -> Assignment | None:
    assignments = Assignment.objects.select_related(
        "expert__person", "expert__country", "mission__event__programme", "mission__event__venue__country", "terms"
    )
    return assignments.filter(pk=pk).first()


def _assignment_ends_at(assignment: Assignment) -> datetime | None:
    """Return the end of the links of an assignment: 30 days after the report was accepted; None before."""
    versions = ReportVersion.objects.filter(report__mission=assignment.mission_id, status="accepted")
    accepted_at = versions.order_by("-at").values_list("at", flat=True).first()
    return accepted_at + AFTER_ACCEPTANCE if accepted_at else None


def _closed(assignment: Assignment) -> ClosedNotice | None:
    """Return why the page of an expert is closed, and since when, without the name of the mission. One query."""
    status, event = assignment.status, assignment.mission.event
    changes = AssignmentChange.objects.filter(assignment=assignment, status=status)
    at = changes.order_by("-at", "-pk").values_list("at", flat=True).first()
    if at is None or status not in CLOSED[1:]:
        return None
    values = {"day": full_date(at.astimezone(event.zone))}
    if status == Assignment.Status.WITHDREW:
        heading, text = _("You have withdrawn from this mission"), _("Since %(day)s, the mission no longer includes you, because you have withdrawn.")  # fmt: skip
    elif assignment.selected_at:
        heading, text = _("This mission no longer includes you"), _("Since %(day)s, you are no longer on the mission of this link. The organisers have decided so.")  # fmt: skip
    else:
        heading, text = _("You are not needed for this mission"), _("The organisers looked for experts, and decided on %(day)s without you. You need not do anything.")  # fmt: skip
    return ClosedNotice(heading, text % values, event.contact_address)


ASSIGNMENT = declare(
    LinkPurpose[Assignment](
        name="assignment",
        page="assignments:own",
        values=lambda assignment: (assignment.pk,),
        find=_find_assignment,
        person=lambda assignment: assignment.expert.person,
        expiry=_assignment_ends_at,
        secret=lambda assignment: assignment.key,
        is_open=lambda assignment: assignment.status not in CLOSED,
        closed=_closed,
    )
)


def assignment_link(assignment: Assignment) -> str:
    """Return the URL of the page of an expert for one mission."""
    return make_url(ASSIGNMENT, assignment)


def slides_tag(engagement: Engagement | None) -> str:
    """Return the tag of the address to which the person can send slides; "" if they cannot.

    Only a mailbox takes files of 20 MB: a provider that posts mails to us drops large ones, and nobody learns it."""
    return engagement.mail_tag if engagement and settings.IMAP["host"] and not engagement.revoked_at else ""


def slides_address(engagement: Engagement) -> str:
    """Return the address to which the person can send slides; "" if they cannot."""
    tag = slides_tag(engagement)
    return organizer_address(tag) if tag else ""


def engagement_link(engagement: Engagement) -> str:
    """Return the URL of the page where an expert answers, and gives what the organisers need."""
    return make_url(ENGAGEMENT, engagement)
