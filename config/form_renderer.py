"""How forms are rendered: templates of the product, and what each text field has."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget, DateTimeBaseInput
from django.http import HttpRequest

from config.widget_markup import markup_of

FREE_TEXT = (forms.TextInput, forms.Textarea, forms.Select)
OTHERS = (forms.EmailInput, forms.URLInput, forms.NumberInput, forms.PasswordInput, DateTimeBaseInput)


class MenuRows(ModelChoiceIterator):
    """The rows of a menu, read by one query.

    Django's iterator opens a cursor on the server and closes it: that takes three requests to PostgreSQL. The rows of a menu
    are all in the page anyway."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset:
            yield self.choice(row)


class PlenaryBoundField(forms.BoundField):
    """A field in which text shows in its own direction: Arabic and Hebrew from the right."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        if isinstance(shown, FREE_TEXT) and not isinstance(shown, OTHERS):
            attrs.setdefault("dir", "auto")
        if isinstance(shown, ChoiceWidget) and type(shown.choices) is ModelChoiceIterator:
            shown.choices = MenuRows(shown.choices.field)
        return attrs


class FormRenderer(TemplatesSetting):
    bound_field_class = PlenaryBoundField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Write Django's own widgets without a template, and render all others."""
        markup = markup_of(template_name, context["widget"]) if "widget" in context else None
        return super().render(template_name, context, request) if markup is None else markup
