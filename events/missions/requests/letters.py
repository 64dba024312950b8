"""The official letter of a request: its institution or the team uploads it, at any time."""

import mimetypes

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, Http404

from events.models import MissionRequest
from events.models.answer import private_storage
from events.questions.file_validation import ValidatedFile
from events.questions.files import attachment, delete_on_commit


def save_letter(request: MissionRequest, validated: ValidatedFile) -> None:
    """Store the official letter. It replaces an earlier one. The content is stored before the transaction."""
    field = MissionRequest._meta.get_field("letter")
    path = private_storage().save(field.generate_filename(request, validated.name), ContentFile(validated.content))
    try:
        with transaction.atomic():
            row = MissionRequest.objects.select_for_update().get(pk=request.pk)
            if row.letter:
                delete_on_commit([row.letter.name or ""])
            row.letter, row.letter_name = path, validated.name
            row.save(update_fields=["letter", "letter_name", "changed_at"])
    except Exception:
        private_storage().delete(path)
        raise


def letter_response(request: MissionRequest) -> FileResponse:
    """Return the letter as a file to save. Raise Http404 without one."""
    if not request.letter:
        raise Http404
    content_type = mimetypes.guess_type(request.letter_name)[0] or "application/octet-stream"
    return attachment(request.letter, request.letter_name, content_type)
