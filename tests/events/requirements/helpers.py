from datetime import timedelta

from django.utils.timezone import now

from events.models import Event, Requirement
from events.questions import files
from events.questions.file_validation import validate_file
from events.requirements.services import save_requirement
from tests.events.questions.uploads import make_pdf
from tests.factories import make_event, make_person

Kind, Evidence = Requirement.Kind, Requirement.Evidence


def require(event, label="Works on pensions", **fields):
    """Add a requirement to event: by default a mandatory one with a statement."""
    defaults = {"kind": Kind.OTHER, "evidence": Evidence.STATEMENT}
    return save_requirement(event, Requirement(label=label, **defaults | fields), by=make_person())


def require_english(event, level="B2", **fields):
    return require(event, f"English, {level} or higher", kind=Kind.LANGUAGE, language="en", level=level, **fields)


def require_earlier(event, **fields):
    """Add the requirement that the person took part in an event that is over. Return both."""
    starts_at = now() - timedelta(days=90)
    earlier = make_event(
        programme=event.programme, title="Course of 2026", starts_at=starts_at, ends_at=starts_at + timedelta(hours=6)
    )
    fields |= {"kind": Kind.EARLIER_EVENT, "evidence": Evidence.RECORDS, "earlier_event": earlier}
    return require(event, "Took part in the course", **fields), earlier


def an_upload(requirement, person, name="certificate.pdf"):
    """Store an unclaimed file. Return its key."""
    return str(files.store_file(validate_file(make_pdf(name)), requirement, person).key)


def approval_event(**fields):
    return make_event(policy=Event.Policy.APPROVAL, **fields)
