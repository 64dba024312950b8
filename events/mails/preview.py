"""A mail as it would be read, looked at before it goes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from accounts import languages
from events.mails.context import MailContent
from notifications.mail.rendering import Rendered
from notifications.wording import kinds, markdown

ADDRESSES = ("link_url", "details_url", "evaluation_url", "nominee_url", "register_url", "me_url")
STYLE = re.compile(r' style="[^"]*"')


@dataclass(frozen=True)
class Preview:
    """A mail as it would be read: .words_html is its text for a page, without the styles that mails need."""

    mail: Rendered
    heading: str
    words_html: str
    actions: list[tuple[str, str]]
    language: str
    name: str  # of who would read it
    is_sample: bool = False  # there is no such person


def preview(said: MailContent, *, subject: str = "", text: str = "") -> Preview:
    """Return what is said, in the language that is active; subject and text, if given, in place of its own."""
    if said.words is None:
        raise ValueError(said.kind)  # a mail that has templates of its own
    kind = kinds.get(said.kind)
    html, _text = markdown.compile_markdown(text or said.words.body).fill(said.values, links=kind.links if kind else ())
    return Preview(
        said.render(subject=subject, text=text),
        markdown.fill_line(said.words.heading, said.values),
        STYLE.sub("", html),
        said.context["actions"],
        languages.first_supported(get_language() or ""),
        said.context["person"].full_name,
    )


def placeholder_links() -> Mapping[str, str]:
    """Return addresses that lead nowhere: a look at a mail must not hand out somebody's own link."""
    return {**dict.fromkeys(ADDRESSES, settings.BASE_URL), "join_url": ""}
