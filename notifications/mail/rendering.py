"""Mails from templates: a subject, a text for everyone, and the same in HTML."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(name: str, context: dict[str, Any]) -> Rendered:
    """Return mail `name` in the language that is active, from templates/mail/<name>.subject.txt, .txt and .html.

    The text is not HTML: its templates say `{% autoescape off %}`."""
    context = {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL, "is_demo": settings.DEMO, **context}
    return Rendered(
        # A subject is one line, whatever a title holds: a line end in a header would be another header.
        subject=" ".join(render_to_string(f"mail/{name}.subject.txt", context).split())[:250],
        text=render_to_string(f"mail/{name}.txt", context).strip() + "\n",
        html=render_to_string(f"mail/{name}.html", context),
    )
