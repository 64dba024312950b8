"""Mails about a registration, and about the details that participants send."""

from django.utils.translation import gettext_lazy

from events.mails import actions
from events.mails import calendar_notes as notes
from events.mails.catalogue.groups import REGISTRATION
from events.mails.declarations import Mail, MailVariant
from events.mails.footer import INVITED
from events.mails.placeholders import (
    CLOSES,
    COMMON,
    DUE,
    KEPT_ADDRESS,
    MISSING,
    MISTAKE,
    MOMENT,
    OFFER_UNTIL,
    OPENS,
    PROMOTED,
    READER_DUE,
    READER_MOMENT,
    READER_OFFER_UNTIL,
    REASON,
    STATUS,
    WHAT_HAPPENED,
    calendar,
)
from events.models import Registration, Step

Status = Registration.Status

MAILS = (
    Mail(
        name="registration_received",
        label=gettext_lazy("Registration received, awaiting decision"),
        group=REGISTRATION,
        placeholders=COMMON,
        status=Status.PENDING,
    ),
    Mail(
        name="registration_confirmed",
        label=gettext_lazy("Registration confirmed"),
        group=REGISTRATION,
        placeholders=(PROMOTED, calendar(notes.ADDS_EVENT), *COMMON),
        status=Status.CONFIRMED,
    ),
    Mail(
        name="registration_waitlisted",
        label=gettext_lazy("On the waiting list"),
        group=REGISTRATION,
        placeholders=COMMON,
        status=Status.WAITLISTED,
    ),
    Mail(
        name="registration_declined",
        label=gettext_lazy("Registration declined"),
        group=REGISTRATION,
        placeholders=(REASON, calendar(notes.REMOVES_EVENT), MISTAKE, *COMMON),
        required={"reason"},
        status=Status.DECLINED,
    ),
    Mail(
        name="registration_withdrawn",
        label=gettext_lazy("Registration cancelled by the organisers"),
        group=REGISTRATION,
        placeholders=(WHAT_HAPPENED, REASON, calendar(notes.REMOVES_EVENT), MISTAKE, *COMMON),
        required={"what_happened", "reason"},
        status=Status.WITHDRAWN,
        variants=(
            MailVariant(
                name="registration_given_back",
                label=gettext_lazy("Registration cancelled by the participant"),
                group=REGISTRATION,
                placeholders=(calendar(notes.REMOVES_EVENT), MISTAKE, *COMMON),
                applies=lambda context: context.gave_seat_back,
            ),
        ),
    ),
    Mail(
        name="registration_switched",
        label=gettext_lazy("Format changed"),
        group=REGISTRATION,
        placeholders=COMMON,
        step=Step.SWITCH,
        has_text=False,
        variants=(
            MailVariant(
                name="registration_switched_online",
                label=gettext_lazy("Format changed to online"),
                group=REGISTRATION,
                placeholders=(calendar(notes.UPDATES_EVENT), *COMMON),
                applies=lambda context: context.is_online,
            ),
            MailVariant(
                name="registration_switched_in_person",
                label=gettext_lazy("Format changed to in person"),
                group=REGISTRATION,
                placeholders=(calendar(notes.UPDATES_EVENT), *COMMON),
                applies=lambda context: not context.is_online,
            ),
        ),
    ),
    Mail(
        name="registration_kept",
        label=gettext_lazy("Two registrations merged: the one that remains"),
        group=REGISTRATION,
        placeholders=(STATUS, MISTAKE, *COMMON),
        required={"status"},
    ),
    Mail(
        name="registration_merged",
        label=gettext_lazy("Two registrations merged: the one that ends"),
        group=REGISTRATION,
        placeholders=(KEPT_ADDRESS, calendar(notes.REMOVES_EVENT_OF_ADDRESS), MISTAKE, *COMMON),
        required={"kept_address"},
    ),
    Mail(
        name="calendar_declined",
        label=gettext_lazy("The person's calendar has declined: are they coming?"),
        group=REGISTRATION,
        placeholders=COMMON,
        actions=(actions.give_seat_back, actions.keep_seat),
    ),
    Mail(
        name="place_kept",
        label=gettext_lazy("Place kept after the calendar declined"),
        group=REGISTRATION,
        placeholders=(calendar(notes.ADDS_EVENT_AGAIN), *COMMON),
    ),
    Mail(
        name="registered_already",
        label=gettext_lazy("Already registered"),
        group=REGISTRATION,
        placeholders=COMMON,
    ),
    Mail(
        name="place_offered",
        label=gettext_lazy("Place offered"),
        group=REGISTRATION,
        placeholders=(OFFER_UNTIL, READER_OFFER_UNTIL, *COMMON),
        required={"offer_until"},
        actions=(actions.answer_offer,),
        step=Step.OFFER,
    ),
    Mail(
        name="reminder_offer",
        label=gettext_lazy("Reminder: a place is offered"),
        group=REGISTRATION,
        placeholders=(OFFER_UNTIL, READER_OFFER_UNTIL, *COMMON),
        required={"offer_until"},
        actions=(actions.answer_offer,),
    ),
    Mail(
        name="offer_lapsed",
        label=gettext_lazy("Offer expired"),
        group=REGISTRATION,
        placeholders=COMMON,
        actions=(actions.rejoin_waiting_list,),
        step=Step.LAPSE,
    ),
    Mail(
        name="invited",
        label=gettext_lazy("Invitation to register"),
        group=REGISTRATION,
        placeholders=(OPENS, CLOSES, *COMMON),
        actions=(actions.register, actions.see_event),
        footer=INVITED,
        status=Status.INVITED,
    ),
    Mail(
        name="details_wanted",
        label=gettext_lazy("Request for details"),
        group=REGISTRATION,
        placeholders=(DUE, READER_DUE, *COMMON),
        actions=(actions.enter_details, actions.own_page),
        variants=(
            MailVariant(
                name="details_wanted_travel",
                label=gettext_lazy("Request for details, with passport and travel"),
                group=REGISTRATION,
                placeholders=(DUE, READER_DUE, *COMMON),
                applies=lambda context: context.details is not None and context.details.has_travel,
            ),
        ),
    ),
    Mail(
        name="details_reminder",
        label=gettext_lazy("Some details are missing"),
        group=REGISTRATION,
        placeholders=(MISSING, DUE, READER_DUE, *COMMON),
        required={"missing"},
        actions=(actions.enter_details, actions.own_page),
    ),
    Mail(
        name="reminder_details",
        label=gettext_lazy("Reminder: some details are missing"),
        group=REGISTRATION,
        placeholders=(MISSING, MOMENT, READER_MOMENT, *COMMON),
        required={"missing"},
        actions=(actions.enter_details, actions.own_page),
    ),
    Mail(
        name="reminder_pending",
        label=gettext_lazy("Reminder: the registration awaits a decision"),
        group=REGISTRATION,
        placeholders=(MOMENT, READER_MOMENT, *COMMON),
    ),
)
