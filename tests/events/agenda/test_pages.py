"""The pages of the editor, through the client."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.agenda.items import items_of
from events.calendars.dates import when_text
from events.models import AgendaVersion, Contributor, Event, Expert, Room, Session, SessionDraft
from tests.events.contributors.scene import mails_to
from tests.events.contributors.scene import name as name_contributor
from tests.factories import make_event, make_member, make_person, make_session, make_venue

pytestmark = [pytest.mark.look, pytest.mark.django_db]


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def officer(event, client):
    person = make_member(event.programme)
    client.force_login(person)
    return person


def url(event, name="editor", **query):
    return reverse(f"agenda:{name}", args=[event.slug], query=query or None)


def post(client, event, action, follow=True, view="", **data):
    return client.post(url(event, **({"view": view} if view else {})), {"action": action, **data}, follow=follow)


def rows_of(response, **changes):
    """Return the post of the table that a page shows, with changes by row number and field: r0_title."""
    data = {"action": "rows", "rows": str(len(response.context["rows"].forms))}
    for form in response.context["rows"].forms:
        for bound in form:
            value = bound.value()
            if hasattr(value, "strftime"):
                value = f"{value:%H:%M}"
            if bound.name != "remove":
                data[bound.html_name] = "" if value is None else value
    return data | {name.replace("_", "-", 1): value for name, value in changes.items()}


@pytest.mark.parametrize("view", ["", "table"])
def test_page_shows_each_session_with_its_local_time(client, event, officer, view):
    make_session(event, title="Wages", at="13:45")

    page = client.get(url(event, **({"view": view} if view else {})))

    assert "Wages" in page.text
    assert "13:45" in page.text


def test_add_a_line(client, event, officer):
    day = event.local_starts_at.date()

    page = post(client, event, "add", line="0930 45 Opening @Room 2 #Policy +Anjali Rao", day=f"{day}")

    (item,) = items_of(event)
    assert (item.row.title, item.row.room, item.row.track, item.minutes) == ("Opening", "Room 2", "Policy", 45)
    assert [one.name for one in item.contributors] == ["Anjali Rao"]
    assert "Opening" in page.text
    assert not Session.objects.exists()


def test_a_line_that_is_not_understood_stays_with_a_message(client, event, officer):
    page = post(client, event, "add", line="at nine, Opening", day=f"{event.local_starts_at.date()}")

    assert "Write the time, the minutes and the title" in page.text
    assert "at nine, Opening" in page.text


def test_known_name_is_the_expert_of_the_directory(client, event, officer):
    speaker = make_member(event.programme)
    Expert.objects.create(programme=event.programme, name="Anjali Rao", affiliation="Office", person=speaker)

    post(client, event, "add", line="0930 45 Opening +Rao", day=f"{event.local_starts_at.date()}")

    (one,) = items_of(event)[0].contributors
    assert (one.name, one.affiliation, one.person) == ("Anjali Rao", "Office", speaker)


def test_a_name_of_two_experts_is_kept_as_typed(client, event, officer):
    for name in ("Anjali Rao", "Daniel Rao"):
        Expert.objects.create(programme=event.programme, name=name)

    post(client, event, "add", line="0930 45 Opening +Rao", day=f"{event.local_starts_at.date()}")

    assert [one.name for one in items_of(event)[0].contributors] == ["Rao"]


def test_table_saves_changes_and_new_rows(client, event, officer):
    make_session(event, title="Wages", at="10:00")
    page = client.get(url(event, view="table"))
    day = event.local_starts_at.date()

    changes = {"r0_title": "Pay", "r1_day": f"{day}", "r1_starts": "11:30", "r1_ends": "12:00", "r1_title": "Coffee"}
    client.post(url(event, view="table"), rows_of(page, **changes))

    assert [(one.row.title, one.starts_text, one.ends_text) for one in items_of(event)] == [
        ("Pay", "10:00", "11:00"),
        ("Coffee", "11:30", "12:00"),
    ]
    assert Session.objects.get().title == "Wages"


def test_two_officers_see_each_others_changes(client, event, officer):
    session = make_session(event, title="Wages", room="Hall")
    mine = client.get(url(event, view="table"))
    theirs = rows_of(mine, r0_title="Income", r0_room="Room 2")
    client.post(url(event, view="table"), theirs)

    page = client.post(url(event, view="table"), rows_of(mine, r0_title="Pay", r0_track="Policy"))

    (item,) = items_of(event)
    assert (item.row.title, item.row.room, item.row.track) == ("Income", "Room 2", "Policy")
    assert "you typed “Pay”, they saved “Income”" in page.text
    assert "Hall → Room 2" in page.text
    conflict = page.context["merged"][0]["conflicts"][0]
    data = {"key": f"s{session.pk}", "field": "title", "mine": conflict["raw"], "base": conflict["base"]}
    post(client, event, "insist", **data)
    assert items_of(event)[0].row.title == "Pay"


def test_wrong_row_keeps_the_input(client, event, officer):
    make_session(event, title="Wages")
    page = client.get(url(event, view="table"))

    page = client.post(url(event, view="table"), rows_of(page, r0_title="Pay", r0_ends="09:00"))

    assert "The end must come after the start." in page.text
    assert 'value="Pay"' in page.text
    assert not SessionDraft.objects.exists()


def test_a_session_outside_the_event_is_refused(client, event, officer):
    page = post(client, event, "add", line="0700 45 Breakfast", day=f"{event.local_starts_at.date()}")

    assert "outside the time of the event" in page.text
    assert items_of(event) == []


def test_clash_is_listed(client, event, officer):
    make_session(event, title="Wages", room="Hall")
    make_session(event, title="Pensions", room="hall", at="10:30")

    page = client.get(url(event))

    assert "hall is needed" in page.text.lower()


def test_unusual_times_are_listed_and_never_refused(client, event, officer):
    Event.objects.filter(pk=event.pk).update(starts_at=event.starts_at - timedelta(hours=4))
    day = event.local_starts_at.date()

    read = post(client, event, "read", line="0530 5 Breakfast", day=f"{day}")
    page = post(client, event, "add", line="0530 5 Breakfast", day=f"{day}")

    for text in (read.text, page.text):
        assert "“Breakfast” is at night, on the clocks of the place: 05:30–05:35." in text
        assert "“Breakfast” is shorter than ten minutes: 5 minutes." in text
    assert page.text.count("unusual time") == 2  # on its block, and at the link in the list
    assert [item.row.title for item in items_of(event)] == ["Breakfast"]
    client.force_login(make_member(event.programme))
    assert "“Breakfast” is at night" in client.get(url(event, "publish")).text


def sheet_of(client, event, key, **typed):
    """Return the post of the details of a session, as a browser sends it."""
    form = client.get(url(event, open=key)).context["form"]
    data = {"action": "details", "key": key}
    for bound in form:
        value = bound.value()
        if hasattr(value, "astimezone"):
            value = f"{value.astimezone(form.fields[bound.name].zone):%Y-%m-%dT%H:%M}"
        if value not in {None, False, ""} if not isinstance(value, list) else value:
            data[bound.html_name] = value
    return data | typed


@pytest.mark.parametrize("status", ["draft", "published"])
def test_the_details_of_a_session_have_all_its_fields(client, status):
    event = make_event(status=status)
    client.force_login(make_member(event.programme))
    session = make_session(event, title="Visit")
    day = event.local_starts_at.date()
    typed = {
        "title": "Visit of a factory", "abstract": "Bring shoes.", "room": "Gate 3", "host_institution": "Ministry",
        "is_optional": "on", "seats": "12", "timezone": "Asia/Tokyo", "starts_at": f"{day}T13:00", "ends_at": f"{day}T14:30",
    }  # fmt: skip

    response = client.post(url(event), sheet_of(client, event, f"s{session.pk}", **typed))

    assert response.status_code == 302, response.context["form"].errors
    (item,) = items_of(event)
    row = item.row
    assert (row.title, row.abstract, row.room, row.host_institution) == (
        "Visit of a factory", "Bring shoes.", "Gate 3", "Ministry",
    )  # fmt: skip
    assert (row.is_optional, row.seats, item.own_zone) == (True, 12, "Tokyo")
    assert (item.starts_text, item.ends_text) == ("13:00", "14:30")
    session.refresh_from_db()
    assert (session.title == "Visit") == (status == "published")  # the public agenda waits for the next version


@pytest.mark.parametrize("status", ["draft", "published"])
def test_a_session_is_removed_in_its_details_or_in_the_table(client, status):
    event = make_event(status=status)
    client.force_login(make_member(event.programme))
    first, _second = make_session(event, title="Wages"), make_session(event, title="Pensions", at="14:00")

    post(client, event, "remove", key=f"s{first.pk}")
    page = client.get(url(event, view="table"))
    client.post(url(event, view="table"), rows_of(page, r0_remove="on"))

    assert items_of(event) == []
    assert Session.objects.count() == (0 if status == "draft" else 2)


@pytest.fixture
def berlin(client):
    """The draft of an event in Berlin in the night in which its clocks are set forward."""
    start = datetime(2027, 3, 27, 8, tzinfo=UTC)
    event = make_event(
        status="draft", timezone="Europe/Berlin", starts_at=start, ends_at=start + timedelta(days=2), slug="berlin"
    )
    client.force_login(make_member(event.programme))
    return event


def test_a_time_that_does_not_exist_is_refused_in_the_details(client, berlin):
    session = make_session(berlin, title="Night", at="22:00")
    typed = {"starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T03:15"}

    page = client.post(url(berlin), sheet_of(client, berlin, f"s{session.pk}", **typed))

    assert "02:30 does not exist on this day in the time zone Berlin" in page.context["form"].errors["starts_at"][0]
    assert [item.starts_text for item in items_of(berlin)] == ["22:00"]


def test_a_time_that_does_not_exist_is_refused_in_the_table(client, berlin):
    page = client.get(url(berlin, view="table"))
    typed = {"r0_title": "Night", "r0_day": "2027-03-28", "r0_starts": "02:30", "r0_ends": "03:15"}

    page = client.post(url(berlin, view="table"), rows_of(page, **typed))

    assert "02:30 does not exist on this day in the time zone Berlin" in page.text
    assert items_of(berlin) == []


@pytest.mark.parametrize("days", [-7, 365])
def test_a_session_may_not_leave_its_event(client, event, officer, days):
    session = make_session(event, title="Talk")
    day = event.local_starts_at.date() + timedelta(days=days)
    typed = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T11:00"}

    page = client.post(url(event), sheet_of(client, event, f"s{session.pk}", **typed))

    (error,) = page.context["form"].non_field_errors()
    assert error.startswith(f"These sessions are outside the time of the event ({when_text(event)}): “Talk”.")
    assert not SessionDraft.objects.exists()


def test_paste_reads_and_adds(client, event, officer):
    day = event.local_starts_at.date()
    text = f"Day\tStart\tEnd\tTitle\tRoom\n{day}\t09:30\t10:15\tOpening\tHall\n{day}\t1030\t30\tCoffee\t\nnonsense\t1\t2\t3"

    page = client.post(url(event, "paste"), {"text": text, "do": "read"})
    assert "1 row is not understood" in page.text
    assert items_of(event) == []
    client.post(url(event, "paste"), {"text": text, "do": "add", "seen": "2"})

    assert [(one.row.title, one.minutes, one.row.kind) for one in items_of(event)] == [
        ("Opening", 45, "session"),
        ("Coffee", 30, "break"),
    ]
    post(client, event, "undo")
    assert items_of(event) == []


def test_publish_notifies_only_the_people_concerned(client, event, mailoutbox, django_capture_on_commit_callbacks):
    manager = make_member(event.programme, role="manager")
    client.force_login(manager)
    speaker, other = make_member(event.programme), make_member(event.programme)
    moved, still = make_session(event, title="Wages"), make_session(event, title="Pensions", at="14:00")
    Contributor.objects.create(session=moved, name="Anjali Rao", person=speaker)
    Contributor.objects.create(session=still, name="Daniel Okafor", person=other)
    local = moved.starts_at.astimezone(event.zone).replace(tzinfo=None) + timedelta(minutes=60)
    post(client, event, "move", key=f"s{moved.pk}", starts=f"{local:%Y-%m-%dT%H:%M}", minutes="60")

    page = client.get(url(event, "publish"))
    assert [one.person for one in page.context["recipients"]] == [speaker]
    client.post(url(event, "publish"), {"seen": page.context["seen"], "note": "Later start"})

    moved.refresh_from_db()
    assert moved.starts_at.astimezone(event.zone).replace(tzinfo=None) == local
    assert [(one.number, one.note) for one in AgendaVersion.objects.all()] == [(1, ""), (2, "Later start")]
    assert not SessionDraft.objects.exists()
    page = client.get(reverse("agenda:versions", args=[event.slug]))
    assert "Later start" in page.text
    assert "Time:" in page.text


def test_publish_notifies_a_person_once_of_all_that_changes(client):
    start = make_event().starts_at
    event = make_event(title="Seminar", starts_at=start, ends_at=start + timedelta(days=2, hours=8))
    manager = make_member(event.programme, role="manager")
    client.force_login(manager)
    gone, stays = make_person(), make_person()
    removed = [make_session(event, title=title, at=at) for title, at in (("Wages", "09:00"), ("Pensions", "11:00"))]
    moved = make_session(event, title="Training", at="14:00")
    for session, person in ((removed[0], gone), (removed[1], gone), (removed[0], stays), (moved, stays)):
        name_contributor(event, person, session=session)
    before = {person: len(mails_to(person)) for person in (gone, stays)}
    for session in removed:
        post(client, event, "remove", key=f"s{session.pk}")
    local = moved.starts_at.astimezone(event.zone).replace(tzinfo=None) + timedelta(minutes=60)
    post(client, event, "move", key=f"s{moved.pk}", starts=f"{local:%Y-%m-%dT%H:%M}", minutes="60")
    page = client.get(url(event, "publish"))

    done = client.post(url(event, "publish"), {"seen": page.context["seen"]}, follow=True)

    assert "2 people are notified" in done.text
    assert {one.person for one in page.context["recipients"]} == {gone, stays}
    own = [mails_to(person)[before[person] :] for person in (gone, stays)]
    worded = [[mail.kind for mail in mails if mail.kind != "contributor_session"] for mails in own]
    assert worded == [["contributor_removed"], ["contributor_changed"]]
    assert sorted(mail.ics_method for mail in own[0]) == ["CANCEL", "CANCEL"]
    assert sorted(mail.ics_method for mail in own[1]) == ["CANCEL", "REQUEST"]


def test_publishing_what_another_officer_changed_meanwhile_is_refused(client, event):
    client.force_login(make_member(event.programme, role="manager"))
    session = make_session(event, title="Wages")
    post(client, event, "split", key=f"s{session.pk}")
    seen = client.get(url(event, "publish")).context["seen"]
    post(client, event, "remove", key=f"s{session.pk}")

    page = client.post(url(event, "publish"), {"seen": seen, "note": "N"})

    assert "Another person has changed" in page.text
    assert not AgendaVersion.objects.exists()


WRONG_BASES = [
    '{"starts_at": "soon"}',
    '{"starts_at": 3}',
    '{"seats": "many"}',
    '{"languages": [1]}',
    '["title"]',
    '{"x": 1}',
]


@pytest.mark.parametrize("base", [*WRONG_BASES, "{", '{"starts_at": "2027-13-45T09:00:00+00:00"}'])
def test_values_that_no_page_posts_change_nothing(client, event, officer, base):
    key = f"s{make_session(event, title='Wages').pk}"
    page = client.get(url(event, view="table"))

    shown = client.post(url(event, view="table"), rows_of(page, r0_title="Pay") | {"r0-base": base})
    details = post(client, event, "details", key=key, title="Pay", kind="session", base=base)

    assert (shown.status_code, details.status_code) == (200, 200)
    assert items_of(event)[0].row.title == "Wages"


WRONG_POSTS = [
    ("move", {"starts": "2027-13-45T09:00", "minutes": "60"}, "Choose a time"),
    ("move", {"starts": "2027-02-04T09:00", "minutes": "9999"}, "1440"),
    ("move", {"starts": "9999-12-31T23:59", "minutes": "60"}, "Choose a time"),
    ("shift", {"minutes": "0"}, "by how many minutes"),
    ("shift", {"minutes": "9" * 5000}, "whole number"),
    ("duplicate", {"source": "2027-13-45", "target": "x"}, "valid choice"),
    ("insist", {"field": "seats", "mine": '"many"', "base": "1"}, "not complete"),
    ("insist", {"field": "id", "mine": "1", "base": "1"}, "valid choice"),
    ("insist", {"field": "starts_at", "mine": '"soon"', "base": "null"}, "not complete"),
    ("insist", {"field": "title", "mine": f'"{"x" * 50_000}"', "base": "null"}, "not complete"),
]


@pytest.mark.parametrize(
    ("action", "data", "text"), WRONG_POSTS, ids=[f"{n}-{one[0]}" for n, one in enumerate(WRONG_POSTS)]
)
def test_wrong_posts_of_buttons_say_what_is_wrong(client, event, officer, action, data, text):  # noqa: PLR0917 (pytest gives them by name)
    session = make_session(event, title="Wages")

    page = post(client, event, action, key=f"s{session.pk}", **data)

    assert page.status_code == 200
    assert text in page.text
    assert not SessionDraft.objects.exists()


def test_an_unknown_action_is_not_found(client, event, officer):
    assert post(client, event, "explode").status_code == 404


def test_the_public_versions_do_not_say_how_many_people_organisers_expect(client, event):
    client.force_login(make_member(event.programme, role="manager"))
    session = make_session(event, title="Wages")
    post(
        client,
        event,
        "details",
        key=f"s{session.pk}",
        title="Pay",
        kind="session",
        base='{"title": "Wages"}',
        expected="7319",
    )
    page = client.get(url(event, "publish"))
    assert "7319" in page.text
    client.post(url(event, "publish"), {"seen": page.context["seen"]})
    client.logout()

    page = client.get(reverse("agenda:versions", args=[event.slug]))

    assert "Pay" in page.text
    assert "7319" not in page.text


def test_draft_of_event_has_no_versions(client):
    event = make_event(status=Event.Status.DRAFT)
    client.force_login(make_member(event.programme, role="manager"))

    assert client.get(url(event, "publish")).status_code == 404


def test_room_that_is_typed_is_added_to_the_venue_of_the_programme(client, event, officer):
    event.venue = make_venue(programme=event.programme, name="Hall")
    event.save(update_fields=["venue"])
    Room.objects.create(venue=event.venue, name="Main hall", position=1)
    make_session(event, room="Main hall")
    make_session(event, at="12:00", venue=make_venue(name="Elsewhere"), room="Cellar")
    post(client, event, "add", line="0900 45 Opening @Room 9", day=f"{event.local_starts_at.date()}")
    assert "Room 9" in client.get(url(event)).text

    page = post(client, event, "rooms_add")

    assert list(event.venue.rooms.values_list("name", "position")) == [("Main hall", 1), ("Room 9", 2)]
    assert "The venue has these rooms now: Room 9." in page.text
    assert "Add to the venue" not in page.text
    other = make_event(programme=event.programme, venue=event.venue)
    assert '<option value="Room 9">' in client.get(url(other, view="table")).text


def test_rooms_without_a_venue_of_the_programme_are_only_text(client, event, officer):
    make_session(event, room="Room 9")

    assert "Add to the venue" not in client.get(url(event)).text
    post(client, event, "rooms_add")

    assert not Room.objects.exists()
