"""Merge two registrations of one person: the seat, the notices and the data."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.duplicates import queries
from events.duplicates.errors import CannotMergeError
from events.duplicates.services import mark_as_distinct, merge, preview_merge
from events.imports.errors import AlreadyRegisteredError
from events.imports.services import Newcomer, add, add_many
from events.models import (
    Answer,
    AnswerChange,
    AnswerFile,
    Delegation,
    Event,
    InvitationCode,
    KeyChange,
    Nomination,
    Question,
    Registration,
    Session,
    TravelDetails,
    TwoPeople,
)
from events.nominations.services import Nominee, accept, nominate
from events.notes.services import note, tag
from events.participants.queries import history
from events.questions.answers import save_answers
from events.questions.services import add_question
from events.registration.decisions import confirm, decline, fingerprint, waitlist
from events.registration.errors import BulkDecisionError, CannotBeNominatedError, RecipientsChangedError
from events.registration.groups import register_others
from events.registration.services import register, withdraw
from events.sessions.services import choose
from events.travel.funding import set_funding
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(seats=2)


@pytest.fixture
def two(event):
    """Two confirmed registrations that fill the event."""
    return register(event, make_person(name="An Tran")), register(event, make_person(name="Tran An"))


def reload(registration):
    return Registration.objects.select_related("event", "person", "delegation", "merged_into").get(pk=registration.pk)


def mails(since=0):
    """Return the mails as (address, kind, calendar method), in order."""
    rows = Message.objects.filter(pk__gt=since).order_by("pk")
    return [(mail.to_email, mail.kind, mail.ics_method) for mail in rows]


def last_mail():
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_merge_of_two_confirmed_gives_the_free_seat_to_the_waiting_list(event, two):
    keep, gone = two
    waiting = register(event, make_person())
    before = last_mail()

    merge(keep, gone, by=None)

    keep, gone, waiting = reload(keep), reload(gone), reload(waiting)
    assert (keep.status, gone.status, waiting.status) == ("confirmed", "withdrawn", "confirmed")
    assert gone.merged_into == keep
    assert keep.event.seats_taken == 2
    assert mails(before) == [
        (gone.person.email, "registration_merged", "CANCEL"),
        (keep.person.email, "registration_kept", ""),
        (waiting.person.email, "registration_confirmed", "REQUEST"),
    ]


def test_merge_offers_the_free_seat_if_the_event_offers_seats(event, two):
    waiting = register(event, make_person())
    Event.objects.update(offer_hours=24)

    merge(*two, by=None)

    assert reload(waiting).is_offered


def test_merge_keeps_the_better_seat_of_the_other(event, two):
    gone, _second = two
    waiting = register(event, make_person())
    before = last_mail()

    merge(waiting, gone, by=None)

    keep, gone = reload(waiting), reload(gone)
    assert (keep.status, keep.queued_at, gone.status) == ("confirmed", None, "withdrawn")
    assert keep.event.seats_taken == 2
    assert mails(before) == [
        (gone.person.email, "registration_merged", "CANCEL"),
        (keep.person.email, "registration_confirmed", "REQUEST"),
    ]
    assert (
        "have merged the two registrations into this one"
        in Message.objects.get(kind="registration_confirmed", pk__gt=before).text
    )


def test_merge_keeps_its_own_seat_if_chosen(event, two):
    gone, _second = two
    keep = register(event, make_person())
    behind = register(event, make_person())

    merge(keep, gone, takes_seat=False, by=None)

    # The seat is free, and the registration that stays is the first on the waiting list.
    assert reload(keep).status == "confirmed"
    assert reload(behind).status == "waitlisted"


def test_merge_takes_the_worse_seat_if_chosen(event, two):
    keep, _second = two
    gone = register(event, make_person())

    merge(keep, gone, takes_seat=True, by=None)

    assert reload(keep).event.seats_taken == 2  # it is promoted from the waiting list at once
    actions = list(keep.changes.values_list("action", "from_status", "to_status"))
    assert actions[-2:] == [("merge", "confirmed", "waitlisted"), ("promote", "waitlisted", "confirmed")]


def test_merge_of_two_waiting_keeps_the_earlier_position(event, two):
    earlier, between, later = (register(event, make_person()) for _number in range(3))
    queued_at = reload(earlier).queued_at

    merge(later, earlier, by=None)

    assert reload(later).queued_at == queued_at
    assert list(event.registrations.waiting()) == [later, between]


def test_merge_moves_an_offer_and_notifies(event, two):
    Event.objects.update(offer_hours=24)
    offered = register(event, make_person())
    withdraw(two[0], by=None)
    keep = register(event, make_person())
    before = last_mail()

    merge(keep, offered, by=None)

    assert reload(keep).is_offered
    assert not reload(offered).is_offered
    assert reload(keep).event.seats_kept == 1
    assert (keep.person.email, "place_offered", "") in mails(before)


def test_merge_moves_a_delegation_seat_with_its_nomination():
    event = make_event(seats=5, policy=Event.Policy.APPROVAL)
    delegation = make_delegation(event, country=make_country("VN"), seats=1, reserve_seats=1)
    [named, reserve] = nominate(
        delegation, [Nominee("An", "an@molisa.example"), Nominee("Bo", "bo@molisa.example")], by=make_person()
    )
    keep = register(event, make_person())

    merge(keep, named, by=None)

    keep, named, delegation = reload(keep), reload(named), Delegation.objects.get()
    assert (keep.status, keep.delegation) == ("nominated", delegation)
    assert (named.status, named.delegation) == ("withdrawn", None)
    assert (delegation.seats_named, reload(reserve).reserve_rank) == (1, 1)
    assert keep.nomination.address == "an@molisa.example"


def test_merge_of_two_delegation_seats_frees_one_for_the_reserve():
    event = make_event(seats=5)
    delegation = make_delegation(event, country=make_country("VN"), seats=2, reserve_seats=1)
    names = [Nominee(name, f"{name}@molisa.example") for name in ("an", "tran", "reserve")]
    first, second, reserve = nominate(delegation, names, by=make_person())
    accept(first)
    confirm(reload(second), by=None)

    merge(first, second, by=None)

    delegation.refresh_from_db()
    assert (reload(first).status, reload(second).status) == ("confirmed", "withdrawn")
    assert (delegation.seats_taken, delegation.seats_named, reload(reserve).reserve_rank) == (1, 1, None)
    # The nominations follow the exchanged seats.
    assert dict(Nomination.objects.values_list("registration", "address")) == {
        first.pk: "tran@molisa.example",
        second.pk: "an@molisa.example",
        reserve.pk: "reserve@molisa.example",
    }


def test_merge_clears_the_replacement_of_a_person_by_themselves():
    event = make_event(seats=5)
    delegation = make_delegation(event, country=make_country("VN"), seats=2)
    first, second = nominate(
        delegation, [Nominee("An", "an@a.example"), Nominee("An", "an@b.example")], by=make_person()
    )
    withdraw(first, by=None)
    Nomination.objects.filter(registration=second).update(replaces=first)

    merge(first, second, by=None)

    assert not Nomination.objects.filter(replaces__isnull=False).exists()


@pytest.mark.parametrize("end", [withdraw, decline])
def test_merge_of_an_ended_registration_notifies_no_one(event, two, end):
    keep, gone = two
    end(gone, by=None)
    before = last_mail()

    merge(keep, reload(gone), takes_seat=True, by=None)

    assert (reload(keep).status, reload(gone).status) == ("confirmed", "withdrawn")
    assert mails(before) == []


def test_merge_into_an_ended_registration_moves_the_seat(event, two):
    keep, gone = two
    decline(keep, by=None)

    merge(reload(keep), gone, takes_seat=False, by=None)

    assert reload(keep).status == "confirmed"
    assert reload(keep).event.seats_taken == 1


def test_merge_moves_the_mode_with_the_seat():
    event = make_event(mode=Event.Mode.HYBRID, room_seats=1, online_seats=1)
    keep, gone = register(event, make_person()), register(event, make_person(), mode="online")

    merge(keep, gone, takes_seat=True, by=None)

    event.refresh_from_db()
    assert (reload(keep).mode, event.seats_taken, event.online_taken) == ("online", 1, 1)


def test_merge_does_not_change_accounts(event, two):
    keep, gone = two

    merge(keep, gone, by=None)

    assert reload(gone).person == gone.person
    assert gone.person.is_active


def test_merge_moves_single_texts_and_applies_choices(event, two):
    keep, gone = two
    Registration.objects.filter(pk=keep.pk).update(needs="Halal", remark="Late")
    Registration.objects.filter(pk=gone.pk).update(needs="Wheelchair", remark="Early", certificate_name="Tran Van An")
    set_funding(event, [gone.pk], "other", funder="Japan", by=None)

    merge(keep, gone, {"needs": "both", "remark": "other"}, by=None)

    keep = reload(keep)
    assert (keep.needs, keep.remark, keep.certificate_name) == ("Halal\nWheelchair", "Early", "Tran Van An")
    assert (keep.funding, keep.funder) == ("other", "Japan")


def test_merge_moves_answers_with_their_history(event, two):
    keep, gone = two
    only_theirs, both, chosen, withdrawn = (
        add_question(event, Question(kind="short_text", label=label)) for label in ("A", "B", "C", "D")
    )
    save_answers(gone, {only_theirs.pk: "x"}, by=gone.person)
    save_answers(gone, {only_theirs.pk: "one", both.pk: "two", chosen.pk: "three", withdrawn.pk: "four"}, by=None)
    save_answers(keep, {both.pk: "mine", chosen.pk: "mine", withdrawn.pk: "mine"}, by=None)
    save_answers(keep, {withdrawn.pk: None}, by=None)
    member = make_person()

    merge(keep, gone, {chosen.field_name: "other"}, by=member)

    assert {answer.question_id: answer.value for answer in keep.answers.all()} == {
        only_theirs.pk: "one",
        both.pk: "mine",
        chosen.pk: "three",
        withdrawn.pk: None,
    }
    assert {answer.question_id: answer.value for answer in gone.answers.all()} == {
        both.pk: "two",
        chosen.pk: "mine",
        withdrawn.pk: "four",
    }
    changes = AnswerChange.objects.filter(answer__registration=keep, by=member)
    assert list(changes.values_list("old_value", "new_value")) == [("mine", "three")]
    assert AnswerChange.objects.filter(answer__registration=keep, by=gone.person).count() == 0
    assert AnswerChange.objects.filter(answer__registration=keep, old_value="x", new_value="one").count() == 1


def test_merge_moves_a_consent_with_its_text(event, two):
    keep, gone = two
    asked = add_question(event, Question(kind="consent", label="Photos"), consent_text="You may be seen.")
    text = asked.question.consent_texts.get()
    save_answers(gone, {asked.pk: text.pk}, by=None)

    merge(keep, gone, by=None)

    assert keep.answers.get().consent == text


def answer_file(registration, asked, name):
    """Answer a question with a file of this name."""
    file = AnswerFile.objects.create(
        registration=registration, question=asked, file=f"answers/{name}", name=name, size=1
    )
    Answer.objects.create(registration=registration, question=asked, value=str(file.key), answered_at=now())
    return file


def file_of(registration, asked):
    """Return the name and path of the file whose key is the value of the answer."""
    answer = registration.answers.get(question=asked)
    file = AnswerFile.objects.get(key=answer.value)
    assert (file.registration, file.question) == (registration, asked)
    return file.name, file.file.name


@pytest.mark.parametrize(("choice", "kept", "other"), [("kept", "mine", "theirs"), ("other", "theirs", "mine")])
def test_merge_keeps_files_with_their_answers(event, two, choice, kept, other):
    keep, gone = two
    asked, alone = (add_question(event, Question(kind="file", label=label)) for label in ("Letter", "Photo"))
    answer_file(keep, asked, "mine")
    answer_file(gone, asked, "theirs")
    answer_file(gone, alone, "alone")

    merge(keep, gone, {asked.field_name: choice}, by=None)

    assert file_of(keep, asked) == (kept, f"answers/{kept}")
    assert file_of(keep, alone) == ("alone", "answers/alone")
    assert file_of(gone, asked) == (other, f"answers/{other}")
    history = list(AnswerChange.objects.filter(answer__registration=keep).values_list("old_value", "new_value"))
    assert history == ([] if choice == "kept" else [("mine", "theirs")])


def test_merge_replaces_a_withdrawn_file_if_chosen(event, two):
    keep, gone = two
    asked = add_question(event, Question(kind="file", label="Letter"))
    answer_file(keep, asked, "mine").delete()
    keep.answers.update(value=None)
    answer_file(gone, asked, "theirs")

    merge(keep, gone, {asked.field_name: "other"}, by=None)

    assert file_of(keep, asked) == ("theirs", "answers/theirs")
    assert gone.answers.get().value is None


def test_merge_moves_notes_and_tags(event, two):
    keep, gone = two
    tag(event, [keep.pk, gone.pk], "visa")
    tag(event, [gone.pk], "speaker")
    note(gone, "Called.", by=make_person())

    merge(keep, gone, by=None)

    assert [tag.name for tag in keep.tags.all()] == ["speaker", "visa"]
    assert [note.text for note in keep.notes.all()] == ["Called."]
    assert (gone.tags.count(), gone.notes.count()) == (0, 0)


def test_merge_moves_sessions_that_do_not_overlap(event, two):
    keep, gone = two
    start = event.starts_at
    mine, clash, later = (
        Session.objects.create(
            event=event,
            title=title,
            is_optional=True,
            seats=1,
            starts_at=start + timedelta(hours=hour),
            ends_at=start + timedelta(hours=hour + 1),
        )
        for title, hour in (("Mine", 0), ("Clash", 0), ("Later", 2))
    )
    choose(keep, [mine.pk], by=None)
    choose(gone, [clash.pk, later.pk], by=None)

    merge(keep, gone, by=None)

    kept = Registration.objects.get(pk=keep.pk)
    assert {choice.session for choice in kept.session_choices.all()} == {mine, later}
    assert list(event.sessions.order_by("pk").values_list("seats_taken", flat=True)) == [1, 0, 1]


@pytest.mark.parametrize(
    ("has_own", "choice", "sealed"), [(False, "", "theirs"), (True, "", "mine"), (True, "other", "theirs")]
)
def test_merge_moves_travel_details_without_decrypting_them(event, two, has_own, choice, sealed):
    keep, gone = two
    TravelDetails.objects.create(registration=gone, sealed="theirs")
    if has_own:
        TravelDetails.objects.create(registration=keep, sealed="mine")
    KeyChange.objects.create(registration=keep, what="name")
    KeyChange.objects.create(registration=gone, what="name")
    KeyChange.objects.create(registration=gone, what="passport_number")

    merge(keep, gone, {"travel": choice}, by=None)

    assert TravelDetails.objects.get(registration=keep).sealed == sealed
    assert sorted(keep.key_changes.values_list("what", flat=True)) == ["name", "passport_number"]


def test_merge_releases_one_use_of_an_invitation_code():
    event = make_event(policy=Event.Policy.INVITATION)
    code = InvitationCode.objects.create(event=event, uses=2)
    keep, gone = (register(event, make_person(), code=code.code) for _number in range(2))

    merge(keep, gone, by=None)

    code.refresh_from_db()
    assert (code.used, reload(keep).invitation, reload(gone).invitation) == (1, code, None)


def test_history_contains_both_registrations(event, two):
    keep, gone = two
    merge(keep, gone, by=None)

    changes = [(change.registration_id, change.action) for change in history(keep)]

    assert changes == [
        (keep.pk, "register"), (gone.pk, "register"), (gone.pk, "merge"), (keep.pk, "merge"),
    ]  # fmt: skip


def test_merge_moves_earlier_merges_and_marks(event, two):
    event = make_event()
    first, second, third, other = (register(event, make_person()) for _number in range(4))
    mark_as_distinct(second, other, by=None)
    mark_as_distinct(first, third, by=None)

    merge(second, first, by=None)
    merge(third, second, by=None)

    assert set(third.merged.all()) == {first, second}
    assert list(TwoPeople.objects.values_list("first", "second")) == [(third.pk, other.pk)]


def test_merge_refuses_a_merged_registration(event, two):
    keep, gone = two
    third = register(make_event(), make_person())
    merge(keep, gone, by=None)

    for one, other in [(keep, gone), (gone, keep), (keep, keep), (keep, third)]:
        with pytest.raises(CannotMergeError):
            merge(one, other, by=None)


def test_preview_merge_returns_the_recipients_and_changes_nothing(event, two):
    keep, gone = two
    waiting = register(event, make_person())
    before = last_mail()

    preview = preview_merge(keep, gone, by=None)

    assert [(mail.registration.pk, mail.mail) for mail in preview] == [
        (gone.pk, "registration_merged"), (keep.pk, "registration_kept"), (waiting.pk, "registration_confirmed"),
    ]  # fmt: skip
    assert (reload(gone).status, mails(before)) == ("confirmed", [])
    withdraw(waiting, by=None)
    with pytest.raises(RecipientsChangedError):
        merge(keep, gone, by=None, as_shown=fingerprint(preview))
    assert reload(gone).status == "confirmed"


def test_mail_to_the_merged_address_masks_the_kept_address(event, two):
    keep, gone = two

    merge(keep, gone, by=None)

    mail = Message.objects.get(kind="registration_merged")
    assert mail.subject == f"One registration instead of two: {event.title}"
    for text in (mail.text, mail.html):
        assert "under p…@example.org" in text
        assert keep.person.email not in text
        assert "removes the event from the calendar" in text
    assert "Your status has not changed: Confirmed" in Message.objects.get(kind="registration_kept").text


@pytest.mark.parametrize(("answered", "asks"), [(True, []), (False, ["details_wanted"])])
def test_merge_does_not_ask_again_for_moved_answers(answered, asks):
    event = make_event(seats=1)
    asked = add_question(event, Question(kind="short_text", label="Flight"), stage="confirmed", is_required=True)
    gone, keep = register(event, make_person()), register(event, make_person())
    if answered:
        save_answers(gone, {asked.pk: "TG 614"}, by=None)
    before = last_mail()

    merge(keep, gone, by=None)

    assert [kind for _to, kind, _method in mails(before)] == ["registration_merged", "registration_confirmed", *asks]


def test_register_again_with_the_merged_address_is_a_new_registration(event, two):
    keep, gone = two
    merge(keep, gone, by=None)
    before = last_mail()

    registration = register(event, gone.person)

    assert (registration.pk, registration.merged_into, registration.status) == (gone.pk, None, "confirmed")
    assert reload(keep).status == "confirmed"
    assert mails(before) == [(gone.person.email, "registration_confirmed", "REQUEST")]
    assert queries.count(event) == 1


def test_other_people_cannot_register_the_merged_address(event, two):
    keep, gone = two
    merge(keep, gone, by=None)
    member, address = make_person(), gone.person.email
    delegation = make_delegation(event, country=make_country("VN"))
    before = last_mail()

    register_others(event, [{"email": address, "name": gone.person.name}], by=member)
    added = add_many(event, [Newcomer(address)], Registration.Status.CONFIRMED, by=member)
    with pytest.raises(AlreadyRegisteredError):
        add(event, Newcomer(address), Registration.Status.CONFIRMED, by=member)
    with pytest.raises(BulkDecisionError) as refused:
        nominate(delegation, [Nominee(gone.person.name, address)], by=member)

    assert (added.added, added.kept) == (0, 1)
    assert {key: error.advice for key, error in refused.value.problems.items()} == {0: CannotBeNominatedError.advice}
    assert reload(gone).merged_into == keep
    assert mails(before) == [(address, "registered_already", "")]


def test_merge_works_after_the_event(event, two):
    keep, gone = two
    waiting = register(event, make_person())
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))

    merge(reload(keep), reload(gone), by=None)

    assert (reload(gone).status, reload(waiting).status) == ("withdrawn", "waitlisted")
    assert reload(keep).event.seats_taken == 1


def test_merge_of_a_pending_registration_keeps_the_waiting_position():
    event = make_event(policy=Event.Policy.APPROVAL)
    keep, gone = register(event, make_person()), register(event, make_person())
    waitlist(gone, by=None)

    merge(keep, reload(gone), by=None)

    # It is promoted at once, because a seat is free.
    assert [change.to_status for change in keep.changes.all()] == ["pending", "waitlisted", "confirmed"]
