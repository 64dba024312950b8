"""Roles in teams that change in the admin: the people are told, and the security log has an entry."""

import re

import pytest
from django.urls import reverse

from events.models import Programme, TeamMember
from tests.accounts.helpers import trust_session
from tests.factories import make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(name="Seas", slug="seas")


@pytest.fixture(autouse=True)
def admin(client):
    person = make_person(is_staff=True, is_superuser=True)
    client.force_login(person)
    trust_session(client)
    return person


def save_team(client, programme, rows):
    """Post the form of programme with these rows: the id of the member or "", the person, the role, and DELETE."""
    data = {"name": programme.name, "slug": programme.slug, "language": programme.language, "timezone": "UTC"}
    page = client.get(reverse("admin:events_programme_change", args=[programme.pk]))
    for inline in page.context["inline_admin_formsets"]:
        prefix, total = inline.formset.prefix, inline.formset.initial_form_count()
        data |= {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": total}
    data |= {
        name: value
        for name, value in page.context["adminform"].form.initial.items()
        if name not in data and isinstance(value, (str, int)) and not isinstance(value, bool)
    }
    data["team-TOTAL_FORMS"] = len(rows)
    for number, (key, person, role, deleted) in enumerate(rows):
        data |= {f"team-{number}-id": key, f"team-{number}-person": person.pk, f"team-{number}-role": role}
        data |= {f"team-{number}-programme": programme.pk} | ({f"team-{number}-DELETE": "on"} if deleted else {})
    answer = client.post(reverse("admin:events_programme_change", args=[programme.pk]), data)
    assert answer.status_code == 302, (
        answer.context["errors"],
        [f.formset.errors for f in answer.context["inline_admin_formsets"]],
    )


def told(mailoutbox):
    return {mail.to[0]: re.search("Your role.*|You are no.*", mail.body).group() for mail in mailoutbox}


def test_people_are_told_of_new_changed_and_removed_roles(
    client, programme, mailoutbox, caplog, django_capture_on_commit_callbacks
):
    new, kept, changed, removed = (make_person(email=f"{name}@example.org") for name in ("new", "kept", "ch", "gone"))
    for person in (kept, changed, removed):
        make_member(programme, TeamMember.Role.VIEWER, person)
    keys = dict(TeamMember.objects.values_list("person__email", "pk"))

    with django_capture_on_commit_callbacks(execute=True), caplog.at_level("INFO", "plenary.security"):
        save_team(
            client,
            programme,
            [
                (keys["kept@example.org"], kept, "viewer", False),
                (keys["ch@example.org"], changed, "manager", False),
                (keys["gone@example.org"], removed, "viewer", True),
                ("", new, "reception", False),
            ],
        )

    assert told(mailoutbox) == {
        "new@example.org": "Your role in the team of “Seas” is now: Reception.",
        "ch@example.org": "Your role in the team of “Seas” is now: Manager.",
        "gone@example.org": "You are no longer in the team of “Seas”.",
    }
    assert caplog.text.count("event=role_changed") == 3


def test_both_are_told_when_a_role_goes_to_another_person(
    client, programme, mailoutbox, django_capture_on_commit_callbacks
):
    old, new = make_person(email="old@example.org"), make_person(email="new@example.org")
    make_member(programme, TeamMember.Role.VIEWER, old)

    with django_capture_on_commit_callbacks(execute=True):
        save_team(client, programme, [(TeamMember.objects.get().pk, new, "viewer", False)])

    assert told(mailoutbox) == {
        "new@example.org": "Your role in the team of “Seas” is now: Viewer.",
        "old@example.org": "You are no longer in the team of “Seas”.",
    }


def test_the_team_is_told_when_its_programme_is_deleted(
    client, programme, mailoutbox, django_capture_on_commit_callbacks
):
    make_member(programme, TeamMember.Role.VIEWER, make_person(email="old@example.org"))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:events_programme_delete", args=[programme.pk]), {"post": "yes"})

    assert not Programme.objects.exists()
    assert told(mailoutbox) == {"old@example.org": "You are no longer in the team of “Seas”."}
