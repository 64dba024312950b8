"""Render mails: a subject, a plain text and the same in HTML. The texts are in notifications/wording, the layout in
templates/mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from accounts import languages
from notifications.wording import defaults, kinds, markdown
from notifications.wording.defaults import MailSource
from notifications.wording.markdown import Values

LAYOUT = "mail/base"


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    wording: int | None = None  # the key of the stored text; None for a default text
    words_mark: str = ""  # the hash of the text


def render(
    name: str,
    context: Mapping[str, Any],
    values: Values | None = None,
    *,
    subject: str = "",
    text: str = "",
    words: MailSource | None = None,
) -> Rendered:
    """Return mail `name` in the active language.

    context: for the layout. values: of the placeholders.
    words: the text; the default text if it is None. subject and text (Markdown with placeholders), if given, replace
    those of words.

    A mail without a default text is rendered from templates/mail/<name>.subject.txt, .txt and .html."""
    layout = _with_site(context)
    if words is None and not defaults.has_default(name):
        return Rendered(
            subject=_one_line(subject) or _one_line(render_to_string(f"mail/{name}.subject.txt", layout)),
            text=render_to_string(f"mail/{name}.txt", layout).strip() + "\n",
            html=render_to_string(f"mail/{name}.html", layout),
        )
    words, values, kind = words or words_for(name), values or {}, kinds.get(name)
    html, plain = markdown.compile_markdown(text or words.body).fill(values, links=kind.links if kind else ())
    line = _one_line(markdown.fill_line(subject or words.subject, values))
    layout |= {
        "subject": line,
        "heading": markdown.fill_line(words.heading, values),
        "body_html": mark_safe(html),  # noqa: S308 (cleaned, its values escaped)
        "body_text": plain,
    }
    return Rendered(
        subject=line,
        text=render_to_string(f"{LAYOUT}.txt", layout).strip() + "\n",
        html=render_to_string(f"{LAYOUT}.html", layout),
        wording=words.pk,
        words_mark=words.mark,
    )


def words_for(name: str) -> MailSource:
    """Return the default text of mail `name` in the active language, or in English."""
    return defaults.default_source(name, languages.first_supported(get_language() or ""))


def _with_site(context: Mapping[str, Any]) -> dict[str, Any]:
    return {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL, "is_demo": settings.DEMO, **context}


def _one_line(text: str) -> str:
    # A title may contain a line end, which would begin another header.
    return " ".join(text.split())[:250]
