"""Which registrations look like one person's."""

import pytest

from accounts.models import User
from events.duplicates import matching, queries
from events.duplicates.services import mark_as_distinct, merge, undo_mark
from events.models import Question, Registration
from events.questions.services import add_question, save_answers
from events.registration.services import register, withdraw
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


def come(event, name="", email="", **facts):
    return register(event, make_person(name=name, **({"email": email} if email else {}), **facts))


def found(event):
    """Return the pairs by their addresses' beginnings, with the reasons."""
    return {
        frozenset(one.person.email.split("@")[0] for one in (pair.keep, pair.gone)): pair.reasons
        for pair in queries.pairs(event)
    }


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("NGUYEN Van A", "Văn A Nguyễn", True),
        ("Dr. Aung San", "San, Aung", True),
        ("Jean-Luc O’Brien", "OBRIEN Jean Luc", True),
        ("สมชาย ใจดี", "ใจดี สมชาย", True),
        ("Đặng Thị Hoà", "dang thi hoa", True),
        ("Aung San", "Aung Sann", False),
        ("", "", False),
        ("Mr", "Dr", False),
    ],
)
def test_a_name_is_the_same_in_any_order_and_without_accents(event, one, other, is_same):
    come(event, one)
    come(event, other)

    assert [pair.reasons for pair in queries.pairs(event)] == ([["the same name"]] if is_same else [])


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("+84 912 345 678", "0912 345 678", True),
        ("0084-912-345-678", "(912) 345678", True),
        ("+66 2 123 4567 / +66 81 999 0000", "081 999 0000", True),
        ("๐๘๑๙๙๙๐๐๐๐", "081 999 0000", True),
        ("+84 912 345 678", "+84 912 345 679", False),
        ("ext. 12", "ext. 12", False),
    ],
)
def test_a_phone_number_is_the_same_however_it_is_written(event, one, other, is_same):
    come(event, phone=one, name="Ann")
    come(event, phone=other, name="Bob")

    assert [pair.reasons for pair in queries.pairs(event)] == ([["the same phone number"]] if is_same else [])


def test_a_phone_number_may_stand_in_an_answer(event):
    asked = add_question(event, Question(kind="phone", label="Mobile"))
    one, _other = come(event, name="Ann"), come(event, name="Bob", phone="+84 912 345 678")

    save_answers(one, {asked.pk: "0912 345 678"}, by=None)

    assert queries.count(event) == 1


def test_the_number_of_an_office_tells_nothing(event):
    for number in range(5):
        come(event, phone="+84 24 3826 9557", name=f"Colleague {'abcde'[number] * 4}")

    assert queries.count(event) == 0


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("an.tran@gmail.com", "antran+work@googlemail.com", ["the same mailbox, written in another way"]),
        ("an.tran@molisa.example", "an.tran@gmail.com", ["similar names, and addresses that begin alike"]),
    ],
)
def test_an_address_may_be_the_same(event, one, other, reasons):
    come(event, "Tran An", one)
    come(event, "An Tran Thi", other)

    assert [pair.reasons for pair in queries.pairs(event)] == [reasons]


def test_addresses_that_begin_alike_of_other_names_tell_nothing(event):
    come(event, "Tran An", "info@molisa.example")
    come(event, "Bounmy Sisoulith", "info@lftu.example")

    assert queries.count(event) == 0


def test_the_name_on_the_certificate_counts(event):
    one, _other = come(event, "Nong"), come(event, "Somchai Jaidee")
    Registration.objects.filter(pk=one.pk).update(certificate_name="Mr Jaidee Somchai")

    assert list(found(event).values()) == [["the same name on the certificate"]]


def test_those_who_have_withdrawn_are_compared_and_the_better_place_stays_first(event):
    one, other = come(event, "Aung San"), come(event, "San Aung")
    withdraw(one, by=None)

    pair = queries.pairs(event)[0]

    assert (pair.keep, pair.gone) == (other, one)


def test_other_events_are_left_alone(event):
    come(event, "Aung San")
    come(make_event(), "Aung San")

    assert queries.count(event) == 0


def test_two_people_are_not_shown_again_until_it_is_taken_back(event):
    one, other = come(event, "Aung San"), come(event, "San Aung")
    member = make_person()

    mark_as_distinct(other, one, by=member)
    mark_as_distinct(one, other, by=None)

    assert queries.count(event) == 0
    said = queries.marked_as_distinct(event)
    assert [(pair.first, pair.second, pair.by) for pair in said] == [(one, other, member)]
    undo_mark(make_event(), said[0].pk)
    assert queries.count(event) == 0
    undo_mark(event, said[0].pk)
    assert queries.count(event) == 1


def test_what_is_merged_is_not_shown(event):
    one, other = come(event, "Aung San"), come(event, "San Aung")

    merge(one, other, by=None)

    assert queries.pairs(event) == []


def test_more_reasons_come_first(event):
    come(event, "Aung San", "a@example.org"), come(event, "San Aung", "b@example.org")
    (
        come(event, "Bo Mya", "c@example.org", phone="0912345678"),
        come(event, "Mya Bo", "d@example.org", phone="912345678"),
    )

    assert [sorted(pair) for pair in found(event)] == [["c", "d"], ["a", "b"]]


@pytest.mark.parametrize("number", [2, 60])
def test_a_crowd_takes_a_fixed_number_of_queries_and_pairs(event, number, django_assert_num_queries):
    people = User.objects.bulk_create(
        User(email=f"p{index}@example.org", name="Aung San", phone=f"+95 9 {index:07}") for index in range(number)
    )
    Registration.objects.bulk_create(Registration(event=event, person=person, status="declined") for person in people)

    with django_assert_num_queries(4):
        shown = queries.pairs(event)
    with django_assert_num_queries(3):
        assert queries.count(event) == number - 1 == len(shown)


def test_names_are_similar_from_half_their_parts_on():
    assert matching.are_similar("an nguyen van", "an nguyen")
    assert not matching.are_similar("an nguyen van", "binh le")
    assert not matching.are_similar("", "")
