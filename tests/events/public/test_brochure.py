"""The brochure of a programme: two pages in A4 landscape, drawn once for each state of its facts."""

import re
import subprocess
import sys

import pytest
from django.utils.timezone import now

from events.documents.typesetting import TypesettingError
from events.models import AreaOfAction, Partner, Phase, PolicyDeclaration
from events.public.brochure import views
from events.public.brochure.facts import facts_of
from events.public.programmes.queries import programme_for_page
from tests.factories import make_country, make_event, make_programme, make_venue

pytestmark = pytest.mark.django_db

PATH = "/programmes/ours/brochure.pdf"


@pytest.fixture
def programme():
    programme = make_programme(slug="ours", name="Our programme", summary="Why", text="We **help**.", starts_year=2011)
    phase = Phase.objects.create(programme=programme, name="First", focus="- Research", years="2011–2013", position=1)
    phase.countries.add(make_country("VN"))
    Partner.objects.create(programme=programme, name="A ministry", acronym="AM", role="funder")
    AreaOfAction.objects.create(programme=programme, slug="a", name="Coverage")
    PolicyDeclaration.objects.create(programme=programme, slug="d", title="Declaration", published_at=now())
    PolicyDeclaration.objects.create(programme=programme, slug="e", title="Secret draft")
    make_event(programme=programme, title="Next seminar", venue=make_venue())
    make_event(programme=programme, title="Secret event", status="draft")
    return programme


@pytest.fixture
def drawn(monkeypatch):
    """Count how often a PDF is drawn."""
    calls, typeset = [], views.typeset
    monkeypatch.setattr(views, "typeset", lambda *arguments: calls.append(arguments) or typeset(*arguments))
    return calls


def test_brochure_is_a_pdf_of_two_pages(client, programme):
    answer = client.get(PATH)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="ours-brochure.pdf"'
    assert re.search(rb"/Count 2\b", answer.content)
    assert re.search(rb"/MediaBox ?\[0 0 841\.\d+ 595\.\d+\]", answer.content)


def test_brochure_has_the_public_facts(programme):
    facts = facts_of(programme_for_page("ours"))

    text = str(facts)
    for shown in ("Our programme", "Research", "Viet Nam", "A ministry (AM)", "Coverage", "Next seminar", "2011–2013"):
        assert shown in text
    assert "Secret" not in text


def test_brochure_is_drawn_once_for_each_state(client, programme, drawn):
    first = client.get(PATH)
    assert client.get(PATH).content == first.content
    assert client.get(PATH, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert len(drawn) == 1

    programme.name = "New name"
    programme.save()

    assert client.get(PATH, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert len(drawn) == 2


def test_brochure_of_an_empty_programme_is_drawn(client):
    make_programme(slug="empty")

    assert client.get("/programmes/empty/brochure.pdf").status_code == 200
    assert client.get("/programmes/none/brochure.pdf").status_code == 404


def test_very_long_facts_stay_on_two_pages(client):
    programme = make_programme(slug="ours", name="N" * 200, summary="s " * 900, text="word " * 3_000)
    for number in range(60):
        Partner.objects.create(programme=programme, name=f"{number} " + "Institution " * 15)
        AreaOfAction.objects.create(programme=programme, slug=f"a{number}", name="Area " * 30 + str(number))
    for number in range(12):
        Phase.objects.create(programme=programme, name="Phase " * 30, focus="- focus\n" * 400, position=number)

    assert re.search(rb"/Count 2\b", client.get(PATH).content)


def test_reader_gets_a_page_if_the_brochure_cannot_be_drawn(client, programme, monkeypatch, caplog):
    def refuse(*_arguments):
        raise TypesettingError("no fonts")

    monkeypatch.setattr(views, "typeset", refuse)

    answer = client.get(PATH)

    assert answer.status_code == 503
    assert "The brochure cannot be shown at the moment" in answer.text
    assert "no fonts" in caplog.text


def test_requests_for_pages_do_not_load_typst():
    code = "import config.asgi, config.urls, sys; sys.exit('typst' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
