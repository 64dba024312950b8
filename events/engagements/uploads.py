"""Uploads of slides in parts, which go on after a broken connection. See decision 0028.

A part is stored as a file of its own, because not every storage can append. Its row is locked while it is stored, so two
requests with the same position cannot both win."""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from accounts.fields import one_line
from events.engagements import slides
from events.engagements.errors import TooLargeError, UploadError, UploadGoneError, WrongOffsetError, WrongPartError
from events.engagements.slide_files import validate_slides
from events.models import Contributor, Slides, SlideUpload
from events.models.answer import private_storage
from events.models.engagement import MOST_SLIDE_BYTES, PARTS_FOLDER

MOST_PART_BYTES = 1024 * 1024
LEAST_PART_BYTES = 64 * 1024  # except for the last part: smaller ones would fill the storage with files
LIFETIME = timedelta(days=7)  # of an unfinished upload, after its last part


@transaction.atomic
def start(contributor: Contributor, *, name: str, size: int) -> SlideUpload:
    """Start an upload, in place of an unfinished one of the contributor. Raise TooLargeError, or WrongPartError."""
    if size > MOST_SLIDE_BYTES:
        raise TooLargeError
    if size < 1:
        raise WrongPartError
    Contributor.objects.select_for_update(of=("self",)).get(pk=contributor.pk)
    _delete(SlideUpload.objects.filter(contributor=contributor))
    return SlideUpload.objects.create(contributor=contributor, name=one_line(name)[:150], size=size)


@transaction.atomic
def add_part(upload: SlideUpload, offset: int, content: bytes) -> SlideUpload:
    """Store the part that begins at offset. Return the upload with what it has received now.

    Raise WrongOffsetError if another part is expected, WrongPartError for a part that is too short or too long, and
    UploadGoneError if the upload is gone."""
    upload = _lock(upload)
    if offset != upload.received:
        raise WrongOffsetError
    is_last = upload.received + len(content) == upload.size
    if not content or len(content) > MOST_PART_BYTES or upload.received + len(content) > upload.size:
        raise WrongPartError
    if len(content) < LEAST_PART_BYTES and not is_last:
        raise WrongPartError
    path, storage = upload.part_path(upload.parts), private_storage()
    storage.delete(path)  # of a request that stored its part and then failed
    if storage.save(path, ContentFile(content)) != path:
        raise UploadError
    upload.received += len(content)
    upload.parts += 1
    upload.save(update_fields=["received", "parts", "changed_at"])
    return upload


def finish(upload: SlideUpload) -> Slides:
    """Put the parts of a complete upload together, check the file, and store it as the slides of the contributor.

    The parts are deleted in any case. Raise SlidesRejectedError for a file that is not accepted."""
    try:
        validated = validate_slides(_joined(upload), upload.name)
        return slides.store(upload.contributor, validated)
    finally:
        with transaction.atomic():
            _delete(SlideUpload.objects.filter(pk=upload.pk))


def _joined(upload: SlideUpload) -> bytes:
    storage, parts = private_storage(), []
    for path in upload.part_paths:
        try:
            with storage.open(path) as file:
                parts.append(file.read())
        except FileNotFoundError as error:
            raise UploadGoneError from error
    return b"".join(parts)


@transaction.atomic
def cancel(upload: SlideUpload) -> None:
    """Delete an unfinished upload with its parts."""
    _delete(SlideUpload.objects.filter(pk=upload.pk))


def find(contributors: list[int], key: uuid.UUID) -> SlideUpload:
    """Return the upload with this key of one of these contributors. Raise UploadGoneError."""
    uploads = SlideUpload.objects.select_related("contributor__session__event").filter(contributor__in=contributors)
    if (upload := uploads.filter(key=key).first()) is None:
        raise UploadGoneError
    return upload


def delete_unfinished() -> int:
    """Delete uploads that nobody has continued for a week, and old parts without an upload; return how many uploads."""
    with transaction.atomic():
        count = _delete(SlideUpload.objects.filter(changed_at__lt=now() - LIFETIME))
    _delete_unknown_parts()
    return count


def _delete_unknown_parts() -> None:
    storage = private_storage()
    try:
        _folders, names = storage.listdir(PARTS_FOLDER)
    except FileNotFoundError:  # nobody has uploaded slides yet
        return
    known = {str(key) for key in SlideUpload.objects.values_list("key", flat=True)}
    for name in names:
        path = f"{PARTS_FOLDER}/{name}"
        if name.rpartition("-")[0] not in known and storage.get_modified_time(path) < now() - LIFETIME:
            storage.delete(path)


def _lock(upload: SlideUpload) -> SlideUpload:
    locked = SlideUpload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        raise UploadGoneError
    locked.contributor = upload.contributor
    return locked


def _delete(uploads: QuerySet[SlideUpload]) -> int:
    rows = list(uploads)
    for row in rows:
        for path in row.part_paths:
            slides.delete_on_commit(path)
    uploads.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
