"""The markup of pages, for tests that read it."""

from html.parser import HTMLParser


def without_direction(markup: str) -> str:
    """Return markup without what isolates the direction of people's text, so that a sentence reads as one text."""
    return markup.replace("<bdi>", "").replace("</bdi>", "").replace(' dir="auto"', "")


class Structure(HTMLParser):
    """What readers with a screen reader rely on: headings in order, ids that are unique, links and buttons with a name."""

    NAMES = ("aria-label", "aria-labelledby", "title", "alt")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.level, self.ids = 1, set()
        self.open = ""  # the start of a link or a button that has no name yet
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            if int(tag[1]) > self.level + 1:
                self.problems.append(f"h{self.level} is followed by {tag}")
            self.level = int(tag[1])
        if (key := values.get("id")) in self.ids:
            self.problems.append(f"two elements have the id {key}")
        elif key:
            self.ids.add(key)
        if tag in {"a", "button", "summary"} and (tag != "a" or "href" in values):
            self.open = self.get_starttag_text()
        if any(values.get(name) for name in self.NAMES):
            self.open = ""

    def handle_data(self, data):
        if data.strip():
            self.open = ""

    def handle_endtag(self, tag):
        if tag in {"a", "button", "summary"} and self.open:
            self.problems.append(f"{self.open} has no name")
            self.open = ""


def problems_of_structure(markup: str) -> list[str]:
    """Return the headings that skip a level, repeated ids, and links and buttons without a name."""
    return Structure(markup).problems
