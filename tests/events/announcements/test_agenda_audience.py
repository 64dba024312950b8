"""Announcements to the people of a session, of a track or of a delegation."""

import pytest
from django.urls import reverse

from events.announcements import audience, services
from events.announcements.descriptions import describe_recipients
from events.announcements.errors import FilterGoneError
from events.announcements.services import RecipientGroups
from events.models import Announcement, AnnouncementRecipient, Contributor, Registration, Session
from events.participants.registration_filter import RegistrationFilter
from events.registration.services import register
from events.sessions.services import choose
from tests.events.announcements.scene import announced, make_announcement, send
from tests.events.announcements.test_pages import form
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db
Role = AnnouncementRecipient.Role


class Scene:
    """An event with two sessions, in a track each, a person who chose each, a contributor to each, and a delegation."""

    def __init__(self):
        self.event = make_event()
        self.sessions = [
            Session.objects.create(event=self.event, title=title, track=track, is_optional=True)
            for title, track in (("Pensions", "Benefits"), ("Job search", "Services"))
        ]
        self.people = [make_person() for _session in self.sessions]
        self.speakers = [make_person() for _session in self.sessions]
        for session, person, speaker in zip(self.sessions, self.people, self.speakers, strict=True):
            choose(register(self.event, person), [session.pk], by=person)
            Contributor.objects.create(session=session, name=speaker.name, person=speaker)
        self.delegate, self.focal_points = make_person(), [make_person(), make_person()]
        self.delegations = [
            make_delegation(self.event, country=make_country(code), focal_point=focal_point)
            for code, focal_point in zip(("TH", "VN"), self.focal_points, strict=True)
        ]
        registration = register(self.event, self.delegate)
        Registration.objects.filter(pk=registration.pk).update(delegation=self.delegations[0])


@pytest.fixture
def scene():
    return Scene()


def recipients(announcement):
    return {(member.person, member.role) for member in audience.resolve(announcement).recipients}


def test_people_of_a_session_are_those_who_chose_it_and_its_contributors(scene):
    announcement = make_announcement(scene.event, filters=f"session={scene.sessions[0].pk}", contributors=True)

    assert recipients(announcement) == {
        (scene.people[0].pk, Role.REGISTERED),
        (scene.speakers[0].pk, Role.CONTRIBUTOR),
    }
    send(announcement)
    assert {message.recipient for message in announced()} == {scene.people[0], scene.speakers[0]}


def test_people_of_a_track_are_those_of_its_sessions(scene):
    third = Session.objects.create(event=scene.event, title="More", track="Benefits", is_optional=True)
    person = make_person()
    choose(register(scene.event, person), [third.pk], by=person)
    announcement = make_announcement(scene.event, filters="track=Benefits", contributors=True)

    assert {person for person, _role in recipients(announcement)} == {
        scene.people[0].pk,
        person.pk,
        scene.speakers[0].pk,
    }


def test_people_of_a_delegation_are_its_nominees_and_its_focal_point(scene):
    announcement = make_announcement(scene.event, filters=f"delegation={scene.delegations[0].pk}", focal_points=True)

    assert recipients(announcement) == {
        (scene.delegate.pk, Role.REGISTERED),
        (scene.focal_points[0].pk, Role.FOCAL_POINT),
    }


def test_contributors_of_a_session_can_be_the_only_recipients(scene):
    filters = f"session={scene.sessions[1].pk}&status=confirmed"
    announcement = make_announcement(scene.event, filters=filters, registered=False, contributors=True)

    assert announcement.filters == f"session={scene.sessions[1].pk}"
    assert recipients(announcement) == {(scene.speakers[1].pk, Role.CONTRIBUTOR)}


def test_focal_point_of_a_delegation_can_be_the_only_recipient(scene):
    filters = f"delegation={scene.delegations[1].pk}"
    announcement = make_announcement(scene.event, filters=filters, registered=False, focal_points=True)

    assert recipients(announcement) == {(scene.focal_points[1].pk, Role.FOCAL_POINT)}


def test_a_speaker_who_also_chose_the_session_gets_one_mail(scene):
    Contributor.objects.create(session=scene.sessions[0], name="Both", person=scene.people[0])
    announcement = make_announcement(scene.event, filters=f"session={scene.sessions[0].pk}", contributors=True)

    send(announcement)

    assert announced().filter(recipient=scene.people[0]).count() == 1


@pytest.mark.parametrize("groups", [{}, {"registered": False, "contributors": True}])
def test_a_deleted_session_stops_the_announcement(scene, groups):
    session = Session.objects.create(event=scene.event, title="Gone", is_optional=True)
    announcement = make_announcement(scene.event, filters=f"session={session.pk}", **groups)
    session.delete()

    with pytest.raises(FilterGoneError):
        audience.resolve(announcement)


def test_a_choice_that_is_taken_back_before_the_mail_leaves_the_person_out(scene):
    announcement = make_announcement(scene.event, filters=f"session={scene.sessions[0].pk}", contributors=True)
    registration = scene.event.registrations.get(person=scene.people[0])

    choose(registration, [], by=scene.people[0])

    assert recipients(announcement) == {(scene.speakers[0].pk, Role.CONTRIBUTOR)}


def test_the_page_of_a_new_announcement_takes_a_session_from_its_address(client, scene):
    client.force_login(make_member(scene.event.programme))
    key = scene.sessions[0].pk
    address = reverse("announcements:create", args=[scene.event.slug], query={"session": key})

    page = client.get(address)
    response = client.post(address, form(to=["registered", "contributors"], session=key))

    assert page.context["form"]["to"].value() == ["registered", "contributors"]
    assert [field.value() for field in page.context["filters"] if field.name == "session"] == [str(key)]
    assert [(chip.label, chip.name, chip.value) for chip in page.context["chips"]] == [
        ("Session chosen", "session", str(key))
    ]
    announcement = Announcement.objects.get()
    assert announcement.filters == f"session={key}"
    shown = client.get(response.url).content.decode()
    assert "2 recipients" in shown
    assert "Session chosen: Pensions" in shown
    assert "Contributors to the session: Pensions" in shown


def test_the_page_refuses_the_session_of_another_event(client, scene):
    client.force_login(make_member(scene.event.programme))
    session = Session.objects.create(event=make_event(), title="Elsewhere", is_optional=True)

    response = client.post(
        reverse("announcements:create", args=[scene.event.slug]), form(to=["registered"], session=session.pk)
    )

    assert response.status_code == 200
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("filters", "groups", "lines"),
    [
        ("", {"registered": False, "contributors": True}, ["Contributors to the sessions of this event"]),
        (
            "track=Benefits",
            {"contributors": True},
            ["Registered people with: Track chosen: Benefits", "Contributors to the sessions of the track: Benefits"],
        ),
        (
            "delegation={delegation}",
            {"focal_points": True},
            ["Registered people with: Delegation: Thailand", "Focal points of the delegation: Thailand"],
        ),
        ("", {"registered": False, "focal_points": True}, ["Focal points of the delegations of this event"]),
    ],
)
def test_the_recipients_are_described(scene, filters, groups, lines):
    announcement = make_announcement(scene.event, filters=filters.format(delegation=scene.delegations[0].pk), **groups)

    assert describe_recipients(announcement) == lines


def test_a_copy_has_the_same_recipients(scene):
    wanted = RegistrationFilter(session=scene.sessions[0].pk)
    announcement = services.write(
        scene.event,
        RecipientGroups(registered=False, filter=wanted, contributors=True),
        {"en": services.mails.source_of(make_announcement(scene.event).texts.get())},
        is_optional=False,
        by=None,
    )

    assert recipients(services.copy(announcement, by=None)) == recipients(announcement)


@pytest.mark.parametrize("count", [1, 5])
def test_resolve_runs_a_fixed_number_of_queries(scene, count, django_assert_num_queries):
    session = scene.sessions[0]
    for _number in range(count):
        person = make_person()
        choose(register(scene.event, person), [session.pk], by=person)
        Contributor.objects.create(session=session, name="Speaker", person=make_person())
    announcement = make_announcement(scene.event, filters=f"session={session.pk}", contributors=True)

    with django_assert_num_queries(4):  # the session, each group, and the merged registrations
        audience.resolve(announcement)
