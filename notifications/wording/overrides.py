"""The texts of organisers that replace default texts. They are stored in versions, per scope: an event or a
programme."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Wording
from notifications.wording import checking, defaults, kinds
from notifications.wording.defaults import MailSource
from notifications.wording.kinds import MailKind


class WordingError(Exception):
    """A text is not valid. problems: messages by part: "subject", "heading", "body", or "" for the whole text."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems


class OutdatedWordingError(Exception):
    """Someone else saved another version after the writer had opened the text."""

    advice: str | Promise = _(
        "Someone else has changed this text in the meantime. Check their version, then make your changes again."
    )


@dataclass(frozen=True)
class MailSources:
    """The current texts of several scopes. A text of an earlier scope is preferred."""

    scopes: tuple[str, ...]
    rows: Mapping[tuple[str, str, str], Wording]

    @classmethod
    def of(cls, *scopes: str) -> "MailSources":
        """Read the texts of scopes in one query."""
        rows = Wording.objects.filter(scope__in=scopes, is_current=True).exclude(body="")
        return cls(scopes, {(row.scope, row.kind, row.language): row for row in rows})

    def words(self, kind: str, language: str) -> MailSource:
        """Return the text in language of the first scope that has one, else the default text."""
        row = self.row(kind, language)
        return _source(row) if row else defaults.default_source(kind, language)

    def row(self, kind: str, language: str) -> Wording | None:
        return next(
            (self.rows[scope, kind, language] for scope in self.scopes if (scope, kind, language) in self.rows), None
        )


def history(scope: str, kind: str, language: str) -> list[Wording]:
    """Return all versions with their writers, the latest first."""
    versions = Wording.objects.filter(scope=scope, kind=kind, language=language)
    return list(versions.select_related("by").order_by("-version"))


def check(kind: MailKind, source: MailSource) -> None:
    """Raise WordingError unless source is a valid text of this kind."""
    if found := problems(kind, source):
        raise WordingError(found)


def problems(kind: MailKind, source: MailSource) -> dict[str, list[str]]:
    """Return the problems of source as a text of this kind, by "subject", "heading" and "body"."""
    found = {
        "subject": checking.problems_of_line(kind, source.subject),
        "heading": checking.problems_of_line(kind, source.heading),
        "body": [*checking.problems_of_body(kind, source.body), *checking.missing(kind, source.subject, source.body)],
    }
    for part in found:
        if not getattr(source, part).strip():
            found[part] = [str(_("This must not be empty."))]
    return {part: messages for part, messages in found.items() if messages}


@transaction.atomic
def save_override(scope: str, kind: str, language: str, source: MailSource, *, by: User | None, after: int) -> Wording:
    """Store source as the next version and return it; return the latest version if it has the same text.

    after: the number of the latest version that the writer has seen, 0 for none.
    Raise WordingError if source is not valid, OutdatedWordingError if there is a later version."""
    declared = kinds.get(kind)
    if declared is None or not declared.is_shipped:
        raise WordingError({"": [str(_("There is no such email."))]})
    check(declared, source)
    return _write(scope, kind, language, source, by=by, after=after)


@transaction.atomic
def restore_default(scope: str, kind: str, language: str, *, by: User | None, after: int) -> Wording:
    """Store an empty version, so that the text of the next scope, or the default text, is used.

    Raise OutdatedWordingError if there is a version after `after`."""
    return _write(scope, kind, language, MailSource("", "", ""), by=by, after=after)


def _write(scope: str, kind: str, language: str, source: MailSource, *, by: User | None, after: int) -> Wording:
    earlier = Wording.objects.select_for_update().filter(scope=scope, kind=kind, language=language)
    latest = earlier.order_by("-version").first()
    if (latest.version if latest else 0) != after:
        raise OutdatedWordingError
    if latest and (latest.subject, latest.heading, latest.body) == (source.subject, source.heading, source.body):
        return latest
    earlier.filter(is_current=True).update(is_current=False)
    try:
        with transaction.atomic():
            return Wording.objects.create(
                scope=scope,
                kind=kind,
                language=language,
                version=after + 1,
                subject=source.subject,
                heading=source.heading,
                body=source.body,
                by=by,
            )
    except IntegrityError as error:  # two people wrote the first version at once: there was no row to lock
        raise OutdatedWordingError from error


def _source(row: Wording) -> MailSource:
    return MailSource(row.subject, row.heading, row.body, version=row.version, pk=row.pk)
