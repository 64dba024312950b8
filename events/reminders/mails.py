"""The mails of reminders."""

from collections.abc import Sequence

from accounts.models import User
from events.contributors.links import engagement_link, slides_tag
from events.mails.context import MailContext, MailLinks, NominationRequest, ReminderFacts
from events.mails.writer import MailText, MailWriter
from events.models import (
    Contributor,
    Delegation,
    Deliverable,
    Engagement,
    NominationLink,
    PlannedReminder,
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


def to_deliverable_owner(
    writer: MailWriter,
    planned: PlannedReminder,
    person: User,
    owed: Sequence[Deliverable],
    key: str,
    *,
    engagement: Engagement | None = None,
) -> Draft:
    """Return the reminder to a person of what they hand in. engagement: that of a contributor who owes slides."""
    context = MailContext(
        event=writer.event,
        person=person,
        reminder=ReminderFacts(planned=planned, deliverables=owed),
        links=MailLinks(contribution=engagement_link(engagement) if engagement else ""),
        slides_tag=slides_tag(engagement),
    )
    return _draft(writer, planned, context, key)


def _draft(writer: MailWriter, planned: PlannedReminder, context: MailContext, key: str) -> Draft:
    rule = planned.rule
    # After a long failure of the mail server, no reminder of something that has begun is sent.
    return writer.draft(rule.mail, context, key, text=_text(rule), expires_at=planned.useful_until)


def _text(rule: ReminderRule) -> MailText | None:
    return MailText(rule.subject, rule.text) if rule.subject or rule.text else None
