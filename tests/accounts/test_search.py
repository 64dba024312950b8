"""The search text of people: folded, and updated by each way to save a row."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Organisation, User
from accounts.models.search import fold, joined
from accounts.search_fills import fill_search_texts
from accounts.services import update_profile
from tests.factories import make_person


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("STRASSE Straße", "strasse strasse"),
        ("İnci Işık", "inci isik"),
        ("Ｔａｒｏ　ﾔﾏﾀﾞ", "taro ヤマタ"),
        ("Ære Þór", "aere thor"),
        ("Zero\u200bwidth \u202eturned\u202c", "zerowidth turned"),
        ("  two \n words\0 ", "two words"),
        ("ဒေါ်အောင်", "ဒေါအောင"),
        ("", ""),
    ],
)
def test_fold_returns_text_that_a_keyboard_without_accents_can_type(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["Nguyễn", "İSTANBUL", "ﾔﾏﾀﾞ", "Ｓtraße", "ǅ"])
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
def test_search_text_is_updated_by_each_way_to_save():
    person = make_person(name="Éva", email="e@example.org")
    made = User.objects.bulk_create([User(email="b@example.org", name="Bùi", organisation_name="Bộ Lao động")])
    organisation = Organisation.objects.create(name="Générale", acronym="GÉ")
    assert User.objects.get(pk=person.pk).search_text == joined("eva e@example.org")
    assert User.objects.get(pk=made[0].pk).search_text == joined("bui b@example.org bo lao dong")
    assert Organisation.objects.get(pk=organisation.pk).search_text == "generale ge"

    update_profile(person, name="Ève")  # with update_fields

    assert User.objects.get(pk=person.pk).search_text == joined("eve e@example.org")


@pytest.mark.django_db
def test_saving_fills_an_empty_search_text(django_assert_num_queries):
    for name in ("Đặng", "Łoś", "Ørsted"):
        make_person(name=name, email=f"{fold(name)}@example.org")
    User.objects.update(search_text="")
    Organisation.objects.create(name="Société", acronym="")
    Organisation.objects.update(search_text="")

    with django_assert_num_queries(6):  # each table: one to read, and one for each row
        for row in [*User.objects.all(), *Organisation.objects.all()]:
            row.save()

    assert set(User.objects.values_list("search_text", flat=True)) == {
        joined("dang dang@example.org"),
        joined("los los@example.org"),
        joined("orsted orsted@example.org"),
    }
    assert Organisation.objects.get().search_text == "societe"


@pytest.mark.django_db
def test_migrations_fill_the_search_texts_of_all_rows(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("accounts.search_fills.BATCH", 2)
    people = [make_person(name=name, email=f"{fold(name)}@example.org") for name in ("Đặng", "Łoś", "Ørsted")]
    expected = [person.search_text for person in people]
    User.objects.update(search_text="")
    fill = fill_search_texts(accounts__User=("name", "email", "organisation_name"))

    with django_assert_num_queries(3):  # one to read, and one for each batch of two
        fill.code(apps, SimpleNamespace(connection=connection))

    assert list(User.objects.order_by("pk").values_list("search_text", flat=True)) == expected
