"""Storage of uploaded files: unclaimed while their form is being filled in, then part of an answer.

The content is stored before the transaction that claims it, so that the event's row is not locked during the upload. It
is deleted after the transaction that deletes its row. If one of these steps fails, content without a row remains:
delete_unused_files() removes it."""

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
from events.models.answer import ANSWER_FILES_FOLDER, answer_file_path, private_storage
from events.questions.errors import FileGoneError
from events.questions.file_validation import ValidatedFile

# An unclaimed file is deleted after this time. Content without a row is not deleted before this time.
UNCLAIMED_LIFETIME = timedelta(days=1)
# If a browser shows the file instead of saving it, nothing in it can run or load anything.
CONTENT_SECURITY_POLICY = {"default-src": ["'none'"], "sandbox": True}


def store_file(validated: ValidatedFile, event_question: EventQuestion, person: User) -> AnswerFile:
    """Store an unclaimed file of person for a question. It replaces an earlier unclaimed file for the same question."""
    new = AnswerFile(key=uuid.uuid4(), name=validated.name)
    path = private_storage().save(answer_file_path(new, validated.name), ContentFile(validated.content))
    fields = {
        "key": new.key,
        "file": path,
        "name": validated.name,
        "content_type": validated.content_type,
        "size": len(validated.content),
        "uploaded_at": now(),
    }
    with transaction.atomic():
        unclaimed = AnswerFile.objects.select_for_update()
        stored, is_new = unclaimed.get_or_create(kept_for=person, question=event_question, defaults=fields)
        if not is_new:
            _delete_on_commit([stored.file.name or ""])
            for name, value in fields.items():
                setattr(stored, name, value)
            stored.save(update_fields=list(fields))
    return stored


def find_stored_file(key: str, event_question: EventQuestion, person: User) -> AnswerFile | None:
    """Return the unclaimed file with this key that person has uploaded for the question."""
    return _unclaimed_files(key, event_question, person.pk).first()


def attach_file(
    registration: Registration, event_question: EventQuestion, key: str | None
) -> tuple[str | None, str | None]:
    """Claim the unclaimed file with this key as the answer of registration, or remove the answer's file if key is None.

    Delete the earlier file of the answer. Return the names of the earlier and of the new file, None for no file.
    Raise FileGoneError if the person of the registration has no unclaimed file with this key for the question."""
    files = AnswerFile.objects.filter(registration=registration, question=event_question)
    old_name = files.values_list("name", flat=True).first()
    delete_files(files)
    if key is None:
        return old_name, None
    unclaimed = _unclaimed_files(key, event_question, registration.person_id)
    # In one statement, because the person may be replacing the file in another browser tab.
    if not unclaimed.update(registration=registration, kept_for=None):
        raise FileGoneError
    return old_name, files.values_list("name", flat=True).get()


def delete_files(files: QuerySet[AnswerFile]) -> None:
    """Delete the rows of files, and their content when the transaction is committed."""
    paths = list(files.values_list("file", flat=True))
    if paths:
        files.delete()
        _delete_on_commit(paths)


def delete_unused_files() -> int:
    """Delete files whose form was never saved, and stored content without a row; return how many contents without a row.

    Safe to run twice, and while people upload files."""
    with transaction.atomic():
        delete_files(AnswerFile.objects.filter(registration=None, uploaded_at__lt=now() - UNCLAIMED_LIFETIME))
    storage = private_storage()
    try:
        _folders, names = storage.listdir(ANSWER_FILES_FOLDER)
    except FileNotFoundError:  # no file has been uploaded yet
        return 0
    # Read after the folder. A file that is stored between both is too young to be deleted.
    known = set(AnswerFile.objects.values_list("file", flat=True))
    unused = [path for path in (f"{ANSWER_FILES_FOLDER}/{name}" for name in names) if path not in known]
    return sum(_delete_if_old(path) for path in unused)


def download_response(file: AnswerFile) -> FileResponse:
    """Return a response that lets the browser save the file, not show it. Raise Http404 if the content is lost."""
    try:
        content = file.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Django's csp_override() sets the same attribute, which its stubs do not know.
    response._csp_config = CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
    return response


def _delete_if_old(path: str) -> bool:
    storage = private_storage()
    try:
        if storage.get_modified_time(path) >= now() - UNCLAIMED_LIFETIME:
            return False
    except FileNotFoundError:  # another worker has deleted it
        return False
    storage.delete(path)
    return True


def _delete_on_commit(paths: Iterable[str]) -> None:
    for path in paths:
        # Errors of the storage are only logged (robust): delete_unused_files() tries again.
        transaction.on_commit(partial(private_storage().delete, path), robust=True)


def _unclaimed_files(key: str, event_question: EventQuestion, person_id: int) -> QuerySet[AnswerFile]:
    try:
        return AnswerFile.objects.filter(key=uuid.UUID(key), kept_for=person_id, question=event_question)
    except ValueError:
        return AnswerFile.objects.none()
