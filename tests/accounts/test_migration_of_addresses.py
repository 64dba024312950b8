"""The migration that fills the canonical addresses: two spellings of one address become two people at one mailbox."""

import importlib

import pytest
from django.apps import apps

from accounts.models import User
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_two_spellings_of_an_address_become_two_people_at_one_mailbox():
    older = make_person(email="anna@bücher.example", name="Anna")
    newer = make_person(email="other@example.org", name="Anna")
    single = make_person(email="Khin@Example.org", name="Khin Khin")
    User.objects.filter(pk=newer.pk).update(email="anna@xn--bcher-kva.example", canonical_email="x", name_key="")
    fill = importlib.import_module("accounts.migrations.0009_fill_canonical_addresses").fill

    fill(apps, None)

    newer.refresh_from_db()
    assert (newer.mailbox_of, newer.canonical_email, newer.name) == (older, "anna@xn--bcher-kva.example", "Anna")
    single.refresh_from_db()
    assert (single.canonical_email, single.name_key, single.mailbox_of) == ("khin@example.org", "khin khin", None)
