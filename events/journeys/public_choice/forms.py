"""The form in which the team chooses what the public sees."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.journeys.public_choice.fields import PublicFields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PublicFieldsForm(forms.Form):
    public_fields = forms.MultipleChoiceField(
        label=_("What the public sees"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, fields: PublicFields, chosen: list[str], help_text: "StrOrPromise") -> None:
        super().__init__(data, initial={"public_fields": chosen})
        field = self.fields["public_fields"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 (for the type checker)
        field.needs_one = True  # type: ignore[attr-defined]  # components/form_field.html: not marked as optional
        field.choices, field.help_text = list(fields.labels.items()), str(help_text)
