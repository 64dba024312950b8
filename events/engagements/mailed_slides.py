"""Take slides from an email that a contributor has sent in reply to one of ours. See decision 0030.

The address of the recipient names the contributor: only mails to this person contain it. The sender must be the person,
because others see that address in a thread. Each result is answered by email, once, at the address of the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import now

from accounts.models import User
from events.calendars.replies import TAG, ReplyOutcome, known_addresses
from events.engagements import mails, slides
from events.engagements.errors import EngagementError, TooLargeError
from events.engagements.own_page import WITH_SLIDES, tasks_of
from events.engagements.slide_files import validate_slides
from events.mails import sender
from events.mails.context import MailedSlides
from events.models import Contributor, Engagement, Event, Session
from events.questions.file_validation import ValidatedFile
from events.registration.links import links_end_at
from notifications.inbox.parsing import AttachedFile, ParsedMail
from notifications.models import InboundMail, Message

Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State
# Two programs that answer each other must stop.
MOST_ANSWERS, ANSWER_PERIOD = 10, timedelta(hours=24)


class _Problem(Exception):  # noqa: N818 (a result for the sender, not an error)
    """The slides are not taken. key: of values.SLIDE_PROBLEMS."""

    def __init__(self, key: str, session: Session | None = None) -> None:
        super().__init__(key)
        self.key, self.session = key, session


@dataclass(frozen=True)
class _Checked:
    """The files of an email. valid: those that can be slides. other: the names of those that cannot."""

    valid: list[ValidatedFile]
    other: list[str]
    is_too_large: bool


def engagements_of(addresses: Iterable[str]) -> list[Engagement]:
    """Return at most two engagements with these addresses for slides, with their event and person."""
    tags = {tag for address in addresses for tag in TAG.findall(address.lower())}
    return _with_person(mail_tag__in=tags)[:2] if tags else []


def engagement_of(event: Event, person: User | None) -> Engagement | None:
    """Return the engagement of person in event if its link works: where a reply to another mail to them belongs."""
    found = _with_person(event=event, expert__person=person, mailed_at__isnull=False, revoked_at=None) if person else []
    return found[0] if found else None


def _with_person(**fields: object) -> list[Engagement]:
    rows = Engagement.objects.filter(**fields).exclude(mail_tag="").order_by("pk")
    return list(rows.select_related("expert__person", "event__programme", "event__venue__country"))


def take(
    mail: InboundMail, parsed: ParsedMail, engagement: Engagement, *, session: Session | None = None
) -> ReplyOutcome | None:
    """Store the file of an email as slides, or not, and answer the person. Return the result for the inbox.

    Return None for an email that has no file, or that is not from somebody who gives slides: the team reads it.
    session: the one that the person answers about, if it is known. The caller has locked the event and the row of mail."""
    person = engagement.expert.person
    is_cut = mail.reason == Reason.TOO_LARGE and mail.raw is None
    tasks = [task for task in tasks_of(engagement) if task.role in WITH_SLIDES]
    if parsed.kind != Kind.OTHER or person is None or not person.is_active or not tasks:
        return None
    if not parsed.files and not is_cut:
        return None
    if engagement.revoked_at:  # somebody else may have the address
        return None
    if _was_taken(mail, engagement.event):
        return ReplyOutcome(State.DONE, Reason.REPEATED)
    if _answers(person) >= MOST_ANSWERS:
        return None
    return _take(mail, parsed, engagement, tasks, session=session, is_cut=is_cut)


def _take(
    mail: InboundMail,
    parsed: ParsedMail,
    engagement: Engagement,
    tasks: list[Contributor],
    *,
    session: Session | None,
    is_cut: bool,
) -> ReplyOutcome:
    names: list[str] = [file.name for file in parsed.files]
    try:
        _require_sender(engagement, mail.sender)
        _require_open(engagement.event)
        task = _choose(tasks, session)
        if is_cut:
            raise _Problem("large", task.session)
        file, names = _choose_file(parsed.files, task)
    except _Problem as problem:
        # The files of a stranger are not named: names can contain anything.
        shown = [] if problem.key == "address" else _names(names)
        facts = MailedSlides(session=problem.session, files=shown, problem=problem.key)
        mails.notify_slides(engagement, facts, mail)
        return _refused(problem.key, parsed, names)
    task.session.event = engagement.event
    stored = slides.store(task, file, is_mailed=True)
    mails.notify_slides(engagement, MailedSlides(slides=stored, session=task.session, files=_names(names)), mail)
    # The team must not miss a question beside the file.
    state = State.QUARANTINED if _asks(parsed) else State.DONE
    return ReplyOutcome(state, Reason.SLIDES, f"{stored.name}: {task.session.title}")


def _refused(key: str, parsed: ParsedMail, names: list[str]) -> ReplyOutcome:
    """Return the result of an email whose file is not taken. The team sees what may be meant for it: other files, questions."""
    if key == "address":
        return ReplyOutcome(State.QUARANTINED, Reason.OTHER_PERSON, ", ".join(_names(names)))
    state = State.QUARANTINED if key == "type" or _asks(parsed) else State.DONE
    return ReplyOutcome(state, Reason.NO_SLIDES, ", ".join(_names(names)))


def _require_sender(engagement: Engagement, address: str) -> None:
    person = engagement.expert.person
    if person is None or address not in known_addresses(person):
        raise _Problem("address")


def _require_open(event: Event) -> None:
    if event.status == Event.Status.CANCELLED:
        raise _Problem("cancelled")
    end = links_end_at(event)
    if end is not None and end <= now():
        raise _Problem("over")


def _choose(tasks: list[Contributor], session: Session | None) -> Contributor:
    """Return the task that slides belong to: the one of session, the only one, or the only one without slides."""
    accepted = [task for task in tasks if not task.has_declined]
    if not accepted:
        raise _Problem("declined", tasks[0].session if len(tasks) == 1 else None)
    of_session = [task for task in accepted if session and task.session_id == session.pk]
    without = [task for task in accepted if getattr(task, "slides", None) is None]
    for found in (of_session, accepted, without):
        if len(found) == 1:
            return found[0]
    raise _Problem("which")


def _choose_file(files: tuple[AttachedFile, ...], task: Contributor) -> tuple[ValidatedFile, list[str]]:
    """Return the only file that can be slides, and the names of the others."""
    checked = _check(files)
    if len(checked.valid) == 1:
        return checked.valid[0], checked.other
    if checked.valid:
        raise _Problem("several", task.session)
    raise _Problem("large" if checked.is_too_large else "type", task.session)


def _check(files: tuple[AttachedFile, ...]) -> _Checked:
    valid: list[ValidatedFile] = []
    other: list[str] = []
    is_too_large = False
    for file in files:
        try:
            validated = validate_slides(file.content, file.name)
        except EngagementError as error:
            is_too_large |= isinstance(error, TooLargeError)
            other.append(file.name)
        else:
            if all(validated.content != known.content for known in valid):  # the same file twice
                valid.append(validated)
    return _Checked(valid, other, is_too_large)


def _names(names: list[str]) -> list[str]:
    return [" ".join(name.split())[:100] for name in names if name.strip()][:10]


def _asks(parsed: ParsedMail) -> bool:
    own = [line for line in parsed.excerpt.splitlines() if not line.startswith(">")]
    return any("?" in line for line in own)


def _was_taken(mail: InboundMail, event: Event) -> bool:
    """Return whether another copy of the same email has its result: servers deliver some mails twice."""
    if not mail.message_id:
        return False
    same = InboundMail.objects.filter(message_id=mail.message_id, topic=sender.topic(event)).exclude(pk=mail.pk)
    return same.filter(reason__in=[Reason.SLIDES, Reason.NO_SLIDES, Reason.OTHER_PERSON]).exists()


def _answers(person: User) -> int:
    sent = Message.objects.filter(recipient=person, kind__in=[mails.RECEIVED, mails.REFUSED])
    return sent.filter(created_at__gte=now() - ANSWER_PERIOD).count()
