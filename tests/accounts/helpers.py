"""Signing in as people do: ask for a code, read the mail, type it."""

import re

from django.urls import reverse


def ask(client, email, **extra):
    """Ask for a code; return the answer, which is a redirect to the page that takes it."""
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
    """Return the key of the person who is signed in, or None."""
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None
