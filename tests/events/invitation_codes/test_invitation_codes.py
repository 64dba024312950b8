from datetime import timedelta

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils.timezone import now

from events.invitation_codes.services import end_code, make_code
from events.models import Event, InvitationCode, Registration
from events.registration.errors import InvalidCodeError
from events.registration.services import register, withdraw
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.INVITATION, seats=10)


def test_a_code_lets_so_many_people_in(event):
    code = make_code(event, uses=2)

    statuses = [register(event, make_person(), code=typed).status for typed in (code.code, f" {code.code.lower()} ")]

    assert statuses == ["confirmed", "confirmed"]
    with pytest.raises(InvalidCodeError):
        register(event, make_person(), code=code.code)
    code.refresh_from_db()
    assert code.used == 2


@pytest.mark.parametrize(
    "typed",
    [
        "ＧＵＥＳＴＳ２３",
        "guests๒๓",
        "GUESTS٢٣",
        "GUESTS २३",
        "gue sts-23",
        "\u200eGUESTS23\u200f",
        "\u00a0GUESTS\u202f23",
    ],
)
@pytest.mark.parametrize("page", ["self_service:register", "self_service:register_others"])
def test_a_code_is_understood_as_it_is_typed_on_other_keyboards(client, event, typed, page):
    """On both pages where a person types the code of an invitation."""
    InvitationCode.objects.create(event=event, code="GUESTS23", uses=1)
    client.force_login(make_person(name="Khin"))
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Dara", "form-0-email": "d@example.org"}

    answer = client.post(reverse(page, args=[event.slug]), rows | {"code": typed, "name": "Khin", "language": "en"})

    assert (answer.status_code, InvitationCode.objects.get().used) == (302, 1)


@pytest.mark.parametrize("typed", ["", "WRONG", "%", "\u200b", "x" * 500])
def test_without_a_code_that_works_nobody_comes_in(event, typed):
    make_code(event, uses=1)

    with pytest.raises(InvalidCodeError):
        register(event, make_person(), code=typed)

    assert not Registration.objects.exists()


def test_the_code_of_another_event_does_not_work(event):
    other = make_code(make_event(policy=Event.Policy.INVITATION), uses=1)

    with pytest.raises(InvalidCodeError):
        register(event, make_person(), code=other.code)


def test_a_code_ends_and_keeps_its_people(event):
    code, person = make_code(event, uses=5), make_person()
    registration = register(event, person, code=code.code)

    end_code(code)

    with pytest.raises(InvalidCodeError):
        register(event, make_person(), code=code.code)
    withdraw(registration, by=person)
    assert register(event, person).status == "confirmed"  # let in once is let in
    code.refresh_from_db()
    assert code.used == 1


def test_who_is_invited_needs_no_code(event):
    person = make_person()
    Registration.objects.create(event=event, person=person, status="invited")

    assert register(event, person).status == "confirmed"


def test_a_full_event_has_a_queue_for_codes_too(event):
    Event.objects.filter(pk=event.pk).update(seats=1)
    code = make_code(event, uses=2)

    assert [register(event, make_person(), code=code.code).status for _ in range(2)] == ["confirmed", "waitlisted"]


def test_the_database_lets_no_code_be_used_once_too_often(event):
    code = make_code(event, uses=1)

    with pytest.raises(IntegrityError):
        InvitationCode.objects.filter(pk=code.pk).update(used=2)


def test_the_link_of_a_code_fills_the_form_in_after_the_sign_in(client, event):
    code = make_code(event, uses=1)
    address = reverse("self_service:register", args=[event.slug])

    before = client.get(address, {"code": code.code})
    client.force_login(make_person())
    form = client.get(address, {"code": code.code})
    refused = client.post(address, {"name": "Khin Khin", "code": "WRONG"})
    done = client.post(address, {"name": "Khin Khin", "code": code.code}, follow=True)

    assert f'name="next" value="{address}?code={code.code}"' in before.content.decode()
    assert f'value="{code.code}"' in form.content.decode()
    assert "This code does not work" in refused.content.decode()
    assert refused.context["form"].errors.keys() == {"code"}
    assert 'value="Khin Khin"' in refused.content.decode()
    assert "You are confirmed" in done.content.decode()


def test_nobody_is_asked_for_a_code_elsewhere(client):
    event = make_event()
    client.force_login(make_person())

    assert "code" not in client.get(reverse("self_service:register", args=[event.slug])).context["form"].fields


def test_organisers_make_and_end_codes(client, event):
    client.force_login(make_member(event.programme))
    address = reverse("invitation_codes:list", args=[event.slug])

    bad = client.post(address, {"uses": "0", "expires_local": "2020-01-01T10:00"})
    typed = {"uses": "3", "note": "Ministry", "expires_local": "2031-01-06T17:00"}
    asked = client.post(address, typed)
    client.post(address, typed | {"sure": asked.context["asked"].keys})
    code = InvitationCode.objects.get()
    shown = client.get(address).content.decode()
    client.post(address, {"end": code.pk})
    foreign = client.post(address, {"end": make_code(make_event(), uses=1).pk})

    assert set(bad.context["form"].errors) == {"uses", "expires_local"}
    assert (code.uses, code.note, code.expires_at.isoformat()) == (3, "Ministry", "2031-01-06T10:00:00+00:00")
    assert f"register/?code={code.code}" in shown
    assert "Monday 6 January 2031, 17:00, Bangkok time (UTC+7)" in shown
    code.refresh_from_db()
    assert not code.works
    assert foreign.status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_of_codes_costs_the_same_for_one_and_many(client, event, item_count, django_assert_num_queries):
    client.force_login(make_member(event.programme))
    for _ in range(item_count):
        make_code(event, uses=1, expires_at=now() + timedelta(days=1))

    # Session, person, event, role, codes, on a team?
    with django_assert_num_queries(6):
        client.get(reverse("invitation_codes:list", args=[event.slug]))
