"""Helpers to sign in like a person: ask for a code, read the mail, type the code."""

import re

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
