"""The organisers' pages and exports of travel details."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import EventQuestion, KeyChange, TeamMember
from events.travel import services
from tests.events.questions.helpers import ask
from tests.events.spreadsheets.helpers import written_rows
from tests.events.travel.helpers import complete_travel_data, make_travel_event, make_traveller, save_all_details
from tests.factories import make_country, make_event, make_member

pytestmark = pytest.mark.django_db
Role = TeamMember.Role
What = KeyChange.What


@pytest.fixture
def event():
    make_country("VN")
    return make_travel_event()


@pytest.fixture
def organiser(client, event):
    person = make_member(event.programme, Role.COORDINATOR)
    client.force_login(person)
    return person


def page(event, name="travel", *arguments, **query):
    return reverse(f"travel:{name}", args=[event.slug, *arguments], query=query)


def names(answer):
    return [row.traveller.registration.person.name for row in answer.context["rows"]]


def test_list_shows_all_people_with_a_place_and_what_is_missing(client, event, organiser):
    save_all_details(make_traveller(event, name="An"))
    save_all_details(make_traveller(event, name="Binh"), complete_travel_data(event, passport_name="", visa=""))
    make_traveller(event, name="Chi")

    words = client.get(page(event)).text.partition("<main")[2]

    assert words.index("An") < words.index("Binh") < words.index("Chi")
    assert "VN 601" in words
    assert "Name in the passport, Whether you need a visa" in words
    assert "8 are missing" in words
    assert "C1234567" not in words  # on one person's page alone


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("all", ["An", "Binh", "Chi", "Dung"]),
        ("missing", ["Chi"]),
        ("complete", ["An", "Binh", "Dung"]),
        ("visa", ["An", "Dung"]),
        ("look", ["Binh", "Dung"]),
        ("nonsense", ["An", "Binh", "Chi", "Dung"]),
    ],
)
def test_list_is_filtered(client, event, organiser, show, found):
    an, binh, _chi, dung = [make_traveller(event, name=name) for name in ("An", "Binh", "Chi", "Dung")]
    save_all_details(an)
    save_all_details(
        binh, complete_travel_data(event, visa="no", passport_expires_on=(now() + timedelta(days=60)).date())
    )
    save_all_details(dung)
    services.record_key_changes([dung], [What.NAME])

    assert names(client.get(page(event, show=show))) == found


def test_list_is_sorted_with_unknown_times_last(client, event, organiser):
    an, binh, chi = [make_traveller(event, name=name) for name in ("An", "Binh", "Chi")]
    start = event.starts_at
    save_all_details(
        binh, complete_travel_data(event, arrival_at=start - timedelta(days=2), departure_at=start + timedelta(days=5))
    )
    save_all_details(
        chi, complete_travel_data(event, arrival_at=start - timedelta(days=1), departure_at=start + timedelta(days=4))
    )

    assert names(client.get(page(event, sort="arrival"))) == ["Binh", "Chi", "An"]
    assert names(client.get(page(event, sort="departure"))) == ["Chi", "Binh", "An"]
    assert names(client.get(page(event, sort="x"))) == ["An", "Binh", "Chi"]
    assert an.person.name == "An"


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_has_a_fixed_number_of_queries(client, event, organiser, item_count, django_assert_num_queries):
    event_questions = [ask(event, stage=EventQuestion.Stage.CONFIRMED, is_required=True) for _ in range(item_count)]
    for _ in range(item_count):
        registration = make_traveller(event)
        save_all_details(registration, answers={one.pk: "x" for one in event_questions})
        services.record_key_changes([registration], [What.NAME])
    client.get(page(event))

    # Session, person, event, role; registrations, changes, questions, answers; reminders, funding; on a team?
    with django_assert_num_queries(11):
        answer = client.get(page(event))

    assert len(answer.context["rows"]) == item_count


@pytest.mark.parametrize("number", ["2", "99", "x"])
def test_long_list_has_pages(client, event, organiser, number):
    for _ in range(51):
        make_traveller(event)

    assert client.get(page(event, page=number)).status_code == 200


def test_event_without_details_shows_a_note(client, organiser, event):
    nothing = make_event()

    assert "This event does not ask for details from people with a place" in client.get(page(nothing)).content.decode()


def test_page_of_one_person_shows_all_details_and_answers(client, event, organiser):
    first = ask(event, label="Meal")
    hotel = ask(event, label="Hotel", stage=EventQuestion.Stage.CONFIRMED)
    registration = make_traveller(event, name="An")
    save_all_details(registration, name="Nguyễn An", answers={hotel.pk: "Grand", first.pk: "Fish"})

    words = client.get(page(event, "traveller", registration.pk)).content.decode()

    for text in ("C1234567", "Viet Nam", "VN 601", "By bank transfer", "Nguyễn An", "Grand"):
        assert text in words
    assert "Fish" not in words


def test_person_of_another_event_or_without_a_place_is_not_found(client, event, organiser):
    other = make_traveller(make_event())
    pending = make_traveller(make_event(policy="approval"))

    assert client.get(page(event, "traveller", other.pk)).status_code == 404
    assert client.get(page(pending.event, "traveller", pending.pk)).status_code == 404
    assert client.post(page(event, "seen", other.pk)).status_code == 404


def test_changes_are_shown_until_they_are_marked_as_seen(client, event, organiser):
    registration = make_traveller(event)
    services.record_key_changes([registration], [What.NAME, What.PASSPORT_NUMBER])
    shown, unseen = KeyChange.objects.order_by("pk")
    detail_page = reverse("participants:detail", args=[event.slug, registration.pk])

    before = client.get(page(event, "traveller", registration.pk)).content.decode()
    client.post(page(event, "seen", registration.pk), {"change": [shown.pk, "x", "9" * 30]})
    after = client.get(page(event, "traveller", registration.pk)).content.decode()
    history_text = client.get(detail_page).content.decode()

    assert "Changed since the place was confirmed" in before
    assert f'name="change" value="{shown.pk}"' in before
    assert f'name="change" value="{shown.pk}"' not in after
    assert f'name="change" value="{unseen.pk}"' in after
    assert "Passport number has changed" in history_text
    shown.refresh_from_db()
    assert shown.seen_by == organiser


def test_change_after_a_seen_change_is_recorded_again(event, organiser):
    registration = make_traveller(event)
    services.record_key_changes([registration], [What.NAME])
    services.mark_changes_seen(registration, [KeyChange.objects.get().pk], by=organiser)

    services.record_key_changes([registration], [What.NAME])

    assert KeyChange.objects.count() == 2


def test_changes_of_another_person_are_not_marked_as_seen(event, organiser):
    mine, other = make_traveller(event), make_traveller(event)
    services.record_key_changes([other], [What.NAME])

    assert services.mark_changes_seen(mine, [KeyChange.objects.get().pk], by=organiser) == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_contains_shown_people_and_no_formulas(client, event, organiser, kind):
    save_all_details(
        make_traveller(event, name="An"),
        complete_travel_data(event, special_needs="=HYPERLINK(1)", passport_name="=1+1"),
    )
    make_traveller(event, name="Binh")

    answer = client.get(page(event, "export", show="complete", format=kind))
    content = b"".join(answer.streaming_content)

    assert "no-store" in answer["Cache-Control"]
    assert f"{event.slug}-travel.{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        assert "C1234567" in content.decode()
        assert "'=HYPERLINK(1)" in content.decode()
        assert "Binh" not in content.decode()
    else:
        rows = written_rows(content)
        assert len(rows) == 2
        assert rows[1][0].value == "An"
        assert not any(cell.has_formula for cell in rows[1])


def test_export_in_an_unknown_format_is_not_found(client, event, organiser):
    assert client.get(page(event, "export", format="exe")).status_code == 404


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.VIEWER])
def test_reception_and_viewer_see_no_travel_pages(client, event, role):
    registration = make_traveller(event)
    save_all_details(registration)
    client.force_login(make_member(event.programme, role))

    paths = [page(event), page(event, "traveller", registration.pk), page(event, "export"), page(event, "funding")]
    assert [client.get(path).status_code for path in paths] == [403] * 4
    assert page(event) not in client.get(reverse("planning:overview", args=[event.slug])).content.decode()
    if role == Role.RECEPTION:
        detail_page = client.get(reverse("participants:detail", args=[event.slug, registration.pk])).content.decode()
        assert "Details and travel" not in detail_page


def test_organisers_set_the_deadline_and_the_retention_period(client, event, organiser):
    path = reverse("planning:edit", args=[event.slug])
    form = client.get(path).context["form"]
    posted = {name: value for name, value in form.initial.items() if value not in (None, "")}
    posted |= {"countries": [], "areas": [], "revision": event.revised_at.isoformat()}
    due = event.local_starts_at - timedelta(days=9)

    next_day = event.local_starts_at + timedelta(days=1)
    late = client.post(path, posted | {"details_due_local": f"{next_day:%Y-%m-%dT%H:%M}"})
    client.post(path, posted | {"details_due_local": f"{due:%Y-%m-%dT%H:%M}", "travel_keep_days": "12"})
    event.refresh_from_db()

    assert late.context["form"].errors == {"details_due_local": ["The deadline must be before the start of the event."]}
    assert event.details_due_at == due
    assert event.travel_keep_days == 12
