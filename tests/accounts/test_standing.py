"""The second factor of managers and administrators, and the end of login sessions."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.standing import standing_of
from events.models import TeamMember
from tests.accounts.helpers import sign_in, trust_session, who
from tests.factories import make_event, make_member, make_person, make_programme
from tests.test_permissions import EXPECTED, path_of, world

pytestmark = pytest.mark.django_db
BANNER = "Your role needs a second factor"
DAY = timedelta(days=1)


def appointed(role, days_ago, **fields):
    person = make_member(make_programme(), role, make_person(**fields))
    TeamMember.objects.filter(person=person).update(appointed_at=now() - days_ago * DAY)
    return person


def superuser(days_ago):
    person = make_person(is_staff=True, is_superuser=True)
    User.objects.filter(pk=person.pk).update(date_joined=now() - days_ago * DAY)
    return person


@pytest.mark.parametrize("page", ["/", "/me/", "/organise/", "/events/", "/accounts/2fa/"])
def test_every_page_says_so_during_the_grace_period(client, page):
    client.force_login(appointed("manager", 6))

    text = client.get(page).content.decode()

    assert BANNER in text
    assert reverse("mfa_index") in text
    assert f"{now() + DAY:%-d %B %Y}" in text


@pytest.mark.parametrize("role", ["coordinator", "reception", "viewer"])
def test_other_roles_need_none(client, role):
    client.force_login(appointed(role, 100))

    page = client.get("/organise/")

    assert (page.status_code, BANNER in page.content.decode()) == (200, False)


@pytest.mark.parametrize("who_is_it", ["manager", "superuser"])
def test_organisers_functions_end_with_the_grace_period_and_own_ones_remain(client, who_is_it):
    person = appointed("manager", 8) if who_is_it == "manager" else superuser(8)
    event = make_event(programme=person.team_roles.first().programme) if who_is_it == "manager" else make_event()
    client.force_login(person)

    for path in ["/organise/", "/staff/", reverse("planning:edit", args=[event.slug]), reverse("public:components")]:
        refused = client.get(path)
        assert (refused.status_code, refused["Location"]) == (302, reverse("mfa_index"))
    fragment = client.post(reverse("planning:publish", args=[event.slug]), headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == reverse("mfa_index")
    for path in ["/", "/me/", "/events/", "/accounts/2fa/", "/accounts/logout/", reverse("self_service:profile")]:
        assert client.get(path).status_code == 200


def test_no_page_of_organisers_is_open_without_the_second_factor(client):
    people, arguments = world()
    manager = people["manager"]
    TeamMember.objects.filter(person=manager).update(appointed_at=now() - 8 * DAY)
    client.force_login(manager)

    for name, row in EXPECTED.items():
        answer = client.get(path_of(name, arguments))
        if row["stranger"] == 302 and row["participant"] in {403, 404} and row["manager"] != 404:
            assert (name, answer.status_code, answer.get("Location")) == (name, 302, reverse("mfa_index"))


@pytest.mark.parametrize("days_ago", [1, 100])
def test_app_satisfies_the_requirement(client, days_ago):
    person = appointed("manager", days_ago)
    TOTP.activate(person, "ABCDEFGHIJKLMNOP")
    client.force_login(person)

    page = client.get("/organise/")

    assert (page.status_code, BANNER in page.content.decode()) == (200, False)


def test_recovery_codes_alone_are_no_second_factor():
    person = appointed("manager", 1)
    Authenticator.objects.create(user=person, type="recovery_codes", data={})

    assert standing_of(person).deadline is not None


@pytest.mark.django_db(transaction=True)
def test_last_second_factor_stays_while_it_is_required(client):
    person = appointed("manager", 100)
    TOTP.activate(person, "ABCDEFGHIJKLMNOP")
    client.force_login(person)
    trust_session(client)

    page = client.post(reverse("mfa_deactivate_totp"), follow=True)

    assert "Add another passkey or app before you remove this one." in page.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_sample_people_of_a_demo_are_exempt(client, settings):
    client.force_login(appointed("manager", 100, is_sample=True))

    assert client.get("/organise/").status_code == 200
    settings.DEMO = False
    assert client.get("/organise/").status_code == 302


def test_superuser_from_today_has_the_grace_period(client):
    person = superuser(100)
    User.objects.filter(pk=person.pk).update(staff_since=now())
    client.force_login(person)

    page = client.get("/staff/")

    assert page.status_code == 200
    assert "Set up a second factor" in page.content.decode()


def test_standing_needs_no_query(client, django_assert_num_queries):
    client.force_login(make_member(make_programme()))
    with django_assert_num_queries(2):  # the session, and the person with their standing
        request = client.get("/robots.txt").wsgi_request
        assert request.second_factor_deadline is not None


@pytest.mark.parametrize(
    ("is_team", "after", "is_signed_in"),
    [
        (True, timedelta(hours=11, minutes=55), True),
        (True, timedelta(hours=12, minutes=6), False),
        (False, timedelta(hours=13), True),
        (False, timedelta(days=29), True),
        (False, timedelta(days=30, hours=1), False),
    ],
)
def test_session_ends_after_its_time(client, is_team, after, is_signed_in):
    client.force_login(make_member(make_programme(), "viewer") if is_team else make_person())

    with time_machine.travel(now() + after, tick=False):
        page = client.get("/me/?a=b")

        assert (who(client) is not None) is is_signed_in
        if not is_signed_in:
            assert page["Location"].startswith(reverse("account_login"))
            assert "next=%2Fme%2F" in page["Location"]


def test_reason_is_shown_on_the_page_to_sign_in(client):
    client.force_login(make_member(make_programme(), "viewer"))

    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        page = client.get("/organise/", follow=True)

    assert "your session had ended" in page.content.decode()
    assert 'value="/organise/"' in page.content.decode()


def test_active_session_of_a_team_member_ends_after_seven_days(client):
    client.force_login(make_member(make_programme(), "viewer"))
    start = now()

    for hours in range(0, 7 * 24, 10):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert client.get("/organise/").status_code == 200
    with time_machine.travel(start + timedelta(days=7, hours=1), tick=False):
        assert client.get("/organise/").status_code == 302


def test_new_team_member_falls_under_the_stricter_rule_at_once(client):
    person = make_person()
    client.force_login(person)

    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert client.get("/me/").status_code == 200
        make_member(make_programme(), "viewer", person)
        assert client.get("/me/").status_code == 302


def test_session_is_written_every_five_minutes_at_most(client, django_assert_num_queries):
    client.force_login(make_member(make_programme(), "viewer"))
    with time_machine.travel(now() + timedelta(minutes=4), tick=False), django_assert_num_queries(2):
        client.get("/robots.txt")
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        client.get("/robots.txt")
        with django_assert_num_queries(2):
            client.get("/robots.txt")


def test_htmx_is_sent_to_the_sign_in(client):
    client.force_login(make_member(make_programme(), "viewer"))

    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/organise/"}
        answer = client.post("/organise/", headers=headers)

    assert answer.headers["HX-Redirect"] == reverse("account_login") + "?next=%2Forganise%2F"


def test_form_of_an_expired_session_is_kept(client):
    """The form to register keeps what was typed for its person."""
    person, event = make_member(make_programme(), "viewer"), make_event()
    client.force_login(person)
    url = reverse("self_service:register", args=[event.slug])
    form = client.get(url).content.decode()
    typed_by = form.split('name="typed_by" value="')[1].split('"')[0]

    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        client.post(url, {"typed_by": typed_by, "name": "Typed Before"})
        assert who(client) is None
        client.force_login(person)
        assert "Typed Before" in client.get(url).content.decode()


def test_passkey_counts_as_strong_by_itself_and_a_code_does_not(client, mailoutbox):
    person = appointed("manager", 100)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone", "credential": {}})

    sign_in(client, mailoutbox, person.email)

    assert who(client) is None


ACTIVE = {"TEAM_SESSION_IDLE_HOURS": 99}


@pytest.mark.parametrize(
    ("values", "hours", "is_signed_in"),
    [
        ({"SESSION_DAYS": 3}, 71, True),
        ({"SESSION_DAYS": 3}, 73, False),
        ({"TEAM_SESSION_DAYS": 2} | ACTIVE, 47, True),
        ({"TEAM_SESSION_DAYS": 2} | ACTIVE, 49, False),
        ({"TEAM_SESSION_IDLE_HOURS": 20}, 19, True),
        ({"TEAM_SESSION_IDLE_HOURS": 20}, 21, False),
    ],
)
def test_settings_say_when_a_session_ends(client, settings, values, hours, is_signed_in):
    for name, value in values.items():
        setattr(settings, name, value)
    client.force_login(make_person() if "SESSION_DAYS" in values else make_member(make_programme(), "viewer"))

    with time_machine.travel(now() + timedelta(hours=hours), tick=False):
        client.get("/me/")

        assert (who(client) is not None) is is_signed_in


@pytest.mark.parametrize(("days", "status"), [(1, 302), (3, 200), (30, 200)])
def test_the_setting_says_how_long_the_grace_period_is(client, settings, days, status):
    settings.SECOND_FACTOR_GRACE_DAYS = days
    client.force_login(appointed("manager", 2))

    assert client.get("/organise/").status_code == status
