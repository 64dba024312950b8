"""Eight processes save rows with the same title or the same slug at the same moment, on PostgreSQL."""

import multiprocessing
from collections import Counter
from datetime import date

import pytest
from django.db import connection, connections
from django.utils.timezone import now

from accounts.models import User
from events.library.editing.services import create_from_rows, save_resource
from events.library.pictures.services import save_album
from events.library.resources.contributed import follow_slides
from events.models import Album, AreaOfAction, Event, NewsItem, PolicyDeclaration, Programme, Resource, Slides
from events.planning.services import create_event
from events.programmes import settings
from events.programmes.website.rows import save_row
from events.slugs import TakenSlugError
from tests.factories import make_event, make_person, make_programme, make_session

PROCESSES, TURNS = 8, 6
TITLES = ["Social protection", "Unemployment", "Old age"]


def resource(programme, person, title):
    save_resource(Resource(programme=programme, title=title), areas=[], countries=[], by=person)


def album(programme, person, title):
    save_album(Album(programme=programme, title=title), by=person)


def event(programme, person, title):
    create_event(
        programme, by=person, title=title, kind=Event.Kind.MEETING, timezone="UTC", precision=Event.Precision.TBC
    )


def new_programme(programme, person, title):
    settings.create(name=title, short_name="", contact_email="", by=person)


def news(programme, person, title):
    save_row(NewsItem(programme=programme, title=title, text="News."), by=person)


def declaration(programme, person, title):
    save_row(PolicyDeclaration(programme=programme, title=title, adopted_on=date(2020, 1, 1)), by=person)


def slides(programme, person, title):
    contributor = make_session(Event.objects.get(slug="seminar"), title=title).contributors.create(name="Aye")
    agreed = {"may_publish_since": now(), "published_at": now(), "in_library_since": now()}
    row = Slides.objects.create(contributor=contributor, name="a.pdf", content_type="application/pdf", size=1, **agreed)
    follow_slides(row)


def typed(programme, person, title):
    """Give the resource of this process a slug that the other processes want too."""
    row = Resource.objects.get(title=multiprocessing.current_process().name)
    row.slug = "wanted"
    try:
        save_resource(row, areas=[], countries=[], by=person)
    except TakenSlugError:
        return
    assert Resource.objects.get(pk=row.pk).slug == "wanted"


def pasted(programme, person, title):
    titles = TITLES if person.pk % 2 else TITLES[::-1]
    create_from_rows(programme, [{"title": one} for one in titles], by=person)


def _save(save, number, programmes, start, errors):
    connections.close_all()
    try:
        person = User.objects.order_by("pk")[number]
        for turn in range(TURNS):
            programme = Programme.objects.get(pk=programmes[(number + turn) % len(programmes)])
            start.wait(30)
            save(programme, person, "Report")
    except Exception as error:  # the test reports any error
        start.abort()
        errors.put(repr(error))
    connections.close_all()


def together(save, programmes):
    """Let all processes save at the same moment, several times. Return the errors."""
    for _number in range(PROCESSES):
        make_person()
    context = multiprocessing.get_context("fork")
    start, errors = context.Barrier(PROCESSES), context.SimpleQueue()
    connection.close()
    workers = [
        context.Process(target=_save, name=f"worker {number}", args=(save, number, programmes, start, errors))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    found = []
    while not errors.empty():
        found.append(errors.get())
    return found


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("save", "model"),
    [(resource, Resource), (album, Album), (event, Event), (new_programme, Programme), (slides, Resource)],
)
def test_rows_with_one_title_get_different_slugs_in_all_programmes(save, model):
    programmes = [make_programme().pk, make_programme().pk]
    make_event(slug="seminar", programme_id=programmes[0])

    assert together(save, programmes) == []

    found = set(model.objects.filter(slug__startswith="report").values_list("slug", flat=True))
    assert found == {"report", *(f"report-{number}" for number in range(2, PROCESSES * TURNS + 1))}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("save", "model"), [(news, NewsItem), (declaration, PolicyDeclaration)])
def test_rows_with_one_title_get_different_slugs_in_each_programme(save, model):
    programmes = [make_programme().pk, make_programme().pk]

    assert together(save, programmes) == []

    number = PROCESSES * TURNS // 2
    slugs = {"report", *(f"report-{number}" for number in range(2, number + 1))}
    for programme in programmes:
        assert set(model.objects.filter(programme=programme).values_list("slug", flat=True)) == slugs


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_only_one_row_gets_a_typed_slug_and_the_others_a_domain_error():
    programme = make_programme()
    for number in range(PROCESSES):
        Resource.objects.create(programme=programme, title=f"worker {number}", slug=f"own-{number}")

    assert together(typed, [programme.pk]) == []

    slugs = Counter(slug.partition("-")[0] for slug in Resource.objects.values_list("slug", flat=True))
    assert slugs == {"wanted": 1, "own": PROCESSES - 1}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_pasted_lists_with_the_same_titles_in_another_order_do_not_block_each_other():
    assert together(pasted, [make_programme().pk]) == []

    assert Resource.objects.count() == PROCESSES * TURNS * len(TITLES)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_area_with_the_name_of_another_one_gets_its_own_slug():
    programme = make_programme()

    def area(programme, person, title):
        save_row(AreaOfAction(programme=programme, name=title), by=person)

    assert together(area, [programme.pk]) == []

    assert AreaOfAction.objects.filter(programme=programme).count() == PROCESSES * TURNS
