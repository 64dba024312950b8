"""The team writes the public pages of its programme: texts with drafts, declarations, news, figures and embedding."""

from datetime import timedelta
from unittest import mock

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import AreaOfAction, NewsItem, PolicyDeclaration, ReleasedFigures
from events.programmes.website.figures import LEAST_FOR_SHARE, compute_figures, release_figures
from events.programmes.website.rows import save_row
from events.programmes.website.texts import fingerprint
from events.registration.services import register
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db

PUBLIC = "/programmes/seas/"


@pytest.fixture
def programme():
    return make_programme(name="Seas", slug="seas", text="First.")


@pytest.fixture
def writer(client, programme):
    person = make_member(programme, "coordinator", make_person(timezone="Asia/Bangkok"))
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"programmes:{name}", args=["seas", *args])


def write(client, row, name="page_text", *args, text="Second.", **fields):
    return client.post(address(name, *args), {"text": text, "seen": fingerprint(row), "publish": "draft"} | fields)


def test_text_is_a_draft_until_it_is_published(client, programme, writer):
    answer = write(client, programme, then="preview")
    assert answer.url == f"{PUBLIC}?preview"
    assert "Second." in client.get(answer.url).text
    assert "First." in client.get(PUBLIC).text

    programme.refresh_from_db()
    write(client, programme, text="Third.", publish="now")

    assert "Third." in client.get(PUBLIC).text
    programme.refresh_from_db()
    assert (programme.text, programme.next_text, programme.next_text_at) == ("Third.", "", None)
    assert programme.changes.count() == 2


def test_text_is_published_at_its_time_in_the_zone_of_the_writer(client, programme, writer):
    at = (now() + timedelta(days=2)).replace(hour=3, minute=0, second=0, microsecond=0)

    write(client, programme, publish="at", at=f"{at:%Y-%m-%d}T10:00")

    programme.refresh_from_db()
    assert programme.next_text_at == at  # 10:00 in Bangkok
    assert "First." in client.get(PUBLIC).text


def test_text_that_was_due_stays_when_a_new_draft_is_saved(client, programme, writer):
    programme.next_text, programme.next_text_at = "Second.", now() - timedelta(hours=1)
    programme.save()

    write(client, programme, text="Third.")

    programme.refresh_from_db()
    assert (programme.shown_text, programme.draft_text) == ("Second.", "Third.")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"publish": "at"}, "Enter the time of publication."),
        ({"publish": "at", "at": "2020-01-01T10:00"}, "This time is past."),
        ({"seen": "older"}, "Somebody else has saved this text"),
        ({"text": ""}, "Without a text there is nothing to save for later."),
    ],
)
def test_refused_text_says_why(client, programme, writer, fields, message):
    page = write(client, programme, **fields)

    assert page.status_code == 200
    assert message in page.text
    programme.refresh_from_db()
    assert (programme.text, programme.next_text) == ("First.", "")


def test_text_can_be_removed_from_the_page(client, programme, writer):
    write(client, programme, text="", publish="now")

    assert "First." not in client.get(PUBLIC).text


def test_area_gets_a_text_and_keeps_its_former_address(client, programme, writer):
    area = AreaOfAction.objects.create(programme=programme, slug="coverage", name="Coverage")

    write(client, area, "area_text", area.pk, text="On *coverage*.", publish="now")
    client.post(address("area_edit", area.pk), {"description": "Who is covered", "slug": "who-is-covered"})

    moved = client.get(f"{PUBLIC}areas/coverage/")
    assert (moved.status_code, moved.url) == (301, f"{PUBLIC}areas/who-is-covered/")
    page = client.get(moved.url).text
    assert "<em>coverage</em>" in page
    assert "Who is covered" in page


def test_address_of_another_page_is_refused(client, programme, writer):
    AreaOfAction.objects.create(programme=programme, slug="taken", name="Taken")
    area = AreaOfAction.objects.create(programme=programme, slug="coverage", name="Coverage")

    page = client.post(address("area_edit", area.pk), {"slug": "taken"})

    assert "Another page has this address, or had it before" in page.text


@pytest.mark.parametrize("kind", ["area", "declaration", "news"])
def test_former_address_of_another_page_is_refused_and_the_typed_one_is_kept(client, programme, writer, kind):
    names = {"area": (AreaOfAction, "name"), "declaration": (PolicyDeclaration, "title"), "news": (NewsItem, "title")}
    model, title = names[kind]
    first, second = (model.objects.create(programme=programme, slug=slug, **{title: slug}) for slug in ("one", "two"))
    fields = {"title": "Title", "text": "Text", "publish": "draft"}

    client.post(address(f"{kind}_edit", first.pk), fields | {"slug": "moved"})
    page = client.post(address(f"{kind}_edit", second.pk), fields | {"slug": "one", "description": "Typed"})

    assert "Another page has this address, or had it before" in page.text
    assert 'value="one"' in page.text
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.slug, second.slug) == ("moved", "two")
    back = client.post(address(f"{kind}_edit", first.pk), fields | {"slug": "one"})
    assert back.status_code == 302


def test_former_address_in_another_programme_is_free(client, programme, writer):
    other = AreaOfAction.objects.create(programme=make_programme(), slug="one", name="One")
    other.slug = "moved"
    save_row(other, by=writer)
    area = AreaOfAction.objects.create(programme=programme, slug="two", name="Two")

    answer = client.post(address("area_edit", area.pk), {"slug": "one"})

    assert answer.status_code == 302


def test_address_that_is_taken_between_the_check_and_the_saving_is_refused_at_its_field(client, programme, writer):
    note = NewsItem.objects.create(programme=programme, slug="one", title="One")
    NewsItem.objects.create(programme=programme, slug="two", title="Two")

    with mock.patch("events.slugs.is_slug_taken", return_value=False):
        page = client.post(
            address("news_edit", note.pk), {"title": "New", "text": "Typed", "publish": "draft", "slug": "two"}
        )

    assert page.status_code == 200
    assert "Another page has this address, or had it before" in page.text
    assert "Typed" in page.text


def test_new_area_does_not_get_a_former_address(programme, writer):
    area = AreaOfAction.objects.create(programme=programme, slug="coverage", name="Coverage")
    area.slug = "who"
    save_row(area, by=writer)

    assert save_row(AreaOfAction(programme=programme, name="Coverage"), by=writer).slug == "coverage-2"


def test_news_are_written_changed_and_deleted(client, programme, writer):
    event, country = make_event(programme=programme), make_country("TH")
    fields = {"title": "We begin", "text": "Now.", "event": event.pk, "country": country.pk, "publish": "now"}

    client.post(address("news_create"), fields)

    note = NewsItem.objects.get()
    assert (note.slug, note.written_by, note.event, note.is_published) == ("we-begin", writer, event, True)
    first_day = note.published_at
    client.post(address("news_edit", note.pk), fields | {"title": "We began", "slug": "we-began"})
    note.refresh_from_db()
    assert (note.title, note.published_at) == ("We began", first_day)
    assert client.get(f"{PUBLIC}news/we-begin/").url == f"{PUBLIC}news/we-began/"
    assert "We began" in client.get(f"{PUBLIC}news/").text
    client.post(address("news_delete", note.pk))
    assert client.get(f"{PUBLIC}news/we-began/").status_code == 404


def test_news_in_another_script_have_an_address(client, programme, writer):
    for _number in range(2):
        client.post(address("news_create"), {"title": "ข่าว", "text": "…", "publish": "draft"})

    assert sorted(NewsItem.objects.values_list("slug", flat=True)) == ["news", "news-2"]


def test_declaration_is_added_and_published(client, programme, writer):
    fields = {
        "title": "Declaration on Seas",
        "adopted_by": "The ministers",
        "adopted_on": "2013-10-09",
        "publish": "draft",
    }

    client.post(address("declaration_create"), fields)
    declaration = PolicyDeclaration.objects.get()
    assert client.get(declaration.get_absolute_url()).status_code == 404
    client.post(address("declaration_edit", declaration.pk), fields | {"publish": "now"})

    page = client.get(declaration.get_absolute_url()).text
    assert "The ministers" in page
    assert "9 October 2013" in page


def test_declaration_has_a_day_or_a_date_in_words(client, programme, writer):
    fields = {"title": "D", "adopted_on": "2013-10-09", "adopted_text": "October 2013", "publish": "draft"}

    assert "but not both" in client.post(address("declaration_create"), fields).text


def test_figures_are_computed_from_past_events(programme):
    start = now() - timedelta(days=9)
    past = make_event(programme=programme, venue=make_venue(country=make_country("VN")))
    people = [make_person(gender="woman" if number < 4 else "man") for number in range(LEAST_FOR_SHARE)]
    people.append(make_person(gender="undisclosed"))
    for person in people:
        register(past, person)
    type(past).objects.filter(pk=past.pk).update(starts_at=start, ends_at=start + timedelta(days=1))
    coming = make_event(programme=programme)
    register(coming, make_person())
    register(coming, people[0])
    make_event(programme=programme, status="cancelled")
    make_event(programme=programme, status="draft")
    make_event(programme=make_programme())

    figures = compute_figures(programme)

    assert (figures.events, figures.countries) == (2, 1)
    assert (figures.participants, figures.women_percent) == (len(people), 40)


def test_the_page_keeps_the_present_figures_for_a_minute(client, programme, writer, settings):
    settings.WORK_LIST_SECONDS = 60
    other = make_programme()
    client.force_login(make_member(other, "coordinator", writer))
    first = client.get(address("pages")).context["computed"]
    make_event(programme=programme)

    again = client.get(address("pages")).context["computed"]
    of_other = client.get(reverse("programmes:pages", args=[other.slug])).context["computed"]
    client.post(address("figures"), {"do": "release"})

    assert again.computed_at == first.computed_at
    assert of_other.programme == other
    assert ReleasedFigures.objects.get().events == 1
    assert client.get(address("pages")).context["computed"].events == 1


def test_share_of_women_of_few_people_is_not_computed(programme):
    past = make_event(programme=programme)
    register(past, make_person(gender="woman"))
    start = now() - timedelta(days=9)
    type(past).objects.update(starts_at=start, ends_at=start + timedelta(days=1))

    assert (compute_figures(programme).participants, compute_figures(programme).women_percent) == (1, None)


def test_figures_are_public_while_they_are_released(client, programme, writer):
    make_event(programme=programme)
    assert "Computed from the records" not in client.get(PUBLIC).text

    client.post(address("figures"), {"do": "release"})
    make_event(programme=programme)

    page = client.get(PUBLIC).text
    assert "Computed from the records" in page
    figures = ReleasedFigures.objects.get()
    assert (figures.events, figures.released_by) == (1, writer)
    release_figures(programme, by=writer)
    assert ReleasedFigures.objects.get().events == 2
    client.post(address("figures"), {"do": "withdraw"})
    assert "Computed from the records" not in client.get(PUBLIC).text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://www.example.org/\nhttps://b.example.com", "https://www.example.org\nhttps://b.example.com"),
        ("https://*.example.org:8443", "https://*.example.org:8443"),
        ("", ""),
        ("http://www.example.org", None),
        ("https://example.org; script-src *", None),
        ("https://example.org/path", None),
        ("*", None),
    ],
)
def test_only_addresses_of_sites_may_embed(client, programme, writer, typed, stored):
    programme.frame_sites = "https://old.example.org"
    programme.save()

    answer = client.post(address("frame_sites"), {"sites": typed})

    programme.refresh_from_db()
    assert answer.status_code == (302 if stored is not None else 200)
    assert programme.frame_sites == (stored if stored is not None else "https://old.example.org")


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_of_pages_has_a_fixed_number_of_queries(
    client, programme, writer, item_count, django_assert_max_num_queries
):
    for number in range(item_count):
        AreaOfAction.objects.create(programme=programme, slug=f"a{number}", name="A", next_text="Draft")
        PolicyDeclaration.objects.create(programme=programme, slug=f"d{number}", title="D")
        NewsItem.objects.create(programme=programme, slug=f"n{number}", title="N", text="N")

    with django_assert_max_num_queries(20):
        assert client.get(address("pages")).status_code == 200


def test_a_viewer_cannot_write_pages(client, programme):
    client.force_login(make_member(programme, "viewer"))

    assert client.get(address("pages")).status_code == 403
    assert write(client, programme, publish="now").status_code == 403
    programme.refresh_from_db()
    assert programme.text == "First."


def test_two_notes_with_the_same_long_title_have_two_addresses(client, programme, writer):
    title = "The regional working group on unemployment insurance meets again and agrees on the next steps"

    for _ in range(2):
        client.post(address("news_create"), {"title": title, "text": "Text.", "publish": "now"})

    slugs = list(NewsItem.objects.order_by("pk").values_list("slug", flat=True))
    assert len(slugs) == 2
    assert slugs[1] == f"{slugs[0]}-2"
