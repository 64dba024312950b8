"""Codes that are typed with other digits, and codes that cannot be valid."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from accounts import codes
from accounts.models import User
from tests.accounts.helpers import ask, code_in, type_code, who

pytestmark = pytest.mark.django_db

ZEROS = {"wide": "０", "Thai": "๐", "Arabic": "٠", "Persian": "۰", "Devanagari": "०", "Burmese": "၀", "Khmer": "០"}
MALFORMED = ["12345", "1234567", "abcdef", "12345x", "", "  -  ", "1" * 10_000, "①②"]


def in_script(code, zero):
    return "".join(chr(ord(zero) + int(digit)) for digit in code)


@pytest.mark.parametrize("zero", ZEROS.values(), ids=ZEROS.keys())
def test_code_in_digits_of_another_script_signs_in(client, mailoutbox, zero):
    ask(client, "new@example.org")

    type_code(client, in_script(code_in(mailoutbox[-1]), zero))

    assert who(client) == User.objects.get().pk


@pytest.mark.parametrize("template", ["{0} {1}", "{0}-{1}", " {0}\u2011{1}\u00a0", "\u200e{0}\u2013{1}\u200f"])
def test_code_with_separators_signs_in(client, mailoutbox, template):
    ask(client, "new@example.org")
    code = code_in(mailoutbox[-1])

    type_code(client, template.format(code[:3], code[3:]))

    assert who(client) is not None


def test_code_that_cannot_be_valid_uses_up_no_attempt(client, mailoutbox):
    ask(client, "new@example.org")

    for typed in MALFORMED * 3:
        page = type_code(client, typed)
        assert page.status_code == 200
        assert page.context["form"].errors["code"]
    type_code(client, code_in(mailoutbox[-1]))

    assert who(client) is not None


def test_wrong_code_still_uses_up_an_attempt(client, mailoutbox):
    ask(client, "new@example.org")
    code = code_in(mailoutbox[-1])
    wrong = in_script(f"{(int(code) + 1) % 1_000_000:06}", ZEROS["Thai"])

    for _ in range(3):
        type_code(client, wrong)
    type_code(client, code)

    assert who(client) is None


def test_digits_of_superscripts_and_letters_are_not_folded():
    assert codes.plain("１２³4") == "1234"  # NFKC
    assert codes.plain("abc-१२") == "abc12"


def test_code_of_an_app_can_be_typed_in_thai_digits():
    from accounts.allauth_forms import AddAppForm  # noqa: PLC0415 (a form of allauth)

    field = AddAppForm.base_fields["code"]

    assert field.clean(in_script("123456", ZEROS["Thai"])) == "123456"
    assert totp.format_hotp_value(7) == "000007"


def test_second_step_shows_a_message_for_a_code_that_cannot_be_valid():
    from accounts.allauth_forms import SecondStepForm  # noqa: PLC0415 (a form of allauth)

    form = SecondStepForm({"code": "12 34"}, user=None)

    assert codes.is_malformed(form)
    assert SecondStepForm.base_fields["code"].clean("१२३४ ५६७८") == "12345678"
    assert reverse("mfa_authenticate")
