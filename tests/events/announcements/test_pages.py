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

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(programme=make_programme(contact_email="team@example.org"))


@pytest.fixture
def member(client, event):
    person = make_member(event.programme, TeamMember.Role.COORDINATOR)
    client.force_login(person)
    return person


def page(name, event, found=None):
    return reverse(name, args=[event.slug, *([found.pk] if found else [])])


def form(**fields):
    return {"do": "save", "to": ["registered"], "weight": "essential", "subject_en": "News", "text_en": "Hi."} | fields


def test_it_is_written_looked_at_and_sent_to_those_who_were_shown(client, member, event):
    register(event, make_person(name="An"))
    Message.objects.all().delete()
    answer = client.post(page("announcements:create", event), form(), follow=True)
    said = answer.content.decode()
    assert "1 person gets it" in said
    assert "An" in said
    assert "Answers go to team@example.org." in said

    answer = client.post(answer.request["PATH_INFO"], {"do": "send", "shown": answer.context["sign"]}, follow=True)

    assert "It goes to 1 person." in answer.content.decode()
    assert (announced().get().subject, announced().get().reply_to) == ("News", "team@example.org")
    found = Announcement.objects.get()
    assert (found.written_by, found.sent_by) == (member, member)


def test_who_comes_meanwhile_is_seen_before_it_goes(client, member, event):
    register(event, make_person())
    found = make_announcement(event)
    sign = client.get(page("announcements:send", event, found)).context["sign"]
    register(event, make_person())

    answer = client.post(page("announcements:send", event, found), {"do": "send", "shown": sign})

    assert "Nothing was sent: others would get it now" in answer.content.decode()
    assert "2 people get it" in answer.content.decode()
    assert not announced().exists()


def test_a_second_click_sends_nothing_more(client, member, event):
    register(event, make_person())
    found = make_announcement(event)
    shown = {"do": "send", "shown": audience.resolve(found).sign}

    for _number in range(2):
        client.post(page("announcements:send", event, found), shown)

    assert announced().count() == 1


def test_the_table_leads_to_a_new_one_with_its_filters(client, member, event):
    rows = [register(event, make_person()) for _number in range(2)]
    tag(event, [rows[0].pk], "Speaker")
    key = event.programme.tags.get().pk

    table = client.get(reverse("participants:list", args=[event.slug]), {"tag": key, "sort": "name"})
    address = f"{page('announcements:create', event)}?tag={key}"
    assert f'href="{address}"' in table.content.decode()
    written = client.get(address)
    assert [str(one) for one in next(f for f in written.context["filters"] if f.name == "tag").value()] == [str(key)]
    client.post(address, form(tag=key))

    assert Announcement.objects.get().filters == f"tag={key}"
    assert [one.person for one in audience.resolve(Announcement.objects.get()).chosen] == [rows[0].person_id]


def test_who_is_left_out_is_named_with_the_reason(client, member, event):
    people = [make_person(name=name) for name in ("Fine", "Bouncing", "Refusing")]
    for person in people:
        register(event, person)
    BouncedAddress.objects.create(address=people[1].email)
    Refusal.objects.create(person=people[2], what="news")
    found = make_announcement(event, is_optional=True)

    before = client.get(page("announcements:send", event, found))
    send(found)
    after = client.get(page("announcements:detail", event, found))

    for answer in (before, after):
        said = answer.content.decode()
        assert "2 people are left out" in said
        assert "Mail to their address was returned." in said
        assert "They do not want news of the programme." in said
        assert [(group.count, [str(one) for one in group.names]) for group in answer.context["people"].left_out] == [
            (1, ["Bouncing"]),
            (1, ["Refusing"]),
        ]


@pytest.mark.parametrize("count", [1, 5])
def test_pages_cost_the_same_for_many_as_for_few(client, member, event, count, django_assert_num_queries):
    for _number in range(count):
        register(event, make_person())
        bounced = register(event, make_person())
        BouncedAddress.objects.create(address=bounced.person.email)
    drafts = [make_announcement(event) for _number in range(count)]
    sent = [send(make_announcement(event)) for _number in range(count)]
    client.get(page("announcements:list", event))

    with django_assert_num_queries(7):  # session, person, event, role; announcements, texts; on a team?
        client.get(page("announcements:list", event))
    with django_assert_num_queries(20):
        client.get(page("announcements:send", event, drafts[0]))
    with django_assert_num_queries(19):
        client.get(page("announcements:detail", event, sent[0]))


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, member, event):
    answer = client.post(page("announcements:create", event), form(subject_en="{nobody}", text_fr="Bonjour"))

    errors = answer.context["form"].errors
    assert "There is no {nobody} here." in errors["subject_en"][0]
    assert errors["subject_fr"] == ["Something must stand here."]
    assert answer.context["form"]["text_fr"].value() == "Bonjour"
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"), [({"to": []}, "to"), ({"weight": ""}, "weight"), ({"subject_en": "", "text_en": ""}, None)]
)
def test_what_is_missing_is_asked_for(client, member, event, fields, field):
    answer = client.post(page("announcements:create", event), form(**fields))

    assert answer.context["form"].errors[field or "__all__"]
    assert not Announcement.objects.exists()


def test_a_filter_that_makes_no_sense_keeps_nothing(client, member, event):
    answer = client.post(page("announcements:create", event), form(status="lost"))

    assert "One of the filters makes no sense" in answer.content.decode()
    assert not Announcement.objects.exists()


def test_words_of_others_are_not_written_over(client, member, event):
    found = make_announcement(event)
    old = found.changed_at.isoformat()
    services.rewrite(found, services.To(), {"en": FRENCH}, is_optional=False)

    answer = client.post(page("announcements:edit", event, found), form(changed=old))

    assert "Somebody else has written" in answer.content.decode()
    assert found.texts.get().subject == FRENCH.subject


def test_a_look_is_in_the_readers_language_and_hands_out_none_of_their_links(client, member, event):
    registration = register(event, make_person(name="Anne <b>", email="anne@example.org", language="fr"))
    Message.objects.all().delete()
    written = form(do="preview", weight="optional", reader="ANNE@example.org", text_en="Hi **{name}**")
    written |= {"subject_fr": "Nouvelles", "text_fr": "Salut **{name}** {own_link}"}

    answer = client.post(page("announcements:create", event), written, headers={"HX-Request": "true"})

    said = answer.content.decode()
    assert "Salut <strong>Anne &lt;b&gt;</strong>" in said
    assert "Ce message est facultatif" in said
    assert registration.reply_tag not in said
    assert "/own/" not in said
    assert "/mails/" not in said
    assert "<html" not in said
    assert not Announcement.objects.exists()
    assert not Message.objects.exists()


def test_a_look_may_be_asked_for_in_a_language(client, member, event):
    written = form(do="preview", subject_fr="Nouvelles", text_fr="Salut")

    assert client.post(page("announcements:create", event), written).context["look"][0] == "en"
    assert client.post(page("announcements:create", event), written | {"look_in": "fr"}).context["look"][0] == "fr"
    assert client.post(page("announcements:create", event), written | {"look_in": "vi"}).context["look"][0] == "en"


def test_a_test_goes_to_who_writes_and_nowhere_else(client, member, event):
    register(event, make_person())
    Message.objects.all().delete()

    answer = client.post(page("announcements:create", event), form(do="test", weight="optional"))

    mail = Message.objects.get()
    assert (mail.recipient, mail.kind, mail.subject, mail.optional) == (member, "test", "Test: News", "")
    assert answer.context["form"]["text_en"].value() == "Hi."
    assert not Announcement.objects.exists()


@time_machine.travel(datetime(2027, 3, 1, 2, tzinfo=UTC), tick=False)
def test_it_is_scheduled_on_the_clocks_of_the_event_and_the_readers_are_told_theirs(client, member, event):
    member.timezone = "Europe/Berlin"
    member.save()
    client.force_login(member)
    found = make_announcement(event)

    answer = client.post(
        page("announcements:send", event, found), {"do": "schedule", "send_local": "2027-03-02T09:00"}, follow=True
    )

    found.refresh_from_db()
    assert found.send_at == datetime(2027, 3, 2, 2, tzinfo=UTC)
    said = answer.content.decode()
    assert "It goes out Tuesday 2 March 2027, 09:00, Bangkok time (UTC+7)" in said
    assert "For you: Tuesday 2 March 2027, 03:00, Berlin time (UTC+1)" in said


@pytest.mark.parametrize("when", ["", "2020-01-01T09:00", "soon"])
def test_a_time_that_will_not_do_is_said(client, member, event, when):
    found = make_announcement(event)

    answer = client.post(page("announcements:send", event, found), {"do": "schedule", "send_local": when})

    assert answer.status_code == 200
    assert Announcement.objects.get().state == "draft"
    assert answer.context["form"].errors or "That time is past." in answer.content.decode()


def test_what_is_scheduled_is_cancelled_and_written_again(client, member, event):
    found = make_announcement(event)
    services.schedule(found, send_at=now() + timedelta(days=1), by=member)

    client.post(page("announcements:cancel", event, found))
    answer = client.post(page("announcements:copy", event, found), follow=True)

    assert [one.state for one in Announcement.objects.order_by("pk")] == ["cancelled", "draft"]
    assert answer.context["form"]["text_en"].value() == ENGLISH.body


def test_what_waits_is_taken_back_with_its_count(client, member, event):
    for _number in range(3):
        register(event, make_person())
    found = send(make_announcement(event))
    announced().filter(pk=announced().first().pk).update(status="sent", sent_at=now())
    assert "Take back the 2 that wait" in client.get(page("announcements:detail", event, found)).content.decode()

    answer = client.post(page("announcements:cancel", event, found), follow=True)

    assert "2 mails are taken back." in answer.content.decode()
    assert sorted(announced().values_list("status", flat=True)) == ["dropped", "dropped", "sent"]


def test_figures_lead_to_the_log_of_this_one_alone(client, member, event):
    for _number in range(2):
        register(event, make_person())
    first, second = (send(make_announcement(event)) for _number in range(2))
    failing = announced().filter(dedupe_key__startswith=f"announcement:{first.pk}:").first()
    Message.objects.filter(pk=failing.pk).update(status="failed")

    figures = client.get(page("announcements:detail", event, first)).context["figures"]
    log = reverse("mail_log:event", args=[event.slug])
    of_second = client.get(log, {"announcement": second.pk})
    failed = client.get(log, {"announcement": first.pk, "status": "failed"})

    assert (figures.failed, figures.waiting) == (1, 1)
    assert {message.dedupe_key.split(":")[1] for message, _kind in of_second.context["lines"]} == {str(second.pk)}
    assert [message.pk for message, _kind in failed.context["lines"]] == [failing.pk]


def test_what_was_sent_has_no_page_to_change_it(client, member, event):
    register(event, make_person())
    found = send(make_announcement(event))

    for name in ("announcements:edit", "announcements:send"):
        assert client.get(page(name, event, found)).status_code == 302
    client.post(page("announcements:edit", event, found), form())
    client.post(page("announcements:discard", event, found))

    assert found.texts.get().subject == ENGLISH.subject


def test_an_announcement_of_another_event_is_not_there(client, member, event):
    other = make_announcement(make_event(programme=make_programme()))

    for name in ("announcements:detail", "announcements:edit", "announcements:send"):
        assert client.get(page(name, event, other)).status_code == 404


def test_why_it_did_not_go_is_said(client, member, event):
    found = make_announcement(event)
    services.schedule(found, send_at=now() + timedelta(hours=1), by=member)
    with time_machine.travel(now() + timedelta(days=3)):
        sending.send_due()

    said = client.get(page("announcements:detail", event, found)).content.decode()

    assert "It could not be sent within a day of its time." in said
