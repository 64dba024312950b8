"""The default texts of mails: a file for each text and language, in words/."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from accounts import languages

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class MailSource:
    """The text of a mail, with placeholders: a line each for subject and heading, and a body in Markdown.

    version and pk are those of the stored text; 0 and None for a default text."""

    subject: str
    heading: str
    body: str
    version: int = 0
    pk: int | None = None

    @property
    def mark(self) -> str:
        """A short hash that identifies the text."""
        return sha256(f"{self.subject}\n{self.heading}\n{self.body}".encode()).hexdigest()[:12]


class DefaultTextError(Exception):
    """The file of a default text is missing, or has no subject or heading."""


@cache
def default_source(kind: str, language: str) -> MailSource:
    """Return a default text. Raise DefaultTextError if its file is missing or malformed."""
    path = FOLDER / language / f"{kind}.md"
    try:
        head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
        subject, heading = head.split("\n")
    except (OSError, ValueError) as error:
        raise DefaultTextError(str(path)) from error
    if not subject.startswith("Subject: ") or not heading.startswith("Heading: "):
        raise DefaultTextError(str(path))
    return MailSource(subject.removeprefix("Subject: "), heading.removeprefix("Heading: "), body.strip())


@cache
def has_default(kind: str) -> bool:
    """Return whether a default text exists; a mail without one has templates of its own."""
    return (FOLDER / languages.DEFAULT / f"{kind}.md").exists()
