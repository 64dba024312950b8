"""Mails from templates: a subject, a text for everyone, and the same in HTML."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.template.loader_tags import BlockNode


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(name: str, context: dict[str, Any], *, subject: str = "", text: str = "") -> Rendered:
    """Return mail `name` in the language that is active, from templates/mail/<name>.subject.txt, .txt and .html.

    subject and text, if given, stand in place of its subject and of its block "content": paragraphs are parted by
    empty lines. The text is not HTML: its templates say `{% autoescape off %}`."""
    context = _with_site(context)
    base, paragraphs = "mail/" + name, [part.strip() for part in text.replace("\r", "").split("\n\n") if part.strip()]
    if paragraphs:
        context |= {"paragraphs": paragraphs, "base_txt": f"{base}.txt", "base_html": f"{base}.html"}
        base = "mail/words"
    return Rendered(
        subject=_one_line(subject) or _subject(name, context),
        text=render_to_string(f"{base}.txt", context).strip() + "\n",
        html=render_to_string(f"{base}.html", context),
    )


def subject(name: str, context: dict[str, Any]) -> str:
    """Return the subject of mail `name` in the language that is active."""
    return _subject(name, _with_site(context))


def words(name: str, context: dict[str, Any]) -> str:
    """Return the block "content" of mail `name` as text: what render() takes as text."""
    template = get_template(f"mail/{name}.txt").template  # type: ignore[attr-defined]  # the stubs know no engine's own
    blocks = [node for node in template.nodelist.get_nodes_by_type(BlockNode) if node.name == "content"]
    filled = Context(_with_site(context), autoescape=False)
    with filled.bind_template(template), filled.render_context.push_state(template):
        return "".join(block.render(filled) for block in blocks[:1]).strip()


def _with_site(context: dict[str, Any]) -> dict[str, Any]:
    return {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL, "is_demo": settings.DEMO, **context}


def _subject(name: str, context: dict[str, Any]) -> str:
    return _one_line(render_to_string(f"mail/{name}.subject.txt", context))


def _one_line(text: str) -> str:
    # Whatever a title holds: a line end in a header would be another header.
    return " ".join(text.split())[:250]
