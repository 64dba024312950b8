"""Invitations to a team: who can be invited, who can accept, and how an invitation ends."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.models import ProgrammeChange, TeamInvitation, TeamMember
from events.personal_data.retention.of_accounts import delete_team_invitations
from events.programmes import invitations
from events.programmes.errors import (
    AlreadyInvitedError,
    AlreadyMemberError,
    ClosedAccountError,
    InvitationEndedError,
    NotInvitedError,
    OtherNameError,
    SharedMailboxError,
    TooManyInvitationsError,
)
from notifications.models import Message
from tests.events.programmes.helpers import invite, link_in_mail, pending, reader_of, sign_in
from tests.factories import make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
MINE, TEAM = "programmes:my_invitations", "programmes:team"


@pytest.fixture
def programme():
    return make_programme(name="Seas", slug="seas", contact_email="seas@example.org")


@pytest.fixture
def manager(programme):
    return make_member(programme, person=reader_of("manager@example.org", name="Malee"))


def test_unknown_address_gets_a_mail_with_a_personal_link_and_no_account(client, programme, manager, caplog):
    sign_in(client, manager)

    with caplog.at_level("INFO", "plenary.security"):
        answer = client.post(
            reverse("programmes:invite", args=["seas"]),
            {"email": "Ha＠example.org", "name": "Nguyen Ha", "role": "reception"},
            follow=True,
        )

    mail = Message.objects.get(kind="team_invitation")
    assert (mail.to_email, mail.to_name, mail.topic) == ("ha@example.org", "Nguyen Ha", f"programme:{programme.pk}")
    assert "Malee invites you to the team of Seas." in mail.text
    assert "Your role: Reception." in mail.text
    assert link_in_mail()
    assert not User.objects.filter(email="ha@example.org").exists()
    assert not programme.team.filter(role="reception").exists()
    assert "ha@example.org" in answer.text
    assert "event=role_offered" in caplog.text
    assert programme.changes.get().said == "ha@example.org: Reception"


@pytest.mark.parametrize(("language", "words"), [("fr", "vous invite à rejoindre"), ("vi", "mời quý vị tham gia")])
def test_mail_is_in_the_language_of_its_reader(programme, manager, language, words):
    reader_of("ha@example.org", language=language)

    invite(programme, manager, "ha@example.org")

    assert words in Message.objects.get(kind="team_invitation").text


def test_unknown_person_signs_in_by_code_and_finds_the_role(client, programme, manager, mailoutbox):
    from tests.accounts.helpers import ask, code_in, type_code  # noqa: PLC0415

    invite(programme, manager, "ha@example.org", name="Nguyen Ha")
    page = client.get(link_in_mail())
    assert reverse("account_login") + "?next=" + reverse(MINE) in page.text
    assert "ha@example.org" not in page.text  # a forwarded link does not show the address

    ask(client, "ha@example.org")
    type_code(client, code_in(mailoutbox[-1]))
    mine = client.get(reverse(MINE))
    assert "Seas" in mine.text
    done = client.post(reverse("programmes:invitation_accept", args=[pending().get().pk]), follow=True)

    member = programme.team.get(person__email="ha@example.org")
    assert (member.role, member.person.name) == ("coordinator", "Nguyen Ha")
    assert "Your role: Coordinator." in done.text
    assert done.redirect_chain[-1][0] == reverse("organise:home")


def test_link_mails_the_code_to_the_invited_address_and_gives_no_right(client, programme, manager, mailoutbox):
    from tests.accounts.helpers import code_in  # noqa: PLC0415

    invite(programme, manager, "ha@example.org", name="Nguyen Ha")
    path = link_in_mail()

    asked = client.post(path)
    assert client.get(reverse(MINE)).status_code == 302
    assert mailoutbox[-1].to == ["ha@example.org"]
    signed_in = client.post(asked["Location"], {"code": code_in(mailoutbox[-1])}, follow=True)

    assert signed_in.redirect_chain[-1][0] == reverse(MINE)
    assert "Accept the invitation" in signed_in.text
    assert not programme.team.filter(role="coordinator").exists()


def test_link_mails_few_codes(client, programme, manager, mailoutbox):
    invite(programme, manager, "ha@example.org")
    path = link_in_mail()

    answers = [client.post(path).status_code for _time in range(6)]

    assert answers == [302] * 5 + [429]
    assert len([mail for mail in mailoutbox if mail.to == ["ha@example.org"]]) == 5


@pytest.mark.parametrize("end", ["revoked", "accepted"])
def test_link_of_an_ended_invitation_mails_no_code(client, programme, manager, mailoutbox, end):
    invitation = invite(programme, manager, "ha@example.org")
    path = link_in_mail()
    if end == "revoked":
        invitations.revoke(invitation, by=manager)
    else:
        invitations.accept(invitation, reader_of("ha@example.org"))
    mailoutbox.clear()

    client.post(path)

    assert not [mail for mail in mailoutbox if "code" in mail.subject]


def test_person_is_told_and_the_log_and_the_history_record_the_role(
    programme, manager, mailoutbox, caplog, django_capture_on_commit_callbacks
):
    person = reader_of("ha@example.org", name="Ha")
    invitation = invite(programme, manager, "ha@example.org")

    with django_capture_on_commit_callbacks(execute=True), caplog.at_level("INFO", "plenary.security"):
        invitations.accept(invitation, person)

    assert "Your role in the team of “Seas” is now: Coordinator." in mailoutbox[-1].body
    assert mailoutbox[-1].to == ["ha@example.org"]
    assert f"event=role_changed outcome=success actor={person.pk} subject={person.pk}" in caplog.text
    change = programme.changes.first()
    assert (change.what, change.by, change.said) == ("joined", person, "Ha: Coordinator")


def test_link_of_a_signed_in_reader_leads_to_the_button(client, programme, manager):
    invite(programme, manager, "ha@example.org")
    sign_in(client, reader_of("ha@example.org"))

    assert client.get(link_in_mail()).url == reverse(MINE)


def test_link_used_twice_says_so_and_gives_no_second_role(client, programme, manager):
    person = reader_of("ha@example.org")
    invitation = invite(programme, manager, "ha@example.org")
    path = link_in_mail()
    invitations.accept(invitation, person)
    programme.team.get(person=person).delete()
    sign_in(client, person)

    again = client.get(path)

    assert "This invitation was accepted." in again.text
    accepted = client.post(reverse("programmes:invitation_accept", args=[invitation.pk]))
    assert accepted.status_code == 404
    with pytest.raises(InvitationEndedError):
        invitations.accept(invitation, person)
    assert not programme.team.filter(person=person).exists()


def test_expired_invitation_gives_no_role(client, programme, manager):
    person = reader_of("ha@example.org")
    invitation = invite(programme, manager, "ha@example.org")
    path = link_in_mail()
    TeamInvitation.objects.update(expires_at=now() - timedelta(minutes=1))
    sign_in(client, person)

    assert client.get(path).status_code == 410
    assert "There is no invitation" in client.get(reverse(MINE)).text
    client.post(reverse("programmes:invitation_accept", args=[invitation.pk]))
    assert not programme.team.filter(person=person).exists()


def test_revoked_invitation_gives_no_role_and_its_mail_stays_here(client, programme, manager):
    person = reader_of("ha@example.org")
    invitation = invite(programme, manager, "ha@example.org")
    path = link_in_mail()
    sign_in(client, manager)
    client.post(reverse("programmes:invitation_revoke", args=["seas", invitation.pk]))
    sign_in(client, person)

    assert client.get(path).status_code == 410
    assert client.post(reverse("programmes:invitation_accept", args=[invitation.pk])).status_code == 404
    assert not programme.team.filter(person=person).exists()
    assert Message.objects.get(kind="team_invitation").status == Message.Status.DROPPED
    assert programme.changes.first().what == ProgrammeChange.What.REVOKED


def test_another_signed_in_person_cannot_accept(client, programme, manager):
    other = reader_of("other@example.org", name="Other Person")
    invitation = invite(programme, manager, "ha@example.org")
    sign_in(client, other)

    page = client.get(link_in_mail())

    assert "You are signed in as" in page.text
    assert "h…@example.org" in page.text
    assert client.post(reverse("programmes:invitation_accept", args=[invitation.pk])).status_code == 404
    with pytest.raises(NotInvitedError):
        invitations.accept(invitation, other)
    assert not programme.team.filter(person=other).exists()


def test_address_that_nobody_has_proved_cannot_accept(programme, manager):
    person = make_person(email="ha@example.org")
    EmailAddress.objects.create(user=person, email="ha@example.org", verified=False)
    invitation = invite(programme, manager, "ha@example.org")

    with pytest.raises(NotInvitedError):
        invitations.accept(invitation, person)


def test_only_the_holder_of_a_shared_mailbox_can_join(programme, manager):
    holder = reader_of("office@example.org", name="Khin Khin")
    sharer = User.objects.create(email="office@example.org", name="Minh Nguyen", mailbox_of=holder)

    with pytest.raises(OtherNameError, match="Khin Khin"):
        invite(programme, manager, "office@example.org", name="Minh Nguyen")
    invitation = invite(programme, manager, "office@example.org", name="Khin, Khin")
    with pytest.raises(NotInvitedError):
        invitations.accept(invitation, sharer)
    assert invitations.accept(invitation, holder).role == "coordinator"


def test_person_at_the_mailbox_of_another_cannot_be_invited(programme, manager):
    holder = reader_of("office@example.org", name="Khin Khin")
    User.objects.create(email="minh@example.org", name="Minh Nguyen", mailbox_of=holder)

    with pytest.raises(SharedMailboxError):
        invite(programme, manager, "minh@example.org")


def test_refusals_stand_next_to_the_field(client, programme, manager):
    reader_of("ha@example.org", name="Nguyen Ha")
    sign_in(client, manager)

    page = client.post(
        reverse("programmes:invite", args=["seas"]),
        {"email": "ha@example.org", "name": "Somebody Else", "role": "viewer"},
    )

    assert "This is the address of Nguyen Ha." in page.context["form"].errors["name"][0]
    assert not pending().exists()


def test_members_and_closed_accounts_cannot_be_invited(programme, manager):
    make_person(email="closed@example.org", is_active=False)

    with pytest.raises(AlreadyMemberError):
        invite(programme, manager, "manager@example.org")
    with pytest.raises(ClosedAccountError):
        invite(programme, manager, "closed@example.org")


def test_address_is_invited_once_and_an_expired_invitation_is_replaced(programme, manager):
    invitation = invite(programme, manager)
    with pytest.raises(AlreadyInvitedError):
        invite(programme, manager, "NEW@example.org")
    TeamInvitation.objects.update(expires_at=now())

    again = invite(programme, manager, role="viewer")

    assert again.pk == invitation.pk
    assert (again.role, again.is_expired) == ("viewer", False)


def test_pending_invitations_have_a_limit(programme, manager, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_PENDING", 1)
    invite(programme, manager)

    with pytest.raises(TooManyInvitationsError):
        invite(programme, manager, "second@example.org")


def test_resending_ends_the_earlier_link(client, programme, manager):
    invitation = invite(programme, manager)
    first = link_in_mail()
    TeamInvitation.objects.update(expires_at=now())
    sign_in(client, manager)

    client.post(reverse("programmes:invitation_resend", args=["seas", invitation.pk]))

    second = link_in_mail()
    client.logout()
    assert second != first
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200
    assert Message.objects.filter(kind="team_invitation").count() == 2


def test_member_keeps_the_role_that_they_have_got_meanwhile(programme, manager):
    person = reader_of("ha@example.org")
    invitation = invite(programme, manager, "ha@example.org", role="manager")
    make_member(programme, TeamMember.Role.VIEWER, person)

    assert invitations.accept(invitation, person).role == "viewer"
    assert not pending().exists()


def test_a_change_without_a_fresh_code_asks_for_one_and_changes_nothing(client, programme, manager):
    client.force_login(manager)

    answer = client.post(
        reverse("programmes:invite", args=["seas"]), {"email": "x@example.org", "role": "manager", "name": ""}
    )

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert "changes who may sign in or what they may do" in client.get(answer.url).text
    assert not pending().exists()


def test_invitation_goes_out_after_the_code(client, programme, manager, mailoutbox):
    from tests.accounts.helpers import code_in  # noqa: PLC0415

    client.force_login(manager)
    form = {"email": "x@example.org", "role": "viewer", "name": ""}
    asked = client.post(reverse("programmes:invite", args=["seas"]), form)
    client.get(asked.url)

    client.post(asked.url, {"code": code_in(mailoutbox[-1])})

    assert pending().get().email == "x@example.org"


def test_old_invitations_are_deleted(programme, manager):
    invite(programme, manager, "old@example.org")
    TeamInvitation.objects.update(sent_at=now() - timedelta(days=31))
    invite(programme, manager, "fresh@example.org")

    assert delete_team_invitations() == 1
    assert TeamInvitation.objects.get().email == "fresh@example.org"
