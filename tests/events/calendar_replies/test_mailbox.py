"""A real mailbox on a Dovecot server, which closes connections, refuses passwords and has a certificate."""

import gc

import pytest

from events.calendar_replies.services import process_mail
from events.calendar_replies.tasks import read_inbox
from events.models import Invite
from notifications.inbox import imap
from notifications.models import InboundMail, Message
from tests.dovecot import PASSWORD, USER, Dovecot, require
from tests.notifications.inbox.expected_outcomes import mail
from tests.notifications.inbox.scene import make_invite

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    require()
    server = Dovecot()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def dovecot(running, settings):
    """An empty mailbox, read without TLS."""
    settings.IMAP = {
        "host": "127.0.0.1",
        "port": running.port,
        "user": USER,
        "password": PASSWORD,
        "security": "none",
        "ca_file": "",
        "folder": "INBOX",
        "done_folder": "Done",
        "aside_folder": "Set aside",
    }
    running.empty()
    return running


def test_processes_mails_and_moves_them_to_their_folders(dovecot):
    invite = make_invite()
    names = ["outlook/declined_by_desktop", "bounces/delayed", "words/out_of_office_by_outlook", "words/question"]
    for name in names:
        dovecot.deliver(mail(name))

    assert read_inbox() == 4

    assert dovecot.mails() == []
    assert dovecot.mails("Done") == sorted(mail(name) for name in names[:3])
    assert dovecot.mails("Set aside") == [mail("words/question")]
    assert Invite.objects.get(pk=invite.pk).partstat == "DECLINED"
    assert read_inbox() == 0


def test_stores_each_byte_of_a_mail(dovecot):
    make_invite()
    names = ["thunderbird/tentative_with_bare_line_ends", "hostile/nul_bytes", "others/tentative_in_a_thai_charset"]
    for name in names:
        dovecot.deliver(mail(name))

    read_inbox()

    # IMAP ends lines with CR LF. Dovecot replaces NUL with another byte, because a mail must not contain NUL
    # (RFC 9051, section 4.3.1).
    expected = {mail(name).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\0", b"\x80") for name in names}
    assert {bytes(stored.raw) for stored in InboundMail.objects.all()} == expected


def test_does_not_fetch_the_whole_of_a_mail_that_is_too_large(dovecot):
    dovecot.deliver(mail("hostile/huge_base64"))

    read_inbox()

    stored = InboundMail.objects.get()
    assert (stored.reason, stored.raw, stored.sender) == ("too_large", None, "linh@example.org")
    assert len(dovecot.mails("Set aside")[0]) > 1_000_000


def test_a_run_that_fails_between_storing_and_moving_processes_nothing_twice(dovecot):
    make_invite()
    dovecot.deliver(mail("google/declined_with_note"))
    dovecot.deliver(mail("words/question"))

    def process_and_stop(received):
        process_mail(received)
        dovecot.stop()  # closes all connections
        return received

    assert imap.fetch_mail(process_and_stop) == 0
    dovecot.start()
    assert len(dovecot.mails()) == 2
    assert read_inbox() == 2

    assert dovecot.mails() == []
    assert InboundMail.objects.count() == 2
    assert Message.objects.filter(kind="calendar_declined").count() == 1


def test_two_runs_at_the_same_time_process_each_mail_once(dovecot):
    make_invite()
    for name in ("google/declined_with_note", "words/question", "bounces/delayed"):
        dovecot.deliver(mail(name))
    others = []

    def process_during_another_run(received):
        others or others.append(read_inbox())
        return process_mail(received)

    imap.fetch_mail(process_during_another_run)

    assert others == [3]
    assert InboundMail.objects.count() == 3
    assert (len(dovecot.mails("Done")), len(dovecot.mails("Set aside"))) == (2, 1)
    assert Message.objects.filter(kind="calendar_declined").count() == 1


def test_a_mail_that_cannot_be_stored_does_not_block_others(dovecot, monkeypatch, caplog):
    make_invite()
    for name in ("words/question", "google/accepted"):
        dovecot.deliver(mail(name))
    receive = imap.inbox.receive

    def receive_some(raw, **how):
        if raw.startswith(b"From"):
            raise ValueError("No database can store this mail.")
        return receive(raw, **how)

    monkeypatch.setattr(imap.inbox, "receive", receive_some)

    assert read_inbox() == 1

    assert dovecot.mails() == [mail("words/question")]
    assert "it stays there" in caplog.text


def test_reads_a_server_when_it_is_available_again(dovecot, caplog):
    make_invite()
    dovecot.deliver(mail("google/accepted"))
    dovecot.stop()

    assert read_inbox() == 0

    assert "The mailbox cannot be read; the next run tries again" in caplog.text
    dovecot.start()
    assert read_inbox() == 1


def test_logs_a_clear_message_for_a_wrong_password(dovecot, settings, caplog):
    settings.IMAP = {**settings.IMAP, "password": "wrong"}

    assert read_inbox() == 0

    assert "The mailbox refuses IMAP_USER or IMAP_PASSWORD" in caplog.text
    assert "wrong;" not in caplog.text


# imaplib leaves the connection with a refused certificate to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_refuses_a_self_signed_certificate_until_it_is_configured(dovecot, settings, caplog, security):
    make_invite()
    dovecot.deliver(mail("google/accepted"))
    port = dovecot.ssl_port if security == "ssl" else dovecot.port
    settings.IMAP = {**settings.IMAP, "security": security, "port": port}

    assert read_inbox() == 0
    gc.collect()

    assert "IMAP_CA_FILE" in caplog.text
    assert len(dovecot.mails()) == 1
    settings.IMAP = {**settings.IMAP, "ca_file": str(dovecot.ca)}
    assert read_inbox() == 1
