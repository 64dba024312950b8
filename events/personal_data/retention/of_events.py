"""Delete the data that people and organisers entered for an event, some time after it."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import now

from accounts import encryption
from accounts.encryption import DecryptionError
from events.models import (
    AgendaStep,
    AnnouncementRecipient,
    Answer,
    AnswerFile,
    Contributor,
    Engagement,
    EvaluationGiven,
    EventChange,
    EvidenceFile,
    GroupMember,
    InvitationCode,
    Invite,
    KeyChange,
    Nomination,
    NominationLink,
    OfficialLetter,
    Programme,
    Question,
    Registration,
    RegistrationChange,
    RegistrationNote,
    Reminder,
    RequirementAnswer,
    TravelDetails,
    TravelLook,
    TwoPeople,
)
from events.personal_data.batches import (
    change_in_batches,
    cutoff,
    delete_rows,
    empty_fields,
    over_since,
)
from events.privacy.periods import answer_days
from events.questions import files
from events.travel import emergency, retention


def delete_agenda_steps() -> int:
    """Delete the steps by which organisers can undo changes of an agenda. They may name contributors."""
    return delete_rows(AgendaStep.objects.filter(at__lt=cutoff("agenda_steps")))


def delete_needs() -> int:
    """Empty the dietary and access needs of registrations, and the special needs in travel details that are kept longer."""
    before = cutoff("needs")
    count = empty_fields(Registration.objects.filter(over_since(before, "event__")), needs="")
    count += empty_fields(Engagement.objects.filter(over_since(before, "event__")), needs="", equipment="")
    return count + _remove_from_travel_details("special_needs", "needs")


def delete_birth_dates() -> int:
    """Remove the dates of birth from travel details that are kept longer."""
    return _remove_from_travel_details("born_on", "birth_dates")


def _remove_from_travel_details(name: str, days: str) -> int:
    """Remove one field of TravelData; days: the name of its period in RETENTION_DAYS. Return how many had it."""
    sealed = TravelDetails.objects.filter(
        over_since(cutoff(days), "registration__event__"),
        registration__event__travel_keep_days__gt=settings.RETENTION_DAYS[days],
    )
    return change_in_batches(sealed, lambda details: _remove_sealed(details, name))


def _remove_sealed(details: QuerySet[TravelDetails], name: str) -> int:
    count = 0
    for pk, stored in details.values_list("pk", "sealed"):
        try:
            values = encryption.decrypt(stored)
        except DecryptionError:  # another key may read it; the whole row expires later
            continue
        if values.pop(name, None):
            count += TravelDetails.objects.filter(pk=pk, sealed=stored).update(sealed=encryption.encrypt(values))
    return count


def delete_emergency() -> int:
    """Empty the emergency contacts, insurance and allergies of travellers."""
    return emergency.delete_expired()


def delete_travel() -> int:
    """Delete travel details, the state of papers, stays in hotels and security lists after the period of their event."""
    return retention.delete_expired()


def delete_answers() -> int:
    """Delete answers, with their history and files: after the period of the installation, or a shorter one of the
    programme or of the question. Remarks follow the period of the programme. Answers to requirements, with their
    checks and evidence, go with them.

    The days are counted from the end of the event, or from the cancellation of an event that has no date."""
    count = 0
    for period in _distinct(Programme, "answers_keep_days"):
        for limit in _distinct(Question, "keep_days"):
            before = now() - timedelta(days=answer_days(period, limit))
            expired = over_since(before, "registration__event__") & Q(
                registration__event__programme__answers_keep_days=period, question__question__keep_days=limit
            )
            change_in_batches(AnswerFile.objects.filter(expired), _delete_files)
            count += delete_rows(Answer.objects.filter(expired))
        before = now() - timedelta(days=answer_days(period))
        of_period = Q(registration__event__programme__answers_keep_days=period)
        over = over_since(before, "registration__event__") & of_period
        change_in_batches(EvidenceFile.objects.filter(over), _delete_files)
        count += delete_rows(RequirementAnswer.objects.filter(over))
        expired = over_since(before, "event__") & Q(event__programme__answers_keep_days=period)
        count += empty_fields(Registration.objects.filter(expired), remark="")
    return count


def _distinct(model: type[Model], name: str) -> set[int | None]:
    """Return the values of a field of model, each once."""
    return set(model._default_manager.order_by().values_list(name, flat=True).distinct())


def _delete_files(batch: QuerySet[AnswerFile] | QuerySet[EvidenceFile]) -> int:
    files.delete_files(batch.model._default_manager.filter(pk__in=list(batch.values_list("pk", flat=True))))
    return 0


def delete_unused_files() -> int:
    """Delete uploaded files whose form was never saved."""
    return files.delete_unused_files()


def delete_event_records() -> int:
    """Delete what the team keeps beside a registration: notes, checks, recipients, links, reminders, comments."""
    before = cutoff("event_records")
    of_event, of_registration = over_since(before, "event__"), over_since(before, "registration__event__")
    count = sum(
        delete_rows(rows)
        for rows in (
            RegistrationNote.objects.filter(of_registration),
            TravelLook.objects.filter(of_registration),
            KeyChange.objects.filter(of_registration),
            EvaluationGiven.objects.filter(of_registration),
            TwoPeople.objects.filter(over_since(before, "first__event__")),
            AnnouncementRecipient.objects.filter(over_since(before, "announcement__event__")),
            NominationLink.objects.filter(of_event),
            Reminder.objects.filter(of_event),
            GroupMember.objects.filter(of_event),
        )
    )
    count += delete_rows(OfficialLetter.objects.filter(over_since(before, "delegation__event__")))
    count += empty_fields(Invite.objects.filter(of_event), comment="")
    count += empty_fields(InvitationCode.objects.filter(of_event), note="")
    tasks = Contributor.objects.filter(over_since(before, "session__event__"))
    count += empty_fields(tasks, decline_reason="")
    # One statement: a date without a condition is not permitted.
    count += tasks.exclude(condition="").update(condition="", condition_answer="", condition_settled_at=None)
    count += delete_rows(Engagement.objects.filter(of_event))
    count += empty_fields(Registration.objects.filter(of_event), certificate_name="", funder="")
    return count + empty_fields(Nomination.objects.filter(of_registration), name="", address="", position="")


def delete_history_texts() -> int:
    """Empty the reasons and details in the history of events. Who changed what, and when, stays."""
    before = cutoff("history")
    reasons = RegistrationChange.objects.filter(over_since(before, "registration__event__"))
    return empty_fields(reasons, reason="") + empty_fields(
        EventChange.objects.filter(over_since(before, "event__")), said=""
    )
