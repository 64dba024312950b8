"""Search and filters of resources."""

import pytest
from django.http import QueryDict

from events.library.resources import search
from events.library.resources.search import Filters, find_resources
from events.models import AreaOfAction
from tests.events.library.helpers import make_resource
from tests.factories import make_country, make_event

pytestmark = pytest.mark.django_db


def filters(query):
    return Filters.read(QueryDict(query))


@pytest.mark.parametrize(
    "text",
    ["unemployment INSURANCE", "bedard", "Bédard", "9789221275442", "bista celine", "viet nam", "vietnam", "unemploy"],
)
def test_search_ignores_accents_and_finds_authors_numbers_and_countries(text):
    found = make_resource(
        title="Unemployment insurance", authors="Bédard, Michel\nPeyron Bista, Céline", isbn="9789221275442"
    )
    found.countries.add(make_country("VN"))
    make_resource(title="Pensions")

    assert list(find_resources(text)) == [found]


@pytest.mark.parametrize(("title", "text"), [("ការពារសង្គមនៅកម្ពុជា", "កម្ពុជា"), ("การคุ้มครองทางสังคม", "ทางสังคม")])
def test_search_finds_words_of_scripts_without_spaces(title, text):
    found = make_resource(title=title)

    assert list(find_resources(text)) == [found]


def test_search_finds_the_event_and_the_area():
    event = make_event(title="Seminar in Hà Nội")
    of_event, of_area = make_resource(event=event), make_resource(programme=event.programme)
    of_area.areas.add(AreaOfAction.objects.create(programme=event.programme, slug="floor", name="Protection floors"))

    assert list(find_resources("hanoi")) == [of_event]
    assert list(find_resources("floors")) == [of_area]


@pytest.mark.parametrize("text", ["securite", "SÉCURITÉ", "хамгаалал", "ХАМГААЛАЛ", "haphuong", "ILO"])
def test_area_is_found_without_accents_and_case_on_both_databases(text):
    found = make_resource()
    name = "Sécurité sociale – Нийгмийн хамгаалал, Hà Phương (ILO)"
    found.areas.add(AreaOfAction.objects.create(programme=found.programme, slug="area", name=name))

    assert list(find_resources(text)) == [found]


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Vision 2025 (ILO/ASEAN)", ["ilo", "(ILO/ASEAN)", "ilo asean", "2025", "iloasean"]),
        ("Training-of-trainers [ToT]", ["tot", "training of trainers", "training-of-trainers", "trainingoftrainers"]),
        ("L’accès à l'eau: “OK”", ["ok", "eau", "l'eau", "acces a l eau", "“ok”"]),
        ("COVID-19_follow-up", ["19", "covid19", "covid 19", "up", "follow up"]),
        ("50% of workers", ["50%", "50"]),
        ("社会保護（改定）", ["改定", "社会"]),
        ("เก่าการคุ้มครอง", ["เก่า", "คุ้มครอง", "คุมครอง"]),
        ("ເອກະສານກຳປົ່ນ", ["ກໍາປົ່ນ", "ເອກະສານ"]),
        ("လူမှုကာကွယ်ရေး", ["ကာကွယ်"]),
    ],
)  # fmt: skip
def test_words_between_marks_are_found_with_and_without_the_marks(title, texts):
    found = make_resource(title=title)
    make_resource(title="Pensions in Laos")

    assert {text: list(find_resources(text)) for text in texts} == {text: [found] for text in texts}


@pytest.mark.parametrize(
    "text", ["workersXwith", "wor_ers", "w%s", "of%", "AND OR NOT", "ilo*", "-ilo", "x' OR 1=1 --", "\\"]
)
def test_operators_and_patterns_of_databases_are_plain_text(text):
    make_resource(title="Workers_with the ILO")

    assert not find_resources(text).exists()


def test_best_match_is_first():
    other = make_resource(title="Guide", summary="About unemployment insurance", year=2020)
    words = make_resource(title="Insurance against unemployment", year=2019)
    phrase = make_resource(title="Unemployment insurance", year=2001)

    assert list(find_resources("unemployment insurance")) == [phrase, words, other]


def test_text_without_words_finds_nothing():
    make_resource()

    assert not find_resources("  ").exists()


def test_drafts_are_not_found():
    make_resource(title="Insurance", published_at=None)

    assert not find_resources("insurance").exists()


def test_filters_are_read_from_the_address():
    vietnam = make_country("VN")
    report = make_resource(kind="report", year=2013, language="en")
    report.countries.add(vietnam)
    make_resource(kind="report", year=2014)
    make_resource(kind="video", year=2013)

    assert list(filters("kind=report&year=2013&country=VN&language=en").ordered()) == [report]
    assert list(filters("kind=video&kind=report&year=2013").ordered().filter(kind="report")) == [report]
    assert not filters("year=x&year=99999").ordered().exists()


@pytest.mark.parametrize("query", ["sort=evil", "country=" + "a" * 5000, "year=-1", "page=x"])
def test_strange_addresses_are_no_error(client, query):
    assert client.get(f"/resources/?{query}").status_code == 200


def test_counts_are_those_of_the_other_filters(django_assert_num_queries):
    vietnam, thailand = make_country("VN"), make_country("TH")
    for year, kind, countries in [
        (2013, "report", [vietnam]),
        (2013, "video", [vietnam, thailand]),
        (2016, "video", []),
    ]:
        make_resource(year=year, kind=kind).countries.set(countries)

    with django_assert_num_queries(1):
        total, values = search.count(filters("kind=video"))

    assert total == 2
    assert {one.value: one.count for one in values["kind"]} == {"report": 1, "video": 2}
    assert {one.value: one.count for one in values["year"]} == {"2013": 1, "2016": 1}
    assert {(one.value, one.label): one.count for one in values["country"]} == {
        ("VN", "Viet Nam"): 1,
        ("TH", "Thailand"): 1,
    }


def test_close_spelling_is_suggested():
    make_resource(title="Unemployment insurance in Viet Nam")

    assert search.suggest("unemployment insurence") == "unemployment insurance"
    assert search.suggest("unemployment insurance") == ""
