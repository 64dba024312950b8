"""The mails that this app sends, as organisers call them, and the placeholders of each."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendars.dates import moment_text
from events.mails import deadlines
from notifications.wording import kinds
from notifications.wording.kinds import Kind, Placeholder, Text
from notifications.wording.markdown import Value

REGISTRATION = gettext_lazy("Registration")
NOMINATION = gettext_lazy("Nomination")
EVENT = gettext_lazy("The event")
AFTERWARDS = gettext_lazy("What comes of it")
CONTRIBUTORS = gettext_lazy("Contributors")


def _moment(zone: str) -> Callable[[], str]:
    return lambda: moment_text(datetime(2027, 3, 5, 10, tzinfo=UTC), ZoneInfo(zone))


def _same(value: Value) -> Callable[[], Value]:
    return lambda: value


COMMON = (
    Placeholder("event", gettext_lazy("The title of the event"), lambda: _("Regional seminar on social protection")),
    Placeholder("programme", gettext_lazy("The name of the programme"), _same("EU Social Dialogue")),
    Placeholder("name", gettext_lazy("The person's name"), _same("Nguyễn Thị Minh")),
    Placeholder("when", gettext_lazy("When it takes place, on the clocks of the place"), _moment("Asia/Bangkok")),
    Placeholder(
        "reader_when", gettext_lazy("The same on the person's own clocks, if those differ"), _moment("Asia/Tokyo")
    ),
    Placeholder("place", gettext_lazy("The venue, or that it is online"), lambda: _("Conference hall, Bangkok")),
    Placeholder(
        "event_link", gettext_lazy("The address of the event's page"), _same("https://example.org/event"), True
    ),
    Placeholder(
        "own_link", gettext_lazy("The address of the person's own page"), _same("https://example.org/own"), True
    ),
    Placeholder("contact", gettext_lazy("The address of the programme's contact"), _same("team@example.org")),
)
CALENDAR = Placeholder(
    "calendar",
    gettext_lazy("What the attached calendar file does, if there is one"),
    lambda: _("The attached message changes the event in your calendar."),
)
REASON = Placeholder(
    "reason",
    gettext_lazy("The reason that the organisers give, if they give one"),
    lambda: _("Too few have registered."),
)
MISTAKE = Placeholder(
    "mistake",
    gettext_lazy("What to do if this is a mistake"),
    lambda: _("If you think that this is a mistake, please ask the organisers."),
)
CHANGES = Placeholder(
    "changes",
    gettext_lazy("What has changed, as it is and as it was: a list"),
    lambda: [
        _("{label}: {now} (it was: {was})").format(label=_("Place"), now="Bangkok", was="Ha Noi"),
        _("The link to join online is a new one."),
    ],
)
DUE = Placeholder("due", gettext_lazy("Until when details are wanted, if there is a limit"), _moment("Asia/Bangkok"))
READER_DUE = Placeholder(
    "reader_due", gettext_lazy("The same on the person's own clocks, if those differ"), _moment("Asia/Tokyo")
)
CONTRIBUTIONS = Placeholder(
    "contributions",
    gettext_lazy("What they contribute, session by session: a list"),
    lambda: [f"{_('Moderator')}: “{_('Opening')}”"],
)
OWED = Placeholder(
    "owed",
    gettext_lazy("What is waited for, and until when: a list"),
    lambda: [_("{title}, due by {due}").format(title=_("Mission report"), due=_moment("Asia/Bangkok")())],
)
MISSING = Placeholder(
    "missing", gettext_lazy("What is missing: a list"), lambda: [_("Number of the passport"), _("Arrival")]
)
MOMENT = Placeholder(
    "moment",
    gettext_lazy("The deadline that it reminds of, if it is one"),
    lambda: deadlines.line("registration_close", _moment("Asia/Bangkok")()),
)
READER_MOMENT = Placeholder(
    "reader_due", gettext_lazy("When that is on the person's own clocks, if those differ"), _moment("Asia/Tokyo")
)
DELEGATION = Placeholder("delegation", gettext_lazy("The delegation"), lambda: f"Viet Nam, {_('Government')}")


def _kind(name: str, label: Text, group: Text, *placeholders: Placeholder, required: tuple[str, ...] = ()) -> Kind:
    return Kind(name, label, group, (*placeholders, *COMMON), frozenset(required))


ALL = (
    _kind("registration_received", gettext_lazy("Their registration is to be decided"), REGISTRATION),
    _kind(
        "registration_confirmed",
        gettext_lazy("Their place is confirmed"),
        REGISTRATION,
        Placeholder(
            "promoted",
            gettext_lazy("That a place has become free, if they come from the waiting list"),
            lambda: _("A place has become free, and it is yours."),
        ),
        CALENDAR,
    ),
    _kind("registration_waitlisted", gettext_lazy("They are on the waiting list"), REGISTRATION),
    _kind(
        "registration_declined",
        gettext_lazy("There is no place for them"),
        REGISTRATION,
        REASON,
        CALENDAR,
        MISTAKE,
        required=("reason",),
    ),
    _kind(
        "registration_withdrawn",
        gettext_lazy("Their registration is withdrawn"),
        REGISTRATION,
        Placeholder(
            "what_happened",
            gettext_lazy("Who has withdrawn it"),
            lambda: _("The organisers have withdrawn your registration for this event."),
        ),
        REASON,
        CALENDAR,
        MISTAKE,
        required=("what_happened", "reason"),
    ),
    _kind("registration_given_back", gettext_lazy("They have given their place back"), REGISTRATION, CALENDAR, MISTAKE),
    _kind("registration_switched_online", gettext_lazy("They now take part online"), REGISTRATION, CALENDAR),
    _kind("registration_switched_in_person", gettext_lazy("They now take part in person"), REGISTRATION, CALENDAR),
    _kind(
        "registration_kept",
        gettext_lazy("One registration instead of two: the one that stays"),
        REGISTRATION,
        Placeholder("status", gettext_lazy("Where they stand"), lambda: _("Confirmed")),
        MISTAKE,
        required=("status",),
    ),
    _kind(
        "registration_merged",
        gettext_lazy("One registration instead of two: the one that ends"),
        REGISTRATION,
        Placeholder("kept_address", gettext_lazy("The other address, not in full"), _same("m…h@example.org")),
        CALENDAR,
        MISTAKE,
        required=("kept_address",),
    ),
    _kind("calendar_declined", gettext_lazy("Their calendar declines: are they still coming?"), REGISTRATION),
    _kind("place_kept", gettext_lazy("They keep the place that their calendar declined"), REGISTRATION, CALENDAR),
    _kind("registered_already", gettext_lazy("Somebody has tried to register them again"), REGISTRATION),
    *(
        _kind(
            name,
            label,
            REGISTRATION,
            Placeholder("offer_until", gettext_lazy("Until when it is kept for them"), _moment("Asia/Bangkok")),
            Placeholder(
                "reader_offer_until",
                gettext_lazy("The same on the person's own clocks, if those differ"),
                _moment("Asia/Tokyo"),
            ),
            required=("offer_until",),
        )
        for name, label in (
            ("place_offered", gettext_lazy("A place is offered to them")),
            ("reminder_offer", gettext_lazy("Reminder: a place is kept for them")),
        )
    ),
    _kind("offer_lapsed", gettext_lazy("The offer has ended"), REGISTRATION),
    _kind(
        "invited",
        gettext_lazy("They are invited"),
        REGISTRATION,
        Placeholder("opens", gettext_lazy("When registration opens, if that lies ahead"), _moment("Asia/Bangkok")),
        Placeholder("closes", gettext_lazy("When registration closes, if it does"), _moment("Asia/Bangkok")),
    ),
    _kind("details_wanted", gettext_lazy("Their details are wanted"), REGISTRATION, DUE, READER_DUE),
    _kind(
        "details_wanted_travel",
        gettext_lazy("Their details are wanted, with passport and journey"),
        REGISTRATION,
        DUE,
        READER_DUE,
    ),
    _kind(
        "details_reminder",
        gettext_lazy("Some of their details are missing"),
        REGISTRATION,
        MISSING,
        DUE,
        READER_DUE,
        required=("missing",),
    ),
    _kind(
        "reminder_details",
        gettext_lazy("Reminder: some of their details are missing"),
        REGISTRATION,
        MISSING,
        MOMENT,
        READER_MOMENT,
        required=("missing",),
    ),
    _kind(
        "reminder_pending",
        gettext_lazy("Reminder: their registration is still to be decided"),
        REGISTRATION,
        MOMENT,
        READER_MOMENT,
    ),
    _kind(
        "reminder_nominated",
        gettext_lazy("Reminder: they are to say whether they come"),
        NOMINATION,
        DELEGATION,
        Placeholder(
            "reserve",
            gettext_lazy("That they are a reserve, if they are"),
            lambda: _("You are named as a reserve: a seat is yours if one becomes free."),
        ),
        MOMENT,
        READER_MOMENT,
    ),
    _kind("nominated", gettext_lazy("They have been named"), NOMINATION, DELEGATION),
    _kind("nominated_reserve", gettext_lazy("They have been named as a reserve"), NOMINATION, DELEGATION),
    _kind(
        "seat_free",
        gettext_lazy("A seat of their delegation has become free"),
        NOMINATION,
        Placeholder(
            "what_next",
            gettext_lazy("Whether they are to answer, or the organisers"),
            lambda: _("Please say whether you come. You need no account and no password."),
        ),
        required=("what_next",),
    ),
    *(
        _kind(
            name,
            label,
            NOMINATION,
            Placeholder(
                "delegations",
                gettext_lazy("The seats that are theirs to fill: a list"),
                lambda: [f"Viet Nam, {_('Government')}"],
            ),
            required=("delegations",),
        )
        for name, label in (
            ("nomination_link", gettext_lazy("A focal point is asked to name people")),
            ("nomination_reminder", gettext_lazy("A focal point is reminded to name people")),
            ("reminder_seats", gettext_lazy("Reminder: a focal point has free seats")),
        )
    ),
    *(
        _kind(name, label, EVENT, CHANGES, CALENDAR, required=("changes",))
        for name, label in (
            ("event_moved", gettext_lazy("The event has another time or place")),
            ("event_changed", gettext_lazy("The event has changed otherwise")),
        )
    ),
    _kind("event_postponed", gettext_lazy("The event is postponed"), EVENT, REASON, CALENDAR, required=("reason",)),
    _kind("event_cancelled", gettext_lazy("The event is cancelled"), EVENT, REASON, CALENDAR, required=("reason",)),
    _kind("reminder", gettext_lazy("The event is near"), EVENT),
    _kind(
        "reminder_session",
        gettext_lazy("Reminder: a session that they chose is near"),
        EVENT,
        Placeholder("session", gettext_lazy("The title of the session"), lambda: _("Opening")),
        Placeholder(
            "session_when", gettext_lazy("When it begins, on the clocks of its place"), _moment("Asia/Bangkok")
        ),
        Placeholder(
            "session_reader_when",
            gettext_lazy("The same on the person's own clocks, if those differ"),
            _moment("Asia/Tokyo"),
        ),
        Placeholder("session_place", gettext_lazy("Its room, or its own place"), lambda: _("Conference hall, Bangkok")),
        required=("session", "session_when"),
    ),
    _kind("reminder_after", gettext_lazy("Reminder: the event has begun or is over"), EVENT),
    *(
        _kind(name, label, CONTRIBUTORS, CONTRIBUTIONS, CALENDAR, required=("contributions",))
        for name, label in (
            ("contributor_named", gettext_lazy("They are named as contributors")),
            ("contributor_changed", gettext_lazy("They are named for something else")),
        )
    ),
    _kind(
        "contributor_removed",
        gettext_lazy("They contribute no more"),
        CONTRIBUTORS,
        Placeholder(
            "place_stays",
            gettext_lazy("That they keep their place, if they have one"),
            lambda: _("You keep your place: the event stays in your calendar."),
        ),
        CALENDAR,
        MISTAKE,
    ),
    *(
        _kind(name, label, CONTRIBUTORS, CHANGES, CONTRIBUTIONS, CALENDAR, required=("changes",))
        for name, label in (
            ("event_moved_contributor", gettext_lazy("The event has another time or place")),
            ("event_changed_contributor", gettext_lazy("The event has changed otherwise")),
        )
    ),
    _kind(
        "event_postponed_contributor",
        gettext_lazy("The event is postponed"),
        CONTRIBUTORS,
        REASON,
        CALENDAR,
        required=("reason",),
    ),
    _kind("reminder_slides", gettext_lazy("Their slides are missing"), AFTERWARDS, OWED, required=("owed",)),
    _kind("reminder_report", gettext_lazy("What they hand in is missing"), AFTERWARDS, OWED, required=("owed",)),
    _kind("reminder_evaluation", gettext_lazy("They are asked how it was"), AFTERWARDS),
    _kind("reminder_no_show", gettext_lazy("They had a place and did not come"), AFTERWARDS),
    _kind("reminder_contributor", gettext_lazy("The event is near"), CONTRIBUTORS, CONTRIBUTIONS),
    _kind(
        "organizers_note",
        gettext_lazy("A note from the organisers"),
        EVENT,
        Placeholder(
            "what_is_asked",
            gettext_lazy("What people are asked, by where they stand"),
            lambda: _("Please look at where you stand, and tell us if anything has changed."),
        ),
    ),
)

# Its words are those of an Announcement.
ANNOUNCEMENT = Kind("announcement", gettext_lazy("Announcement"), EVENT, COMMON, is_shipped=False)


# Mails whose words are others by where a person stands, or are templates of their own.
OTHERS: dict[str, Text] = {
    "digest": gettext_lazy("Daily digest"),
    "registration_switched": gettext_lazy("They now take part in another way"),
    "test": gettext_lazy("Test of words"),
}


def label_of(mail: str) -> str:
    """Return what organisers call a mail, wherever it is named: in the editor, the log, and before it goes."""
    kind = kinds.get(mail)
    return str(kind.label if kind else OTHERS.get(mail, mail.replace("_", " ").capitalize()))


def declare() -> None:
    """Make them known to what stores and shows words."""
    kinds.declare((*ALL, ANNOUNCEMENT))
