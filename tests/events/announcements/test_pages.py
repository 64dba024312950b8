from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.announcements import audience, sending, services
from events.models import Announcement, TeamMember
from events.notes.services import tag
from events.registration.services import register
from notifications.models import BouncedAddress, Message, Refusal
from tests.events.announcements.scene import ENGLISH, FRENCH, announced, make_announcement, send
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.look, pytest.mark.django_db]


@pytest.fixture
def event():
    return make_event(programme=make_programme(contact_email="team@example.org"))


@pytest.fixture
def member(client, event):
    person = make_member(event.programme, TeamMember.Role.COORDINATOR)
    client.force_login(person)
    return person


def page(name, event, announcement=None):
    return reverse(name, args=[event.slug, *([announcement.pk] if announcement else [])])


def form(**fields):
    return {"do": "save", "to": ["registered"], "weight": "essential", "subject_en": "News", "text_en": "Hi."} | fields


@pytest.mark.usefixtures("member")
def test_page_names_the_contact_of_the_event_to_which_replies_go(client, event):
    event.contact_email = "seminar@example.org"
    event.save(update_fields=["contact_email"])

    assert "Replies go to seminar@example.org." in client.get(page("announcements:create", event)).text


def test_send_mails_an_announcement_to_the_recipients_shown(client, member, event):
    register(event, make_person(name="An"))
    Message.objects.all().delete()
    response = client.post(page("announcements:create", event), form(), follow=True)
    content = response.content.decode()
    assert "1 recipient" in content
    assert "An" in content
    assert "Replies go to team@example.org." in content

    response = client.post(
        response.request["PATH_INFO"], {"do": "send", "shown": response.context["fingerprint"]}, follow=True
    )

    assert "Sent to 1 person." in response.content.decode()
    assert (announced().get().subject, announced().get().reply_to) == ("News", "team@example.org")
    announcement = Announcement.objects.get()
    assert (announcement.written_by, announcement.sent_by) == (member, member)


def test_send_shows_a_changed_recipient_list_first(client, member, event):
    register(event, make_person())
    announcement = make_announcement(event)
    fingerprint = client.get(page("announcements:send", event, announcement)).context["fingerprint"]
    register(event, make_person())

    response = client.post(page("announcements:send", event, announcement), {"do": "send", "shown": fingerprint})

    assert "Nothing was sent: the recipients or the text have changed" in response.content.decode()
    assert "2 recipients" in response.content.decode()
    assert not announced().exists()


def test_send_twice_queues_one_mail(client, member, event):
    register(event, make_person())
    announcement = make_announcement(event)
    shown = {"do": "send", "shown": audience.resolve(announcement).fingerprint}

    for _number in range(2):
        client.post(page("announcements:send", event, announcement), shown)

    assert announced().count() == 1


def test_create_takes_the_filters_of_the_table(client, member, event):
    rows = [register(event, make_person()) for _number in range(2)]
    tag(event, [rows[0].pk], "Speaker")
    key = event.programme.tags.get().pk

    table = client.get(reverse("participants:list", args=[event.slug]), {"tag": key, "sort": "name"})
    address = f"{page('announcements:create', event)}?tag={key}"
    assert f'href="{address}"' in table.content.decode()
    data = client.get(address)
    assert [str(item) for item in next(f for f in data.context["filters"] if f.name == "tag").value()] == [str(key)]
    client.post(address, form(tag=key))

    assert Announcement.objects.get().filters == f"tag={key}"
    assert [item.person for item in audience.resolve(Announcement.objects.get()).recipients] == [rows[0].person_id]


def test_pages_list_who_is_left_out_and_why(client, member, event):
    people = [make_person(name=name) for name in ("Fine", "Bouncing", "Refusing")]
    for person in people:
        register(event, person)
    BouncedAddress.objects.create(address=people[1].email)
    Refusal.objects.create(person=people[2], what="news")
    announcement = make_announcement(event, is_optional=True)

    before = client.get(page("announcements:send", event, announcement))
    send(announcement)
    after = client.get(page("announcements:detail", event, announcement))

    for response in (before, after):
        content = response.content.decode()
        assert "2 people are left out" in content
        assert "Mail to their address was returned." in content
        assert "They do not want news of the programme." in content
        assert [
            (group.count, [str(item) for item in group.names]) for group in response.context["people"].left_out
        ] == [
            (1, ["Bouncing"]),
            (1, ["Refusing"]),
        ]


@pytest.mark.parametrize("count", [1, 5])
def test_pages_run_a_fixed_number_of_queries(client, member, event, count, django_assert_num_queries):
    for _number in range(count):
        register(event, make_person())
        bounced = register(event, make_person())
        BouncedAddress.objects.create(address=bounced.person.email)
    drafts = [make_announcement(event) for _number in range(count)]
    sent = [send(make_announcement(event)) for _number in range(count)]
    client.get(page("announcements:list", event))

    with django_assert_num_queries(7):  # session, person, event, role; announcements, texts; on a team?
        client.get(page("announcements:list", event))
    with django_assert_num_queries(18):
        client.get(page("announcements:send", event, drafts[0]))
    with django_assert_num_queries(22):
        client.get(page("announcements:detail", event, sent[0]))


def test_create_shows_errors_at_their_fields_and_keeps_the_text(client, member, event):
    response = client.post(page("announcements:create", event), form(subject_en="{nobody}", text_fr="Bonjour"))

    errors = response.context["form"].errors
    assert "There is no {nobody} here." in errors["subject_en"][0]
    assert errors["subject_fr"] == ["This must not be empty."]
    assert response.context["form"]["text_fr"].value() == "Bonjour"
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"), [({"to": []}, "to"), ({"weight": ""}, "weight"), ({"subject_en": "", "text_en": ""}, None)]
)
def test_create_requires_recipients_type_and_text(client, member, event, fields, field):
    response = client.post(page("announcements:create", event), form(**fields))

    assert response.context["form"].errors[field or "__all__"]
    assert not Announcement.objects.exists()


def test_create_refuses_an_invalid_filter(client, member, event):
    response = client.post(page("announcements:create", event), form(status="lost"))

    assert "One of the filters is not valid" in response.content.decode()
    assert not Announcement.objects.exists()


def test_edit_does_not_overwrite_the_text_of_another_person(client, member, event):
    announcement = make_announcement(event)
    old = announcement.changed_at.isoformat()
    services.rewrite(announcement, services.RecipientGroups(), {"en": FRENCH}, is_optional=False)

    response = client.post(page("announcements:edit", event, announcement), form(changed=old))

    assert "Another person has changed the text" in response.content.decode()
    assert announcement.texts.get().subject == FRENCH.subject


def test_preview_uses_the_language_of_the_reader_and_contains_no_personal_links(client, member, event):
    registration = register(event, make_person(name="Anne <b>", email="anne@example.org", language="fr"))
    Message.objects.all().delete()
    data = form(do="preview", weight="optional", reader="ANNE@example.org", text_en="Hi **{name}**")
    data |= {"subject_fr": "Nouvelles", "text_fr": "Salut **{name}** {own_link}"}

    response = client.post(page("announcements:create", event), data, headers={"HX-Request": "true"})

    content = response.content.decode()
    assert "Salut <strong>Anne &lt;b&gt;</strong>" in content
    assert "Ce message est facultatif" in content
    assert registration.reply_tag not in content
    assert "/own/" not in content
    assert "/mails/" not in content
    assert "<html" not in content
    assert not Announcement.objects.exists()
    assert not Message.objects.exists()


def test_preview_uses_the_requested_language(client, member, event):
    data = form(do="preview", subject_fr="Nouvelles", text_fr="Salut")

    def languages(**fields):
        response = client.post(page("announcements:create", event), data | fields)
        return [each.code for each in response.context["previews"]]

    assert languages() == ["en", "fr"]
    assert languages(look_in="fr") == ["fr"]
    assert languages(look_in="vi") == ["en", "fr"]


def test_test_mail_goes_to_its_author_only(client, member, event):
    register(event, make_person())
    Message.objects.all().delete()

    response = client.post(page("announcements:create", event), form(do="test", weight="optional"))

    mail = Message.objects.get()
    assert (mail.recipient, mail.kind, mail.subject, mail.optional) == (member, "test", "Test: News", "")
    assert response.context["form"]["text_en"].value() == "Hi."
    assert not Announcement.objects.exists()


@time_machine.travel(datetime(2027, 3, 1, 2, tzinfo=UTC), tick=False)
def test_schedule_uses_the_time_zone_of_the_event_and_shows_that_of_the_reader(client, member, event):
    member.timezone = "Europe/Berlin"
    member.save()
    client.force_login(member)
    announcement = make_announcement(event)

    response = client.post(
        page("announcements:send", event, announcement),
        {"do": "schedule", "send_local": "2027-03-02T09:00"},
        follow=True,
    )

    announcement.refresh_from_db()
    assert announcement.send_at == datetime(2027, 3, 2, 2, tzinfo=UTC)
    content = response.content.decode()
    assert "To be sent Tuesday 2 March 2027, 09:00, Bangkok time (UTC+7)" in content
    assert "In your time zone: Tuesday 2 March 2027, 03:00, Berlin time (UTC+1)" in content


@pytest.mark.parametrize("when", ["", "2020-01-01T09:00", "soon"])
def test_schedule_refuses_an_invalid_time(client, member, event, when):
    announcement = make_announcement(event)

    response = client.post(page("announcements:send", event, announcement), {"do": "schedule", "send_local": when})

    assert response.status_code == 200
    assert Announcement.objects.get().state == "draft"
    assert response.context["form"].errors or "This time is in the past." in response.content.decode()


def test_cancel_and_copy_a_scheduled_announcement(client, member, event):
    announcement = make_announcement(event)
    services.schedule(announcement, send_at=now() + timedelta(days=1), by=member)

    client.post(page("announcements:cancel", event, announcement))
    response = client.post(page("announcements:copy", event, announcement), follow=True)

    assert [item.state for item in Announcement.objects.order_by("pk")] == ["cancelled", "draft"]
    assert response.context["form"]["text_en"].value() == ENGLISH.body


def test_cancel_shows_the_number_of_cancelled_mails(client, member, event):
    for _number in range(3):
        register(event, make_person())
    announcement = send(make_announcement(event))
    announced().filter(pk=announced().first().pk).update(status="sent", sent_at=now())
    assert "Cancel 2 waiting mails" in client.get(page("announcements:detail", event, announcement)).content.decode()

    response = client.post(page("announcements:cancel", event, announcement), follow=True)

    assert "2 mails were cancelled." in response.content.decode()
    assert sorted(announced().values_list("status", flat=True)) == ["dropped", "dropped", "sent"]


def test_counts_link_to_the_mail_log_of_this_announcement(client, member, event):
    for _number in range(2):
        register(event, make_person())
    first, second = (send(make_announcement(event)) for _number in range(2))
    failing = announced().filter(dedupe_key__startswith=f"announcement:{first.pk}:").first()
    Message.objects.filter(pk=failing.pk).update(status="failed")

    counts = client.get(page("announcements:detail", event, first)).context["counts"]
    log = reverse("mail_log:event", args=[event.slug])
    of_second = client.get(log, {"announcement": second.pk})
    failed = client.get(log, {"announcement": first.pk, "status": "failed"})

    assert (counts.failed, counts.waiting) == (1, 1)
    assert {message.dedupe_key.split(":")[1] for message, _kind in of_second.context["lines"]} == {str(second.pk)}
    assert [message.pk for message, _kind in failed.context["lines"]] == [failing.pk]


def test_sent_announcement_cannot_be_edited(client, member, event):
    register(event, make_person())
    announcement = send(make_announcement(event))

    for name in ("announcements:edit", "announcements:send"):
        assert client.get(page(name, event, announcement)).status_code == 302
    client.post(page("announcements:edit", event, announcement), form())
    client.post(page("announcements:discard", event, announcement))

    assert announcement.texts.get().subject == ENGLISH.subject


def test_announcement_of_another_event_is_not_found(client, member, event):
    other = make_announcement(make_event(programme=make_programme()))

    for name in ("announcements:detail", "announcements:edit", "announcements:send"):
        assert client.get(page(name, event, other)).status_code == 404


def test_detail_shows_why_an_announcement_was_not_sent(client, member, event):
    announcement = make_announcement(event)
    services.schedule(announcement, send_at=now() + timedelta(hours=1), by=member)
    with time_machine.travel(now() + timedelta(days=3)):
        sending.send_due()

    content = client.get(page("announcements:detail", event, announcement)).content.decode()

    assert "It could not be sent within a day of its time." in content


@time_machine.travel(datetime(2027, 3, 1, 2, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2027-03-02T23:30", "“To be sent at” is at night"),
        ("2027-03-06T10:00", "“To be sent at” is on a weekend"),
        ("2029-03-06T10:00", "“To be sent at” is more than 18 months ahead"),
    ],
)
def test_schedule_asks_about_an_unlikely_time_and_keeps_it(client, member, event, when, words):
    client.force_login(member)
    announcement = make_announcement(event)
    typed = {"do": "schedule", "send_local": when}

    asked = client.post(page("announcements:send", event, announcement), typed)
    before = Announcement.objects.get().send_at
    client.post(page("announcements:send", event, announcement), typed | {"sure": asked.context["asked"].keys})

    (question,) = asked.context["asked"].open
    assert words in question.text
    assert question.text in asked.text
    assert f'value="{when}"' in asked.text
    assert before is None
    assert f"{Announcement.objects.get().send_at.astimezone(event.zone):%Y-%m-%dT%H:%M}" == when


def test_preview_shows_each_language_and_first_the_one_that_the_reader_gets(client, member, event):
    register(event, make_person(name="Anne", email="anne@example.org", language="fr"))
    data = form(do="preview", reader="anne@example.org", subject_fr="Nouvelles", text_fr="Salut {name}")

    response = client.post(page("announcements:create", event), data)

    assert [(each.code, each.is_readers) for each in response.context["previews"]] == [("fr", True), ("en", False)]
    content = response.content.decode()
    assert "<bdi>Anne</bdi> gets this text" in content
    assert content.index("Salut Anne</p>") < content.index("Hi.</p>")


def test_chips_show_the_filters_and_how_many_people_they_select(client, member, event):
    for language in ("fr", "fr", "en"):
        register(event, make_person(language=language))
    bounced = register(event, make_person())
    BouncedAddress.objects.create(address=bounced.person.email)
    data = form(do="audience", status="confirmed")

    content = client.post(page("announcements:create", event), data, headers={"HX-Request": "true"}).content.decode()

    assert "Status: Confirmed" in content
    assert "3 recipients" in content
    assert "1 left out: Mail to their address was returned." in content
    assert "Français (2)" in content  # the text is in English only
    assert "<html" not in content


def test_a_chip_changes_the_fields_without_a_script_and_reports_no_unfinished_text(client, member, event):
    data = form(subject_en="", text_en="Dear ", status="confirmed")
    del data["do"]

    inserted = client.post(page("announcements:create", event), data | {"insert": "en:name"})
    removed = client.post(page("announcements:create", event), data | {"remove": "status:confirmed"})

    assert inserted.context["form"]["text_en"].value() == "Dear {name}"
    assert [chip.value for chip in inserted.context["chips"]] == ["confirmed"]
    assert removed.context["form"]["text_en"].value() == "Dear "
    assert removed.context["form"]["to"].value() == ["registered"]
    assert removed.context["chips"] == []
    assert "alert-error" not in removed.content.decode() + inserted.content.decode()
    assert not Announcement.objects.exists()
