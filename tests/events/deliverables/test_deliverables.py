"""Deliverables of an event."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.deliverables import services
from events.deliverables.errors import AlreadyListedError, DeliverableGoneError, NobodyToAskError
from events.models import Contributor, Deliverable, Session
from events.registration.services import register
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


def due(event):
    return event.ends_at + timedelta(days=14)


def url(event):
    return reverse("deliverables:list", args=[event.slug])


def speaker(event, role=Contributor.Role.SPEAKER, person=None):
    session, _new = Session.objects.get_or_create(event=event, title="Opening")
    person = person or make_person()
    return Contributor.objects.create(session=session, role=role, name=person.name, person=person)


def test_refuses_a_second_deliverable_with_the_same_title(event):
    expert = make_person()
    asked = services.ask(event, expert, kind="report", title="Mission report", due_at=due(event))

    with pytest.raises(AlreadyListedError):
        services.ask(event, expert, kind="report", title="Mission report", due_at=due(event))

    assert list(event.deliverables.open()) == [asked]


def test_adds_slides_for_each_speaker_once(event):
    first = speaker(event)
    speaker(event, person=first.person, role=Contributor.Role.PANELLIST)
    speaker(event, role=Contributor.Role.INTERPRETER)
    Contributor.objects.create(session=first.session, name="Without an address")

    assert services.ask_for_slides(event, due_at=due(event)) == 1
    with pytest.raises(NobodyToAskError):
        services.ask_for_slides(event, due_at=due(event))

    assert [one.person for one in event.deliverables.all()] == [first.person]


def test_a_received_deliverable_is_closed_until_it_is_reopened(event):
    manager = make_member(event.programme)
    asked = services.ask(event, make_person(), kind="report", title="Report", due_at=due(event))

    services.receive(event, asked.pk, by=manager)
    assert not event.deliverables.open().exists()
    assert event.deliverables.get().received_by == manager

    services.reopen(event, asked.pk)
    assert event.deliverables.open().exists()


@pytest.mark.parametrize("step", [services.reopen, services.remove])
def test_does_not_change_deliverables_of_another_event(event, step):
    asked = services.ask(make_event(), make_person(), kind="report", title="Report", due_at=due(event))

    with pytest.raises(DeliverableGoneError):
        step(event, asked.pk)

    assert Deliverable.objects.get() == asked


def test_page_lists_adds_receives_and_removes_deliverables(event, client):
    client.force_login(make_member(event.programme))
    expert = register(event, make_person(name="Expert")).person
    day = (event.local_ends_at + timedelta(days=14)).strftime("%Y-%m-%dT%H:%M")

    client.post(
        url(event), {"step": "ask", "owner": f"person-{expert.pk}", "kind": "report", "title": "Report", "due": day}
    )
    found = event.deliverables.get()
    assert found.due_at.astimezone(event.zone).strftime("%Y-%m-%dT%H:%M") == day
    shown = client.post(url(event), {"step": "receive", "deliverable": found.pk}, follow=True).content.decode()
    assert "Received from Expert: Report." in shown
    client.post(url(event), {"step": "wait", "deliverable": found.pk})
    client.post(url(event), {"step": "remove", "deliverable": found.pk})

    assert not event.deliverables.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"owner": ""}, "Choose a person."),
        ({"owner": "person-0"}, "Choose a contributor or a confirmed participant of the event."),
        ({"title": ""}, "Describe in a few words what is due."),
        ({"due": ""}, "Choose the date and time"),
        ({"due": "2020-01-01T09:00"}, "This time is past"),
        ({"kind": "x"}, "Select a valid choice"),
    ],
)
def test_shows_errors_at_their_fields_and_keeps_the_input(event, client, change, said):
    client.force_login(make_member(event.programme))
    expert = register(event, make_person()).person
    good = {
        "step": "ask",
        "owner": f"person-{expert.pk}",
        "kind": "report",
        "title": "A report",
        "due": "2031-05-01T09:00",
    }

    shown = client.post(url(event), good | change).content.decode()

    assert said in shown
    assert "title" in change or 'value="A report"' in shown
    assert not event.deliverables.exists()


def test_page_has_a_fixed_number_of_queries(event, client, django_assert_num_queries):
    client.force_login(make_member(event.programme))
    services.ask(event, make_person(), kind="report", title="Report", due_at=due(event))
    with django_assert_num_queries(7) as one:
        client.get(url(event))
    for _number in range(4):
        services.ask(event, make_person(), kind="report", title="Report", due_at=due(event))
    with django_assert_num_queries(len(one)):
        client.get(url(event))


@pytest.mark.parametrize("step", ["ask", "slides"])
def test_asks_about_an_unlikely_deadline_and_keeps_it(event, client, step):
    client.force_login(make_member(event.programme))
    typed = {"step": step, "owner": f"person-{speaker(event).person.pk}", "kind": "report", "title": "Report"}
    typed |= {"due" if step == "ask" else "slides-due": f"{event.ends_at.year + 3}-05-02T09:00"}

    asked = client.post(url(event), typed)
    before = event.deliverables.count()
    (found,) = asked.context["asked"].values()
    client.post(url(event), typed | {"sure": found.keys})

    (question,) = found.open
    assert "“Due by” is more than 18 months ahead" in question.text
    assert question.text in asked.text
    assert (before, event.deliverables.count()) == (0, 1)
