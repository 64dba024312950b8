"""The team edits resources."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from events.library.editing import services
from events.library.editing.pasting import read_list
from events.models import AreaOfAction, Resource, ResourceFile
from events.models.answer import private_storage
from tests.events.library.helpers import make_resource, pdf, picture_file, resource_with_file
from tests.factories import make_country, make_event, make_member, make_programme, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    person.timezone = "Asia/Bangkok"
    person.save()
    client.force_login(person)
    return person


def url(end=""):
    return f"/organise/programmes/ours/resources/{end}"


def form(**fields):
    return {"title": "Review", "kind": "report"} | fields


def status_of(client, address):
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)  # read to its end, it is closed
    return answer.status_code


def texts(page):
    return [str(message) for message in page.context["messages"]]


@pytest.mark.usefixtures("manager")
def test_create_a_resource_with_file_and_cover(client, programme):
    event = make_event(programme=programme)
    area = AreaOfAction.objects.create(programme=programme, slug="a", name="Area")
    fields = form(
        isbn="978-92-2-127544-2", doi="https://doi.org/10.1787/x", year=2013, authors="Carter, John\nBédard, Michel",
        event=event.pk, areas=[area.pk], countries=[make_country("VN").pk], licence="by", language="en",
        upload=pdf(), cover_upload=picture_file(800, 1200),
    )  # fmt: skip

    answer = client.post(url("new/"), fields)

    resource = Resource.objects.get()
    assert answer.headers["Location"] == url(f"{resource.pk}/")
    assert (resource.slug, resource.isbn, resource.doi) == ("review", "9789221275442", "10.1787/x")
    assert (resource.event, list(resource.areas.all()), resource.author_names[1]) == (event, [area], "Bédard, Michel")
    assert (resource.cover.width, resource.cover.height) == (480, 720)
    assert resource.files.get().name == "review.pdf"
    assert resource.published_at is None


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "This field is required"),
        ({"isbn": "9789221275443"}, "is not an ISBN"),
        ({"doi": "1234"}, "A DOI begins with"),
        ({"year": "99"}, "greater than or equal to 1500"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"upload": SimpleUploadedFile("a.pdf", b"%PDF-1.7 /JavaScript %%EOF")}, "contains programs"),
        ({"cover_upload": SimpleUploadedFile("a.svg", b"<svg/>")}, "SVG"),
    ],
)
def test_bad_input_is_named_beside_its_field(client, fields, message):
    page = client.post(url("new/"), form(**fields))

    assert message in page.text
    assert not Resource.objects.exists()


@pytest.mark.usefixtures("manager")
def test_new_file_is_a_new_version_and_the_old_one_is_kept(client, programme):
    resource = resource_with_file(programme=programme)

    client.post(url(f"{resource.pk}/"), form(upload=pdf(name="second.pdf"), what_changed="Chapter 3"))

    client.logout()
    page = client.get(resource.get_absolute_url()).text
    newest, oldest = resource.files.all()
    assert (newest.number, newest.what_changed, oldest.number) == (2, "Chapter 3", 1)
    assert f'href="{newest.get_absolute_url()}"' in page
    assert f'href="{oldest.get_absolute_url()}?download=1"' in page
    for file in (newest, oldest):
        assert status_of(client, file.get_absolute_url()) == 200


@pytest.mark.usefixtures("manager")
def test_changed_address_redirects_and_stays_taken(client, programme):
    resource, other = make_resource(programme=programme, slug="old"), make_resource(programme=programme, slug="other")

    client.post(url(f"{resource.pk}/"), form(slug="new"))
    page = client.post(url(f"{other.pk}/"), form(slug="old"))

    assert client.get("/resources/old/").headers["Location"] == "/resources/new/"
    assert "Another page has this address, or had it before" in page.text
    other.refresh_from_db()
    assert other.slug == "other"


@pytest.mark.usefixtures("manager")
def test_session_of_another_event_is_dropped(client, programme):
    session = make_session(make_event(programme=programme))
    resource = make_resource(programme=programme, event=session.event, session=session)
    other = make_event(programme=programme)

    client.post(url(f"{resource.pk}/"), form(event=other.pk, session=session.pk))

    resource.refresh_from_db()
    assert (resource.event, resource.session) == (other, None)


@pytest.mark.usefixtures("manager")
def test_publish_now_later_and_take_back(client, programme):
    resource = make_resource(programme=programme, published_at=None)
    public = resource.get_absolute_url()

    def press(**fields):
        return client.post(url(f"{resource.pk}/publish/"), fields, follow=True)

    press(do="now")
    assert client.get(public).status_code == 200
    press(do="take_back")
    assert client.get(public).status_code == 404
    page = press(do="later", at_local="2099-05-04T09:00")
    assert "Bangkok" in texts(page)[0]
    resource.refresh_from_db()
    assert resource.published_at.isoformat() == "2099-05-04T02:00:00+00:00"
    assert client.get(public).status_code == 404
    assert "Enter a valid date" in press(do="later", at_local="x").text


@pytest.mark.usefixtures("manager")
def test_preview_shows_a_draft_to_the_team_only(client, programme):
    resource = resource_with_file(programme=programme, published_at=None, title="Draft of the review")
    file, address = resource.files.get().get_absolute_url(), url(f"{resource.pk}/preview/")

    assert "Draft of the review" in client.get(address).text
    assert status_of(client, file) == 200
    client.force_login(make_member(make_programme()))
    assert [client.get(one).status_code for one in (address, file)] == [404, 404]


@pytest.mark.usefixtures("manager")
def test_several_files_become_drafts_and_bad_ones_are_named(client):
    files = [
        pdf(name="Báo_cáo.pdf"),
        pdf(name="របាយការណ៍.pdf"),
        SimpleUploadedFile("photo.jpg", picture_file(10, 10).read()),
        pdf(b"<< /S /JavaScript >>", "script.pdf"),
    ]

    page = client.post(url("upload/"), {"files": files}, follow=True)

    assert sorted(Resource.objects.values_list("title", flat=True)) == ["Báo cáo", "របាយការណ៍"]
    assert [text.partition(":")[0] for text in texts(page)] == ["photo.jpg", "script.pdf", "2 drafts are added."]
    assert Resource.objects.filter(published_at=None).count() == 2


@pytest.mark.usefixtures("manager")
def test_upload_without_files_asks_for_them(client):
    assert texts(client.post(url("upload/"), follow=True)) == ["Choose one or more files."]


@pytest.mark.usefixtures("manager")
def test_delete_removes_the_files(client, programme, django_capture_on_commit_callbacks):
    resource = resource_with_file(programme=programme)
    path = resource.files.get().file.name

    assert "Delete this resource?" in client.get(url(f"{resource.pk}/delete/")).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(f"{resource.pk}/delete/"))

    assert not Resource.objects.exists()
    assert not ResourceFile.objects.exists()
    assert not private_storage().exists(path)


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("number", [1, 3])
def test_list_has_a_fixed_number_of_queries(client, programme, number, django_assert_max_num_queries):
    for _ in range(number):
        resource_with_file(programme=programme, event=make_event(programme=programme))

    with django_assert_max_num_queries(9):
        page = client.get(url())

    assert page.text.count('scope="row"') == number


@pytest.mark.usefixtures("manager")
def test_list_finds_words(client, programme):
    make_resource(programme=programme, title="Bảo hiểm", published_at=None)
    make_resource(programme=programme, title="Pensions")

    page = client.get(url("?q=bao+hiem")).text

    assert "Bảo hiểm" in page
    assert "Pensions" not in page


def test_pasted_rows_are_recognised_by_what_they_look_like():
    text = (
        "Comparative review\tCarter, John; Bédard, Michel\tILO\t2013\tReport\t9789221275442\n"
        "A film\thttps://example.org/film\tVideo\n"
        "A decade\t10.1787/9789264272262-en\t2017\n"
        "\n"
        "Wrong number\t9789221275443\n"
        "Comparative Review\n"
    )

    rows = read_list(text, ["A Decade"])

    assert rows[0].fields == {
        "title": "Comparative review", "authors": "Carter, John\nBédard, Michel", "publisher": "ILO", "year": 2013,
        "kind": "report", "genre": "", "isbn": "9789221275442", "doi": "",
    }  # fmt: skip
    assert (rows[1].fields["kind"], rows[1].fields["url"]) == ("video", "https://example.org/film")
    assert (rows[2].fields["doi"], rows[2].doubt) == (
        "10.1787/9789264272262-en",
        "A resource with this title exists already.",
    )
    assert (rows[3].number, "is not an ISBN" in rows[3].problem, rows[3].fields) == (5, True, {})
    assert rows[4].fields["title"] == "Comparative Review"


def test_pasted_heading_names_the_columns():
    rows = read_list("Year;Title;Type;Link\n2015;Manual;Training package;https://example.org\n;;Report;\nx;T;;", [])

    assert rows[0].fields == {
        "title": "Manual", "year": 2015, "kind": "publication", "genre": "Training package",
        "url": "https://example.org", "isbn": "", "doi": "",
    }  # fmt: skip
    assert (rows[1].problem, rows[2].problem) == ("Write a title.", "“x” is not a year.")


@pytest.mark.usefixtures("manager")
def test_pasted_list_is_shown_and_then_added(client):
    text = "One;2013\nTwo;2014\n;9789221275443"

    shown = client.post(url("paste/"), {"text": text, "do": "read"}).text
    assert "Add 2 drafts" in shown
    assert not Resource.objects.exists()

    client.post(url("paste/"), {"text": text, "do": "add", "seen": "1"})
    assert not Resource.objects.exists()

    page = client.post(url("paste/"), {"text": text, "do": "add", "seen": "2"}, follow=True)
    assert texts(page) == ["2 drafts are added."]
    assert set(Resource.objects.values_list("title", "year", "published_at")) == {
        ("One", 2013, None),
        ("Two", 2014, None),
    }


def test_publish_keeps_the_day_of_the_first_publication():
    resource = make_resource()
    first = resource.published_at

    services.publish(resource, by=None)

    resource.refresh_from_db()
    assert resource.published_at == first


def test_scheduled_resource_becomes_public_by_itself(client):
    resource = make_resource(published_at=now() + timedelta(days=1))

    assert client.get(resource.get_absolute_url()).status_code == 404
    Resource.objects.update(published_at=now() - timedelta(seconds=1))
    assert client.get(resource.get_absolute_url()).status_code == 200


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    "fields",
    [
        {"title": "a" * 301},
        {"authors": "a" * 2_001},
        {"isbn": "9" * 400},
        {"year": "9" * 30},
        {"pages": "9" * 30},
        {"slug": "../x"},
        {"url": "https://example.org/" + "a" * 500},
        {"countries": ["XX"]},
        {"licence": "none"},
    ],
)
def test_values_that_do_not_fit_are_refused(client, programme, fields):
    resource = make_resource(programme=programme, title="Review")

    page = client.post(url(f"{resource.pk}/"), form(**fields))

    assert page.status_code == 200
    assert "field-bad" in page.text
    resource.refresh_from_db()
    assert resource.title == "Review"


@pytest.mark.usefixtures("manager")
def test_event_and_area_of_another_programme_are_refused(client):
    other = make_programme()
    area = AreaOfAction.objects.create(programme=other, slug="a", name="Area")

    for fields in ({"event": make_event(programme=other).pk}, {"areas": [area.pk]}):
        assert "Select a valid choice" in client.post(url("new/"), form(**fields)).text
    assert not Resource.objects.exists()
