"""Every declaration of a mail is complete."""

from collections import Counter

import pytest

from accounts import languages
from events.mails import catalogue
from events.mails.catalogue import MAILS, TEXTS
from events.mails.context import MailContext
from events.mails.placeholders import COMMON
from events.models import Registration, ReminderRule, Step
from events.registration import notify
from events.registration.services import register
from notifications.wording import defaults, kinds
from tests.factories import make_event, make_person

pytestmark = pytest.mark.look

SHIPPED = [text for text in TEXTS if text.is_shipped]
EACH_MAIL = pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
EACH_TEXT = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)


@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("text", SHIPPED, ids=lambda text: text.name)
def test_each_text_has_a_file_in_each_language(text, language):
    assert (defaults.FOLDER / language / f"{text.name}.md").exists()


def test_each_name_is_declared_once():
    names = [mail.name for mail in MAILS if not mail.has_text] + [text.name for text in TEXTS]

    assert [name for name, count in Counter(names).items() if count > 1] == []


@EACH_TEXT
def test_declares_each_placeholder_once_and_all_common_ones(text):
    assert len(text.names) == len(set(text.names))
    assert text.placeholders[-len(COMMON) :] == COMMON
    assert set(text.required) <= set(text.names)


@EACH_TEXT
def test_notifications_knows_each_text(text):
    assert kinds.get(text.name) is text


@EACH_MAIL
def test_each_variant_of_a_mail_applies_to_some_readers(mail):
    assert all(variant.applies.__name__ != "_never" for variant in mail.variants)


@pytest.mark.parametrize("status", Registration.Status)
def test_each_status_of_a_registration_has_one_mail(status):
    assert len([mail for mail in MAILS if mail.status == status]) == 1


@pytest.mark.parametrize(
    ("step", "mail"),
    [
        (Step.OFFER, "place_offered"),
        (Step.LAPSE, "offer_lapsed"),
        (Step.SEAT, "seat_free"),
        (Step.SWITCH, "registration_switched"),
        (Step.CONFIRM, "registration_confirmed"),
    ],
)
def test_finds_the_mail_about_a_step_before_the_one_about_the_status(step, mail):
    assert catalogue.mail_for_change(step, Registration.Status.CONFIRMED) == mail


@pytest.mark.parametrize("audience", ReminderRule.Audience)
def test_each_audience_of_reminders_has_a_declared_mail(audience):
    assert all(catalogue.get(mail).has_text for mail in audience.traits.mails)


@pytest.mark.django_db
@EACH_MAIL
def test_fills_each_placeholder_from_a_context_with_nothing_optional(mail):
    event, person = make_event(), make_person()
    contexts = [
        MailContext(event=event, person=person),
        notify.registration_context(register(event, person)),
    ]

    for context in contexts:
        assert mail.values(context).keys() == {name for text in (mail, *mail.variants) for name in text.names}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("registration_switched", "Format changed"),  # a mail without a text of its own
        ("registration_given_back", "Registration cancelled by the participant"),  # a variant
        ("digest", "Daily digest"),  # a mail with templates of its own
        ("login_code", "Login code"),  # not declared
    ],
)
def test_labels_mails_and_texts(name, label):
    assert catalogue.label_of(name) == label
