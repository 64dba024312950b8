from itertools import groupby

import pytest
from django.urls import reverse

from events.mails import catalogue
from events.mails.context import scope
from events.models import TeamMember
from events.registration.services import register
from notifications.models import Message, Wording
from notifications.wording import defaults
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.look, pytest.mark.django_db]
KIND = "registration_declined"


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def manager(client, event):
    person = make_member(event.programme, TeamMember.Role.MANAGER)
    client.force_login(person)
    return person


def page(whose, *, kind=KIND, language="en"):
    name = "event" if scope(whose).startswith("event") else "programme"
    return reverse(f"mail_templates:{name}_edit", args=[whose.slug, kind, language])


def form(**fields):
    return {
        "do": "save",
        "subject": "About {event}",
        "heading": "Sorry",
        "body": "**No** room.\n\n{reason}",
        "after": 0,
    } | fields


def test_the_list_shows_the_owner_of_each_text(client, manager, event):
    client.post(page(event.programme), form())
    client.post(page(event, language="fr"), form())

    response = client.get(reverse("mail_templates:event_list", args=[event.slug]))

    cells = next(row["cells"] for row in response.context["rows"] if row["kind"].name == KIND)
    assert [cell["state"] for cell in cells] == ["text of the programme", "own text", "default text"]


def test_the_list_needs_a_fixed_number_of_queries(client, manager, event, django_assert_num_queries):
    address = reverse("mail_templates:event_list", args=[event.slug])
    client.get(address)
    for kind in (KIND, "registration_withdrawn"):
        client.post(page(event, kind=kind), form(body="{what_happened} {reason}" if kind != KIND else "{reason}"))

    with django_assert_num_queries(6):  # session, person, event, role; texts; team membership
        client.get(address)


def test_saves_a_text_and_shows_it_in_the_field(client, manager, event):
    assert defaults.default_source(KIND, "en").body in client.get(page(event)).context["form"]["body"].value()

    response = client.post(page(event), form(), follow=True)

    row = Wording.objects.get()
    assert (row.scope, row.kind, row.language, row.by) == (scope(event), KIND, "en", manager)
    assert response.context["form"]["body"].value() == "**No** room.\n\n{reason}"
    assert response.context["form"]["after"].value() == 1
    assert "current" in response.content.decode()


def test_shows_problems_beside_the_field_and_keeps_the_typed_text(client, manager, event):
    response = client.post(page(event), form(body="{reason} {nobody}"))

    assert "There is no {nobody} here." in response.context["form"].errors["body"][0]
    assert response.context["form"]["body"].value() == "{reason} {nobody}"
    assert not Wording.objects.exists()


def test_does_not_overwrite_the_version_of_another_person(client, manager, event):
    client.post(page(event), form())

    response = client.post(page(event), form(heading="Mine"))

    assert "Someone else has changed this text" in response.content.decode()
    assert Wording.objects.count() == 1


def test_previews_the_typed_text_and_saves_nothing(client, manager, event):
    response = client.post(page(event), form(do="preview"), headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "<strong>No</strong> room." in html
    assert f"About {event.title}" in html
    assert "Too few have registered." in html
    assert "style=" not in html.split("<details>")[0]
    assert "<html" not in html
    assert not Wording.objects.exists()


def test_a_preview_shows_the_name_of_the_reader_and_none_of_their_links(client, manager, event):
    registration = register(event, make_person(name="An <b>", email="an@example.org"))
    Message.objects.all().delete()

    fields = form(do="preview", body="Dear {name}, {own_link} {reason}", reader="AN@example.org")
    html = client.post(page(event), fields).content.decode()

    assert "Dear An &lt;b&gt;," in html
    assert registration.reply_tag not in html
    assert "/own/" not in html
    assert not Message.objects.exists()


@pytest.mark.parametrize("reader", ["khai", "Nguyễn Thị", "nguyen"])
def test_finds_the_reader_of_a_preview_by_name(client, manager, event, reader):
    register(event, make_person(name="Nguyễn Thị Minh Khai"))

    seen = client.post(page(event), form(do="preview", body="Dear {name}, {reason}", reader=reader))

    assert "Dear Nguyễn Thị Minh Khai," in seen.context["look"].mail.text
    assert "As <bdi>Nguyễn Thị Minh Khai</bdi> will receive it." in seen.content.decode()


def test_shows_a_sample_for_an_unknown_reader(client, manager, event):
    elsewhere = register(make_event(programme=event.programme), make_person(name="Somebody Else")).person

    for reader in ("nobody@example.org", elsewhere.email, "Somebody Else", "%"):
        response = client.post(page(event), form(do="preview", body="Dear {name}, {reason}", reader=reader))
        assert f"No registered person matches “{reader}”" in response.content.decode()
        assert "Somebody Else," not in response.context["look"].mail.text


def test_a_preview_shows_problems_while_the_text_is_typed(client, manager, event):
    typed = form(do="preview", body="Dear {nobody}")

    seen = client.post(page(event), typed, headers={"HX-Request": "true"}).content.decode()
    good = client.post(page(event), form(do="preview"), headers={"HX-Request": "true"}).content.decode()

    assert "There is no {nobody} here." in seen
    assert "{reason} is required" in seen
    assert "<form" not in seen  # only the fragment
    assert "alert" not in good


def test_links_to_the_same_text_in_other_languages(client, manager, event):
    html = client.get(page(event)).content.decode()

    for language in ("fr", "vi"):
        assert f'href="{page(event, language=language)}"' in html


def test_shows_each_group_once(client, manager, event):
    rows = client.get(reverse("mail_templates:event_list", args=[event.slug])).context["rows"]

    groups = [group for group, _rows in groupby(str(row["kind"].group) for row in rows)]
    assert len(groups) == len(set(groups))


def test_previews_a_text_in_its_language(client, manager, event):
    html = client.get(page(event, language="vi")).content.decode()

    assert "Ban tổ chức viết: Có quá ít người đăng ký." in html
    assert "Tệp đính kèm sẽ xóa sự kiện khỏi lịch của quý vị." in html
    assert '<span class="muted">Tiếng Việt</span>' in html


def test_queues_a_test_mail_to_the_writer(client, manager, event):
    client.post(page(event), form(do="test"))

    mail = Message.objects.get()
    assert (mail.recipient, mail.kind, mail.topic) == (manager, "test", scope(event))
    assert mail.subject == f"Test: About {event.title}"
    assert "No room." in mail.text
    assert not Wording.objects.exists()


def test_restores_the_default_text(client, manager, event):
    client.post(page(event), form())
    response = client.post(page(event), form(do="reset", after=1), follow=True)

    assert response.context["form"]["body"].value() == defaults.default_source(KIND, "en").body
    assert [version.version for version in response.context["versions"]] == [2, 1]


def test_previews_each_text_of_a_programme_without_events(client):
    programme = make_programme()
    client.force_login(make_member(programme, TeamMember.Role.COORDINATOR))

    for kind in catalogue.TEXTS:
        if not kind.is_shipped:
            continue
        response = client.get(page(programme, kind=kind.name, language="fr"))
        assert response.status_code == 200
        assert "{" not in response.context["look"].mail.text


def test_a_coordinator_can_preview_but_not_save(client, event):
    client.force_login(make_member(event.programme, TeamMember.Role.COORDINATOR))

    assert client.post(page(event), form(do="preview")).status_code == 200
    for action in ("save", "test", "reset", ""):
        assert client.post(page(event), form(do=action)).status_code == 404
    assert (Wording.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize(("kind", "language"), [("nothing", "en"), (KIND, "de")])
def test_has_no_page_for_an_unknown_text_or_language(client, manager, event, kind, language):
    assert client.get(page(event, kind=kind, language=language)).status_code == 404


def test_writes_in_the_language_of_the_event_to_people_without_a_choice(client, manager, event):
    client.post(reverse("mail_templates:event_list", args=[event.slug]), {"language": "vi"})
    event.refresh_from_db()
    register(event, make_person())

    assert event.language == "vi"
    assert Message.objects.get().subject.startswith("Đã xác nhận")
