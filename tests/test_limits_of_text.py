"""Each text that a person can type has a limit: code that reads it, such as Markdown, takes longer than its length suggests."""

import importlib
import pkgutil
from collections.abc import Iterator
from time import process_time

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

import accounts
import events
import notifications
from accounts.allauth_forms import AddPasskeyForm
from accounts.fields import OneLineField, PersonNameField, PlainTextField, SeveralLinesField

PACKAGES = (accounts, events, notifications)
# Written by the product, not by a form.
OF_THE_PRODUCT = {
    ("EventChange", "said"),
    ("ProgrammeChange", "said"),
    ("LibraryChange", "said"),
    ("FormDraft", "sealed"),
    ("InboundMail", "detail"),
    ("InboundMail", "excerpt"),
    ("InboundMail", "recipients"),
    ("BouncedAddress", "server_said"),
    ("Delivery", "server_said"),
    ("Invite", "comment"),
    ("Message", "html"),
    ("Message", "ics"),
    ("Message", "text"),
    ("PendingUpdate", "place"),
    ("SignInChange", "sealed"),
    ("TaskRun", "error"),
}


def model_texts() -> Iterator[models.TextField]:
    for model in apps.get_models():
        if model._meta.app_label in {package.__name__ for package in PACKAGES}:
            for field in model._meta.concrete_fields:
                if isinstance(field, models.TextField) and field.editable:
                    yield field


def form_classes() -> set[type[forms.BaseForm]]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not {"migrations", "management"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    return {
        form
        for form in _subclasses(forms.BaseForm)
        if form.__module__.split(".")[0] in {"accounts", "events", "notifications"}
    }


def _subclasses(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def test_each_text_of_a_model_has_a_limit():
    without = {(field.model.__name__, field.name) for field in model_texts() if field.max_length is None}

    assert without <= OF_THE_PRODUCT


def test_each_text_of_a_form_has_a_limit():
    without = [
        f"{form.__name__}.{name}"
        for form in form_classes() - {AddPasskeyForm}  # allauth declares its fields; ours limits the name later
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and field.max_length is None
    ]

    assert without == []


@pytest.mark.django_db
def test_an_event_refuses_a_text_above_the_limit_next_to_its_field():
    form_class = forms.modelform_factory(apps.get_model("events", "Event"), fields=["description"])

    assert list(form_class({"description": "x" * 20_001}).errors) == ["description"]


@pytest.mark.parametrize("field_class", [OneLineField, PersonNameField, PlainTextField, SeveralLinesField])
def test_a_field_of_text_does_not_read_a_megabyte(field_class):
    """It would clean it, and check it for addresses, and only then count its characters."""
    field = field_class(max_length=150)
    started = process_time()

    with pytest.raises(ValidationError, match="at most 150 characters"):
        field.clean("Ω" * 1_000_000)

    assert process_time() - started < 0.2
    assert field.clean("\u200b" * 100 + "An").endswith("An")
