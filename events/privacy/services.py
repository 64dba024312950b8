"""Save a new version of a privacy notice, and the consents that people give."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.models import Consent, ConsentText, NoticeVersion, Programme, Registration
from events.privacy.queries import current_notice, notice_for


@transaction.atomic
def save_notice(programme: Programme | None, text: str, *, by: User | None) -> NoticeVersion:
    """Save text as the next version of the notice of a programme, or of the installation. Earlier versions stay.

    The text of the current version makes no new one."""
    if programme is not None:
        Programme.objects.select_for_update().get(pk=programme.pk)  # two versions never get the same number
    text = normal_text(text)
    current = current_notice(programme)
    if current.version and current.text == text:
        return current.version
    number = (current.number or 0) + 1
    return NoticeVersion.objects.create(programme=programme, number=number, text=text, by=by)


def normal_text(text: str) -> str:
    """Return the text of a notice as it is stored."""
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def save_ground(programme: Programme, ground: str, years: int | None) -> None:
    """Save what the law requires the programme to keep after an erasure; "" for nothing."""
    programme.retention_ground, programme.retention_years = ground, years if ground else None
    programme.save(update_fields=["retention_ground", "retention_years"])


def record_consent(registration: Registration, text: ConsentText | None, *, before: ConsentText | None) -> None:
    """Record that the person of registration agrees to text, with the privacy notice that is valid now.

    before: the text to which they agreed until now; that consent ends. Call this in the transaction of the answer."""
    moment = now()
    if before is not None:
        given = Consent.objects.filter(registration=registration, text=before, withdrawn_at=None)
        given.update(withdrawn_at=moment)
    if text is None:
        return
    notice = notice_for(registration.event.programme)
    Consent.objects.create(
        person_id=registration.person_id,
        registration=registration,
        purpose=Consent.Purpose.QUESTION,
        text=text,
        notice=notice.version,
        notice_mark=notice.mark,
        at=moment,
    )
