"""Strings of other modules that mails contain. They are listed here so that `make messages` adds them to the catalogs."""

from django.utils.translation import gettext_noop

LABELS = (
    # Constituencies of delegations
    gettext_noop("Government"),
    gettext_noop("Employers"),
    gettext_noop("Workers"),
    gettext_noop("Regional body"),
    gettext_noop("Civil society"),
    gettext_noop("Academia"),
    gettext_noop("Partner"),
    # Statuses of registrations
    gettext_noop("Invited"),
    gettext_noop("Nominated"),
    gettext_noop("Awaiting decision"),
    gettext_noop("Waiting list"),
    gettext_noop("Confirmed"),
    gettext_noop("Declined"),
    gettext_noop("Withdrawn"),
    # Answers of hosts
    gettext_noop("Tentative"),
    # Formats of events
    gettext_noop("In person"),
    gettext_noop("Online"),
    gettext_noop("Hybrid"),
    # Roles in teams
    gettext_noop("Manager"),
    gettext_noop("Coordinator"),
    gettext_noop("Reception"),
    gettext_noop("Viewer"),
    # Roles of contributors
    gettext_noop("Speaker"),
    gettext_noop("Moderator"),
    gettext_noop("Panellist"),
    gettext_noop("Expert"),
    gettext_noop("Interpreter"),
    gettext_noop("Host"),
    # Roles of experts in missions, and results of their declarations
    gettext_noop("Lead expert"),
    gettext_noop("Not reviewed yet"),
    gettext_noop("Cleared"),
    gettext_noop("Cleared with conditions"),
    gettext_noop("Not cleared"),
    # Missing travel details
    gettext_noop("Name in the passport"),
    gettext_noop("Passport number"),
    gettext_noop("Nationality"),
    gettext_noop("Passport valid until"),
    gettext_noop("Arrival"),
    gettext_noop("Departure"),
    gettext_noop("Whether you need a visa"),
    gettext_noop("How your daily allowance is paid"),
    # Samples in previews
    gettext_noop("Regional seminar on social protection"),
    gettext_noop("Conference hall, Bangkok"),
    gettext_noop("Too few have registered."),
    gettext_noop("Takes no part in talks on software."),
    gettext_noop("Please check the dates."),
    gettext_noop("Remind employers on the fifth day after a contribution stops."),
)
