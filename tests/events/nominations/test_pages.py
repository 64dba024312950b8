from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event, NominationLink, Registration
from events.nominations import services
from events.nominations.services import Nominee
from events.registration import links
from notifications.models import Message
from tests.events.participants.test_pages import fields_of
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_programme
from tests.markup import without_direction

pytestmark = [pytest.mark.look, pytest.mark.django_db]

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


def nominations():
    return list(Registration.objects.order_by("pk").values_list("nomination__name", "status"))


def test_nominate_without_an_account(client, page, delegation):
    before = client.get(page)
    response = client.post(
        page, {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org"}
    )
    after = client.get(page)

    assert "2 of 2 seats free" in before.content.decode()
    assert response.status_code == 302
    assert "1 of 2 seats free" in after.content.decode()
    assert nominations() == [("An", "nominated")]
    assert (after["Referrer-Policy"], after["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_the_deadline_is_shown_in_both_time_zones(client, page, delegation):
    closes_at = now().replace(year=2031, month=1, day=6, hour=10, minute=0, second=0, microsecond=0)
    Delegation.objects.update(nomination_closes_at=closes_at)
    User.objects.filter(email="focal@example.org").update(timezone="Asia/Yangon")

    shown = client.get(page).content.decode()

    assert "Monday 6 January 2031, 17:00, Bangkok time (UTC+7)" in shown
    assert "Monday 6 January 2031, 16:30, Yangon time (UTC+6:30)" in shown


def test_nominate_a_list_saves_nothing_while_a_selected_row_has_a_problem(client, page, delegation):
    rows = TABLE + "nonsense\t\tDung\nan@example.org\t\tAn again\n"

    checked = client.post(page, {"action": "check", "delegation": delegation.pk, "rows": rows})
    rejected = client.post(
        page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2", "3"]}
    )
    assert not Registration.objects.exists()
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]})

    text = without_direction(checked.content.decode())
    assert "Row 4: Email address: Enter a valid email address." in text
    assert "Row 5: Row 2 has the same address." in text
    assert "Nothing was saved. The problems are shown next to the rows." in without_direction(rejected.content.decode())
    assert nominations() == [("Nguyễn Văn An", "nominated"), ("Bình", "nominated")]


@pytest.mark.parametrize(
    "rows",
    [
        "name;email\nAn;an@example.org",
        "Email address,Position,Name\nan@example.org,Director,An",
        "An\tan@example.org\tDirector",
        "an@example.org, An",
    ],
)
def test_nominate_a_list_accepts_columns_in_any_order(client, page, delegation, rows):
    client.post(page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": "1"})

    assert nominations() == [("An", "nominated")]
    assert Registration.objects.get().person.email == "an@example.org"


def test_nominate_a_list_shows_the_rows_without_a_seat(client, page, delegation):
    rows = "\n".join(f"P{number}\tp{number}@example.org" for number in range(4))

    response = client.post(
        page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2", "3", "4"]}
    )

    shown = without_direction(response.content.decode())
    assert "Row 4: All seats are filled, and the list of reserves is full." in shown
    assert not Registration.objects.exists()


def test_replace_and_withdraw_nominees(client, page, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org"), Nominee("Chi", "chi@example.org")], by=link.person)
    first, second = Registration.objects.order_by("pk")

    client.post(page, {"action": "replace", "registration": first.pk, "name": "Binh", "address": "binh@example.org"})
    client.post(page, {"action": "withdraw", "registration": second.pk, "confirmed": "1"})

    assert nominations() == [("An", "withdrawn"), ("Chi", "withdrawn"), ("Binh", "nominated")]


def test_entered_data_are_shown_again_after_an_error(client, page, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    registration = Registration.objects.get()

    replaced = client.post(
        page, {"action": "replace", "registration": registration.pk, "name": "Binh", "address": "nobody"}
    )
    nominated_again = client.post(
        page,
        {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org", "position": "X"},
    )

    assert 'value="Binh"' in replaced.content.decode()
    assert 'value="nobody"' in replaced.content.decode()
    assert "This person is already nominated." in nominated_again.content.decode()
    assert 'value="X"' in nominated_again.content.decode()
    assert nominations() == [("An", "nominated")]


def test_a_focal_point_can_use_only_their_own_delegations(client, page, event, link):
    other = make_delegation(event=event, constituency="employers", seats=2)
    (registration,) = services.nominate(other, [Nominee("An", "an@example.org")], by=make_person())

    shown = client.get(page).content.decode()
    responses = [
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
    assert [response.status_code for response in responses] == [404] * 6
    assert nominations() == [("An", "nominated")]


def test_invalid_links_show_that_they_do_not_work(client, page, link):
    forged = client.get(page.replace("/nominate/", "/nominate/x"))
    NominationLink.objects.update(expires_at=now() - timedelta(days=60, minutes=1))
    expired = client.get(page)
    services.revoke(link)
    revoked = client.get(page)

    assert [forged.status_code, expired.status_code, revoked.status_code] == [404, 410, 410]
    assert "This link does not work" in forged.content.decode()
    assert all("This link has ended" in response.content.decode() for response in (expired, revoked))


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_of_a_focal_point_makes_the_same_number_of_queries_for_one_and_many(
    client, page, link, item_count, django_assert_num_queries
):
    for country in ["VN", "MM", "JP"][:item_count]:
        delegation = make_delegation(event=link.event, country=make_country(country), seats=2, focal_point=link.person)
        services.nominate(delegation, [Nominee("An", f"an@{country}.example.org")], by=link.person)

    # The link, its delegations, the nominees, the people whom the organisers placed.
    with django_assert_num_queries(5):
        client.get(page)


@pytest.mark.parametrize("name", ["=1+1", "＝1+1", "@SUM(1)"])
def test_the_summary_is_a_csv_file_without_formulas(client, page, delegation, link, name):
    services.nominate(delegation, [Nominee(name, "an@example.org")], by=link.person)

    response = client.get(page + "summary/")

    assert response["Content-Disposition"].endswith('-nominations.csv"')
    assert f"'{name},an@example.org" in response.content.decode("utf-8-sig")


def nominee_page(delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    return links.nominee_link(Registration.objects.get()).split("8000")[1]


def test_a_nominee_completes_their_details_and_accepts(client, delegation, link):
    page = nominee_page(delegation, link)
    data = {"name": "Nguyễn Văn An", "country": "TH", "constituency": "workers", "needs": "Vegetarian"}

    shown = client.get(page)
    empty = client.post(page, {"name": ""})
    client.post(page, data)

    assert 'value="An"' in shown.content.decode()
    assert "This field is required" in empty.content.decode()
    registration = Registration.objects.get()
    assert (registration.status, registration.needs, registration.person.name) == (
        "pending", "Vegetarian", "Nguyễn Văn An",
    )  # fmt: skip
    assert "The organisers decide" in client.get(page).content.decode()


def test_a_nominee_declines(client, delegation, link):
    page = nominee_page(delegation, link)

    client.post(page, {"refuse": "1", "confirmed": "1"})

    assert Registration.objects.get().status == "withdrawn"
    delegation.refresh_from_db()
    assert delegation.seats_left == 2


def test_the_link_of_a_replaced_nominee_changes_nothing(client, delegation, link):
    page = nominee_page(delegation, link)
    services.replace(
        Registration.objects.select_related("event", "delegation").get(), Nominee("Binh", "b@example.org"), by=None
    )

    response = client.post(page, {"name": "An", "country": "TH"}, follow=True)

    assert "You are no longer a nominee for this event." in response.content.decode()
    assert nominations() == [("An", "withdrawn"), ("Binh", "nominated")]


def grid_url(event):
    return reverse("nominations:grid", args=[event.slug])


def test_the_grid_can_be_filled_by_column_and_saved(client, event, manager):
    event.countries.set([make_country("TH"), make_country("VN")])
    fill = {"fill": "1", "line": "column-workers", "fill_seats": 2, "fill_reserves": 1}

    filled = client.post(grid_url(event), fill)
    assert not Delegation.objects.exists()
    data = {name: filled.context["form"][name].value() or "" for name in filled.context["form"].fields}
    saved = client.post(grid_url(event), data, follow=True)

    delegations = Delegation.objects.order_by("country").values_list(
        "country", "constituency", "seats", "reserve_seats"
    )
    assert sorted(delegations, key=str) == [("TH", "workers", 2, 1), ("VN", "workers", 2, 1), (None, "workers", 2, 1)]
    assert "The seats are saved." in saved.content.decode()


def test_the_grid_names_the_people_who_would_lose_their_seat(client, event, manager, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)

    response = client.post(grid_url(event), {"seats-TH-workers": "0"})

    assert "would lose their seat: An." in response.content.decode()
    assert Delegation.objects.get().seats == 2


def test_copy_the_grid_of_another_event_without_its_people(client, event, manager, delegation, link):
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)
    other = make_event(programme=event.programme)

    shown = client.get(grid_url(other), {"from": event.slug})
    foreign = make_event(programme=make_programme())
    rejected = client.get(grid_url(other), {"from": foreign.slug})

    assert shown.context["form"]["seats-TH-workers"].value() == 2
    assert "1 nominated" not in shown.content.decode()
    assert rejected.status_code == 404
    assert not other.delegations.exists()


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "99999999999"])
def test_the_grid_shows_an_invalid_number_next_to_its_cell(client, event, manager, delegation, number):
    response = client.post(grid_url(event), {"seats-TH-workers": number})

    assert response.status_code == 200
    assert "field-errors" in response.content.decode()
    assert Delegation.objects.get().seats == 2


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_grid_makes_the_same_number_of_queries_for_one_and_many(
    client, event, manager, item_count, django_assert_num_queries
):
    for country in ["VN", "MM", "JP"][:item_count]:
        delegation = make_delegation(event=event, country=make_country(country), seats=2)
        services.appoint(event, [delegation.pk], address=f"{country}@example.org", name="Focal")

    # Session, user, event, role, delegations, remembered focal points, reserves, people, links, counts of the menu.
    with django_assert_num_queries(10):
        client.get(grid_url(event))
    # Session, user, event, role, delegations, countries (two), other countries, other events, counts of the menu.
    with django_assert_num_queries(10):
        client.get(grid_url(event), {"numbers": 1})


def test_organisers_send_revoke_and_renew_a_link_and_remind_focal_points(client, event, manager, delegation):
    url = reverse("nominations:focal_points", args=[event.slug])
    data = {
        "delegations": delegation.pk,
        "name": "Focal",
        "address": "focal@example.org",
        "closes_local": "2031-01-06T17:00",
    }

    asked = client.post(url, data)
    assert "more than 18 months ahead" in asked.content.decode()
    client.post(url, data | {"sure": asked.context["asked"].keys})
    link = NominationLink.objects.get()
    client.post(url, {"action": "remind"})
    client.post(url, {"action": "revoke", "link": link.pk})
    client.post(url, {"action": "again", "link": link.pk})
    bad = client.post(url, data | {"address": "nobody"}, follow=True)
    foreign = client.post(url, {"action": "again", "link": "999"})

    delegation.refresh_from_db()
    assert delegation.nomination_closes_at.isoformat() == "2031-01-06T10:00:00+00:00"
    subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert ["Reminder" in subject for subject in subjects] == [False, True, True]
    assert "Enter a valid email address." in bad.content.decode()
    assert foreign.status_code == 404


def test_release_shows_first_who_gets_the_seats(client, event, manager, delegation):
    Delegation.objects.update(nomination_closes_at=now() - timedelta(hours=1))
    url = reverse("nominations:release", args=[event.slug])

    shown = client.get(url)
    client.post(url, {"delegation": delegation.pk, "to": "anyone", "shown": shown.context["fingerprint"]})

    assert "seats go back to the event" in shown.content.decode()
    assert shown.context["changes"].back == 2
    assert Delegation.objects.get().seats == 0


def test_the_event_page_describes_nominations(client, event):
    assert "Focal points nominate the participants." in client.get(event.get_absolute_url()).content.decode()
    assert client.get(reverse("self_service:register", args=[event.slug])).status_code == 200


def test_organisers_confirm_over_the_seats_of_a_delegation_with_a_reason(client, event, manager, delegation, link):
    people = [Nominee(name, f"{name}@example.org") for name in ("an", "binh", "chi")]
    *_seated, reserve = services.nominate(delegation, people, by=link.person)
    url = reverse("participants:list", args=[event.slug])
    decision = {"registration": reserve.pk, "decision": "confirm"}

    page = client.get(url).content.decode()
    rejected = client.post(url, decision).content.decode()
    without_reason = client.post(url, decision | {"over_seats": "1"}).content.decode()
    too_long = client.post(url, decision | {"over_seats": "1", "reason": "x" * 1001}).content.decode()
    decision |= {"over_seats": "1", "reason": "The minister asked"}
    client.post(url, decision | fields_of(client.post(url, decision)))

    assert "over_seats" not in page
    assert "confirm over the seats with a reason" in rejected
    assert "over_seats" in rejected
    assert "Write the reason in the field for it" in without_reason
    assert "The reason is too long" in too_long
    reserve.refresh_from_db()
    assert (reserve.status, reserve.changes.last().reason) == ("confirmed", "The minister asked")
    detail_page = client.get(reverse("participants:detail", args=[event.slug, reserve.pk])).content.decode()
    assert "The minister asked" in detail_page


@pytest.mark.parametrize("gender", ["woman", "man", "other", "undisclosed", ""])
def test_nominating_one_person_asks_for_the_gender(client, page, delegation, gender):
    shown = client.get(page).content.decode()
    client.post(
        page,
        {"action": "name", "delegation": delegation.pk, "name": "An", "address": "an@example.org", "gender": gender},
    )

    assert f'<option value="{gender}"' in shown.partition('name="gender"')[2].partition("</select>")[0]
    assert User.objects.get(email="an@example.org").gender == gender


def test_pages_of_focal_points_and_nominees_link_to_the_notice_before_the_address(
    client, page, event, delegation, link
):
    notice = f"/privacy/{event.programme.slug}/"
    (registration,) = services.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)

    of_focal_point = client.get(page).text.partition("<main")[2]
    of_nominee = client.get(links.nominee_link(registration)).text.partition("<main")[2]

    assert of_focal_point.index(notice) < of_focal_point.index('name="address"')
    assert of_nominee.index(notice) < of_nominee.index('name="name"')
