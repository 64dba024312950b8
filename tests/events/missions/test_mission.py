"""The overview of a mission, and what the public sees of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from events.calendars.services import revise
from events.missions import public
from events.missions.overview import services
from events.missions.terms import services as terms
from events.models import Contributor, Document, Event, Expert, Meeting, Mission, Session, TeamMember
from events.models.mission import MissionReport
from events.registration.errors import RegistrationError
from events.registration.services import register
from tests.events.missions.helpers import agree, make_asked_mission, make_expert, make_mission, make_terms
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")
SECRETS = (
    "Internal summary",
    "Internal description",
    "Secret ministry office",
    "First meeting",
    "Plan of the team",
    "Donor",
    "Nakamura Haruka",
    "Ministry of Manpower",
    "More people claim.",
    "What we found.",
)


def page(name, mission):
    return reverse(f"missions:{name}", args=[mission.event.slug])


def meet(mission, title="First meeting", *, day=14, hour=13, **fields):
    at = datetime(2027, 4, day, hour, 30, tzinfo=JAKARTA)
    session = Session.objects.create(event=mission.event, title=title, starts_at=at, ends_at=at + timedelta(hours=1))
    return Meeting.objects.create(session=session, status="confirmed", **{"institution": "Agency", **fields})


def full_mission(**fields):
    """Create a published mission with everything that a page could show."""
    mission, request = make_asked_mission(
        title="Mission on claims",
        summary="Internal summary",
        description="Internal description",
        supported_by="Donor",
        venue=make_venue(name="Secret ministry office", country=make_country()),
        **fields,
    )
    event = mission.event
    event.countries.add(make_country("JP"))
    event.areas.add(event.programme.areas.create(slug="jobs", name="Jobs"))
    make_expert(mission)
    make_terms(mission)
    agree(mission, request)
    meet(mission)
    Document.objects.create(event=event, title="Plan of the team", url="https://example.org/plan")
    MissionReport.objects.create(
        mission=mission, status="accepted", public_summary={"en": "What we found."}, released_at=event.ends_at
    )
    Event.objects.filter(pk=event.pk).update(status="published", published_at=event.starts_at)
    event.refresh_from_db()
    revise(event, significant=False)
    return mission


def shown(client, mission):
    return client.get(mission.event.get_absolute_url()).text


# The overview


def test_overview_shows_stage_team_institution_and_what_is_next(client):
    mission = full_mission()

    with time_machine.travel(datetime(2027, 4, 14, 12, 10, tzinfo=JAKARTA), tick=False):
        client.force_login(make_member(mission.event.programme))
        text = client.get(page("mission", mission)).text

    assert "<h1>Under way</h1>" in text
    assert 'aria-current="step"' in text
    for part in (
        "13:30",
        "First meeting",
        "Nakamura Haruka",
        "Ministry of Manpower",
        "Dr Hendra Kusuma",
        "received"[:0],
    ):
        assert part in text
    assert "overdue since 15 Mar" in text


@pytest.mark.parametrize(
    ("day", "stage"),
    [((2027, 3, 1), "agreed"), ((2027, 4, 12), "under_way"), ((2027, 4, 17), "closed"), ((2027, 4, 11), "agreed")],
)
def test_stage_follows_the_clock_of_the_place(client, day, stage):
    mission = full_mission()

    with time_machine.travel(datetime(*day, 0, 30, tzinfo=JAKARTA), tick=False):
        client.force_login(make_member(mission.event.programme))
        assert client.get(page("mission", mission)).context["overview"].stage == stage


def test_a_new_mission_has_an_overview_without_a_row(client):
    event = make_event(kind="expert_mission", policy="none", status="draft")
    client.force_login(make_member(event.programme, TeamMember.Role.VIEWER))

    text = client.get(reverse("missions:mission", args=[event.slug])).text

    assert "Asked for" in text
    assert not Mission.objects.exists()


def test_saves_emergency_contacts(client):
    mission = make_mission()
    client.force_login(make_member(mission.event.programme, TeamMember.Role.COORDINATOR))

    client.post(page("emergency", mission), {"emergency": "Office +66 2 555 0100"})

    assert "Office +66 2 555 0100" in client.get(page("mission", mission)).text


def test_other_events_have_no_overview(client):
    event = make_event()
    client.force_login(make_member(event.programme))

    assert client.get(reverse("missions:mission", args=[event.slug])).status_code == 404
    assert (
        reverse("missions:mission", args=[event.slug])
        not in client.get(reverse("planning:overview", args=[event.slug])).text
    )


@pytest.mark.parametrize("count", [1, 4])
def test_overview_runs_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    mission = full_mission()
    for number in range(count):
        meet(mission, f"Meeting {number}", day=15, hour=9 + number)
        make_expert(mission, f"Expert {number}")

    with time_machine.travel(datetime(2027, 4, 14, 12, tzinfo=JAKARTA), tick=False):
        client.force_login(make_member(mission.event.programme))
        client.get(page("mission", mission))
        with django_assert_num_queries(14):
            client.get(page("mission", mission))


# The public


def test_the_public_sees_only_title_dates_country_and_area_at_first(client):
    mission = full_mission()

    text = shown(client, mission)

    for part in ("Mission on claims", "12", "16 April 2027", "Japan", "Jobs"):
        assert part in text
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("institution", "Ministry of Manpower"),
        ("experts", "Nakamura Haruka"),
        ("objective", "More people claim."),
        ("public_summary", "What we found."),
        ("area", "Jobs"),
    ],
)
def test_each_field_is_chosen_by_itself(client, field, text):
    mission = full_mission()
    services.choose_public_fields(mission.event, ["title", "dates", "country", field, "unknown"])

    found = shown(client, mission)

    assert text in found
    assert [secret for secret in SECRETS if secret in found and secret != text] == []
    assert ("Jobs" in found) is (field == "area")


def test_search_engines_get_what_is_public():
    mission = full_mission()
    services.choose_public_fields(mission.event, list(public.FIELDS.labels))
    event = Event.objects.get(pk=mission.event.pk)

    parts = public.show_only_chosen(event)

    assert (event.summary, event.venue, event.description) == ("", None, "")
    assert (parts.summary, parts.objective) == ("What we found.", "More people claim.")


def test_a_report_that_is_not_released_stays_internal(client):
    mission = full_mission()
    services.choose_public_fields(mission.event, list(public.FIELDS.labels))
    MissionReport.objects.update(released_at=None)

    assert "What we found." not in shown(client, mission)


def places(mission):
    slug = mission.event.slug
    session = mission.event.sessions.first()
    return {
        "page": mission.event.get_absolute_url(),
        "agenda": reverse("events:agenda", args=[slug]),
        "json": reverse("events:agenda_json", args=[slug]),
        "file": reverse("calendars:event", args=[slug]),
        "feed": reverse("calendars:feed"),
        "list": reverse("events:list"),
        "atom": reverse("events:atom"),
        "sitemap": "/sitemap.xml",
        "programme": mission.event.programme.get_absolute_url(),
        "session": reverse("events:session", args=[slug, session.pk]),
    }


def test_lists_and_feeds_have_nothing_that_was_not_chosen(client):
    with time_machine.travel(datetime(2027, 4, 1, tzinfo=JAKARTA), tick=False):
        mission = full_mission()
        found = {name: client.get(path).text.replace("\r\n ", "") for name, path in places(mission).items()}

    leaks = {name: [secret for secret in SECRETS if secret in text] for name, text in found.items()}
    assert {name: secrets for name, secrets in leaks.items() if secrets} == {}
    for name in ("page", "file", "feed", "list", "atom", "programme"):
        assert "Mission on claims" in found[name]
    assert "LOCATION:Japan" in found["feed"]


def test_without_title_dates_and_country_the_mission_is_nowhere(client):
    with time_machine.travel(datetime(2027, 4, 1, tzinfo=JAKARTA), tick=False):
        mission = full_mission()
        services.choose_public_fields(mission.event, ["title", "country", "objective"])
        answers = {name: client.get(path) for name, path in places(mission).items()}

        assert {name: answer.status_code for name, answer in answers.items() if answer.status_code == 404}.keys() == {
            "page",
            "agenda",
            "json",
            "file",
            "session",
        }
        assert [name for name, answer in answers.items() if "Mission on claims" in answer.text] == []
        client.force_login(make_member(mission.event.programme))
        assert client.get(mission.event.get_absolute_url()).status_code == 200


def test_the_page_of_an_expert_has_no_meetings(client):
    mission = full_mission()
    expert = Expert.objects.get()
    Expert.objects.update(public_since=mission.event.starts_at)
    Contributor.objects.create(session=mission.event.sessions.get(), name=expert.name, expert=expert)

    assert "First meeting" not in client.get(expert.get_absolute_url()).text


def test_an_event_without_data_of_a_mission_stays_as_it_is(client):
    event = make_event(kind="expert_mission", policy="none", summary="A mission of 2012")

    assert "A mission of 2012" in client.get(event.get_absolute_url()).text


def test_preview_shows_a_choice_that_is_not_saved(client):
    mission = full_mission()
    client.force_login(make_member(mission.event.programme, TeamMember.Role.COORDINATOR))
    chosen = [*public.FIELDS.default, "objective"]

    preview = client.post(page("public", mission), {"public_fields": chosen, "preview": "1"}).text
    assert "More people claim." in preview
    assert "objective" not in Mission.objects.get().public_fields
    client.post(page("public", mission), {"public_fields": [*chosen, "unknown"]})
    assert "objective" not in Mission.objects.get().public_fields
    client.post(page("public", mission), {"public_fields": chosen})

    assert Mission.objects.get().public_fields == ["title", "dates", "country", "area", "objective"]


def test_nobody_registers_for_a_mission(client):
    mission = full_mission()
    event = mission.event

    assert not event.is_registration_open
    with pytest.raises(RegistrationError):
        register(event, make_person())
    client.force_login(make_person())
    client.post(reverse("self_service:register", args=[event.slug]), {"name": "An"})
    assert not event.registrations.exists()
    assert reverse("self_service:register", args=[event.slug]) not in shown(client, mission)


def test_forty_missions_take_as_many_queries_as_one(client, django_assert_max_num_queries):
    programme = make_programme()
    for _number in range(40):
        mission = make_mission(programme, status="published")
        revise(mission.event, significant=False)
    with time_machine.travel(datetime(2027, 4, 1, tzinfo=JAKARTA), tick=False):
        for path in (reverse("events:list"), reverse("calendars:feed"), reverse("events:atom")):
            with django_assert_max_num_queries(8):
                assert client.get(path).status_code == 200


def test_terms_of_a_published_mission_without_a_row_keep_the_feed_closed():
    event = make_event(kind="expert_mission", policy="none", summary="Internal summary")
    revise(event, significant=False)
    assert "Internal summary" in event.vevent

    terms.begin(event, by=None)

    event.refresh_from_db()
    assert "Internal summary" not in event.vevent
