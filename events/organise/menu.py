"""The menu of the workspace: the sections of an event and of a programme, declared once each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.organise.counts import FAILURES, LABELS
from events.permissions import Action

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class MenuSection:
    """One link of the menu.

    `views` has the URL namespaces and view names that belong to the section; a view name counts before its namespace.
    `count` is the key of its number in the counts of the event. `applies` returns whether the event has this section."""

    label: "StrOrPromise"
    url_name: str
    action: Action
    views: frozenset[str]
    count: str = ""
    applies: Callable[[Event], bool] = lambda _event: True


@dataclass(frozen=True)
class Group:
    title: "StrOrPromise"
    sections: tuple[MenuSection, ...]


@dataclass(frozen=True)
class Link:
    label: "StrOrPromise"
    url: str
    is_current: bool = False
    count: int = 0
    count_label: "StrOrPromise" = ""
    is_failure: bool = False


@dataclass(frozen=True)
class LinkGroup:
    title: "StrOrPromise"
    links: tuple[Link, ...]


def _section(
    label: "StrOrPromise",
    url_name: str,
    action: Action,
    *views: str,
    count: str = "",
    applies: Callable[[Event], bool] = lambda _event: True,
) -> MenuSection:
    return MenuSection(label, url_name, action, frozenset(views or {url_name}), count, applies)


def is_study_visit(event: Event) -> bool:
    return event.kind == Event.Kind.STUDY_VISIT


def is_journey(event: Event) -> bool:
    """Return whether people travel for event from meeting to meeting."""
    return event.kind in {Event.Kind.EXPERT_MISSION, Event.Kind.STUDY_VISIT}


ROOM_PAGES = ("rooms", "hotel_create", "hotel_edit", "stay_create", "stay_edit", "rooming")

PICTURE_PAGES = (
    "albums",
    "album_create",
    "album_edit",
    "album_delete",
    "album_upload",
    "album_publish",
    "picture_edit",
)


def is_mission(event: Event) -> bool:
    return event.kind == Event.Kind.EXPERT_MISSION


def takes_registrations(event: Event) -> bool:
    """Return whether people can register. Nobody registers for a mission, unless its team has chosen that."""
    return not (is_mission(event) and event.policy == Event.Policy.NONE)


EVENT_GROUPS = (
    Group("", (_section(_("Overview"), "planning:overview", Action.VIEW_EVENTS, "planning"),)),
    Group(
        _("Prepare"),
        (
            _section(_("Details"), "planning:edit", Action.EDIT_EVENTS),
            _section(_("Agenda"), "agenda:editor", Action.EDIT_EVENTS, "agenda", count="open_agenda"),
            _section(_("Questions"), "questions:list", Action.EDIT_EVENTS, "questions", applies=takes_registrations),
            _section(
                _("Requirements"),
                "requirements:list",
                Action.EDIT_EVENTS,
                "requirements",
                applies=lambda event: event.policy != Event.Policy.NONE,
            ),
            _section(_("Documents"), "planning:documents", Action.EDIT_EVENTS),
            _section(_("Deliverables"), "deliverables:list", Action.EDIT_EVENTS, "deliverables"),
        ),
    ),
    Group(
        _("Visit"),
        (
            _section(
                _("Study visit"), "study_visits:visit", Action.VIEW_EVENTS, "study_visits", applies=is_study_visit
            ),
            _section(
                _("Rooms and meals"),
                "study_visits:rooms",
                Action.VIEW_REGISTRATIONS,
                *(f"study_visits:{name}" for name in ROOM_PAGES),
                applies=is_study_visit,
            ),
            _section(
                _("Papers"),
                "study_visits:papers",
                Action.VIEW_TRAVEL,
                *("study_visits:papers", "study_visits:visa"),
                applies=is_study_visit,
            ),
            _section(_("Emergency contacts"), "study_visits:emergency", Action.VIEW_TRAVEL, applies=is_study_visit),
            _section(
                _("After the visit"),
                "study_visits:after",
                Action.EDIT_EVENTS,
                *("study_visits:after", "study_visits:report_edit"),
                applies=is_study_visit,
            ),
        ),
    ),
    Group(
        _("Mission"),
        (
            _section(_("Mission"), "missions:mission", Action.VIEW_EVENTS, "missions", applies=is_mission),
            _section(
                _("Terms of reference"), "mission_terms:terms", Action.VIEW_EVENTS, "mission_terms", applies=is_mission
            ),
            _section(_("Experts"), "mission_experts:list", Action.EDIT_EVENTS, "mission_experts", applies=is_mission),
            _section(_("Report"), "mission_reports:review", Action.EDIT_EVENTS, "mission_reports", applies=is_mission),
        ),
    ),
    Group(
        _("Journey"),
        (
            _section(_("Legs and travel"), "legs:list", Action.VIEW_EVENTS, "legs", applies=is_journey),
            _section(
                _("Meetings"),
                "meetings:itinerary",
                Action.VIEW_EVENTS,
                "meetings",
                "security_lists",
                applies=is_journey,
            ),
            _section(_("Costs"), "costs:sheet", Action.EDIT_EVENTS, "costs", applies=is_journey),
            _section(_("Follow-up"), "follow_ups:list", Action.VIEW_EVENTS, "follow_ups", applies=is_journey),
        ),
    ),
    Group(
        _("People"),
        (
            _section(
                _("Registrations"),
                "participants:list",
                Action.VIEW_REGISTRATIONS,
                *("participants", "imports", "duplicates", "balance", "personal_data"),
                count="pending",
                applies=takes_registrations,
            ),
            _section(
                _("Delegations"),
                "nominations:grid",
                Action.EDIT_EVENTS,
                "nominations",
                count="open_delegations",
                applies=takes_registrations,
            ),
            _section(
                _("Contributors"),
                "contributors:list",
                Action.VIEW_REGISTRATIONS,
                "contributors",
                "engagements",
                count="open_contributors",
            ),
            _section(_("Interpretation"), "interpretation:plan", Action.EDIT_EVENTS, "interpretation"),
            _section(
                _("Codes"),
                "invitation_codes:list",
                Action.DECIDE_REGISTRATIONS,
                "invitation_codes",
                applies=lambda event: event.policy == Event.Policy.INVITATION,
            ),
            _section(
                _("Travel"),
                "travel:travel",
                Action.VIEW_TRAVEL,
                "travel",
                count="open_travel",
                applies=lambda event: event.asks_travel,
            ),
        ),
    ),
    Group(
        _("Email"),
        (
            _section(_("Announcements"), "announcements:list", Action.WRITE_TO_PEOPLE, "announcements"),
            _section(_("Reminders"), "reminders:timeline", Action.VIEW_DELIVERIES, "reminders"),
            _section(_("Mail texts"), "mail_templates:event_list", Action.EDIT_EVENTS, "mail_templates"),
            _section(_("Mail log"), "mail_log:event", Action.VIEW_DELIVERIES, "mail_log", count="failed"),
            _section(
                _("Replies"), "calendar_replies:event", Action.VIEW_DELIVERIES, "calendar_replies", count="replies"
            ),
        ),
    ),
    Group(
        _("Event days and after"),
        (
            _section(
                _("Check-in"),
                "attendance:list",
                Action.CHECK_IN,
                "attendance",
                applies=lambda event: event.status == Event.Status.PUBLISHED,
            ),
            _section(
                _("Evaluation"),
                "attendance:evaluations",
                Action.EDIT_EVENTS,
                applies=lambda event: event.status == Event.Status.PUBLISHED,
            ),
        ),
    ),
    Group("", (_section(_("History"), "organise:history", Action.VIEW_DELIVERIES),)),
)
PROGRAMME_GROUPS = (
    Group(
        _("Programme"),
        (
            _section(_("Overview"), "programmes:home", Action.VIEW_EVENTS),
            _section(_("New event"), "planning:new", Action.EDIT_EVENTS, "planning"),
            _section(
                _("Requests"),
                "mission_requests:list",
                Action.EDIT_EVENTS,
                *("mission_requests", "mission_calls"),
                count="requests",
            ),
            _section(_("Venues"), "venues:list", Action.EDIT_EVENTS, "venues"),
            _section(_("Experts"), "experts:list", Action.EDIT_EVENTS, "experts"),
            _section(_("Questions"), "questions:library", Action.EDIT_EVENTS, "questions"),
        ),
    ),
    Group(
        _("Email"),
        (
            _section(_("Reminders"), "reminders:programme_rules", Action.EDIT_EVENTS, "reminders"),
            _section(_("Mail texts"), "mail_templates:programme_list", Action.EDIT_EVENTS, "mail_templates"),
            _section(_("Mail log"), "mail_log:programme", Action.VIEW_DELIVERIES, "mail_log"),
        ),
    ),
    Group(
        _("Public site"),
        (
            _section(
                _("Public pages"),
                "programmes:pages",
                Action.EDIT_WEBSITE,
                "programmes:pages",
                "programmes:page_text",
                *(
                    f"programmes:{row}_{part}"
                    for row in ("area", "declaration", "news")
                    for part in ("text", "edit", "create")
                ),
                "programmes:frame_sites",
            ),
            _section(_("Resources"), "library:manage", Action.EDIT_EVENTS, "library"),
            _section(
                _("Pictures"), "library:albums", Action.EDIT_EVENTS, *(f"library:{name}" for name in PICTURE_PAGES)
            ),
        ),
    ),
    Group(
        _("Administration"),
        (
            _section(
                _("Team"),
                "programmes:team",
                Action.MANAGE_TEAM,
                "programmes:team",
                "programmes:role_end",
                "programmes:invite",
            ),
            _section(
                _("Settings"),
                "programmes:settings",
                Action.EDIT_PROGRAMME,
                "programmes:settings",
                "programmes:settings_save",
                "programmes:event_type",
            ),
            _section(_("Privacy notice"), "privacy:programme_edit", Action.EDIT_PRIVACY, "privacy", "personal_data"),
        ),
    ),
)


def link_groups(
    groups: tuple[Group, ...],
    slug: str,
    may: frozenset[Action],
    view_name: str,
    *,
    event: Event | None = None,
    counts: Mapping[str, int] | None = None,
) -> tuple[LinkGroup, ...]:
    """Return the links of `groups` for the event or programme with `slug`. Groups without a permitted link are left out.

    The section of `view_name` is marked as the current one. It is shown on its own pages even if the event has no such
    section."""
    permitted = [(group, [section for section in group.sections if section.action in may]) for group in groups]
    current = _current([section for _group, sections in permitted for section in sections], view_name)
    shown = [
        (group, [one for one in sections if one is current or not event or one.applies(event)])
        for group, sections in permitted
    ]
    return tuple(
        LinkGroup(group.title, tuple(_link(section, slug, section is current, counts or {}) for section in sections))
        for group, sections in shown
        if sections
    )


def _current(sections: list[MenuSection], view_name: str) -> MenuSection | None:
    namespace = view_name.partition(":")[0]
    by_name = (section for section in sections if view_name in section.views)
    by_namespace = (section for section in sections if namespace in section.views)
    return next(by_name, None) or next(by_namespace, None)


def _link(section: MenuSection, slug: str, is_current: bool, counts: Mapping[str, int]) -> Link:
    return Link(
        section.label,
        reverse(section.url_name, args=[slug]),
        is_current,
        counts.get(section.count, 0),
        LABELS.get(section.count, ""),
        section.count in FAILURES,
    )
