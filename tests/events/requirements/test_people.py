"""The requirements in the forms of people: registration, correction of answers, nominee, focal point."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, EvidenceFile, Registration, RequirementAnswer
from events.models.answer import private_storage
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.personal_data.retention.of_events import delete_answers
from events.registration import links
from events.registration.services import register
from events.requirements.answers import save_requirements
from events.requirements.services import remove_requirement
from tests.events.questions.uploads import make_pdf, make_upload
from tests.events.requirements.helpers import (
    Evidence,
    an_upload,
    approval_event,
    require,
    require_earlier,
    require_english,
)
from tests.factories import make_country, make_delegation, make_person

pytestmark = pytest.mark.django_db
DESCRIPTION = {
    "name": "Aye Aye",
    "country": "MM",
    "constituency": "workers",
    "organisation_name": "Union",
    "language": "en",
}


@pytest.fixture
def event():
    make_country("MM")
    return approval_event()


@pytest.fixture
def person(client):
    person = make_person(name="Aye Aye", country="MM", constituency="workers", organisation_name="Union")
    client.force_login(person)
    return person


def registered(client, event, **answers):
    return client.post(reverse("self_service:register", args=[event.slug]), DESCRIPTION | answers)


def test_registration_form_asks_for_the_requirements(client, event, person):
    require_english(event), require_earlier(event)

    shown = client.get(reverse("self_service:register", args=[event.slug])).text

    assert "English, B2 or higher" in shown
    assert "Required for a place: B2, upper intermediate, or higher." in shown
    assert "The organisers look in their records." in shown


def test_person_registers_with_statement_level_and_file(client, event, person):
    english, work = require_english(event), require(event)
    certificate = require(event, "Certificate", evidence=Evidence.FILE)

    answer = registered(
        client,
        event,
        **{
            english.field_name: "C1",
            work.field_name: "I advise the minister.",
            certificate.field_name: make_pdf("diploma.pdf"),
        },
    )

    assert answer.status_code == 302
    rows = {row.requirement_id: row for row in RequirementAnswer.objects.all()}
    assert (rows[english.pk].statement, rows[work.pk].statement) == ("C1", "I advise the minister.")
    assert {row.state for row in rows.values()} == {"unchecked"}
    file = EvidenceFile.objects.get()
    assert (file.registration.person, file.requirement, file.name, file.kept_for) == (
        person,
        certificate,
        "diploma.pdf",
        None,
    )


def test_mandatory_requirement_is_needed_and_a_desirable_one_is_not(client, event, person):
    work, laptop = require(event), require(event, "Has a laptop", is_mandatory=False)

    refused = registered(client, event, **{laptop.field_name: "Yes"})
    accepted = registered(client, event, **{work.field_name: "I do"})

    assert (refused.status_code, accepted.status_code) == (200, 302)
    assert [row.requirement for row in RequirementAnswer.objects.all()] == [work]


def sign_in_again(client, event, person, requirement):
    """Upload evidence with a form that is not valid, send it again without a session, and sign in."""
    page = registered(client, event, name="", **{requirement.field_name: make_pdf("diploma.pdf")})
    kept = {f"{requirement.field_name}-kept": str(EvidenceFile.objects.get().key)}
    client.logout()
    registered(client, event, typed_by=page.context["typed_by"], **kept)
    client.force_login(person)


def test_stored_evidence_remains_after_signing_in_again(client, event, person):
    certificate = require(event, "Certificate", evidence=Evidence.FILE)
    sign_in_again(client, event, person, certificate)

    page = client.get(reverse("self_service:register", args=[event.slug]))

    assert "Stored until you submit the form:" in page.text
    assert "diploma.pdf" in page.text


@pytest.mark.parametrize("is_answered", [False, True])
def test_stored_evidence_of_a_removed_requirement_is_ignored(client, event, person, is_answered):
    certificate = require(event, "Certificate", evidence=Evidence.FILE)
    if is_answered:  # then the requirement is archived, not deleted
        colleague = register(event, make_person())
        save_requirements(colleague, {certificate.pk: an_upload(certificate, colleague.person)}, by=colleague.person)
        EvidenceFile.objects.all().delete()
    sign_in_again(client, event, person, certificate)
    kept = {f"{certificate.field_name}-kept": str(EvidenceFile.objects.get().key)}
    remove_requirement(certificate, by=make_person())

    page = client.get(reverse("self_service:register", args=[event.slug]))
    answer = registered(client, event, **kept)

    assert (page.status_code, answer.status_code) == (200, 302)
    assert "diploma.pdf" not in page.text
    assert not RequirementAnswer.objects.filter(registration__person=person).exists()


def test_file_is_kept_while_another_field_is_wrong(client, event, person):
    work = require(event)
    certificate = require(event, "Certificate", evidence=Evidence.FILE)

    page = registered(client, event, **{certificate.field_name: make_pdf("diploma.pdf")})
    kept = EvidenceFile.objects.get()
    registered(client, event, **{work.field_name: "I do", f"{certificate.field_name}-kept": str(kept.key)})

    assert "diploma.pdf" in page.text
    assert EvidenceFile.objects.get().registration.person == person


def test_file_of_a_wrong_type_is_refused(client, event, person):
    certificate = require(event, "Certificate", evidence=Evidence.FILE)

    page = registered(client, event, **{certificate.field_name: make_upload(b"MZ program", "diploma.pdf")})

    assert page.status_code == 200
    assert not EvidenceFile.objects.exists()


def test_person_corrects_the_answer(client, event, person):
    work = require(event)
    registration = register(event, person)
    save_requirements(registration, {work.pk: "I do"}, by=person)
    url = reverse("self_service:answers", args=[event.slug])

    shown = client.get(url).text
    client.post(url, {work.field_name: "I did"})

    assert "I do" in shown
    assert RequirementAnswer.objects.get().statement == "I did"


@pytest.fixture
def delegation(event):
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.NOMINATION)
    event.refresh_from_db()
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2)


@pytest.fixture
def focal_link(event, delegation):
    return nominations.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")


def page_of(link):
    return link.split("8000")[1]


def test_nominee_answers_on_the_page_of_their_link(client, event, delegation, focal_link):
    work = require(event)
    (registration,) = nominations.nominate(delegation, [Nominee("Mali", "mali@example.org")], by=focal_link.person)
    url = page_of(links.nominee_link(registration))
    described = DESCRIPTION | {"name": "Mali", "country": "TH"}

    without = client.post(url, described)
    answer = client.post(url, described | {work.field_name: "I plan the fund."})

    registration.refresh_from_db()
    assert without.status_code == 200
    assert (answer.status_code, registration.status) == (302, "pending")
    assert RequirementAnswer.objects.get().statement == "I plan the fund."


def test_focal_point_gives_what_they_know_of_a_nominee(client, event, delegation, focal_link):
    work, certificate = require(event), require(event, "Certificate", evidence=Evidence.FILE)
    posted = {"action": "name", "delegation": delegation.pk, "name": "Mali", "address": "mali@example.org"}

    client.post(page_of(links.focal_point_link(focal_link)), posted | {certificate.field_name: make_pdf("diploma.pdf")})

    registration = Registration.objects.get()
    file = EvidenceFile.objects.get()
    assert (file.registration, file.kept_for, file.name) == (registration, None, "diploma.pdf")
    assert [row.requirement for row in RequirementAnswer.objects.all()] == [certificate]
    assert work.answers.count() == 0


def test_focal_point_need_not_answer_and_does_not_delete_an_answer(client, event, delegation, focal_link):
    work = require(event)
    person = make_person(name="Mali", email="mali@example.org")
    earlier = Registration.objects.create(event=event, person=person, status="withdrawn")
    save_requirements(earlier, {work.pk: "I do"}, by=person)
    posted = {"action": "name", "delegation": delegation.pk, "name": "Mali", "address": "mali@example.org"}

    client.post(page_of(links.focal_point_link(focal_link)), posted)

    earlier.refresh_from_db()
    assert earlier.status == "nominated"
    assert RequirementAnswer.objects.get().statement == "I do"


def test_evidence_is_private(client, event, person):
    certificate = require(event, "Certificate", evidence=Evidence.FILE)
    registration = register(event, person)
    save_requirements(registration, {certificate.pk: an_upload(certificate, person)}, by=person)
    url = EvidenceFile.objects.get().get_absolute_url()

    own = client.get(url)
    content = b"".join(own.streaming_content)
    client.force_login(make_person())
    stranger = client.get(url)

    assert content.startswith(b"%PDF")
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert stranger.status_code == 404


def test_answers_and_evidence_are_deleted_after_their_period(event, settings, django_capture_on_commit_callbacks):
    certificate, person = require(event, "Certificate", evidence=Evidence.FILE), make_person()
    registration = register(event, person)
    save_requirements(registration, {certificate.pk: an_upload(certificate, person)}, by=person)
    path = EvidenceFile.objects.get().file.name
    over = now() - timedelta(days=settings.RETENTION_DAYS["answers"] + 1)
    Event.objects.filter(pk=event.pk).update(starts_at=over, ends_at=over + timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        delete_answers()

    assert not RequirementAnswer.objects.exists()
    assert not EvidenceFile.objects.exists()
    assert not private_storage().exists(path)


def test_event_without_requirements_shows_no_heading(client, event, person):
    assert "Requirements for participants" not in client.get(reverse("self_service:register", args=[event.slug])).text
