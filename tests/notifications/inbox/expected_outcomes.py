"""The expected outcome of each mail in mails/, for the invite of make_invite()."""

from dataclasses import dataclass
from pathlib import Path

from events.models import Invite
from notifications.models import InboundMail

Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State
MAILS = Path(__file__).parent / "mails"
NO_ANSWER = str(Invite.Partstat.NEEDS_ACTION)


@dataclass(frozen=True)
class ExpectedOutcome:
    """`kind`, `state` and `reason` are those of the InboundMail; the rest is the state of the registration afterwards.

    `note` are parts of the note for the organisers. `asks`: the person is asked whether they withdraw. `bounced`: their
    address is marked. `after`: a mail that was received before."""

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


def applied(partstat: str, comment: str = "") -> ExpectedOutcome:
    return ExpectedOutcome(Kind.REPLY, State.DONE, partstat=partstat, comment=comment)


def proposes(comment: str, *note: str, partstat: str = "TENTATIVE") -> ExpectedOutcome:
    return ExpectedOutcome(Kind.COUNTER, State.QUARANTINED, Reason.COUNTER, partstat, comment, note)


def quarantined(reason: str, kind: str = Kind.REPLY, **fields: object) -> ExpectedOutcome:
    return ExpectedOutcome(kind, State.QUARANTINED, reason, **fields)  # type: ignore[arg-type]


def unprocessable(reason: str) -> ExpectedOutcome:
    return quarantined(reason, Kind.OTHER)


def too_late(reason: str) -> ExpectedOutcome:
    """A reply after google/accepted that changes nothing."""
    return ExpectedOutcome(Kind.REPLY, State.DONE, reason, partstat="ACCEPTED", after="google/accepted")


AUTOMATIC = ExpectedOutcome(Kind.AUTO_REPLY, State.DONE, Reason.AUTOMATIC)

EXPECTED_OUTCOMES = {
    # Outlook and Exchange: no ORGANIZER, time zones with names of Windows, a COMMENT with only a line end.
    "outlook/accepted": applied("ACCEPTED"),
    "outlook/tentative_with_comment": applied("TENTATIVE", "I’m waiting for my visa; I’ll know by Friday, I hope."),
    "outlook/declined_by_desktop": applied("DECLINED", "The Minister travels that week."),
    "outlook/declined_in_japanese": applied("DECLINED", "今回は参加できません。来年もよろしくお願いいたします。"),
    "outlook/answered_by_an_assistant": applied("ACCEPTED"),
    "outlook/accepted_on_a_phone": applied("ACCEPTED", "Hẹn gặp ở Yangon"),
    "outlook/proposes_another_time": proposes(
        "Could we begin after lunch? My flight lands at noon.",
        "Tuesday 4 March 2031, 13:00",
        "Wednesday 5 March 2031, 17:00",
        "Could we begin after lunch?",
    ),
    # A time zone that the calendar has invented: its name is shown, and the time is not converted.
    "outlook/proposal_forwarded_by_exchange": proposes(
        "", "11 March 2031, 09:00 Customized Time Zone 1", "Place: Mandalay"
    ),
    "outlook/winmail": unprocessable(Reason.TNEF),
    # Google: marked as automatic, the comment in a parameter of the attendee, the calendar twice.
    "google/accepted": applied("ACCEPTED"),
    "google/declined_with_note": applied("DECLINED", "I am on maternity leave, sorry: next year!"),
    "google/tentative": applied("TENTATIVE"),
    "google/proposes_another_time": proposes("", "Tuesday 4 March 2031, 11:00", "Wednesday 5 March 2031, 19:00"),
    "google/accepted_by_an_alias": applied("ACCEPTED"),
    "google/accepted_with_another_own_address": applied("ACCEPTED"),
    # Google marks what it cannot write correctly as automatic too. A person must see it.
    "google/declined_without_uid": unprocessable(Reason.UNREADABLE),
    "google/declined_cut_off": unprocessable(Reason.UNREADABLE),
    "google/declined_without_a_calendar": unprocessable(Reason.WORDS),
    # An event with the same hours on each day: the reply for one of its days.
    "google/one_day_declined_beside_the_whole": quarantined(
        Reason.ONE_DAY,
        partstat="ACCEPTED",
        note=("Wednesday 5 March 2031, 09:00", "Declined", "I leave early."),
    ),
    "google/one_day_like_the_whole": applied("ACCEPTED"),
    "google/two_days_alone": quarantined(
        Reason.ONE_DAY, note=("Tuesday 4 March 2031, 09:00", "Maybe", "5 March 2031: Declined")
    ),
    # Apple: the calendar as an attachment, mails by iCloud itself, names in lower case.
    "apple/accepted_by_mail": applied("ACCEPTED"),
    "apple/declined_by_icloud": applied("DECLINED", "Our budget closes in March."),
    "apple/tentative_on_an_iphone": applied("TENTATIVE"),
    "apple/proposes_other_days": proposes(
        "Water festival that week?", "25 March 2031", "26 March 2031", "Water festival that week?"
    ),
    "thunderbird/accepted": applied("ACCEPTED"),
    "thunderbird/declined": applied("DECLINED", "Tôi không thể tham dự."),
    "thunderbird/tentative_with_bare_line_ends": applied("TENTATIVE"),
    "thunderbird/delegated": quarantined(Reason.DELEGATED, note=("passes the invitation on", "tuan@example.org")),
    "others/accepted_by_notes": applied("ACCEPTED", "Je viendrai le premier jour, à 9 h."),
    "others/accepted_by_nextcloud": applied("ACCEPTED"),
    "others/accepted_as_a_file_alone": applied("ACCEPTED"),
    "others/declined_by_zimbra": applied("DECLINED", "No, I won't attend."),
    "others/known_by_delivered_to_alone": applied("ACCEPTED"),
    "others/letters_folded_in_two": applied("DECLINED", "Rất tiếc, tôi bận."),
    "others/tentative_in_a_thai_charset": applied("TENTATIVE", "ยังไม่แน่"),
    "others/accepted_without_a_stamp": applied("ACCEPTED"),
    "others/name_with_quotes_and_colons": applied("ACCEPTED"),
    "others/signed_with_smime": applied("ACCEPTED"),
    # Replies for a wrong person or event.
    "hostile/wrong_tag": quarantined(Reason.NO_INVITE),
    "hostile/no_tag": quarantined(Reason.NO_INVITE),
    "hostile/forged_from": quarantined(Reason.NO_INVITE),
    "hostile/two_tags": quarantined(Reason.SEVERAL_INVITES),
    "hostile/thousand_recipients": quarantined(Reason.NO_INVITE),
    "hostile/other_uid": quarantined(Reason.OTHER_EVENT),
    "hostile/answer_for_one_day_alone": quarantined(
        Reason.ONE_DAY, note=("for some days only", "Wednesday 5 March 2031, 09:00", "Accepted")
    ),
    "hostile/wrong_person_with_the_right_tag": quarantined(Reason.OTHER_PERSON),
    "hostile/forwarded_to_a_colleague": quarantined(Reason.OTHER_PERSON),
    "hostile/answered_by_a_delegate": quarantined(Reason.OTHER_PERSON),
    "hostile/two_answers_of_one_person": quarantined(Reason.OTHER_PERSON),
    "hostile/no_attendee": quarantined(Reason.OTHER_PERSON),
    "hostile/missing_from": applied("ACCEPTED"),
    "hostile/two_of_each_header": applied("ACCEPTED"),
    # Old and repeated replies.
    "hostile/stale_sequence": quarantined(Reason.STALE, partstat="ACCEPTED", after="google/accepted"),
    "hostile/older_stamp": too_late(Reason.REPEATED),
    "hostile/same_answer_again": too_late(Reason.REPEATED),
    "hostile/stamp_of_the_year_9999": applied("ACCEPTED"),
    "hostile/stamp_that_is_no_date": applied("ACCEPTED"),
    # Calendars that are not replies.
    "hostile/two_events": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/method_of_part_and_calendar_differ": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/reply_outside_and_request_inside": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/request_to_us": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/publish": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/cancel_to_us": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/no_method_at_all": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/no_calendar_in_the_calendar": unprocessable(Reason.NOT_AN_ANSWER),
    "hostile/answer_that_is_none": quarantined(Reason.NO_ANSWER_IN_IT),
    "hostile/answer_of_a_new_kind": quarantined(Reason.NO_ANSWER_IN_IT),
    # Mails that keep a parser busy.
    "hostile/recurs_for_ever": applied("ACCEPTED"),
    "hostile/zone_with_a_million_rules": applied("ACCEPTED"),
    "hostile/components_within_components": unprocessable(Reason.TOO_COMPLEX),
    "hostile/hundred_attendees": unprocessable(Reason.TOO_COMPLEX),
    "hostile/line_without_end": unprocessable(Reason.TOO_COMPLEX),
    "hostile/ten_thousand_lines": unprocessable(Reason.TOO_COMPLEX),
    "hostile/thousand_parts": unprocessable(Reason.TOO_COMPLEX),
    "hostile/parts_within_parts": unprocessable(Reason.TOO_COMPLEX),
    "hostile/huge_base64": unprocessable(Reason.TOO_LARGE),
    "hostile/zip_bomb": unprocessable(Reason.WORDS),
    "hostile/zip_called_a_calendar": unprocessable(Reason.NOT_AN_ANSWER),
    # Broken or encrypted mails.
    "hostile/sequence_below_zero": unprocessable(Reason.UNREADABLE),
    "hostile/sequence_beyond_numbers": unprocessable(Reason.UNREADABLE),
    "hostile/no_uid": unprocessable(Reason.UNREADABLE),
    "hostile/cut_off_in_the_calendar": unprocessable(Reason.UNREADABLE),
    "hostile/cut_off_in_base64": unprocessable(Reason.UNREADABLE),
    "hostile/cut_off_between_parts": unprocessable(Reason.WORDS),
    "hostile/malformed_headers": applied("ACCEPTED"),
    "hostile/nul_bytes": applied("ACCEPTED", "abc"),
    "hostile/charset_that_nobody_knows": applied("DECLINED", "désolée"),
    "hostile/markup_in_the_comment": applied(
        "ACCEPTED", "<script>alert(1)</script> <img src=x onerror=alert(1)> {first_name}"
    ),
    "hostile/proposal_full_of_nonsense": proposes(
        "", "4 March 2031, 02:30 ../../../etc/passwd", "very very", partstat="ACCEPTED"
    ),
    "hostile/multipart_without_boundary": unprocessable(Reason.WORDS),
    "hostile/mails_within_mails": unprocessable(Reason.WORDS),
    "hostile/encrypted": unprocessable(Reason.ENCRYPTED),
    "hostile/encrypted_with_pgp": unprocessable(Reason.ENCRYPTED),
    "hostile/empty": unprocessable(Reason.WORDS),
    # Texts of people, and automatic replies.
    "words/question": unprocessable(Reason.WORDS),
    "words/html_alone": unprocessable(Reason.WORDS),
    "words/vietnamese": unprocessable(Reason.WORDS),
    "words/out_of_office_by_outlook": AUTOMATIC,
    "words/out_of_office_in_vietnamese": AUTOMATIC,
    "words/vacation_of_a_server": AUTOMATIC,
    "words/ticket_opened": AUTOMATIC,
    "words/out_of_office_with_our_invite": AUTOMATIC,
    # Bounces.
    "bounces/postfix_no_such_user": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.BOUNCED, bounced=True),
    "bounces/exchange_no_such_user": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.BOUNCED, bounced=True),
    "bounces/qmail": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.BOUNCED, bounced=True),
    "bounces/gmail_mailbox_full": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.REFUSED),
    "bounces/refused_as_spam": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.REFUSED),
    "bounces/delayed": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.DELAYED),
    "bounces/delivered": ExpectedOutcome(Kind.BOUNCE, State.DONE, Reason.DELIVERED),
    "bounces/forged": quarantined(Reason.UNKNOWN_BOUNCE, Kind.BOUNCE),
}

# Mails that are too long for a file: the piece that is repeated, and how many times.
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
    """Return the mail with this name, in its full length."""
    raw = (MAILS / f"{name}.eml").read_bytes()
    piece, times = GROWN.get(name, (b"", 1))
    assert piece in raw
    return raw.replace(piece, piece * times, 1) if piece else raw
