"""Change the resources of a programme. Each function is one transaction, and `by` is who made the change.

The content of a file is stored before the transaction that names it, and deleted after the one that deletes its row."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.history import describe_change
from events.library import history
from events.library.editing.covers import Cover
from events.library.editing.errors import ResourceGoneError, SlidesOfContributorError
from events.library.history import What
from events.models import Programme, Resource, ResourceCover, ResourceFile
from events.models.answer import private_storage
from events.questions.file_validation import ValidatedFile
from events.questions.files import delete_on_commit, store_content
from events.slugs import save_with_slug

RECORDED = (
    *("title", "kind", "genre", "summary", "authors", "institutions", "year", "publisher", "pages", "isbn", "doi"),
    *("language", "licence", "url", "event", "session", "slug", "note"),
)


@transaction.atomic
def save_resource(
    resource: Resource, *, areas: Iterable[Any], countries: Iterable[Any], cover: Cover | None = None, by: User | None
) -> Resource:
    """Save a new or changed resource. Its former address redirects to a new one. cover: replaces the one that it has.

    Raise TakenSlugError if another resource has or had its address."""
    is_new, before = not resource.pk, history.values_of(resource, RECORDED)
    resource.revised_at = now()
    save_with_slug(resource, title=resource.title, fallback="resource")
    lines = history.differences(resource, before)
    lines += [_set(resource, "areas", areas), _set(resource, "countries", countries)]
    if cover:
        values = {"jpeg": cover.jpeg, "width": cover.width, "height": cover.height}
        digest = sha256(cover.jpeg).hexdigest()[:16]
        ResourceCover.objects.update_or_create(resource=resource, defaults=values | {"digest": digest})
        lines.append(_("New cover"))
    if is_new:
        history.record(resource, What.ADDED, [resource.title], by=by)
    elif any(lines):
        history.record(resource, What.CHANGED, lines, by=by)
    return resource


def _set(resource: Resource, name: str, rows: Iterable[Any]) -> str:
    """Give a resource these areas or countries. Return the line of the history, "" without a change."""
    related, rows = getattr(resource, name), list(rows)
    before = list(related.all())
    if {row.pk for row in before} == {row.pk for row in rows}:
        return ""
    related.set(rows)
    label = resource._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return describe_change(label, ", ".join(map(str, before)), ", ".join(map(str, rows)))


def add_file(resource: Resource, file: ValidatedFile, *, what_changed: str = "", by: User | None) -> ResourceFile:
    """Give a resource a file, or a new version of it. Earlier versions are kept. Raise ResourceGoneError."""
    row = ResourceFile(name=file.name, content_type=file.content_type, size=len(file.content))
    row.file = store_content(row, file.name, file.content)
    try:
        return _add_row(resource, row, what_changed, by)
    except Exception:
        private_storage().delete(row.file.name or "")
        raise


@transaction.atomic
def _add_row(resource: Resource, row: ResourceFile, what_changed: str, by: User | None) -> ResourceFile:
    locked = _lock(resource)
    last = locked.files.aggregate(last=Max("number"))["last"] or 0
    row.resource, row.number, row.uploaded_by = locked, last + 1, by
    row.what_changed = what_changed if last else ""
    row.save()
    history.record(locked, What.FILE, [f"{row.number} · {row.name}", row.what_changed], by=by)
    _touch(locked)
    return row


def create_from_file(programme: Programme, file: ValidatedFile, *, by: User | None) -> Resource:
    """Create a draft with a file. Its title is the name of the file."""
    title = file.name.rpartition(".")[0].replace("_", " ").strip()[:300] or file.name
    resource = save_resource(Resource(programme=programme, title=title), areas=[], countries=[], by=by)
    add_file(resource, file, by=by)
    return resource


@transaction.atomic
def create_from_rows(programme: Programme, rows: Iterable[Mapping[str, Any]], *, by: User | None) -> int:
    """Create a draft for each row, the fields of a resource. Return how many."""
    # Locked: two lists with the same titles in another order would wait for each other.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    count = 0
    for fields in rows:
        save_resource(Resource(programme=programme, **fields), areas=[], countries=[], by=by)
        count += 1
    return count


@transaction.atomic
def publish(resource: Resource, *, at: datetime | None = None, by: User | None) -> Resource:
    """Publish a resource now, or at a time (aware). Raise SlidesOfContributorError, or ResourceGoneError."""
    resource = _lock(resource)
    if resource.slides_id:
        raise SlidesOfContributorError
    if at or not resource.is_published:
        resource.published_at = at or now()
        history.record_publication(resource, by=by)
    resource.save(update_fields=["published_at"])
    _touch(resource)
    return resource


@transaction.atomic
def take_back(resource: Resource, *, by: User | None) -> Resource:
    """Make a resource a draft again. Raise SlidesOfContributorError, or ResourceGoneError."""
    resource = _lock(resource)
    if resource.slides_id:
        raise SlidesOfContributorError
    if resource.published_at:
        history.record(resource, What.TAKEN_BACK, by=by)
    resource.published_at = None
    resource.save(update_fields=["published_at"])
    return resource


@transaction.atomic
def delete_resource(resource: Resource, *, by: User | None) -> None:
    """Delete a resource with all versions of its file. Raise SlidesOfContributorError."""
    if resource.slides_id:
        raise SlidesOfContributorError
    history.record_deletion(resource, by=by)
    delete_on_commit(list(resource.files.values_list("file", flat=True)))
    resource.delete()


def _lock(resource: Resource) -> Resource:
    locked = Resource.objects.select_for_update(of=("self",)).filter(pk=resource.pk).first()
    if locked is None:
        raise ResourceGoneError
    return locked


def _touch(resource: Resource) -> None:
    """Record that the resource changed, for the feed and the sitemap."""
    Resource.objects.filter(pk=resource.pk).update(revised_at=now())
