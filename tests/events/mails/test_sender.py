"""The sender and the reply address of mails about an event."""

from email.utils import parseaddr

import pytest
from django.conf import settings

from events.calendars import itip
from events.mails.writer import MailText
from events.models import Event
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration.notify import send_note
from events.registration.services import register, withdraw
from events.travel.services import remind as remind_of_details
from notifications.mail.mime import build_mime
from notifications.models import Message
from tests.events.travel.helpers import make_travel_event
from tests.factories import make_country, make_delegation, make_event, make_person, make_programme

pytestmark = pytest.mark.django_db

CONTACT = "team@programme.example"


@pytest.fixture
def programme():
    return make_programme(name="A long name", short_name='Safe "Work"', contact_email=CONTACT)


def headers(kind):
    """Return From (name, address) and Reply-To of the only mail of this kind, as they leave."""
    mail = build_mime(Message.objects.get(kind=kind)).message()
    return *parseaddr(mail["From"]), mail["Reply-To"]


def test_sends_mails_about_a_registration_from_the_organizer_of_its_invite(programme):
    event = make_event(programme=programme)
    registration = register(event, make_person())
    send_note([registration], MailText("Note", "Bring a pen."))
    withdraw(registration, by=registration.person)

    organizer = ("Safe 'Work'", itip.organizer_address(registration.reply_tag))
    # Replies of calendars go to the ORGANIZER, not to the reply address of the mail.
    assert headers("registration_confirmed") == (*organizer, None)
    assert headers("registration_withdrawn") == (*organizer, None)
    assert headers("organizers_note") == (*organizer, CONTACT)


def test_sends_mails_about_details_from_the_programme(programme):
    event = make_travel_event(programme=programme)
    registration = register(event, make_person())
    remind_of_details(event, by=None)

    sender = ("Safe 'Work'", itip.organizer_address(registration.reply_tag), CONTACT)
    assert headers("details_wanted") == sender
    assert headers("details_reminder") == sender


def test_sends_mails_to_focal_points_and_nominees_from_the_programme(programme):
    event = make_event(programme=programme, policy=Event.Policy.NOMINATION)
    delegation = make_delegation(event, country=make_country("TH"))
    link = nominations.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")
    (registration,) = nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=link.person)

    assert headers("nomination_link") == ("Safe 'Work'", parseaddr(settings.DEFAULT_FROM_EMAIL)[1], CONTACT)
    assert headers("nominated") == ("Safe 'Work'", itip.organizer_address(registration.reply_tag), CONTACT)


@pytest.mark.parametrize(("contact", "is_named"), [(CONTACT, True), ("", False)])
def test_each_mail_names_the_contact_if_there_is_one(contact, is_named):
    register(make_event(programme=make_programme(contact_email=contact)), make_person())

    mail = Message.objects.get()

    assert (f"Write to {CONTACT}" in mail.text) is is_named
    assert (f"mailto:{CONTACT}" in mail.html) is is_named
    assert mail.reply_to == ""
