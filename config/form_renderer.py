"""How forms are rendered: templates of the product, and what each text field has."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import DateTimeBaseInput

FREE_TEXT = (forms.TextInput, forms.Textarea, forms.Select)
OTHERS = (forms.EmailInput, forms.URLInput, forms.NumberInput, forms.PasswordInput, DateTimeBaseInput)


class PlenaryBoundField(forms.BoundField):
    """A field in which text shows in its own direction: Arabic and Hebrew from the right."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        if isinstance(shown, FREE_TEXT) and not isinstance(shown, OTHERS):
            attrs.setdefault("dir", "auto")
        return attrs


class FormRenderer(TemplatesSetting):
    bound_field_class = PlenaryBoundField
