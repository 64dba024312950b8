"""What one registration costs: a fixed number of queries, which read no person in vain. At the opening of a popular event,
many people register at once, and each waits for the lock of the event."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from events.models import Invite, Registration, Requirement
from events.registration.services import register
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db
OTHERS = 3000


def queries_of(function, *arguments):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        result = function(*arguments)
    statements = [query["sql"] for query in captured.captured_queries]
    return result, [sql for sql in statements if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize(("seats", "status", "count"), [(50, "confirmed", 15), (3, "waitlisted", 7)])
@pytest.mark.parametrize("earlier", [3, 9])
def test_a_registration_needs_a_fixed_number_of_queries(seats, status, count, earlier):
    event = make_event(seats=seats)
    for _ in range(earlier):
        register(event, make_person())

    registration, statements = queries_of(register, event, make_person())

    assert registration.status == status
    assert len(statements) == count


def test_whether_anybody_waits_is_asked_without_reading_anybody():
    event = make_event(seats=1)
    first, second = register(event, make_person()), register(event, make_person())
    event.seats = 9
    event.save(update_fields=["seats"])

    registration, statements = queries_of(register, event, make_person())

    assert [first.status, second.status, registration.status] == ["confirmed", "waitlisted", "waitlisted"]
    assert [sql for sql in statements if "JOIN" in sql and "accounts_user" in sql] == []


def test_the_requirements_are_read_without_their_earlier_events():
    event, earlier = make_event(seats=5), make_event()
    Requirement.objects.create(
        event=event, kind="earlier", evidence="records", label="Was there", earlier_event=earlier, is_mandatory=True
    )

    registration, statements = queries_of(register, event, make_person())

    assert registration.status == Registration.Status.PENDING
    assert [
        sql for sql in statements if 'FROM "events_requirement" INNER' in sql or 'FROM "events_requirement" LEFT' in sql
    ] == []


@pytest.mark.postgres
def test_a_registration_does_not_read_the_invites_of_all_others():
    event = make_event()
    people = User.objects.bulk_create(
        User(email=f"p{number}@example.org", canonical_email=f"p{number}@example.org") for number in range(OTHERS)
    )
    Invite.objects.bulk_create(
        Invite(event=event, person=person, method="REQUEST", sequence=0, revision=event.revised_at) for person in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, events_invite")

        _registration, statements = queries_of(register, event, make_person())

        (statement,) = [sql for sql in statements if sql.startswith("SELECT") and 'FROM "events_invite"' in sql]
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statement)
        (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    assert max(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in nodes(plan)) < OTHERS / 10


def nodes(plan):
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)
