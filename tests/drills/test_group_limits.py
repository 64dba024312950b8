"""Sixteen posts of "register others" at the same time, on PostgreSQL: the limits of the account are never exceeded."""

import multiprocessing

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Event, GroupMember, Registration
from events.registration.groups import register_others
from tests.events.registration.counters import check_counters
from tests.factories import make_event, make_person

POSTS, ROWS, LIMIT = 16, 5, 20
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _post(number: int, user_id: int, slug: str, start, statuses) -> None:
    connections.close_all()
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=user_id))
    data = {"form-TOTAL_FORMS": str(ROWS), "form-INITIAL_FORMS": "0"}
    for row in range(ROWS):
        data |= {f"form-{row}-name": "Khin Khin", f"form-{row}-email": f"p{number}.{row}@example.org"}
    start.wait()
    statuses.put(client.post(reverse("self_service:register_others", args=[slug]), data).status_code)
    connections.close_all()


def _post_at_once(user_id: int, slugs: list[str]) -> list[int]:
    context = multiprocessing.get_context("fork")
    start, statuses = context.Barrier(POSTS), context.Queue()
    connection.close()
    workers = [
        context.Process(target=_post, args=(number, user_id, slugs[number % len(slugs)], start, statuses))
        for number in range(POSTS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * POSTS
    return sorted(statuses.get() for _ in workers)


def test_parallel_posts_never_exceed_the_limit_of_an_event(settings):
    settings.OTHERS_PER_EVENT, settings.OTHERS_PER_DAY = LIMIT, 1000
    event, user = make_event(seats=50), make_person()

    answers = _post_at_once(user.pk, [event.slug])

    accepted = LIMIT // ROWS
    assert answers == [200] * (POSTS - accepted) + [302] * accepted
    assert GroupMember.objects.count() == Registration.objects.count() == LIMIT
    event = Event.objects.get(pk=event.pk)
    assert (event.seats_taken, event.seats_kept) == (0, LIMIT)
    check_counters(event)


def test_parallel_posts_in_several_events_never_exceed_the_limit_of_a_day(settings):
    settings.OTHERS_PER_EVENT, settings.OTHERS_PER_DAY = 1000, LIMIT
    events, user = [make_event(seats=50) for _ in range(4)], make_person()

    answers = _post_at_once(user.pk, [event.slug for event in events])

    accepted = LIMIT // ROWS
    assert answers == [200] * (POSTS - accepted) + [302] * accepted
    assert GroupMember.objects.filter(by=user).count() == LIMIT
    for event in events:
        check_counters(event)


def _register_in_pairs(user_id: int, event_ids: list[int], addresses: list[str], start, errors) -> None:
    connections.close_all()
    for pk in event_ids:
        start.wait()
        try:
            register_others(
                Event.objects.get(pk=pk),
                [{"email": address, "name": f"Person {address[:1]}"} for address in addresses],
                by=User.objects.get(pk=user_id),
            )
        except Exception as error:  # the test reports it
            errors.put(repr(error))
    connections.close_all()


def test_people_who_register_each_other_do_not_wait_for_each_other_without_an_end():
    """Each registers the other for another event."""
    rounds = 12
    ann, ben = make_person(email="a@example.org", name="Person a"), make_person(email="b@example.org", name="Person b")
    events = {user.pk: [make_event().pk for _ in range(rounds)] for user in (ann, ben)}
    context = multiprocessing.get_context("fork")
    start, errors = context.Barrier(2), context.Queue()
    connection.close()
    workers = [
        context.Process(target=_register_in_pairs, args=(user.pk, events[user.pk], others, start, errors))
        for user, others in ((ann, [ben.email]), (ben, [ann.email]))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)

    assert [errors.get() for _ in range(errors.qsize())] == []
    assert Registration.objects.count() == 2 * rounds
