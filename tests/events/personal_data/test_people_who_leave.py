"""A person whose data is being erased gets no new place, task or link. Only the team learns why."""

import pytest

from events.contributors import services as contributors
from events.contributors.services import ContributorEntry
from events.models import Contributor, Event, NominationLink, Registration
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.personal_data import services
from events.registration.errors import BulkDecisionError, CannotBeNominatedError, PersonIsLeavingError
from events.registration.groups import register_others
from notifications.models import Message
from tests.factories import make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leaving():
    person = make_person(email="leaving@example.org", name="Daw Khin")
    services.erase(person, by=person)
    Message.objects.all().delete()
    return person


def test_register_others_skips_the_person_and_does_not_tell(leaving):
    event = make_event(seats=10)
    rows = [{"email": leaving.email, "name": leaving.name}, {"email": "new@example.org", "name": "An"}]

    assert register_others(event, rows, by=make_person()) == 2

    assert list(Registration.objects.values_list("person__email", flat=True)) == ["new@example.org"]
    assert not Message.objects.filter(to_email=leaving.email).exists()


def test_person_gets_no_task(leaving):
    event = make_event()
    entry = ContributorEntry(
        name=leaving.name, role="host", session=event.sessions.create(title="Opening"), address=leaving.email
    )

    with pytest.raises(PersonIsLeavingError):
        contributors.add(event, entry, by=make_member(event.programme))

    assert not Contributor.objects.exists()


def test_person_is_not_appointed_or_nominated(leaving):
    event = make_event(policy=Event.Policy.NOMINATION, seats=10)
    delegation = make_delegation(event=event, constituency="workers", seats=5)

    with pytest.raises(PersonIsLeavingError):
        nominations.appoint(event, [delegation.pk], address=leaving.email, name=leaving.name)
    assert not NominationLink.objects.exists()

    nominations.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")
    delegation.refresh_from_db()
    with pytest.raises(BulkDecisionError) as error:
        nominations.nominate(delegation, [Nominee(leaving.name, leaving.email)], by=delegation.focal_point)
    assert isinstance(error.value.problems[0], CannotBeNominatedError)
    assert not Registration.objects.exists()
