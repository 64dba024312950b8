"""Services for reports and actions of delegations. Each is one transaction that locks the event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.journeys.follow_ups import services as follow_ups
from events.journeys.follow_ups.services import Writer
from events.models import Delegation, DelegationReport, Event, FollowUp, FollowUpChange
from events.models.answer import private_storage
from events.models.token import new_link_key
from events.questions.file_validation import ValidatedFile
from events.questions.files import delete_on_commit, store_content
from events.registration import transitions
from events.study_visits.after import errors, mails, queries

FEWEST_ACTIONS, MOST_ACTIONS = 2, 4


@dataclass(frozen=True)
class PlannedAction:
    """An action as the delegation writes it."""

    text: str
    first_step: str = ""
    owner_name: str = ""
    due_on: date | None = None


@transaction.atomic
def prepare_reports(event: Event) -> int:
    """Create the missing reports: one for each country whose people have a confirmed place. Return how many are new."""
    event = transitions.lock_event(event)
    have = set(DelegationReport.objects.filter(event=event).values_list("country", flat=True))
    missing = [country for country in queries.countries_of(event) if country not in have]
    for country in missing:
        owner = queries.usual_owner(event, country)
        DelegationReport.objects.create(event=event, country_id=country, owner=owner)
    return len(missing)


@transaction.atomic
def set_owner(report: DelegationReport, owner: User, *, days_after_end: int) -> DelegationReport:
    """Set who writes the report, and when it is due. The link of another owner ends. Raise InvalidReportOwnerError."""
    report = _lock(report)
    if owner not in queries.possible_owners(report.event, report.country_id):
        raise errors.InvalidReportOwnerError
    if owner.pk != report.owner_id:
        report.key, report.asked_at = new_link_key(), None
    report.owner, report.days_after_end = owner, days_after_end
    report.save(update_fields=["owner", "days_after_end", "key", "asked_at", "updated_at"])
    return report


@transaction.atomic
def send_link(report: DelegationReport) -> int:
    """Mail the owner the link. Return the number of mails. Raise ReportOwnerMissingError."""
    report = _lock(report)
    if report.owner is None:
        raise errors.ReportOwnerMissingError
    count = mails.notify_asked(report)
    report.asked_at = now()
    report.save(update_fields=["asked_at", "updated_at"])
    return count


@transaction.atomic
def save_report(
    report: DelegationReport, texts: Mapping[str, str], actions: Sequence[PlannedAction], *, hands_in: bool
) -> DelegationReport:
    """Save the texts and actions of a delegation; hands_in: it is complete, and received today. The team is told of the
    first time.

    Raise ReportEmptyError and ActionNumberError for an incomplete report that is handed in, and ActionsFixedError for
    changed actions after somebody was asked about them."""
    report = _lock(report)
    for name in ("saw", "differs", "will_do", "need"):
        setattr(report, name, texts.get(name, ""))
    _save_actions(report, actions)
    if hands_in:
        if not report.has_text and not report.file:
            raise errors.ReportEmptyError
        complete = [action for action in queries.actions_of(report) if action.due_on]
        if not FEWEST_ACTIONS <= len(complete) <= MOST_ACTIONS:
            raise errors.ActionNumberError
        if report.received_on is None:
            report.received_on = now().astimezone(report.event.zone).date()
            mails.notify_received(report, complete)
    report.save()
    return report


def store_file(report: DelegationReport, validated: ValidatedFile) -> None:
    """Store the report as a file, which replaces an earlier one. The event is not locked during the upload."""
    path = store_content(report, validated.name, validated.content)
    try:
        with transaction.atomic():
            fresh = _lock(report)
            if fresh.file:
                delete_on_commit([fresh.file.name or ""])
            fresh.file, fresh.name, fresh.content_type = path, validated.name, validated.content_type
            fresh.save(update_fields=["file", "name", "content_type", "updated_at"])
    except Exception:
        private_storage().delete(path)
        raise


@transaction.atomic
def answer_action(report: DelegationReport, action: FollowUp, state: str, *, why: str) -> FollowUp:
    """Record how far an action is: "done", "partly" or NOT_BEGUN. why: what shows it, or the reason.

    Raise ReasonMissingError without a reason, and StepNotAllowedError for an action that is closed."""
    report = _lock(report)
    if not why:
        raise errors.ReasonMissingError
    writer = Writer(name=report.owner.full_name if report.owner else "")
    action.event = report.event
    if state == FollowUp.Status.DONE:
        return follow_ups.close(action, "finish", evidence=why, by=None)
    if state == FollowUp.Status.PARTLY:
        return follow_ups.report(action, "do_partly", note=why, writer=writer)
    FollowUpChange.objects.create(follow_up=action, status=action.status, note=why, by_name=writer.name)
    return action


@transaction.atomic
def ask_about_actions(report: DelegationReport) -> int:
    """Ask the owner once how far the actions are. Return the number of mails."""
    report = _lock(report)
    actions = [action for action in queries.actions_of(report) if action.status in FollowUp.UNFINISHED]
    asked = FollowUpChange.objects.filter(follow_up__in=actions, asked_for=queries.SIX_MONTHS).exists()
    if asked or not actions or report.owner is None:
        return 0
    FollowUpChange.objects.bulk_create(
        FollowUpChange(follow_up=action, status=action.status, asked_for=queries.SIX_MONTHS) for action in actions
    )
    return mails.notify_actions(report, actions)


def _save_actions(report: DelegationReport, planned: Sequence[PlannedAction]) -> None:
    """Make the actions those that were written: change them in their order, add more, and remove the others."""
    existing, wanted = queries.actions_of(report), [one for one in planned if one.text][:MOST_ACTIONS]
    if existing and queries.is_fixed(existing):
        written = [PlannedAction(row.text, row.first_step, row.owner_name, row.due_on) for row in existing]
        if wanted and wanted != written:
            raise errors.ActionsFixedError
        return
    for action, one in zip(existing, wanted, strict=False):
        action.text, action.first_step = one.text, one.first_step
        action.owner_name, action.due_on = one.owner_name, one.due_on
        action.save(update_fields=["text", "first_step", "owner_name", "due_on"])
    for action in existing[len(wanted) :]:
        action.delete()
    added = wanted[len(existing) :]
    delegation = _delegation_of(report) if added else None
    for one in added:
        follow_ups.add(
            report.event,
            FollowUp.Kind.ACTION,
            text=one.text,
            first_step=one.first_step,
            owner_name=one.owner_name,
            due_on=one.due_on,
            delegation=delegation,
        )


def _delegation_of(report: DelegationReport) -> Delegation:
    """Return the delegation of the country, to which its actions belong.

    The people of a country can have places without a delegation: then it gets one without seats."""
    delegations = Delegation.objects.filter(event=report.event, country=report.country_id)
    found = delegations.order_by("pk").first()
    return found or Delegation.objects.create(event=report.event, country=report.country, seats=0)


def _lock(report: DelegationReport) -> DelegationReport:
    """Lock the event, and return the report as it is now."""
    event = transitions.lock_event(report.event)
    fresh = DelegationReport.objects.select_related("owner", "country").get(pk=report.pk)
    fresh.event = event
    return fresh
