from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Delegation, Event, NominationLink, Registration
from events.nominations import services
from events.nominations.services import Nominee
from events.registration import links
from notifications.models import Message
from tests.events.participants.test_pages import fields_of
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db

TABLE = "E-mail\tPosition\tFull name\nan@example.org\tDirector\tNguyễn Văn An\nbinh@example.org\t\tBình\n"


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=10)


@pytest.fixture
def delegation(event):
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2, reserve_seats=1)


@pytest.fixture
def link(event, delegation):
    return services.appoint(
        event, [delegation.pk], address="focal@example.org", name="Focal", closes_at=now() + timedelta(days=3)
    )


@pytest.fixture
def page(link):
    return links.focal_point_link(link).split("8000")[1]


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def named():
    return list(Registration.objects.order_by("pk").values_list("nomination__name", "status"))


def test_a_focal_point_names_somebody_without_an_account(client, page, delegation):
    before = client.get(page)
    answer = client.post(
        page, {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org"}
    )
    after = client.get(page)

    assert "2 of 2 seats free" in before.content.decode()
    assert answer.status_code == 302
    assert "1 of 2 seats free" in after.content.decode()
    assert named() == [("An", "nominated")]
    assert (after["Referrer-Policy"], after["X-Robots-Tag"]) == ("same-origin", "noindex")


def test_the_deadline_is_told_in_both_zones(client, page, delegation):
    closes_at = now().replace(year=2031, month=1, day=6, hour=10, minute=0, second=0, microsecond=0)
    Delegation.objects.update(nomination_closes_at=closes_at)
    NominationLink.objects.get().person.__class__.objects.filter(email="focal@example.org").update(
        timezone="Asia/Yangon"
    )

    shown = client.get(page).content.decode()

    assert "Monday 6 January 2031, 17:00, Bangkok time (UTC+7)" in shown
    assert "Monday 6 January 2031, 16:30, Yangon time (UTC+6:30)" in shown


def test_pasted_rows_are_checked_before_anything_is_saved(client, page, delegation):
    rows = TABLE + "nonsense\t\tDung\nan@example.org\t\tAn again\n"

    checked = client.post(page, {"action": "check", "delegation": delegation.pk, "rows": rows})
    refused = client.post(
        page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2", "3"]}
    )
    assert not Registration.objects.exists()
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]})

    text = checked.content.decode()
    assert "Row 4: Email address: Enter a valid email address." in text
    assert "Row 5: Row 2 has the same address." in text
    assert "Nothing is saved" in refused.content.decode()
    assert named() == [("Nguyễn Văn An", "nominated"), ("Bình", "nominated")]


@pytest.mark.parametrize(
    "rows",
    [
        "name;email\nAn;an@example.org",
        "Email address,Position,Name\nan@example.org,Director,An",
        "An\tan@example.org\tDirector",
        "an@example.org, An",
    ],
)
def test_columns_are_known_in_any_order(client, page, delegation, rows):
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": "1"})

    assert named() == [("An", "nominated")]
    assert Registration.objects.get().person.email == "an@example.org"


def test_too_many_rows_say_which(client, page, delegation):
    rows = "\n".join(f"P{number}\tp{number}@example.org" for number in range(4))

    answer = client.post(
        page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2", "3", "4"]}
    )

    assert "Row 4: All seats and all places for reserves are filled." in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_focal_point_replaces_and_takes_back(client, page, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org"), Nominee("Chi", "chi@example.org")], by=link.person)
    first, second = Registration.objects.order_by("pk")

    client.post(page, {"action": "replace", "registration": first.pk, "name": "Binh", "address": "binh@example.org"})
    client.post(page, {"action": "withdraw", "registration": second.pk})

    assert named() == [("An", "withdrawn"), ("Chi", "withdrawn"), ("Binh", "nominated")]


def test_what_was_typed_is_kept_when_it_cannot_be_done(client, page, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    registration = Registration.objects.get()

    replaced = client.post(
        page, {"action": "replace", "registration": registration.pk, "name": "Binh", "address": "nobody"}
    )
    named_again = client.post(
        page,
        {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org", "position": "X"},
    )

    assert 'value="Binh"' in replaced.content.decode()
    assert 'value="nobody"' in replaced.content.decode()
    assert "This person has been named already." in named_again.content.decode()
    assert 'value="X"' in named_again.content.decode()
    assert named() == [("An", "nominated")]


def test_a_focal_point_reaches_their_own_delegations_alone(client, page, event, link):
    other = make_delegation(event=event, constituency="employers", seats=2)
    (registration,) = services.nominate(other, [Nominee("An", "an@example.org")], by=make_person())

    shown = client.get(page).content.decode()
    answers = [
        client.post(page, {"action": "name", "delegation": other.pk, "name": "B", "address": "b@example.org"}),
        client.post(page, {"action": "withdraw", "registration": registration.pk}),
        client.post(
            page, {"action": "replace", "registration": registration.pk, "name": "B", "address": "b@example.org"}
        ),
        client.post(page, {"action": "withdraw", "registration": "9" * 30}),
        client.post(page, {"action": "withdraw", "registration": "x"}),
        client.post(page, {}),
    ]

    assert "Employers" not in shown
    assert "an@example.org" not in shown
    assert [answer.status_code for answer in answers] == [404] * 6
    assert named() == [("An", "nominated")]


def test_links_that_do_not_work_say_so(client, page, link):
    forged = client.get(page.replace("/nominate/", "/nominate/x"))
    NominationLink.objects.update(expires_at=now() - timedelta(minutes=1))
    expired = client.get(page)
    services.revoke(link)
    revoked = client.get(page)

    assert [forged.status_code, expired.status_code, revoked.status_code] == [404, 410, 404]
    assert all("This link does not work" in answer.content.decode() for answer in (forged, expired, revoked))


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_of_a_focal_point_costs_the_same_for_one_and_many(
    client, page, link, item_count, django_assert_num_queries
):
    for country in ["VN", "MM", "JP"][:item_count]:
        found = make_delegation(event=link.event, country=make_country(country), seats=2, focal_point=link.person)
        services.nominate(found, [Nominee("An", f"an@{country}.example.org")], by=link.person)

    # The link, its delegations, the nominees.
    with django_assert_num_queries(3):
        client.get(page)


@pytest.mark.parametrize("name", ["=1+1", "＝1+1", "@SUM(1)"])
def test_the_summary_is_a_file_without_formulas(client, page, delegation, link, name):
    services.nominate(delegation, [Nominee(name, "an@example.org")], by=link.person)

    answer = client.get(page + "summary/")

    assert answer["Content-Disposition"].endswith('-nominations.csv"')
    assert f"'{name},an@example.org" in answer.content.decode("utf-8-sig")


def nominee_page(delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    return links.nominee_link(Registration.objects.get()).split("8000")[1]


def test_a_nominee_says_who_they_are_and_that_they_come(client, delegation, link):
    page = nominee_page(delegation, link)
    typed = {"name": "Nguyễn Văn An", "country": "TH", "constituency": "workers", "needs": "Vegetarian"}

    shown = client.get(page)
    empty = client.post(page, {"name": ""})
    client.post(page, typed)

    assert 'value="An"' in shown.content.decode()
    assert "This field is required" in empty.content.decode()
    registration = Registration.objects.get()
    assert (registration.status, registration.needs, registration.person.name) == (
        "pending", "Vegetarian", "Nguyễn Văn An",
    )  # fmt: skip
    assert "The organisers decide" in client.get(page).content.decode()


def test_a_nominee_says_that_they_cannot_come(client, delegation, link):
    page = nominee_page(delegation, link)

    client.post(page, {"refuse": "1"})

    assert Registration.objects.get().status == "withdrawn"
    delegation.refresh_from_db()
    assert delegation.seats_left == 2


def test_the_link_of_who_was_replaced_does_nothing(client, delegation, link):
    page = nominee_page(delegation, link)
    services.replace(
        Registration.objects.select_related("event", "delegation").get(), Nominee("Binh", "b@example.org"), by=None
    )

    answer = client.post(page, {"name": "An", "country": "TH"}, follow=True)

    assert "not among those named" in answer.content.decode()
    assert named() == [("An", "withdrawn"), ("Binh", "nominated")]


def grid_of(event):
    return reverse("nominations:grid", args=[event.slug])


def test_the_grid_is_filled_by_column_then_saved(client, event, manager):
    event.countries.set([make_country("TH"), make_country("VN")])
    fill = {"fill": "1", "line": "column-workers", "fill_seats": 2, "fill_reserves": 1}

    filled = client.post(grid_of(event), fill)
    assert not Delegation.objects.exists()
    typed = {name: filled.context["form"][name].value() or "" for name in filled.context["form"].fields}
    saved = client.post(grid_of(event), typed, follow=True)

    found = Delegation.objects.order_by("country").values_list("country", "constituency", "seats", "reserve_seats")
    assert sorted(found, key=str) == [("TH", "workers", 2, 1), ("VN", "workers", 2, 1), (None, "workers", 2, 1)]
    assert "The seats are saved." in saved.content.decode()


def test_the_grid_says_who_would_be_stranded(client, event, manager, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)

    answer = client.post(grid_of(event), {"seats-TH-workers": "0"})

    assert "would lose their seat: An." in answer.content.decode()
    assert Delegation.objects.get().seats == 2


def test_the_grid_of_another_event_is_copied_without_its_people(client, event, manager, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    other = make_event(programme=event.programme)

    shown = client.get(grid_of(other), {"from": event.slug})
    foreign = make_event(programme=make_programme())
    refused = client.get(grid_of(other), {"from": foreign.slug})

    assert shown.context["form"]["seats-TH-workers"].value() == 2
    assert "1 named" not in shown.content.decode()
    assert refused.status_code == 404
    assert not other.delegations.exists()


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "99999999999"])
def test_a_number_that_is_none_is_named_beside_its_cell(client, event, manager, delegation, number):
    answer = client.post(grid_of(event), {"seats-TH-workers": number})

    assert answer.status_code == 200
    assert "field-errors" in answer.content.decode()
    assert Delegation.objects.get().seats == 2


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_grid_costs_the_same_for_one_and_many(client, event, manager, item_count, django_assert_num_queries):
    for country in ["VN", "MM", "JP"][:item_count]:
        found = make_delegation(event=event, country=make_country(country), seats=2)
        services.appoint(event, [found.pk], address=f"{country}@example.org", name="Focal")

    # Session, person, event, role; delegations, countries (two), missing ones, links, other events, on a team?
    with django_assert_num_queries(11):
        client.get(grid_of(event))


def test_the_organisers_mail_revoke_and_remind(client, event, manager, delegation):
    address = reverse("nominations:focal_points", args=[event.slug])
    typed = {
        "delegations": delegation.pk,
        "name": "Focal",
        "address": "focal@example.org",
        "closes_local": "2031-01-06T17:00",
    }

    client.post(address, typed)
    link = NominationLink.objects.get()
    client.post(address, {"action": "remind"})
    client.post(address, {"action": "revoke", "link": link.pk})
    client.post(address, {"action": "again", "link": link.pk})
    bad = client.post(address, typed | {"address": "nobody"}, follow=True)
    foreign = client.post(address, {"action": "again", "link": "999"})

    delegation.refresh_from_db()
    assert delegation.nomination_closes_at.isoformat() == "2031-01-06T10:00:00+00:00"
    subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert ["Reminder" in subject for subject in subjects] == [False, True, True]
    assert "Email address: Enter a valid email address." in bad.content.decode()
    assert foreign.status_code == 404


def test_the_organisers_see_who_gets_the_released_seats(client, event, manager, delegation):
    Delegation.objects.update(nomination_closes_at=now() - timedelta(hours=1))
    address = reverse("nominations:release", args=[event.slug])

    shown = client.get(address)
    client.post(address)

    assert shown.content.decode().count("nobody waits") == 2
    assert Delegation.objects.get().seats == 0


def test_the_page_of_the_event_says_how_people_get_in(client, event):
    assert "Focal points name who takes part" in client.get(event.get_absolute_url()).content.decode()
    assert client.get(reverse("self_service:register", args=[event.slug])).status_code == 200


def test_the_organisers_go_over_the_seats_of_a_delegation_for_a_reason(client, event, manager, delegation, link):
    people = [Nominee(name, f"{name}@example.org") for name in ("an", "binh", "chi")]
    *_seated, reserve = services.nominate(delegation, people, by=link.person)
    address = reverse("participants:list", args=[event.slug])
    decision = {"registration": reserve.pk, "decision": "confirm"}

    plain = client.get(address).content.decode()
    refused = client.post(address, decision).content.decode()
    without = client.post(address, decision | {"over_seats": "1"}).content.decode()
    too_long = client.post(address, decision | {"over_seats": "1", "reason": "x" * 1001}).content.decode()
    decision |= {"over_seats": "1", "reason": "The minister asked"}
    client.post(address, decision | fields_of(client.post(address, decision)))

    assert "over_seats" not in plain
    assert "confirm over the seats with a reason" in refused
    assert "over_seats" in refused
    assert "Write the reason in the field for it" in without
    assert "The reason is too long" in too_long
    reserve.refresh_from_db()
    assert (reserve.status, reserve.changes.last().reason) == ("confirmed", "The minister asked")
    story = client.get(reverse("participants:detail", args=[event.slug, reserve.pk])).content.decode()
    assert "The minister asked" in story
