"""Each model that refers to a person, and each text field, is declared."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accounts.models import User
from events.personal_data.declarations import BY_MODEL, PLACES
from events.personal_data.places import KINDS, DataPlace, Erase
from events.personal_data.retention.table import LINES

pytestmark = pytest.mark.look
# Django's and allauth's own data, without people.
WITHOUT_PEOPLE = {"auth", "contenttypes"}
WITHOUT_PERSON_MODELS = {"socialaccount.SocialApp", "socialaccount.SocialApp_sites"}
TEXTS = (
    models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField,
    models.GenericIPAddressField,
)  # fmt: skip
ALL = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label not in WITHOUT_PEOPLE and model._meta.label not in WITHOUT_PERSON_MODELS
]
each_model = pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.label)
each_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.model)


def place_of(model):
    return BY_MODEL.get(model._meta.label, DataPlace(model._meta.label))


@each_model
def test_references_to_people_are_declared(model):
    place = place_of(model)
    known = {lookup.partition("__")[0] for lookup in (*place.people, *place.actors)}

    undeclared = [
        field.name for field in model._meta.local_fields if field.related_model is User and field.name not in known
    ]

    assert undeclared == []


@each_model
def test_text_fields_are_declared(model):
    place = place_of(model)
    known = {*place.empty, *place.own, *place.words, *place.talk, *place.plain}

    undeclared = [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, TEXTS) and not field.choices and not field.primary_key and field.name not in known
    ]

    assert undeclared == [] or place_is_a_key_table(model)


def place_is_a_key_table(model):
    """Tables between two models have no text."""
    return bool(model._meta.auto_created)


@each_place
@pytest.mark.django_db
def test_place_names_what_exists(place):
    model = place.model_class
    for name in (*place.empty, *place.own, *place.words, *place.talk, *place.plain):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:  # pragma: no cover
            pytest.fail(f"{place.model} has no field {name}")
    assert place.line in LINES
    assert not place.kind or place.kind in KINDS
    assert not place.people or place.erase is not Erase.KEEP or not place.own
    list(place.rows_of(User(pk=0), frozenset({"a@example.org"})).values_list(*(place.shown or ("pk",))))


@each_place
def test_data_of_a_person_is_shown_unless_it_is_a_secret(place):
    """What is linked to a person and not shown is a key, a token or a table between models."""
    hidden = {
        "accounts.User_groups", "accounts.User_user_permissions", "account.EmailConfirmation",
        "socialaccount.SocialToken", "events.FormDraft", "accounts.SignInChange", "events.ColumnChoice", "events.AgendaStep",
        "events.AgendaStep_people",
    }  # fmt: skip

    assert bool(place.people and not place.kind) == (place.model in hidden)
