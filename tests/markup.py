"""The markup of pages, for tests that read it."""


def without_direction(markup: str) -> str:
    """Return markup without what isolates the direction of people's text, so that a sentence reads as one text."""
    return markup.replace("<bdi>", "").replace("</bdi>", "").replace(' dir="auto"', "")
