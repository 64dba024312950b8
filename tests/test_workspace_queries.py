"""Each page of the workspace makes as many queries with many rows as with few."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from events.announcements import services as announcements
from events.announcements.services import RecipientGroups
from events.models import (
    AlternateFocalPoint,
    AreaOfAction,
    Contributor,
    Declaration,
    Deliverable,
    Event,
    Expert,
    ExpertPicture,
    InvitationCode,
    Meeting,
    Mission,
    NoticeVersion,
    Question,
    Registration,
    RegistrationNote,
    Session,
    Slides,
    TeamInvitation,
)
from events.questions.services import add_question
from events.registration.services import register
from notifications.models import InboundMail
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_person,
    make_session,
    make_venue,
)
from tests.test_permissions import EXPECTED, NEWS, client_of, path_of, world

pytestmark = [pytest.mark.look, pytest.mark.django_db]
COUNTRIES = ("VN", "JP", "MM", "KH", "LA", "ID", "PH", "MY", "SG", "BN", "TL", "MN", "NP", "LK", "BT", "FJ")
numbers = count(1)


def add_rows(event):
    """Add to each list of the workspace what a page could read one by one."""
    programme, number = event.programme, next(numbers)
    country = make_country(COUNTRIES[number % len(COUNTRIES)])
    venue = make_venue(programme=programme, name=f"Hall {number}", city=f"City {number}", country=country)
    focal_point, alternate = make_person(country=country.pk), make_person()
    delegation = make_delegation(event=event, country=country, constituency="employers", seats=2)
    delegation.focal_point = focal_point
    delegation.save()
    AlternateFocalPoint.objects.create(delegation=delegation, person=alternate)
    for status in ("confirmed", "pending", "waitlisted"):
        registration = register(event, make_person(country=country.pk, constituency="workers"))
        queued_at = now() if status == "waitlisted" else None
        Registration.objects.filter(pk=registration.pk).update(status=status, queued_at=queued_at)
        RegistrationNote.objects.create(registration=registration, text="Called.")
    Deliverable.objects.create(event=event, person=registration.person, kind="report", title="Report", due_at=now())
    Meeting.objects.create(session=make_session(event, at=f"{number % 24:02}:00"), institution="Bureau")
    event.cost_sheet.lines.create(what="Fee", price=100)
    event.cost_sheet.days.create(person=registration.person, day=now(), place=f"City {number}")
    session = Session.objects.create(event=event, title=f"Session {number}", venue=venue)
    add_expert(event, session, alternate)
    for mission in Mission.objects.filter(event__programme=programme):
        add_to_mission(mission, alternate)
    add_question(event, Question(kind="short_text", label=f"Question {number}"))
    Question.objects.create(programme=programme, slug=f"kept-{number}", kind="date", label="Date")
    AreaOfAction.objects.create(programme=programme, slug=f"area-{number}", name=f"Area {number}")
    TeamInvitation.objects.create(programme=programme, email=f"new{number}@example.org", role="viewer")
    NoticeVersion.objects.create(programme=programme, number=100 + number, text="Notice")
    InvitationCode.objects.create(event=event, code=f"CODE{number}")
    announcements.write(event, RecipientGroups(), {"en": NEWS}, is_optional=False, by=None)
    make_member(programme)
    for state in ("set_aside", "done"):
        InboundMail.objects.create(
            digest=f"{state}{number}",
            sender=focal_point.email,
            topic=event.mail_topic,
            state=state,
            reason="words",
            settled_at=now(),
        )
    for other in (make_event(programme=programme, venue=venue), make_event(programme=programme, status="draft")):
        if other.status == Event.Status.PUBLISHED:
            register(other, registration.person)


def add_to_mission(mission, person):
    """Add an assignment with a declaration and a change."""
    expert = Expert.objects.create(programme=mission.event.programme, name="Adviser", languages="ja en")
    assignment = mission.assignments.create(expert=expert, status="selected", asked_at=now(), selected_at=now())
    Declaration.objects.create(assignment=assignment, result="cleared", reviewed_at=now(), reviewed_by=person)
    first = mission.assignments.first()
    first.changes.create(status="proposed", by=person)
    number = mission.event.follow_ups.count() + 1
    follow_up = mission.event.follow_ups.create(kind="recommendation", number=number, text="Remind.", due_on=now())
    follow_up.changes.create(status="open", by=person)
    finding = mission.report.findings.create(position=number, text="Claims wait.")
    session = Session.objects.create(event=mission.event, title="Opening")
    finding.evidence.add(Meeting.objects.create(session=session, institution="Ministry", met_names="Ratna", notes="x"))
    mission.report.versions.create(number=number, status="submitted", by=person, content={"texts": {"summary": "x"}})
    mission.report.comments.create(text="29 districts.", by=person)


def add_expert(event, session, person):
    """Add an expert with a picture, a note, a rating, slides and an open invitation, and an interpreter."""
    country, languages = event.venue and event.venue.country, ["vi", "km"]
    expert = Expert.objects.create(
        programme=event.programme, person=person, name="Speaker", country=country, languages="en", expertise="Claims"
    )
    ExpertPicture.objects.create(expert=expert, jpeg=b"x", digest="x")
    expert.notes.create(text="Note", by=person)
    task = Contributor.objects.create(
        session=session, name="Speaker", person=person, expert=expert, invitation="invited", invited_at=now()
    )
    task.ratings.create(score=4, by=person)
    Slides.objects.create(contributor=task, name="a.pdf", content_type="application/pdf", size=1)
    event.engagements.create(expert=expert, mailed_at=now())
    Session.objects.filter(pk=session.pk).update(languages=languages)
    pairs = Expert.objects.create(programme=event.programme, name="Interpreter", language_pairs="en-vi")
    Contributor.objects.create(session=session, name="Interpreter", role="interpreter", expert=pairs)


def test_each_page_makes_as_many_queries_with_many_rows():
    people, arguments = world()
    client = client_of(people["manager"])
    event = Event.objects.get(slug=arguments["slug"])
    pages = {name: path for name in EXPECTED if (path := path_of(name, arguments)).startswith("/organise/")}
    pages = {name: path for name, path in pages.items() if is_a_page(client.get(path))}

    counts = []
    for rows in (2, 4):
        for _number in range(rows):
            add_rows(event)
        counts.append({name: queries(client, path) for name, path in pages.items()})

    few, many = counts
    assert len(pages) > 50
    assert {name: (few[name], many[name]) for name in pages if many[name] > few[name]} == {}


def is_a_page(response):
    if response.streaming:
        b"".join(response.streaming_content)
        return False
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as context:
        client.get(path)
    return len(context)
