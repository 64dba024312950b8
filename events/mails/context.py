"""What a mail about an event says to one person: which words, what stands in their placeholders, where links lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts import languages
from accounts.models import User
from events.calendars.dates import moment_text
from events.mails.footer import choice, is_of_contributor, why
from events.models import Contributor, Delegation, Deliverable, Event, Programme, Registration, Session, Step
from notifications.mail import rendering
from notifications.mail.rendering import Rendered
from notifications.wording import defaults
from notifications.wording.defaults import MailSource
from notifications.wording.kinds import Kind
from notifications.wording.markdown import Value
from notifications.wording.overrides import MailSources

Context = Mapping[str, Any]
Status = Registration.Status

OUT = gettext_lazy("The attached message takes the event out of your calendar.")
CHANGED = gettext_lazy("The attached message changes the event in your calendar.")
UP_TO_DATE = gettext_lazy("The attached invitation brings your calendar up to date.")
# What the calendar part does, by the words.
CALENDAR = {
    "registration_confirmed": gettext_lazy(
        "The attached invitation puts the event into your calendar, and keeps it right there if anything changes."
    ),
    "place_kept": gettext_lazy("The attached invitation puts the event into your calendar again."),
    "registration_declined": OUT,
    "registration_withdrawn": OUT,
    "registration_given_back": OUT,
    "registration_merged": gettext_lazy("The attached message takes the event out of the calendar of this address."),
    "registration_switched_online": UP_TO_DATE,
    "registration_switched_in_person": UP_TO_DATE,
    "event_moved": CHANGED,
    "event_changed": CHANGED,
    "event_postponed": gettext_lazy("The attached message marks the event as tentative in your calendar."),
    "event_cancelled": OUT,
    "contributor_named": gettext_lazy(
        "The attached invitation puts the event into your calendar, and keeps it right there if anything changes. "
        "Please answer it there: the organisers see whether you can come."
    ),
    "contributor_changed": UP_TO_DATE,
    "contributor_removed": OUT,
    "event_moved_contributor": CHANGED,
    "event_changed_contributor": CHANGED,
    "event_postponed_contributor": gettext_lazy("The attached message marks the event as tentative in your calendar."),
}
# Of who loses a place, but not the invite.
STAYS = gettext_lazy("You contribute to this event: it stays in your calendar.")
# Where the first link of a mail leads, where that is not the event: its words, and which address of the context.
FIRST_STEPS = {
    "invited": (gettext_lazy("Register"), "register_url"),
    "nominated": (gettext_lazy("Say whether you come"), "nominee_url"),
    "seat_free": (gettext_lazy("Say whether you come"), "nominee_url"),
    "place_offered": (gettext_lazy("Take the place, or give it back"), "me_url"),
    "offer_lapsed": (gettext_lazy("Join the waiting list again"), "register_url"),
    "nomination_link": (gettext_lazy("Name people"), "link_url"),
    "details_wanted": (gettext_lazy("Give your details"), "details_url"),
    "details_reminder": (gettext_lazy("Give your details"), "details_url"),
    "reminder_evaluation": (gettext_lazy("Say how it was"), "evaluation_url"),
    "reminder_details": (gettext_lazy("Give your details"), "details_url"),
    "reminder_nominated": (gettext_lazy("Say whether you come"), "nominee_url"),
    "reminder_seats": (gettext_lazy("Name people"), "link_url"),
    "reminder_offer": (gettext_lazy("Take the place, or give it back"), "me_url"),
    "reminder_session": (gettext_lazy("See or change your sessions"), "me_url"),
}

# What is said in other words to who contributes without a place.
OF_CONTRIBUTORS = ("event_moved", "event_changed", "event_postponed", "reminder")

OF_NOMINEES = ("nominated", "nominated_reserve", "reminder_nominated")
OF_THE_EVENT = ("event", "programme", "when", "reader_when", "place", "contact", "event_link")
# Words by how they begin, and the mail that says them, where that is called otherwise.
VARIANTS = {
    "registration_given_back": "registration_withdrawn",
    "registration_switched": "registration_switched",
    "event_changed": "event_moved",
    "event_moved": "event_moved",
    "event_postponed": "event_postponed",
    "reminder": "reminder",
    "nominated": "nominated",
    "nomination_reminder": "nomination_link",
    "details_wanted": "details_wanted",
}


@dataclass(frozen=True)
class MailContent:
    """The .words of a mail, the .values of their placeholders, and the .context of the layout."""

    kind: str
    words: MailSource | None  # None for a mail that has templates of its own
    values: dict[str, Value]
    context: dict[str, Any]

    def render(self, *, subject: str = "", text: str = "") -> Rendered:
        """Return the mail; subject and text, if given, in place of those of its words, for this mail alone."""
        return rendering.render(self.kind, self.context, self.values, words=self.words, subject=subject, text=text)


def build(name: str, context: Context, words: MailSource | None = None) -> MailContent:
    """Return what mail `name` says in the language that is active. context: as telling.context() gives it.

    words: for a mail that comes without any."""
    kind = kind_of(name, context)
    if words is None and defaults.has_default(kind):
        words = text_for(context["event"], kind)
    return MailContent(
        kind, words, _values(kind, context), {**context, **_layout(name, context), "intro": _intro(context)}
    )


def build_sample(kind: Kind, context: Context, words: MailSource, *, real: bool) -> MailContent:
    """Return what the mail with these words says, in the language that is active: with samples for what the context
    does not tell, or for everything unless it is of somebody real. Its links are those of the context."""
    named = (mail for start, mail in VARIANTS.items() if kind.name.startswith(start))
    name = kind.name if kind.name.startswith("reminder_") else next(named, kind.name)
    if is_of_contributor(kind.name):
        context = {key: value for key, value in context.items() if key not in {"registration", "me_url"}}
    told = {key: value for key, value in _values(kind.name, context).items() if value and key in kind.names}
    if not real:
        told = {key: told[key] for key in OF_THE_EVENT if key in told}
    values = kind.samples() | told | {"calendar": str(CALENDAR.get(kind.name, ""))}
    return MailContent(kind.name, words, values, {**context, **_layout(name, context), "intro": ""})


def _layout(name: str, context: Context) -> dict[str, Any]:
    return {
        "actions": _actions(name, context),
        "reason_line": why(name, context),
        "choice_line": choice(name, context),
    }


def text_for(event: Event, kind: str) -> MailSource:
    """Return the words of a kind for event in the language that is active: the event's own, its programme's, or those
    that were shipped. One query for each event that was read, however many mails."""
    book: MailSources | None = event.__dict__.get("_book")
    if book is None:
        book = event.__dict__["_book"] = MailSources.of(scope(event), scope(event.programme))
    return book.words(kind, languages.first_supported(get_language() or ""))


def scope(whose: Event | Programme) -> str:
    """Return under which name words of an event, or of a programme, are kept."""
    return f"{'event' if isinstance(whose, Event) else 'programme'}:{whose.pk}"


def language_of(event: Event, person: User) -> str:
    """Return in which language (as Django calls it) person is written to about event: theirs, or the event's, or that
    of its programme, or English."""
    return languages.django_code(languages.first_supported(person.language, event.language, event.programme.language))


def kind_of(name: str, context: Context) -> str:
    """Return which words mail `name` takes: some have others by where the person stands."""
    registration: Registration | None = context.get("registration")
    if name == "registration_switched":
        is_online = registration is not None and registration.mode == Registration.Mode.ONLINE
        return f"{name}_online" if is_online else f"{name}_in_person"
    others = {
        "registration_withdrawn": ("registration_given_back", _has_given_back(context)),
        "event_moved": ("event_changed", not context.get("is_moved")),
        "nominated": ("nominated_reserve", registration is not None and bool(registration.reserve_rank)),
        "nomination_link": ("nomination_reminder", not context.get("is_first")),
        "details_wanted": ("details_wanted_travel", bool(context.get("travels"))),
    }
    other, applies = others.get(name, (name, False))
    kind = other if applies else name
    return f"{kind}_contributor" if "contributions" in context and kind in OF_CONTRIBUTORS else kind


def _has_given_back(context: Context) -> bool:
    return _is_own(context) and context["change"].from_status == Status.CONFIRMED


def _values(kind: str, context: Context) -> dict[str, Value]:
    event, person, change = context["event"], context["person"], context.get("change")
    reader_offer = context.get("reader_offer_until", "")
    return {
        "event": event.title,
        "programme": event.programme.name,
        "name": person.full_name,
        "when": context["when"],
        "reader_when": context.get("reader_when", ""),
        "place": str(event.venue) if event.venue else _("Online") if event.mode == Event.Mode.ONLINE else "",
        "event_link": context["event_url"],
        "own_link": context.get("me_url", ""),
        "contact": event.programme.contact_email,
        "calendar": _calendar(kind, context),
        "owed": [_owed(one, due) for one, due in context.get("owed", ())],
        "contributions": [_contribution(one, moment) for one, moment in context.get("contributions", ())],
        "place_stays": _("You keep your place: the event stays in your calendar.")
        if context.get("keeps_place")
        else "",
        "reason": context.get("reason", "") or (change.reason if change else ""),
        "mistake": _mistake(context),
        "promoted": _promoted(context),
        "what_happened": _what_happened(context),
        "what_next": _what_next(context),
        "what_is_asked": _what_is_asked(context),
        "status": str(context["registration"].get_status_display()) if "registration" in context else "",
        "kept_address": context.get("kept_address", ""),
        "offer_until": context.get("offer_until", ""),
        "reader_offer_until": "" if reader_offer == context.get("offer_until") else reader_offer,
        "opens": moment_text(event.registration_opens_at, event.zone) if event.registration_opens_later else "",
        "closes": moment_text(event.registration_closes_at, event.zone) if event.registration_closes_at else "",
        "delegation": str(context["registration"].delegation or "") if kind in OF_NOMINEES else "",
        "reserve": _reserve(context),
        "moment": context.get("moment", ""),
        **_session(context),
        "delegations": [_seats(one, deadline) for one, deadline in context.get("delegations", ())],
        "missing": context.get("missing", []),
        "due": context.get("due", ""),
        "reader_due": context.get("reader_due", ""),
        "changes": context.get("changes", []),
    }


def _is_own(context: Context) -> bool:
    change = context.get("change")
    return change is not None and change.by_id == context["person"].pk


def _intro(context: Context) -> str:
    change = context.get("change")
    if change is None or change.action != Step.MERGE or context.get("kept_address"):
        return ""
    return _(
        "You had registered twice for this event, with two addresses. "
        "The organisers have made one registration of the two: this one."
    )


def _mistake(context: Context) -> str:
    if _is_own(context):
        return _("If this was a mistake, you can register again on the page of the event.")
    if mail := context["event"].programme.contact_email:
        return _("If you think that this is a mistake, please write to %(mail)s.") % {"mail": mail}
    return _("If you think that this is a mistake, please ask the organisers.")


def _promoted(context: Context) -> str:
    change = context.get("change")
    if change is None or change.from_status != Status.WAITLISTED or change.action != Step.PROMOTE:
        return ""
    return _("A place has become free, and it is yours.")


def _what_happened(context: Context) -> str:
    if _is_own(context):
        return _("You are no longer registered for this event. Thank you for telling us.")
    if "registration" in context and context["registration"].delegation_id:
        return _("You are no longer named for this event.")
    return _("The organisers have withdrawn your registration for this event.")


def _is_asked(context: Context) -> bool:
    return "registration" in context and bool(context["registration"].status == Status.NOMINATED)


def _what_next(context: Context) -> str:
    if _is_asked(context):
        return _("Please say whether you come. You need no account and no password.")
    return _("You have said that you would come. The organisers decide, and write to you.")


def _what_is_asked(context: Context) -> str:
    if _is_asked(context):
        return _("You have been named for this event. Please say whether you come.")
    return _("Please look at where you stand, and tell us if anything has changed.")


def _owed(deliverable: Deliverable, due: str) -> str:
    return _("{title}, due by {due}").format(title=deliverable.title, due=due)


def _seats(delegation: Delegation, deadline: str) -> str:
    left = delegation.seats_left
    free = ngettext("%(left)d of %(seats)d seat free", "%(left)d of %(seats)d seats free", left)
    line = f"{delegation}: {free % {'left': left, 'seats': delegation.seats}}"
    until = _("until %(deadline)s") % {"deadline": deadline}  # not within an f-string, where xgettext does not look
    return f"{line}, {until}" if deadline else line


def _calendar(kind: str, context: Context) -> str:
    """Return what the calendar part does; where there is none, that the event stays in a calendar, if it does."""
    if not context.get("method"):
        return str(STAYS) if context.get("stays") else ""
    if kind == "contributor_removed" and context.get("keeps_place"):
        return str(UP_TO_DATE)
    return str(CALENDAR.get(kind, ""))


def _contribution(contributor: Contributor, moment: str) -> str:
    role, title = contributor.get_role_display(), contributor.session.title
    if not moment:
        return _("{role}: “{session}”").format(role=role, session=title)
    line = _("{role}: “{session}”, {moment}").format(role=role, session=title, moment=moment)
    place = contributor.session.place_text
    return f"{line}, {place}" if place else line


def _reserve(context: Context) -> str:
    if "registration" not in context or not context["registration"].reserve_rank:
        return ""
    return _("You are named as a reserve: a seat is yours if one becomes free.")


def _session(context: Context) -> dict[str, str]:
    session: Session | None = context.get("session")
    if session is None or session.starts_at is None:
        return {}
    zone = context["person"].zone
    there = moment_text(session.starts_at, session.zone)
    here = moment_text(session.starts_at, zone) if zone else ""
    return {
        "session": session.title,
        "session_when": there,
        "session_reader_when": here if here != there else "",
        "session_place": session.place_text,
    }


def _actions(name: str, context: Context) -> list[tuple[str, str]]:
    """Return what the reader may do, the first thing first: words and address of each."""
    see = (_("See the event"), context["event_url"])
    if name == "seat_free" and not _is_asked(context):
        return [see]
    if name == "calendar_declined":
        url = context.get("declined_url") or context.get("me_url", "")  # a preview is of nobody
        return [(_("Give my place back"), f"{url}#give-back"), (_("Keep my place"), f"{url}#keep")]
    if name not in FIRST_STEPS:
        return [see, *_own(context)]
    words, key = FIRST_STEPS[name]
    more = (
        []
        if name in ("place_offered", "offer_lapsed", "reminder_offer")
        else _own(context)
        if key == "details_url"
        else [see]
    )
    return [(str(words), context.get(key) or context["event_url"]), *more]  # a preview is of nobody


def _own(context: Context) -> list[tuple[str, str]]:
    if "me_url" not in context:
        return []
    if "registration" in context and context["registration"].may_be_withdrawn:
        return [(_("See where you stand, or give your place back"), context["me_url"])]
    return [(_("See where you stand"), context["me_url"])]
