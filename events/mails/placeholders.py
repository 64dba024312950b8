"""The placeholders of mails: what organisers read about each, its value, and a sample for previews."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendars.date_formats import full_date
from events.calendars.dates import moment_text
from events.calendars.entry_text import map_link
from events.calendars.invites import Method
from events.mails import calendar_notes, deadlines, values
from events.mails.context import MailContext
from events.mails.declarations import MailPlaceholder
from notifications.wording.kinds import Text
from notifications.wording.markdown import Value


def _moment(zone: str) -> Callable[[], str]:
    return lambda: moment_text(datetime(2027, 3, 5, 10, tzinfo=UTC), ZoneInfo(zone))


def _constant(value: Value) -> Callable[[], Value]:
    return lambda: value


AT_VENUE, AT_READER = _moment("Asia/Bangkok"), _moment("Asia/Tokyo")
SAME_FOR_READER = gettext_lazy("The same on the person's own clocks, if those differ")

COMMON = (
    MailPlaceholder(
        name="event",
        about=gettext_lazy("The title of the event"),
        value=lambda context: context.event.title,
        sample=lambda: _("Regional seminar on social protection"),
        is_about_event=True,
    ),
    MailPlaceholder(
        name="programme",
        about=gettext_lazy("The name of the programme"),
        value=lambda context: context.programme.name,
        sample=_constant("EU Social Dialogue"),
        is_about_event=True,
    ),
    MailPlaceholder(
        name="name",
        about=gettext_lazy("The person's name"),
        value=lambda context: context.person.full_name,
        sample=_constant("Nguyễn Thị Minh"),
    ),
    MailPlaceholder(
        name="when",
        about=gettext_lazy("When the event takes place, in the time zone of the venue"),
        value=lambda context: context.when,
        sample=AT_VENUE,
        is_about_event=True,
    ),
    MailPlaceholder(
        name="reader_when",
        about=SAME_FOR_READER,
        value=lambda context: context.reader_when,
        sample=AT_READER,
        is_about_event=True,
    ),
    MailPlaceholder(
        name="place",
        about=gettext_lazy("The venue, or that the event is online"),
        value=values.venue,
        sample=lambda: _("Conference hall, Bangkok"),
        is_about_event=True,
    ),
    MailPlaceholder(
        name="map_link",
        about=gettext_lazy("The address of a map of the venue"),
        value=lambda context: map_link(context.event),
        sample=_constant("https://example.org/map"),
        is_link=True,
        is_about_event=True,
    ),
    MailPlaceholder(
        name="event_link",
        about=gettext_lazy("The address of the event's page"),
        value=lambda context: context.event_url,
        sample=_constant("https://example.org/event"),
        is_link=True,
        is_about_event=True,
    ),
    MailPlaceholder(
        name="own_link",
        about=gettext_lazy("The address of the person's own page"),
        value=lambda context: context.links.own_page,
        sample=_constant("https://example.org/own"),
        is_link=True,
    ),
    MailPlaceholder(
        name="contact",
        about=gettext_lazy("The email address of the programme's contact"),
        value=lambda context: context.programme.contact_email,
        sample=_constant("team@example.org"),
        is_about_event=True,
    ),
)


def calendar(note: Text, *, if_seat_stays: Text = "") -> MailPlaceholder:
    """Return {calendar} for a mail whose calendar file does what note says.

    if_seat_stays: what it does instead for a person who keeps a seat. A CANCEL always removes the event."""

    def value(context: MailContext) -> str:
        if not context.method:
            return str(calendar_notes.EVENT_STAYS) if context.stays_in_calendar else ""
        if context.session:
            is_removed = context.method == Method.CANCEL
            text = calendar_notes.REMOVES_SESSION if is_removed else calendar_notes.ADDS_SESSION
            return str(text) % {"session": context.session.title}
        if context.method == Method.CANCEL and note not in calendar_notes.REMOVALS:
            return str(calendar_notes.REMOVES_EVENT)
        return str(if_seat_stays if if_seat_stays and context.keeps_seat else note)

    about = gettext_lazy("What the attached calendar file does, if there is one")
    return MailPlaceholder(name="calendar", about=about, value=value, sample=lambda: str(note))


REASON = MailPlaceholder(
    name="reason",
    about=gettext_lazy("The reason that the organisers give, if they give one"),
    value=values.reason,
    sample=lambda: _("Too few have registered."),
)
MISTAKE = MailPlaceholder(
    name="mistake",
    about=gettext_lazy("What to do if this is a mistake"),
    value=values.mistake,
    sample=lambda: _("If you think that this is a mistake, please ask the organisers."),
)

# Registration
PROMOTED = MailPlaceholder(
    name="promoted",
    about=gettext_lazy("That a place has become free, if the person was on the waiting list"),
    value=values.promoted,
    sample=lambda: _("A place has become free, and it is yours."),
)
REGISTERED_BY = MailPlaceholder(
    name="registered_by",
    about=gettext_lazy("The person who registered the reader: name, address and organisation"),
    value=values.registered_by,
    sample=_constant("Trần Văn An (an@example.org)"),
)
REGISTERED_BY_LINE = MailPlaceholder(
    name="registered_by_line",
    about=gettext_lazy("Who registered the reader, as a sentence, if it was another person"),
    value=values.registered_by_line,
    sample=lambda: (
        _("You have been registered by another person: %(person)s. If you do not want to take part, please decline.")
        % {"person": "Trần Văn An (an@example.org)"}
    ),
)
GIVEN_NAME = MailPlaceholder(
    name="given_name",
    about=gettext_lazy("The name of the reader that the other person entered"),
    value=values.given_name,
    sample=_constant("Nguyễn Thị Minh"),
)
STANDING = MailPlaceholder(
    name="standing",
    about=gettext_lazy("What an answer leads to: a decision, or the waiting list"),
    value=values.standing,
    sample=lambda: _("The organisers decide who gets a place. They can confirm you after you have answered."),
)
WAITING_RULE = MailPlaceholder(
    name="waiting_rule",
    about=gettext_lazy("What happens when a place becomes free"),
    value=values.waiting_rule,
    sample=lambda: _("As soon as a place becomes free for you, you get it and we write to you."),
)
WAITING_UNTIL = MailPlaceholder(
    name="waiting_until",
    about=gettext_lazy("Until when free places go to the waiting list"),
    value=values.waiting_until,
    sample=AT_VENUE,
)
PASSED_ON = MailPlaceholder(
    name="passed_on",
    about=gettext_lazy("That someone else can have the place, if the waiting list is still used"),
    value=values.passed_on,
    sample=lambda: _("Someone else can now have your place."),
)
AFTER_OFFER = MailPlaceholder(
    name="after_offer",
    about=gettext_lazy("What happens to the place after the deadline"),
    value=values.passed_on_after_offer,
    sample=lambda: _(
        "After that, it goes to the next person. If you cannot come, please decline it now, so that someone else can "
        "have it."
    ),
)
WENT_ON = MailPlaceholder(
    name="went_on",
    about=gettext_lazy("That the place goes to the next person, if the waiting list is still used"),
    value=values.went_on,
    sample=lambda: _("The place goes to the next person."),
)
WHAT_IS_POSSIBLE = MailPlaceholder(
    name="what_is_possible",
    about=gettext_lazy("How the person can still come"),
    value=values.what_is_possible,
    sample=lambda: _("If you still want to come, you can register again."),
)
WHAT_HAPPENED = MailPlaceholder(
    name="what_happened",
    about=gettext_lazy("Who cancelled the registration"),
    value=values.what_happened,
    sample=lambda: _("The organisers have withdrawn your registration for this event."),
)
OTHER_EVENT = MailPlaceholder(
    name="other_event",
    about=gettext_lazy("The other event of a move, with its date"),
    value=values.other_event,
    sample=lambda: _("Training, 12 January 2027"),
)
STATUS = MailPlaceholder(
    name="status",
    about=gettext_lazy("The status of the registration"),
    value=values.status,
    sample=lambda: _("Confirmed"),
)
KEPT_ADDRESS = MailPlaceholder(
    name="kept_address",
    about=gettext_lazy("The other address, not in full"),
    value=values.kept_address,
    sample=_constant("m…h@example.org"),
)
REFERENCE = MailPlaceholder(
    name="reference",
    about=gettext_lazy("The reference of the registration"),
    value=values.reference,
    sample=_constant("K7MX-29QD"),
)
HOW = MailPlaceholder(
    name="how",
    about=gettext_lazy("How the person takes part: the place, or the link to join online"),
    value=values.how,
    sample=lambda: _("You take part in person: %(place)s") % {"place": "Conference hall, Bangkok"},
)
CHOSEN_SESSIONS = MailPlaceholder(
    name="sessions",
    about=gettext_lazy("The sessions that the person chose: a list"),
    value=values.chosen_sessions,
    sample=lambda: [_("Your session: {session}").format(session=_("Opening"))],
)
OFFER_UNTIL = MailPlaceholder(
    name="offer_until",
    about=gettext_lazy("Until when the place is kept for the person"),
    value=values.offer_until,
    sample=AT_VENUE,
)
READER_OFFER_UNTIL = MailPlaceholder(
    name="reader_offer_until", about=SAME_FOR_READER, value=values.reader_offer_until, sample=AT_READER
)
OPENS = MailPlaceholder(
    name="opens",
    about=gettext_lazy("When registration opens, if it is not open yet"),
    value=values.registration_opens,
    sample=AT_VENUE,
)
CLOSES = MailPlaceholder(
    name="closes",
    about=gettext_lazy("When registration closes, if there is a deadline"),
    value=values.registration_closes,
    sample=AT_VENUE,
)

# Details
DUE = MailPlaceholder(
    name="due",
    about=gettext_lazy("The deadline for the details, if there is one"),
    value=values.details_due,
    sample=AT_VENUE,
)
READER_DUE = MailPlaceholder(
    name="reader_due", about=SAME_FOR_READER, value=values.reader_details_due, sample=AT_READER
)
MISSING = MailPlaceholder(
    name="missing",
    about=gettext_lazy("The missing details: a list"),
    value=values.missing_details,
    sample=lambda: [_("Passport number"), _("Arrival")],
)

# Nomination
DELEGATION = MailPlaceholder(
    name="delegation",
    about=gettext_lazy("The delegation"),
    value=values.delegation,
    sample=lambda: f"Viet Nam, {_('Government')}",
)
DELEGATIONS = MailPlaceholder(
    name="delegations",
    about=gettext_lazy("The seats that the focal point fills: a list"),
    value=values.delegations,
    sample=lambda: [f"Viet Nam, {_('Government')}"],
)
DELEGATION_CHANGES = MailPlaceholder(
    name="delegation_changes",
    about=gettext_lazy("What has changed for the seats that the focal point fills: a list"),
    value=values.delegation_changes,
    sample=lambda: [
        _("{label}: {now} (it was: {was})").format(label="Viet Nam", now=_("%(count)d seats") % {"count": 3}, was="2")
    ],
)
RESERVE = MailPlaceholder(
    name="reserve",
    about=gettext_lazy("That the person is a reserve, if they are"),
    value=values.reserve,
    sample=lambda: _("You are a reserve: you get a seat if one becomes free."),
)
WHAT_NEXT = MailPlaceholder(
    name="what_next",
    about=gettext_lazy("Who acts next: the person or the organisers"),
    value=values.what_next,
    sample=lambda: _("Please say whether you will come. You do not need an account or a password."),
)

# The event
CHANGES = MailPlaceholder(
    name="changes",
    about=gettext_lazy("The changes, with the new and the old values: a list"),
    value=values.changes,
    sample=lambda: [
        _("{label}: {now} (it was: {was})").format(label=_("Place"), now="Bangkok", was="Ha Noi"),
        _("The link to join online is a new one."),
    ],
)
SESSION_CHANGES = MailPlaceholder(
    name="session_changes",
    about=gettext_lazy("The changed sessions, with the new and the old time and place: a list"),
    value=values.session_changes,
    sample=lambda: [_("{label}: {now} (it was: {was})").format(label=_("Opening"), now=AT_VENUE(), was=AT_READER())],
)
WHAT_IS_ASKED = MailPlaceholder(
    name="what_is_asked",
    about=gettext_lazy("What the person is asked to do, according to their status"),
    value=values.what_is_asked,
    sample=lambda: _("Please check your registration, and tell us if anything has changed."),
)

# Reminders
MOMENT = MailPlaceholder(
    name="moment",
    about=gettext_lazy("The deadline that the reminder is about, if it is about one"),
    value=values.deadline,
    sample=lambda: deadlines.line("registration_close", AT_VENUE()),
)
READER_MOMENT = MailPlaceholder(
    name="reader_due", about=SAME_FOR_READER, value=values.reader_deadline, sample=AT_READER
)
SESSION = MailPlaceholder(
    name="session",
    about=gettext_lazy("The title of the session"),
    value=values.of_session(lambda session, _at, _context: session.title),
    sample=lambda: _("Opening"),
)
SESSION_WHEN = MailPlaceholder(
    name="session_when",
    about=gettext_lazy("When the session begins, in the time zone of the venue"),
    value=values.of_session(lambda session, starts_at, _context: moment_text(starts_at, session.zone)),
    sample=AT_VENUE,
)
SESSION_READER_WHEN = MailPlaceholder(
    name="session_reader_when",
    about=SAME_FOR_READER,
    value=values.of_session(values.session_reader_when),
    sample=AT_READER,
)
SESSION_PLACE = MailPlaceholder(
    name="session_place",
    about=gettext_lazy("The room of the session, or its own venue"),
    value=values.of_session(lambda session, _at, _context: session.place_text),
    sample=lambda: _("Conference hall, Bangkok"),
)

# Contributors and follow-up
CONTRIBUTIONS = MailPlaceholder(
    name="contributions",
    about=gettext_lazy("What the person contributes to each session: a list"),
    value=values.contributions,
    sample=lambda: [f"{_('Moderator')}: “{_('Opening')}”"],
)
SEAT_STAYS = MailPlaceholder(
    name="place_stays",
    about=gettext_lazy("That the person keeps their place, if they have one"),
    value=values.seat_stays,
    sample=lambda: _("You keep your place: the event stays in your calendar."),
)
SLIDES_BY_MAIL = MailPlaceholder(
    name="slides_by_mail",
    about=gettext_lazy("That the person can send slides by email, if this site reads its mailbox"),
    value=values.slides_by_mail,
    sample=lambda: _("You can also send your slides by email: reply to this email with one file."),
)
CONDITION = MailPlaceholder(
    name="condition",
    about=gettext_lazy("The condition with which the person has accepted"),
    value=values.condition,
    sample=lambda: _("Only in the afternoon"),
)
CONDITION_ANSWER = MailPlaceholder(
    name="answer",
    about=gettext_lazy("What the organisers have arranged, if they write it"),
    value=values.condition_answer,
    sample=lambda: _("Your session begins at 14:00."),
)
SLIDES_FILE = MailPlaceholder(
    name="file",
    about=gettext_lazy("The name and the size of the slides"),
    value=values.slides_file,
    sample=_constant("slides.pdf (2.1 MB)"),
)
SLIDES_SESSION = MailPlaceholder(
    name="session",
    about=gettext_lazy("The title of the session"),
    value=values.slides_session,
    sample=lambda: _("Opening"),
)
FILES_NOT_TAKEN = MailPlaceholder(
    name="not_stored",
    about=gettext_lazy("Which files of the email were not stored"),
    value=values.files_not_taken,
    sample=lambda: _("Not stored: %(files)s.") % {"files": "photo.jpg"},
)
SLIDES_PROBLEM = MailPlaceholder(
    name="problem",
    about=gettext_lazy("Why the slides were not stored"),
    value=values.slides_problem,
    sample=lambda: _("Your file is too large. The limit is 20 MB."),
)
SLIDES_ADVICE = MailPlaceholder(
    name="advice",
    about=gettext_lazy("What the person can do"),
    value=values.slides_advice,
    sample=lambda: _("Please send a PDF, or make the pictures smaller."),
)
OWED = MailPlaceholder(
    name="owed",
    about=gettext_lazy("What the person has to hand in, and until when: a list"),
    value=values.owed,
    sample=lambda: [_("{title}, due by {due}").format(title=_("Mission report"), due=AT_VENUE())],
)

# Missions
ASSIGNMENT_ROLE = MailPlaceholder(
    name="role",
    about=gettext_lazy("The role of the expert in the mission"),
    value=values.assignment_role,
    sample=lambda: _("Lead expert"),
)
ASSIGNMENT_DAYS = MailPlaceholder(
    name="days",
    about=gettext_lazy("The days of work that the team plans for the expert, if it has entered them"),
    value=values.assignment_days,
    sample=lambda: _("Days of work: %(days)s.") % {"days": "2 + 5 + 3"},
)
ASSIGNMENT_COUNTRY = MailPlaceholder(
    name="country",
    about=gettext_lazy("The country of the mission, as long as it has no venue"),
    value=values.assignment_country,
    sample=lambda: _("Country: %(country)s.") % {"country": _("Indonesia")},
)
ASSIGNMENT_STEPS = MailPlaceholder(
    name="steps",
    about=gettext_lazy("What the selected expert has still to do: the declaration of interests, the agreement to the terms"),
    value=values.assignment_steps,
    sample=lambda: _("Please fill in the declaration of interests on your page, and agree to the terms of reference there. After that, the assignment can be agreed."),
)  # fmt: skip
ASSIGNMENT_CONDITION = MailPlaceholder(
    name="condition",
    about=gettext_lazy("The condition under which the declaration of interests was cleared, if there is one"),
    value=values.declaration_condition,
    sample=lambda: _("Condition: %(condition)s") % {"condition": _("Takes no part in talks on software.")},
)
DECLARATION_RESULT = MailPlaceholder(
    name="result",
    about=gettext_lazy("The result of the review of the declaration"),
    value=values.declaration_result,
    sample=lambda: _("Cleared"),
)
NOTE = MailPlaceholder(
    name="note",
    about=gettext_lazy("What the person who causes the mail writes, if they write something"),
    value=values.note,
    sample=lambda: _("They write: %(note)s") % {"note": _("Please check the dates.")},
)
FOLLOW_UP_TEXT = MailPlaceholder(
    name="task",
    about=gettext_lazy("What the owner of a recommendation or action has to do"),
    value=values.follow_up_text,
    sample=lambda: _("Remind employers on the fifth day after a contribution stops."),
)
FOLLOW_UP_DUE = MailPlaceholder(
    name="due",
    about=gettext_lazy("The due date, if there is one"),
    value=values.follow_up_due,
    sample=lambda: _("Due on %(day)s.") % {"day": full_date(date(2027, 9, 30))},
)
