"""Mails: a subject, a text for everyone, and the same in HTML. Words stand in notifications/wording, the layout round
them in templates/mail."""

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
    wording: int | None = None  # of the stored words; None for those that were shipped
    words_mark: str = ""  # of the words that were used, stored or not


def render(
    name: str,
    context: Mapping[str, Any],
    values: Values | None = None,
    *,
    subject: str = "",
    text: str = "",
    words: MailSource | None = None,
) -> Rendered:
    """Return mail `name` in the language that is active.

    context is for the layout, values for the placeholders of its words. words stand in place of the shipped ones;
    subject and text (Markdown with placeholders), if given, in place of theirs: for this mail alone.

    A name without words is rendered from templates/mail/<name>.subject.txt, .txt and .html."""
    said = _with_site(context)
    if words is None and not defaults.has_default(name):
        return Rendered(
            subject=_one_line(subject) or _one_line(render_to_string(f"mail/{name}.subject.txt", said)),
            text=render_to_string(f"mail/{name}.txt", said).strip() + "\n",
            html=render_to_string(f"mail/{name}.html", said),
        )
    words, values, kind = words or words_for(name), values or {}, kinds.get(name)
    html, plain = markdown.compile_markdown(text or words.body).fill(values, links=kind.links if kind else ())
    line = _one_line(markdown.fill_line(subject or words.subject, values))
    said |= {
        "subject": line,
        "heading": markdown.fill_line(words.heading, values),
        "body_html": mark_safe(html),  # noqa: S308 (cleaned, its values escaped)
        "body_text": plain,
    }
    return Rendered(
        subject=line,
        text=render_to_string(f"{LAYOUT}.txt", said).strip() + "\n",
        html=render_to_string(f"{LAYOUT}.html", said),
        wording=words.pk,
        words_mark=words.mark,
    )


def words_for(name: str) -> MailSource:
    """Return the shipped words of mail `name` in the language that is active, or in English."""
    return defaults.default_source(name, languages.first_supported(get_language() or ""))


def _with_site(context: Mapping[str, Any]) -> dict[str, Any]:
    return {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL, "is_demo": settings.DEMO, **context}


def _one_line(text: str) -> str:
    # Whatever a title holds: a line end in a header would be another header.
    return " ".join(text.split())[:250]
