"""Official letters of delegations: the focal point uploads one, the team accepts it or returns it with a reason."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import history
from events.models import Delegation, Event, OfficialLetter
from events.models.answer import private_storage
from events.nominations import notify, queries
from events.questions.file_validation import ValidatedFile
from events.questions.files import delete_on_commit, store_content
from events.registration import transitions
from events.registration.errors import EventClosedError, RegistrationError

State = OfficialLetter.State


class LetterGoneError(RegistrationError):
    advice = _("The focal point has uploaded another letter in the meantime. Open it and decide again.")


class LetterReasonMissingError(RegistrationError):
    advice = _("Write what is missing. The focal point gets it by email.")


@transaction.atomic
def require_letters(event: Event, *, required: bool, by: User | None) -> None:
    """Set whether the event requires an official letter of each delegation. Letters that are there stay."""
    event = transitions.lock_event(event)
    if event.requires_letter != required:
        Event.objects.filter(pk=event.pk).update(requires_letter=required)
        history.record(event, history.What.LETTER, [str(_("required") if required else _("no longer required"))], by=by)


def upload(delegation: Delegation, validated: ValidatedFile, *, by: User) -> OfficialLetter:
    """Store the official letter of a delegation, to be reviewed. It replaces an earlier one.

    The content is stored before the transaction, so that the event is not locked during the upload. Raise
    EventClosedError if the event is over or called off."""
    new = OfficialLetter(key=uuid.uuid4(), name=validated.name)
    path = store_content(new, validated.name, validated.content)
    try:
        return _save(delegation, validated, new, path, by)
    except Exception:
        private_storage().delete(path)
        raise


@transaction.atomic
def _save(delegation: Delegation, validated: ValidatedFile, new: OfficialLetter, path: str, by: User) -> OfficialLetter:
    event = transitions.lock_event(delegation.event)
    if not event.is_ahead:
        raise EventClosedError
    delete_letters(OfficialLetter.objects.filter(delegation=delegation))
    new.delegation, new.file, new.uploaded_by = delegation, path, by
    new.content_type, new.size = validated.content_type, len(validated.content)
    new.save()
    history.record(event, history.What.LETTER, [str(delegation), str(_("uploaded"))], by=by)
    return new


@transaction.atomic
def review(event: Event, key: uuid.UUID, *, accept: bool, reason: str = "", by: User) -> OfficialLetter:
    """Accept a letter, or return it to the focal point and the alternate with a reason, which they get by mail.

    Raise LetterGoneError if it was replaced meanwhile, and LetterReasonMissingError."""
    event = transitions.lock_event(event)
    letter = OfficialLetter.objects.filter(delegation__event=event, key=key).first()
    if letter is None:
        raise LetterGoneError
    if not accept and not reason.strip():
        raise LetterReasonMissingError
    letter.state = State.ACCEPTED if accept else State.RETURNED
    letter.reason = "" if accept else reason.strip()
    letter.reviewed_by, letter.reviewed_at = by, now()
    letter.save(update_fields=["state", "reason", "reviewed_by", "reviewed_at"])
    delegation = queries.delegations(event).get(pk=letter.delegation_id)
    count = 0 if accept else notify.notify_letter_returned(event, delegation, letter)
    done = _("accepted") if accept else _("returned")
    lines = [str(delegation), str(done), letter.reason, history.people_notified(count)]
    history.record(event, history.What.LETTER, lines, by=by)
    return letter


def delete_letters(letters: Iterable[OfficialLetter]) -> int:
    """Delete letters, and their content when the transaction is committed. Return their number."""
    count = 0
    for letter in letters:
        delete_on_commit([letter.file.name or ""])
        letter.delete()
        count += 1
    return count


def state_of(event: Event, delegation: Delegation) -> str:
    """Return the state of the letter of a delegation: "requested", a value of State, or "" if none is required."""
    letter = getattr(delegation, "letter", None)
    if letter is not None:
        return str(letter.state)
    return "requested" if event.requires_letter else ""
