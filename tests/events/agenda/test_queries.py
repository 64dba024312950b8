"""The pages of the agenda run as many queries with 200 sessions as with a few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.agenda import edits
from events.agenda.edits import Edit
from events.models import Contributor
from tests.factories import make_event, make_member, make_person, make_session

pytestmark = pytest.mark.django_db


def fill(event, number, person):
    for index in range(number):
        session = make_session(event, day=index % 2, at=f"{9 + index % 7:02}:00", room=f"Room {index % 30}", minutes=30)
        Contributor.objects.create(session=session, name=f"Speaker {index}", person=make_person())
    keys = [f"s{session.pk}" for session in event.sessions.all()[: number // 2]]
    edits.save(event, [Edit(key, {"room": f"Hall {key}"}) for key in keys], text="x", by=person)


@pytest.mark.parametrize("page", ["editor", "editor?view=table", "publish", "versions"])
def test_number_of_queries_is_fixed(client, page):
    counts = {}
    for number in (4, 198):
        event = make_event()
        person = make_member(event.programme, role="manager")
        fill(event, number, person)
        client.force_login(person)
        name, _mark, query = page.partition("?")
        address = reverse(f"agenda:{name}", args=[event.slug]) + (f"?{query}" if query else "")
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        counts[number] = len(captured)

    assert counts[4] == counts[198]
