"""Preview mails to several people before they are sent."""

import pytest
from django.urls import reverse

from events.balance.services import set_targets
from events.models import Registration
from events.registration import links
from events.registration.decisions import decline
from events.registration.services import register
from notifications.models import BouncedAddress, Message
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


def preview_of(response):
    return response.context["mailings"][0].preview


def test_decision_previews_the_mail_of_the_first_person(client, event):
    first, second = two(event)

    response = client.post(
        page(event), {"decision": "decline", "registration": [first.pk, second.pk], "reason": "Full."}
    )

    preview = preview_of(response)
    assert preview.name == "Minh"
    assert "Dear Minh," in preview.mail.text
    assert "Pensions for all" in preview.mail.subject
    assert "Full." in preview.mail.text
    assert "{" not in preview.mail.text + preview.mail.subject
    assert preview.words_html in response.content.decode()


def test_preview_for_another_person_uses_their_language(client, event):
    first, second = two(event)
    data = {"decision": "confirm", "registration": [first.pk, second.pk]}
    fields = fields_of(client.post(page(event), data))

    response = client.post(page(event), data | fields | {"look": "1", "reader_registration_confirmed": second.pk})

    assert preview_of(response).name == "Claire"
    assert '<div lang="fr">' in response.content.decode()
    assert "Claire" in preview_of(response).mail.text.splitlines()[0]
    assert f'<option value="{second.pk}" selected>' in response.content.decode()
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}


def test_preview_shows_the_typed_text_and_sends_nothing(client, event):
    first, _second = two(event)
    data = {"decision": "decline", "registration": first.pk}
    fields = fields_of(client.post(page(event), data)) | {"text_registration_declined": "Sorry, **{name}**. {reason}"}
    before = Message.objects.count()

    response = client.post(page(event), data | fields | {"look": "1"})

    assert "Sorry, <strong>Minh</strong>." in preview_of(response).words_html
    assert "Sorry, **{name}**." in response.content.decode()  # the field keeps the text
    assert Message.objects.count() == before
    decided = client.post(page(event), data | fields)
    assert decided.status_code == 302
    assert "Sorry, Minh." in Message.objects.latest("pk").text


def test_preview_of_an_invalid_text_shows_the_error(client, event):
    first, _second = two(event)
    data = {"decision": "decline", "registration": first.pk}
    fields = fields_of(client.post(page(event), data)) | {"text_registration_declined": "Dear {nobody}"}

    response = client.post(page(event), data | fields | {"look": "1"})

    assert "There is no {nobody} here." in response.content.decode()


def test_preview_contains_no_personal_link(client, event):
    first, second = two(event)

    response = client.post(page(event), {"decision": "confirm", "registration": [first.pk, second.pk]})

    assert "See or cancel your registration" in preview_of(response).mail.text
    assert links.registration_link(first) not in response.content.decode()


def test_preview_ignores_a_reader_who_does_not_get_the_mail(client, event):
    first, second = two(event)
    data = {"decision": "confirm", "registration": first.pk}

    for reader in (second.pk, "nobody", "9" * 30):
        response = client.post(page(event), data | {"look": "1", "reader_registration_confirmed": reader})
        assert preview_of(response).name == "Minh"


def test_preview_of_a_note_for_one_person(client, event):
    first, second = two(event)
    data = {"decision": "remind", "registration": [first.pk, second.pk]}
    first_page = client.post(page(event), data)
    fields = fields_of(first_page) | {"text_organizers_note": "See you, {name}."}

    response = client.post(page(event), data | fields | {"look": "1", "reader_organizers_note": second.pk})

    assert preview_of(first_page).mail.subject == "About Pensions for all"
    assert "See you, Claire." in preview_of(response).mail.text
    assert not Message.objects.filter(kind="organizers_note").exists()


def test_preview_of_many_offers_the_first_people_and_the_current_one(client, event, monkeypatch):
    monkeypatch.setattr("events.participants.bulk_actions.MOST_READERS", 1)
    first, second = two(event)

    response = client.post(
        page(event),
        {"decision": "confirm", "registration": [first.pk, second.pk], "reader_registration_confirmed": second.pk},
    )

    assert response.context["mailings"][0].readers == [first, second]


def test_decide_after_the_preview(client, event):
    first, second = two(event)

    decide(client, page(event), {"decision": "confirm", "registration": [first.pk, second.pk]})

    assert Registration.objects.filter(status="confirmed").count() == 2


def test_confirming_states_what_is_missing_from_the_targets_and_who_has_another_event(client, event):
    set_targets(event, {"employers": 40, "workers": 50})
    people = [register(event, make_person(name=name, constituency="workers")) for name in ("Busy", "Free")]
    when = {"starts_at": event.starts_at, "policy": "open"}
    other = make_event(title="Labour statistics", programme=event.programme, **when)
    secret = make_event(title="Somebody else's", programme=make_programme(slug="theirs"), **when)
    for clashing in (other, secret):
        register(clashing, people[0].person)

    response = client.post(page(event), {"decision": "confirm", "registration": [row.pk for row in people]})

    text = " ".join(response.content.decode().split())
    effects = response.context["effects"]
    assert [share.measure for share in effects.balance.missed] == ["employers"]
    assert "Employers: 0 % after this. The target is 40 %." in text
    assert "2 more people are missing." in text
    assert [(clash.registration.person.name, len(clash.others)) for clash in effects.clashes.all] == [("Busy", 2)]
    assert "Date clash: 1 person has another event on these dates." in text
    assert "Labour statistics" in text
    assert "an event of another programme" in text
    assert "Somebody else" not in text
    assert not event.registrations.confirmed().exists()


def test_preview_of_confirming_names_duplicates_and_addresses_that_mails_do_not_reach(client, event):
    ticked = register(event, make_person(name="Nguyen Van An", email="an@example.org"))
    twin = register(event, make_person(name="Nguyễn Văn An", email="an@gmail.example"))
    gone = register(event, make_person(name="Nguyen Van An", email="gone@example.org"))
    decline(gone, by=make_person())
    unrelated = [register(event, make_person(name="Tran Binh", email=f"binh{number}@example.org")) for number in (1, 2)]
    for address in ("an@example.org", "binh1@example.org"):
        BouncedAddress.objects.create(address=address)

    response = client.post(page(event), {"decision": "confirm", "registration": ticked.pk})

    text, effects = " ".join(response.text.split()), response.context["effects"]
    assert [{pair.keep, pair.gone} for pair in effects.duplicates.all] == [{ticked, twin}]
    assert [row.pk for row in effects.undelivered.all] == [ticked.pk]
    assert "1 pair may be one person" in text
    assert "Emails do not reach 1 person" in text
    assert "an@example.org" in text
    assert not any(row.person.email in text for row in unrelated)


def test_declining_states_no_balance(client, event):
    response = client.post(page(event), {"decision": "decline", "registration": [row.pk for row in two(event)]})

    assert response.context["effects"] is None


@pytest.mark.parametrize("item_count", [1, 4])
def test_preview_of_confirming_has_a_fixed_number_of_queries(client, event, item_count, django_assert_num_queries):
    rows = [register(event, make_person()) for _ in range(item_count)]
    post = {"decision": "confirm", "registration": [row.pk for row in rows]}
    client.post(page(event), post)

    # Session, person, event, role, on a team?; the table's columns, tags and countries; the decision and its rollback;
    # the mail and its texts; people, targets, countries and delegations of the balance; clashes; requirements; possible duplicates (two, four if there are any), bounced addresses.
    with django_assert_num_queries(28):
        client.post(page(event), post)


def test_writing_to_one_person_leads_back_to_their_page(client, event):
    (first, _second) = two(event)
    Message.objects.all().delete()
    post = {"decision": "remind", "registration": first.pk, "person": first.pk}

    preview = client.post(page(event), post)
    assert 'name="person"' in preview.content.decode()
    response = client.post(page(event), post | fields_of(preview) | {"subject_organizers_note": "A question"})

    assert response["Location"] == reverse("participants:detail", args=[event.slug, first.pk])
    assert [(mail.recipient, mail.subject) for mail in Message.objects.all()] == [(first.person, "A question")]


def test_an_unknown_person_leads_back_to_the_table(client, event):
    first, _second = two(event)
    post = {"decision": "remind", "registration": first.pk, "person": "x"}

    assert client.post(page(event), post).context["back"] == page(event)
