from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from accounts.models import User
from events.models import Contributor, Erasure, NominationLink
from events.personal_data import services
from events.personal_data.unused_accounts import warn
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db(transaction=True)


def make_old(**fields):
    person = make_person(**fields)
    User.objects.filter(pk=person.pk).update(date_joined=now() - timedelta(days=701))
    return User.objects.get(pk=person.pk)


def later(days):
    return time_machine.travel(now() + timedelta(days=days))


@pytest.mark.parametrize(("language", "word"), [("en", "will be deleted"), ("fr", "supprimé"), ("vi", "bị xóa")])
def test_unused_account_is_warned_then_erased(language, word):
    person = make_old(language=language)
    make_person()

    assert (warn(), warn()) == (1, 0)

    assert word in Message.objects.get(kind="account_unused").subject
    with later(29):
        assert services.finish_due() == 0
    with later(31):
        assert services.finish_due() == 1
    person.refresh_from_db()
    assert person.is_erased


def test_sign_in_or_registration_stops_it():
    signs_in, registers, stays = make_old(), make_old(), make_old()
    assert warn() == 3
    event = make_event()

    with later(10):
        User.objects.filter(pk=signs_in.pk).update(last_login=now())
        register(event, registers)
    with later(31):
        assert services.finish_due() == 1
        warn()

    assert [erasure.person for erasure in Erasure.objects.all()] == [stays]
    assert User.objects.get(pk=signs_in.pk).is_active


def test_people_with_a_task_or_a_right_are_left_alone():
    programme = make_programme()
    make_member(programme, person=make_old())
    event = make_event(programme=programme)
    session = event.sessions.create(title="Opening")
    Contributor.objects.create(session=session, person=make_old(), name="X")
    NominationLink.objects.create(event=event, person=make_old(), expires_at=now() + timedelta(days=3))
    make_old(is_staff=True)
    register(event, make_old())

    assert warn() == 0
