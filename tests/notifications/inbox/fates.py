"""What becomes of each mail in mails/: the scene is that of make_invite()."""

from dataclasses import dataclass
from pathlib import Path

from events.models import Invite
from notifications.models import InboundMail

Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State
MAILS = Path(__file__).parent / "mails"
NO_ANSWER = str(Invite.Partstat.NEEDS_ACTION)


@dataclass(frozen=True)
class Fate:
    """kind, state and reason are those of the mail's row; the rest is what stands at the registration afterwards.

    note: how the note for the organisers begins, and what it holds; asks: whether the person is asked if they give their
    place back; bounced: whether their address is marked; after: a mail that came before."""

    kind: str
    state: str
    reason: str = ""
    partstat: str = NO_ANSWER
    comment: str = ""
    note: tuple[str, ...] = ()
    bounced: bool = False
    after: str = ""

    @property
    def asks(self) -> bool:
        return self.partstat == "DECLINED"


def taken(partstat: str, comment: str = "") -> Fate:
    return Fate(Kind.REPLY, State.DONE, partstat=partstat, comment=comment)


def proposes(comment: str, *note: str, partstat: str = "TENTATIVE") -> Fate:
    return Fate(Kind.COUNTER, State.QUARANTINED, Reason.COUNTER, partstat, comment, note)


def aside(reason: str, kind: str = Kind.REPLY, **fields: object) -> Fate:
    return Fate(kind, State.QUARANTINED, reason, **fields)  # type: ignore[arg-type]


def unread(reason: str) -> Fate:
    return aside(reason, Kind.OTHER)


def too_late(reason: str) -> Fate:
    """An answer that comes after google/accepted, and changes nothing."""
    return Fate(Kind.REPLY, State.DONE, reason, partstat="ACCEPTED", after="google/accepted")


AUTOMATIC = Fate(Kind.AUTO_REPLY, State.DONE, Reason.AUTOMATIC)

FATES = {
    # Outlook and Exchange: no ORGANIZER, zones with names of Windows's own, a COMMENT that is a line end alone.
    "outlook/accepted": taken("ACCEPTED"),
    "outlook/tentative_with_comment": taken("TENTATIVE", "I’m waiting for my visa; I’ll know by Friday, I hope."),
    "outlook/declined_by_desktop": taken("DECLINED", "The Minister travels that week."),
    "outlook/declined_in_japanese": taken("DECLINED", "今回は参加できません。来年もよろしくお願いいたします。"),
    "outlook/answered_by_an_assistant": taken("ACCEPTED"),
    "outlook/accepted_on_a_phone": taken("ACCEPTED", "Hẹn gặp ở Yangon"),
    "outlook/proposes_another_time": proposes(
        "Could we begin after lunch? My flight lands at noon.",
        "Tuesday 4 March 2031, 13:00",
        "Wednesday 5 March 2031, 17:00",
        "Could we begin after lunch?",
    ),
    # A zone that their calendar made up: its clocks are named, not guessed.
    "outlook/proposal_forwarded_by_exchange": proposes(
        "", "11 March 2031, 09:00 Customized Time Zone 1", "Place: Mandalay"
    ),
    "outlook/winmail": unread(Reason.TNEF),
    # Google: marked as made by a machine, the comment beside the attendee, the calendar twice.
    "google/accepted": taken("ACCEPTED"),
    "google/declined_with_note": taken("DECLINED", "I am on maternity leave, sorry: next year!"),
    "google/tentative": taken("TENTATIVE"),
    "google/proposes_another_time": proposes("", "Tuesday 4 March 2031, 11:00", "Wednesday 5 March 2031, 19:00"),
    "google/accepted_by_an_alias": taken("ACCEPTED"),
    "google/accepted_with_another_own_address": taken("ACCEPTED"),
    # Apple: the calendar as an attachment, an iCloud that writes itself, names in small letters.
    "apple/accepted_by_mail": taken("ACCEPTED"),
    "apple/declined_by_icloud": taken("DECLINED", "Our budget closes in March."),
    "apple/tentative_on_an_iphone": taken("TENTATIVE"),
    "apple/proposes_other_days": proposes(
        "Water festival that week?", "25 March 2031", "26 March 2031", "Water festival that week?"
    ),
    "thunderbird/accepted": taken("ACCEPTED"),
    "thunderbird/declined": taken("DECLINED", "Tôi không thể tham dự."),
    "thunderbird/tentative_with_bare_line_ends": taken("TENTATIVE"),
    "thunderbird/delegated": aside(Reason.DELEGATED, note=("passes the invitation on", "tuan@example.org")),
    "others/accepted_by_notes": taken("ACCEPTED", "Je viendrai le premier jour, à 9 h."),
    "others/accepted_by_nextcloud": taken("ACCEPTED"),
    "others/accepted_as_a_file_alone": taken("ACCEPTED"),
    "others/declined_by_zimbra": taken("DECLINED", "No, I won't attend."),
    "others/known_by_delivered_to_alone": taken("ACCEPTED"),
    "others/letters_folded_in_two": taken("DECLINED", "Rất tiếc, tôi bận."),
    "others/tentative_in_a_thai_charset": taken("TENTATIVE", "ยังไม่แน่"),
    "others/accepted_without_a_stamp": taken("ACCEPTED"),
    "others/name_with_quotes_and_colons": taken("ACCEPTED"),
    "others/signed_with_smime": taken("ACCEPTED"),
    # Whose answer is it, and to what?
    "hostile/wrong_tag": aside(Reason.NO_INVITE),
    "hostile/no_tag": aside(Reason.NO_INVITE),
    "hostile/forged_from": aside(Reason.NO_INVITE),
    "hostile/two_tags": aside(Reason.SEVERAL_INVITES),
    "hostile/thousand_recipients": aside(Reason.NO_INVITE),
    "hostile/other_uid": aside(Reason.OTHER_EVENT),
    "hostile/answer_for_one_day_alone": aside(Reason.OTHER_EVENT),
    "hostile/wrong_person_with_the_right_tag": aside(Reason.OTHER_PERSON),
    "hostile/forwarded_to_a_colleague": aside(Reason.OTHER_PERSON),
    "hostile/answered_by_a_delegate": aside(Reason.OTHER_PERSON),
    "hostile/two_answers_of_one_person": aside(Reason.OTHER_PERSON),
    "hostile/no_attendee": aside(Reason.OTHER_PERSON),
    "hostile/missing_from": taken("ACCEPTED"),
    "hostile/two_of_each_header": taken("ACCEPTED"),
    # Which one counts?
    "hostile/stale_sequence": too_late(Reason.STALE),
    "hostile/older_stamp": too_late(Reason.REPEATED),
    "hostile/same_answer_again": too_late(Reason.REPEATED),
    "hostile/stamp_of_the_year_9999": taken("ACCEPTED"),
    "hostile/stamp_that_is_no_date": taken("ACCEPTED"),
    # Calendars that are no answer.
    "hostile/two_events": unread(Reason.NOT_AN_ANSWER),
    "hostile/method_of_part_and_calendar_differ": unread(Reason.NOT_AN_ANSWER),
    "hostile/reply_outside_and_request_inside": unread(Reason.NOT_AN_ANSWER),
    "hostile/request_to_us": unread(Reason.NOT_AN_ANSWER),
    "hostile/publish": unread(Reason.NOT_AN_ANSWER),
    "hostile/cancel_to_us": unread(Reason.NOT_AN_ANSWER),
    "hostile/no_method_at_all": unread(Reason.NOT_AN_ANSWER),
    "hostile/no_calendar_in_the_calendar": unread(Reason.NOT_AN_ANSWER),
    "hostile/answer_that_is_none": aside(Reason.NO_ANSWER_IN_IT),
    "hostile/answer_of_a_new_kind": aside(Reason.NO_ANSWER_IN_IT),
    # Bombs.
    "hostile/recurs_for_ever": taken("ACCEPTED"),
    "hostile/zone_with_a_million_rules": taken("ACCEPTED"),
    "hostile/components_within_components": unread(Reason.TOO_COMPLEX),
    "hostile/hundred_attendees": unread(Reason.TOO_COMPLEX),
    "hostile/line_without_end": unread(Reason.TOO_COMPLEX),
    "hostile/ten_thousand_lines": unread(Reason.TOO_COMPLEX),
    "hostile/thousand_parts": unread(Reason.TOO_COMPLEX),
    "hostile/parts_within_parts": unread(Reason.TOO_COMPLEX),
    "hostile/huge_base64": unread(Reason.TOO_LARGE),
    "hostile/zip_bomb": unread(Reason.WORDS),
    "hostile/zip_called_a_calendar": unread(Reason.NOT_AN_ANSWER),
    # Broken, or shut.
    "hostile/sequence_below_zero": unread(Reason.UNREADABLE),
    "hostile/sequence_beyond_numbers": unread(Reason.UNREADABLE),
    "hostile/no_uid": unread(Reason.UNREADABLE),
    "hostile/cut_off_in_the_calendar": unread(Reason.UNREADABLE),
    "hostile/cut_off_in_base64": unread(Reason.UNREADABLE),
    "hostile/cut_off_between_parts": unread(Reason.WORDS),
    "hostile/malformed_headers": taken("ACCEPTED"),
    "hostile/nul_bytes": taken("ACCEPTED", "abc"),
    "hostile/charset_that_nobody_knows": taken("DECLINED", "désolée"),
    "hostile/markup_in_the_comment": taken(
        "ACCEPTED", "<script>alert(1)</script> <img src=x onerror=alert(1)> {first_name}"
    ),
    "hostile/proposal_full_of_nonsense": proposes(
        "", "4 March 2031, 02:30 ../../../etc/passwd", "very very", partstat="ACCEPTED"
    ),
    "hostile/multipart_without_boundary": unread(Reason.WORDS),
    "hostile/mails_within_mails": unread(Reason.WORDS),
    "hostile/encrypted": unread(Reason.ENCRYPTED),
    "hostile/encrypted_with_pgp": unread(Reason.ENCRYPTED),
    "hostile/empty": unread(Reason.WORDS),
    # People, and machines that answer everybody.
    "words/question": unread(Reason.WORDS),
    "words/html_alone": unread(Reason.WORDS),
    "words/vietnamese": unread(Reason.WORDS),
    "words/out_of_office_by_outlook": AUTOMATIC,
    "words/out_of_office_in_vietnamese": AUTOMATIC,
    "words/vacation_of_a_server": AUTOMATIC,
    "words/ticket_opened": AUTOMATIC,
    # Servers.
    "bounces/postfix_no_such_user": Fate(Kind.BOUNCE, State.DONE, Reason.BOUNCED, bounced=True),
    "bounces/exchange_no_such_user": Fate(Kind.BOUNCE, State.DONE, Reason.BOUNCED, bounced=True),
    "bounces/qmail": Fate(Kind.BOUNCE, State.DONE, Reason.BOUNCED, bounced=True),
    "bounces/gmail_mailbox_full": Fate(Kind.BOUNCE, State.DONE, Reason.REFUSED),
    "bounces/refused_as_spam": Fate(Kind.BOUNCE, State.DONE, Reason.REFUSED),
    "bounces/delayed": Fate(Kind.BOUNCE, State.DONE, Reason.DELAYED),
    "bounces/delivered": Fate(Kind.BOUNCE, State.DONE, Reason.DELIVERED),
    "bounces/forged": aside(Reason.UNKNOWN_BOUNCE, Kind.BOUNCE),
}

# What is too long to be kept as a file: which piece of it comes how many times.
GROWN = {
    "hostile/hundred_attendees": (b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:linh@example.org\r\n", 100),
    "hostile/line_without_end": (b" ha\r\n", 9_000),
    "hostile/ten_thousand_lines": (b"X-FILLER:0\r\n", 10_001),
    "hostile/thousand_parts": (b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 1_000),
    "hostile/thousand_recipients": (b"someone@plenary.example, ", 1_000),
    "hostile/huge_base64": (
        b"QkVHSU46VkNBTEVOREFSDQpCRUdJTjpWQ0FMRU5EQVINCkJFR0lOOlZDQUxFTkRBUg0KQkVHSU46\r\n",
        20_000,
    ),
}


def mail(name: str) -> bytes:
    """Return the mail of that name, as long as it is meant to be."""
    raw = (MAILS / f"{name}.eml").read_bytes()
    piece, times = GROWN.get(name, (b"", 1))
    assert piece in raw
    return raw.replace(piece, piece * times, 1) if piece else raw
