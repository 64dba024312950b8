"""The page of a team: roles that change and end, the last manager, and what each role can do."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now

from events.models import TeamMember
from events.permissions import ALLOWED, Action
from events.programmes import roles
from events.programmes.errors import OnlyManagerError
from events.programmes.rights import RIGHTS, ROLES
from tests.events.programmes.helpers import invite, sign_in
from tests.factories import make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
Role = TeamMember.Role


@pytest.fixture
def programme():
    return make_programme(name="Seas", slug="seas")


@pytest.fixture
def manager(programme):
    return make_member(programme, person=make_person(name="Malee", email="malee@example.org"))


def member_of(programme, role=Role.COORDINATOR, **fields):
    return programme.team.get(person=make_member(programme, role, make_person(**fields)))


def test_manager_changes_a_role_in_place(client, programme, manager, mailoutbox, django_capture_on_commit_callbacks):
    member = member_of(programme, name="Arif", email="arif@example.org")
    TeamMember.objects.filter(pk=member.pk).update(appointed_at=now() - timedelta(days=90))
    sign_in(client, manager)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("programmes:role_change", args=["seas", member.pk]), {"role": "manager"})

    member.refresh_from_db()
    assert member.role == Role.MANAGER
    assert now() - member.appointed_at < timedelta(minutes=1)  # the days for the second factor begin
    assert mailoutbox[-1].to == ["arif@example.org"]
    assert "Your role in the team of “Seas” is now: Manager." in mailoutbox[-1].body
    change = programme.changes.get()
    assert (change.what, change.by, change.said) == ("role", manager, "Arif: Coordinator → Manager")


def test_security_log_records_who_changed_whose_role(programme, manager, caplog):
    member = member_of(programme)

    with caplog.at_level("INFO", "plenary.security"):
        roles.change_role(member, Role.VIEWER, by=manager)

    assert f"event=role_changed outcome=success actor={manager.pk} subject={member.person_id}" in caplog.text


def test_same_role_changes_nothing(programme, manager):
    assert roles.change_role(member_of(programme), Role.COORDINATOR, by=manager) is False
    assert not programme.changes.exists()


def test_manager_takes_a_member_off_the_team(
    client, programme, manager, mailoutbox, django_capture_on_commit_callbacks
):
    member = member_of(programme, name="Arif", email="arif@example.org")
    sign_in(client, manager)
    address = reverse("programmes:role_end", args=["seas", member.pk])
    assert "Take <bdi>Arif</bdi> off the team?" in client.get(address).text

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address)

    assert answer.url == reverse("programmes:team", args=["seas"])
    assert not programme.team.filter(pk=member.pk).exists()
    assert "You are no longer in the team of “Seas”." in mailoutbox[-1].body
    assert programme.changes.get().said == "Arif: Coordinator"


def test_former_member_loses_the_workspace_at_the_next_page(client, programme, manager):
    member = member_of(programme)
    client.force_login(member.person)
    address = reverse("planning:create", args=["seas"])
    assert client.get(address).status_code == 200

    roles.end_role(member, by=manager)

    assert client.get(address).status_code == 404


def test_manager_can_leave_if_there_is_another(client, programme, manager):
    member_of(programme, Role.MANAGER)
    sign_in(client, manager)

    answer = client.post(reverse("programmes:role_end", args=["seas", programme.team.get(person=manager).pk]))

    assert answer.url == reverse("organise:home")
    assert not programme.team.filter(person=manager).exists()


def test_last_manager_cannot_leave_or_be_demoted(client, programme, manager):
    own = programme.team.get(person=manager)
    member_of(programme, Role.COORDINATOR)
    member_of(programme, Role.MANAGER, is_active=False)  # cannot sign in, so does not count
    sign_in(client, manager)

    assert "The last manager" in client.get(reverse("programmes:team", args=["seas"])).text
    page = client.get(reverse("programmes:role_end", args=["seas", own.pk]))
    assert "A programme needs a manager." in page.text
    client.post(reverse("programmes:role_end", args=["seas", own.pk]))
    client.post(reverse("programmes:role_change", args=["seas", own.pk]), {"role": "viewer"})
    with pytest.raises(OnlyManagerError):
        roles.end_role(own, by=manager)
    with pytest.raises(OnlyManagerError):
        roles.change_role(own, Role.VIEWER, by=manager)
    own.refresh_from_db()
    assert own.role == Role.MANAGER


def test_members_of_another_programme_cannot_be_changed(client, programme, manager):
    other = member_of(make_programme())
    sign_in(client, manager)

    assert client.post(reverse("programmes:role_end", args=["seas", other.pk])).status_code == 404
    assert client.post(reverse("programmes:role_change", args=["seas", other.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.RECEPTION, Role.VIEWER])
def test_other_roles_cannot_invite_or_change_roles(client, programme, manager, role):
    member = member_of(programme, role)
    sign_in(client, member.person)

    for name, arguments in (("invite", []), ("role_change", [member.pk]), ("role_end", [member.pk])):
        address = reverse(f"programmes:{name}", args=["seas", *arguments])
        form = {"role": "manager", "email": "x@example.org"}
        assert client.post(address, form).status_code == 403
    member.refresh_from_db()
    assert member.role == role


def test_page_says_who_needs_a_second_factor_and_by_when(client, programme, manager):
    TeamMember.objects.update(appointed_at=now())
    protected = member_of(programme, Role.MANAGER, name="Protected")
    Authenticator.objects.create(user=protected.person, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    member_of(programme, Role.VIEWER)
    client.force_login(manager)

    page = client.get(reverse("programmes:team", args=["seas"]))

    by_name = {row.member.person.name: row for row in page.context["members"]}
    assert by_name["Malee"].deadline - now() > timedelta(days=6)
    assert by_name["Protected"].deadline is None
    assert "Required by" in page.text
    assert "Passkey" in page.text
    assert "Not required" in page.text


def test_every_action_is_in_one_row_of_the_rights_and_each_row_is_true():
    listed = [action for right in RIGHTS for action in right.actions]

    assert sorted(listed) == sorted(Action)
    for right in RIGHTS:
        for role, permitted in zip(ROLES, right.by_role, strict=True):
            assert permitted or not right.actions & ALLOWED[role], (right.label, role)


def test_page_has_a_fixed_number_of_queries(client, programme, manager, django_assert_max_num_queries):
    client.force_login(manager)
    address = reverse("programmes:team", args=["seas"])
    invite(programme, manager)
    client.get(address)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for number in range(8):
        member_of(programme)
        invite(programme, manager, f"new{number}@example.org")

    with django_assert_max_num_queries(len(few)) as many:
        page = client.get(address)

    assert len(many) == len(few)
    assert page.text.count("<tr>") == 1 + 9 + 9 + 1 + len(RIGHTS)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_managers_cannot_take_each_other_off_at_the_same_time():
    programme = make_programme()
    members = [member_of(programme, Role.MANAGER) for _number in range(2)]
    barrier, refused = Barrier(2), []

    def end(member, by):
        barrier.wait()
        try:
            roles.end_role(member, by=by.person)
        except OnlyManagerError:
            refused.append(member)
        finally:
            connection.close()

    threads = [Thread(target=end, args=pair) for pair in (members, members[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert programme.team.filter(role=Role.MANAGER).count() == 1
