"""The values of placeholders, in the active language. A value of "" or [] leaves out the paragraph around it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.plain_text import if_plain
from events.calendars.change_text import describe_changes
from events.calendars.date_formats import full_date
from events.calendars.dates import moment_text, when_text
from events.calendars.entry_text import venue_text
from events.mails import deadlines
from events.mails.context import DelegationChange, DelegationTerms, MailContext, SessionChange, Status
from events.models import Contributor, Declaration, Delegation, Deliverable, Event, Registration, Session, Step
from events.models.country import country_names


def venue(context: MailContext) -> str:
    event = context.event
    if event.venue:
        return str(event.venue)
    return _("Online") if event.mode == Event.Mode.ONLINE else ""


def reason(context: MailContext) -> str:
    if context.nomination and context.nomination.returned:
        return context.nomination.returned.reason
    if context.update and context.update.reason:
        return context.update.reason
    return context.change.reason if context.change else ""


def mistake(context: MailContext) -> str:
    if context.is_own_change and context.event.is_registration_open:
        return _("If this was a mistake, you can register again on the page of the event.")
    if mail := context.programme.contact_email:
        return _("If you think that this is a mistake, please write to %(mail)s.") % {"mail": mail}
    return _("If you think that this is a mistake, please ask the organisers.")


def promoted(context: MailContext) -> str:
    change = context.change
    if change is None or change.from_status != Status.WAITLISTED or change.action != Step.PROMOTE:
        return ""
    return _("A place has become free, and it is yours.")


def what_happened(context: MailContext) -> str:
    if context.is_own_change:
        return _("You are no longer registered for this event. Thank you for telling us.")
    if context.registration and context.change and context.change.by_id == context.registration.registered_by_id:
        return _("The person who had registered you has withdrawn the registration.")
    if context.registration and context.registration.delegation_id:
        return _("You are no longer nominated for this event.")
    return _("The organisers have withdrawn your registration for this event.")


def registered_by(context: MailContext) -> str:
    """Return who registered the reader: name, address and organisation; "" for people who registered themselves."""
    if context.registration is None or not context.is_registered_by_other:
        return ""
    person = context.registration.registered_by
    if person is None:
        return _("the organisers")
    details = ", ".join(filter(None, [person.email, if_plain(person.affiliation)]))
    name = if_plain(person.name)
    return f"{name} ({details})" if name else details


def registered_by_line(context: MailContext) -> str:
    """Return who registered the reader, as a sentence, and that they can decline; "" for others."""
    person = registered_by(context)
    if not person:
        return ""
    text = _("You have been registered by another person: %(person)s. If you do not want to take part, please decline.")
    return text % {"person": person}


def given_name(context: MailContext) -> str:
    return if_plain(context.person.full_name)


def standing(context: MailContext) -> str:
    """Return what happens after a person agrees whom somebody else registered: a decision, or the waiting list."""
    if context.registration is None or context.registration.status != Status.WAITLISTED:
        return _("The organisers decide who gets a place. They can confirm you after you have answered.")
    return " ".join([_("All places are taken. If you agree, you stay on the waiting list."), waiting_rule(context)])


def waiting_rule(context: MailContext) -> str:
    """Return what happens when a place becomes free for a person on the waiting list."""
    event = context.event
    if not event.promotes:
        return _(
            "Places are no longer given to the waiting list by themselves. The organisers may still give you a place."
        )
    if event.offer_hours is not None or (context.registration and context.registration.awaits_answer):
        return _("When a place becomes free for you, we keep it for you and ask you whether you take it.")
    return _("As soon as a place becomes free for you, you get it and we write to you.")


def waiting_until(context: MailContext) -> str:
    """Return the last moment at which the waiting list is used; "" without one, or after it."""
    event = context.event
    return _moment(event.promotes_until, event.zone) if event.promotes else ""


def passed_on(context: MailContext) -> str:
    """Return that the seat of the reader is useful to others, as long as it is given to the waiting list."""
    return _("Someone else can now have your place.") if context.event.promotes else ""


def passed_on_after_offer(context: MailContext) -> str:
    """Return what happens to an offered seat after the deadline, and that the reader can decline."""
    until = context.event.promotes_until
    ends_at = _offer_ends(context)
    if until and ends_at and ends_at >= until:
        return _("After that, we can no longer keep it. If you cannot come, please decline it now.")
    return _(
        "After that, it goes to the next person. If you cannot come, please decline it now, so that someone else can "
        "have it."
    )


def went_on(context: MailContext) -> str:
    """Return that a seat went to the next person after an offer has ended."""
    return _("The place goes to the next person.") if context.event.promotes else ""


def what_is_possible(context: MailContext) -> str:
    """Return how a person who lost an offer can still come."""
    if context.event.is_registration_open:
        return _("If you still want to come, you can register again.")
    if mail := context.programme.contact_email:
        return _("If you still want to come, please write to %(mail)s.") % {"mail": mail}
    return _("If you still want to come, please ask the organisers.")


def merge_note(context: MailContext) -> str:
    """Return that two registrations of the reader were merged into this one, for the top of any mail."""
    if context.change is None or context.change.action != Step.MERGE or context.kept_registration:
        return ""
    return _(
        "You had registered twice for this event, with two addresses. "
        "The organisers have merged the two registrations into this one."
    )


def other_event(context: MailContext) -> str:
    """Return the title and the date of the other event of a move."""
    other = context.other_event
    return ", ".join(filter(None, [other.title, when_text(other)])) if other else ""


def status(context: MailContext) -> str:
    return str(context.registration.get_status_display()) if context.registration else ""


def kept_address(context: MailContext) -> str:
    # Not the whole address: if the team is mistaken, it belongs to a stranger.
    kept = context.kept_registration
    return kept.person.hinted_email if kept else ""


def reference(context: MailContext) -> str:
    return context.registration.reference if context.registration else ""


def how(context: MailContext) -> str:
    """Return how the person takes part: the place with its address, or the link to join online."""
    event, registration = context.event, context.registration
    if registration is None:
        return ""
    if registration.mode == Registration.Mode.ONLINE:
        if context.links.join:
            return _("You take part online, with the link to join below.")
        return _("You take part online. You will get the link to join before the event.")
    place = venue_text(event.venue)
    return _("You take part in person: %(place)s") % {"place": place} if place else _("You take part in person.")


def chosen_sessions(context: MailContext) -> list[str]:
    if context.registration is None or not context.registration.pk:
        return []
    lines = []
    for choice in context.registration.session_choices.all():
        choice.session.event = context.event
        title = _("“{session}”").format(session=choice.session.title)
        facts = _session_facts(choice.session)
        lines.append(_("Your session: {session}").format(session=", ".join(filter(None, [title, facts]))))
    return lines


def offer_until(context: MailContext) -> str:
    return _moment(_offer_ends(context), context.event.zone)


def reader_offer_until(context: MailContext) -> str:
    return _reader_moment(_offer_ends(context), context.event.zone, context.person.zone)


def _offer_ends(context: MailContext) -> datetime | None:
    return context.registration.offer_expires_at if context.registration else None


def registration_opens(context: MailContext) -> str:
    event = context.event
    return _moment(event.registration_opens_at, event.zone) if event.registration_opens_later else ""


def registration_closes(context: MailContext) -> str:
    return _deadline(context.event.registration_closes_at, context.event.zone)


def details_due(context: MailContext) -> str:
    return _deadline(context.event.details_due_at, context.event.zone) if context.details else ""


def reader_details_due(context: MailContext) -> str:
    if not details_due(context):
        return ""
    return _reader_moment(context.event.details_due_at, context.event.zone, context.person.zone)


def missing_details(context: MailContext) -> list[str]:
    return [*context.details.missing] if context.details else []


def delegation(context: MailContext) -> str:
    if context.nomination and context.nomination.returned:
        return str(context.nomination.returned.delegation)
    return str(context.registration.delegation or "") if context.registration else ""


def reserve(context: MailContext) -> str:
    return _("You are a reserve: you get a seat if one becomes free.") if context.is_reserve else ""


def what_next(context: MailContext) -> str:
    if context.is_nominated:
        return _("Please say whether you will come. You do not need an account or a password.")
    return _("You have said that you will come. The organisers will decide and write to you.")


def what_is_asked(context: MailContext) -> str:
    if context.is_nominated:
        return _("You are nominated for this event. Please say whether you will come.")
    return _("Please check your registration, and tell us if anything has changed.")


def delegations(context: MailContext) -> list[str]:
    if context.nomination is None:
        return []
    zone = context.person.zone or context.event.zone
    return [_seats(context.event, delegation, zone) for delegation in context.nomination.delegations]


def _seats(event: Event, delegation: Delegation, zone: ZoneInfo) -> str:
    left = delegation.seats_left
    free = ngettext("%(left)d of %(seats)d seat free", "%(left)d of %(seats)d seats free", left)
    line = f"{delegation}: {free % {'left': left, 'seats': delegation.seats}}"
    if event.requires_letter and not delegation.has_letter:
        line = _("%(seats)s; please upload the official letter") % {"seats": line}
    if not (deadline := _moment(delegation.nomination_closes_at, zone)):
        return line
    # Not within an f-string, where xgettext does not look.
    until = _("until %(deadline)s") if _is_ahead(delegation.nomination_closes_at) else _("closed since %(deadline)s")
    return f"{line}, {until % {'deadline': deadline}}"


def delegation_changes(context: MailContext) -> list[str]:
    zone = context.person.zone or context.event.zone
    return [_delegation_change(change, zone) for change in (context.nomination.changes if context.nomination else ())]


def _delegation_change(change: DelegationChange, zone: ZoneInfo) -> str:
    if change.after is None:
        return _("{delegation}: you no longer nominate people for these seats").format(delegation=change.delegation)
    now, was = _terms(change.after, zone), _terms(change.before, zone)
    return _("{label}: {now} (it was: {was})").format(label=change.delegation, now=now, was=was)


def _terms(terms: DelegationTerms, zone: ZoneInfo) -> str:
    seats = ngettext("%(count)d seat", "%(count)d seats", terms.seats) % {"count": terms.seats}
    parts = [seats]
    if terms.reserve_seats:
        reserves = ngettext("%(count)d reserve", "%(count)d reserves", terms.reserve_seats)
        parts.append(reserves % {"count": terms.reserve_seats})
    if deadline := _moment(terms.closes_at, zone):
        parts.append(_("until %(deadline)s") % {"deadline": deadline})
    return ", ".join(parts)


def changes(context: MailContext) -> list[str]:
    if context.update is None or context.update.before is None:
        return []
    registration = context.registration
    # A focal point only nominates. They do not join the meeting.
    joins = context.nomination is None and (registration is None or registration.status == Status.CONFIRMED)
    return describe_changes(context.update.before, context.event, context.person.zone, shows_link=joins)


def session_changes(context: MailContext) -> list[str]:
    return [_session_change(change) for change in context.session_changes]


def _session_change(change: SessionChange) -> str:
    title, was = _("“{session}”").format(session=change.title), _session_facts(change.before)
    if change.after is None:
        return _("{label}: does not take place (it was: {was})").format(label=title, was=was or _("not planned yet"))
    now = _session_facts(change.after)
    if now == was:  # only its title or its text has changed
        return _("{label}: {now} (it was: {was})").format(
            label=title, now=now, was=_("“{session}”").format(session=change.before.title)
        )
    if not was:
        return _("{label}: {now}").format(label=title, now=now)
    if not now:
        return _("{label}: not known any more (it was: {was})").format(label=title, was=was)
    return _("{label}: {now} (it was: {was})").format(label=title, now=now, was=was)


def _session_facts(session: Session) -> str:
    moment = moment_text(session.starts_at, session.zone) if session.starts_at else ""
    return ", ".join(filter(None, [moment, session.place_text]))


def contributions(context: MailContext) -> list[str]:
    if context.assignment and not context.contributions:
        return [assignment_role(context)]
    return [_contribution(contributor) for contributor in context.contributions or ()]


def _contribution(contributor: Contributor) -> str:
    session, role = contributor.session, contributor.get_role_display()
    if session.starts_at is None:
        return _("{role}: “{session}”").format(role=role, session=session.title)
    moment = moment_text(session.starts_at, session.zone)
    line = _("{role}: “{session}”, {moment}").format(role=role, session=session.title, moment=moment)
    place = session.place_text
    return f"{line}, {place}" if place else line


def seat_stays(context: MailContext) -> str:
    return _("You keep your place: the event stays in your calendar.") if context.keeps_seat else ""


def condition(context: MailContext) -> str:
    task = next(iter(context.contributions or ()), None)
    return task.condition if task else ""


def condition_answer(context: MailContext) -> str:
    task = next(iter(context.contributions or ()), None)
    return (
        _("The organisers write: “%(text)s”") % {"text": task.condition_answer}
        if task and task.condition_answer
        else ""
    )


def slides_by_mail(context: MailContext) -> str:
    if not context.slides_tag:
        return ""
    return _(
        "You can also send your slides by email: reply to this email with one file (PDF, PowerPoint or OpenDocument, 20 MB "
        "at most)."
    )


def slides_file(context: MailContext) -> str:
    """Return the name and the size of slides that came by email."""
    stored = context.mailed_slides.slides if context.mailed_slides else None
    return f"{_file_name(stored.name) or _('your file')} ({filesizeformat(stored.size)})" if stored else ""


def _file_name(name: str) -> str:
    """Return the name of a file; "" if it could carry a message, such as a web address."""
    return name if if_plain(name.rpartition(".")[0] or name) else ""


def slides_session(context: MailContext) -> str:
    session = context.mailed_slides.session if context.mailed_slides else None
    return session.title if session else ""


def files_not_taken(context: MailContext) -> str:
    """Return which files of an email were not taken, as a sentence; "" for none."""
    names = [name for name in (context.mailed_slides.files if context.mailed_slides else ()) if _file_name(name)]
    return _("Not stored: %(files)s.") % {"files": ", ".join(names)} if names else ""


# Why slides that came by email are not taken, and what the person can do.
SLIDE_PROBLEMS: dict[str, tuple[str | Promise, str | Promise]] = {
    "type": (
        gettext_lazy(
            "Your email has no file that we can store as slides. We take PDF, PowerPoint (.pptx) and OpenDocument (.odp) files that are complete and have no password, programs or attached files."
        ),
        gettext_lazy("Please reply to this email with another file, or upload it on your page."),
    ),
    "large": (
        gettext_lazy("Your file is too large. The limit is 20 MB."),
        gettext_lazy("Please send a PDF, or make the pictures smaller."),
    ),
    "several": (
        gettext_lazy("Your email has several files that can be slides. We store one file for each session."),
        gettext_lazy("Please reply to this email with one file, or upload it on your page."),
    ),
    "which": (
        gettext_lazy("You contribute to several sessions, and we do not know to which one your file belongs."),
        gettext_lazy("Please upload the file on your page, at its session."),
    ),
    "declined": (
        gettext_lazy("You have declined your session, so we have not stored your file."),
        gettext_lazy("If you can take part after all, please say so on your page first. Then send the file again."),
    ),
    "cancelled": (gettext_lazy("The event is cancelled, so we have not stored your file."), ""),
    "over": (gettext_lazy("The time to send slides for this event is over, so we have not stored your file."), ""),
    "address": (
        gettext_lazy(
            "Somebody has sent a file to your personal address for slides, from an address that we do not know. We have not stored the file."
        ),
        gettext_lazy(
            "If it was you, please send the file from the address at which you get this email, or upload it on your page."
        ),
    ),
}


def slides_problem(context: MailContext) -> str:
    facts = context.mailed_slides
    return str(SLIDE_PROBLEMS[facts.problem][0]) if facts and facts.problem else ""


def slides_advice(context: MailContext) -> str:
    facts = context.mailed_slides
    return str(SLIDE_PROBLEMS[facts.problem][1]) if facts and facts.problem else ""


def deadline(context: MailContext) -> str:
    """Return the deadline that a reminder is about, as a sentence; "" for a reminder of another moment."""
    if context.reminder is None:
        return ""
    planned = context.reminder.planned
    return deadlines.line(planned.rule.anchor, moment_text(planned.anchor_at, context.event.zone))


def reader_deadline(context: MailContext) -> str:
    if context.reminder is None or not deadline(context):
        return ""
    return _reader_moment(context.reminder.planned.anchor_at, context.event.zone, context.person.zone)


def owed(context: MailContext) -> list[str]:
    if context.reminder is None:
        return []
    zone = context.person.zone or context.event.zone
    return [
        _("{title}, due by {due}").format(title=_title_of(deliverable), due=moment_text(deliverable.due_at, zone))
        for deliverable in context.reminder.deliverables
    ]


def _title_of(deliverable: Deliverable) -> str:
    """Return the title, which is in the language of the team; comments on a report in that of the reader."""
    is_comments = deliverable.kind == Deliverable.Kind.COMMENTS
    return _("Comments on the report") if is_comments else deliverable.title


def of_session(value: Callable[[Session, datetime, MailContext], str]) -> Callable[[MailContext], str]:
    """Return the value of a placeholder about the session of a reminder or of a calendar part; "" for a session without a date."""

    def value_of(context: MailContext) -> str:
        session = context.session or (context.reminder.session if context.reminder else None)
        if session is None or session.starts_at is None:
            return ""
        return value(session, session.starts_at, context)

    return value_of


def session_reader_when(session: Session, starts_at: datetime, context: MailContext) -> str:
    return _reader_moment(starts_at, session.zone, context.person.zone)


def assignment_role(context: MailContext) -> str:
    return str(context.assignment.get_role_display()) if context.assignment else ""


def assignment_days(context: MailContext) -> str:
    days = context.assignment.days if context.assignment else ""
    return _("Days of work: %(days)s.") % {"days": days} if days else ""


def assignment_country(context: MailContext) -> str:
    """Return the country of a mission whose venue, which has the country, is not known yet."""
    if context.event.venue:
        return ""
    known = country_names()
    names = ", ".join(known.get(country.iso2, country.name) for country in context.event.countries.all())
    return _("Country: %(country)s.") % {"country": names} if names else ""


def assignment_steps(context: MailContext) -> str:
    """Return what a selected expert has still to do."""
    assignment = context.assignment
    if assignment is None:
        return ""
    if _declaration(context) is None and assignment.terms_id is None:
        return _("Please fill in the declaration of interests on your page, and agree to the terms of reference there. After that, the assignment can be agreed.")  # fmt: skip
    if _declaration(context) is None:
        return _("Please fill in the declaration of interests on your page. After that, the assignment can be agreed.")
    if assignment.terms_id is None:
        return _("Please agree to the terms of reference on your page. After that, the assignment can be agreed.")
    return _("We have your declaration and your agreement to the terms of reference. You need not do anything now.")


def declaration_result(context: MailContext) -> str:
    found = _declaration(context)
    return str(found.get_result_display()) if found else ""


def declaration_condition(context: MailContext) -> str:
    found = _declaration(context)
    return _("Condition: %(condition)s") % {"condition": found.condition} if found and found.condition else ""


def _declaration(context: MailContext) -> Declaration | None:
    return getattr(context.assignment, "declaration", None) if context.assignment else None


def follow_up_text(context: MailContext) -> str:
    return context.follow_up.text if context.follow_up else ""


def follow_up_due(context: MailContext) -> str:
    due = context.follow_up.due_on if context.follow_up else None
    return _("Due on %(day)s.") % {"day": full_date(due)} if due else ""


def note(context: MailContext) -> str:
    return _("They write: %(note)s") % {"note": context.note} if context.note else ""


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return moment_text(at, zone) if at else ""


def _deadline(at: datetime | None, zone: ZoneInfo) -> str:
    """Return the moment in words; "" for one that has passed: a mail cannot ask for something before it."""
    return _moment(at, zone) if _is_ahead(at) else ""


def _is_ahead(at: datetime | None) -> bool:
    return at is not None and at > now()


def _reader_moment(at: datetime | None, zone: ZoneInfo, reader_zone: ZoneInfo | None) -> str:
    """Return the moment on the reader's clocks; "" if they show the same as those of zone."""
    if at is None or reader_zone is None:
        return ""
    text = moment_text(at, reader_zone)
    return text if text != moment_text(at, zone) else ""
