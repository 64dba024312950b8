"""Two requests that save the same unique value at the same moment: nobody gets an error page without advice."""

from unittest import mock

import pytest
from django.db import IntegrityError
from django.urls import reverse

from events.models import Partner
from events.programmes import settings_views
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db


def fields(name):
    row = {"name": name, "acronym": "<b>", "role": "implementer"}
    return {"partners-TOTAL_FORMS": 1, "partners-INITIAL_FORMS": 0} | {
        f"partners-0-{key}": value for key, value in row.items()
    }


def test_second_row_gets_a_page_that_sends_the_typed_text_again(client, caplog):
    programme = make_programme(slug="seas")
    client.force_login(make_member(programme))
    url = reverse("programmes:settings_save", args=["seas", "partners"])
    save = settings_views._save

    def save_after_another_request(*args, **kwargs):
        Partner.objects.create(programme=programme, name="Institute", role="funder")
        save(*args, **kwargs)

    with mock.patch.object(settings_views, "_save", save_after_another_request):
        page = client.post(url, fields("Institute"))

    assert page.status_code == 409
    assert "Somebody has saved the same at this moment." in page.text
    assert '<input type="hidden" name="partners-0-acronym" value="&lt;b&gt;">' in page.text
    assert "site-head" in page.text
    assert programme.partners.get().role == "funder"
    assert "refused a second row" in caplog.text
    again = client.post(url, fields("Institute"))
    assert again.status_code == 200
    assert "&lt;b&gt;" in again.text
    assert "The programme has a partner with this name already." in again.text


def test_row_that_breaks_another_rule_is_still_an_error(client):
    programme = make_programme(slug="seas")
    client.force_login(make_member(programme))

    def save_without_a_name(*args, **kwargs):
        Partner.objects.create(programme=programme, name=None)

    with mock.patch.object(settings_views, "_save", save_without_a_name), pytest.raises(IntegrityError):
        client.post(reverse("programmes:settings_save", args=["seas", "partners"]), fields("Institute"))
