"""Public pages and files do not name a contributor who has declined; the workspace does, with the answer."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import now
from python_calamine import CalamineWorkbook

from events.engagements import services
from events.engagements import slides as slides_services
from events.library.queries import published
from events.models import Expert
from events.questions.file_validation import PDF, ValidatedFile
from tests.events.engagements.helpers import invited
from tests.factories import make_event, make_member, make_person, make_session

pytestmark = pytest.mark.django_db
NAME = "An Tran"


@pytest.fixture
def asked():
    """Return the contributor of a published event who is asked, named as `NAME`, with their engagement."""
    contributor, engagement = invited(make_event(slug="seminar", title="Seminar"))
    Expert.objects.update(public_since=now())
    return contributor, engagement


def outputs(client, contributor):
    """Return the text of everything public that may name the contributor, by its address."""
    event, session = contributor.session.event, contributor.session
    paths = [
        event.get_absolute_url(),
        session.get_absolute_url(),
        contributor.expert.get_absolute_url(),
        "/events/?q=an+tran",
        reverse("events:agenda", args=[event.slug]),
        reverse("events:agenda_json", args=[event.slug]),
        reverse("calendars:event", args=[event.slug]),
        "/calendar/events.ics",
    ]
    found = {path: client.get(path).text for path in paths}
    table = client.get(reverse("events:agenda_table", args=[event.slug])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(table)).get_sheet_by_index(0).to_python()
    return found | {"xlsx": str(rows)}


def naming(client, contributor):
    """Return where the contributor is named, without the page that is their own."""
    own = contributor.expert.get_absolute_url()
    return {path for path, text in outputs(client, contributor).items() if path != own and NAME in text}


def test_who_declines_is_named_nowhere_at_once_and_again_after_accepting(client, asked):
    contributor, engagement = asked
    event = contributor.session.event
    pages = {
        event.get_absolute_url(),
        contributor.session.get_absolute_url(),
        reverse("events:agenda", args=[event.slug]),
        reverse("events:agenda_json", args=[event.slug]),
        "xlsx",
    }
    assert naming(client, contributor) == pages  # not answered: the team has named them
    assert "Seminar" in outputs(client, contributor)["/events/?q=an+tran"]

    services.accept(engagement, contributor.pk)
    assert naming(client, contributor) == pages

    services.decline(engagement, contributor.pk)
    found = outputs(client, contributor)
    assert naming(client, contributor) == set()
    assert contributor.session.title not in found[contributor.expert.get_absolute_url()]
    assert event.get_absolute_url() not in found["/events/?q=an+tran"]

    services.accept(engagement, contributor.pk)
    assert naming(client, contributor) == pages


def test_workspace_names_who_has_declined_with_the_answer(client, asked):
    contributor, engagement = asked
    event = contributor.session.event
    client.force_login(make_member(event.programme))

    services.decline(engagement, contributor.pk)

    page = client.get(reverse("contributors:list", args=[event.slug])).text
    assert NAME in page
    assert "not named on public pages" in page
    sheet = client.get(reverse("agenda:editor", args=[event.slug]), {"open": f"s{contributor.session_id}"}).text
    assert "declined; not named on public pages" in sheet


def test_slides_of_who_has_declined_are_not_public(client):
    session = make_session(make_event(title="Seminar"), title="Designing a scheme")
    contributor = session.contributors.create(name="Haruka Nakamura", person=make_person())
    slides = slides_services.store(contributor, ValidatedFile(b"%PDF-1.7 %%EOF", PDF, "design.pdf"))
    slides_services.agree(contributor, may_publish=True, in_library=True)
    slides_services.publish(session.event, slides.key, by=make_person())
    address = reverse("engagements:public_slides", args=[slides.key])
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    assert len(published()) == 1

    contributor.invitation, contributor.invited_at, contributor.answered_at = "declined", now(), now()
    contributor.save()

    assert client.get(address).status_code == 404
    assert list(published()) == []
