"""Encryption of travel details, and changes of keys."""

from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from accounts import encryption
from accounts.encryption import DecryptionError
from events.models import TravelDetails
from events.travel import queries
from events.travel.details import TravelData, six_months_after
from tests.events.travel.helpers import (
    complete_travel_data,
    make_travel_event,
    make_traveller,
    posted_details,
    save_all_details,
)
from tests.factories import make_country, make_member
from tests.test_settings import start

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def database_text():
    """Return the text of all rows of all tables, as a thief of the database could read it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_database_contains_no_plain_passport():
    event = make_travel_event()
    registration = make_traveller(event)
    facts = complete_travel_data(
        event, passport_number="X98765432", passport_name="SECRET NAME", special_needs="Wheelchair"
    )

    save_all_details(registration, facts)

    stored = database_text()
    assert "X98765432" not in stored
    assert "SECRET NAME" not in stored
    assert "Wheelchair" not in stored
    registration.refresh_from_db()
    assert queries.travel_data_of(registration).passport_number == "X98765432"


def test_encrypt_returns_a_new_text_each_time():
    assert encryption.encrypt({"a": "b"}) != encryption.encrypt({"a": "b"})


def test_decrypt_returns_the_encrypted_data():
    facts = complete_travel_data(make_travel_event(), special_needs="ต้องการรถเข็น", no_journey=True)

    assert TravelData.from_json(encryption.decrypt(encryption.encrypt(facts.as_json()))) == facts


def test_earlier_key_decrypts_while_it_is_listed(settings):
    settings.FIELD_KEYS = [OLD]
    sealed = encryption.encrypt({"a": "b"})

    settings.FIELD_KEYS = [NEW, OLD]
    assert encryption.decrypt(sealed) == {"a": "b"}
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(DecryptionError):
        encryption.decrypt(sealed)


def test_derived_key_decrypts_after_field_keys_are_set(settings):
    sealed = encryption.encrypt({"a": "b"})

    settings.FIELD_KEYS = [NEW]
    assert encryption.decrypt(sealed) == {"a": "b"}
    settings.SECRET_KEY = "another"
    with pytest.raises(DecryptionError):
        encryption.decrypt(sealed)
    settings.SECRET_KEY_FALLBACKS = ["demonstration-only-not-a-secret-0123456789-abcdefghij"]
    assert encryption.decrypt(sealed) == {"a": "b"}


def test_reseal_changes_the_key_without_losing_data(settings, capsys):
    event = make_travel_event()
    settings.FIELD_KEYS = [OLD]
    registrations = [make_traveller(event) for _ in range(2)]
    for registration in registrations:
        save_all_details(registration)
    lost = make_traveller(event)
    TravelDetails.objects.create(registration=lost, sealed=Fernet(Fernet.generate_key()).encrypt(b"{}").decode())

    settings.FIELD_KEYS = [NEW, OLD]
    call_command("reseal")
    settings.FIELD_KEYS = [NEW]

    output = capsys.readouterr()
    assert output.out == "2 encrypted again\n"
    assert output.err == "1 cannot be decrypted with the keys of this installation\n"
    assert [one.registration for one in queries.travellers_of(event) if one.is_unreadable] == [lost]


@pytest.mark.parametrize("sealed", ["nonsense", "é", "[]", '{"arrival_at": "not a time"}', '{"arrival_at": 5}'])
def test_unreadable_details_are_reported_on_pages_and_exports(client, sealed):
    make_country("VN")
    event = make_travel_event()
    registration = make_traveller(event)
    if sealed[0] in "[{":
        sealed = encryption._keys().encrypt(sealed.encode()).decode()
    TravelDetails.objects.create(registration=registration, sealed=sealed)

    client.force_login(registration.person)
    mine = client.get(reverse("travel:details", args=[event.slug]))
    client.force_login(make_member(event.programme))
    pages = [
        client.get(reverse("travel:travel", args=[event.slug])),
        client.get(reverse("travel:traveller", args=[event.slug, registration.pk])),
    ]
    exported = b"".join(client.get(reverse("travel:export", args=[event.slug])).streaming_content).decode()

    for output in [mine.content.decode(), *(page.content.decode() for page in pages), exported]:
        assert "annot be decrypted with the keys of this installation" in output


def test_empty_form_keeps_unreadable_details_and_new_details_replace_them(client):
    make_country("VN")
    event = make_travel_event()
    registration = make_traveller(event)
    TravelDetails.objects.create(registration=registration, sealed="sealed elsewhere")
    client.force_login(registration.person)
    path = reverse("travel:details", args=[event.slug])

    client.post(path, {"certificate_name": "An"})
    kept = TravelDetails.objects.get().sealed
    client.post(path, posted_details(event))

    assert kept == "sealed elsewhere"
    assert queries.traveller_for(registration).is_complete


@pytest.mark.parametrize(
    ("keys", "is_good"),
    [("", True), (f"{NEW}, {OLD}", True), ("short", False), (NEW[:-4], False)],
    ids=["none", "two", "no key", "cut short"],
)
def test_invalid_keys_prevent_the_start(keys, is_good):
    done = start("print(len(settings.FIELD_KEYS))", PLENARY_DEMO="1", FIELD_KEYS=keys)

    assert (done.returncode == 0) is is_good
    if not is_good:
        assert "Each key in FIELD_KEYS must be 32 random bytes in URL-safe base64" in done.stderr


@pytest.mark.parametrize(("day", "later"), [("2027-01-31", "2027-07-31"), ("2027-08-31", "2028-02-29")])
def test_six_months_after_returns_a_valid_date(day, later):
    assert six_months_after(date.fromisoformat(day)) == date.fromisoformat(later)
