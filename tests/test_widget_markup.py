"""Widgets are written without templates, and are the same as with templates."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from accounts.inputs import SuggestingInput
from accounts.models import User
from config.form_renderer import FormRenderer
from config.widget_markup import WRITERS, markup_of
from events.local_times import LocalTimeField
from tests.factories import make_person

pytestmark = pytest.mark.look

UNSAFE = "<b>\"&'</b>"
CHOICES = [
    ("", "–"),
    ("a", UNSAFE),
    (1, gettext_lazy("Name")),
    ("Group", [("b", mark_safe("<i>B</i>")), (None, "None")]),
]
CASES = [
    *((widget, value) for widget in (
        forms.TextInput, forms.EmailInput, forms.URLInput, forms.NumberInput, forms.PasswordInput, forms.HiddenInput,
        forms.Textarea, forms.FileInput, forms.CheckboxInput, forms.DateInput, forms.TimeInput, forms.DateTimeInput,
        forms.SearchInput, forms.TelInput, forms.ColorInput,
    ) for value in (None, "", UNSAFE, 12, 1234.5, True)),
    (forms.DateInput, date(2027, 3, 9)),
    (forms.TimeInput, time(9, 30)),
]  # fmt: skip
ATTRS = [
    None,
    {},
    {"id": "id_x", "class": UNSAFE, "required": True, "disabled": False, "maxlength": 1000, "title": None},
]


def both(widget, value, attrs):
    return [
        parse_html(widget.render("field", value, attrs, renderer=one)) for one in (FormRenderer(), TemplatesSetting())
    ]


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize(("widget", "value"), CASES)
def test_input_is_that_of_django(widget, value, attrs):
    ours, theirs = both(widget(), value, attrs)

    assert ours == theirs


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("value", [None, "", "a", 1, "b", ["a", "b"]])
@pytest.mark.parametrize(
    "widget", [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]
)
def test_choices_are_those_of_django(widget, value, attrs):
    ours, theirs = both(widget(choices=CHOICES), value, attrs)

    assert ours == theirs


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("options", [(), ("Bangkok", UNSAFE)])
def test_suggestions_are_those_of_the_template(options, attrs):
    widget = SuggestingInput()
    widget.suggest(options)

    ours, theirs = both(widget, UNSAFE, attrs)

    assert ours == theirs
    assert str(ours).count("<option") == len(options)


@pytest.mark.parametrize("attrs", ATTRS)
@pytest.mark.parametrize("value", [None, "2027-03-09T09:30", "2027-10-31T02:30"])  # the last one exists twice
def test_local_time_is_that_of_the_template(value, attrs):
    widget = LocalTimeField().widget
    widget.zone = ZoneInfo("Europe/Berlin")

    ours, theirs = both(widget, value, attrs)

    assert ours == theirs


@pytest.mark.django_db
def test_a_menu_of_rows_is_read_by_one_query_without_a_cursor_on_the_server(monkeypatch, django_assert_num_queries):
    rows = [make_person(name="An"), make_person(name="Binh")]
    monkeypatch.setattr(QuerySet, "iterator", None)
    form = forms.Form()
    form.fields["person"] = forms.ModelChoiceField(User.objects.order_by("name"))

    with django_assert_num_queries(1):
        page = str(form["person"])

    assert page.count("<option") == len(rows) + 1
    assert form.fields["person"].clean(rows[0].pk) == rows[0]


def test_texts_are_escaped():
    page = forms.Select(choices=[(UNSAFE, UNSAFE)]).render("x", UNSAFE, {"data-x": UNSAFE}, renderer=FormRenderer())

    assert "<b>" not in page
    assert page.count("&lt;b&gt;&quot;&amp;&#x27;&lt;/b&gt;") == 3


def test_widget_with_an_own_template_is_left_to_it():
    class OwnOption(forms.RadioSelect):
        option_template_name = "own.html"

    context = OwnOption(choices=CHOICES).get_context("x", None, {})

    assert markup_of("own.html", {}) is None
    assert markup_of(OwnOption.template_name, context["widget"]) is None
    assert forms.RadioSelect.option_template_name in WRITERS
