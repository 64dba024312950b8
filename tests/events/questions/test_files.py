"""Files as answers: kept, claimed, replaced, and deleted with whatever they belong to."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from events.models import Answer, AnswerChange, AnswerFile, Event
from events.questions import files
from events.questions.answers import save_answers
from events.questions.errors import FileGoneError
from events.questions.file_validation import validate_file
from events.questions.services import add_question
from events.questions.tasks import delete_expired_answers, delete_unused_files
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.events.questions.uploads import is_stored, make_pdf, store_orphan, stored_paths
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return ask(make_event(), "file")


@pytest.fixture
def registration(asked):
    return register(asked.event, make_person())


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def keep(asked, person, name="cv.pdf"):
    return str(files.store_file(validate_file(make_pdf(name)), asked, person).key)


def answer_with(registration, asked, name="cv.pdf"):
    save_answers(registration, {asked.pk: keep(asked, registration.person, name)}, by=registration.person)
    return AnswerFile.objects.get(registration=registration, question=asked)


def test_a_kept_file_becomes_the_answer(registration, asked):
    key = keep(asked, registration.person)

    assert save_answers(registration, {asked.pk: key}, by=registration.person) == 1

    found = AnswerFile.objects.get()
    assert Answer.objects.get().value == str(found.key) == key
    assert (found.registration, found.kept_for) == (registration, None)
    assert (found.name, found.content_type, found.size) == ("cv.pdf", "application/pdf", len(make_pdf()))
    with found.file.open() as content:
        assert content.read() == make_pdf().read()
    assert registration.person.email not in found.file.name


def test_the_same_file_sent_once_more_changes_nothing(registration, asked):
    found = answer_with(registration, asked)

    assert save_answers(registration, {asked.pk: str(found.key)}, by=None) == 0
    assert not AnswerChange.objects.exists()
    assert stored_paths() == {found.file.name}


def test_another_file_takes_its_place_and_the_history_has_their_names(registration, asked, commits):
    old = answer_with(registration, asked, "old.pdf")

    with commits():
        new = answer_with(registration, asked, "new.pdf")

    change = AnswerChange.objects.get()
    assert (change.old_value, change.new_value, change.by) == ("old.pdf", "new.pdf", registration.person)
    assert AnswerFile.objects.get() == new
    assert stored_paths() == {new.file.name}
    assert not is_stored(old.file.name)


def test_a_file_that_is_taken_back_goes_for_good(registration, asked, commits):
    old = answer_with(registration, asked)

    with commits():
        save_answers(registration, {asked.pk: None}, by=None)

    assert Answer.objects.get().value is None
    change = AnswerChange.objects.get()
    assert (change.old_value, change.new_value) == ("cv.pdf", None)
    assert not AnswerFile.objects.exists()
    assert not is_stored(old.file.name)


def test_a_change_that_is_undone_leaves_the_file(registration, asked, commits):
    old = answer_with(registration, asked)

    with commits(), pytest.raises(FileGoneError), transaction.atomic():
        save_answers(registration, {asked.pk: "no-such-key"}, by=None)

    assert stored_paths() == {old.file.name}
    assert Answer.objects.get().value == str(old.key)


def test_nobody_answers_with_the_file_of_another_person_question_or_answer(registration, asked):
    other = ask(asked.event, "file")
    stranger = make_person()
    taken = answer_with(registration, asked)
    theirs = register(asked.event, stranger)

    keys = {
        "of another": keep(asked, make_person()),
        "of another question": keep(other, stranger),
        "used already": str(taken.key),
        "of nobody": "0b5be8f5-5c2e-4a4c-9a3c-4d6f0a0b0c0d",
        "no key": "../../etc/passwd",
    }

    for key in keys.values():
        with pytest.raises(FileGoneError), transaction.atomic():
            save_answers(theirs, {asked.pk: key}, by=None)
    assert Answer.objects.get().registration == registration


def test_one_file_waits_for_a_person_and_question(asked, commits):
    person = make_person()
    first = files.store_file(validate_file(make_pdf("first.pdf")), asked, person)

    with commits():
        second = files.store_file(validate_file(make_pdf("second.pdf")), asked, person)

    assert AnswerFile.objects.get().name == "second.pdf"
    assert files.find_stored_file(str(first.key), asked, person) is None
    assert files.find_stored_file(str(second.key), asked, person) == second
    assert stored_paths() == {second.file.name}
    assert not is_stored(first.file.name)


def test_storage_that_fails_undoes_no_answer(registration, asked, commits):
    old = answer_with(registration, asked)
    path = Path(old.file.path)
    # A folder that is not empty is not deleted like a file.
    path.unlink()
    (path / "full").mkdir(parents=True)

    with commits():
        save_answers(registration, {asked.pk: None}, by=None)

    assert Answer.objects.get().value is None
    assert not AnswerFile.objects.exists()
    assert path.exists()
    (path / "full").rmdir()
    path.rmdir()


def test_files_are_forgotten_with_their_answers(commits):
    over, lately = make_event(), make_event()
    short, always = ask(over, "file", keep_days=30), ask(over, "file")
    add_question(lately, short.question)
    found = {}
    for event in (over, lately):
        registration = register(event, make_person())
        found |= {asked.pk: answer_with(registration, asked) for asked in event.questions.all()}
    for event, days in ((over, 31), (lately, 29)):
        ended = now() - timedelta(days=days)
        Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)

    with commits():
        assert delete_expired_answers() == 1

    assert not is_stored(found.pop(short.pk).file.name)
    assert stored_paths() == {file.file.name for file in found.values()}
    assert always.pk in found


def test_what_belongs_to_no_answer_is_swept(registration, asked, commits):
    used = answer_with(registration, asked)
    fresh = files.store_file(validate_file(make_pdf()), asked, registration.person)
    late = files.store_file(validate_file(make_pdf()), asked, make_person())
    AnswerFile.objects.filter(pk=late.pk).update(uploaded_at=now() - timedelta(hours=25))
    AnswerFile.objects.filter(pk=used.pk).update(uploaded_at=now() - timedelta(days=400))
    old, young = store_orphan("old-one", hours=25), store_orphan("young-one", hours=23)

    with commits():
        swept = delete_unused_files()

    assert swept >= 1
    assert not is_stored(old)
    assert is_stored(young)
    assert set(AnswerFile.objects.all()) == {used, fresh}
    assert stored_paths() == {used.file.name, fresh.file.name}
    assert not is_stored(late.file.name)


def test_the_content_of_a_registration_that_was_deleted_is_swept(registration, asked):
    found = answer_with(registration, asked)

    asked.event.delete()

    assert not AnswerFile.objects.exists()
    assert is_stored(found.file.name)  # until the next sweep, once it is old enough


def test_a_kept_file_goes_with_the_account_and_with_the_event(asked):
    person = make_person()
    keep(asked, person)
    person.delete()
    assert not AnswerFile.objects.exists()

    keep(asked, make_person())
    asked.event.delete()
    assert not AnswerFile.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        lambda registration: {"registration": None},
        lambda registration: {"kept_for": registration.person},
    ],
    ids=["of nobody", "of an answer and kept"],
)
def test_the_database_refuses(registration, asked, fields):
    found = answer_with(registration, asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFile.objects.filter(pk=found.pk).update(**fields(registration))


def test_the_database_keeps_one_file_per_answer(registration, asked):
    answer_with(registration, asked)

    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerFile.objects.create(registration=registration, question=asked, file="answers/x", name="x", size=1)
