"""A mail as its reader would see it, for a page."""

import re
from dataclasses import dataclass

from django.utils.translation import get_language

from accounts import languages
from events.mails import catalogue
from events.mails.actions import Action
from events.mails.context import MailContext
from events.mails.declarations import MailVariant
from events.mails.writer import MailContent, MailText
from notifications.mail.rendering import Rendered
from notifications.wording import markdown
from notifications.wording.defaults import MailSource

STYLE = re.compile(r' style="[^"]*"')


@dataclass(frozen=True)
class Preview:
    """A rendered mail, and its parts for a page. words_html is the text without the styles that mails need."""

    mail: Rendered
    heading: str
    words_html: str
    actions: list[Action]
    language: str
    name: str  # of the reader
    is_sample: bool = False  # there is no such reader


def preview(content: MailContent, text: MailText | None = None) -> Preview:
    """Return content in the active language; text, if given, replaces its subject and text.

    Raise ValueError for a mail with templates of its own."""
    if content.source is None:
        raise ValueError(content.text.name)
    body = markdown.compile_markdown((text.text if text else "") or content.source.body)
    html, _text = body.fill(content.values, links=content.text.links)
    return Preview(
        content.render(text),
        markdown.fill_line(content.source.heading, content.values),
        STYLE.sub("", html),
        content.actions,
        languages.first_supported(get_language() or ""),
        content.context.person.full_name,
    )


def sample_content(text: MailVariant, context: MailContext, source: MailSource, *, real: bool) -> MailContent:
    """Return a mail with source as its text, in the active language, with samples for all values that context lacks.

    real: context is about a real person; otherwise only the values about the event are taken from it."""
    if text.footer and text.footer.is_for_contributor:
        context = context.without_registration()
    known = {
        placeholder.name: value
        for placeholder in text.placeholders
        if (real or placeholder.is_about_event) and (value := placeholder.value(context))
    }
    mail = catalogue.mail_of_text(text.name)
    return MailContent.of(mail, text, context, source=source, values=text.samples() | known, is_sample=True)
