"""The words that mails come with: a file for each kind and language, in words/."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from accounts import languages

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class MailSource:
    """What a mail says, with placeholders: subject and heading in a line each, body in Markdown."""

    subject: str
    heading: str
    body: str
    version: int = 0  # of what is stored; 0 for what was shipped
    pk: int | None = None

    @property
    def mark(self) -> str:
        """A sign that another text does not have."""
        return sha256(f"{self.subject}\n{self.heading}\n{self.body}".encode()).hexdigest()[:12]


class NoWordsError(Exception):
    """A file of words is missing, or has no subject or heading."""


@cache
def default_source(kind: str, language: str) -> MailSource:
    """Return the shipped words of a kind. Raises NoWordsError."""
    path = FOLDER / language / f"{kind}.md"
    try:
        head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
        subject, heading = head.split("\n")
    except (OSError, ValueError) as error:
        raise NoWordsError(str(path)) from error
    if not subject.startswith("Subject: ") or not heading.startswith("Heading: "):
        raise NoWordsError(str(path))
    return MailSource(subject.removeprefix("Subject: "), heading.removeprefix("Heading: "), body.strip())


@cache
def has_default(kind: str) -> bool:
    """Say whether a kind has words; one without is rendered from templates of its own."""
    return (FOLDER / languages.DEFAULT / f"{kind}.md").exists()
