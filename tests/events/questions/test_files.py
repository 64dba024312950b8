"""Storage of files: unclaimed, claimed, replaced and deleted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from events.models import Answer, AnswerChange, AnswerFile, Event
from events.personal_data.retention.of_events import delete_answers, delete_unused_files
from events.questions import files
from events.questions.answers import save_answers
from events.questions.errors import FileGoneError
from events.questions.file_validation import validate_file
from events.questions.services import add_question
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.events.questions.uploads import is_stored, make_pdf, store_orphan, stored_paths
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event_question():
    return ask(make_event(), "file")


@pytest.fixture
def registration(event_question):
    return register(event_question.event, make_person())


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def store(event_question, person, name="cv.pdf"):
    return str(files.store_file(validate_file(make_pdf(name)), event_question, person).key)


def answer_with(registration, event_question, name="cv.pdf"):
    save_answers(
        registration, {event_question.pk: store(event_question, registration.person, name)}, by=registration.person
    )
    return AnswerFile.objects.get(registration=registration, question=event_question)


def test_unclaimed_file_becomes_the_answer(registration, event_question):
    key = store(event_question, registration.person)

    assert save_answers(registration, {event_question.pk: key}, by=registration.person) == 1

    found = AnswerFile.objects.get()
    assert Answer.objects.get().value == str(found.key) == key
    assert (found.registration, found.kept_for) == (registration, None)
    assert (found.name, found.content_type, found.size) == ("cv.pdf", "application/pdf", len(make_pdf()))
    with found.file.open() as content:
        assert content.read() == make_pdf().read()
    assert registration.person.email not in found.file.name


def test_saving_the_same_file_again_changes_nothing(registration, event_question):
    found = answer_with(registration, event_question)

    assert save_answers(registration, {event_question.pk: str(found.key)}, by=None) == 0
    assert not AnswerChange.objects.exists()
    assert stored_paths() == {found.file.name}


def test_new_file_replaces_the_old_one_and_history_has_both_names(registration, event_question, commits):
    old = answer_with(registration, event_question, "old.pdf")

    with commits():
        new = answer_with(registration, event_question, "new.pdf")

    change = AnswerChange.objects.get()
    assert (change.old_value, change.new_value, change.by) == ("old.pdf", "new.pdf", registration.person)
    assert AnswerFile.objects.get() == new
    assert stored_paths() == {new.file.name}
    assert not is_stored(old.file.name)


def test_removing_a_file_deletes_its_content(registration, event_question, commits):
    old = answer_with(registration, event_question)

    with commits():
        save_answers(registration, {event_question.pk: None}, by=None)

    assert Answer.objects.get().value is None
    change = AnswerChange.objects.get()
    assert (change.old_value, change.new_value) == ("cv.pdf", None)
    assert not AnswerFile.objects.exists()
    assert not is_stored(old.file.name)


def test_rolled_back_change_keeps_the_file(registration, event_question, commits):
    old = answer_with(registration, event_question)

    with commits(), pytest.raises(FileGoneError), transaction.atomic():
        save_answers(registration, {event_question.pk: "no-such-key"}, by=None)

    assert stored_paths() == {old.file.name}
    assert Answer.objects.get().value == str(old.key)


def test_file_of_another_person_question_or_answer_is_refused(registration, event_question):
    other = ask(event_question.event, "file")
    stranger = make_person()
    taken = answer_with(registration, event_question)
    theirs = register(event_question.event, stranger)

    keys = {
        "of another": store(event_question, make_person()),
        "of another question": store(other, stranger),
        "used already": str(taken.key),
        "of nobody": "0b5be8f5-5c2e-4a4c-9a3c-4d6f0a0b0c0d",
        "no key": "../../etc/passwd",
    }

    for key in keys.values():
        with pytest.raises(FileGoneError), transaction.atomic():
            save_answers(theirs, {event_question.pk: key}, by=None)
    assert Answer.objects.get().registration == registration


def test_person_has_one_unclaimed_file_per_question(event_question, commits):
    person = make_person()
    first = files.store_file(validate_file(make_pdf("first.pdf")), event_question, person)

    with commits():
        second = files.store_file(validate_file(make_pdf("second.pdf")), event_question, person)

    assert AnswerFile.objects.get().name == "second.pdf"
    assert files.find_stored_file(str(first.key), event_question, person) is None
    assert files.find_stored_file(str(second.key), event_question, person) == second
    assert stored_paths() == {second.file.name}
    assert not is_stored(first.file.name)


def test_failing_storage_does_not_undo_an_answer(registration, event_question, commits):
    old = answer_with(registration, event_question)
    path = Path(old.file.path)
    # A folder that is not empty is not deleted like a file.
    path.unlink()
    (path / "full").mkdir(parents=True)

    with commits():
        save_answers(registration, {event_question.pk: None}, by=None)

    assert Answer.objects.get().value is None
    assert not AnswerFile.objects.exists()
    assert path.exists()
    (path / "full").rmdir()
    path.rmdir()


def test_expired_answers_are_deleted_with_their_files(commits):
    over, lately = make_event(), make_event()
    short, always = ask(over, "file", keep_days=30), ask(over, "file")
    add_question(lately, short.question)
    found = {}
    for event in (over, lately):
        registration = register(event, make_person())
        found |= {
            event_question.pk: answer_with(registration, event_question) for event_question in event.questions.all()
        }
    for event, days in ((over, 31), (lately, 29)):
        ended = now() - timedelta(days=days)
        Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)

    with commits():
        assert delete_answers() == 1

    assert not is_stored(found.pop(short.pk).file.name)
    assert stored_paths() == {file.file.name for file in found.values()}
    assert always.pk in found


def test_files_without_an_answer_are_deleted(registration, event_question, commits):
    used = answer_with(registration, event_question)
    fresh = files.store_file(validate_file(make_pdf()), event_question, registration.person)
    late = files.store_file(validate_file(make_pdf()), event_question, make_person())
    AnswerFile.objects.filter(pk=late.pk).update(uploaded_at=now() - timedelta(hours=25))
    AnswerFile.objects.filter(pk=used.pk).update(uploaded_at=now() - timedelta(days=400))
    old, young = store_orphan("old-one", hours=25), store_orphan("young-one", hours=23)

    with commits():
        deleted = delete_unused_files()

    assert deleted >= 1
    assert not is_stored(old)
    assert is_stored(young)
    assert set(AnswerFile.objects.all()) == {used, fresh}
    assert stored_paths() == {used.file.name, fresh.file.name}
    assert not is_stored(late.file.name)


def test_content_of_a_deleted_registration_remains_until_the_next_cleanup(registration, event_question):
    found = answer_with(registration, event_question)

    event_question.event.delete()

    assert not AnswerFile.objects.exists()
    assert is_stored(found.file.name)  # until the next sweep, once it is old enough


def test_unclaimed_file_is_deleted_with_the_account_and_with_the_event(event_question):
    person = make_person()
    store(event_question, person)
    person.delete()
    assert not AnswerFile.objects.exists()

    store(event_question, make_person())
    event_question.event.delete()
    assert not AnswerFile.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        lambda registration: {"registration": None},
        lambda registration: {"kept_for": registration.person},
    ],
    ids=["of nobody", "of an answer and kept"],
)
def test_database_refuses_a_file_with_no_owner_or_two(registration, event_question, fields):
    found = answer_with(registration, event_question)

    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFile.objects.filter(pk=found.pk).update(**fields(registration))


def test_database_allows_one_file_per_answer(registration, event_question):
    answer_with(registration, event_question)

    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFile.objects.create(
            registration=registration, question=event_question, file="answers/x", name="x", size=1
        )
