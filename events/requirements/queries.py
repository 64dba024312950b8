"""Queries about requirements that several pages use."""

import uuid

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from events.models import Event, EvidenceFile, Requirement, RequirementAnswer
from events.permissions import Action, may


def is_asked(event: Event) -> bool:
    """Return whether people answer to a requirement of event."""
    return event.requirements.in_use().checked_by_team().exists()


def evidence_of(event: Event) -> set[str]:
    """Return the kinds of evidence that the requirements of event need; an empty set without requirements."""
    return set(event.requirements.in_use().order_by().values_list("evidence", flat=True))


def not_checked(event: Event) -> Q:
    """Return the condition that a registration of event has a requirement that the team has not checked."""
    checked = RequirementAnswer.objects.filter(
        requirement=OuterRef("pk"), registration=OuterRef(OuterRef("pk")), state__in=RequirementAnswer.CHECKED
    )
    return Q(Exists(Requirement.objects.in_use().filter(~Exists(checked), event=event).checked_by_team()))


def not_met(event: Event) -> Q:
    """Return the condition that the team has found a requirement of event not met."""
    found = RequirementAnswer.objects.filter(
        registration=OuterRef("pk"),
        requirement__event=event,
        requirement__archived_at=None,
        state=RequirementAnswer.State.NOT_MET,
    )
    return Q(Exists(found))


def find_visible_evidence(user: User, key: uuid.UUID) -> EvidenceFile | None:
    """Return the evidence with this key if it is user's own, or if their role decides about registrations."""
    files = EvidenceFile.objects.filter(key=key, registration__isnull=False)
    file = files.select_related("registration__event__programme").first()
    if file is None or file.registration is None or file.registration.person_id == user.pk:
        return file
    return file if may(user, Action.DECIDE_REGISTRATIONS, file.registration.event.programme) else None
