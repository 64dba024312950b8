"""The page of the table: its filters in the address, decisions, exports, and the page of one person."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Organisation, User
from events.models import Answer, Contributor, Event, Registration, Session, SessionChoice, TeamMember
from events.notes.services import tag
from events.registration.decisions import decline
from events.registration.services import register, withdraw
from notifications.models import Delivery, Message
from tests.events.questions.helpers import ask
from tests.events.spreadsheets.helpers import written_rows
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.look, pytest.mark.django_db]


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme, person=make_person(name="Our Manager"))
    client.force_login(person)
    return person


@pytest.fixture
def event(programme):
    return make_event(programme=programme)


@pytest.fixture
def reception(client, programme):
    client.force_login(make_member(programme, TeamMember.Role.RECEPTION))


def page(event, **query):
    return reverse("participants:list", args=[event.slug], query=query)


def columns_page(event, **query):
    return reverse("participants:columns", args=[event.slug], query=query)


def export(event, **query):
    return reverse("participants:export", args=[event.slug], query=query)


def person_page(registration):
    return reverse("participants:detail", args=[registration.event.slug, registration.pk])


def crowd(event, size, **fields):
    """Register several people at once, without mails."""
    people = User.objects.bulk_create(
        [
            User(
                email=f"a.rather.long.address.{number}@ministry-of-labour.example.org",
                name=f"Nguyễn Thị Minh Khai {number:04}",
                position="Deputy Director of the Department of Social Insurance",
                organisation_name="Ministry of Labour, Invalids and Social Affairs",
                country="TH",
                constituency="government",
                gender="other",
                gender_words=f"in my own words, number {number}",
            )
            for number in range(size)
        ]
    )
    rows = [
        Registration(
            event=event,
            person=person,
            needs="Vegetarian; a room near the lift",
            remark="Arrives late",
            **{"status": "pending"} | fields,
        )
        for person in people
    ]
    return Registration.objects.bulk_create(rows)


def decide(client, address, data):
    """Post a decision, confirm its preview, and return the last response."""
    preview = client.post(address, data)
    if preview.context is None or "mailings" not in preview.context:
        return preview
    return client.post(address, data | fields_of(preview))


def fields_of(preview):
    """Return the fields of the page that shows the mails, unchanged."""
    fields = {
        "shown": preview.context["fingerprint"],
        "mail": [mailing.fields.mail for mailing in preview.context["mailings"]],
    }
    for mailing in preview.context["mailings"]:
        mail, was = mailing.fields.mail, mailing.fields.was
        fields |= {f"subject_was_{mail}": was.subject, f"text_was_{mail}": was.text}
        fields |= {f"subject_{mail}": was.subject, f"text_{mail}": was.text}
    return fields


def names(response):
    return [registration.person.name for registration in response.context["registrations"]]


def csv_rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("item_count", [1, 3])
def test_table_runs_a_fixed_number_of_queries(client, manager, event, item_count, django_assert_num_queries):
    for number in range(item_count):
        register(
            event, make_person(gender_words=f"gender {number}", organisation=Organisation.objects.create(name=number))
        )
    client.get(page(event))

    # Session, person, event, role; columns, tags, countries; numbers by status; rows; names and phone numbers for
    # duplicates; clashes; people, targets and delegations of the balance; counts of the frame; decisions to undo.
    with django_assert_num_queries(17):
        response = client.get(page(event))

    assert len(response.context["rows"]) == item_count


@pytest.mark.parametrize("sort", ["registered", "-organisation", "country"])
def test_table_with_two_thousand_rows_stays_small(client, manager, event, sort, django_assert_num_queries):
    """With long names and answers, tags, sessions, and all columns."""
    for number in range(200):
        make_country(f"{chr(65 + number // 26)}{chr(65 + number % 26)}", name=f"The Republic of Number {number}")
    rows = crowd(event, 2000)
    asked = [
        ask(event, kind, label=f"What would you like to do on day {kind} of the event?")
        for kind in ("long_text", "yes_no", "country")
    ]
    meals = ask(event, "multiple", label="Which meals do you take with us?", labels=["Lunch", "Dinner", "Breakfast"])
    values = {asked[0]: "A long answer. " * 100, asked[1]: True, asked[2]: "AA", meals: ["lunch", "dinner"]}
    Answer.objects.bulk_create(
        Answer(registration=row, question=question, value=value, answered_at=now())
        for row in rows
        for question, value in values.items()
    )
    tag(event, [row.pk for row in rows], "needs a visa")
    session = Session.objects.create(event=event, title="A visit to the one-stop shop", is_optional=True)
    SessionChoice.objects.bulk_create(SessionChoice(session=session, registration=row) for row in rows)
    client.get(page(event))
    columns = [key for key, _ in client.get(columns_page(event)).context["form"].fields["column"].choices]
    view = {
        "column": columns,
        "q": "nguyen",
        "status": "pending",
        meals.field_name: "dinner",
        asked[2].field_name: "AA",
    }

    # As above, and: questions, countries in answers; the number of rows; sessions, tags, notes; answers and their
    # countries; requirements; bounces; contributors.
    with django_assert_num_queries(28):
        response = client.get(page(event, sort=sort, page=7, **view))

    assert len(response.context["rows"]) == 40  # of 30 columns
    assert response.context["page_obj"].paginator.count == 2000
    assert len(response.content) < 200_000


def test_table_applies_filters_and_sort_of_the_address(client, manager, event):
    make_country("TH")
    register(event, make_person(name="Đào", country="TH", gender="woman", constituency="workers"))
    register(event, make_person(name="Bình", country="TH", gender="woman", constituency="workers"))
    register(event, make_person(name="Dao Other", gender="man"))

    assert names(client.get(page(event))) == ["Đào", "Bình", "Dao Other"]
    assert names(client.get(page(event, q="dao"))) == ["Đào", "Dao Other"]
    assert names(client.get(page(event, sort="name", country="TH", gender="woman"))) == ["Bình", "Đào"]
    assert names(client.get(page(event, country="-"))) == ["Dao Other"]
    assert names(client.get(page(event, status="declined"))) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "bogus"),
        ("country", "ZZ"),
        ("constituency", "1 OR 1"),
        ("gender", "nobody's"),
        ("q", "x" * 101),
        ("sort", "person__password"),
        ("sort", "--name"),
        ("column", "password"),
    ],
)
def test_table_shows_and_ignores_an_invalid_filter(client, manager, event, name, value):
    register(event, make_person(name="Everybody"))

    response = client.get(page(event, **{name: value}))

    assert name in response.context["form"].errors
    assert names(response) == ["Everybody"]
    assert response.context["form"].errors[name][0] in response.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(("number", "first"), [("", 0), ("2", 50), ("99", 50), ("x", 0), ("-1", 50), ("9" * 40, 50)])
def test_table_has_fifty_rows_per_page(client, manager, event, number, first):
    expected = [registration.person.name for registration in crowd(event, 60)]

    response = client.get(page(event, sort="name", page=number))

    assert names(response) == expected[first : first + 50]


def test_headings_link_to_sort_orders(client, manager, event):
    register(event, make_person())

    response = client.get(page(event, sort="name", q="person", column=["email", "remark"]))

    text = response.content.decode()
    assert text.count("aria-sort=") == 1
    assert (
        '<th scope="col" aria-sort="ascending"><a href="?sort=-name&amp;q=person&amp;column=email&amp;column=remark">Name</a></th>'
        in text
    )
    assert (
        '<th scope="col"><a href="?sort=email&amp;q=person&amp;column=email&amp;column=remark">Email</a></th>' in text
    )
    assert '<th scope="col">Remark</th>' in text


def test_table_shows_the_chosen_columns(client, manager, event):
    register(event, make_person(phone="+66 2", email="one@example.org"))

    response = client.get(page(event, column=["phone", "turn", "bogus"]))

    assert [heading.label for heading in response.context["headings"]] == [
        "Name",
        "Phone",
        "Position on the waiting list",
    ]
    assert "+66 2" in response.content.decode()
    assert "one@example.org" not in response.content.decode()


def test_reception_does_not_see_needs_and_remarks(client, reception, event):
    registration = register(event, make_person(), needs="Halal food", remark="Cannot climb stairs")

    responses = [
        client.get(page(event)),
        client.get(page(event, column=["needs", "remark"])),
        client.get(person_page(registration)),
    ]
    files = [client.get(export(event)), client.get(export(event, column=["needs", "remark"]))]

    for text in [*(response.content.decode() for response in responses), *(str(csv_rows(file)) for file in files)]:
        assert registration.person.name in text
        assert "Halal" not in text
        assert "climb" not in text


def test_organisers_see_needs_and_remarks(client, manager, event):
    registration = register(event, make_person(), needs="Halal food", remark="Cannot climb stairs")

    for text in [
        client.get(page(event, column=["needs", "remark"])).content.decode(),
        client.get(person_page(registration)).content.decode(),
        str(csv_rows(client.get(export(event)))),
    ]:
        assert "Halal" in text
        assert "climb" in text


def test_reception_cannot_decide(client, reception, event):
    registration = register(event, make_person())

    assert 'name="decision"' not in client.get(page(event)).content.decode()
    response = client.post(page(event), {"decision": "decline", "registration": registration.pk})

    assert response.status_code == 404


def test_decide_keeps_the_filters(client, manager, event):
    registration = register(event, make_person(name="Đào"))

    response = decide(
        client,
        page(event, q="đào", sort="-name", column=["email", "status"]),
        {"decision": "decline", "registration": registration.pk},
    )

    assert response["Location"] == page(event, q="đào", sort="-name", column=["email", "status"])


def test_decide_on_all_matching_rows_of_all_pages(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    crowd(event, 55)
    other = register(event, make_person(name="Other", constituency="workers"))
    table = client.get(page(event, constituency="government"))

    decide(
        client,
        page(event, constituency="government"),
        {"decision": "decline", "all": table.context["summary"], "registration": other.pk},
    )

    assert event.registrations.filter(status="declined").count() == 55
    other.refresh_from_db()
    assert other.status == "pending"


def test_decide_refuses_when_other_rows_match(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    first, _second = (register(event, make_person()) for _ in range(2))
    table = client.get(page(event, status="pending"))
    withdraw(first, by=None)
    register(event, make_person(name="Latecomer"))  # again two people, but not the same ones

    response = client.post(page(event, status="pending"), {"decision": "confirm", "all": table.context["summary"]})

    assert "other people match these filters now" in response.content.decode()
    assert not response.context["is_all_selected"]
    assert not event.registrations.confirmed().exists()


def test_decide_refuses_all_rows_of_an_invalid_filter(client, manager, event):
    for _ in range(2):
        register(event, make_person())

    table = client.get(page(event, status="bogus"))
    client.post(page(event, status="bogus"), {"decision": "decline", "all": table.context["summary"]})

    assert 'name="all"' not in table.content.decode()
    assert event.registrations.confirmed().count() == 2


def test_failed_decision_names_people_on_other_pages(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    crowd(event, 75)
    table = client.get(page(event))

    response = client.post(page(event), {"decision": "confirm", "all": table.context["summary"]})

    assert len(response.context["problems"]["named"]) == 20
    assert response.context["problems"]["more"] == 5
    assert "Nguyễn Thị Minh Khai 0074" not in response.content.decode()
    assert sum(bool(row.problem) for row in response.context["rows"]) == 49
    assert response.context["is_all_selected"]
    assert not event.registrations.confirmed().exists()


def test_failed_decision_keeps_the_selection(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    rows = [register(event, make_person()) for _ in range(3)]
    chosen = [row.pk for row in rows[:2]]

    response = client.post(page(event), {"decision": "confirm", "registration": chosen})

    assert [row.registration.pk for row in response.context["rows"] if row.is_selected] == chosen


def test_export_holds_what_is_filtered_and_names(client, manager, event):
    make_country("TH")
    register(event, make_person(name="=Evil()", email="e@example.org", country="TH"))
    register(event, make_person(name="Ánh", email="a@example.org", country="TH", honorific="Dr"))
    register(event, make_person(name="Elsewhere"))
    view = {"country": "TH", "sort": "email", "column": ["country", "email"]}

    response = client.get(export(event, **view))
    book = client.get(export(event, format="xlsx", **view))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{event.slug}-registrations.csv"'
    assert csv_rows(response) == [
        ["Name", "Email", "Country"],
        ["Dr Ánh", "a@example.org", "Thailand"],
        ["'=Evil()", "e@example.org", "Thailand"],
    ]
    written = written_rows(b"".join(book.streaming_content))
    assert [[cell.value for cell in row] for row in written] == [
        ["Name", "Email", "Country"],
        ["Dr Ánh", "a@example.org", "Thailand"],
        ["=Evil()", "e@example.org", "Thailand"],
    ]
    assert written[2][0].is_text


def test_export_contains_all_pages(client, manager, event):
    crowd(event, 60)

    assert len(csv_rows(client.get(export(event, page=2)))) == 61


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("item_count", [1, 3])
def test_export_runs_a_fixed_number_of_queries(client, manager, event, item_count, form, *, django_assert_num_queries):
    for number in range(item_count):
        register(event, make_person(organisation=Organisation.objects.create(name=number)))

    # Session, person, event, role; columns, tags, countries; waiting list, rows.
    with django_assert_num_queries(9):
        b"".join(client.get(export(event, format=form)).streaming_content)


def test_export_in_an_unknown_format_is_not_found(client, manager, event):
    assert client.get(export(event, format="pdf")).status_code == 404


def test_person_page_shows_history_mails_and_other_events(client, manager, programme, event):
    make_country("TH")
    person = make_person(name="Daw Aye", country="TH", timezone="Asia/Yangon", position="Director")
    registration = register(event, person)
    decline(registration, by=manager)
    elsewhere = register(make_event(programme=programme, title="Study visit"), person)
    register(make_event(programme=make_programme(), title="Another programme's"), person)
    stranger = register(event, make_person(name="Another Person"))
    declined = Message.objects.get(kind="registration_declined")
    Delivery.objects.create(message=declined, outcome="failed", smtp_code=550, server_said="no such mailbox")

    response = client.get(person_page(registration))

    text = response.content.decode()
    changes = [(change.from_status, change.to_status, change.by) for change, _ in response.context["history"]]
    assert changes == [("", "confirmed", person), ("confirmed", "declined", manager)]
    assert "by the person" in text
    assert "by <bdi>Our Manager</bdi>" in text
    kinds = {message.kind for message in response.context["mails"]}
    assert kinds == {"registration_confirmed", "registration_declined"}
    assert "no such mailbox" in text
    assert list(response.context["other_registrations"]) == [elsewhere]
    assert "Thailand" in text
    assert "Bangkok time (UTC+7)" in text
    for other in ("Another Person", "Another programme"):
        assert other not in text
    assert person_page(stranger) not in text


def test_history_describes_steps(client, manager, programme):
    event = make_event(programme=programme, seats=1)
    first, waiting = (register(event, make_person()) for _ in range(2))
    withdraw(first, by=first.person)

    text = client.get(person_page(waiting)).content.decode()

    assert "Waiting list → <strong>Confirmed</strong>, promoted from the waiting list" in text
    assert "by the rules of the event" in text


def test_person_of_another_event_is_not_found(client, manager, programme, event):
    other = register(make_event(programme=programme), make_person())

    for pk in (other.pk, 0, 10**30):
        assert client.get(reverse("participants:detail", args=[event.slug, pk])).status_code == 404


def test_reception_does_not_see_mails(client, reception, event):
    response = client.get(person_page(register(event, make_person())))

    assert Message.objects.get().subject not in response.content.decode()


@pytest.mark.parametrize("item_count", [1, 3])
def test_person_page_runs_a_fixed_number_of_queries(
    client, manager, programme, event, item_count, *, django_assert_num_queries
):
    person = make_person()
    registration = register(event, person)
    for _ in range(item_count):
        withdraw(registration, by=manager)
        registration = register(event, person)
        register(make_event(programme=programme), person)
    for message in Message.objects.all():
        Delivery.objects.create(message=message, outcome="sent")

    # Session, person, event, role; registration, answers, countries, sessions, corrections, merged, history, mails,
    # deliveries, elsewhere, changes, tags and those of the programme, notes, looks, whether the address bounced; delegations
    # with seats; date clashes and their events; requirements; decisions to undo; questions; on a team?
    with django_assert_num_queries(27):
        response = client.get(person_page(registration))

    assert len(response.context["other_registrations"]) == item_count


def test_note_is_markdown_with_placeholders(client, manager, event):
    registration = register(event, make_person(name="An *Bold*"))
    data = {"registration": registration.pk, "decision": "remind"}
    fields = fields_of(client.post(page(event), data))

    invalid = client.post(page(event), data | fields | {"text_organizers_note": "Dear {nobody}"})
    client.post(page(event), data | fields | {"text_organizers_note": "**Bring** a pen, {name}."})

    assert "There is no {nobody} here." in invalid.content.decode()
    mail = Message.objects.get(kind="organizers_note")
    assert mail.subject == f"About {event.title}"
    assert "Bring a pen, An *Bold*." in mail.text
    assert "<strong>Bring</strong> a pen, An *Bold*." in mail.html


@pytest.mark.parametrize("words", ["Nguyen van an", "nguyễn văn an", "vanan", "Bo lao dong"])
def test_the_search_finds_contributors_who_have_not_registered(client, words):
    event, other = make_event(), make_event()
    for number, one in enumerate((event, other)):
        session = Session.objects.create(event=one, title=f"Opening {number}")
        Contributor.objects.create(session=session, name="Nguyễn Văn An", affiliation="Bộ Lao động")
        Contributor.objects.create(session=session, name="Dr Aye")
    client.force_login(make_member(event.programme))
    path = reverse("participants:list", args=[event.slug])

    shown = client.get(path, {"q": words})
    unfiltered = client.get(path)

    assert [row.session.title for row in shown.context["contributors"]] == ["Opening 0"]
    assert "Nguyễn Văn An" in shown.content.decode()
    assert "Dr Aye" not in shown.content.decode()
    assert unfiltered.context["contributors"] == []


@pytest.mark.parametrize("item_count", [1, 5])
def test_searching_needs_two_queries_more(client, item_count, django_assert_num_queries):
    event = make_event()
    for number in range(item_count):
        session = Session.objects.create(event=event, title=f"Opening {number}")
        Contributor.objects.create(session=session, name="Dr Aye")
    client.force_login(make_member(event.programme))
    path = reverse("participants:list", args=[event.slug])
    with CaptureQueriesContext(connection) as without:
        client.get(path)

    with django_assert_num_queries(len(without) + 2):  # contributors, and the number of rows
        shown = client.get(path, {"q": "aye"})

    assert len(shown.context["contributors"]) == item_count


def test_time_zone_of_a_person_is_named_by_its_place(client):
    event = make_event()
    client.force_login(make_member(event.programme))
    registration = register(event, make_person(timezone="Asia/Dili"))

    page = client.get(reverse("participants:detail", args=[event.slug, registration.pk])).text

    assert "Dili, Timor-Leste (UTC+9)" in page
    assert "Asia/Dili" not in page
