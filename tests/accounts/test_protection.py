"""Changes of how people sign in: reauthentication, mails at once, and undoing them."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils.timezone import now

from accounts.links.services import end_links
from accounts.models import SignInChange, User
from accounts.protection import changes, notices, snapshots
from accounts.protection.middleware import OPEN
from tests.accounts.helpers import code_in, reauthenticate, sign_in, trust_session, who
from tests.accounts.test_second_step import app_code
from tests.factories import make_person

pytestmark = [pytest.mark.look, pytest.mark.django_db(transaction=True)]  # allauth acts on commit
OWNER, THIEF = "owner@example.org", "thief@example.net"


@pytest.fixture
def owner(client, mailoutbox):
    """Return a person who is signed in with client, with a verified address."""
    sign_in(client, mailoutbox, OWNER)
    return User.objects.get()


def addresses(person):
    rows = EmailAddress.objects.filter(user=person).order_by("pk")
    return [(row.email, row.verified, row.primary) for row in rows]


def add_address(client, mailoutbox, email=THIEF):
    client.post(reverse("account_email"), {"email": email, "action_add": ""})
    return client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})


def make_primary(client, email):
    return client.post(reverse("account_email"), {"email": email, "action_primary": ""})


def remove(client, email):
    return client.post(reverse("account_email"), {"email": email, "action_remove": ""})


def add_app(client):
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})


def passkey(person, name="Phone"):
    return Authenticator.objects.create(user=person, type="webauthn", data={"name": name, "credential": {}})


def link_in(message):
    return re.search(r"https?://\S+/account-changes/\S+/", message.body).group().partition("://")[2].partition("/")[2]


def links_to(mailoutbox, address):
    return ["/" + link_in(one) for one in mailoutbox if one.to == [address] and "/account-changes/" in one.body]


def undo(link):
    return Client().post(link)


def allauth_pages():
    """Return the paths of all pages below /accounts/ that no list leaves open, with arguments that find nothing."""
    names = {
        pattern.name: pattern
        for resolver in get_resolver().url_patterns
        for pattern in _flat(resolver)
        if getattr(pattern, "name", None)
    }
    found = {}
    for name in names:
        if not name.startswith(("account_", "mfa_", "socialaccount_", "usersessions_", "google_", "microsoft_")):
            continue
        for arguments in ([], [1], ["oidc"]):
            try:
                found[name] = reverse(name, args=arguments)
                break
            except Exception:  # noqa: S112 (the arguments do not fit)
                continue
    # There are no passwords: these addresses lead to the sign-in.
    return {n: path for n, path in found.items() if path.startswith("/accounts/") and "password" not in path}


def _flat(pattern):
    if isinstance(pattern, URLPattern):
        yield pattern
    else:
        for one in pattern.url_patterns:
            yield from _flat(one)


NEED = [
    "account_email", "account_email_verification_sent", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "socialaccount_connections", "usersessions_list",
]  # fmt: skip


def test_pages_that_need_reauthentication_are_not_in_the_list_of_open_ones():
    assert set(NEED) <= set(allauth_pages()) - OPEN


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(set(allauth_pages()) - OPEN))
def test_every_page_of_an_account_needs_reauthentication(client, owner, method, name):
    path = allauth_pages()[name]

    answer = getattr(client, method)(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate") + "?next=")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", NEED)
def test_htmx_is_sent_to_the_page_as_a_whole(client, owner, name):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/profile/"}

    answer = client.post(allauth_pages()[name], headers=headers)

    assert answer.headers["HX-Redirect"] == reverse("account_reauthenticate") + "?next=%2Fme%2Fprofile%2F"
    assert answer.content == b""


def test_stale_session_changes_nothing_and_the_code_goes_to_the_owner(client, mailoutbox, owner):
    mailoutbox.clear()

    client.post(reverse("account_email"), {"email": THIEF, "action_add": ""}, follow=True)
    make_primary(client, THIEF)
    remove(client, OWNER)
    add_app_page = client.get(reverse("mfa_activate_totp"), follow=True)

    assert "We have sent six digits" in add_app_page.content.decode()
    assert {tuple(one.to) for one in mailoutbox} == {(OWNER,)}
    assert addresses(owner) == [(OWNER, True, True)]
    assert not Authenticator.objects.exists()
    assert not SignInChange.objects.exists()


def test_posted_form_is_sent_after_the_code(client, mailoutbox, owner):
    client.post(reverse("account_email"), {"email": "second@example.org", "action_add": ""})
    assert "second@example.org" not in str(dict(client.session))
    client.post(reverse("account_reauthenticate"), {"code": "000000"})
    assert "second@example.org" not in str(dict(client.session))

    reauthenticate(client, mailoutbox, reverse("account_email"))

    assert mailoutbox[-1].to == ["second@example.org"]


def test_wrong_codes_do_not_reauthenticate(client, mailoutbox, owner):
    url = reverse("account_reauthenticate")
    client.get(url)
    right = code_in(mailoutbox[-1])
    wrong = "000000" if right != "000000" else "111111"
    pages = [client.post(url, {"code": wrong}).content.decode() for _ in range(3)]

    assert "This code is incorrect" in pages[0]
    assert "Request a new one" in pages[2]
    assert client.post(url, {"code": right}).status_code == 200
    assert client.get(reverse("account_email")).status_code == 302

    client.post(url, {"action": "resend"})
    assert client.post(url, {"code": code_in(mailoutbox[-1]), "next": "/me/"}).status_code == 302
    assert client.get(reverse("account_email")).status_code == 200


def test_code_to_reauthenticate_is_typed_in_thai_digits(client, mailoutbox, owner):
    client.get(reverse("account_reauthenticate"))
    code = code_in(mailoutbox[-1]).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))

    assert client.post(reverse("account_reauthenticate"), {"code": code, "next": "/me/"}).status_code == 302
    assert client.get(reverse("account_email")).status_code == 200


def test_code_to_reauthenticate_is_of_one_person_and_one_session(client, mailoutbox, owner):
    client.get(reverse("account_reauthenticate"))
    code = code_in(mailoutbox[-1])
    other = Client()
    other.force_login(make_person())
    other.get(reverse("account_reauthenticate"))

    assert other.post(reverse("account_reauthenticate"), {"code": code}).status_code == 200
    assert other.get(reverse("account_email")).status_code == 302


def test_reauthentication_and_its_code_end(client, mailoutbox, owner):
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        client.get(reverse("account_reauthenticate"))
    code = code_in(mailoutbox[-1])
    with time_machine.travel(now() + timedelta(minutes=22), tick=False):
        late = client.post(reverse("account_reauthenticate"), {"code": code})
    assert "too old" in late.content.decode()

    reauthenticate(client, mailoutbox)
    assert client.get(reverse("account_email")).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        assert client.get(reverse("account_email")).status_code == 302


def test_codes_to_reauthenticate_are_limited(client, mailoutbox, owner):
    mailoutbox.clear()
    for _ in range(9):
        page = client.post(reverse("account_reauthenticate"), {"action": "resend"})

    assert len(mailoutbox) == 5
    assert "Wait ten minutes" in page.content.decode()


def test_person_with_a_second_factor_uses_it(client, mailoutbox, owner):
    TOTP.activate(owner, "ABCDEFGHIJKLMNOP")

    assert client.get(reverse("account_email"))["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("account_reauthenticate"))["Location"].startswith(reverse("mfa_reauthenticate"))

    client.post(reverse("mfa_reauthenticate"), {"code": app_code("ABCDEFGHIJKLMNOP"), "next": "/me/"})

    assert client.get(reverse("account_email")).status_code == 200


@pytest.mark.parametrize("method", ["post", "put"])
def test_change_with_each_method_is_mailed_and_can_be_undone(client, mailoutbox, owner, method):
    """Django's form views handle PUT as POST."""
    TOTP.activate(owner, "ABCDEFGHIJKLMNOP")
    client.post(reverse("mfa_reauthenticate"), {"code": app_code("ABCDEFGHIJKLMNOP"), "next": "/me/"})
    mailoutbox.clear()

    getattr(client, method)(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(type="totp").exists()
    [link] = links_to(mailoutbox, OWNER)
    undo(link)
    assert Authenticator.objects.filter(type="totp").exists()


def test_passkey_that_is_removed_with_delete_is_mailed(client, mailoutbox, owner):
    key = passkey(owner)
    trust_session(client)
    mailoutbox.clear()

    client.delete(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert len(links_to(mailoutbox, OWNER)) == 1


def test_thief_with_a_code_is_undone_by_the_first_link(client, mailoutbox, owner):
    """The thief has read one code, and then takes the account over."""
    reauthenticate(client, mailoutbox)
    mailoutbox.clear()
    add_address(client, mailoutbox)
    make_primary(client, THIEF)
    remove(client, OWNER)
    add_app(client)
    assert addresses(owner) == [(THIEF, True, True)]

    links = links_to(mailoutbox, OWNER)
    assert len(links) == 4
    assert links_to(mailoutbox, THIEF) == []
    assert [one.to for one in mailoutbox if THIEF in one.to and "Nothing changes" in one.body] == []

    page = Client().get(links[0]).content.decode()
    for text in (f"{THIEF} was added", f"{OWNER} was removed", "authenticator app was set up"):
        assert text in page
    assert addresses(owner) == [(THIEF, True, True)]
    assert undo(links[0]).status_code == 302

    owner.refresh_from_db()
    assert owner.email == OWNER
    assert addresses(owner) == [(OWNER, True, True)]
    assert not Authenticator.objects.exists()
    assert client.get("/me/").status_code == 302
    assert who_signs_in(mailoutbox, OWNER) == owner.pk


def who_signs_in(mailoutbox, email):
    client = Client()
    sign_in(client, mailoutbox, email)
    return who(client)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_any_order_of_links_restores_the_account(client, mailoutbox, owner, first):
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)
    make_primary(client, THIEF)
    remove(client, OWNER)
    links = links_to(mailoutbox, OWNER)

    undo(links[first])
    for link in [*links, *links]:
        undo(link)

    assert addresses(owner) == [(OWNER, True, True)]
    assert who_signs_in(mailoutbox, THIEF) != owner.pk


def test_link_works_once(client, mailoutbox, owner):
    reauthenticate(client, mailoutbox)
    add_app(client)
    (link,) = links_to(mailoutbox, OWNER)
    undo(link)
    fresh = Client()
    sign_in(fresh, mailoutbox, OWNER)
    reauthenticate(fresh, mailoutbox)
    add_app(fresh)

    again = undo(link)

    assert again.status_code == 410
    assert "undone already" in again.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()
    assert fresh.get("/me/").status_code == 200


def test_thief_cannot_undo_what_the_owner_does(client, mailoutbox, owner):
    """The owner removes the address that a thief has added. The thief learns of it, but gets no link."""
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)
    mailoutbox.clear()

    remove(client, THIEF)

    assert len(links_to(mailoutbox, OWNER)) == 1
    assert links_to(mailoutbox, THIEF) == []
    assert sorted(one.to for one in mailoutbox) == [[OWNER], [THIEF]]


@pytest.mark.parametrize("kind", ["passkey", "app", "codes", "provider", "address", "rename"])
def test_each_kind_of_removal_is_undone(client, mailoutbox, owner, kind):
    key = passkey(owner)
    second = EmailAddress.objects.create(user=owner, email="second@example.org", verified=True)
    social = SocialAccount.objects.create(user=owner, provider="google", uid="7", extra_data={"a": 1})
    app = TOTP.activate(owner, "ABCDEFGHIJKLMNOP").instance
    codes = Authenticator.objects.create(user=owner, type="recovery_codes", data={"seed": "ab" * 20, "used_mask": 0})
    client.post(reverse("mfa_reauthenticate"), {"code": app_code("ABCDEFGHIJKLMNOP"), "next": "/me/"})
    mailoutbox.clear()

    {
        "passkey": lambda: client.post(reverse("mfa_remove_webauthn", args=[key.pk])),
        "app": lambda: client.post(reverse("mfa_deactivate_totp")),
        "codes": lambda: client.post(reverse("mfa_generate_recovery_codes")),
        "provider": lambda: client.post(reverse("socialaccount_connections"), {"account": social.pk}),
        "address": lambda: remove(client, second.email),
        "rename": lambda: client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Mine"}),
    }[kind]()
    if kind == "provider":  # allauth refuses to disconnect the last one of an account without a password
        assert not mailoutbox
        return
    assert [one.to for one in mailoutbox] == [[OWNER], ["second@example.org"]]
    before = set(Authenticator.objects.values_list("pk", "type"))
    undo(links_to(mailoutbox, OWNER)[0])

    assert set(EmailAddress.objects.values_list("email", flat=True)) == {OWNER, "second@example.org"}
    found = {row.type: row for row in Authenticator.objects.all()}
    assert found["webauthn"].pk == key.pk
    assert found["webauthn"].data == {"name": "Phone", "credential": {}}
    assert found["totp"].data == app.data
    assert found["recovery_codes"].data["seed"] != codes.data["seed"]
    assert before != set() or kind == "app"
    assert SocialAccount.objects.get().extra_data == {"a": 1}


def test_last_passkey_that_was_removed_comes_back(client, mailoutbox, owner):
    key = passkey(owner)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "at": 9e9, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(owner.pk)
    session.save()

    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.exists()
    undo(links_to(mailoutbox, OWNER)[0])

    assert Authenticator.objects.get().data == key.data


def test_account_at_a_service_that_was_added_is_removed(owner):
    before = snapshots.take(owner)
    SocialAccount.objects.create(user=owner, provider="google", uid="7")
    change = changes.record_change(owner, before, snapshots.differences(before, snapshots.take(owner)), {})

    changes.undo(change)

    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_scanner_that_opens_the_link_changes_nothing(client, mailoutbox, owner, method):
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)

    answer = getattr(Client(), method)(links_to(mailoutbox, OWNER)[0])

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert (THIEF, True, False) in addresses(owner)
    assert client.get("/me/").status_code == 200


def test_link_ends_after_72_hours(client, mailoutbox, owner):
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)
    link = links_to(mailoutbox, OWNER)[0]

    with time_machine.travel(now() + timedelta(hours=71, minutes=59), tick=False):
        assert Client().get(link).status_code == 200
    with time_machine.travel(now() + timedelta(hours=72, minutes=1), tick=False):
        assert undo(link).status_code == 410
        assert changes.delete_expired_changes() == 1
        assert changes.delete_expired_changes() == 0
    assert (THIEF, True, False) in addresses(owner)
    assert undo(link).status_code == 404


def test_link_survives_the_end_of_all_links_of_the_person(client, mailoutbox, owner):
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)

    end_links(User.objects.get(pk=owner.pk))

    assert undo(links_to(mailoutbox, OWNER)[0]).status_code == 302
    assert addresses(owner) == [(OWNER, True, True)]


def test_secrets_in_the_stored_state_are_encrypted(client, mailoutbox, owner):
    reauthenticate(client, mailoutbox)
    add_app(client)
    add_address_needs_app = SignInChange.objects.get()

    assert OWNER not in add_address_needs_app.sealed
    assert changes.state_before(add_address_needs_app).verified == [OWNER]


def test_mail_that_fails_is_sent_later(client, mailoutbox, owner, monkeypatch):
    reauthenticate(client, mailoutbox)
    mailoutbox.clear()

    def fail(*_args, **_kwargs):
        raise OSError("down")

    with monkeypatch.context() as patched:
        patched.setattr(django_mail.EmailMessage, "send", fail)
        add_app(client)
    assert Authenticator.objects.filter(type="totp").exists()
    assert not mailoutbox

    assert [notices.resend_notices(), notices.resend_notices()] == [1, 0]
    assert [one.to for one in mailoutbox] == [[OWNER]]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "If this was you"), ("fr", "Si c’est vous"), ("vi", "Nếu đó là")]
)
def test_mail_is_in_the_language_of_the_owner(client, mailoutbox, owner, language, words):
    User.objects.filter(pk=owner.pk).update(language=language)
    reauthenticate(client, mailoutbox)
    add_app(client)

    assert words in mailoutbox[-1].body
    assert "127.0.0.1" in mailoutbox[-1].body


def test_pages_that_change_nothing_send_nothing(client, mailoutbox, owner):
    reauthenticate(client, mailoutbox)
    mailoutbox.clear()

    client.get(reverse("account_email"))
    client.post(reverse("account_email"), {"email": "nobody@example.org", "action_remove": ""})
    client.post(reverse("usersessions_list"))

    assert not mailoutbox
    assert not SignInChange.objects.exists()


def race(change):
    """Undo a change twice and delete expired changes twice, all at once. Return what each of them returned."""
    start, outcomes = Barrier(4), []

    def run(action):
        try:
            start.wait()
            outcomes.append(action())
        except changes.ChangeNotUndoableError:
            outcomes.append("refused")
        finally:
            connection.close()

    actions = [lambda: changes.undo(change), lambda: changes.undo(change), *[changes.delete_expired_changes] * 2]
    threads = [Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.postgres
def test_undo_and_expiry_at_the_same_time_leave_one_whole_state(client, mailoutbox, owner):
    """The time of a change ends while its link is opened: it is undone as a whole, or not at all."""
    for round_number in range(6):
        EmailAddress.objects.create(user=owner, email=f"{round_number}@example.net", verified=True)
        before = snapshots.take(owner)
        EmailAddress.objects.filter(user=owner, email=f"{round_number}@example.net").delete()
        passkey(owner, f"Phone {round_number}")
        change = changes.record_change(owner, before, snapshots.differences(before, snapshots.take(owner)), {})
        keys = set(Authenticator.objects.values_list("pk", flat=True))
        SignInChange.objects.filter(pk=change.pk).update(undo_until=now() + timedelta(milliseconds=15))
        outcomes = race(change)

        is_undone = [] in outcomes
        has_address = EmailAddress.objects.filter(email=f"{round_number}@example.net").exists()
        has_new_key = set(Authenticator.objects.values_list("pk", flat=True)) == keys
        assert (has_address, has_new_key) == (is_undone, not is_undone)
        assert outcomes.count([]) <= 1
        assert len(outcomes) == 4


def test_removed_address_is_kept_for_its_account_while_it_can_come_back(client, mailoutbox, owner):
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)
    make_primary(client, THIEF)
    remove(client, OWNER)
    mailoutbox.clear()

    fresh = Client()
    answer = sign_in(fresh, mailoutbox, OWNER)

    assert answer.status_code == 409
    assert "was removed from an account" in answer.content.decode()
    assert who(fresh) is None
    assert User.objects.count() == 1
    assert undo(links_to(mailoutbox, OWNER)[-1]).status_code == 302
    assert who_signs_in(mailoutbox, OWNER) == owner.pk


def test_the_setting_says_how_long_a_change_can_be_undone(client, mailoutbox, owner, settings):
    settings.UNDO_HOURS = 5
    reauthenticate(client, mailoutbox)
    add_address(client, mailoutbox)
    (link,) = links_to(mailoutbox, OWNER)

    with time_machine.travel(now() + timedelta(hours=4, minutes=59), tick=False):
        assert Client().get(link).status_code == 200
    with time_machine.travel(now() + timedelta(hours=5, minutes=1), tick=False):
        assert undo(link).status_code == 410
    assert (THIEF, True, False) in addresses(owner)
