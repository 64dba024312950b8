"""What holds of the form of each mail: it is light, holds up in Outlook and in the dark, and says the same twice."""

import re
from html.parser import HTMLParser

# What Outlook on Windows (which is Word) draws as it is meant, or leaves out without harm (max-width, border-radius).
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
# How colours are called that the dark style changes, by the class that does it.
INKS = {"#1f2933": {"text"}, "#12343b": {"head"}, "#52606d": {"quiet"}, "#1b6b70": {"link"}}
GROUNDS = {"#f4f1ea": {"page"}, "#ffffff": {"sheet"}}
LIGHT_ON_DARK = "#ffffff"  # the words of a button, on its own ground in either light
BUTTON = "#1b6b70"


class Form(HTMLParser):
    """.words are what is read, .links where they lead, .problems what a mail program would stumble over."""

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
        said = {name: value or "" for name, value in attrs}
        if tag not in TAGS:
            self.problems.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = said.get("lang", "")
        if tag == "meta" and "name" in said:
            self.metas[said["name"]] = said["content"]
        if tag == "table" and said.get("role") != "presentation":
            self.problems.append("a table that is read out as one")
        if tag == "a":
            self.links.append(said.get("href", ""))
        self._styles(tag, said)

    def _styles(self, tag: str, said: dict[str, str]) -> None:
        classes = set(said.get("class", "").split())
        styles = dict(part.split(":", 1) for part in said.get("style", "").split(";") if part)
        for name in styles.keys() - PROPERTIES:
            self.problems.append(f"{name} on <{tag}>")
        if "url(" in said.get("style", ""):
            self.problems.append(f"something is loaded by <{tag}>")
        ink, ground = styles.get("color"), styles.get("background")
        if ink and ink != LIGHT_ON_DARK and not INKS.get(ink, {"?"}) & classes:
            self.problems.append(f"{ink} on <{tag}> stays as it is in the dark")
        if ground and ground != BUTTON and not GROUNDS.get(ground, {"?"}) & classes:
            self.problems.append(f"a ground of {ground} on <{tag}> stays as it is in the dark")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.style += data
        elif "title" not in self.open and data.strip():
            self.words.append(" ".join(data.split()))


def problems_of(html: str, text: str, language: str) -> list[str]:
    """Return in words what is wrong with the form of a mail in HTML and its plain twin; language as HTML has it."""
    form = Form(html)
    problems = list(form.problems)
    if len(html.encode()) >= 60_000:
        problems.append("It is too long: Gmail would cut it, and the reader pay for it.")
    if form.language != language:
        problems.append(f"lang is {form.language}")
    if form.metas.get("color-scheme") != "light dark" or "prefers-color-scheme:dark" not in form.style:
        problems.append("It knows no dark.")
    if "width" not in form.metas.get("viewport", ""):
        problems.append("On a phone it is a page for a desk.")
    if "<!--[if mso]>" not in html:
        problems.append("Outlook, which knows no max-width, draws it as wide as its window.")
    plain = " ".join(text.split())
    for link in form.links:
        address = link.removeprefix("mailto:")
        if not re.match(r"https?://", link) and not link.startswith("mailto:"):
            problems.append(f"A link to {link!r} leads nowhere.")
        elif address not in plain:
            problems.append(f"The plain twin lacks the address {address}.")
    for said in form.words:
        # A link's words have a colon after them there, a question's address a full stop.
        if said.rstrip(":. ") not in plain:
            problems.append(f"The plain twin lacks the words {said!r}.")
    return problems
