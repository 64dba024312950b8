"""The field of a question that is answered with a file. A browser forgets a file whenever a form comes back: what was
uploaded is kept for the person until the form is good."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import AnswerFile, EventQuestion
from events.questions import files
from events.questions.errors import FileGoneError
from events.questions.file_validation import ACCEPTED, FileRejectedError, ValidatedFile, max_megabytes, validate_file


class UploadInput(forms.FileInput):
    """Chooses a file, shows the one that is there, and carries the key of one that is kept."""

    template_name = "questions/upload_input.html"
    there: AnswerFile | None = None  # the answer that stands
    kept: AnswerFile | None = None  # what was uploaded with this form before
    is_cleared = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the upload; else False to have none; else the key of what is kept, or None."""
        self.is_cleared = f"{name}-clear" in data
        # One that is chosen is meant, whatever is ticked besides.
        return files.get(name) or (False if self.is_cleared else data.get(kept_name(name)) or None)

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and self.kept is None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        found = {"there": self.there, "kept": self.kept, "kept_name": kept_name(name), "is_cleared": self.is_cleared}
        return context | {"widget": context["widget"] | found}


class UploadField(forms.FileField):
    """Gives the upload, judged; or the key of the file that is kept, or that stands already."""

    widget = UploadInput

    def __init__(self, *, asked: EventQuestion, there: AnswerFile | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = asked
        self.kept_for: User | None = None
        self.widget.there = there
        self.widget.attrs |= {"accept": ACCEPTED}
        self.error_messages["required"] = _("Choose a file.")
        limits = _("PDF, PNG, JPEG or Word (.docx), %(most)d MB at most.") % {"most": max_megabytes()}
        self.help_text = f"{self.help_text} {limits}".strip()

    def clean(self, data: Any, initial: str | None = None) -> ValidatedFile | str | None:
        if isinstance(data, UploadedFile):
            try:
                return validate_file(data)
            except FileRejectedError as error:
                raise ValidationError(str(error), "refused") from error
        if isinstance(data, str):
            return self._kept(data, initial)
        if data is None and initial:
            return initial
        if self.required:
            raise ValidationError(self.error_messages["required"], "required")
        return None

    def keep(self, judged: ValidatedFile, person: User) -> str:
        """Keep the upload until the form is saved; return its key."""
        self.widget.kept = files.store_file(judged, self.asked, person)
        return str(self.widget.kept.key)

    def _kept(self, key: str, initial: str | None) -> str:
        if key == initial:  # the form was sent twice
            return key
        self.widget.kept = files.stored_files(key, self.asked, self.kept_for) if self.kept_for else None
        if self.widget.kept is None:
            raise ValidationError(str(FileGoneError.advice), "gone")
        return str(self.widget.kept.key)


def kept_name(name: str) -> str:
    """Return the name of the field that carries the key of a file that is kept."""
    return f"{name}-kept"
