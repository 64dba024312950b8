"""What a person answers to the requirements of an event."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import EvidenceFile, Registration, Requirement, RequirementAnswer
from events.questions import files
from events.registration.transitions import lock_event
from events.requirements.services import record_check

Evidence, State = Requirement.Evidence, RequirementAnswer.State


@transaction.atomic
def save_requirements(registration: Registration, values: Mapping[int, str | None], *, by: User | None) -> int:
    """Save the answers to requirements; return how many have changed. A changed answer has to be checked again.

    values: by the key of the requirement; a text, the key of an unclaimed file (see files.store_file()), or None for no
    answer. Requirements that are not in values keep their answer. Raise FileGoneError for a file that is gone."""
    if not values:
        return 0
    lock_event(registration.event)
    asked = list(Requirement.objects.in_use().filter(event=registration.event_id, pk__in=values).checked_by_team())
    answers = {answer.requirement_id: answer for answer in registration.requirement_answers.all()}
    file_keys = _file_keys(registration, asked)
    changed = 0
    for requirement in asked:
        answer, value = answers.get(requirement.pk), values[requirement.pk] or ""
        changed += _save(registration, requirement, answer, value, file_keys.get(requirement.pk, ""), by=by)
    return changed


@transaction.atomic
def save_for_nominee(registration: Registration, values: Mapping[int, str | None], *, by: User) -> int:
    """Save the answers that the focal point `by` gives for a nominee; return how many have changed.

    An empty answer changes nothing: the nominee can give it, or has given it. Files were stored for the focal point, and
    then belong to the nominee. Errors: as of save_requirements()."""
    lock_event(registration.event)
    given = {key: value for key, value in values.items() if value}
    uploads = EvidenceFile.objects.filter(kept_for=by, requirement__in=given)
    if registration.person_id != by.pk and uploads.exists():
        own = EvidenceFile.objects.filter(kept_for=registration.person_id, requirement__in=given)
        files.delete_files(own)
        uploads.update(kept_for=registration.person_id)
    return save_requirements(registration, given, by=by)


def _save(
    registration: Registration,
    requirement: Requirement,
    answer: RequirementAnswer | None,
    value: str,
    file_key: str,
    *,
    by: User | None,
) -> bool:
    """Save one answer; return whether it has changed. file_key: of the present file, "" for none."""
    is_file = requirement.evidence == Evidence.FILE
    if value == (file_key if is_file else answer.statement if answer else ""):
        return False
    if is_file:
        files.attach_file(registration, requirement, value or None)
    answer = answer or RequirementAnswer(registration=registration, requirement=requirement)
    if answer.state != State.UNCHECKED:
        record_check(registration, _("%(requirement)s: the answer has changed") % {"requirement": requirement}, by=by)
    answer.statement = "" if is_file else value
    answer.answered_at, answer.state, answer.reason = now(), State.UNCHECKED, ""
    answer.checked_by = answer.checked_at = None
    answer.save()
    return True


def _file_keys(registration: Registration, asked: Iterable[Requirement]) -> dict[int, str]:
    """Return the keys of the files with which registration has answered, by the key of the requirement."""
    if not any(requirement.evidence == Evidence.FILE for requirement in asked):
        return {}
    rows = EvidenceFile.objects.filter(registration=registration).values_list("requirement", "key")
    return {requirement: str(key) for requirement, key in rows}
