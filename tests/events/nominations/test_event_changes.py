"""Focal points learn of every change of the event, and are asked for nothing when it does not take place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.mails.rules import EventNotTakingPlaceError
from events.models import Event, NominationLink
from events.nominations import services
from events.nominations.grid import GridCell, set_delegations
from events.nominations.release import release
from events.nominations.services import Nominee
from events.planning.recipients import preview_recipients
from events.planning.services import cancel, edit_event, postpone, publish, reschedule
from events.registration import links
from events.registration.errors import NominationsClosedError
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=20, title="Seminar")


@pytest.fixture
def delegation(event):
    return make_delegation(event, country=make_country("VN", name="Viet Nam"), seats=3)


@pytest.fixture
def link(event, delegation):
    return appoint(event, delegation)


def appoint(event, delegation, address="point@example.org", **fields):
    return services.appoint(event, [delegation.pk], address=address, name="Daw Khin Khin", **fields)


def mails(*kinds):
    return list(Message.objects.filter(kind__in=kinds, status="queued").order_by("pk"))


def shift(event, **by):
    return reschedule(
        event, starts_at=event.starts_at + timedelta(**by), ends_at=event.ends_at + timedelta(**by), by=None
    )


def test_tells_a_focal_point_of_a_new_date(event, link):
    shift(event, days=3)

    (mail,) = mails("focal_point_moved")
    assert mail.recipient == link.person
    assert mail.subject == "Changed: Seminar – please check your nominations"
    assert "Date and time:" in mail.text
    assert links.focal_point_link(link) in mail.text
    assert mail.ics == ""


def test_tells_a_focal_point_of_a_new_place(event, link):
    edit_event(event, by=None, venue=make_venue(name="New Hall"))

    assert "Place: New Hall" in mails("focal_point_moved")[0].text


@pytest.mark.parametrize(("service", "kind"), [(postpone, "focal_point_postponed"), (cancel, "focal_point_cancelled")])
def test_tells_a_focal_point_that_the_event_does_not_take_place(event, link, service, kind):
    service(event, by=None, reason="Floods")

    (mail,) = mails(kind)
    assert mail.recipient == link.person
    assert "The organisers write: Floods" in mail.text


def test_tells_a_focal_point_of_the_new_date_of_a_postponed_event(event, link):
    postpone(event, by=None)
    shift(event, days=60)

    assert "It has a date again" in mails("focal_point_moved")[0].text


@pytest.mark.parametrize("language", ["en", "fr", "vi"])
def test_writes_in_the_language_of_the_focal_point(event, link, language):
    link.person.language = language
    link.person.save()

    cancel(event, by=None)

    beginnings = {"en": "Cancelled:", "fr": "Annulé", "vi": "Hủy:"}
    assert mails("focal_point_cancelled")[0].subject.startswith(beginnings[language])


def test_tells_no_focal_point_whose_link_was_revoked(event, link):
    services.revoke(link)

    cancel(event, by=None)

    assert mails("focal_point_cancelled") == []


def test_tells_a_focal_point_of_new_seats(event, delegation, link):
    set_delegations(event, [GridCell("VN", "", 5, 1)])

    assert "Viet Nam: 5 seats, 1 reserve (it was: 3 seats)" in mails("delegation_changed")[0].text


def test_tells_a_focal_point_who_loses_the_delegation(event, delegation, link):
    appoint(event, delegation, address="other@example.org")

    (mail,) = mails("delegation_changed")
    assert mail.recipient == link.person
    assert "Viet Nam: you no longer nominate people for these seats" in mail.text


def test_tells_a_focal_point_of_seats_that_are_removed_or_released(event, delegation, link):
    make_delegation(event, country=make_country("TH"), seats=1)
    event.delegations.filter(pk=delegation.pk).update(nomination_closes_at=now() - timedelta(hours=1))

    release(event, by=None)
    set_delegations(event, [GridCell("TH", "", 1)])

    texts = [mail.text for mail in mails("delegation_changed")]
    assert "Viet Nam: 0 seats" in texts[0]


def test_tells_a_focal_point_of_a_new_deadline_by_the_link(event, delegation, link):
    closes_at = now() + timedelta(days=9)

    appoint(event, delegation, closes_at=closes_at)

    latest = mails("nomination_link")[-1]
    assert "until " in latest.text


def test_lists_the_focal_points_among_those_who_will_be_notified(client, event, link):
    client.force_login(make_member(event.programme))

    assert preview_recipients(event).counts == [("Focal points", 1)]
    for name in ("reschedule", "postpone", "cancel"):
        page = client.get(reverse(f"planning:{name}", args=[event.slug])).text
        assert "Daw Khin Khin" in page


def call_off(event, state):
    if state == "past":
        Event.objects.filter(pk=event.pk).update(starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1))
    else:
        Event.objects.filter(pk=event.pk).update(status=state)
    event.refresh_from_db()


@pytest.mark.parametrize("state", ["cancelled", "postponed", "past"])
@pytest.mark.parametrize("action", ["remind", "again", "appoint"])
def test_refuses_to_ask_for_nominations_for_an_event_that_does_not_take_place(event, delegation, link, state, action):
    call_off(event, state)
    count = Message.objects.count()
    actions = {
        "remind": lambda: services.remind(event),
        "again": lambda: services.send_again(link),
        "appoint": lambda: appoint(event, delegation),
    }

    with pytest.raises(EventNotTakingPlaceError):
        actions[action]()

    assert Message.objects.count() == count


@pytest.mark.parametrize("state", ["cancelled", "postponed", "past"])
def test_page_of_delegations_offers_no_mail_and_says_why(client, event, link, state):
    call_off(event, state)
    client.force_login(make_member(event.programme))
    url = reverse("nominations:grid", args=[event.slug])

    page = client.get(url).text
    refused = client.post(
        reverse("nominations:focal_points", args=[event.slug]), {"action": "again", "link": link.pk}, follow=True
    ).text

    assert [text in page for text in ("Send again", "Remind focal points", "Send the link")] == [False] * 3
    assert "no one is asked to nominate" in page
    assert "Not sent: the event is" in refused


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("cancelled", "This event is cancelled."),
        ("postponed", "This event is postponed."),
        ("past", "This event is over."),
    ],
)
def test_page_of_the_focal_point_says_that_the_event_does_not_take_place(client, event, link, state, text):
    call_off(event, state)
    NominationLink.objects.update(expires_at=now() + timedelta(days=30))

    page = client.get(links.focal_point_link(link)).text

    assert text in page
    assert "Nominate this person" not in page


def test_takes_no_nomination_while_the_event_is_postponed(event, delegation, link):
    postpone(event, by=None)

    with pytest.raises(NominationsClosedError):
        services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)


def test_withdraws_the_invitations_to_nominate_that_are_queued(event, link):
    assert len(mails("nomination_link")) == 1

    cancel(event, by=None)

    assert mails("nomination_link") == []


@pytest.fixture
def draft():
    return make_event(policy=Event.Policy.NOMINATION, seats=20, title="Draft", status=Event.Status.DRAFT)


def test_holds_the_link_of_a_draft_until_it_is_published(client, draft):
    delegation = make_delegation(draft, country=make_country("VN", name="Viet Nam"), seats=3)
    link = appoint(draft, delegation)
    services.send_again(link)
    assert set(Message.objects.values_list("status", flat=True)) == {"held"}
    client.force_login(make_member(draft.programme))
    assert "held until the event is published" in client.get(reverse("nominations:grid", args=[draft.slug])).text
    log = client.get(reverse("mail_log:event", args=[draft.slug])).text
    assert "held until the event is published" in log
    assert "2 emails are held until now" in client.get(reverse("planning:publish", args=[draft.slug])).text

    edit_event(draft, by=None, title="Renamed")
    publish(draft, by=None)

    (mail,) = Message.objects.filter(kind="nomination_link")
    assert (mail.status, mail.subject) == ("queued", "Please nominate people for Renamed")
    assert client.get(links.focal_point_link(NominationLink.objects.get())).status_code == 200


@pytest.mark.parametrize(
    ("days", "said", "of_mail"),
    [(3, "Deadline for nominations:", "until"), (-3, "Nominations closed:", "closed since")],
)
def test_a_draft_shows_its_deadline_in_the_right_tense(client, draft, days, said, of_mail):
    """A deadline that lies ahead has not ended because the event is not published."""
    delegation = make_delegation(draft, country=make_country("VN", name="Viet Nam"), seats=3)
    link = appoint(draft, delegation)
    draft.delegations.update(nomination_closes_at=now() + timedelta(days=days))
    services.send_again(link)

    shown = client.get(links.focal_point_link(link)).text

    assert "This event is not published yet." in shown
    assert said in shown
    assert f"3 of 3 seats free, {of_mail} " in Message.objects.latest("pk").text


def test_sends_no_held_link_that_was_revoked(draft):
    delegation = make_delegation(draft, country=make_country("VN"), seats=3)
    services.revoke(appoint(draft, delegation))

    publish(draft, by=None)

    assert not Message.objects.exists()


def test_deletes_the_held_mails_with_the_draft(admin_client, draft):
    appoint(draft, make_delegation(draft, country=make_country("VN"), seats=3))
    make_person()

    admin_client.post(reverse("admin:events_event_delete", args=[draft.pk]), {"post": "yes"})

    assert not Event.objects.filter(pk=draft.pk).exists()
    assert not Message.objects.exists()
