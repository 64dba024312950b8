"""Two requirements of the seminar with delegations, with a person in each state."""

from accounts.models import User
from events.models import Event, Registration, Requirement, RequirementAnswer
from events.questions import files
from events.questions.file_validation import PDF, ValidatedFile
from events.requirements.answers import save_requirements
from events.requirements.services import check_requirement, save_requirement

State = RequirementAnswer.State
# The smallest document that a reader opens: one empty page.
EMPTY_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# By the name of the person: the level of English, whether there is a certificate, and the check of each.
ANSWERS = {
    "Nguyễn Văn Mẫu": ("C1", True, State.ACCEPTED, State.ACCEPTED),
    "Trần Thị Mẫu": ("B2", True, State.ACCEPTED, State.UNCHECKED),
    "Phạm Thu Mẫu": ("A2", False, State.NOT_MET, State.UNCHECKED),
    "Somchai Tuayang": ("B1", False, State.ACCEPTED, State.NOT_MET),
    "Lê Minh Mẫu": ("B2", False, State.UNCHECKED, State.UNCHECKED),
}
REASONS = {
    "Phạm Thu Mẫu": "Sample reason: the seminar has no interpretation.",
    "Somchai Tuayang": "Sample reason: expired.",
}


def load(event: Event, organizer: User) -> None:
    """Add the requirements, the answers and the checks. The other nominees have not answered."""
    english = save_requirement(
        event,
        Requirement(kind="language", label="English, B1 or higher", language="en", level="B1", evidence="statement"),
        by=organizer,
    )
    certificate = save_requirement(
        event,
        Requirement(
            kind="certificate",
            label="Certificate of an introductory course on social protection",
            help_text="Of the ILO's training centre, or a similar one.",
            evidence="file",
            is_mandatory=False,
        ),
        by=organizer,
    )
    for registration in event.registrations.select_related("person", "event").filter(person__name__in=ANSWERS):
        _answer(registration, english, certificate, organizer)


def _answer(registration: Registration, english: Requirement, certificate: Requirement, organizer: User) -> None:
    person = registration.person
    level, has_file, *states = ANSWERS[person.name]
    values: dict[int, str | None] = {english.pk: level}
    if has_file:
        content = ValidatedFile(EMPTY_PAGE, PDF, "Sample certificate.pdf")
        values[certificate.pk] = str(files.store_file(content, certificate, person).key)
    save_requirements(registration, values, by=person)
    answered = dict(registration.requirement_answers.values_list("requirement", "answered_at"))
    for requirement, state in zip((english, certificate), states, strict=True):
        if state != State.UNCHECKED:
            check_requirement(
                registration,
                requirement.pk,
                state,
                reason=REASONS.get(person.name, "") if state == State.NOT_MET else "",
                shown=answered.get(requirement.pk),
                by=organizer,
            )
