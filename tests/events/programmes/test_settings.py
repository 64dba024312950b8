"""The settings of a programme: each section saves alone, and nothing that events use can be removed."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events.demo import partners
from events.models import AreaOfAction, Country, Partner, PartnerLogo, Phase, Programme, ReminderRule
from events.planning.drafts import create_draft
from events.programmes import settings
from events.programmes.logos import LARGEST, LIMITS, read_logo
from events.safe_pictures import PictureLimits, PictureRejectedError
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(name="Seas", slug="seas")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def save(client, section, data):
    return client.post(reverse("programmes:settings_save", args=["seas", section]), data)


def rows(prefix, *rows, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    return data | {f"{prefix}-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}


def picture(file_format="PNG", size=(900, 300), **fields):
    stream = BytesIO()
    Image.new("RGB", size, "teal").save(stream, file_format, **fields)
    return SimpleUploadedFile(f"logo.{file_format.lower()}", stream.getvalue())


def test_name_is_saved_alone_with_its_history(client, programme, manager):
    Programme.objects.update(contact_email="kept@example.org")

    answer = save(client, "name", {"name": "Oceans", "short_name": "O", "starts_year": 2024, "ends_year": 2027})

    programme.refresh_from_db()
    assert answer.url == "/organise/programmes/seas/settings/#name"
    assert (programme.name, programme.years, programme.contact_email) == ("Oceans", "2024–2027", "kept@example.org")
    change = programme.changes.get()
    assert (change.what, change.by) == ("settings", manager)
    assert "name: Seas → Oceans" in change.said.lower().replace("seas → oceans", "Seas → Oceans")


def test_refused_section_is_shown_open_with_the_reason(client, programme, manager):
    page = save(client, "name", {"name": "Oceans", "starts_year": 2027, "ends_year": 2024})

    assert page.text.count(" open>") == 1
    assert "The last year is before the first." in page.text
    assert 'value="Oceans"' in page.text
    programme.refresh_from_db()
    assert programme.name == "Seas"


def test_same_values_leave_no_history(client, programme, manager):
    save(client, "contact", {"contact_email": ""})

    assert not programme.changes.exists()


def test_countries_contact_and_language_are_saved(client, programme, manager):
    make_country("TH")

    save(client, "countries", {"countries": ["TH"]})
    save(client, "contact", {"contact_email": "Team＠example.org"})
    save(client, "defaults", {"language": "fr"})

    programme.refresh_from_db()
    assert [country.pk for country in programme.countries.all()] == ["TH"]
    assert (programme.contact_email, programme.language) == ("team@example.org", "fr")
    assert programme.changes.count() == 3


def test_periods_within_the_bounds_are_saved_and_used(client, programme, manager):
    page = client.get(reverse("programmes:settings", args=["seas"])).text
    assert "From 30 to 730 days. Empty for 730 days." in page
    assert "Answers 730 days, travel details 30 days" in page

    save(client, "keeping", {"answers_keep_days": 180, "travel_keep_days": 14})

    programme.refresh_from_db()
    assert (programme.answers_keep_days, programme.travel_keep_days) == (180, 14)
    assert "Answers 180 days, travel details 14 days" in client.get(reverse("programmes:settings", args=["seas"])).text
    assert "deleted 180 days after it" in client.get(reverse("privacy:programme", args=["seas"])).text
    draft = create_draft(programme, by=manager, kind="meeting", title="T", timezone="UTC", precision="tbc")
    assert draft.travel_keep_days == 14
    assert 'value="14"' in client.get(reverse("planning:create", args=["seas"])).text


@pytest.mark.parametrize(("answers", "travel"), [(29, ""), (731, ""), ("", 0), ("", 366)])
def test_periods_outside_the_bounds_are_refused(client, programme, manager, answers, travel):
    page = save(client, "keeping", {"answers_keep_days": answers, "travel_keep_days": travel})

    assert page.status_code == 200
    assert "field-errors" in page.text
    programme.refresh_from_db()
    assert (programme.answers_keep_days, programme.travel_keep_days) == (None, None)


def test_phases_are_added_changed_and_ordered(client, programme, manager):
    make_country("TH")
    first = Phase.objects.create(programme=programme, name="First", position=1)

    save(
        client,
        "phases",
        rows(
            "phases",
            {"id": first.pk, "name": "Renamed"},
            {"name": "Second", "years": "2027", "countries": ["TH"]},
            initial=1,
        ),
    )

    assert list(programme.phases.values_list("name", "position")) == [("Renamed", 1), ("Second", 2)]
    second = programme.phases.get(name="Second")
    assert [country.pk for country in second.countries.all()] == ["TH"]
    client.post(reverse("programmes:phases_order", args=["seas"]), {"up": second.pk})
    assert list(programme.phases.values_list("name", flat=True)) == ["Second", "Renamed"]


def test_phase_moves_up_by_one_and_the_first_stays(client, programme, manager):
    rows = [("A", 1), ("B", 4), ("C", 7)]
    phases = [Phase.objects.create(programme=programme, name=name, position=at) for name, at in rows]
    url = reverse("programmes:phases_order", args=["seas"])

    for key in (phases[2].pk, phases[0].pk, "", "9" * 30, 0):
        client.post(url, {"up": key})

    assert list(programme.phases.values_list("name", flat=True)) == ["A", "C", "B"]
    assert [change.said for change in programme.changes.all()] == ["A · C · B"]


@pytest.mark.parametrize("section", ["phases", "areas"])
def test_what_events_use_cannot_be_removed(client, programme, manager, section):
    phase = Phase.objects.create(programme=programme, name="In use")
    area = AreaOfAction.objects.create(programme=programme, name="In use", slug="in-use")
    make_event(programme=programme, phase=phase).areas.add(area)
    row = phase if section == "phases" else area

    page = save(client, section, rows(section, {"id": row.pk, "name": "In use", "DELETE": "on"}, initial=1))

    assert "1 event uses “In use”." in page.text
    assert type(row).objects.filter(pk=row.pk).exists()


def test_area_keeps_its_address_and_an_unused_one_goes(client, programme, manager):
    area = AreaOfAction.objects.create(programme=programme, name="Old", slug="old")

    save(client, "areas", rows("areas", {"id": area.pk, "name": "New"}, {"name": "Old"}, initial=1))
    assert set(programme.areas.values_list("name", "slug")) == {("New", "old"), ("Old", "old-2")}
    save(client, "areas", rows("areas", {"id": area.pk, "name": "New", "DELETE": "on"}, initial=1))

    assert not programme.areas.filter(pk=area.pk).exists()


def test_two_rows_with_one_name_are_refused(client, programme, manager):
    page = save(client, "partners", rows("partners", {"name": "A", "role": "funder"}, {"name": "a", "role": "partner"}))

    assert "Two rows have the same name." in page.text
    assert not programme.partners.exists()


def test_logo_is_drawn_anew_without_metadata_and_shown_on_the_public_page(client, programme, manager):
    exif = Image.Exif()
    exif[0x010E] = "secret place"

    save(
        client,
        "partners",
        rows("partners", {"name": "Institute", "role": "implementer", "picture": picture("JPEG", exif=exif)}),
    )

    logo = Partner.objects.get().logo
    stored = Image.open(BytesIO(bytes(logo.png)))
    assert (stored.format, stored.size) == ("PNG", (320, 107))
    assert b"secret" not in bytes(logo.png)
    client.logout()
    assert f'src="{logo.get_absolute_url()}"' in client.get(programme.get_absolute_url()).text
    answer = client.get(logo.get_absolute_url())
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]


def test_other_files_are_refused_as_logos(client, programme, manager):
    script = SimpleUploadedFile("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')

    page = save(client, "partners", rows("partners", {"name": "Institute", "role": "funder", "picture": script}))

    assert "This is a drawing in the format SVG" in page.text
    assert not PartnerLogo.objects.exists()


def test_large_pictures_are_refused(monkeypatch):
    with pytest.raises(PictureRejectedError, match="2 MB"):
        read_logo(BytesIO(), LIMITS.size + 1)
    monkeypatch.setattr("events.programmes.logos.LIMITS", PictureLimits(pixels=100))
    with pytest.raises(PictureRejectedError, match="pixels"):
        read_logo(picture(size=(11, 11)), 100)


def test_small_logo_keeps_its_size():
    assert read_logo(picture(size=(40, 20)), 100).width == 40 < LARGEST[0]


def test_settings_have_a_fixed_number_of_queries(client, programme, manager, django_assert_max_num_queries):
    def add(number):
        make_country("TH")
        Phase.objects.create(programme=programme, name=f"P{number}", position=number)
        AreaOfAction.objects.create(programme=programme, name=f"A{number}", slug=f"a{number}")
        partner = Partner.objects.create(programme=programme, name=f"Q{number}")
        PartnerLogo.objects.create(partner=partner, png=b"x", digest="d", width=1, height=1)

    address = reverse("programmes:settings", args=["seas"])
    add(1)
    client.get(address)
    with django_assert_max_num_queries(24) as few:
        client.get(address)
    for number in range(2, 8):
        add(number)

    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_first_programme_of_a_new_installation(client, django_assert_max_num_queries):
    admin = make_person(is_staff=True, is_superuser=True)
    client.force_login(admin)

    answer = client.post(reverse("programmes:create"), {"name": "New", "short_name": "", "contact_email": ""})

    programme = Programme.objects.get()
    assert answer.url == reverse("programmes:settings", args=[programme.slug])
    assert programme.slug not in {"", "new"}
    assert programme.team.get().role == "manager"
    assert ReminderRule.objects.filter(programme=programme).exists()
    assert client.get(answer.url).status_code == 200


def test_new_programme_brings_its_countries(client):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    answers = {"name": "New", "short_name": "", "contact_email": "", "countries": "Viet Nam, thailand\nPHL, the Gambia"}

    refused = client.post(reverse("programmes:create"), answers | {"countries": "Viet Nam, Atlantis"})
    assert "These are not names of countries, or can mean several countries: Atlantis." in refused.text
    assert "Viet Nam, Atlantis</textarea>" in refused.text
    assert not Programme.objects.exists()

    client.post(reverse("programmes:create"), answers)

    countries = Programme.objects.get().countries.values_list("iso2", "name")
    assert set(countries) == {("VN", "Viet Nam"), ("TH", "Thailand"), ("PH", "Philippines"), ("GM", "Gambia")}


def test_the_spelling_of_a_country_follows_its_only_programme(client, programme, manager):
    other, venue = make_programme(), make_venue(country=make_country("VN", name="Vietnam"), city="Ha Noi")
    event = make_event(programme=other, venue=venue)
    programme.countries.add("VN")

    save(client, "countries", {"countries": ["VN"], "others": "Viet Nam"})
    assert Country.objects.get(pk="VN").name == "Viet Nam"
    event.refresh_from_db()
    assert "Viet Nam" in event.vevent
    assert "Vietnam → Viet Nam" in programme.changes.first().said
    for typed in ("vietnam", "VN", "Việt Nam", "VIETNAM"):  # no spelling of its own: a code, one case, another language
        save(client, "countries", {"countries": ["VN"], "others": typed})
        assert Country.objects.get(pk="VN").name == "Viet Nam"

    other.countries.add("VN")
    save(client, "countries", {"countries": ["VN"], "others": "Vietnam"})
    assert Country.objects.get(pk="VN").name == "Viet Nam"


def test_a_country_of_several_programmes_keeps_its_name_and_the_page_says_so(client, programme, manager):
    make_programme().countries.add(make_country("TR", name="Türkiye"))

    save(client, "countries", {"others": "Turkey"})
    page = client.get(reverse("programmes:settings", args=[programme.slug])).text

    assert [country.name for country in programme.countries.all()] == ["Türkiye"]
    assert "“Türkiye” keeps this name, because other programmes use it." in page


def test_settings_add_further_countries(client, programme, manager):
    programme.countries.add(make_country("TH"))

    save(client, "countries", {"countries": ["TH"], "others": "Japan, Viet Nam"})

    assert set(programme.countries.values_list("pk", flat=True)) == {"TH", "JP", "VN"}
    save(client, "countries", {"countries": ["JP"], "others": ""})
    assert set(programme.countries.values_list("pk", flat=True)) == {"JP"}


def test_address_of_a_programme_is_free(programme):
    created = settings.create(name="Seas", short_name="", contact_email="", by=make_person())

    assert created.slug == "seas-2"


def test_home_shows_changes_to_managers_only(client, programme, manager):
    save(client, "contact", {"contact_email": "team@example.org"})
    address = reverse("programmes:home", args=["seas"])
    assert "Settings changed" in client.get(address).text

    client.force_login(make_member(programme, "viewer"))

    assert "Settings changed" not in client.get(address).text


def test_event_pages_lead_back_to_the_programme(client, programme, manager):
    event = make_event(programme=programme)

    page = client.get(reverse("planning:overview", args=[event.slug])).text

    assert page.count(f'href="{reverse("programmes:home", args=["seas"])}"') == 2


def test_demo_draws_the_logos_of_its_partners(programme):
    partners.create(programme)

    assert programme.partners.count() == 3
    assert PartnerLogo.objects.filter(partner__programme=programme).count() == 2
