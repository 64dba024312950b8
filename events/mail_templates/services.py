"""Previews of mail texts before they are saved: on a page, or as a test mail to the writer."""

from dataclasses import replace
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import languages
from accounts.addresses import LONGEST, canonical
from accounts.models import User
from accounts.models.search import fold
from events.mails import preview, sender
from events.mails.context import scope
from events.mails.declarations import MailVariant
from events.mails.preview import Preview
from events.models import Event, Programme, Registration
from events.registration.notify import registration_context
from notifications.mail.rendering import Rendered
from notifications.outbox import services as outbox
from notifications.wording.defaults import MailSource

TemplateOwner = Event | Programme


def readers(owner: TemplateOwner, limit: int = 50) -> list[tuple[str, str]]:
    """Return up to limit registered people, for the preview of a mail as one of them: email address and name of each."""
    registrations = _registrations(owner).order_by("person__name", "person__email")
    return list(registrations.values_list("person__email", "person__name").distinct()[:limit])


def preview_template(
    owner: TemplateOwner,
    text: MailVariant,
    language: str,
    source: MailSource,
    *,
    reader: str = "",
    refuse_url: str = "",
) -> Preview:
    """Return a mail with source as its text, in language, as reader gets it.

    reader: email address or name of a registered person. Values that the reader lacks are samples; all are samples if
    no such person is found. refuse_url: the address where the mail can be turned off, if it is optional."""
    registration = _reader(owner, reader)
    context = registration_context(registration).with_placeholder_links()
    context = replace(context, links=replace(context.links, refuse=refuse_url))
    with override(languages.django_code(language)):
        content = preview.sample_content(text, context, source, real=bool(registration.pk))
        return replace(preview.preview(content), is_sample=not registration.pk)


@transaction.atomic
def send_test(
    owner: TemplateOwner,
    text: MailVariant,
    language: str,
    source: MailSource,
    *,
    to: User,
    reader: str = "",
    refuse_url: str = "",
) -> None:
    """Queue a test mail to the person who writes the text. The parameters are those of preview_template()."""
    mail = preview_template(owner, text, language, source, reader=reader, refuse_url=refuse_url).mail
    draft = sender.draft(
        Rendered(_("Test: %(subject)s") % {"subject": mail.subject}, mail.text, mail.html, None, mail.words_mark),
        kind="test",
        key=f"test:{uuid4()}",
        event=_reader(owner, reader).event,
        person=to,
    )
    outbox.queue(replace(draft, topic=scope(owner)))


def set_language(owner: TemplateOwner, language: str) -> None:
    """Set the language of mails to people who have not chosen one; "" for the programme's, or English."""
    owner.language = language
    owner.save(update_fields=["language"])


def _registrations(owner: TemplateOwner) -> QuerySet[Registration]:
    if isinstance(owner, Event):
        return Registration.objects.filter(event=owner)
    return Registration.objects.filter(event__programme=owner)


def _reader(owner: TemplateOwner, reader: str) -> Registration:
    """Return the registration of the reader (the first by name, of several), or an unsaved sample."""
    if 0 < len(reader) <= LONGEST:  # no person has a longer address or name, and SQLite refuses long patterns
        registrations = _registrations(owner)
        if "@" in reader:
            registrations = registrations.filter(person__canonical_email=canonical(reader))
        else:
            registrations = registrations.filter(person__search_text__contains=fold(reader))
            registrations = registrations.order_by("-person__name", "pk")
        found = registrations.select_related(
            "person", "event__programme", "event__venue__country", "delegation__country"
        ).last()
        if found:
            return found
    return _sample(owner)


def _sample(owner: TemplateOwner) -> Registration:
    programme = owner.programme if isinstance(owner, Event) else owner
    event = owner if isinstance(owner, Event) else programme.events.select_related("venue__country").last()
    if event is None:
        title, moment = _("Regional seminar on social protection"), now()
        event = Event(slug="sample", title=title, starts_at=moment, ends_at=moment, precision=Event.Precision.TBC)
    event.programme = programme
    person = User(name="Nguyễn Thị Minh", email="minh@example.org", timezone="Asia/Tokyo")
    return Registration(event=event, person=person, status=Registration.Status.CONFIRMED, reply_tag="sample")
