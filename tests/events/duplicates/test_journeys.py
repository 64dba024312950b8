"""A merge moves the journey of the merged registration: legs, rooms, papers, consents, allowances and reports."""

from datetime import date

import pytest
from django.apps import apps
from django.utils.timezone import now

from accounts.models import User
from events.duplicates.services import merge
from events.models import (
    AllowanceDay,
    CostSheet,
    DelegationReport,
    Deliverable,
    Hotel,
    LegTraveller,
    PassportConsent,
    Registration,
    RoomStay,
    TravellerFile,
)
from events.personal_data.declarations import BY_MODEL
from tests.events.journeys.meetings.helpers import make_visit as make_meeting
from tests.events.journeys.scene import make_leg, make_traveller, make_visit
from tests.factories import make_country

# What a merge of two registrations moves to the kept one, by the model and the field.
MOVED = {
    "events.AllowanceDay.person", "events.Answer.registration", "events.Attendance.registration",
    "events.Deliverable.person", "events.EvaluationGiven.registration", "events.EvidenceFile.registration",
    "events.KeyChange.registration", "events.LegTraveller.person", "events.Nomination.registration",
    "events.PassportConsent.registration", "events.Registration.merged_into", "events.RegistrationNote.registration",
    "events.Registration_tags.registration", "events.RequirementAnswer.registration", "events.RoomStay.person",
    "events.SessionChoice.registration", "events.TravelDetails.registration", "events.TravellerFile.registration",
    "events.TwoPeople.first", "events.TwoPeople.second",
}  # fmt: skip
ACCOUNT = "belongs to the account: a merge of registrations leaves both accounts as they are"
RECORD = "a record of what happened under this address"
# What stays with the merged registration or its person, and why.
STAYS = {
    "events.AgendaStep_people.user": "a step that can be undone, about contributors",
    "events.AlternateFocalPoint.person": ACCOUNT,
    "events.AnnouncementRecipient.person": RECORD,
    "events.AnnouncementRecipient.registration": RECORD,
    "events.AnswerFile.kept_for": "a file of a form that is not saved yet",
    "events.AnswerFile.registration": "follows its answer",
    "events.CalendarToken.person": ACCOUNT,
    "events.ColumnChoice.person": ACCOUNT,
    "events.Consent.person": RECORD,
    "events.Consent.registration": RECORD,
    "events.Contributor.person": "contributors of the programme are joined in the directory of experts",
    "events.Delegation.focal_point": ACCOUNT,
    "events.DraftContributor.person": "contributors of the programme are joined in the directory of experts",
    "events.Erasure.person": ACCOUNT,
    "events.EventAlert.person": ACCOUNT,
    "events.EvidenceFile.kept_for": "a file of a form that is not saved yet",
    "events.Expert.person": ACCOUNT,
    "events.FormDraft.person": ACCOUNT,
    "events.GroupMember.person": ACCOUNT,
    "events.Invite.person": "the entry in the calendar of this address, which the merge cancels",
    "events.Invite.registration": "the entry in the calendar of this address, which the merge cancels",
    "events.KeptRecord.registration": RECORD,
    "events.Nomination.replaces": "the person who was replaced keeps their own registration",
    "events.NominationLink.person": ACCOUNT,
    "events.OfficialLetter.uploaded_by": RECORD,
    "events.Registration.person": "names the other address",
    "events.RegistrationChange.registration": RECORD,
    "events.Reminder.person": RECORD,
    "events.TeamInvitation.accepted_by": ACCOUNT,
    "events.TeamMember.person": ACCOUNT,
    "events.TravelLook.registration": RECORD,
}


def test_each_reference_to_a_participant_is_moved_or_declared():
    found = set()
    for model in apps.get_app_config("events").get_models(include_auto_created=True):
        place = BY_MODEL.get(model._meta.label)
        actors = place.actors if place else ()
        for field in model._meta.local_fields:
            if field.related_model in {User, Registration} and field.name not in actors:
                found.add(f"{model._meta.label}.{field.name}")

    assert found == MOVED | STAYS.keys()
    assert not MOVED & STAYS.keys()


@pytest.fixture
def event():
    return make_visit()


@pytest.fixture
def two(event):
    """Return (kept, merged), both confirmed."""
    people = [make_traveller(event, name=name) for name in ("Chan Sreymom", "Chan Srey Mom")]
    return [Registration.objects.select_related("person", "event").get(person=person) for person in people]


@pytest.mark.django_db
def test_legs_move_and_a_leg_of_both_is_one(event, two):
    keep, gone = two
    make_leg(event, [keep.person, gone.person], seats={gone.person_id: "12A"})
    home = make_leg(event, [gone.person], start="2027-06-12 19:00", end="2027-06-13 00:30", number="90")

    merge(keep, gone, by=None)

    rows = LegTraveller.objects.order_by("leg__departs_at").values_list("person", "seat", "leg__number")
    assert list(rows) == [(keep.person_id, "12A", "221"), (keep.person_id, "", home.number)]


@pytest.mark.django_db
def test_nobody_is_on_two_legs_at_once_after_a_merge(event, two):
    keep, gone = two
    make_leg(event, [keep.person])
    other = make_leg(event, [gone.person], start="2027-06-06 09:00", end="2027-06-06 17:00", number="9")

    merge(keep, gone, by=None)

    assert other.travellers.get().person == gone.person  # the page of the legs warns of it


@pytest.mark.django_db
def test_rooms_move_once_for_each_hotel(event, two):
    keep, gone = two
    tokyo, osaka = (Hotel.objects.create(event=event, name=city, city=city, timezone="Asia/Tokyo") for city in "TO")
    nights = {"check_in": date(2027, 6, 6), "check_out": date(2027, 6, 9), "room_type": "twin"}
    mine = RoomStay.objects.create(hotel=tokyo, person=keep.person, **nights)
    theirs = RoomStay.objects.create(hotel=tokyo, person=gone.person, shares_with=mine, **nights)
    RoomStay.objects.filter(pk=mine.pk).update(shares_with=theirs)
    RoomStay.objects.create(hotel=osaka, person=gone.person, number="305", **nights)

    merge(keep, gone, by=None)

    stays = RoomStay.objects.order_by("pk").values_list("hotel", "person", "number", "shares_with")
    assert list(stays) == [(tokyo.pk, keep.person_id, "", None), (osaka.pk, keep.person_id, "305", None)]


@pytest.mark.django_db
def test_papers_are_filled_up_and_keep_their_history(two):
    keep, gone = two
    own = TravellerFile.objects.create(registration=keep, sealed="own")
    theirs = TravellerFile.objects.create(registration=gone, visa="granted", visa_note="L-7", sealed="theirs")
    theirs.visa_changes.create(visa="granted")

    merge(keep, gone, by=None)

    own.refresh_from_db()
    assert (own.visa, own.visa_note, own.sealed, own.visa_changes.count()) == ("granted", "L-7", "own", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("own", "theirs", "kept"), [("asked", "given", "given"), ("refused", "given", "refused")])
def test_an_answer_about_passport_data_stays_one(event, two, own, theirs, kept):
    keep, gone = two
    meeting = make_meeting(event)
    for registration, answer in ((keep, own), (gone, theirs)):
        at = None if answer == "asked" else now()
        PassportConsent.objects.create(meeting=meeting, registration=registration, answer=answer, answered_at=at)

    merge(keep, gone, by=None)

    assert PassportConsent.objects.get(registration=keep).answer == kept


@pytest.mark.django_db
def test_allowances_reports_and_deliverables_move(event, two):
    keep, gone = two
    sheet = CostSheet.objects.create(event=event)
    for registration, day in ((keep, 7), (gone, 7), (gone, 8)):
        AllowanceDay.objects.create(sheet=sheet, person=registration.person, day=date(2027, 6, day), place="Tokyo")
    report = DelegationReport.objects.create(event=event, country=make_country("KH"), owner=gone.person)
    for registration, received in ((keep, None), (gone, now())):
        Deliverable.objects.create(
            event=event, person=registration.person, title="Report", due_at=now(), received_at=received
        )

    merge(keep, gone, by=None)

    assert sorted(row.day.day for row in sheet.days.filter(person=keep.person)) == [7, 8]
    report.refresh_from_db()
    assert report.owner == keep.person
    assert Deliverable.objects.get().received_at
