"""Files that answer questions: kept while their form is filled in, claimed with it, and deleted with their answer.

The content is stored before the transaction that claims it, so that nobody waits for an event's row meanwhile, and
deleted after the one that drops it. What goes wrong between leaves content without a row: sweep() finds it."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.utils.timezone import now

from accounts.models import User
from events.models import AnswerFile, EventQuestion, Registration
from events.models.question import FILES, file_path, private_files
from events.questions.errors import FileGoneError
from events.questions.file_validation import ValidatedFile

KEPT = timedelta(days=1)  # how long a file waits for its form, and for how long content without a row is left alone
# Whatever a browser makes of it: nothing in it runs, or loads anything.
POLICY = {"default-src": ["'none'"], "sandbox": True}


def store_file(judged: ValidatedFile, asked: EventQuestion, person: User) -> AnswerFile:
    """Store what person has uploaded for a question until its form is saved, in place of what was kept before."""
    found = AnswerFile(key=uuid.uuid4(), name=judged.name)
    path = private_files().save(file_path(found, judged.name), ContentFile(judged.content))
    fields = {
        "key": found.key,
        "file": path,
        "name": judged.name,
        "content_type": judged.content_type,
        "size": len(judged.content),
        "uploaded_at": now(),
    }
    with transaction.atomic():
        waiting = AnswerFile.objects.select_for_update()
        kept, is_new = waiting.get_or_create(kept_for=person, question=asked, defaults=fields)
        if not is_new:
            _delete_later([kept.file.name or ""])
            for name, value in fields.items():
                setattr(kept, name, value)
            kept.save(update_fields=list(fields))
    return kept


def stored_files(key: str, asked: EventQuestion, person: User) -> AnswerFile | None:
    """Return the file with this key that is kept for person as an answer to asked."""
    return _waiting(key, asked, person.pk).first()


def attach(registration: Registration, asked: EventQuestion, key: str | None) -> tuple[str | None, str | None]:
    """Make the kept file with this key the answer of registration, None for no file; return the names of the file that
    was there before and of this one. The one before is deleted.

    Raises FileGone for a file that is not kept for the person of registration, or belongs to an answer already."""
    there = AnswerFile.objects.filter(registration=registration, question=asked)
    before = there.values_list("name", flat=True).first()
    delete_file(there)
    if key is None:
        return before, None
    waiting = _waiting(key, asked, registration.person_id)
    # As one statement: another tab may be putting another file in its place.
    if not waiting.update(registration=registration, kept_for=None):
        raise FileGoneError
    return before, AnswerFile.objects.values_list("name", flat=True).get(registration=registration, question=asked)


def delete_file(files: QuerySet[AnswerFile]) -> None:
    """Delete files; their content once the transaction stands."""
    paths = list(files.values_list("file", flat=True))
    if paths:
        files.delete()
        _delete_later(paths)


def delete_unused() -> int:
    """Delete what waits for a form that nobody saved, and contents that no row knows; return how many contents those
    were. Safe to run twice, and while people upload."""
    with transaction.atomic():
        delete_file(AnswerFile.objects.filter(registration=None, uploaded_at__lt=now() - KEPT))
    storage = private_files()
    try:
        _folders, names = storage.listdir(FILES)
    except FileNotFoundError:  # nobody has uploaded anything yet
        return 0
    # Read after the folder: what is stored meanwhile is too young to go.
    known = set(AnswerFile.objects.values_list("file", flat=True))
    strays = [path for path in (f"{FILES}/{name}" for name in names) if path not in known]
    return sum(_delete_if_old(path) for path in strays)


def download(found: AnswerFile) -> FileResponse:
    """Answer with a file to save, never to open in the page. Raises Http404 if its content is lost."""
    try:
        content = found.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response._csp_config = POLICY  # type: ignore[attr-defined]  # as csp_override() does
    return response


def _delete_if_old(path: str) -> bool:
    storage = private_files()
    try:
        if storage.get_modified_time(path) >= now() - KEPT:
            return False
    except FileNotFoundError:  # another sweep was faster
        return False
    storage.delete(path)
    return True


def _delete_later(paths: Iterable[str]) -> None:
    for path in paths:
        # Whatever the storage says to it: the sweep comes by again.
        transaction.on_commit(partial(private_files().delete, path), robust=True)


def _waiting(key: str, asked: EventQuestion, person_id: int) -> QuerySet[AnswerFile]:
    try:
        return AnswerFile.objects.filter(key=uuid.UUID(key), kept_for=person_id, question=asked)
    except ValueError:
        return AnswerFile.objects.none()
