"""The audiences of expert missions: those who were selected, and those whose papers are missing."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from events.mails.writer import MailWriter
from events.models import Assignment, Event, PlannedReminder, ReminderAudience, ReminderRule, TermsOfReference
from events.reminders import mails
from events.reminders.members import AudienceMembers, members_of
from notifications.outbox.services import Draft

WORKS = (Assignment.Status.SELECTED, Assignment.Status.AGREED)


@members_of(ReminderAudience.MISSION_EXPERTS)
class MissionExperts(AudienceMembers):
    """Experts who are selected for a mission, and have an account. Their mail has the link to their page."""

    person, since = "expert__person", "selected_at"

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return Assignment.objects.filter(mission__event=event, status__in=WORKS, expert__person__is_active=True)

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        rows = self.rows_of(planned).filter(expert__person__in=people).select_related("expert__person", "mission")
        drafts = []
        for assignment in rows.order_by("pk"):
            assignment.mission.event = planned.event
            drafts.append(mails.to_expert(writer, planned, assignment, people[assignment.expert.person_id]))
        return drafts


@members_of(ReminderAudience.EXPERT_PAPERS)
class PapersMissing(MissionExperts):
    """Those of them who have not declared their interests, or not agreed to the terms that the institution has agreed to."""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        agreed = TermsOfReference.objects.filter(
            mission=OuterRef("mission"), status=TermsOfReference.Status.AGREED
        ).values("pk")[:1]
        has_not_signed = Q(agreed__isnull=False) & (Q(terms=None) | ~Q(terms=F("agreed")))
        rows = super().rows(event, rule).alias(agreed=Subquery(agreed))
        return rows.filter(Q(declaration=None) | has_not_signed)
