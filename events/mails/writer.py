"""Mails about one event, each in the language of its reader."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, override

from accounts import languages
from events.calendars.entry_text import map_link
from events.calendars.invites import NO_PART, CalendarPart
from events.mails import catalogue, footer, sender
from events.mails.actions import Action
from events.mails.context import MailContext, language_of, scope
from events.mails.declarations import Mail, MailVariant
from events.mails.values import merge_note
from events.models import Event
from notifications.mail import rendering
from notifications.mail.rendering import Rendered
from notifications.outbox.services import Draft
from notifications.wording.defaults import MailSource
from notifications.wording.markdown import Values
from notifications.wording.overrides import MailSources


@dataclass(frozen=True)
class MailText:
    """A subject and a text (Markdown with placeholders) that organisers write for one occasion.

    The greeting, the facts and the links of the mail stay."""

    subject: str
    text: str


@dataclass(frozen=True)
class MailContent:
    """The content of a mail to one person, in one language. source is None for a mail with templates of its own."""

    text: MailVariant
    source: MailSource | None
    values: Values
    context: MailContext
    actions: list[Action]
    intro: str
    reason_line: str
    choice_line: str

    @classmethod
    def of(
        cls,
        mail: Mail,
        text: MailVariant,
        context: MailContext,
        *,
        source: MailSource | None,
        values: Values,
        is_sample: bool = False,
    ) -> "MailContent":
        """Return the content of mail with one of its texts, in the active language."""
        actions = (action(context) for action in mail.actions)
        reason = text.footer or footer.footer_for_role(context)
        return cls(
            text,
            source,
            values,
            context,
            actions=[action for action in actions if action is not None],
            intro="" if is_sample else merge_note(context),
            reason_line=footer.reason_line(reason, context),
            choice_line=footer.choice_line(reason, context),
        )

    def render(self, text: MailText | None = None) -> Rendered:
        """Return the mail in the language of its content, which is active; text, if given, replaces its subject and text."""
        return rendering.render(
            self.text.name,
            self._layout(),
            self.values,
            words=self.source,
            subject=text.subject if text else "",
            text=text.text if text else "",
        )

    def _layout(self) -> dict[str, Any]:
        """Return the template context of templates/mail/base."""
        context = self.context
        return {
            "event": context.event,
            "programme": context.programme,
            "person": context.person,
            "is_unnamed": not context.is_named,
            "when": context.when,
            "reader_when": context.reader_when,
            "map_link": map_link(context.event),
            "join_url": context.links.join,
            "refuse_url": context.links.refuse,
            "intro": self.intro,
            "actions": self.actions,
            "reason_line": self.reason_line,
            "choice_line": self.choice_line,
        }


class MailWriter:
    """Write the mails about one event.

    The texts of the event and its programme are read once, on first use. Make one writer for a batch of mails."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def _sources(self) -> MailSources:
        return MailSources.of(scope(self.event), scope(self.event.programme))

    def source(self, text: str) -> MailSource:
        """Return a text in the active language: that of the event, of its programme, or the default."""
        return self._sources.words(text, languages.first_supported(get_language() or ""))

    def content(self, name: str, context: MailContext, source: MailSource | None = None) -> MailContent:
        """Return the content of a mail in the active language; source, if given, replaces its text."""
        mail = catalogue.get(name)
        text = mail.variant_for(context)
        if source is None and mail.texts:
            source = self.source(text.name)
        return MailContent.of(mail, text, context, source=source, values=mail.values(context))

    def draft(
        self,
        name: str,
        context: MailContext,
        key: str,
        part: CalendarPart = NO_PART,
        *,
        text: MailText | None = None,
        reply_tag: str = "",
        expires_at: datetime | None = None,
    ) -> Draft:
        """Return the draft of a mail in the language of its reader.

        key names the occasion: a second draft with the same key is not sent. text replaces the mail's own text.
        reply_tag: as for sender.draft(). The tag of the context comes first: replies to it may have slides."""
        with override(language_of(self.event, context.person)):
            rendered = self.content(name, context).render(text)
        return sender.draft(
            rendered,
            kind=name,
            key=key,
            event=self.event,
            person=context.person,
            part=part,
            reply_tag=context.slides_tag or reply_tag,
            expires_at=expires_at,
            takes_replies=bool(context.slides_tag),
        )
