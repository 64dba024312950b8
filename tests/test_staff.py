import pytest
from django.contrib import admin
from django.urls import reverse

from events.registration.services import register
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_each_table_of_the_repair_desk_opens(staff, model):
    register(make_event(), make_person())

    listed = staff.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    assert listed.status_code == 200
    row = model._default_manager.first()
    if row:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        assert staff.get(path).status_code == 200


def test_the_components_page_shows_every_component(staff):
    page = staff.get("/staff/components/").content.decode()

    for part in ("kind-study_visit", "status-waitlisted", "date-block", "person-mark", "empty-state", "field-errors", "alert-warning", "pagination", "<dialog", "tabs-line"):  # fmt: skip
        assert part in page
