"""The security log: a fixed vocabulary, ids only, and an entry for each event of an account."""

import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.timezone import now

from accounts.links.tokens import make_url
from accounts.protection import changes, snapshots
from accounts.security_log import SecurityEvent, record
from events.models import Erasure, TeamMember
from events.personal_data.notify import UNDO as UNDO_ERASURE
from events.personal_data.services import finish_due
from tests.accounts.helpers import ask, sign_in, trust_session, type_code, who
from tests.accounts.test_standing import appointed
from tests.events.questions.test_file_pages import answered, content
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
ROOT = Path(django_settings.BASE_DIR)


@pytest.fixture
def security(caplog):
    """Return a function that lists the events in the security log, each as a dictionary of its fields."""
    caplog.set_level(logging.INFO, "plenary.security")

    def entries():
        lines = [entry.getMessage() for entry in caplog.records if entry.name == "plenary.security"]
        return [dict(part.partition("=")[::2] for part in line.split()) for line in lines]

    return entries


def test_documents_list_each_event_once():
    table = (ROOT / "docs/security-log.md").read_text().split("| event | when")[1]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [event.value for event in SecurityEvent]


@pytest.mark.parametrize(
    "value",
    [
        "khin@example.org", "Khin", "Daw Khin", "/registrations/abc/", "khin%40example.org", "a\nb", "",
        "kq3vx8tz5m1n0c7b2d4f6g9h", "événement",
    ],
)  # fmt: skip
def test_value_that_is_no_id_or_word_is_replaced(security, value):
    record(SecurityEvent.REFUSED, detail=value)

    assert security() == [{"event": "refused", "outcome": "failure", "detail": "-"}]


def test_people_are_written_as_ids(security):
    person, other = make_person(), make_person()

    record(SecurityEvent.ROLE_CHANGED, actor=person, subject=other, by=person, roles=["manager", "viewer"], n=3)

    assert security() == [
        {"event": "role_changed", "outcome": "success", "actor": str(person.pk), "subject": str(other.pk)}
        | {"by": str(person.pk), "roles": "manager,viewer", "n": "3"}
    ]


@pytest.mark.parametrize(("is_on", "expected"), [(True, "192.0.2.9"), (False, None)])
def test_client_is_logged_unless_a_setting_forbids_it(security, settings, is_on, expected):
    settings.SECURITY_LOG_IP = is_on
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")

    record(SecurityEvent.REFUSED, request=request)

    assert security()[0].get("ip") == expected


def test_forged_proxy_header_does_not_stop_the_log(security, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    record(SecurityEvent.REFUSED, request=RequestFactory().get("/", HTTP_X_FORWARDED_FOR="x"))

    assert len(security()) == 1


def test_sign_in_and_sign_out_are_logged_without_the_address(client, mailoutbox, security, caplog):
    sign_in(client, mailoutbox, "khin@example.org")
    person = str(who(client))
    client.post(reverse("account_logout"))

    found = {entry["event"]: entry for entry in security()}
    assert found["signed_in"].items() >= {"actor": person, "subject": person, "method": "code"}.items()
    assert found["signed_out"]["subject"] == person
    assert "khin" not in caplog.text
    assert "example.org" not in caplog.text


def test_wrong_code_is_logged(client, security):
    ask(client, "khin@example.org")
    type_code(client, "000000")

    assert "code_wrong" in [entry["event"] for entry in security()]


def test_exports_are_logged(client, security):
    event = make_event()
    client.force_login(make_member(event.programme))

    client.get(reverse("participants:export", args=[event.slug]))

    assert (
        security()[-1].items() >= {"event": "data_exported", "what": "registrations", "event_id": str(event.pk)}.items()
    )


def test_new_roles_are_logged_and_begin_the_grace_period_anew(security):
    programme = make_programme()
    person = make_member(programme, "viewer")
    TeamMember.objects.update(appointed_at=now() - timedelta(days=100))
    member = TeamMember.objects.get()
    staff = Client()
    staff.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(staff)
    path = reverse("admin:events_programme_change", args=[programme.pk])
    page = staff.get(path)
    form = page.context["adminform"].form
    data = {name: form.initial[name] for name in form.fields if form.initial.get(name)}
    for prefix in ("phases", "areas", "partners"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    data |= {"team-TOTAL_FORMS": 1, "team-INITIAL_FORMS": 1, "team-0-id": member.pk, "team-0-programme": programme.pk}
    data |= {"team-0-person": person.pk, "team-0-role": "manager"}

    answer = staff.post(path, {name: value for name, value in data.items() if value not in (None, False)})

    assert answer.status_code == 302, answer.context["errors"]
    member.refresh_from_db()
    assert (member.role, member.appointed_at > now() - timedelta(days=1)) == ("manager", True)
    found = [entry for entry in security() if entry["event"] == "role_changed"]
    assert [(entry["subject"], entry["role"]) for entry in found] == [(str(person.pk), "manager")]


def test_refusals_are_logged_with_their_route(security):
    client = Client(enforce_csrf_checks=True)
    client.post(reverse("account_login"), {"email": "khin@example.org"})
    stranger = Client()
    stranger.force_login(make_person())
    stranger.get(reverse("admin:index"), follow=True)

    assert [(entry["event"], entry.get("route")) for entry in security()][:1] == [("csrf_refused", "account_login")]
    assert "refused" in [entry["event"] for entry in security()]


def of_kind(security, event):
    """Return the entries of an event. None of them contains an address."""
    entries = [entry for entry in security() if entry["event"] == event]
    assert "@" not in str(entries)
    assert "example" not in str(entries)
    return entries


def test_too_many_requests_for_a_code_are_logged(security):
    for _ in range(6):
        ask(Client(), "khin@example.org")

    (entry,) = of_kind(security, "limit_hit")
    assert (entry["outcome"], entry["limit"], entry["route"]) == ("failure", "request_login_code", "account_login")


def test_download_of_a_file_is_logged(client, security):
    event = make_event()
    file = answered(event)
    member = make_member(event.programme)
    client.force_login(member)

    content(client.get(file.get_absolute_url()))

    (entry,) = of_kind(security, "file_downloaded")
    assert (entry["actor"], entry["subject"]) == (str(member.pk), str(file.registration.person_id))
    assert entry["outcome"] == "success"
    assert entry["file_id"] == str(file.pk)


def test_missing_second_factor_is_logged(client, security):
    person = appointed("manager", 8)
    client.force_login(person)

    client.get("/organise/")

    (entry,) = of_kind(security, "second_factor_missing")
    assert (entry["actor"], entry["outcome"], entry["route"]) == (str(person.pk), "failure", "organise:home")


@pytest.mark.parametrize(("role", "hours", "reason"), [("viewer", 24, "idle"), (None, 30 * 24 + 1, "old")])
def test_expired_session_is_logged(client, security, role, hours, reason):
    person = make_member(make_programme(), role) if role else make_person()
    client.force_login(person)

    with time_machine.travel(now() + timedelta(hours=hours), tick=False):
        client.get("/me/")

    (entry,) = of_kind(security, "session_expired")
    assert (entry["subject"], entry["reason"], entry["outcome"]) == (str(person.pk), reason, "failure")


def test_undone_change_and_the_sessions_that_it_ends_are_logged(client, security):
    person = make_person()
    client.force_login(person)
    before = snapshots.take(person)
    EmailAddress.objects.create(user=person, email="thief@example.net", verified=True)
    found = snapshots.differences(before, snapshots.take(person))
    change = changes.record_change(person, before, found, {"ip": "192.0.2.1", "user_agent": "x"})

    assert Client().post(make_url(changes.UNDO, change)).status_code == 302

    (undone,) = of_kind(security, "change_undone")
    assert (undone["actor"], undone["subject"]) == (str(person.pk), str(person.pk))
    assert undone["change_id"] == str(change.pk)
    (ended,) = of_kind(security, "session_ended")
    assert (ended["subject"], ended["reason"]) == (str(person.pk), "undo")


@pytest.mark.django_db(transaction=True)
def test_erasure_of_personal_data_and_its_undo_are_logged(client, security):
    person, key = make_person(), None
    for _ in range(2):
        client.force_login(person)
        trust_session(client)
        client.post(reverse("personal_data:erase"), {"understood": "on"})
        if key is None:
            key = Erasure.objects.get().pk
            Client().post(make_url(UNDO_ERASURE, Erasure.objects.get()))
    with time_machine.travel(now() + timedelta(days=8)):
        assert finish_due() == 1

    entries = of_kind(security, "personal_data_erased")
    assert [entry["step"] for entry in entries] == ["requested", "requested", "erased"]
    assert {(entry["actor"], entry["subject"]) for entry in entries} == {(str(person.pk), str(person.pk))}
    (undone,) = of_kind(security, "change_undone")
    assert (undone["subject"], undone["change"]) == (str(person.pk), "erasure")


def test_ended_links_are_logged(client, security):
    staff, person = make_person(is_staff=True, is_superuser=True), make_person()
    client.force_login(staff)
    trust_session(client)

    client.post(reverse("admin:accounts_user_changelist"), {"action": "end_all_links", "_selected_action": [person.pk]})

    entries = of_kind(security, "link_revoked")
    assert {entry["subject"] for entry in entries} == {str(person.pk)}
    assert str(staff.pk) in {entry.get("actor") for entry in entries}


def test_input_that_no_page_can_use_is_logged(client, security):
    client.get("/events/", {"q": "khin@example.org\0"})

    (entry,) = of_kind(security, "input_refused")
    assert (entry["outcome"], entry["status"]) == ("failure", "400")
