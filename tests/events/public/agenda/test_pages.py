"""The page of the agenda and the page of a session."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Contributor, Event, Session, Slides
from events.registration import links
from events.registration.services import register, withdraw
from events.sessions.services import choose
from tests.events.public.agenda.scene import add_session, draft, make_seminar, publish_version, two_tracks
from tests.factories import make_member, make_person, make_venue

pytestmark = pytest.mark.django_db
TITLE = re.compile(r'class="talk-title"[^>]*>(?:<a[^>]*>)?([^<]*)<')


def agenda(event, query=""):
    return reverse("events:agenda", args=[event.slug]) + query


def titles(page):
    """Return the titles of the sessions of a page, in their order."""
    return TITLE.findall(page.content.decode())


def test_the_page_shows_the_sessions_with_their_facts(client):
    event, sessions = two_tracks()

    page = client.get(agenda(event))

    text = page.content.decode()
    assert titles(page) == [session.title for session in sessions]
    assert "Bangkok time (UTC+7)" in text
    assert "Interpreted into Vietnamese, Khmer" in text
    assert "Optional: 20 places left" in text
    assert "<bdi>Nakamura Haruka</bdi>" in text
    assert f'href="{sessions[0].get_absolute_url()}"' in text
    assert f'href="{sessions[1].get_absolute_url()}"' not in text  # a break
    assert f'href="{event.get_absolute_url()}"' in text


def test_the_page_of_the_event_links_to_the_agenda(client):
    event, sessions = two_tracks()

    page = client.get(event.get_absolute_url())

    assert f'href="{agenda(event)}"' in page.content.decode()
    assert titles(page) == [session.title for session in sessions]


def test_the_clock_of_the_reader_is_shown_beside_that_of_the_session(client):
    event, _sessions = two_tracks()
    unknown = client.get(agenda(event)).content.decode()
    client.cookies["tz"] = "Asia/Tokyo"

    page = client.get(agenda(event)).content.decode()

    assert "11:00 for you" in page
    assert "data-yours" not in page
    assert 'data-yours="# for you"' in unknown
    assert 'data-clock="420"' in unknown


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("?track=Services", [3, 4]),
        ("?track=Benefits", [2]),
        ("?language=vi", [0, 2]),
        ("?language=km", [0]),
        ("?language=km&track=Benefits", []),
        ("?track=None", []),
        ("?mine", [0, 1, 2, 3, 4]),  # nobody's: all are shown, with the way to sign in
    ],
)
def test_the_address_filters_by_track_and_language(client, query, shown):
    event, sessions = two_tracks()

    page = client.get(agenda(event, query))

    assert page.status_code == 200
    assert titles(page) == [sessions[number].title for number in shown]
    assert ("No session matches these filters." in page.content.decode()) == (not shown)


def test_filters_are_links_that_keep_the_others_and_can_be_cleared(client):
    event, _sessions = two_tracks()

    page = client.get(agenda(event, "?track=Benefits")).content.decode()

    assert '<a href="?track=Services"><bdi>Services</bdi></a>' in page
    assert '<a href="?" aria-current="true"><bdi>Benefits</bdi></a>' in page
    assert '<a href="?track=Benefits&amp;language=km" aria-label="Interpreted into Khmer"><bdi>Khmer</bdi></a>' in page
    assert '<a href="?track=Benefits&amp;mine"><bdi>My sessions</bdi></a>' in page
    assert '<a href="?"><bdi>All</bdi></a>' in page


def test_mine_shows_the_chosen_sessions_and_those_that_are_not_optional(client):
    event, sessions = two_tracks()
    other = add_session(event, "Another choice", "14:00", "15:00", is_optional=True)
    person = make_person()
    registration = register(event, person)
    choose(registration, [sessions[3].pk], by=person)
    client.force_login(person)

    page = client.get(agenda(event, "?mine"))

    assert titles(page) == [session.title for session in sessions]
    assert page.content.decode().count("My session</span>") == 1
    assert other.title in titles(client.get(agenda(event)))


def test_mine_includes_sessions_that_the_person_contributes_to(client):
    event, sessions = two_tracks()
    person = make_person()
    Contributor.objects.create(session=sessions[3], name="Speaker", person=person)
    client.force_login(person)

    page = client.get(agenda(event, "?mine"))

    assert sessions[3].title in titles(page)
    assert page.context["asks_who"] is False


def test_mine_leaves_out_a_session_that_the_person_has_declined(client):
    event, sessions = two_tracks()
    person = make_person()
    sessions[1].contributors.create(
        name="Anjali Rao", person=person, invitation="declined", invited_at=now(), answered_at=now()
    )
    client.force_login(person)

    assert "You do not take part in this event" in client.get(agenda(event, "?mine")).text


def test_mine_asks_a_stranger_to_sign_in_and_says_that_another_person_takes_no_part(client):
    event, _sessions = two_tracks()
    person = make_person()
    withdraw(register(event, person), by=person)

    stranger = client.get(agenda(event, "?mine")).content.decode()
    client.force_login(person)
    other = client.get(agenda(event, "?mine")).content.decode()

    assert f"/accounts/login/?next={agenda(event)}%3Fmine" in stranger
    assert "You do not take part in this event" in other


def test_the_personal_link_shows_the_sessions_of_its_person(client):
    event, sessions = two_tracks()
    add_session(event, "Another choice", "14:00", "15:00", is_optional=True)
    person = make_person()
    registration = register(event, person)
    choose(registration, [sessions[3].pk], by=person)
    path = "/" + links.registration_link(registration).split("/", 3)[3]

    own = client.get(path).content.decode()
    page = client.get(f"{path}agenda/?mine")

    assert f'href="{path}agenda/?mine"' in own
    assert page.status_code == 200
    assert titles(page) == [session.title for session in sessions]
    assert page["X-Robots-Tag"] == "noindex"
    assert client.post(f"{path}agenda/").status_code == 405


def test_an_event_without_sessions_says_so(client):
    page = client.get(agenda(make_seminar()))

    assert page.status_code == 200
    assert "The agenda is not published yet." in page.content.decode()


@pytest.mark.parametrize("status", [Event.Status.CANCELLED, Event.Status.POSTPONED])
def test_an_event_that_is_called_off_says_so(client, status):
    event, sessions = two_tracks(make_seminar(status=status))

    for path in (agenda(event), sessions[0].get_absolute_url()):
        assert f"This event is {status}" in client.get(path).content.decode()


def test_a_draft_is_visible_only_to_its_team(client):
    event, sessions = two_tracks(draft())
    paths = [agenda(event), sessions[0].get_absolute_url()]

    assert [client.get(path).status_code for path in paths] == [404, 404]
    client.force_login(make_member(event.programme))
    assert [client.get(path).status_code for path in paths] == [200, 200]


def test_the_page_of_a_session_shows_everything_about_it(client):
    event = make_seminar(venue=make_venue())
    session = add_session(
        event,
        "Opening",
        "09:00",
        "10:30",
        abstract="Why we are here.\n\nAnd what comes next.",
        room="Main hall",
        track="Services & benefits",
        languages=["vi"],
        is_optional=True,
    )
    Contributor.objects.create(session=session, name="Anjali Rao", role="host", affiliation="Ministry")
    client.cookies["tz"] = "Asia/Tokyo"

    page = client.get(session.get_absolute_url()).content.decode()

    assert session.get_absolute_url() == f"/events/{event.slug}/sessions/{session.pk}/"
    for text in (
        "09:00 to 10:30, Bangkok time (UTC+7)",
        "11:00 to 12:30, Tokyo time (UTC+9)",
        "<p>Why we are here.</p>",
        "Main hall",
        "Conference Centre, Bangkok, Thailand",
        "Services &amp; benefits",
        "?track=Services%20%26%20benefits",
        "Vietnamese",
        "Optional",
        "<bdi>Anjali Rao</bdi>",
        "Host",
        "Ministry",
    ):
        assert text in page


def test_the_page_of_a_session_links_to_published_slides_only(client):
    session = add_session(make_seminar(), "Opening", "09:00", "10:30")
    contributor = Contributor.objects.create(session=session, name="Anjali Rao")
    Slides.objects.create(contributor=contributor, name="a.pdf", size=2 * 1024 * 1024, may_publish_since=now())
    link = reverse("engagements:public_slides", args=[contributor.slides.key])

    assert link not in client.get(session.get_absolute_url()).text
    Slides.objects.update(published_at=now())

    page = client.get(session.get_absolute_url()).text
    assert link in page
    assert "PDF, 2.0" in page.replace("\xa0", " ")
    Contributor.objects.update(invitation="declined", invited_at=now(), answered_at=now())
    assert link not in client.get(session.get_absolute_url()).text


def test_the_address_of_a_session_stays_when_it_moves(client):
    event, sessions = two_tracks()
    path = sessions[0].get_absolute_url()
    publish_version(event)
    Session.objects.filter(pk=sessions[0].pk).update(title="Welcome")

    assert "Welcome" in client.get(path).content.decode()


def test_a_session_of_another_event_is_not_found(client):
    event, sessions = two_tracks()
    other = make_seminar()

    assert client.get(reverse("events:session", args=[other.slug, sessions[0].pk])).status_code == 404
    assert client.get(reverse("events:session", args=[event.slug, 2**70])).status_code in {400, 404}


def test_a_session_without_a_time_has_a_page(client):
    session = make_seminar().sessions.create(title="Undated", time_text="in the afternoon")

    assert "in the afternoon" in client.get(session.get_absolute_url()).content.decode()


def test_typed_text_is_escaped(client):
    bad = "<script>alert(1)</script>"
    event = make_seminar()
    session = add_session(event, bad, "09:00", "10:00", track=bad[:60], room=bad, abstract=bad, languages=[bad])
    Contributor.objects.create(session=session, name=bad, affiliation=bad)

    for path in (agenda(event), session.get_absolute_url(), event.get_absolute_url()):
        assert "<script>alert" not in client.get(path).content.decode()


@pytest.mark.parametrize("count", [1, 200])
def test_the_pages_make_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    event, person = make_seminar(venue=make_venue()), make_person()
    register(event, person)
    for number in range(count):
        session = add_session(
            event,
            f"Session {number}",
            f"{9 + number % 8:02}:00",
            f"{9 + number % 8:02}:30",
            day=number % 2,
            track=f"Track {number % 4}",
            venue=event.venue,
            is_optional=True,
        )
        Contributor.objects.create(session=session, name="Somebody")
    publish_version(event)
    Session.objects.update(title="Another", venue=make_venue(name="Second"))
    publish_version(event)

    with django_assert_num_queries(5):  # the event, sessions, contributors, versions, and the venues before
        page = client.get(agenda(event))
    assert len(titles(page)) == count
    with django_assert_num_queries(6):  # and the documents
        client.get(session.get_absolute_url())
    client.force_login(person)
    client.get(agenda(event))
    with django_assert_num_queries(10):  # and the sign-in, the team, the registration and the choices
        client.get(agenda(event, "?mine"))
