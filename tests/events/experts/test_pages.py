"""The team's pages of the directory, and what everybody sees."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.experts import pictures, services
from events.models import Expert, ExpertNote, ExpertPicture, ExpertRating, Slides
from tests.events.experts.helpers import make_assignment, make_expert, make_picture, past_event
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert():
    return make_expert(
        local_name="中村 遥", expertise="benefit claims\nlaw drafting", languages="en ja", job_title="Senior adviser",
        country=make_country("JP"), person=make_person(email="haruka@example.org"), biography="Ran three offices.",
    )  # fmt: skip


@pytest.fixture
def team(client, expert):
    client.force_login(make_member(expert.programme, "coordinator"))
    return client


def url(name, expert, *args):
    return reverse(f"experts:{name}", args=[expert.programme.slug, *args])


FORM = {"name": "An Tran", "away-TOTAL_FORMS": "2", "away-INITIAL_FORMS": "0"}


def test_list_is_empty_at_first(client):
    event = make_event()
    client.force_login(make_member(event.programme))

    page = client.get(reverse("experts:list", args=[event.programme.slug])).text

    assert "The directory is empty." in page


def test_list_marks_hits_and_keeps_the_search_in_its_links(team, expert):
    page = team.get(url("list", expert), {"q": "claims", "language": "ja"}).text

    assert '<bdi class="tag is-hit">benefit claims</bdi>' in page
    assert f'href="{url("detail", expert, expert.pk)}?q=claims&amp;language=ja"' in page
    assert "Nobody matches" in team.get(url("list", expert), {"q": "nobody"}).text


def test_unknown_filters_are_ignored(team, expert):
    page = team.get(url("list", expert), {"language": "xx", "subject": "nothing", "free_from": "soon"})

    assert "Haruka Nakamura" in page.text


def test_profile_shows_work_notes_and_consents(team, expert):
    old = make_assignment(expert, past_event(expert.programme, title="Old seminar"))
    make_assignment(expert, make_event(programme=expert.programme, title="Next seminar"))
    services.add_note(expert, "Best with a whiteboard", by=make_person(name="Daniel"))
    services.set_unavailable(expert, [(now().date(), now().date() + timedelta(days=1))])

    page = team.get(url("detail", expert, expert.pk)).text

    for text in ("Old seminar", "Next seminar", "Best with a whiteboard", "Daniel", "haruka@example.org", "no consent"):
        assert text in page
    assert page.count('name="score"') == 5  # only the past assignment can be rated
    assert f'id="work-{old.pk}"' in page


def test_person_is_added_with_picture_pairs_and_days(team, expert):
    day = now().date() + timedelta(days=5)
    answer = team.post(
        url("create", expert),
        FORM
        | {
            "address": "an@example.org", "expertise": "Claims, claims\nLaw", "languages": ["en", "vi"], "from_0": "en", "to_0": "vi",
            "picture": make_picture(), "shows_picture": "on", "is_public": "on", "away-0-starts_on": day, "away-0-ends_on": "",
        },
    )  # fmt: skip

    added = Expert.objects.get(name="An Tran")
    assert answer.url == url("detail", expert, added.pk)
    assert (added.subjects, added.languages, added.pairs) == (["Claims", "Law"], "en vi", [("en", "vi")])
    assert (added.person.email, added.is_public, added.picture.shown_since is not None) == (
        "an@example.org",
        True,
        True,
    )
    assert [(row.starts_on, row.ends_on) for row in added.unavailable_periods.all()] == [(day, day)]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, "This field is required."),
        ({"from_0": "en", "to_0": "en"}, "Choose two different languages"),
        ({"from_0": "en"}, "Choose two different languages"),
        ({"away-0-starts_on": "2027-02-02", "away-0-ends_on": "2027-02-01"}, "The last day is before"),
        ({"away-0-ends_on": "2027-02-01"}, "Enter the first day"),
        ({"expertise": "x" * 61}, "at most 60 characters"),
        ({"expertise": ",".join(f"s{number}" for number in range(21))}, "at most 20 subjects"),
        ({"address": "haruka@example.org", "name": "Haruka Nakamura"}, "already in the directory"),
    ],
)
def test_wrong_entry_is_refused_with_what_was_typed(team, expert, changes, error):
    make = {"name": "Haruka Nakamura"} if "address" in changes else {}
    expert.person.name = "Haruka Nakamura"
    expert.person.save()

    answer = team.post(url("create", expert), FORM | make | changes)

    assert (answer.status_code, Expert.objects.count()) == (200, 1)
    assert error in answer.text


def test_broken_picture_is_refused(team, expert):
    broken = make_picture()
    broken.file.seek(0)
    broken.file.truncate(100)

    answer = team.post(url("create", expert), FORM | {"picture": broken})

    assert "not a picture" in answer.text or answer.status_code == 200
    assert not Expert.objects.filter(name="An Tran").exists()


def test_entry_is_changed_and_its_address_stays(team, expert):
    services.set_picture(expert, pictures.read_picture(make_picture()), is_shown=True)
    page = team.get(url("edit", expert, expert.pk)).text
    assert 'name="address"' not in page
    assert "benefit claims, law drafting" in page

    team.post(url("edit", expert, expert.pk), FORM | {"name": "Haruka N.", "removes_picture": "on"})

    expert.refresh_from_db()
    assert (expert.name, expert.person.email, ExpertPicture.objects.exists()) == (
        "Haruka N.",
        "haruka@example.org",
        False,
    )


def test_note_and_rating_are_saved_and_a_note_is_deleted(team, expert):
    task = make_assignment(expert, past_event(expert.programme))

    team.post(url("note", expert, expert.pk), {"text": "Call before noon"})
    team.post(url("note", expert, expert.pk), {"text": " "})
    team.post(url("rate", expert, expert.pk, task.pk), {"score": "4", "note": "Clear"})
    team.post(url("rate", expert, expert.pk, task.pk), {"score": "6"})
    assert (ExpertNote.objects.get().text, ExpertRating.objects.get().score) == ("Call before noon", 4)

    team.post(url("note_delete", expert, expert.pk, ExpertNote.objects.get().pk))

    assert not ExpertNote.objects.exists()


def test_assignment_of_somebody_else_or_ahead_is_not_rated(team, expert):
    other = make_assignment(make_expert(expert.programme, name="Other"), past_event(expert.programme))
    ahead = make_assignment(expert)

    assert team.post(url("rate", expert, expert.pk, other.pk), {"score": "4"}).status_code == 404
    team.post(url("rate", expert, expert.pk, ahead.pk), {"score": "4"})

    assert not ExpertRating.objects.exists()


def test_entry_is_deleted_after_a_question(team, expert):
    assert "cannot be undone" in team.get(url("delete", expert, expert.pk)).text
    make_assignment(expert)
    team.post(url("delete", expert, expert.pk))
    assert Expert.objects.exists()
    expert.contributions.all().delete()

    team.post(url("delete", expert, expert.pk))

    assert not Expert.objects.exists()


def test_public_page_exists_only_with_consent(client, expert):
    path = expert.get_absolute_url()
    assert client.get(path).status_code == 404
    services.agree_to_page(expert, is_public=True)
    services.set_picture(expert, pictures.read_picture(make_picture()), is_shown=False)
    services.add_note(expert, "Team only", by=make_person())
    shown = make_assignment(expert, make_event(programme=expert.programme, title="Seminar in Bangkok"))
    make_assignment(expert, make_event(programme=expert.programme, title="Secret draft", status="draft"))
    refused = make_event(programme=expert.programme, title="Refused one")
    make_assignment(expert, refused, invitation="declined", invited_at=now(), answered_at=now())
    Slides.objects.create(
        contributor=shown,
        name="a.pdf",
        content_type="application/pdf",
        size=1,
        may_publish_since=now(),
        published_at=now(),
    )

    page = client.get(path).text

    assert "Ran three offices." in page
    assert "Seminar in Bangkok" in page
    assert "/slides/" in page
    for hidden in ("Secret draft", "Refused one", "Team only", "haruka@example.org", '<img src="/experts/'):
        assert hidden not in page


def test_picture_is_public_only_with_both_consents(client, expert):
    services.set_picture(expert, pictures.read_picture(make_picture()), is_shown=True)
    path = reverse("experts:picture", args=[expert.pk, expert.picture.digest])
    assert client.get(path).status_code == 404
    services.agree_to_page(expert, is_public=True)

    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "image/jpeg", "public, max-age=3600",
    )  # fmt: skip
    assert f'src="{path}"' in client.get(expert.get_absolute_url()).text
    services.show_picture(expert, is_shown=False)
    assert client.get(path).status_code == 404


def test_team_sees_the_picture_without_consent(team, expert):
    services.set_picture(expert, pictures.read_picture(make_picture()), is_shown=False)

    assert team.get(url("team_picture", expert, expert.pk))["Content-Type"] == "image/jpeg"
    assert team.get(url("team_picture", expert, 0)).status_code == 404


def test_event_page_links_to_people_who_have_agreed(client, expert):
    event = make_event(programme=expert.programme)
    task = make_assignment(expert, event)
    pages = [event.get_absolute_url(), task.session.get_absolute_url()]
    assert [expert.get_absolute_url() in client.get(page).text for page in pages] == [False, False]

    services.agree_to_page(expert, is_public=True)

    assert [expert.get_absolute_url() in client.get(page).text for page in pages] == [True, True]
