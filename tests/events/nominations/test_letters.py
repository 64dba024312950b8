"""Official letters: uploaded by the focal point, accepted or returned by the team."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, EventChange, OfficialLetter, Registration
from events.models.answer import private_storage
from events.nominations import letters, priority, queries, services
from events.nominations.seating import put_into_seat
from events.nominations.services import Nominee
from events.personal_data.retention.of_events import delete_event_records
from events.questions.file_validation import PDF, ValidatedFile
from events.registration import links
from events.registration.errors import EventClosedError
from notifications.models import Message
from tests.events.registration.counters import check_counters
from tests.factories import make_country, make_delegation, make_event, make_member, make_person
from tests.markup import without_direction

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7\nletter\n%%EOF\n"
FILE = ValidatedFile(CONTENT, PDF, "MOL-114.pdf")


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=12, requires_letter=True)


@pytest.fixture
def delegation(event):
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2, reserve_seats=1)


@pytest.fixture
def link(event, delegation):
    link = services.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")
    Message.objects.all().delete()
    return link


@pytest.fixture
def page(link):
    return links.focal_point_link(link).split("8000")[1]


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def cell_url(delegation):
    return reverse("nominations:cell", args=[delegation.event.slug, delegation.pk])


def sent(delegation, content=CONTENT):
    return {"action": "letter", "delegation": delegation.pk, "letter": SimpleUploadedFile("MOL-114.pdf", content)}


def test_focal_point_uploads_a_letter_to_review(client, delegation, link, page):
    asked = client.get(page).text
    answer = client.post(page, sent(delegation))
    shown = without_direction(client.get(page).text)

    letter = OfficialLetter.objects.get()
    assert "The organisers ask for an official letter" in asked
    assert answer.status_code == 302
    assert (letter.state, letter.name, letter.uploaded_by) == ("to_review", "MOL-114.pdf", link.person)
    with letter.file.open() as file:
        assert file.read() == CONTENT
    assert "MOL-114.pdf is sent. The organisers review it." in shown
    assert EventChange.objects.filter(what="letter", said="Thailand, Workers\nuploaded", by=link.person).exists()


@pytest.mark.parametrize("content", [b"MZ program", b"", b"%PDF-1.7 cut"])
def test_files_that_are_no_letter_are_refused_beside_the_field(client, delegation, page, content):
    answer = client.post(page, sent(delegation, content))

    assert answer.status_code == 200
    assert "field-errors" in answer.text
    assert not OfficialLetter.objects.exists()


def test_letter_for_the_delegation_of_somebody_else_is_not_found(client, event, delegation, page):
    other = make_delegation(event=event, country=make_country("VN"))

    assert client.post(page, sent(other)).status_code == 404
    assert client.post(page, {"action": "letter"}).status_code == 404
    assert not OfficialLetter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_new_letter_replaces_the_old_one_and_its_content(delegation, link):
    old = letters.upload(delegation, FILE, by=link.person)

    new = letters.upload(delegation, FILE, by=link.person)

    assert OfficialLetter.objects.get() == new
    assert not private_storage().exists(old.file.name)
    assert private_storage().exists(new.file.name)


def test_letter_of_a_past_event_is_not_stored(event, delegation, link):
    Event.objects.update(starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))

    with pytest.raises(EventClosedError):
        letters.upload(delegation, FILE, by=link.person)

    assert not OfficialLetter.objects.exists()


def test_team_opens_and_accepts_the_letter(client, delegation, link, manager):
    letter = letters.upload(delegation, FILE, by=link.person)

    shown = client.get(cell_url(delegation)).text
    file = client.get(reverse("nominations:letter", args=[delegation.event.slug, delegation.pk]))
    client.post(cell_url(delegation), {"action": "accept_letter", "letter": letter.key})

    letter.refresh_from_db()
    assert "MOL-114.pdf" in shown
    assert b"".join(file.streaming_content) == CONTENT
    assert "attachment" in file["Content-Disposition"]
    assert (letter.state, letter.reviewed_by) == ("accepted", manager)
    assert EventChange.objects.latest("pk").said == "Thailand, Workers\naccepted"
    assert not Message.objects.exists()


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Please send another official letter", "cannot accept the official letter")),
        ("fr", ("Veuillez envoyer une autre lettre officielle", "ne peuvent pas accepter la lettre officielle")),
        ("vi", ("Vui lòng gửi một công hàm khác", "không thể chấp nhận công hàm")),
    ],
)
def test_returned_letter_is_mailed_with_its_reason(client, delegation, link, language, words):
    services.appoint(delegation.event, [delegation.pk], address="d@example.org", name="Deputy", as_alternate=True)
    Message.objects.all().delete()
    link.person.language = language
    link.person.save()
    letter = letters.upload(delegation, FILE, by=link.person)

    client.post(
        cell_url(delegation), {"action": "return_letter", "letter": letter.key, "reason": "The stamp is missing."}
    )

    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("returned", "The stamp is missing.")
    assert sorted(Message.objects.values_list("recipient__name", flat=True)) == ["Deputy", "Focal"]
    mail = Message.objects.get(recipient=link.person)
    assert words[0] in mail.subject
    assert words[1] in mail.text
    assert "The stamp is missing." in mail.text
    assert links.focal_point_link(link) in mail.text


def test_returned_letter_shows_its_reason_and_can_be_replaced(client, delegation, link, page):
    letter = letters.upload(delegation, FILE, by=link.person)
    letters.review(delegation.event, letter.key, accept=False, reason="The stamp is missing.", by=make_person())

    shown = client.get(page).text
    client.post(page, sent(delegation))

    assert "The stamp is missing." in shown
    assert OfficialLetter.objects.get().state == "to_review"


def test_letter_is_not_returned_without_a_reason(client, delegation, link, manager):
    letter = letters.upload(delegation, FILE, by=link.person)

    answer = client.post(cell_url(delegation), {"action": "return_letter", "letter": letter.key, "reason": " "})

    letter.refresh_from_db()
    assert "Write what is missing." in answer.text
    assert letter.state == "to_review"


def test_decision_about_a_replaced_letter_changes_nothing(client, delegation, link, manager):
    old = letters.upload(delegation, FILE, by=link.person)
    letters.upload(delegation, FILE, by=link.person)

    answer = client.post(cell_url(delegation), {"action": "accept_letter", "letter": old.key})

    assert "has uploaded another letter in the meantime" in answer.text
    assert OfficialLetter.objects.get().state == "to_review"
    assert client.post(cell_url(delegation), {"action": "accept_letter", "letter": "x"}).status_code == 404
    gone = client.post(cell_url(delegation), {"action": "accept_letter", "letter": str(uuid.uuid4())})
    assert "in the meantime" in gone.text


def test_grid_shows_the_state_of_each_letter(client, event, delegation, link, manager):
    other = make_delegation(event=event, country=make_country("VN"), constituency="workers")
    letters.upload(delegation, FILE, by=link.person)

    shown = without_direction(client.get(reverse("nominations:grid", args=[event.slug])).text)

    assert "1 letter to review" in shown
    assert "Letter requested" in shown
    assert letters.state_of(event, other) == "requested"


def test_team_requires_letters_on_the_page(client, event, delegation, manager):
    Event.objects.update(requires_letter=False)
    grid, url = (reverse(f"nominations:{name}", args=[event.slug]) for name in ("grid", "focal_points"))
    before = client.get(grid).text

    client.post(url, {"action": "letters_on"})
    shown = client.get(grid).text
    client.post(url, {"action": "letters_off"})

    assert "Letter requested" not in before
    assert "Letter requested" in shown
    event.refresh_from_db()
    assert not event.requires_letter
    said = EventChange.objects.filter(what="letter", by=manager).order_by("pk").values_list("said", flat=True)
    assert list(said) == ["required", "no longer required"]


def test_mails_ask_for_a_missing_letter(event, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@x.org"), Nominee("Bo", "bo@x.org")], by=link.person)
    Message.objects.all().delete()

    assert services.remind(event) == 1
    assert "please upload the official letter" in Message.objects.get().text
    letters.upload(delegation, FILE, by=link.person)
    assert services.remind(event) == 0  # the letter is there, and no seat is left


def test_person_gets_a_seat_by_letter_without_a_reason(event, delegation, link):
    letters.upload(delegation, FILE, by=link.person)
    delegation = queries.delegations(event).get()

    put_into_seat(delegation, Nominee("An", "an@x.org"), by=make_person())

    assert Registration.objects.get().status == "confirmed"
    check_counters(event)


@pytest.mark.django_db(transaction=True)
def test_letter_expires_with_the_records_of_the_event(event, delegation, link):
    letters.upload(delegation, FILE, by=link.person)
    Event.objects.update(starts_at=now() - timedelta(days=4001), ends_at=now() - timedelta(days=4000))

    delete_event_records()

    assert not OfficialLetter.objects.exists()


@pytest.mark.usefixtures("manager")
def test_focal_point_orders_nominees_and_the_team_sees_it(client, delegation, link, page):
    an, _bo, chi = services.nominate(
        delegation, [Nominee(name, f"{name}@x.org") for name in ("An", "Bo", "Chi")], by=link.person
    )

    client.post(page, {"action": "down", "registration": an.pk})
    client.post(page, {"action": "up", "registration": chi.pk})  # the only reserve stays where it is

    shown = client.get(cell_url(delegation)).text
    shown = shown[shown.index("Nominations in order of priority") :]
    assert shown.index(">Bo<") < shown.index(">An<") < shown.index(">Chi<")
    mine = client.get(page).text
    assert mine.index(">Bo<") < mine.index(">An<") < mine.index(">Chi<")
    assert EventChange.objects.latest("pk").said == "Thailand, Workers\nAn: 1 → 2"


def test_order_of_a_past_event_stays(event, delegation, link):
    an, _bo = services.nominate(delegation, [Nominee(name, f"{name}@x.org") for name in ("An", "Bo")], by=link.person)
    Event.objects.update(starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))

    with pytest.raises(EventClosedError):
        priority.move(an, 1, by=link.person)


def nominees_of(delegation, *names):
    return services.nominate(
        delegation, [Nominee(name, f"{name.lower()}@example.org") for name in names], by=make_person()
    )


def order_of(event, delegation):
    return [row.nomination.name for row in queries.nominees(event, [delegation.pk])]


def test_dragging_orders_those_with_a_seat_and_the_reserves_apart(event, delegation):
    an, binh, reserve = nominees_of(delegation, "An", "Binh", "Chi")

    priority.reorder(delegation, [reserve.pk, binh.pk, an.pk], by=make_person())

    reserve.refresh_from_db()
    assert order_of(event, delegation) == ["Binh", "An", "Chi"]
    assert reserve.reserve_rank == 1
    assert EventChange.objects.get(what="reserves").said == "Thailand, Workers\nAn, Binh → Binh, An"
    check_counters(event)


def test_order_of_another_delegation_changes_nothing(event, delegation):
    nominees_of(delegation, "An", "Binh")
    other = make_delegation(event=event, country=make_country("VN"), constituency="workers", seats=2)
    strangers = nominees_of(other, "Ca", "Du")

    priority.reorder(delegation, [row.pk for row in reversed(strangers)], by=make_person())

    assert (order_of(event, delegation), order_of(event, other)) == (["An", "Binh"], ["Ca", "Du"])


def test_focal_point_drags_on_the_page(client, event, delegation, page):
    an, binh = nominees_of(delegation, "An", "Binh")

    shown = client.get(page).text
    client.post(page, {"action": "order", "delegation": delegation.pk, "order": f"{binh.pk},{an.pk}"})

    assert f'data-sortable="order-{delegation.pk}"' in shown
    assert f'data-key="{an.pk}"' in shown
    assert order_of(event, delegation) == ["Binh", "An"]


def test_team_orders_nominees_by_dragging_and_with_buttons(client, event, delegation, manager):
    an, binh = nominees_of(delegation, "An", "Binh")
    url = cell_url(delegation)

    shown = client.get(url).text
    client.post(url, {"action": "order", "order": f"{binh.pk},{an.pk}"})
    dragged = order_of(event, delegation)
    client.post(url, {"action": "down", "registration": binh.pk})

    assert 'aria-label="Move up: An"' in without_direction(shown)
    assert (dragged, order_of(event, delegation)) == (["Binh", "An"], ["An", "Binh"])


def test_panel_of_a_cell_leads_to_its_neighbours_and_back(client, event, delegation, manager):
    later = make_delegation(event=event, country=make_country("VN"), constituency="workers", seats=2)

    first, last = client.get(cell_url(delegation)).text, client.get(cell_url(later)).text

    assert f'data-next aria-keyshortcuts="ArrowDown j" href="{cell_url(later)}"' in first
    assert "data-previous" not in first
    assert f'data-previous aria-keyshortcuts="ArrowUp k" href="{cell_url(delegation)}"' in last
    assert f'#seat-{delegation.pk}"' in first
    assert f'id="seat-{delegation.pk}"' in first
