"""The migration gives the contributors of existing programmes their entries."""

from importlib import import_module

import pytest
from django.apps import apps

from events.models import Contributor, Expert
from tests.events.contributors.scene import make_session
from tests.factories import make_event, make_person, make_programme

pytestmark = pytest.mark.django_db


def test_each_person_and_name_of_a_programme_gets_one_entry():
    person, event, other = make_person(), make_event(), make_event(programme=make_programme())
    session = make_session(event)
    for fields in ({"person": person}, {"person": person, "role": "moderator"}, {}):
        Contributor.objects.create(session=session, name="An Tran", affiliation="Institute", **fields)
    Contributor.objects.create(session=session, name="Binh Le")
    Contributor.objects.create(session=make_session(other), name="An Tran", person=person)

    import_module("events.migrations.0042_fill_experts").fill(apps, None)

    found = Expert.objects.order_by("programme", "name").values_list("programme", "person", "name", "affiliation")
    assert list(found) == [
        (event.programme_id, person.pk, "An Tran", "Institute"),
        (event.programme_id, None, "Binh Le", ""),
        (other.programme_id, person.pk, "An Tran", ""),
    ]
    assert not Contributor.objects.filter(expert=None).exists()
    assert Expert.objects.filter(search_text__contains="institute").count() == 1
