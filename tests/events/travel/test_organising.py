"""What organisers see: who is complete, who arrives when, what has changed, and the files."""

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


def test_everybody_with_a_place_is_listed_with_what_is_missing(client, event, organiser):
    save_all_details(make_traveller(event, name="An"))
    save_all_details(make_traveller(event, name="Binh"), complete_travel_data(event, passport_name="", visa=""))
    make_traveller(event, name="Chi")

    words = client.get(page(event)).content.decode()

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
def test_the_list_is_filtered(client, event, organiser, show, found):
    an, binh, _chi, dung = [make_traveller(event, name=name) for name in ("An", "Binh", "Chi", "Dung")]
    save_all_details(an)
    save_all_details(
        binh, complete_travel_data(event, visa="no", passport_expires_on=(now() + timedelta(days=60)).date())
    )
    save_all_details(dung)
    services.record_key_changes([dung], [What.NAME])

    assert names(client.get(page(event, show=show))) == found


def test_the_list_is_sorted_by_arrival_and_departure_and_who_is_unknown_comes_last(client, event, organiser):
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
def test_the_list_has_a_fixed_number_of_queries(client, event, organiser, item_count, django_assert_num_queries):
    asked = [ask(event, stage=EventQuestion.Stage.CONFIRMED, is_required=True) for _ in range(item_count)]
    for _ in range(item_count):
        registration = make_traveller(event)
        save_all_details(registration, answers={one.pk: "x" for one in asked})
        services.record_key_changes([registration], [What.NAME])
    client.get(page(event))

    # Session, person, event, role; registrations, changes, questions, answers; reminders, funding; on a team?
    with django_assert_num_queries(11):
        answer = client.get(page(event))

    assert len(answer.context["rows"]) == item_count


@pytest.mark.parametrize("number", ["2", "99", "x"])
def test_a_long_list_has_pages(client, event, organiser, number):
    for _ in range(51):
        make_traveller(event)

    assert client.get(page(event, page=number)).status_code == 200


def test_an_event_that_asks_nothing_says_so(client, organiser, event):
    nothing = make_event()

    assert "This event does not ask for details from people with a place" in client.get(page(nothing)).content.decode()


def test_one_persons_page_shows_all_of_it_and_their_answers(client, event, organiser):
    first = ask(event, label="Meal")
    hotel = ask(event, label="Hotel", stage=EventQuestion.Stage.CONFIRMED)
    registration = make_traveller(event, name="An")
    save_all_details(registration, name="Nguyễn An", answers={hotel.pk: "Grand", first.pk: "Fish"})

    words = client.get(page(event, "traveller", registration.pk)).content.decode()

    for said in ("C1234567", "Viet Nam", "VN 601", "By bank transfer", "Nguyễn An", "Grand"):
        assert said in words
    assert "Fish" not in words


def test_one_person_of_another_event_or_without_a_place_is_not_found(client, event, organiser):
    other = make_traveller(make_event())
    pending = make_traveller(make_event(policy="approval"))

    assert client.get(page(event, "traveller", other.pk)).status_code == 404
    assert client.get(page(pending.event, "traveller", pending.pk)).status_code == 404
    assert client.post(page(event, "seen", other.pk)).status_code == 404


def test_changes_are_shown_until_somebody_has_seen_them(client, event, organiser):
    registration = make_traveller(event)
    services.record_key_changes([registration], [What.NAME, What.PASSPORT_NUMBER])
    shown, unseen = KeyChange.objects.order_by("pk")
    story = reverse("participants:detail", args=[event.slug, registration.pk])

    before = client.get(page(event, "traveller", registration.pk)).content.decode()
    client.post(page(event, "seen", registration.pk), {"change": [shown.pk, "x", "9" * 30]})
    after = client.get(page(event, "traveller", registration.pk)).content.decode()
    told = client.get(story).content.decode()

    assert "Changed since the place was confirmed" in before
    assert f'name="change" value="{shown.pk}"' in before
    assert f'name="change" value="{shown.pk}"' not in after
    assert f'name="change" value="{unseen.pk}"' in after
    assert "Passport number has changed" in told
    shown.refresh_from_db()
    assert shown.seen_by == organiser


def test_a_change_after_one_was_seen_is_another_one(event, organiser):
    registration = make_traveller(event)
    services.record_key_changes([registration], [What.NAME])
    services.mark_changes_seen(registration, [KeyChange.objects.get().pk], by=organiser)

    services.record_key_changes([registration], [What.NAME])

    assert KeyChange.objects.count() == 2


def test_changes_of_one_person_are_not_seen_through_another(event, organiser):
    mine, other = make_traveller(event), make_traveller(event)
    services.record_key_changes([other], [What.NAME])

    assert services.mark_changes_seen(mine, [KeyChange.objects.get().pk], by=organiser) == 0


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_who_is_shown_and_runs_nothing(client, event, organiser, kind):
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


def test_a_file_of_another_kind_is_not_found(client, event, organiser):
    assert client.get(page(event, "export", format="exe")).status_code == 404


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.VIEWER])
def test_reception_sees_neither_page_nor_line(client, event, role):
    registration = make_traveller(event)
    save_all_details(registration)
    client.force_login(make_member(event.programme, role))

    paths = [page(event), page(event, "traveller", registration.pk), page(event, "export"), page(event, "funding")]
    assert [client.get(path).status_code for path in paths] == [403] * 4
    assert page(event) not in client.get(reverse("planning:overview", args=[event.slug])).content.decode()
    if role == Role.RECEPTION:
        story = client.get(reverse("participants:detail", args=[event.slug, registration.pk])).content.decode()
        assert "Details and travel" not in story


def test_organisers_say_what_is_asked_and_until_when(client, event, organiser):
    path = reverse("planning:edit", args=[event.slug])
    form = client.get(path).context["form"]
    posted = {name: value for name, value in form.initial.items() if value not in (None, "")}
    posted |= {"countries": [], "areas": [], "sessions-TOTAL_FORMS": 0, "sessions-INITIAL_FORMS": 0}
    posted |= {"revision": event.revised_at.isoformat()}
    due = event.local_starts_at - timedelta(days=9)

    late = client.post(path, posted | {"details_due_local": f"{event.local_starts_at:%Y}-12-31T00:00"})
    client.post(path, posted | {"details_due_local": f"{due:%Y-%m-%dT%H:%M}", "travel_keep_days": "12"})
    event.refresh_from_db()

    if event.local_starts_at.strftime("%m%d") != "1231":
        assert late.context["form"].errors == {"details_due_local": ["Details are needed before the event begins."]}
    assert event.details_due_at == due
    assert event.travel_keep_days == 12
