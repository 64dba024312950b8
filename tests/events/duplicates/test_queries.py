"""Registrations that may belong to one person."""

import pytest

from accounts.models import User
from events.duplicates import matching, queries
from events.duplicates.services import mark_as_distinct, merge, undo_mark
from events.models import Question, Registration
from events.questions.answers import save_answers
from events.questions.services import add_question
from events.registration.services import register, withdraw
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event()


def add_registration(event, name="", email="", **fields):
    return register(event, make_person(name=name, **({"email": email} if email else {}), **fields))


def reasons_by_pair(event):
    """Return the reasons by the local parts of the two addresses."""
    return {
        frozenset(registration.person.email.split("@")[0] for registration in (pair.keep, pair.gone)): pair.reasons
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
def test_pairs_finds_names_in_any_order_and_without_accents(event, one, other, is_same):
    add_registration(event, one)
    add_registration(event, other)

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
def test_pairs_finds_phone_numbers_in_any_format(event, one, other, is_same):
    add_registration(event, phone=one, name="Ann")
    add_registration(event, phone=other, name="Bob")

    assert [pair.reasons for pair in queries.pairs(event)] == ([["the same phone number"]] if is_same else [])


def test_count_includes_phone_numbers_in_answers(event):
    question = add_question(event, Question(kind="phone", label="Mobile"))
    one, _other = add_registration(event, name="Ann"), add_registration(event, name="Bob", phone="+84 912 345 678")

    save_answers(one, {question.pk: "0912 345 678"}, by=None)

    assert queries.count(event) == 1


def test_count_ignores_the_number_of_an_office(event):
    for number in range(5):
        add_registration(event, phone="+84 24 3826 9557", name=f"Colleague {'abcde'[number] * 4}")

    assert queries.count(event) == 0


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("an.tran@gmail.com", "antran+work@googlemail.com", ["the same mailbox in another spelling"]),
        ("an.tran@molisa.example", "an.tran@gmail.com", ["similar names, and email addresses with the same beginning"]),
    ],
)
def test_pairs_finds_similar_addresses(event, one, other, reasons):
    add_registration(event, "Tran An", one)
    add_registration(event, "An Tran Thi", other)

    assert [pair.reasons for pair in queries.pairs(event)] == [reasons]


def test_count_ignores_similar_addresses_with_different_names(event):
    add_registration(event, "Tran An", "info@molisa.example")
    add_registration(event, "Bounmy Sisoulith", "info@lftu.example")

    assert queries.count(event) == 0


def test_pairs_finds_the_name_on_the_certificate(event):
    one, _other = add_registration(event, "Nong"), add_registration(event, "Somchai Jaidee")
    Registration.objects.filter(pk=one.pk).update(certificate_name="Mr Jaidee Somchai")

    assert list(reasons_by_pair(event).values()) == [["the same name on the certificate"]]


def test_pairs_includes_withdrawn_people_and_puts_the_better_seat_first(event):
    one, other = add_registration(event, "Aung San"), add_registration(event, "San Aung")
    withdraw(one, by=None)

    pair = queries.pairs(event)[0]

    assert (pair.keep, pair.gone) == (other, one)


def test_count_ignores_other_events(event):
    add_registration(event, "Aung San")
    add_registration(make_event(), "Aung San")

    assert queries.count(event) == 0


def test_mark_as_distinct_hides_a_pair_until_it_is_undone(event):
    one, other = add_registration(event, "Aung San"), add_registration(event, "San Aung")
    member = make_person()

    mark_as_distinct(other, one, by=member)
    mark_as_distinct(one, other, by=None)

    assert queries.count(event) == 0
    marks = queries.marked_as_distinct(event)
    assert [(pair.first, pair.second, pair.by) for pair in marks] == [(one, other, member)]
    undo_mark(make_event(), marks[0].pk)
    assert queries.count(event) == 0
    undo_mark(event, marks[0].pk)
    assert queries.count(event) == 1


def test_pairs_leaves_out_merged_registrations(event):
    one, other = add_registration(event, "Aung San"), add_registration(event, "San Aung")

    merge(one, other, by=None)

    assert queries.pairs(event) == []


def test_pairs_with_more_reasons_come_first(event):
    add_registration(event, "Aung San", "a@example.org"), add_registration(event, "San Aung", "b@example.org")
    (
        add_registration(event, "Bo Mya", "c@example.org", phone="0912345678"),
        add_registration(event, "Mya Bo", "d@example.org", phone="912345678"),
    )

    assert [sorted(pair) for pair in reasons_by_pair(event)] == [["c", "d"], ["a", "b"]]


@pytest.mark.parametrize("number", [2, 60])
def test_many_equal_names_take_a_fixed_number_of_queries_and_few_pairs(event, number, django_assert_num_queries):
    people = User.objects.bulk_create(
        User(email=f"p{index}@example.org", name="Aung San", phone=f"+95 9 {index:07}") for index in range(number)
    )
    Registration.objects.bulk_create(Registration(event=event, person=person, status="declined") for person in people)

    with django_assert_num_queries(4):
        pairs = queries.pairs(event)
    with django_assert_num_queries(3):
        assert queries.count(event) == number - 1 == len(pairs)


def test_are_similar_requires_half_of_the_parts():
    assert matching.are_similar("an nguyen van", "an nguyen")
    assert not matching.are_similar("an nguyen van", "binh le")
    assert not matching.are_similar("", "")
