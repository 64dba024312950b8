"""Storage of uploaded files: unclaimed while their form is being filled in, then part of an answer to a question, or the
evidence of a requirement.

The content is stored before the transaction that claims it, so that the event's row is not locked during the upload. It
is deleted after the transaction that deletes its row. If one of these steps fails, content without a row remains:
delete_unused_files() removes it."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header
from django.utils.timezone import now

from accounts.models import User
from events.models import (
    AnswerFile,
    CheckedFile,
    DelegationReport,
    Document,
    EventQuestion,
    EvidenceFile,
    MissionReport,
    MissionRequest,
    OfficialLetter,
    PictureFile,
    Registration,
    Requirement,
    ResourceFile,
    Slides,
)
from events.models.answer import ANSWER_FILES_FOLDER, private_storage
from events.models.document import DOCUMENTS_FOLDER
from events.models.engagement import SLIDES_FOLDER
from events.models.letter import LETTERS_FOLDER
from events.models.mission import MISSION_LETTERS_FOLDER, MISSION_REPORTS_FOLDER
from events.models.picture import PICTURES_FOLDER
from events.models.requirement import EVIDENCE_FOLDER
from events.models.resource import RESOURCES_FOLDER
from events.models.study_visit import VISIT_REPORTS_FOLDER
from events.questions.errors import FileGoneError
from events.questions.file_validation import ValidatedFile

# An unclaimed file is deleted after this time. Content without a row is not deleted before this time.
UNCLAIMED_LIFETIME = timedelta(days=1)
# The folders of the private storage, and the rows that name their content.
type StoredFile = AnswerFile | EvidenceFile
type Asked = EventQuestion | Requirement  # what a file answers
type OtherFile = OfficialLetter | Document | Slides | DelegationReport | ResourceFile | PictureFile
type MissionFile = MissionReport | MissionRequest
type FileModel = type[StoredFile | OtherFile | MissionFile]
FOLDERS: dict[str, FileModel] = {
    ANSWER_FILES_FOLDER: AnswerFile,
    EVIDENCE_FOLDER: EvidenceFile,
    LETTERS_FOLDER: OfficialLetter,
    DOCUMENTS_FOLDER: Document,
    SLIDES_FOLDER: Slides,
    VISIT_REPORTS_FOLDER: DelegationReport,
    RESOURCES_FOLDER: ResourceFile,
    PICTURES_FOLDER: PictureFile,
    MISSION_LETTERS_FOLDER: MissionRequest,
    MISSION_REPORTS_FOLDER: MissionReport,
}
# The field with the file, where it has another name than "file".
FIELDS: dict[FileModel, str] = {MissionRequest: "letter"}
# If a browser shows the file instead of saving it, nothing in it can run or load anything.
CONTENT_SECURITY_POLICY = {"default-src": ["'none'"], "sandbox": True}
VIEWER_POLICY = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "object-src": ["'self'"]}


def files_for(asked: Asked) -> Any:
    """Return the files that answer a question, or that are evidence of a requirement, as a queryset."""
    if isinstance(asked, Requirement):
        return EvidenceFile.objects.filter(requirement=asked)
    return AnswerFile.objects.filter(question=asked)


def _new_file(asked: Asked, name: str) -> StoredFile:
    """Return a new row, not saved."""
    if isinstance(asked, Requirement):
        return EvidenceFile(key=uuid.uuid4(), name=name, requirement=asked)
    return AnswerFile(key=uuid.uuid4(), name=name, question=asked)


def store_content(row: StoredFile | OtherFile, name: str, content: bytes) -> str:
    """Store the content of the file of a row. Return its path, in the folder of such rows. The row does not change."""
    path = private_storage().save(row.file.field.generate_filename(row, name), ContentFile(content))
    # A path is free again when its content is deleted: what was found in that content says nothing about this one.
    CheckedFile.objects.filter(path=path).delete()
    return path


def store_file(validated: ValidatedFile, asked: Asked, person: User) -> StoredFile:
    """Store an unclaimed file of person for a question or requirement. It replaces an earlier unclaimed file for it."""
    new = _new_file(asked, validated.name)
    path = store_content(new, validated.name, validated.content)
    fields = {
        "key": new.key,
        "file": path,
        "name": validated.name,
        "content_type": validated.content_type,
        "size": len(validated.content),
        "uploaded_at": now(),
    }
    with transaction.atomic():
        name = "requirement" if isinstance(asked, Requirement) else "question"
        unclaimed = type(new)._default_manager.select_for_update()
        stored, is_new = unclaimed.get_or_create(kept_for=person, **{name: asked}, defaults=fields)
        if not is_new:
            delete_on_commit([stored.file.name or ""])
            for name, value in fields.items():
                setattr(stored, name, value)
            stored.save(update_fields=list(fields))
    return stored


def find_stored_file(key: str, asked: Asked, person: User) -> StoredFile | None:
    """Return the unclaimed file with this key that person has uploaded for the question or requirement."""
    found: StoredFile | None = _unclaimed_files(key, asked, person.pk).first()
    return found


def attach_file(registration: Registration, asked: Asked, key: str | None) -> tuple[str | None, str | None]:
    """Claim the unclaimed file with this key as the answer of registration, or remove the answer's file if key is None.

    Delete the earlier file of the answer. Return the names of the earlier and of the new file, None for no file.
    Raise FileGoneError if the person of the registration has no unclaimed file with this key for the question."""
    files = files_for(asked).filter(registration=registration)
    old_name = files.values_list("name", flat=True).first()
    delete_files(files)
    if key is None:
        return old_name, None
    unclaimed = _unclaimed_files(key, asked, registration.person_id)
    # In one statement, because the person may be replacing the file in another browser tab.
    if not unclaimed.update(registration=registration, kept_for=None):
        raise FileGoneError
    return old_name, files.values_list("name", flat=True).get()


def delete_files(files: QuerySet[AnswerFile] | QuerySet[EvidenceFile] | QuerySet[Slides]) -> None:
    """Delete the rows of files, and their content when the transaction is committed."""
    paths = list(files.values_list("file", flat=True))
    if paths:
        files.delete()
        delete_on_commit(paths)


def delete_on_commit(paths: Iterable[str]) -> None:
    """Delete stored content when the transaction is committed."""
    for path in paths:
        # Errors of the storage are only logged (robust): delete_unused_files() tries again.
        transaction.on_commit(partial(private_storage().delete, path), robust=True)


def delete_unused_files() -> int:
    """Delete files whose form was never saved, and stored content without a row; return how many contents without a row.

    Safe to run twice, and while people upload files."""
    with transaction.atomic():
        before = now() - UNCLAIMED_LIFETIME
        delete_files(AnswerFile.objects.filter(registration=None, uploaded_at__lt=before))
        delete_files(EvidenceFile.objects.filter(registration=None, uploaded_at__lt=before))
    return sum(_delete_unknown(folder, model) for folder, model in FOLDERS.items())


def _delete_unknown(folder: str, model: FileModel) -> int:
    """Delete the old content in a folder that no row of the model names; return how many."""
    try:
        _folders, names = private_storage().listdir(folder)
    except FileNotFoundError:  # no file has been uploaded yet
        return 0
    # Read after the folder. A file that is stored between both is too young to be deleted.
    known = set(model._default_manager.values_list(FIELDS.get(model, "file"), flat=True))
    unused = [path for path in (f"{folder}/{name}" for name in names) if path not in known]
    return sum(_delete_if_old(path) for path in unused)


def download_response(file: StoredFile | OfficialLetter | Document | Slides | DelegationReport) -> FileResponse:
    """Return a response that lets the browser save the file, not show it. Raise Http404 if the content is lost."""
    return attachment(file.file, file.name, file.content_type)


def attachment(content: FieldFile, name: str, content_type: str) -> FileResponse:
    """Return stored content as a file to save. Raise Http404 if it is lost."""
    try:
        opened = content.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Django's csp_override() sets the same attribute, which its stubs do not know.
    response._csp_config = CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
    return response


def shown_file(content: FieldFile, name: str, content_type: str) -> FileResponse:
    """Return stored content for a browser to show. Only for files that have been searched for programs.

    The viewer of a browser does not work in a sandbox, so that this policy has none."""
    response = attachment(content, name, content_type)
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response._csp_config = VIEWER_POLICY  # type: ignore[attr-defined]  # as above
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


def _unclaimed_files(key: str, asked: Asked, person_id: int) -> Any:
    try:
        return files_for(asked).filter(key=uuid.UUID(key), kept_for=person_id)
    except ValueError:
        return files_for(asked).none()
