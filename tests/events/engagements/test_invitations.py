"""An invitation by personal link: the mail, the answers, what the team sees."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.links.services import end_links, renew
from accounts.links.tokens import read_token
from events.calendars.services import issue_token
from events.contributors.links import ENGAGEMENT, engagement_link
from events.contributors.queries import contributions
from events.engagements import services
from events.engagements.errors import AllAnsweredError, NoAddressError, NotAheadError, TaskGoneError
from events.experts import directory
from events.mails.rules import EventNotTakingPlaceError
from events.models import Contributor, Engagement, Event, EventChange, Expert
from events.organise.work.queries import work_list
from tests.events.contributors.scene import mails_to, make_session
from tests.events.engagements.helpers import invited, make_contributor, token_of
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"http\S+/contributions/\S+")


def mail_to(contributor, kind="contributor_invited"):
    return mails_to(contributor.person, kind)[-1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "please answer"), ("fr", "veuillez répondre"), ("vi", "xin trả lời")],
)
def test_invitation_has_the_link_and_the_sessions_in_the_language_of_its_reader(language, words):
    person = make_person(name="An Tran", email="an@example.org", language=language)
    contributor, engagement = invited()

    mail = mail_to(contributor)

    assert (mail.recipient, words in mail.subject, mail.status) == (person, True, "queued")
    assert "Profiling job seekers" in mail.text
    assert ADDRESS.search(mail.text).group().rstrip(">") == engagement_link(engagement)
    assert (contributor.invitation, contributor.invited_at is not None) == ("invited", True)


def test_one_invitation_asks_about_all_open_tasks_of_the_event():
    event = make_event()
    first = make_contributor(event)
    second = make_contributor(event, session=make_session(event, "Closing"))
    Contributor.objects.filter(pk=second.pk).update(expert=None)

    services.invite(first, by=make_member(event.programme))

    second.refresh_from_db()
    assert (second.invitation, second.expert, Engagement.objects.count()) == ("invited", first.expert, 1)
    assert mail_to(first).text.count("Closing") == 1
    with pytest.raises(AllAnsweredError):
        services.invite(first, by=make_person())


def test_draft_event_can_invite_and_its_mail_is_sent_at_once():
    contributor, engagement = invited(make_event(status="draft"))

    assert mail_to(contributor).status == "queued"
    assert read_token(ENGAGEMENT, token_of(engagement)).works


@pytest.mark.parametrize("status", ["cancelled", "past"])
def test_event_that_does_not_take_place_invites_nobody(status):
    event = make_event()
    contributor = make_contributor(event)
    changes = {"status": status} if status == "cancelled" else {}
    if status == "past":
        changes = {"starts_at": now() - timedelta(days=9), "ends_at": now() - timedelta(days=8)}
    Event.objects.update(**changes)

    with pytest.raises(EventNotTakingPlaceError):
        services.invite(Contributor.objects.get(), by=make_person())
    assert contributor.invitation == "none"


def test_contributor_without_address_is_not_invited():
    with pytest.raises(NoAddressError):
        services.invite(make_contributor(address=""), by=make_person())


def test_contributor_who_was_added_elsewhere_gets_an_entry_first():
    event, person = make_event(), make_person(name="An Tran")
    contributor = Contributor.objects.create(session=make_session(event), name="An Tran", person=person)

    services.invite(contributor, by=make_person())

    assert Expert.objects.get().person == person
    assert directory.adopt(Contributor.objects.all()) == 0


def test_accepting_is_recorded_and_sends_the_calendar_what_it_lacks():
    contributor, engagement = invited()
    services.accept(engagement, contributor.pk)
    services.accept(engagement, contributor.pk)

    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.answered_at is not None) == ("accepted", True)
    assert EventChange.objects.filter(what="contributors", said__startswith="✓").count() == 1


def test_accepting_a_quiet_contribution_sends_its_invite():
    event = make_event()
    session = make_session(event)
    person = make_person(name="An Tran")
    contributor = Contributor.objects.create(session=session, name="An Tran", person=person)
    engagement = services.invite(contributor, by=make_person())

    services.accept(engagement, contributor.pk)

    (mail,) = mails_to(person, "contributor_named")
    assert "METHOD:REQUEST" in mail.ics
    assert contributions(event)[0].is_held


def test_declining_tells_the_team_with_the_reason():
    contributor, engagement = invited()
    event = Event.objects.get()
    member = make_member(event.programme, "coordinator")

    services.decline(engagement, contributor.pk, reason="I teach on both days")

    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.decline_reason) == ("declined", "I teach on both days")
    labels = [item.label for item in work_list(member, event.zone)]
    assert "1 contributor has declined" in labels
    assert EventChange.objects.filter(what="contributors").latest("pk").said.startswith("✗ An Tran")


def test_answer_can_change_until_the_event_is_over():
    contributor, engagement = invited()
    services.decline(engagement, contributor.pk, reason="Ill")
    services.accept(engagement, contributor.pk)
    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.decline_reason) == ("accepted", "")
    Event.objects.update(starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))

    with pytest.raises(NotAheadError):
        services.decline(Engagement.objects.get(), contributor.pk)


def test_tasks_of_others_and_tasks_without_a_question_are_not_answered():
    event = make_event()
    contributor, engagement = invited(event)
    other, _engagement = invited(event, name="Binh Le", address="binh@example.org", session=make_session(event, "Two"))
    unasked = make_contributor(event, session=make_session(event, "Three"))

    for task in (other, unasked):
        with pytest.raises(TaskGoneError):
            services.accept(engagement, task.pk)
    assert contributor.pk


def test_declined_person_can_be_invited_again():
    contributor, engagement = invited()
    services.decline(engagement, contributor.pk, reason="Ill")

    services.invite(contributor, by=make_person())

    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.decline_reason, contributor.answered_at) == ("invited", "", None)
    assert len(mails_to(contributor.person, "contributor_invited")) == 2


def test_team_ends_a_link_and_sends_a_new_one(client):
    contributor, engagement = invited()
    old = token_of(engagement)

    services.revoke_link(engagement, by=make_person())
    assert client.get(reverse("engagements:own", args=[old])).status_code == 410
    assert not read_token(ENGAGEMENT, old).can_be_renewed
    services.send_link(Engagement.objects.get(), by=make_person())

    link = ADDRESS.search(mail_to(contributor, "contributor_link").text).group().rstrip(">")
    assert link == engagement_link(Engagement.objects.get())
    assert client.get(reverse("engagements:own", args=[old])).status_code == 410
    assert client.get(reverse("engagements:own", args=[token_of(engagement)])).status_code == 200


def test_person_renews_the_link_and_ends_the_earlier_one():
    contributor, engagement = invited()
    link = read_token(ENGAGEMENT, token_of(engagement))

    renew(link)

    assert not read_token(ENGAGEMENT, link.token).works
    assert ADDRESS.search(mail_to(contributor, "contributor_link").text)
    end_links(contributor.person)


def test_other_mails_to_the_contributor_have_the_link():
    contributor, engagement = invited()

    make_contributor(Event.objects.get(), session=make_session(Event.objects.get(), "Closing"))

    mail = mail_to(contributor, "contributor_changed")
    assert ADDRESS.search(mail.text).group().rstrip(">") == engagement_link(engagement)


def test_link_is_masked_in_the_mail_log_and_in_logs(client):
    contributor, engagement = invited()
    event = Event.objects.get()
    client.force_login(make_member(event.programme))

    page = client.get(reverse("mail_log:message", args=[event.programme.slug, mail_to(contributor).pk])).text

    assert token_of(engagement) not in page
    assert "/contributions/…" in page


# The team's pages


@pytest.fixture
def team(client):
    event = make_event(slug="seminar")
    client.force_login(make_member(event.programme, "coordinator"))
    return client


def test_team_invites_from_the_list_and_reads_the_answer(team):
    event = Event.objects.get()
    contributor = make_contributor(event)
    path = reverse("engagements:invite", args=[event.slug, contributor.pk])
    listed = reverse("contributors:list", args=[event.slug])
    assert f'href="{path}"' in team.get(listed).text
    assert "an@example.org" in team.get(path).text

    assert team.post(path).url == listed

    page = team.get(listed).text
    assert "Invited, no answer yet" in page
    assert "Send link again" in page
    services.decline(Engagement.objects.get(), contributor.pk, reason="I teach")
    page = team.get(listed).text
    assert "has declined" in page
    assert "I teach" in page
    assert "Invite again" in page


def test_reception_does_not_read_reasons_and_needs(team):
    contributor, engagement = invited(Event.objects.get())
    services.decline(engagement, contributor.pk, reason="I am ill")
    services.save_needs(engagement, equipment="Microphone", needs="No nuts")
    listed = reverse("contributors:list", args=["seminar"])
    assert [text in team.get(listed).text for text in ("I am ill", "No nuts", "has declined")] == [True] * 3

    team.force_login(make_member(Event.objects.get().programme, "reception"))

    assert [text in team.get(listed).text for text in ("I am ill", "No nuts", "has declined")] == [False, False, True]


def test_team_page_without_an_address_says_what_to_do(team):
    contributor = make_contributor(Event.objects.get(), address="")

    page = team.get(reverse("engagements:invite", args=["seminar", contributor.pk])).text

    assert "Enter the address of this person first." in page
    team.post(reverse("engagements:invite", args=["seminar", contributor.pk]))
    assert not Engagement.objects.exists()


def test_team_sends_and_ends_links_on_the_list(team):
    contributor, engagement = invited(Event.objects.get())
    path = reverse("engagements:link", args=["seminar", engagement.pk])

    team.post(path, {"do": "revoke"})
    engagement.refresh_from_db()
    assert engagement.revoked_at
    assert "Send new link" in team.get(reverse("contributors:list", args=["seminar"])).text
    team.post(path, {"do": "send"})

    engagement.refresh_from_db()
    assert engagement.revoked_at is None
    assert mails_to(contributor.person, "contributor_link")
    Event.objects.update(status="cancelled")
    team.post(path, {"do": "send"})
    assert len(mails_to(contributor.person, "contributor_link")) == 1


def test_declined_session_leaves_the_personal_feed(client):
    contributor, engagement = invited()
    feed = reverse("calendars:personal", args=[issue_token(contributor.person)])
    services.accept(engagement, contributor.pk)
    assert "STATUS:CANCELLED" not in client.get(feed).text

    services.decline(engagement, contributor.pk)

    shown = client.get(feed).text
    assert "Event" not in shown or "STATUS:CANCELLED" in shown
