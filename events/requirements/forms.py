"""The form in which a person, or the focal point who nominates them, answers to the requirements of an event."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import SeveralLinesField
from accounts.models import User
from events.models import Event, Registration, Requirement
from events.questions.uploads import UploadField, stored_key_name
from events.registration.requirement_checks import RequirementCheck, requirement_checks

Evidence, Kind = Requirement.Evidence, Requirement.Kind
LONGEST_STATEMENT = 1_000


class RequirementsForm(forms.Form):
    """One field for each requirement that a person answers.

    checks: of the person. uploader: the person whose stored uploads the form accepts, see store_uploads(); None for
    nobody. is_partial: whether answers to mandatory requirements may be missing, because the person can give them
    later."""

    def __init__(
        self,
        *args: Any,
        checks: Sequence[RequirementCheck],
        uploader: User | None = None,
        is_partial: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.uploader = uploader
        self.checks = checks
        self.asked = [check for check in checks if check.requirement.is_asked]
        self.from_records = [check.requirement for check in checks if not check.requirement.is_asked]
        for check in self.asked:
            field = self._field(check, is_required=check.requirement.is_mandatory and not is_partial)
            self.fields[check.requirement.field_name] = field

    def _field(self, check: RequirementCheck, *, is_required: bool) -> forms.Field:
        requirement = check.requirement
        options: dict[str, Any] = {
            "label": requirement.label,
            "help_text": " ".join(filter(None, [_importance(requirement), requirement.help_text])),
            "required": is_required,
        }
        if requirement.evidence == Evidence.FILE:
            field = UploadField(asked=requirement, saved_file=check.file, **options)
            field.initial, field.uploader = str(check.file.key) if check.file else None, self.uploader
            return field
        options["initial"] = check.answer.statement if check.answer else ""
        if requirement.kind == Kind.LANGUAGE:
            choices = [("", gettext_lazy("Choose your level")), *Requirement.Level.choices]
            return forms.ChoiceField(choices=choices, **options)
        return SeveralLinesField(max_length=LONGEST_STATEMENT, **options)

    @property
    def awaits_check(self) -> bool:
        """Whether the team checks something before the person gets a place."""
        return any(check.is_open for check in self.checks)

    def values(self) -> dict[int, str | None]:
        """Return the argument of save_requirements()."""
        names = {check.requirement.pk: check.requirement.field_name for check in self.asked}
        return {key: self.cleaned_data.get(name) or None for key, name in names.items()}


def requirements_form(
    event: Event, registration: Registration | None, person: User | None, *args: Any, **kwargs: Any
) -> RequirementsForm:
    """Return the form for a person. registration: theirs, or None if they are not registered. Others: as the form."""
    row = registration or Registration(event=event, person=person)
    return RequirementsForm(*args, checks=requirement_checks(event, [row]).get(row.pk, []), **kwargs)


def field_names(event: Event) -> frozenset[str]:
    """Return the names of all fields, hidden ones too, that the requirements of event have in the form."""
    names = [requirement.field_name for requirement in event.requirements.in_use()]
    return frozenset(names) | {stored_key_name(name) for name in names}


def _importance(requirement: Requirement) -> str:
    level = requirement.get_level_display()
    if requirement.kind == Kind.LANGUAGE and requirement.is_mandatory:
        return _("Required for a place: %(level)s, or higher.") % {"level": level}
    if requirement.kind == Kind.LANGUAGE:
        return _("Desirable: %(level)s, or higher.") % {"level": level}
    return _("Required for a place.") if requirement.is_mandatory else _("Desirable.")
