"""Store, publish and remove the slides of contributors.

As for other files, the content is stored before the transaction that names it, and deleted after the transaction that
deletes its row. What remains after a failure is deleted by events.questions.files.delete_unused_files()."""

import uuid
from collections.abc import Callable
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events.engagements.errors import NoConsentError, SlidesGoneError
from events.models import Contributor, Event, Slides
from events.models.answer import private_storage
from events.models.engagement import slides_path
from events.questions.file_validation import ValidatedFile
from events.registration import transitions

_receivers: list[Callable[[Contributor], None]] = []
_followers: list[Callable[[Slides], None]] = []


def declare_receiver(receive: Callable[[Contributor], None]) -> None:
    """Call receive(contributor) in the transaction that stores slides."""
    if receive not in _receivers:
        _receivers.append(receive)


def declare_follower(follow: Callable[[Slides], None]) -> None:
    """Call follow(slides) in the transaction that changes who may see them."""
    if follow not in _followers:
        _followers.append(follow)


def store(contributor: Contributor, validated: ValidatedFile, *, is_mailed: bool = False) -> Slides:
    """Store slides in place of earlier ones. is_mailed: they came by email. The consent to publish stays; the team publishes the new file again."""
    new = Slides(key=uuid.uuid4(), contributor=contributor, name=validated.name)
    path = private_storage().save(slides_path(new, validated.name), ContentFile(validated.content))
    values = {
        "key": new.key,
        "file": path,
        "name": validated.name,
        "content_type": validated.content_type,
        "size": len(validated.content),
        "uploaded_at": now(),
        "is_mailed": is_mailed,
        "published_at": None,
        "published_by": None,
    }
    with transaction.atomic():
        transitions.lock_event(contributor.session.event)
        old = Slides.objects.filter(contributor=contributor).first()
        slides, _is_new = Slides.objects.update_or_create(contributor=contributor, defaults=values)
        if old and old.file.name:
            delete_on_commit(old.file.name)
        for receive in _receivers:
            receive(contributor)
    return slides


@transaction.atomic
def remove(contributor: Contributor) -> None:
    """Remove the slides of a contributor, also from the public."""
    for slides in Slides.objects.filter(contributor=contributor):
        if slides.file.name:
            delete_on_commit(slides.file.name)
        slides.delete()


@transaction.atomic
def agree(contributor: Contributor, *, may_publish: bool, in_library: bool = False) -> None:
    """Record whether the contributor agrees to the publication of their slides, and to show them in the library, too.

    Without consent, nobody sees them there from this moment. The library needs both consents."""
    rows = Slides.objects.filter(contributor=contributor)
    if may_publish:
        rows.filter(may_publish_since=None).update(may_publish_since=now())
    else:
        rows.update(may_publish_since=None, in_library_since=None, published_at=None, published_by=None)
    if may_publish and in_library:
        rows.filter(in_library_since=None).update(in_library_since=now())
    else:
        rows.update(in_library_since=None)
    for slides in rows.select_related("contributor__session__event"):
        _follow(slides)


@transaction.atomic
def publish(event: Event, key: uuid.UUID, *, by: User) -> Slides:
    """Let everybody download slides. Raise NoConsentError without the consent of the contributor, or SlidesGoneError."""
    slides = _find(event, key)
    # In one statement, because the contributor may withdraw the consent at this moment.
    agreed = Slides.objects.filter(pk=slides.pk, key=key, may_publish_since__isnull=False)
    if not agreed.update(published_at=now(), published_by=by):
        raise NoConsentError
    _follow(_find(event, key))
    return slides


@transaction.atomic
def unpublish(event: Event, key: uuid.UUID) -> Slides:
    """Take slides back from the public. Raise SlidesGoneError."""
    slides = _find(event, key)
    Slides.objects.filter(pk=slides.pk).update(published_at=None, published_by=None)
    return slides


def _follow(slides: Slides) -> None:
    for follow in _followers:
        follow(slides)


def _find(event: Event, key: uuid.UUID) -> Slides:
    rows = Slides.objects.select_related("contributor__session__event").filter(
        contributor__session__event=event, key=key
    )
    if (slides := rows.first()) is None:
        raise SlidesGoneError
    return slides


def delete_on_commit(path: str) -> None:
    # Errors of the storage are only logged (robust): the nightly task tries again.
    transaction.on_commit(partial(private_storage().delete, path), robust=True)
