"""The mails of reminders."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from accounts.links.purposes import find_purpose
from accounts.links.tokens import make_token
from accounts.models import User
from events.contributors.links import assignment_link, engagement_link, slides_tag
from events.mails.context import MailContext, MailLinks, NominationRequest, ReminderFacts
from events.mails.writer import MailText, MailWriter
from events.models import (
    Assignment,
    Contributor,
    Delegation,
    Deliverable,
    Engagement,
    MissionRequest,
    NominationLink,
    PlannedReminder,
    ReminderAudience,
    ReminderRule,
)
from events.registration import links, notify
from notifications.outbox.services import Draft


def to_registered(writer: MailWriter, planned: PlannedReminder, context: MailContext, key: str) -> Draft:
    """Return the reminder to a person with a registration, which context contains. key: the dedupe key of the mail."""
    return notify.draft(
        writer, planned.rule.mail, context, key, text=_text(planned.rule), expires_at=planned.useful_until
    )


def to_focal_point(
    writer: MailWriter, planned: PlannedReminder, link: NominationLink, delegations: Sequence[Delegation], key: str
) -> Draft:
    link.event = writer.event
    context = MailContext(
        event=writer.event,
        person=link.person,
        links=MailLinks(nominate=links.focal_point_link(link)),
        nomination=NominationRequest(delegations=delegations),
    )
    return _draft(writer, planned, context, key)


def to_contributor(
    writer: MailWriter, planned: PlannedReminder, person: User, contributions: Sequence[Contributor], key: str
) -> Draft:
    return _draft(writer, planned, MailContext(event=writer.event, person=person, contributions=contributions), key)


def to_expert(writer: MailWriter, planned: PlannedReminder, assignment: Assignment, key: str) -> Draft:
    """Return the reminder to an expert of a mission, who has an account."""
    person = assignment.expert.person
    assert person is not None  # noqa: S101 (for the type checker: others are no members of the audience)
    context = MailContext(
        event=writer.event,
        person=person,
        contributions=(),
        links=MailLinks(contribution=assignment_link(assignment)),
        assignment=assignment,
        reminder=ReminderFacts(planned=planned),
    )
    return _draft(writer, planned, context, key)


def to_deliverable_owner(
    writer: MailWriter,
    planned: PlannedReminder,
    person: User,
    owed: Sequence[Deliverable],
    key: str,
    *,
    engagement: Engagement | None = None,
    assignment: Assignment | None = None,
) -> Draft:
    """Return the reminder to a person of what they hand in.

    engagement: that of a contributor who owes slides. assignment: that of an expert, who writes the report on their page."""
    page = engagement_link(engagement) if engagement else assignment_link(assignment) if assignment else ""
    context = MailContext(
        event=writer.event,
        person=person,
        reminder=ReminderFacts(planned=planned, deliverables=owed),
        links=MailLinks(contribution=page),
        slides_tag=slides_tag(engagement),
    )
    return _draft(writer, planned, context, key)


def to_institution(
    writer: MailWriter, planned: PlannedReminder, request: MissionRequest, owed: Sequence[Deliverable], key: str
) -> Draft:
    """Return the reminder to the contact of a request, who has no account, with the personal link of the request."""
    contact = User(email=request.contact_email, name=request.contact_name, language=request.contact_language)
    are_comments = all(one.kind == Deliverable.Kind.COMMENTS for one in owed)
    context = MailContext(
        event=writer.event,
        person=contact,
        reminder=ReminderFacts(planned=planned, deliverables=owed),
        links=MailLinks(
            contribution=_page_of(request, "mission_reports:own" if are_comments else "mission_requests:own")
        ),
    )
    mail = ReminderAudience(planned.rule.audience).traits.mail_institution
    return writer.draft(mail, context, key, text=_text(planned.rule), expires_at=planned.useful_until)


def _page_of(request: MissionRequest, page: str) -> str:
    """Return the URL of a page behind the link of a request. The package above this one declares its purpose."""
    purpose = find_purpose("request")
    if purpose is None:
        raise ImproperlyConfigured("No purpose of links is named “request”.")
    return settings.BASE_URL + reverse(page, args=[make_token(purpose, request)])


def _draft(writer: MailWriter, planned: PlannedReminder, context: MailContext, key: str) -> Draft:
    rule = planned.rule
    # After a long failure of the mail server, no reminder of something that has begun is sent.
    return writer.draft(rule.mail, context, key, text=_text(rule), expires_at=planned.useful_until)


def _text(rule: ReminderRule) -> MailText | None:
    return MailText(rule.subject, rule.text) if rule.subject or rule.text else None
