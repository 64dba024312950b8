"""Checks of the layout of a mail: its size, its display in Outlook and in dark mode, and its plain text."""

import re
from html.parser import HTMLParser

# Outlook on Windows uses Word: it displays these correctly, or ignores them without harm (max-width, border-radius).
TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "table",
    "tr",
    "td",
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "a",
    "h3",
    "blockquote",
    "hr",
    "span",
}
PROPERTIES = {
    "margin",
    "padding",
    "background",
    "color",
    "font-family",
    "font-size",
    "font-weight",
    "line-height",
    "letter-spacing",
    "text-decoration",
    "max-width",
    "border-radius",
    "border-left",
    "border-top",
}
VOID = {"meta", "br", "hr"}
# The colours that the dark style replaces, with the class that does it.
INKS = {"#1f2933": {"text"}, "#12343b": {"head"}, "#52606d": {"quiet"}, "#1b6b70": {"link"}}
GROUNDS = {"#f4f1ea": {"page"}, "#ffffff": {"sheet"}}
LIGHT_ON_DARK = "#ffffff"  # the label of a button, on its own background in both modes
BUTTON = "#1b6b70"


class Form(HTMLParser):
    """A parsed mail: the visible texts, the addresses of links, and the problems for mail programs."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []
        self.problems: list[str] = []
        self.language = ""
        self.metas: dict[str, str] = {}
        self.style = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            self.problems.append(f"left open: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in TAGS:
            self.problems.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = attributes.get("lang", "")
        if tag == "meta" and "name" in attributes:
            self.metas[attributes["name"]] = attributes["content"]
        if tag == "table" and attributes.get("role") != "presentation":
            self.problems.append("a table that a screen reader announces as data")
        if tag == "a":
            self.links.append(attributes.get("href", ""))
        self._check_styles(tag, attributes)

    def _check_styles(self, tag: str, attributes: dict[str, str]) -> None:
        classes = set(attributes.get("class", "").split())
        styles = dict(part.split(":", 1) for part in attributes.get("style", "").split(";") if part)
        for name in styles.keys() - PROPERTIES:
            self.problems.append(f"{name} on <{tag}>")
        if "url(" in attributes.get("style", ""):
            self.problems.append(f"a resource is loaded by <{tag}>")
        ink, ground = styles.get("color"), styles.get("background")
        if ink and ink != LIGHT_ON_DARK and not INKS.get(ink, {"?"}) & classes:
            self.problems.append(f"{ink} on <{tag}> does not change in dark mode")
        if ground and ground != BUTTON and not GROUNDS.get(ground, {"?"}) & classes:
            self.problems.append(f"a background of {ground} on <{tag}> does not change in dark mode")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
        elif "title" not in self.open and data.strip():
            self.words.append(" ".join(data.split()))


def problems_of(html: str, text: str, language: str) -> list[str]:
    """Return the problems of a mail, as messages. html and text are its two parts; language is the expected lang."""
    form = Form(html)
    problems = list(form.problems)
    if len(html.encode()) >= 60_000:
        problems.append("The mail is too long: Gmail would cut it off.")
    if form.language != language:
        problems.append(f"lang is {form.language}")
    if form.metas.get("color-scheme") != "light dark" or "prefers-color-scheme:dark" not in form.style:
        problems.append("There is no dark style.")
    if "width" not in form.metas.get("viewport", ""):
        problems.append("The width for phones is not set.")
    if "<!--[if mso]>" not in html:
        problems.append("Outlook ignores max-width and shows the mail as wide as its window.")
    plain = " ".join(text.split())
    for link in form.links:
        address = link.removeprefix("mailto:")
        if not re.match(r"https?://", link) and not link.startswith("mailto:"):
            problems.append(f"A link to {link!r} is not absolute.")
        elif address not in plain:
            problems.append(f"The plain text lacks the address {address}.")
    for visible in form.words:
        # In plain text, a colon follows the label of a link, and a full stop follows the contact address.
        if visible.rstrip(":. ") not in plain:
            problems.append(f"The plain text lacks {visible!r}.")
    return problems
