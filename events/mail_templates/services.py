"""Words looked at before they are kept: as a person would read them, or mailed to who writes them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import languages
from accounts.models import User
from accounts.models.search import fold
from events.mails import context, preview, sender
from events.mails.preview import Preview
from events.models import Event, Programme, Registration
from events.registration import notify
from notifications.mail.rendering import Rendered
from notifications.outbox import services as outbox
from notifications.wording.defaults import MailSource
from notifications.wording.kinds import Kind

TemplateOwner = Event | Programme
NOTHING: Mapping[str, Any] = MappingProxyType({})


def readers(whose: TemplateOwner, limit: int = 50) -> list[tuple[str, str]]:
    """Return some people who are registered, as whom a mail may be looked at: address and name of each."""
    found = _registrations(whose).order_by("person__name", "person__email")
    return list(found.values_list("person__email", "person__name").distinct()[:limit])


def preview_template(
    whose: TemplateOwner,
    kind: Kind,
    language: str,
    words: MailSource,
    *,
    reader: str = "",
    more: Mapping[str, Any] = NOTHING,
) -> Preview:
    """Return the mail with these words in a language, as the reader with this address, or name, gets it: what they have
    none of is a sample. If nobody is found, all is. more: for the context, before what is known of the reader."""
    registration = _of(whose, reader)
    with override(languages.django_code(language)):
        said = context.build_sample(
            kind, notify.context(registration, **preview.placeholder_links(), **more), words, real=bool(registration.pk)
        )
        return replace(preview.preview(said), is_sample=not registration.pk)


@transaction.atomic
def send_test(
    whose: TemplateOwner,
    kind: Kind,
    language: str,
    words: MailSource,
    *,
    to: User,
    reader: str = "",
    more: Mapping[str, Any] = NOTHING,
) -> None:
    """Queue the mail with these words to who writes them."""
    found = preview_template(whose, kind, language, words, reader=reader, more=more).mail
    event = _of(whose, reader).event
    draft = sender.draft(
        Rendered(_("Test: %(subject)s") % {"subject": found.subject}, found.text, found.html, None, found.words_mark),
        kind="test",
        key=f"test:{uuid4()}",
        event=event,
        person=to,
    )
    outbox.queue(replace(draft, topic=context.scope(whose)))


def set_language(whose: TemplateOwner, language: str) -> None:
    """Say in which language people are written to who have not chosen theirs; "" for that of what is above."""
    whose.language = language
    whose.save(update_fields=["language"])


def _registrations(whose: TemplateOwner) -> Any:
    if isinstance(whose, Event):
        return Registration.objects.filter(event=whose)
    return Registration.objects.filter(event__programme=whose)


def _of(whose: TemplateOwner, reader: str) -> Registration:
    """Return the registration of the reader (the first by name, of several), or one that stands nowhere."""
    if reader:
        found = _registrations(whose)
        if "@" in reader:
            found = found.filter(person__email__iexact=reader)
        else:
            found = found.filter(person__search_text__contains=fold(reader)).order_by("-person__name", "pk")
        known = found.select_related(
            "person", "event__programme", "event__venue__country", "delegation__country"
        ).last()
        if known:
            return known  # type: ignore[no-any-return]
    return _sample(whose)


def _sample(whose: TemplateOwner) -> Registration:
    programme = whose.programme if isinstance(whose, Event) else whose
    event = whose if isinstance(whose, Event) else programme.events.select_related("venue__country").last()
    if event is None:
        title, moment = _("Regional seminar on social protection"), now()
        event = Event(slug="sample", title=title, starts_at=moment, ends_at=moment, precision=Event.Precision.TBC)
    event.programme = programme
    person = User(name="Nguyễn Thị Minh", email="minh@example.org", timezone="Asia/Tokyo")
    return Registration(event=event, person=person, status=Registration.Status.CONFIRMED, reply_tag="sample")
