"""Change albums and pictures. Each function is one transaction, and `by` is who made the change.

Drawing takes seconds, so that it is done before the transaction. The contents of files are deleted after it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import ngettext

from accounts.models import User
from events.library import history
from events.library.history import What
from events.library.pictures.drawing import Drawing
from events.library.pictures.errors import MissingForPublicationError, PictureTakenDownError
from events.library.pictures.queries import missing_of
from events.library.pictures.storing import delete_files, store_files
from events.models import Album, Picture, PicturedPerson
from events.slugs import save_with_slug

RECORDED = ("title", "event", "taken_on", "description", "slug")
RECORDED_OF_PICTURES = ("title", "alt", "credit", "licence", "shows_people", "shown_until")


@transaction.atomic
def save_album(album: Album, *, by: User | None) -> Album:
    """Save a new or changed album. Its former address redirects to a new one.

    Raise TakenSlugError if another album has or had its address."""
    if album.taken_on is None and album.event and album.event.local_starts_at:
        album.taken_on = album.event.local_starts_at.date()
    is_new, before = not album.pk, history.values_of(album, RECORDED)
    album.revised_at = now()
    save_with_slug(album, title=album.title, fallback="album")
    if is_new:
        history.record(album, What.ADDED, [album.title], by=by)
    elif lines := history.differences(album, before):
        history.record(album, What.CHANGED, lines, by=by)
    return album


@transaction.atomic
def publish_album(album: Album, *, at: datetime | None = None, by: User | None) -> Album:
    """Publish an album now, or at a time (aware). Only its published pictures are shown."""
    album = _lock_album(album.pk)
    if at or not album.is_published:
        album.published_at = at or now()
        history.record_publication(album, by=by)
    album.revised_at = now()
    album.save(update_fields=["published_at", "revised_at"])
    return album


@transaction.atomic
def take_back_album(album: Album, *, by: User | None) -> None:
    """Make an album a draft again."""
    if Album.objects.filter(pk=album.pk).exclude(published_at=None).update(published_at=None):
        history.record(album, What.TAKEN_BACK, by=by)


@transaction.atomic
def delete_album(album: Album, *, by: User | None) -> None:
    """Delete an album with its pictures and their files."""
    history.record_deletion(album, by=by)
    delete_files(list(album.pictures.all()))
    album.delete()


@transaction.atomic
def add_picture(album: Album, drawing: Drawing, *, title: str, by: User | None, **fields: Any) -> Picture:
    """Add a picture to the end of an album. It is a draft until it is described and published."""
    album = _lock_album(album.pk)
    last = album.pictures.aggregate(last=Max("position"))["last"] or 0
    picture = Picture.objects.create(album=album, position=last + 1, title=title[:200], **fields)
    history.record(album, What.NEW_PICTURE, [picture.title], by=by)
    return store_files(picture, drawing)


@transaction.atomic
def save_picture(
    picture: Picture, people: Iterable[PicturedPerson], removed: Iterable[PicturedPerson] = (), *, by: User | None
) -> Picture:
    """Save what is known of a picture, and the people in it. A published one that then lacks something is a draft again.

    Raise PictureTakenDownError for a picture that was taken down."""
    locked = _lock(picture)
    before = history.values_of(picture, RECORDED_OF_PICTURES)
    picture.published_at, picture.taken_down_at = locked.published_at, None
    lines = _save_people(picture, people, removed)
    if missing_of(picture, PicturedPerson.objects.filter(picture=picture)):
        picture.published_at = None
    picture.save()
    if lines := history.differences(picture, before) + lines:
        history.record(picture.album, What.PICTURE, [picture.title, *lines], by=by)
    _touch(picture)
    return picture


def _save_people(picture: Picture, people: Iterable[PicturedPerson], removed: Iterable[PicturedPerson]) -> list[str]:
    """Save who is in a picture. Return the lines of the history, which name nobody: an erasure keeps them."""
    saved, gone = list(people), [person for person in removed if person.pk]
    for person in gone:
        person.delete()
    for person in saved:
        person.picture = picture
        person.save()
    texts = [
        (ngettext("%(count)d person recorded", "%(count)d people recorded", len(saved)), len(saved)),
        (ngettext("%(count)d person removed", "%(count)d people removed", len(gone)), len(gone)),
    ]
    return [text % {"count": count} for text, count in texts if count]


@transaction.atomic
def publish_picture(picture: Picture, *, by: User | None) -> Picture:
    """Publish a picture. Raise MissingForPublicationError, or PictureTakenDownError."""
    picture = _lock(picture)
    if missing := missing_of(picture, picture.people.all()):
        raise MissingForPublicationError(missing)
    if picture.published_at is None:
        history.record(picture.album, What.SHOWN, [picture.title], by=by)
    picture.published_at = picture.published_at or now()
    picture.save(update_fields=["published_at"])
    _touch(picture)
    return picture


@transaction.atomic
def take_down(picture: Picture, *, why: Picture.Why = Picture.Why.TEAM, by: User | None) -> None:
    """Take a picture down: nobody sees its page or its files from now on, and the files are deleted.

    What is known of it stays for the team. Safe to call twice."""
    _lock_album(picture.album_id)
    picture = Picture.objects.select_for_update(of=("self",)).select_related("album").get(pk=picture.pk)
    if picture.taken_down_at is None:
        picture.published_at, picture.taken_down_at, picture.taken_down_by, picture.why = None, now(), by, why
        picture.save(update_fields=["published_at", "taken_down_at", "taken_down_by", "why"])
        reason = "" if why == Picture.Why.TEAM else picture.get_why_display()
        history.record(picture.album, What.TAKEN_DOWN, [picture.title, reason], by=by)
    delete_files([picture])
    _touch(picture)


@transaction.atomic
def withdraw_consent(person: PicturedPerson, *, by: User | None) -> None:
    """Record that a person no longer agrees, and take the picture down."""
    PicturedPerson.objects.filter(pk=person.pk, withdrawn_at=None).update(withdrawn_at=now())
    take_down(person.picture, why=Picture.Why.CONSENT, by=by)


def take_down_expired() -> dict[str, int]:
    """Take down the pictures whose consent has ended. Return how many. Safe to run twice.

    Nobody sees them since that moment. This deletes their files."""
    expired = Picture.objects.filter(taken_down_at=None, shown_until__lte=now())
    count = 0
    for picture in expired:
        take_down(picture, why=Picture.Why.CONSENT, by=None)
        count += 1
    return {"pictures": count}


@transaction.atomic
def delete_picture(picture: Picture, *, by: User | None) -> None:
    """Delete a picture with its files, and what is known of it."""
    _touch(picture)
    history.record(picture.album, What.PICTURE_GONE, [picture.title], by=by)
    delete_files([picture])
    picture.delete()


@transaction.atomic
def move_up(picture: Picture, *, by: User | None) -> None:
    """Exchange a picture with the one before it."""
    _lock_album(picture.album_id)
    rows = list(Picture.objects.filter(album=picture.album_id))
    place = [row.pk for row in rows].index(picture.pk)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for number, row in enumerate(rows, 1):
        row.position = number
    Picture.objects.bulk_update(rows, ["position"])
    if place:
        history.record(picture.album, What.ORDER, [picture.title], by=by)


def _lock_album(key: int) -> Album:
    """Lock an album until the end of the transaction: always before its pictures."""
    return Album.objects.select_for_update(of=("self",)).get(pk=key)


def _lock(picture: Picture) -> Picture:
    _lock_album(picture.album_id)
    locked = Picture.objects.select_for_update(of=("self",)).get(pk=picture.pk)
    if locked.taken_down_at:
        raise PictureTakenDownError
    return locked


def _touch(picture: Picture) -> None:
    Album.objects.filter(pk=picture.album_id).update(revised_at=now())
