"""A person ends their links and gets a new one; organisers send a link again; administrators end all links."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.links.tokens import make_token
from events.calendars.services import issue_token
from events.models import CalendarToken, Event, NominationLink
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration import links
from events.registration.services import register
from notifications.models import Message
from notifications.preferences import links as preferences
from tests.accounts.helpers import trust_session
from tests.factories import make_delegation, make_event, make_member, make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db]

RENEW = "Send me a new link and end the old ones"


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


def path(link):
    return "/" + link.split("/", 3)[3]


def of_registration():
    return links.registration_link(register(make_event(), make_person(email="ann@example.org", name="Ann")))


def of_evaluation():
    return links.evaluation_link(register(make_event(), make_person(email="ann@example.org", name="Ann")))


def of_declined():
    return links.decline_link(register(make_event(), make_person(email="ann@example.org", name="Ann")))


def nominee():
    delegation = make_delegation(make_event(policy="nomination"), constituency="workers")
    return nominations.nominate(delegation, [Nominee("Ann", "ann@example.org")], by=make_person())[0]


def of_nominee():
    return links.nominee_link(nominee())


def of_focal_point():
    registration = nominee()
    link = nominations.appoint(registration.event, [registration.delegation_id], address="ann@example.org", name="Ann")
    return links.focal_point_link(link)


def of_mail_settings():
    return preferences.make_link(
        make_person(email="ann@example.org", name="Ann"), "ann@example.org", "news:programme:1"
    )


EACH_LINK = pytest.mark.parametrize(
    "make_link",
    [of_registration, of_evaluation, of_declined, of_nominee, of_focal_point, of_mail_settings],
    ids=lambda make: make.__name__,
)


def renew_url(link):
    return reverse("links:renew", args=[next(part for part in path(link).split("/") if ":" in part)])


def new_mails():
    return list(Message.objects.filter(kind__in=["new_link", "settings_link"]).order_by("pk"))


def new_link(mail):
    return next(word for word in mail.text.split() if word.startswith("http") and ":" in word[8:].partition("/")[2])


@EACH_LINK
def test_a_new_link_ends_the_old_ones(make_link):
    link = make_link()

    response = Client().post(renew_url(link))

    assert response.status_code == 200
    assert "a…@example.org" in response.content.decode()
    assert "ann@example.org" not in response.content.decode()
    assert Client().get(path(link)).status_code == 410
    (mail,) = new_mails()
    assert mail.to_email == "ann@example.org"
    assert new_link(mail) != link
    assert Client().get(path(new_link(mail)), follow=True).status_code == 200
    assert new_link(mail) not in response.content.decode()


@EACH_LINK
def test_opening_the_address_changes_nothing(make_link):
    link = make_link()

    for method in ("get", "head"):
        assert getattr(Client(), method)(renew_url(link)).status_code == 405
    assert Client().get(path(link), follow=True).status_code == 200
    assert not new_mails()


def test_the_page_of_a_link_offers_a_new_one():
    page = Client().get(path(of_registration())).content.decode()

    assert RENEW in page
    assert "We send a new one to a…@example.org" in page


def test_all_links_of_the_person_end_at_once_and_no_others():
    person = make_person(email="ann@example.org")
    first, second = (register(make_event(), person) for _ in range(2))
    other = register(first.event, make_person())

    Client().post(renew_url(links.registration_link(first)))

    # The row in memory still has the key with which earlier mails were written.
    assert Client().get(path(links.registration_link(second))).status_code == 410
    assert Client().get(path(links.registration_link(other))).status_code == 200


def test_the_page_of_an_ended_link_sends_a_new_one_and_ends_none():
    person = make_person(email="ann@example.org")
    first, second = (register(make_event(), person) for _ in range(2))
    old = [links.registration_link(registration) for registration in (first, second)]
    Client().post(renew_url(old[0]))
    of_first = new_link(new_mails()[0])

    ended = Client().get(path(old[1])).content.decode()
    Client().post(renew_url(old[1]))

    assert "This link has ended" in ended
    assert "Send me a new link" in ended
    assert "ann@example.org" not in ended
    assert Client().get(path(of_first)).status_code == 200
    assert Client().get(path(new_link(new_mails()[1]))).status_code == 200


def test_a_link_ends_60_days_after_the_event_and_can_be_renewed_for_a_week():
    link = of_registration()
    Event.objects.update(starts_at=now() - timedelta(days=62), ends_at=now() - timedelta(days=59))
    still = Client().get(path(link)).status_code
    Event.objects.update(starts_at=now() - timedelta(days=62), ends_at=now() - timedelta(days=61))

    expired = Client().get(path(link))
    Client().post(renew_url(link))

    assert still == 200
    assert expired.status_code == 410
    assert "Links in emails end some time after the event." in expired.content.decode()
    assert Client().get(path(new_link(new_mails()[0]))).status_code == 200


@pytest.mark.parametrize(
    ("fields", "works"),
    [
        (
            {"status": "cancelled", "ends_at": now() - timedelta(days=61), "starts_at": now() - timedelta(days=62)},
            False,
        ),
        ({"status": "cancelled", "ends_at": now() - timedelta(days=59), "starts_at": now() - timedelta(days=62)}, True),
        # The old date of a postponed event is not valid.
        ({"status": "postponed", "ends_at": now() - timedelta(days=90), "starts_at": now() - timedelta(days=91)}, True),
        ({"precision": "tbc", "ends_at": None, "starts_at": None}, True),
    ],
)
def test_the_end_follows_the_state_of_the_event(fields, works):
    link = of_registration()
    Event.objects.update(**fields)

    assert Client().get(path(link)).status_code == (200 if works else 410)


def test_the_number_of_days_is_a_setting(settings):
    settings.LINK_DAYS_AFTER_EVENT = 5
    link = of_registration()
    Event.objects.update(starts_at=now() - timedelta(days=7), ends_at=now() - timedelta(days=6))

    assert Client().get(path(link)).status_code == 410


def test_without_a_date_links_end_with_the_programme():
    link = of_registration()
    Event.objects.update(precision="tbc", ends_at=None, starts_at=None)
    event = Event.objects.get()
    event.programme.starts_year, event.programme.ends_year = now().year - 3, now().year - 2
    event.programme.save()

    assert Client().get(path(link)).status_code == 410


def test_the_security_log_records_links_without_tokens(caplog):
    link = of_registration()
    with caplog.at_level("INFO", logger="plenary.security"):
        Client().post(renew_url(link))
        Client().get(path(link))

    lines = [record.getMessage() for record in caplog.records if record.name == "plenary.security"]
    assert any("event=link_renewed" in line and "purpose=registration" in line for line in lines)
    assert any("event=link_invalid" in line and "state=ended" in line for line in lines)
    assert link.rpartition(":")[2].strip("/") not in caplog.text


def test_new_links_are_limited():
    link = of_registration()
    url = renew_url(link)

    answers = [Client().post(url).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 429, 429]
    assert len(new_mails()) == 3


@pytest.mark.parametrize("token", ["x", "a" * 3000, "bad:token"])
def test_an_unknown_token_sends_nothing(token):
    response = Client().post(reverse("links:renew", args=[token]))

    assert response.status_code == 404
    assert "Send me a new link" not in response.content.decode()
    assert not new_mails()


def test_a_revoked_focal_point_cannot_renew():
    link = of_focal_point()
    nominations.revoke(NominationLink.objects.get())

    assert "Send me a new link" not in Client().get(path(link)).content.decode()
    assert Client().post(renew_url(link)).status_code == 410
    assert not new_mails()


def test_organisers_send_a_person_their_link_again(client):
    registration = register(make_event(), make_person(email="ann@example.org"))
    member = make_member(registration.event.programme)
    client.force_login(member)
    url = reverse("participants:link_send", args=[registration.event.slug, registration.pk])

    response = client.post(url, {"to_email": "organizer@example.org"}, follow=True)

    link = links.registration_link(registration)
    (mail,) = new_mails()
    assert mail.to_email == "ann@example.org"
    assert new_link(mail) == link  # the same, so that earlier mails still work
    assert link not in response.content.decode()
    assert "the personal link was sent again" in response.content.decode()
    change = registration.changes.get(action="link_sent")
    assert (change.by, change.by_link) == (member, False)


def test_a_nominee_is_sent_the_link_to_answer(client):
    registration = nominee()
    client.force_login(make_member(registration.event.programme))

    client.post(reverse("participants:link_send", args=[registration.event.slug, registration.pk]))

    assert new_link(new_mails()[0]) == links.nominee_link(registration)


def test_administrators_end_all_links_of_a_person(client):
    registration = register(make_event(), make_person())
    link, _feed = links.registration_link(registration), issue_token(registration.person)
    client.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(client)
    data = {"action": "end_all_links", "_selected_action": [registration.person.pk]}

    client.post(reverse("admin:accounts_user_changelist"), data)

    assert Client().get(path(link)).status_code == 410
    assert not CalendarToken.objects.exists()


def test_a_token_of_one_page_does_not_open_another():
    registration = register(make_event(), make_person())
    token = make_token(links.EVALUATION, registration)

    assert Client().get(reverse("self_service:registration", args=[token])).status_code == 404
    assert Client().get(reverse("calendar_replies:declined", args=[token])).status_code == 404
