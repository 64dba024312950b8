"""The page of a new event, its draft page with the checklist, and the page "Publish"."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from events.models import Event, Session
from events.nominations.services import appoint
from tests.factories import make_country, make_delegation, make_event, make_member, make_programme, make_venue

pytestmark = [pytest.mark.look, pytest.mark.django_db]
ANSWERS = {
    "kind": "training", "title": "Course", "when": "day", "first_day": "2027-03-09", "last_day": "2027-03-10",
    "starts": "09:00", "ends": "16:30", "month": "", "where": "hall, hanoi", "timezone": "", "like": "", "other": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 30, 3, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    make_venue(programme=programme, name="Hall", city="Hà Nội", country=None, timezone="Asia/Ho_Chi_Minh")
    return person


def new(client, **answers):
    return client.post(reverse("planning:new", args=["ours"]), ANSWERS | answers)


def test_five_answers_create_a_draft_with_the_zone_of_the_venue(client, manager):
    response = new(client)

    event = Event.objects.get()
    assert response["Location"] == reverse("planning:overview", args=[event.slug])
    assert (event.status, event.precision, event.timezone) == ("draft", "time", "Asia/Ho_Chi_Minh")
    assert event.starts_at == datetime(2027, 3, 9, 2, tzinfo=UTC)
    assert event.ends_at == datetime(2027, 3, 10, 9, 30, tzinfo=UTC)
    assert event.venue.name == "Hall"


@pytest.mark.parametrize(
    ("change", "precision"),
    [
        ({"when": "month", "month": "2027-03", "first_day": "", "last_day": "", "starts": "", "ends": ""}, "month"),
        ({"when": "tbc", "first_day": "", "last_day": "", "starts": "", "ends": ""}, "tbc"),
        ({"starts": "", "ends": ""}, "day"),
        ({"when": "tbc", "where": "", "timezone": "Ha Noi"}, "tbc"),
    ],
)
def test_no_hours_are_needed_while_the_days_are_not_known(client, manager, change, precision):
    assert new(client, **change).status_code == 302

    assert Event.objects.get().precision == precision


def kept(client, **answers):
    return client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS | answers).text


def test_the_beginning_of_words_finds_the_only_venue_that_has_them_and_the_page_names_it(client, manager, programme):
    other = make_venue(programme=programme, name="Riverside Centre", city="Bangkok", timezone="Asia/Bangkok")
    make_venue(name="Riverside of others")

    assert f"<bdi>{other}</bdi>" in kept(client, where="river")
    new(client, where="river bang")

    assert Event.objects.get().venue == other


def test_the_page_says_at_once_that_a_venue_is_unknown_and_names_those_with_the_words(client, manager, programme):
    for name in ("Riverside Centre", "Riverside Palace"):
        make_venue(programme=programme, name=name, city="Bangkok", country=None)

    several, none = kept(client, where="river"), kept(client, where="Palais")

    assert "Several venues have these words: <bdi>Riverside" in " ".join(several.split())
    assert "Riverside Palace" in several
    assert "There is no venue with this name yet." in none
    assert "where" in new(client, where="river").context["form"].errors


def test_the_page_says_which_questions_are_open(client, manager):
    page = kept(client, title="", where="", kind="")

    part = page[page.index("Still to answer:") :][:300]
    assert [text for text in ("What type of event is it?", "What is it called?", "Where?", "When?") if text in part] == [
        "What type of event is it?", "What is it called?", "Where?",
    ]  # fmt: skip
    assert "Still to answer:" not in kept(client)


def test_the_first_event_of_a_programme_cannot_be_a_copy(client, manager, programme):
    address = reverse("planning:new", args=["ours"])
    assert 'value="other"' not in client.get(address).text

    make_event(programme=programme)

    assert 'value="other"' in client.get(address).text


def test_an_online_event_needs_a_zone_and_no_venue(client, manager):
    assert "timezone" in new(client, where="online").context["form"].errors

    new(client, where="Online", timezone="Bangkok")

    assert (Event.objects.get().mode, Event.objects.get().timezone) == ("online", "Asia/Bangkok")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "party"}, "kind"),
        ({"first_day": ""}, "first_day"),
        ({"last_day": "2027-03-08"}, "last_day"),
        ({"last_day": "2027-03-09", "ends": "08:00"}, "ends"),
        ({"when": "month"}, "month"),
        ({"when": "month", "month": "soon"}, "month"),
        ({"where": "Unknown palace"}, "where"),
        ({"where": ""}, "timezone"),
        ({"like": "other"}, "other"),
        ({"timezone": "Berlin", "first_day": "2027-03-28", "last_day": "2027-03-28", "starts": "02:30"}, "starts"),
    ],
)
def test_errors_are_at_their_fields_and_answers_stay(client, manager, change, field):
    response = new(client, **change)

    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["title"].value() == (ANSWERS | change)["title"]
    assert not Event.objects.exists()


def test_unlikely_values_are_asked_once(client, manager):
    response = new(client, first_day="2027-03-07", last_day="2027-03-07")

    assert "is on a weekend" in response.content.decode()
    assert not Event.objects.exists()
    assert (
        new(client, first_day="2027-03-07", last_day="2027-03-07", sure=response.context["asked"].keys).status_code
        == 302
    )


def test_answers_are_kept_over_a_reload_until_the_draft_exists(client, manager):
    address = reverse("planning:new", args=["ours"])
    preview = client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS | {"title": ""}).content.decode()
    assert "Your answers are kept." in preview
    assert "<html" not in preview

    assert 'value="hall, hanoi"' in client.get(address).content.decode()
    assert 'value="2027-03-09"' in client.get(address).content.decode()
    new(client)
    assert "hall, hanoi" not in client.get(address).content.decode()


def test_the_preview_says_what_the_draft_contains_and_what_happens_then(client, manager, programme):
    make_event(programme=programme, title="Clash", starts_at=datetime(2027, 3, 9, tzinfo=UTC))

    text = client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS).content.decode()

    assert '<b class="number">6</b><span>sessions</span>' in text
    assert "Clash" in text


def test_the_page_says_what_it_understood_also_while_answers_are_missing(client, manager, programme):
    hall = programme.venues.get()
    make_event(programme=programme, title="Clash", venue=hall, starts_at=datetime(2027, 3, 9, tzinfo=UTC))

    pages = [new(client, title=""), client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS | {"title": ""})]

    for text in (page.content.decode() for page in pages):
        assert "Tuesday 9 March 2027" in text
        assert "At the same time: <bdi>Clash</bdi>" in text
        assert "Another event is there then: <bdi>Clash</bdi>" in text
        assert "the time zone of the venue" in text
    free = new(client, title="", first_day="2027-03-16", last_day="2027-03-16").content.decode()
    assert "No other event of the programme is there then." in free


def test_likely_earlier_events_follow_the_answers_and_stay_while_they_are_the_same(client, manager, programme):
    for number in range(4):
        make_event(programme=programme, title=f"Seminar {number}")
    old = make_event(
        programme=programme, title="Old training", kind="training", starts_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    keep = reverse("planning:new_keep", args=["ours"])
    shown = new(client, title="", kind="regional_seminar").context["form"].likely_keys

    same = client.post(keep, ANSWERS | {"kind": "regional_seminar", "shown_events": shown}).content.decode()
    assert 'id="id_like"' not in same
    other = client.post(keep, ANSWERS | {"shown_events": shown}).content.decode()
    assert '<div class="pick is-list" id="id_like" hx-swap-oob="true">' in other
    assert "Old training" in other
    # Sent before the page showed the last response, which it shows first.
    late = client.post(keep, ANSWERS | {"kind": "regional_seminar", "shown_events": shown}).content.decode()
    assert 'id="id_like"' in late
    chosen = client.post(keep, ANSWERS | {"kind": "regional_seminar", "like": old.pk}).content.decode()
    assert f'value="{old.pk}" checked' in chosen


def test_start_again_forgets_the_answers(client, manager):
    new(client, title="")

    new(client, do="again")

    assert "hall, hanoi" not in client.get(reverse("planning:new", args=["ours"])).content.decode()


def test_a_venue_is_added_on_the_way_and_chosen(client, manager, programme):
    to_venue = new(client, where="Palace", do="venue")
    assert to_venue["Location"].endswith("/venues/new/?back=new&name=Palace")
    typed = {
        "rooms-TOTAL_FORMS": "0",
        "rooms-INITIAL_FORMS": "0",
        "name": "Palace",
        "city": "Hue",
        "timezone": "Ha Noi",
    }

    back = client.post(to_venue["Location"], typed)

    text = client.get(back["Location"]).content.decode()
    assert 'value="Palace, Hue"' in text
    assert 'value="Course"' in text


def test_an_earlier_event_is_copied_from_the_page(client, manager, programme):
    old = make_event(programme=programme, title="Old", seats=33)
    Session.objects.create(event=old, title="Opening", starts_at=old.starts_at, ends_at=old.ends_at)
    other_teams = make_event(programme=make_programme(), seats=44)

    new(client, like=str(old.pk))
    new(client, title="Second", like="other", other=str(other_teams.pk))
    new(client, title="Third", like=str(other_teams.pk))

    copies = dict(programme.events.values_list("title", "seats"))
    assert copies["Course"] == 33
    assert "Second" not in copies
    assert copies["Third"] != 44


def test_duplicate_selects_the_event_and_drops_the_answers_about_another_draft(client, manager, programme):
    old = make_event(programme=programme, title="Old")
    draft = make_event(programme=programme, title="Idea", precision="tbc", starts_at=None, ends_at=None)
    client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS)
    address = reverse("planning:new", args=["ours"])

    form = client.get(address, {"like": old.pk}).context["form"]

    assert (form["title"].value(), form["first_day"].value()) == ("Old", None)
    assert (old, True) in form.likely
    undated = client.get(address, {"like": draft.pk}).context["form"]
    assert (undated["like"].value(), undated["other"].value()) == ("other", str(draft.pk))
    client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS | {"like": old.pk, "title": "Old again"})
    assert client.get(address, {"like": old.pk}).context["form"]["title"].value() == "Old again"


def test_the_answers_are_kept_one_request_after_the_other(client, manager):
    assert 'hx-sync="this:queue last"' in client.get(reverse("planning:new", args=["ours"])).text


def test_checklist_counts_the_delegations_without_a_focal_point(client, manager, programme):
    event = make_event(programme=programme, status="draft", policy="nomination")
    for iso2 in ("TH", "MM", "JP", "VN", "LA", "KH"):
        make_delegation(event, country=make_country(iso2))

    page = client.get(reverse("planning:publish", args=[event.slug])).text

    assert re.search(r"missing for (\w+; ){3}\w+ and 2 more", page)


def test_checklist_names_delegations_without_a_deadline(client, manager, programme):
    event = make_event(programme=programme, status="draft", policy="nomination")
    delegation = make_delegation(event, country=make_country("TH"))
    address = reverse("planning:overview", args=[event.slug])

    def labels():
        return {item.label: item.detail for item in client.get(address).context["checklist"].recommended}

    assert labels()["Deadline for nominations"] == f"missing for {delegation}"
    delegation.nomination_closes_at = event.starts_at
    delegation.save()
    assert "Deadline for nominations" not in labels()


def test_publish_page_does_not_say_that_nobody_gets_an_email_while_one_is_held(client, manager, programme):
    event = make_event(programme=programme, status="draft", policy="nomination")
    address = reverse("planning:publish", args=[event.slug])
    assert "No one gets an email" in client.get(address).text

    delegation = make_delegation(event, country=make_country("TH"))
    appoint(event, [delegation.pk], address="focal@example.org", name="Focal")

    page = client.get(address).text
    assert "1 email is held until now and is sent" in page
    assert "No one gets an email" not in page


def test_the_checklist_names_what_is_missing_with_a_link_to_its_field(client, manager, programme):
    event = make_event(programme=programme, status="draft", venue=None, summary="")
    Session.objects.create(
        event=event,
        title="Too early",
        starts_at=datetime(2026, 12, 1, tzinfo=UTC),
        ends_at=datetime(2026, 12, 2, tzinfo=UTC),
    )
    edit = reverse("planning:edit", args=[event.slug])

    page = client.get(reverse("planning:overview", args=[event.slug]))

    checklist, text = page.context["checklist"], page.content.decode()
    assert [item.label for item in checklist.required] == ["Sessions are outside the time of the event"]
    assert {"Summary", "Venue", "1 of 1 session has no contributor"} <= {item.label for item in checklist.recommended}
    form = client.get(edit).content.decode()
    for item in checklist.items:
        if item.url.startswith(edit):
            assert f'id="{item.url.partition("#")[2]}"' in form
        else:
            assert client.get(item.url).status_code == 200
    assert f'href="{edit}?open=words#id_summary"' in text
    assert '<details class="section" id="words" name="section" open>' in client.get(f"{edit}?open=words").text
    publish = client.get(reverse("planning:publish", args=[event.slug])).content.decode()
    assert "Required before publishing" in publish
    assert "Too early" in publish


def test_a_draft_is_deleted_and_an_event_unpublished_after_a_confirmation(client, manager, programme):
    event = make_event(programme=programme)
    draft = make_event(programme=programme, status="draft")
    assert "becomes a draft again" in client.get(reverse("planning:unpublish", args=[event.slug])).content.decode()
    assert "This cannot be undone." in client.get(reverse("planning:delete", args=[draft.slug])).content.decode()

    client.post(reverse("planning:unpublish", args=[event.slug]))
    client.post(reverse("planning:delete", args=[draft.slug]))

    event.refresh_from_db()
    assert event.status == "draft"
    assert list(Event.objects.all()) == [event]


@pytest.mark.parametrize("count", [1, 5])
def test_the_pages_run_a_fixed_number_of_queries(client, manager, programme, count, django_assert_num_queries):
    for _number in range(count):
        event = make_event(programme=programme, status="draft", venue=make_venue(programme=programme))
        for number in range(count):
            Session.objects.create(event=event, title=f"Session {number}")

    with django_assert_num_queries(QUERIES["new"]):
        client.get(reverse("planning:new", args=["ours"]))
    with django_assert_num_queries(QUERIES["keep"]):
        client.post(reverse("planning:new_keep", args=["ours"]), ANSWERS)
    with django_assert_num_queries(QUERIES["overview"]):
        client.get(reverse("planning:overview", args=[event.slug]))


QUERIES = {"new": 9, "keep": 15, "overview": 16}


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 30, "-1", "x", "0"])
@pytest.mark.parametrize("name", ["venue", "like"])
def test_a_key_that_no_row_can_have_is_ignored(client, manager, name, key):
    page = client.get(reverse("planning:new", args=["ours"]), {name: key})

    assert page.status_code == 200
    assert not page.context["form"].initial


def test_an_earlier_event_with_an_endless_key_is_refused(client, manager):
    assert new(client, like="9" * 5000).status_code == 200
    assert not Event.objects.exists()
    assert client.get(reverse("planning:new", args=["ours"])).status_code == 200
