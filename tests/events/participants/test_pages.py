"""The table of registrations as a page: its view in the address, decisions from it, its files, one person's story."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Organisation, User
from events.models import Answer, Event, Registration, Session, SessionChoice, TeamMember
from events.notes.services import tag
from events.registration.decisions import decline
from events.registration.services import register, withdraw
from notifications.models import Delivery, Message
from tests.events.questions.helpers import ask
from tests.events.spreadsheets.helpers import written_rows
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


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


def export(event, **query):
    return reverse("participants:export", args=[event.slug], query=query)


def one(registration):
    return reverse("participants:detail", args=[registration.event.slug, registration.pk])


def crowd(event, size, **fields):
    """Register size people at once, without their mails."""
    people = User.objects.bulk_create(
        [
            User(
                email=f"a.rather.long.address.{number}@ministry-of-labour.example.org",
                name=f"Nguyễn Thị Minh Khai {number:04}",
                position="Deputy Director of the Department of Social Insurance",
                organisation_name="Ministry of Labour, Invalids and Social Affairs",
                country="TH",
                constituency="government",
                gender=f"in my own words, number {number}",
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
    """Ask for a decision, look at who would be told, and go on; return the last answer."""
    preview = client.post(address, data)
    if preview.context is None or "mailings" not in preview.context:
        return preview
    return client.post(address, data | fields_of(preview))


def fields_of(preview):
    """Return what the page that shows the mails carries on, as it stands."""
    fields = {"shown": preview.context["sign"], "mail": [one.fields.mail for one in preview.context["mailings"]]}
    for mailing in preview.context["mailings"]:
        mail, was = mailing.fields.mail, mailing.fields.was
        fields |= {f"subject_was_{mail}": was.subject, f"text_was_{mail}": was.text}
        fields |= {f"subject_{mail}": was.subject, f"text_{mail}": was.text}
    return fields


def shown(answer):
    return [registration.person.name for registration in answer.context["registrations"]]


def csv_rows(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("item_count", [1, 3])
def test_table_query_count(client, manager, event, item_count, django_assert_num_queries):
    for number in range(item_count):
        register(event, make_person(gender=f"gender {number}", organisation=Organisation.objects.create(name=number)))
    client.get(page(event))

    # Session, person, event, role; questions, tags, countries, genders, who registers others; how many, rows, turns, by
    # status; names and phone numbers for duplicates; on a team?
    with django_assert_num_queries(16):
        answer = client.get(page(event))

    assert len(answer.context["rows"]) == item_count


@pytest.mark.parametrize("sort", ["registered", "-organisation", "country"])
def test_table_with_two_thousand_is_light(client, manager, event, sort, django_assert_num_queries):
    """Held with long names, long answers, tags, sessions and every column shown."""
    for number in range(200):
        make_country(f"{chr(65 + number // 26)}{chr(65 + number % 26)}", name=f"The Republic of Number {number}")
    rows = crowd(event, 2000)
    asked = [
        ask(event, kind, label=f"What would you like to do on day {kind} of the event?")
        for kind in ("long_text", "yes_no", "country")
    ]
    meals = ask(event, "multiple", label="Which meals do you take with us?", labels=["Lunch", "Dinner", "Breakfast"])
    said = {asked[0]: "A long answer. " * 100, asked[1]: True, asked[2]: "AA", meals: ["lunch", "dinner"]}
    Answer.objects.bulk_create(
        Answer(registration=row, question=question, value=value, answered_at=now())
        for row in rows
        for question, value in said.items()
    )
    tag(event, [row.pk for row in rows], "needs a visa")
    session = Session.objects.create(event=event, title="A visit to the one-stop shop", is_optional=True)
    SessionChoice.objects.bulk_create(SessionChoice(session=session, registration=row) for row in rows)
    client.get(page(event))
    columns = [key for key, _ in client.get(page(event)).context["form"].fields["column"].choices]
    view = {
        "column": columns,
        "q": "nguyen",
        "status": "pending",
        meals.field_name: "dinner",
        asked[2].field_name: "AA",
    }

    # As without them, and: countries that were answered; sessions, tags, notes; answers and their countries; bounces.
    with django_assert_num_queries(23):
        answer = client.get(page(event, sort=sort, page=7, **view))

    assert len(answer.context["rows"]) == 41  # of 29 columns
    assert answer.context["page_obj"].paginator.count == 2000
    assert len(answer.content) < 200_000


def test_filters_and_sort_come_from_the_address(client, manager, event):
    make_country("TH")
    register(event, make_person(name="Đào", country="TH", gender="Woman", constituency="workers"))
    register(event, make_person(name="Bình", country="TH", gender="woman", constituency="workers"))
    register(event, make_person(name="Dao Other", gender="man"))

    assert shown(client.get(page(event))) == ["Đào", "Bình", "Dao Other"]
    assert shown(client.get(page(event, q="dao"))) == ["Đào", "Dao Other"]
    assert shown(client.get(page(event, sort="name", country="TH", gender="woman"))) == ["Bình", "Đào"]
    assert shown(client.get(page(event, country="-"))) == ["Dao Other"]
    assert shown(client.get(page(event, status="declined"))) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "bogus"),
        ("status", "confirmed\x00"),
        ("country", "ZZ"),
        ("constituency", "1 OR 1"),
        ("gender", "nobody's"),
        ("q", "x" * 101),
        ("q", "a\x00"),
        ("sort", "person__password"),
        ("sort", "--name"),
        ("column", "password"),
    ],
)
def test_a_bad_value_is_named_beside_its_field_and_left_out(client, manager, event, name, value):
    register(event, make_person(name="Everybody"))

    answer = client.get(page(event, **{name: value}))

    assert name in answer.context["form"].errors
    assert shown(answer) == ["Everybody"]
    assert answer.context["form"].errors[name][0] in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(("number", "first"), [("", 0), ("2", 50), ("99", 50), ("x", 0), ("-1", 50), ("9" * 40, 50)])
def test_pages_are_of_fifty(client, manager, event, number, first):
    names = [registration.person.name for registration in crowd(event, 60)]

    answer = client.get(page(event, sort="name", page=number))

    assert shown(answer) == names[first : first + 50]


def test_headings_sort_and_say_how(client, manager, event):
    register(event, make_person())

    answer = client.get(page(event, sort="name", q="person"))

    text = answer.content.decode()
    assert text.count("aria-sort=") == 1
    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-name&amp;q=person">Name</a></th>' in text
    assert '<th scope="col"><a href="?sort=email&amp;q=person">E-mail</a></th>' in text
    assert '<th scope="col">Remark</th>' in text


def test_columns_are_chosen(client, manager, event):
    register(event, make_person(phone="+66 2", email="one@example.org"))

    answer = client.get(page(event, column=["phone", "turn", "bogus"]))

    assert [heading.label for heading in answer.context["headings"]] == ["Name", "Phone", "Turn"]
    assert "+66 2" in answer.content.decode()
    assert "one@example.org" not in answer.content.decode()


def test_reception_sees_no_needs_and_no_remark(client, reception, event):
    registration = register(event, make_person(), needs="Halal food", remark="Cannot climb stairs")

    answers = [
        client.get(page(event)),
        client.get(page(event, column=["needs", "remark"])),
        client.get(one(registration)),
    ]
    files = [client.get(export(event)), client.get(export(event, column=["needs", "remark"]))]

    for text in [*(answer.content.decode() for answer in answers), *(str(csv_rows(file)) for file in files)]:
        assert registration.person.name in text
        assert "Halal" not in text
        assert "climb" not in text


def test_organisers_see_needs_and_remark(client, manager, event):
    registration = register(event, make_person(), needs="Halal food", remark="Cannot climb stairs")

    for text in [
        client.get(page(event)).content.decode(),
        client.get(one(registration)).content.decode(),
        str(csv_rows(client.get(export(event)))),
    ]:
        assert "Halal" in text
        assert "climb" in text


def test_reception_cannot_decide(client, reception, event):
    registration = register(event, make_person())

    assert 'name="decision"' not in client.get(page(event)).content.decode()
    answer = client.post(page(event), {"decision": "decline", "registration": registration.pk})

    assert answer.status_code == 404


def test_after_a_decision_the_filters_stay(client, manager, event):
    registration = register(event, make_person(name="Đào"))

    answer = decide(
        client,
        page(event, q="đào", sort="-name", column=["email", "status"]),
        {"decision": "decline", "registration": registration.pk},
    )

    assert answer["Location"] == page(event, q="đào", sort="-name", column=["email", "status"])


def test_all_that_fit_are_decided_on_every_page(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    crowd(event, 55)
    other = register(event, make_person(name="Other", constituency="workers"))
    looked = client.get(page(event, constituency="government"))

    decide(
        client,
        page(event, constituency="government"),
        {"decision": "decline", "all": looked.context["everybody"], "registration": other.pk},
    )

    assert event.registrations.filter(status="declined").count() == 55
    other.refresh_from_db()
    assert other.status == "pending"


def test_all_that_fit_are_those_whom_the_page_meant(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    first, _second = (register(event, make_person()) for _ in range(2))
    looked = client.get(page(event, status="pending"))
    withdraw(first, by=None)
    register(event, make_person(name="Latecomer"))  # two again, but not the same two

    answer = client.post(page(event, status="pending"), {"decision": "confirm", "all": looked.context["everybody"]})

    assert "others fit these filters now" in answer.content.decode()
    assert not answer.context["is_all_ticked"]
    assert not event.registrations.confirmed().exists()


def test_a_filter_that_is_none_chooses_nobody(client, manager, event):
    for _ in range(2):
        register(event, make_person())

    looked = client.get(page(event, status="bogus"))
    client.post(page(event, status="bogus"), {"decision": "decline", "all": looked.context["everybody"]})

    assert 'name="all"' not in looked.content.decode()
    assert event.registrations.confirmed().count() == 2


def test_a_failure_is_named_for_those_on_other_pages_too(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    crowd(event, 75)
    looked = client.get(page(event))

    answer = client.post(page(event), {"decision": "confirm", "all": looked.context["everybody"]})

    assert len(answer.context["problems"]["named"]) == 20
    assert answer.context["problems"]["more"] == 5
    assert "Nguyễn Thị Minh Khai 0074" not in answer.content.decode()
    assert sum(bool(row.problem) for row in answer.context["rows"]) == 49
    assert answer.context["is_all_ticked"]
    assert not event.registrations.confirmed().exists()


def test_ticks_are_kept_when_a_decision_fails(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    rows = [register(event, make_person()) for _ in range(3)]
    chosen = [row.pk for row in rows[:2]]

    answer = client.post(page(event), {"decision": "confirm", "registration": chosen})

    assert [row.registration.pk for row in answer.context["rows"] if row.is_ticked] == chosen


def test_export_holds_what_is_filtered_and_shown(client, manager, event):
    make_country("TH")
    register(event, make_person(name="=Evil()", email="e@example.org", country="TH"))
    register(event, make_person(name="Ánh", email="a@example.org", country="TH", honorific="Dr"))
    register(event, make_person(name="Elsewhere"))
    view = {"country": "TH", "sort": "email", "column": ["country", "email"]}

    answer = client.get(export(event, **view))
    book = client.get(export(event, format="xlsx", **view))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{event.slug}-registrations.csv"'
    assert csv_rows(answer) == [
        ["Name", "E-mail", "Country"],
        ["Dr Ánh", "a@example.org", "Thailand"],
        ["'=Evil()", "e@example.org", "Thailand"],
    ]
    written = written_rows(b"".join(book.streaming_content))
    assert [[cell.value for cell in row] for row in written] == [
        ["Name", "E-mail", "Country"],
        ["Dr Ánh", "a@example.org", "Thailand"],
        ["=Evil()", "e@example.org", "Thailand"],
    ]
    assert written[2][0].is_text


def test_export_is_not_cut_at_a_page(client, manager, event):
    crowd(event, 60)

    assert len(csv_rows(client.get(export(event, page=2)))) == 61


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("item_count", [1, 3])
def test_export_query_count(client, manager, event, item_count, form, *, django_assert_num_queries):
    for number in range(item_count):
        register(event, make_person(organisation=Organisation.objects.create(name=number)))

    # Session, person, event, role; questions, tags, countries, genders, who registers others; turns, rows.
    with django_assert_num_queries(11):
        b"".join(client.get(export(event, format=form)).streaming_content)


def test_export_knows_two_formats(client, manager, event):
    assert client.get(export(event, format="pdf")).status_code == 404


def test_one_person_has_their_whole_story(client, manager, programme, event):
    make_country("TH")
    person = make_person(name="Daw Aye", country="TH", timezone="Asia/Yangon", position="Director")
    registration = register(event, person)
    decline(registration, by=manager)
    elsewhere = register(make_event(programme=programme, title="Study visit"), person)
    register(make_event(programme=make_programme(), title="Another programme's"), person)
    stranger = register(event, make_person(name="Somebody Else"))
    declined = Message.objects.get(kind="registration_declined")
    Delivery.objects.create(message=declined, outcome="failed", smtp_code=550, server_said="no such mailbox")

    answer = client.get(one(registration))

    text = answer.content.decode()
    changes = [(change.from_status, change.to_status, change.by) for change, _ in answer.context["history"]]
    assert changes == [("", "confirmed", person), ("confirmed", "declined", manager)]
    assert "by themselves" in text
    assert "by Our Manager" in text
    kinds = {message.kind for message in answer.context["mails"]}
    assert kinds == {"registration_confirmed", "registration_declined"}
    assert "no such mailbox" in text
    assert list(answer.context["elsewhere"]) == [elsewhere]
    assert "Thailand" in text
    assert "Bangkok time (UTC+7)" in text
    for other in ("Somebody Else", "Another programme"):
        assert other not in text
    assert one(stranger) not in text


def test_history_says_what_the_states_do_not(client, manager, programme):
    event = make_event(programme=programme, seats=1)
    first, waiting = (register(event, make_person()) for _ in range(2))
    withdraw(first, by=first.person)

    text = client.get(one(waiting)).content.decode()

    assert "On the waiting list → <strong>Confirmed</strong>, moved up from the waiting list" in text
    assert "by the rules of the event" in text


def test_one_person_of_another_event_is_not_there(client, manager, programme, event):
    other = register(make_event(programme=programme), make_person())

    for pk in (other.pk, 0, 10**30):
        assert client.get(reverse("participants:detail", args=[event.slug, pk])).status_code == 404


def test_reception_sees_no_mails(client, reception, event):
    answer = client.get(one(register(event, make_person())))

    assert Message.objects.get().subject not in answer.content.decode()


@pytest.mark.parametrize("item_count", [1, 3])
def test_one_person_query_count(client, manager, programme, event, item_count, *, django_assert_num_queries):
    person = make_person()
    registration = register(event, person)
    for _ in range(item_count):
        withdraw(registration, by=manager)
        registration = register(event, person)
        register(make_event(programme=programme), person)
    for message in Message.objects.all():
        Delivery.objects.create(message=message, outcome="sent")

    # Session, person, event, role; registration, answers, countries, sessions, corrections, merged, history, mails,
    # deliveries, elsewhere, changes, tags and those of the programme, notes, looks, whether the address bounced; on a team?
    with django_assert_num_queries(21):
        answer = client.get(one(registration))

    assert len(answer.context["elsewhere"]) == item_count


def test_what_organisers_write_is_markdown_with_placeholders(client, manager, event):
    registration = register(event, make_person(name="An *Bold*"))
    data = {"registration": registration.pk, "decision": "remind"}
    fields = fields_of(client.post(page(event), data))

    wrong = client.post(page(event), data | fields | {"text_organizers_note": "Dear {nobody}"})
    client.post(page(event), data | fields | {"text_organizers_note": "**Bring** a pen, {name}."})

    assert "There is no {nobody} here." in wrong.content.decode()
    mail = Message.objects.get(kind="organizers_note")
    assert mail.subject == f"About {event.title}"
    assert "Bring a pen, An *Bold*." in mail.text
    assert "<strong>Bring</strong> a pen, An *Bold*." in mail.html
