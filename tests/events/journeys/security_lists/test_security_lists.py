"""The list of visitors with passport data: asked for by the host, agreed to by travellers, opened by named people."""

import logging
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now
from python_calamine import CalamineWorkbook

from accounts import encryption
from events.journeys.links import journey_link
from events.journeys.meetings import hosts
from events.journeys.meetings import services as meetings
from events.journeys.meetings.visitors import group_of
from events.journeys.security_lists import services
from events.journeys.security_lists.errors import NobodyAgreedError, NoPassportListError, NotConfirmedError
from events.journeys.security_lists.links import consent_link, list_link
from events.journeys.security_lists.queries import list_of
from events.models import (
    Contributor,
    Event,
    EventChange,
    ListReader,
    Meeting,
    PassportConsent,
    Registration,
    Session,
    StudyVisit,
    TravelDetails,
)
from events.personal_data.retention.job import delete_expired
from events.travel.details import TravelData
from notifications.models import Message
from tests.events.journeys.meetings.helpers import make_visit, path_of_host
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
NUMBER = "N1234567"


def path(link):
    return "/" + link.split("/", 3)[3]


@pytest.fixture
def meeting():
    return make_visit(status="confirmed", security_list="passports", asked_at=now(), list_for="Okada Ren")


@pytest.fixture
def officer(meeting):
    return make_member(meeting.session.event.programme, "coordinator")


def traveller(event, name="Chan Sreymom", number=NUMBER, born_on=None, **fields):
    """Create a confirmed participant whose travel details have a passport."""
    person = make_person(name=name, country="KH", organisation_name="Ministry of Labour")
    registration = Registration.objects.create(event=event, person=person, status="confirmed", **fields)
    data = TravelData(
        passport_name=name.upper(),
        passport_number=number,
        nationality="KH",
        passport_expires_on=date(2031, 5, 4),
        born_on=born_on,
    )
    TravelDetails.objects.create(registration=registration, sealed=encryption.encrypt(data.as_json()))
    return registration


def ask(meeting, officer, *, agree=(), refuse=()):
    """Ask all travellers, and record what some of them answer."""
    services.ask_travellers(meeting, by=officer)
    for registrations, is_given in ((agree, True), (refuse, False)):
        for one in registrations:
            consent = PassportConsent.objects.get(meeting=meeting, registration=one)
            services.answer(meeting.session.event, one.person, {consent.pk: is_given})


def release(meeting, officer, name="Okada Ren", email="okada@example.org"):
    return services.release_to(meeting, name=name, email=email, by=officer)


def test_travellers_are_asked_once_by_mail_and_answer_on_their_page(client, meeting, officer):
    one = traveller(meeting.session.event)
    traveller(meeting.session.event, "Online", mode=Registration.Mode.ONLINE)
    assert services.ask_travellers(meeting, by=officer) == 1
    assert services.ask_travellers(meeting, by=officer) == 0  # not twice on one day

    mail = Message.objects.get(kind="passport_consent_asked")
    address = path(consent_link(meeting.session.event, one.person))
    page = client.get(address).text
    consent = PassportConsent.objects.get()
    client.post(address, {f"visit-{consent.pk}": "yes"})

    assert (mail.recipient, address in mail.text, NUMBER in mail.text) == (one.person, True, False)
    for shown in ("Employment Office", "the passport number", "Until the end of the visit"):
        assert shown in page
    assert NUMBER not in page
    consent.refresh_from_db()
    assert (consent.answer, consent.answered_at is not None) == ("given", True)
    client.post(address, {f"visit-{consent.pk}": "no"})
    consent.refresh_from_db()
    assert consent.answer == "refused"


@pytest.mark.parametrize("registers", [False, True])
def test_the_tour_leader_is_on_the_list_once(meeting, officer, registers):
    event = meeting.session.event
    leader = make_person(name="Mali Srisuk")
    StudyVisit.objects.update_or_create(event=event, defaults={"tour_leader": leader})
    if registers:
        Registration.objects.create(event=event, person=leader, status="confirmed")

    assert [line.name for line in list_of(meeting)] == ["Mali Srisuk"]
    assert group_of(meeting).number == 1


def test_an_open_question_is_on_the_page_of_the_journey(client, meeting, officer):
    one = traveller(meeting.session.event)
    address = path(journey_link(meeting.session.event, one.person))
    assert "passports/" not in client.get(address).text

    services.ask_travellers(meeting, by=officer)
    assert "1 host asks for your passport data" in client.get(address).text
    ask(meeting, officer, agree=[one])

    page = client.get(address).text
    assert "asks for your passport data" not in page
    assert "Who may see your passport data" in page


def test_the_list_shows_passports_of_those_who_agreed_to_its_readers_alone(client, meeting, officer, caplog):
    event = meeting.session.event
    agreed, refused, silent = (
        traveller(event, name, number)
        for name, number in (("Agreed", "P-AGREED-1"), ("Refused", "P-REFUSED-1"), ("Silent", "P-SILENT-1"))
    )
    Contributor.objects.create(session=meeting.session, name="Sato Yuki", role="interpreter")
    ask(meeting, officer, agree=[agreed], refuse=[refused])
    reader = release(meeting, officer)
    address = path(list_link(reader))
    (mail,) = Message.objects.filter(kind="security_list_released")

    before = client.get(address).text  # what a program that checks mails gets
    with caplog.at_level(logging.INFO, logger="plenary.security"):
        shown = client.post(address).text

    assert (mail.to_email, address in mail.text, "P-AGREED-1" in mail.text + mail.html) == (
        "okada@example.org",
        True,
        False,
    )
    assert [number in before for number in ("P-AGREED-1", "P-REFUSED-1", "P-SILENT-1")] == [False, False, False]
    assert [number in shown for number in ("P-AGREED-1", "P-REFUSED-1", "P-SILENT-1")] == [True, False, False]
    for text in ("AGREED", "Cambodia", "4 May 2031", "Refused", "Silent", "Sato Yuki"):
        assert text in shown
    looks = [line.message for line in caplog.records if "personal_data_viewed" in line.message]
    (look,) = looks
    ids = f"subject={agreed.person_id} ", f"event_id={event.pk}", f"meeting_id={meeting.pk}", f"reader_id={reader.pk}"
    assert all(one in f"{look} " for one in ids)
    assert "okada" not in look
    reader.refresh_from_db()
    assert reader.opened_at
    assert silent.pk  # has not answered: on the list without a number
    # The link of the host's contact shows the names alone.
    Meeting.objects.update(list_released_at=now())
    assert "P-AGREED-1" not in client.get(path_of_host(meeting)).text


def test_who_takes_back_the_consent_is_off_the_list_at_once(client, meeting, officer):
    one, other = (
        traveller(meeting.session.event, "One", "P-AGREED-1"),
        traveller(meeting.session.event, "Other", "P-OTHER-1"),
    )
    ask(meeting, officer, agree=[one, other])
    address = path(list_link(release(meeting, officer)))

    ask(meeting, officer, refuse=[one])
    Registration.objects.filter(pk=other.pk).update(status="withdrawn")

    page = client.post(address).text
    assert ("P-AGREED-1" in page, "P-OTHER-1" in page, "Other" in page) == (False, False, False)


def test_the_link_ends_with_the_visit(client, meeting, officer):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])
    address = path(list_link(release(meeting, officer)))
    assert NUMBER in client.post(address).text

    start = now() - timedelta(hours=2)
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))

    response = client.post(address)
    assert (response.status_code, NUMBER in response.text) == (410, False)


def _cancel(meeting, reader, officer):
    meetings.take_step(meeting, "cancel", by=officer)


def _want_names(meeting, reader, officer):
    hosts.save_host_details(meeting, {"security_list": "names"})


def _change_the_institution(meeting, reader, officer):
    meetings.save_details(meeting, {"institution": "Another office"})


def _withdraw(meeting, reader, officer):
    services.withdraw_from(meeting, reader.pk, by=officer)


@pytest.mark.parametrize("change", [_cancel, _want_names, _change_the_institution, _withdraw])
def test_the_link_ends_when_its_reason_ends(client, meeting, officer, change):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])
    reader = release(meeting, officer)

    change(meeting, reader, officer)

    assert client.post(path(list_link(reader))).status_code in {404, 410}


def test_another_institution_has_no_consent(meeting, officer):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])

    meetings.save_details(meeting, {"institution": "Another office"})

    assert not PassportConsent.objects.exists()


def test_there_is_no_list_that_the_host_has_not_asked_for(meeting, officer):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])
    for fields, error in (
        ({"security_list": "names"}, NoPassportListError),
        ({"security_list": "passports", "status": "asked"}, NotConfirmedError),
        ({"status": "cancelled"}, NoPassportListError),
    ):
        Meeting.objects.update(**fields)

        with pytest.raises(error):
            release(meeting, officer)

    assert not ListReader.objects.exists()


def test_a_list_without_consent_is_not_released(meeting, officer):
    ask(meeting, officer, refuse=[traveller(meeting.session.event)])

    with pytest.raises(NobodyAgreedError):
        release(meeting, officer)


def test_a_second_release_to_an_address_ends_the_first_link(client, meeting, officer):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])
    first = path(list_link(release(meeting, officer)))

    second = path(list_link(release(meeting, officer)))

    assert (client.post(first).status_code, client.post(second).status_code) == (410, 200)


def test_the_team_asks_and_releases_on_one_page(client, meeting, officer):
    event = meeting.session.event
    one = traveller(event)
    client.force_login(officer)
    address = reverse("security_lists:team", args=[event.slug, meeting.pk])
    assert address in client.get(reverse("meetings:sheet", args=[event.slug, meeting.pk])).text
    client.post(address, {"action": "ask"})
    ask(meeting, officer, agree=[one])

    wrong = client.post(address, {"action": "release", "name": "Okada Ren", "email": "okada"})
    client.post(address, {"action": "release", "name": "Okada Ren", "email": "okada@example.org"})
    page = client.get(address).text

    assert "Enter a valid email address" in wrong.text
    for text in ("Okada Ren", "okada@example.org", "not opened yet", "Agreed"):
        assert text in page
    assert NUMBER not in page
    said = " ".join(EventChange.objects.values_list("said", flat=True))
    assert ("okada" in said, one.person.name in said) == (False, False)
    assert client.post(address, {"action": "withdraw", "reader": "9" * 5_000}).status_code == 302
    client.post(address, {"action": "withdraw", "reader": str(ListReader.objects.get().pk)})
    assert not ListReader.objects.exists()


def test_a_draft_asks_nobody(client, officer):
    meeting = make_visit(
        make_event(kind="study_visit", status=Event.Status.DRAFT), status="confirmed", security_list="passports"
    )
    traveller(meeting.session.event)
    client.force_login(make_member(meeting.session.event.programme))

    page = client.post(
        reverse("security_lists:team", args=[meeting.session.event.slug, meeting.pk]), {"action": "ask"}, follow=True
    )

    assert "Publish the visit first" in page.text
    assert not Message.objects.exists()


def test_consents_and_readers_are_deleted_after_the_visit(meeting, officer):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])
    release(meeting, officer)
    Event.objects.update(
        starts_at=now() - timedelta(days=102), ends_at=now() - timedelta(days=100), travel_keep_days=90
    )

    delete_expired()

    assert not PassportConsent.objects.exists()
    assert not ListReader.objects.exists()


BORN_ON = date(1984, 3, 9)


def download(client, address):
    """Return the rows of the file that a reader downloads."""
    content = b"".join(client.post(address, {"action": "download"}).streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def want_birth_dates(meeting):
    hosts.save_host_details(meeting, {"security_list": "births"})
    return Meeting.objects.get(pk=meeting.pk)


def test_the_list_has_the_dates_of_birth_of_those_who_agreed_to_that(client, meeting, officer):
    event = meeting.session.event
    before = traveller(event, "Before", "P-BEFORE-1", date(1979, 1, 2))
    ask(meeting, officer, agree=[before])
    meeting = want_birth_dates(meeting)
    agreed, silent = traveller(event, "Agreed", born_on=BORN_ON), traveller(event, "Silent", born_on=date(1990, 5, 6))
    ask(meeting, officer, agree=[agreed])
    address = path(list_link(release(meeting, officer)))

    page = client.post(address).text
    headings, *rows = download(client, address)

    assert [text in page for text in ("Date of birth", "9 March 1984", "2 January 1979", "6 May 1990")] == [
        *(True, True),
        *(False, False),
    ]
    assert "P-BEFORE-1" in page  # they agreed to that
    assert headings[3] == "Date of birth"
    assert {row[0]: row[3] for row in rows} == {"AGREED": "1984-03-09", "BEFORE": "", "Silent": ""}
    assert silent.pk


def test_a_list_without_dates_of_birth_has_none(client, meeting, officer):
    one = traveller(meeting.session.event, born_on=BORN_ON)
    ask(meeting, officer, agree=[one])
    address = path(list_link(release(meeting, officer)))

    page = client.post(address).text
    headings, *_rows = download(client, address)

    assert ("Date of birth" in page, "1984" in page, "Date of birth" in headings) == (False, False, False)


@pytest.mark.parametrize(
    ("data", "missing"),
    [
        ({"passport_number": "N1234567"}, "Name in the passport, Nationality, Passport valid until, Date of birth"),
        ({"born_on": BORN_ON}, "Name in the passport, Passport number, Nationality, Passport valid until"),
    ],
)
def test_the_page_names_exactly_what_the_travel_details_lack(client, meeting, officer, data, missing):
    one = traveller(meeting.session.event)
    sealed = encryption.encrypt(TravelData(**data).as_json())
    TravelDetails.objects.filter(registration=one).update(sealed=sealed)
    services.ask_travellers(want_birth_dates(meeting), by=officer)

    page = client.get(path(consent_link(meeting.session.event, one.person))).text

    assert f"Still missing in your travel details: {missing}." in page


def test_a_download_is_recorded_as_a_look(client, meeting, officer, caplog):
    ask(meeting, officer, agree=[traveller(meeting.session.event)])
    address = path(list_link(release(meeting, officer)))

    with caplog.at_level(logging.INFO, logger="plenary.security"):
        download(client, address)

    assert sum("personal_data_viewed" in line.message for line in caplog.records) == 1


def test_who_agreed_before_is_asked_again_for_the_date_of_birth(client, meeting, officer):
    one = traveller(meeting.session.event)
    ask(meeting, officer, agree=[one])
    meeting = want_birth_dates(meeting)
    own = path(journey_link(meeting.session.event, one.person))
    assert "1 host asks for your passport data" in client.get(own).text

    assert [services.ask_travellers(meeting, by=officer) for _time in range(2)] == [1, 0]
    address = path(consent_link(meeting.session.event, one.person))
    page = client.get(address).text
    consent = PassportConsent.objects.get()
    for shown in ("your date of birth", "You agreed before this host asked for dates of birth", "Date of birth."):
        assert shown in page
    assert "dates of birth" in Message.objects.filter(kind="passport_consent_asked").latest("pk").text
    # What they did not read is not agreed to.
    refused = client.post(address, {f"visit-{consent.pk}": "yes"}).text
    assert "The host has changed what it asks for" in refused
    client.post(address, {f"visit-{consent.pk}": "yes-birth-date"})

    consent.refresh_from_db()
    assert (consent.answer, consent.with_birth_date, services.ask_travellers(meeting, by=officer)) == ("given", True, 0)
    client.post(address, {f"visit-{consent.pk}": "no"})
    consent.refresh_from_db()
    assert (consent.answer, consent.with_birth_date) == ("refused", False)


def test_the_database_refuses_a_date_of_birth_without_consent(meeting, officer):
    ask(meeting, officer, refuse=[traveller(meeting.session.event)])

    with pytest.raises(IntegrityError), transaction.atomic():
        PassportConsent.objects.update(with_birth_date=True)


def test_the_team_sees_that_a_date_of_birth_is_missing_and_never_the_date(client, meeting, officer):
    event = meeting.session.event
    traveller(event, "With", born_on=BORN_ON)
    traveller(event, "Without")
    want_birth_dates(meeting)
    client.force_login(officer)

    page = client.get(reverse("security_lists:team", args=[event.slug, meeting.pk])).text

    assert page.count("no date of birth in the travel details") == 1
    assert "1984" not in page
