"""Each contributor has one entry in the directory of the programme."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from events.contributors.services import ContributorEntry, add, change, restore
from events.experts import directory
from events.models import Contributor, Expert, Session
from tests.events.contributors.scene import make_session
from tests.events.experts.helpers import make_assignment, make_expert
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


def entry(session, **fields):
    return ContributorEntry(**{"name": "An Tran", "role": "speaker", "session": session} | fields)


def test_new_contributor_becomes_an_entry():
    event = make_event()

    contributor = add(
        event, entry(make_session(event), address="an@example.org", affiliation="Institute"), by=make_person()
    )

    expert = Expert.objects.get()
    assert (contributor.expert, expert.person, expert.name, expert.affiliation) == (
        expert, contributor.person, "An Tran", "Institute",
    )  # fmt: skip


def test_second_session_uses_the_same_entry():
    event, by = make_event(), make_person()
    for title in ("One", "Two"):
        add(event, entry(make_session(event, title), address="an@example.org"), by=by)

    assert Expert.objects.count() == 1
    assert Contributor.objects.filter(expert__isnull=False).count() == 2


def test_same_person_has_an_entry_in_each_programme():
    one, other = make_event(), make_event(programme=make_programme())
    for event in (one, other):
        add(event, entry(make_session(event), address="an@example.org"), by=make_person())

    assert set(Expert.objects.values_list("programme", flat=True)) == {one.programme_id, other.programme_id}


def test_name_without_address_means_the_only_entry_with_this_name():
    event = make_event()
    known = make_expert(event.programme, name="An Tran")

    contributor = add(event, entry(make_session(event)), by=make_person())

    assert contributor.expert == known


def test_two_entries_with_one_name_are_not_guessed():
    event = make_event()
    for _number in range(2):
        make_expert(event.programme, name="An Tran")

    contributor = add(event, entry(make_session(event)), by=make_person())

    assert Expert.objects.count() == 3
    assert contributor.expert == Expert.objects.latest("pk")


def test_chosen_entry_gets_the_account_of_the_address():
    event = make_event()
    chosen = make_expert(event.programme, name="Dr An Tran")

    contributor = add(
        event, entry(make_session(event), name="An Tran", address="an@example.org", expert=chosen), by=make_person()
    )

    chosen.refresh_from_db()
    assert (contributor.expert, chosen.person) == (chosen, contributor.person)


def test_entry_of_another_account_or_programme_is_not_taken():
    event = make_event()
    others = make_expert(event.programme, name="Somebody", person=make_person())
    elsewhere = make_expert(make_programme(), name="An Tran")

    for chosen in (others, elsewhere):
        session = make_session(event, f"Session {chosen.pk}")
        contributor = add(event, entry(session, address="an@example.org", expert=chosen), by=make_person())
        assert contributor.expert not in {others, elsewhere}


def test_another_address_leads_to_another_entry_and_ends_the_invitation():
    event = make_event()
    session = make_session(event)
    contributor = add(event, entry(session, address="an@example.org"), by=make_person())
    Contributor.objects.update(invitation="declined", invited_at=now(), answered_at=now(), decline_reason="Ill")

    changed = change(
        contributor, entry(session, name="Binh Le", address="binh@example.org"), by=make_member(event.programme)
    )

    assert (changed.expert.name, changed.invitation, changed.decline_reason) == ("Binh Le", "none", "")
    assert Expert.objects.count() == 2


def test_another_name_without_an_address_leads_to_another_entry():
    event = make_event()
    session = make_session(event)
    contributor = add(event, entry(session), by=make_person())
    an = contributor.expert

    same = change(contributor, entry(session, name="TRAN An"), by=make_member(event.programme))
    assert same.expert == an
    other = change(contributor, entry(session, name="Binh Le"), by=make_member(event.programme))

    assert (other.expert.name, an.contributions.count()) == ("Binh Le", 0)


def test_restored_contributor_has_an_entry():
    event, person = make_event(), make_person()
    session = make_session(event)

    contributor = restore(person, session_id=session.pk, role="speaker", name="An Tran", affiliation="")

    assert contributor.expert.person == person


def test_adopt_gives_each_person_one_entry(django_assert_max_num_queries):
    event, person = make_event(), make_person(name="An Tran")
    session = make_session(event)
    for role in ("speaker", "moderator"):
        Contributor.objects.create(session=session, role=role, name="An Tran", person=person)
    Contributor.objects.create(session=session, name="TRAN An")  # the same name, without an account
    Contributor.objects.create(session=session, name="Binh Le")

    with django_assert_max_num_queries(12):
        count = directory.adopt(Contributor.objects.all())

    assert (count, directory.adopt(Contributor.objects.all())) == (4, 0)
    assert set(Expert.objects.values_list("name", "person")) == {("An Tran", person.pk), ("Binh Le", None)}
    assert Contributor.objects.filter(expert__person=person).count() == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"invitation": "invited"},
        {"invitation": "accepted", "invited_at": now()},
        {"invitation": "none", "invited_at": now()},
        {"invitation": "accepted", "invited_at": now(), "answered_at": now(), "decline_reason": "x"},
    ],
)
def test_invitation_without_its_times_is_refused(fields):
    session = Session.objects.create(event=make_event(), title="Opening")

    with pytest.raises(IntegrityError), transaction.atomic():
        Contributor.objects.create(session=session, name="An", **fields)


def test_one_entry_for_each_person_and_programme():
    expert = make_expert(person=make_person())

    with pytest.raises(IntegrityError), transaction.atomic():
        make_expert(expert.programme, person=expert.person)


def test_deleted_entry_leaves_its_contributors():
    contributor = make_assignment(make_expert())
    contributor.expert.delete()

    contributor.refresh_from_db()
    assert contributor.expert is None
