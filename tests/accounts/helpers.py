"""Helpers to sign in like a person: ask for a code, read the mail, type the code."""

import re
import time

from django.urls import reverse


def ask(client, email, **extra):
    """Ask for a code, and return the response: a redirect to the page for the code."""
    return client.post(reverse("account_login"), {"email": email}, **extra)


def code_in(mail):
    return re.search(r"\b\d{6}\b", mail.body).group()


def type_code(client, code, **extra):
    return client.post(reverse("account_confirm_login_code"), {"code": code}, **extra)


def sign_in(client, mailoutbox, email, **extra):
    asked = ask(client, email, **extra)
    assert asked.status_code == 302, asked.context["form"].errors
    return type_code(client, code_in(mailoutbox[-1]), **extra)


def who(client):
    """Return the key of the signed-in person, or None."""
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def reauthenticate(client, mailoutbox, url="/accounts/mfa/"):
    """Confirm the identity of the signed-in person with a mailed code, and return the response."""
    client.get(reverse("account_reauthenticate"), {"next": url})
    code = code_in(mailoutbox[-1])
    return client.post(reverse("account_reauthenticate"), {"code": code, "next": url})


def trust_session(client):
    """Make the session of client one in which its person has reauthenticated just now."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
