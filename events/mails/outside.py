"""Mails of a programme to readers who may have no account, such as the contact of an institution, and to its team.

They are about no registration, so they have no texts that organisers can replace. The texts are written by a function of
the package that sends them, in the language of the reader."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import languages
from accounts.models import User
from events.mails import sender
from events.models import Event, Programme
from events.permissions import ALLOWED, Action
from notifications.mail import rendering
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

TEMPLATE = "outside"


@dataclass(frozen=True, kw_only=True)
class OutsideText:
    """What a mail says. quote: words of another person. facts: labels with values. action: label and address of the button.

    reason: why the reader gets the mail."""

    subject: str
    paragraphs: Sequence[str]
    reason: str
    quote: str = ""
    facts: Sequence[tuple[str, str]] = ()
    action: tuple[str, str] | None = None

    @property
    def quote_lines(self) -> list[str]:
        """The lines of the quote, which the plain text marks one by one."""
        return self.quote.splitlines()


@dataclass(frozen=True, kw_only=True)
class OutsideReader:
    """Who gets a mail. person: None for an address without an account. language: "" for that of the programme."""

    email: str
    name: str = ""
    language: str = ""
    person: User | None = None

    @classmethod
    def of(cls, person: User) -> "OutsideReader":
        return cls(email=person.mail_address, name=person.name, language=person.language, person=person)


# Returns the text of a mail in the active language.
type Writer = Callable[[], OutsideText]


def draft(
    reader: OutsideReader,
    write: Writer,
    *,
    kind: str,
    key: str,
    programme: Programme,
    event: Event | None = None,
) -> Draft:
    """Return the draft of a mail. write returns its text in the active language, which is that of the reader.

    key names the occasion: a second draft with the same key is not sent. The mail is sent while the event is a draft, too:
    its link works then."""
    language = languages.first_supported(reader.language, event.language if event else "", programme.language)
    with override(languages.django_code(language)):
        text = write()
        mail = rendering.render(TEMPLATE, {"programme": programme, "name": reader.name, "mail": text})
    contact = (event.contact_email if event else "") or programme.contact_email
    return Draft(
        dedupe_key=key,
        kind=kind,
        topic=sender.topic(event) if event else sender.programme_topic(programme),
        recipient=reader.person,
        to_email=reader.email,
        to_name=reader.name,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        from_email=sender.from_header(programme, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        reply_to=contact,
    )


def queue(
    readers: Iterable[OutsideReader],
    write: Writer,
    *,
    kind: str,
    key: str,
    programme: Programme,
    event: Event | None = None,
) -> int:
    """Queue one mail for each reader. key names the occasion, for all readers. Return the number of mails.

    The other arguments are those of draft()."""
    return outbox.queue(
        *(
            draft(reader, write, kind=kind, key=f"{key}:{_key_of(reader)}", programme=programme, event=event)
            for reader in readers
        )
    )


def _key_of(reader: OutsideReader) -> str:
    return str(reader.person.pk) if reader.person else reader.email


def team_reason(programme: Programme) -> str:
    """Return why a member of the team gets a mail, in the active language."""
    return _("You get this email because you are on the team of “%(programme)s”.") % {"programme": programme.name}


def team_readers(programme: Programme, action: Action = Action.EDIT_EVENTS) -> list[OutsideReader]:
    """Return the members of the team whose role permits the action. One query."""
    roles = [role for role, actions in ALLOWED.items() if action in actions]
    members = User.objects.filter(is_active=True, team_roles__programme=programme, team_roles__role__in=roles)
    return [OutsideReader.of(person) for person in members.order_by("pk").distinct()]
