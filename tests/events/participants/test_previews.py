"""Before mails to many go out, they are read as one of those who get them."""

import pytest

from events.models import Registration
from events.registration import links
from events.registration.services import register
from notifications.models import Message
from tests.events.participants.test_pages import decide, fields_of, page
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(programme=make_programme(), policy="approval", title="Pensions for all", seats=10)


@pytest.fixture
def client(client, event):
    client.force_login(make_member(event.programme))
    return client


def two(event):
    return [
        register(event, make_person(name="Minh", language="en")),
        register(event, make_person(name="Claire", language="fr")),
    ]


def looked_at(answer):
    return answer.context["mailings"][0].look


def test_a_decision_shows_its_mail_as_the_first_would_read_it(client, event):
    first, second = two(event)

    answer = client.post(page(event), {"decision": "decline", "registration": [first.pk, second.pk], "reason": "Full."})

    look = looked_at(answer)
    assert look.name == "Minh"
    assert "Dear Minh," in look.mail.text
    assert "Pensions for all" in look.mail.subject
    assert "Full." in look.mail.text
    assert "{" not in look.mail.text + look.mail.subject
    assert look.words_html in answer.content.decode()


def test_another_person_is_chosen_and_reads_it_in_their_language(client, event):
    first, second = two(event)
    data = {"decision": "confirm", "registration": [first.pk, second.pk]}
    fields = fields_of(client.post(page(event), data))

    looked = client.post(page(event), data | fields | {"look": "1", "reader_registration_confirmed": second.pk})

    assert looked_at(looked).name == "Claire"
    assert '<div lang="fr">' in looked.content.decode()
    assert "Claire" in looked_at(looked).mail.text.splitlines()[0]
    assert f'<option value="{second.pk}" selected>' in looked.content.decode()
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}


def test_what_was_typed_is_looked_at_and_nothing_is_sent(client, event):
    first, _second = two(event)
    data = {"decision": "decline", "registration": first.pk}
    fields = fields_of(client.post(page(event), data)) | {"text_registration_declined": "Sorry, **{name}**. {reason}"}
    before = Message.objects.count()

    looked = client.post(page(event), data | fields | {"look": "1"})

    assert "Sorry, <strong>Minh</strong>." in looked_at(looked).words_html
    assert "Sorry, **{name}**." in looked.content.decode()  # and it stays in its field
    assert Message.objects.count() == before
    decided = client.post(page(event), data | fields)
    assert decided.status_code == 302
    assert "Sorry, Minh." in Message.objects.latest("pk").text


def test_a_look_at_wrong_words_names_what_is_wrong(client, event):
    first, _second = two(event)
    data = {"decision": "decline", "registration": first.pk}
    fields = fields_of(client.post(page(event), data)) | {"text_registration_declined": "Dear {nobody}"}

    looked = client.post(page(event), data | fields | {"look": "1"})

    assert "There is no {nobody} here." in looked.content.decode()


def test_a_look_hands_out_nobodys_own_link(client, event):
    first, second = two(event)

    answer = client.post(page(event), {"decision": "confirm", "registration": [first.pk, second.pk]})

    assert "See or cancel your registration" in looked_at(answer).mail.text
    assert links.registration_link(first) not in answer.content.decode()


def test_a_reader_who_gets_no_such_mail_is_not_looked_for(client, event):
    first, second = two(event)
    data = {"decision": "confirm", "registration": first.pk}

    for reader in (second.pk, "nobody", "9" * 30):
        looked = client.post(page(event), data | {"look": "1", "reader_registration_confirmed": reader})
        assert looked_at(looked).name == "Minh"


def test_a_note_is_read_as_its_reader_gets_it(client, event):
    first, second = two(event)
    data = {"decision": "remind", "registration": [first.pk, second.pk]}
    shown = client.post(page(event), data)
    fields = fields_of(shown) | {"text_organizers_note": "See you, {name}."}

    looked = client.post(page(event), data | fields | {"look": "1", "reader_organizers_note": second.pk})

    assert looked_at(shown).mail.subject == "About Pensions for all"
    assert "See you, Claire." in looked_at(looked).mail.text
    assert not Message.objects.filter(kind="organizers_note").exists()


def test_a_look_at_many_offers_some_of_them_and_who_is_chosen(client, event, monkeypatch):
    monkeypatch.setattr("events.participants.bulk_actions.MOST_READERS", 1)
    first, second = two(event)

    looked = client.post(
        page(event),
        {"decision": "confirm", "registration": [first.pk, second.pk], "reader_registration_confirmed": second.pk},
    )

    assert looked.context["mailings"][0].readers == [first, second]


def test_deciding_goes_on_as_before(client, event):
    first, second = two(event)

    decide(client, page(event), {"decision": "confirm", "registration": [first.pk, second.pk]})

    assert Registration.objects.filter(status="confirmed").count() == 2
