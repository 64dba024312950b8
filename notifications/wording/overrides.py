"""Words that organisers keep: read for many mails at once, written version by version."""

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
    """Words that are not kept; .problems in words, by "subject", "heading", "body" or "" for all of them."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(problems)
        self.problems = problems


class OutdatedWordingError(Exception):
    """Somebody else has written other words since these were opened."""

    advice: str | Promise = _(
        "Somebody else has written other words meanwhile. Look at theirs, then write yours again."
    )


@dataclass(frozen=True)
class MailSources:
    """The current words of scopes, the first of them before the others."""

    scopes: tuple[str, ...]
    rows: Mapping[tuple[str, str, str], Wording]

    @classmethod
    def of(cls, *scopes: str) -> "MailSources":
        """Return the words of scopes, read in one query."""
        found = Wording.objects.filter(scope__in=scopes, is_current=True).exclude(body="")
        return cls(scopes, {(one.scope, one.kind, one.language): one for one in found})

    def words(self, kind: str, language: str) -> MailSource:
        """Return the words of kind in language: of the first scope that has any, or those that were shipped."""
        row = self.row(kind, language)
        return _words(row) if row else defaults.default_source(kind, language)

    def row(self, kind: str, language: str) -> Wording | None:
        return next(
            (self.rows[scope, kind, language] for scope in self.scopes if (scope, kind, language) in self.rows), None
        )


def history(scope: str, kind: str, language: str) -> list[Wording]:
    """Return all versions, the latest first, with who wrote them."""
    found = Wording.objects.filter(scope=scope, kind=kind, language=language)
    return list(found.select_related("by").order_by("-version"))


def check(kind: MailKind, words: MailSource) -> None:
    """Raise WordingError unless words would do for a mail of this kind."""
    if found := problems(kind, words):
        raise WordingError(found)


def problems(kind: MailKind, words: MailSource) -> dict[str, list[str]]:
    """Return what is wrong with words for a mail of this kind, by "subject", "heading" and "body"."""
    found = {
        "subject": checking.problems_of_line(kind, words.subject),
        "heading": checking.problems_of_line(kind, words.heading),
        "body": [*checking.problems_of_body(kind, words.body), *checking.missing(kind, words.subject, words.body)],
    }
    for part in found:
        if not getattr(words, part).strip():
            found[part] = [str(_("Something must stand here."))]
    return {part: said for part, said in found.items() if said}


@transaction.atomic
def save_override(scope: str, kind: str, language: str, words: MailSource, *, by: User | None, after: int) -> Wording:
    """Keep words as the next version, and return it; what says the same as the current one is no new version.

    after is the number of the latest version that the writer has seen, 0 for none. Raises WordingError, OthersWroteError."""
    declared = kinds.get(kind)
    if declared is None or not declared.is_shipped:
        raise WordingError({"": [str(_("There is no such mail."))]})
    check(declared, words)
    return _write(scope, kind, language, words, by=by, after=after)


@transaction.atomic
def restore_default(scope: str, kind: str, language: str, *, by: User | None, after: int) -> Wording:
    """Let the words hold that would hold without these. Raises OthersWroteError."""
    return _write(scope, kind, language, MailSource("", "", ""), by=by, after=after)


def _write(scope: str, kind: str, language: str, words: MailSource, *, by: User | None, after: int) -> Wording:
    earlier = Wording.objects.select_for_update().filter(scope=scope, kind=kind, language=language)
    latest = earlier.order_by("-version").first()
    if (latest.version if latest else 0) != after:
        raise OutdatedWordingError
    if latest and (latest.subject, latest.heading, latest.body) == (words.subject, words.heading, words.body):
        return latest
    earlier.filter(is_current=True).update(is_current=False)
    try:
        with transaction.atomic():
            return Wording.objects.create(
                scope=scope,
                kind=kind,
                language=language,
                version=after + 1,
                subject=words.subject,
                heading=words.heading,
                body=words.body,
                by=by,
            )
    except IntegrityError as error:  # the first version, written by two at once: there was no row to lock
        raise OutdatedWordingError from error


def _words(row: Wording) -> MailSource:
    return MailSource(row.subject, row.heading, row.body, version=row.version, pk=row.pk)
