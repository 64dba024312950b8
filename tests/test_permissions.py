"""The status of each URL for each kind of reader. A URL without a row fails."""

import re
from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import now

from events.announcements import audience
from events.announcements import services as announcements
from events.announcements.services import RecipientGroups
from events.missions.requests.letters import save_letter
from events.models import (
    Announcement,
    Assignment,
    Attendance,
    Contributor,
    CostSheet,
    Delegation,
    DelegationReport,
    Deliverable,
    Engagement,
    Event,
    EventQuestion,
    Expert,
    ExpertPicture,
    ExpertRating,
    Hotel,
    InvitationCode,
    KeyChange,
    Leg,
    Meeting,
    Mission,
    MissionReport,
    NoticeVersion,
    PlannedReminder,
    Programme,
    Question,
    Registration,
    RegistrationNote,
    ReminderRule,
    Requirement,
    RequirementAnswer,
    ResourceCover,
    RoomStay,
    Session,
    Slides,
    Target,
    TeamInvitation,
    TeamMember,
    TwoPeople,
    Venue,
)
from events.models.answer import private_storage
from events.nominations import letters
from events.nominations.release import fingerprint, plan_release
from events.questions import files, library
from events.questions.answers import save_answers
from events.questions.file_validation import validate_file
from events.questions.services import add_question
from events.registration.services import register
from events.reminders.overrides import skip_reminder
from events.reminders.planning import create_default_rules, plan
from events.requirements.answers import save_requirements
from notifications.models import BouncedAddress, InboundMail, Message, Wording
from notifications.wording.defaults import MailSource
from tests.events.library.helpers import drawn_picture, make_album, resource_with_file
from tests.events.missions.helpers import make_call, make_request, make_terms
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_pending_update,
    make_person,
    make_programme,
    make_venue,
)

# Who may see and change what is the same on each database. `tests/test_unreadable.py` opens all pages on both.
pytestmark = [pytest.mark.look, pytest.mark.django_db]

POSTING = re.compile(rb'<form[^>]*method="post".*?</form>', re.DOTALL)
READERS = ["stranger", "participant", "viewer", "reception", "coordinator", "manager", "other_manager"]
ALL = dict.fromkeys(READERS, 200)
SIGNED_IN = ALL | {"stranger": 302}
POST_ONLY = ALL | dict.fromkeys(READERS, 405)
NOBODY_ELSE = {"stranger": 302, "participant": 404, "other_manager": 404}
TEAM = ALL | NOBODY_ELSE
RECEPTION_UP = TEAM | {"viewer": 403}
COORDINATOR_UP = RECEPTION_UP | {"reception": 403}
MANAGER = COORDINATOR_UP | {"coordinator": 403}
COORDINATOR_POSTS = COORDINATOR_UP | {"coordinator": 405, "manager": 405}
HAS_A_PLACE = dict.fromkeys(READERS, 404) | {"stranger": 302, "participant": 200}

EXPECTED = {
    "healthz": ALL,
    "library:list": ALL,
    "library:atom": ALL,
    "library:detail": ALL,
    "library:cite": ALL,
    "library:file": ALL,
    "library:cover": ALL,
    "library:pictures": ALL,
    "library:album": ALL,
    "library:picture": ALL,
    "library:picture_file": ALL,
    "library:withheld_files": ALL | {"stranger": 302, "participant": 404, "viewer": 404, "reception": 404},
    "library:dead_links": ALL | {"stranger": 302, "participant": 404, "viewer": 404, "reception": 404},
    "library:manage": COORDINATOR_UP,
    "library:create": COORDINATOR_UP,
    "library:upload": COORDINATOR_POSTS,
    "library:paste": COORDINATOR_UP,
    "library:edit": COORDINATOR_UP,
    "library:preview": COORDINATOR_UP,
    "library:publish": COORDINATOR_POSTS,
    "library:delete": COORDINATOR_UP,
    "library:albums": COORDINATOR_UP,
    "library:album_create": COORDINATOR_UP,
    "library:album_edit": COORDINATOR_UP,
    "library:album_upload": COORDINATOR_POSTS,
    "library:album_publish": COORDINATOR_POSTS,
    "library:album_preview": COORDINATOR_UP,
    "library:album_delete": COORDINATOR_UP,
    "library:team_file": COORDINATOR_UP,
    "library:picture_edit": COORDINATOR_UP,
    "library:picture_step": COORDINATOR_POSTS,
    "public:home": ALL,
    "public:programmes": ALL,
    "public:detail": ALL,
    "public:brochure": ALL,
    "public:embed": ALL,
    "public:oembed": dict.fromkeys(READERS, 404),  # without the address of a programme
    "public:area": ALL,
    "public:declaration": ALL,
    "public:news_list": ALL,
    "public:news_feed": ALL,
    "public:news_item": ALL,
    "public:countries": ALL,
    "public:country": ALL,
    "public:partner_logo": dict.fromkeys(READERS, 404),  # no partner of this number has a logo
    "public:robots": ALL,
    "public:components": dict.fromkeys(READERS, 403) | {"stranger": 302},  # staff alone
    "public:sitemap": ALL,
    "events:list": ALL,
    "events:atom": ALL,
    "events:card": dict.fromkeys(READERS, 302),  # to its present address
    "events:detail": ALL,
    "events:agenda": ALL,
    "events:agenda_table": ALL,
    "events:agenda_json": ALL,
    "events:session": ALL,
    "events:own_agenda": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "public:calendar": ALL,
    "calendars:subscribe": ALL,
    "calendars:feed": ALL,
    "calendars:event": ALL,
    "calendars:personal": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "calendars:token_issue": POST_ONLY,
    "calendars:token_revoke": POST_ONLY,
    "self_service:register": ALL,
    "self_service:withdraw": HAS_A_PLACE,
    "self_service:answers": HAS_A_PLACE,
    "self_service:register_others": SIGNED_IN,
    "self_service:group": SIGNED_IN,
    "self_service:own_document": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "self_service:registration": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "calendar_replies:declined": dict.fromkeys(READERS, 404),
    # The person who answered with the file, and the readers of the answer.
    "questions:file": HAS_A_PLACE | {"coordinator": 200, "manager": 200},
    "inbox:bring": dict.fromkeys(READERS, 404),  # for the one provider that is configured, by its secret
    "undo_sign_in_change": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "links:renew": dict.fromkeys(READERS, 405),  # by its token alone, never by who asks
    "preferences:mine": SIGNED_IN,
    "new_events:mine": SIGNED_IN,
    "preferences:optional": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "self_service:start": dict.fromkeys(READERS, 302),  # to the sign-in, to the workspace, or to the own events
    "self_service:me": SIGNED_IN,
    "self_service:profile": SIGNED_IN,
    # These ask for a fresh sign-in.
    "personal_data:mine": dict.fromkeys(READERS, 302),
    "personal_data:download": dict.fromkeys(READERS, 302),
    "personal_data:erase": dict.fromkeys(READERS, 302),
    "personal_data:undo": POST_ONLY | {"stranger": 302},
    "personal_data:undo_by_link": dict.fromkeys(READERS, 404),
    "personal_data:erase_person": MANAGER,
    "personal_data:kept_records": MANAGER,
    "privacy:site": ALL,
    "privacy:programme": ALL,
    "privacy:site_version": ALL,
    "privacy:programme_version": ALL,
    "privacy:programme_edit": MANAGER,
    "privacy:about": ALL,
    "privacy:contact": ALL,
    "calendar_replies:address_works": POST_ONLY | {"stranger": 302},
    "organise:home": SIGNED_IN,
    "organise:events": SIGNED_IN,
    "programmes:invitation": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "programmes:my_invitations": SIGNED_IN,
    "programmes:invitation_accept": dict.fromkeys(READERS, 405) | {"stranger": 302},  # of the user alone
    "programmes:create": dict.fromkeys(READERS, 403) | {"stranger": 302},  # superusers alone
    "programmes:home": TEAM,
    "programmes:settings": MANAGER,
    "programmes:settings_save": MANAGER | {"manager": 405},
    "programmes:pages": COORDINATOR_UP,
    "programmes:page_text": COORDINATOR_UP,
    "programmes:area_edit": COORDINATOR_UP,
    "programmes:area_text": COORDINATOR_UP,
    "programmes:declaration_create": COORDINATOR_UP,
    "programmes:declaration_edit": COORDINATOR_UP,
    "programmes:declaration_text": COORDINATOR_UP,
    "programmes:declaration_delete": COORDINATOR_POSTS,
    "programmes:news_create": COORDINATOR_UP,
    "programmes:news_edit": COORDINATOR_UP,
    "programmes:news_delete": COORDINATOR_POSTS,
    "programmes:figures": COORDINATOR_POSTS,
    "programmes:frame_sites": COORDINATOR_POSTS,
    "programmes:event_type": MANAGER,
    "programmes:event_type_reset": MANAGER | {"manager": 405},
    "programmes:phases_order": MANAGER | {"manager": 405},
    "programmes:team": MANAGER,
    "programmes:invite": MANAGER | {"manager": 405},
    "programmes:invitation_resend": MANAGER | {"manager": 405},
    "programmes:invitation_revoke": MANAGER | {"manager": 405},
    "programmes:role_change": MANAGER | {"manager": 405},
    "programmes:role_end": MANAGER,
    "planning:new": COORDINATOR_UP,
    "planning:new_keep": COORDINATOR_POSTS,
    "organise:search": SIGNED_IN,
    "planning:create": dict.fromkeys(READERS, 404) | {"stranger": 302, "coordinator": 200, "manager": 200},
    "planning:delete": COORDINATOR_UP,
    "planning:documents": COORDINATOR_UP,
    "planning:document": ALL,
    "planning:unpublish": MANAGER,
    "venues:list": COORDINATOR_UP,
    "venues:create": COORDINATOR_UP,
    "venues:zone": COORDINATOR_UP,
    "venues:edit": COORDINATOR_UP,
    "venues:delete": COORDINATOR_POSTS,
    "venues:merge": COORDINATOR_UP,
    "planning:overview": TEAM,
    "planning:edit": COORDINATOR_UP,
    "agenda:editor": COORDINATOR_UP,
    "agenda:paste": COORDINATOR_UP,
    "agenda:people": COORDINATOR_UP,
    "agenda:publish": MANAGER,
    "agenda:versions": ALL,
    "planning:publish": MANAGER,
    "planning:reschedule": MANAGER,
    "planning:postpone": MANAGER,
    "planning:cancel": MANAGER,
    "planning:notify": MANAGER | {"manager": 405},
    "planning:undo": MANAGER | {"manager": 405},
    "participants:list": RECEPTION_UP,
    "participants:columns": RECEPTION_UP,
    "participants:filters": RECEPTION_UP,
    "participants:export": RECEPTION_UP,
    "participants:detail": RECEPTION_UP,
    "participants:decide": COORDINATOR_POSTS,
    "participants:place": COORDINATOR_POSTS,
    "participants:undo": COORDINATOR_POSTS,
    "participants:tag": COORDINATOR_POSTS,
    "participants:note": COORDINATOR_POSTS,
    "participants:note_delete": COORDINATOR_POSTS,
    "organise:history": COORDINATOR_UP,
    "mail_templates:event_list": COORDINATOR_UP,
    "mail_templates:event_edit": COORDINATOR_UP,
    "mail_templates:programme_list": COORDINATOR_UP,
    "mail_templates:programme_edit": COORDINATOR_UP,
    "reminders:event_rules": COORDINATOR_UP,
    "reminders:event_rule_create": COORDINATOR_UP,
    "reminders:event_rule_edit": COORDINATOR_UP,
    "reminders:programme_rules": COORDINATOR_UP,
    # Readers without permission to change them see the rules of the programme on its list.
    "reminders:programme_rule_create": COORDINATOR_UP | {"coordinator": 404},
    "reminders:programme_rule_edit": COORDINATOR_UP | {"coordinator": 404},
    "reminders:timeline": COORDINATOR_UP,
    "reminders:skip": COORDINATOR_POSTS,
    "reminders:undo": COORDINATOR_POSTS,
    "reminders:reschedule": COORDINATOR_UP,
    "reminders:send": COORDINATOR_UP,
    "reminders:preview": COORDINATOR_UP,
    "reminders:preview_html": COORDINATOR_UP,
    "deliverables:list": COORDINATOR_UP,
    "announcements:list": COORDINATOR_UP,
    "announcements:create": COORDINATOR_UP,
    "announcements:detail": COORDINATOR_UP,
    "announcements:edit": COORDINATOR_UP,
    "announcements:send": COORDINATOR_UP,
    "announcements:cancel": COORDINATOR_POSTS,
    "announcements:copy": COORDINATOR_POSTS,
    "announcements:discard": COORDINATOR_POSTS,
    "mail_log:event": COORDINATOR_UP,
    "mail_log:programme": COORDINATOR_UP,
    "calendar_replies:team": SIGNED_IN,  # of the events whose mails each may see
    "calendar_replies:event": COORDINATOR_UP,
    "calendar_replies:detail": COORDINATOR_UP,
    "calendar_replies:settle": COORDINATOR_POSTS,
    "calendar_replies:answer": COORDINATOR_POSTS,
    "participants:address_clear": COORDINATOR_POSTS,
    "participants:link_send": COORDINATOR_POSTS,
    "participants:correct": COORDINATOR_UP,
    "participants:answer": COORDINATOR_UP,
    "participants:move": COORDINATOR_UP,
    "mail_log:message": COORDINATOR_UP,
    "mail_log:message_html": COORDINATOR_UP,
    "mail_log:resend": COORDINATOR_POSTS,
    "balance:balance": COORDINATOR_UP,
    "balance:targets": COORDINATOR_UP,
    "invitation_codes:list": COORDINATOR_UP,
    "contributors:list": RECEPTION_UP,
    "contributors:add": COORDINATOR_UP,
    "contributors:edit": COORDINATOR_UP,
    "contributors:remove": COORDINATOR_UP,
    "contributors:suggestions": COORDINATOR_UP,
    "experts:list": COORDINATOR_UP,
    "experts:create": COORDINATOR_UP,
    "experts:detail": COORDINATOR_UP,
    "experts:edit": COORDINATOR_UP,
    "experts:delete": COORDINATOR_UP,
    "experts:note": COORDINATOR_POSTS,
    "experts:note_delete": COORDINATOR_POSTS,
    "experts:rate": COORDINATOR_POSTS,
    "experts:team_picture": COORDINATOR_UP,
    "experts:public": ALL,
    "experts:picture": ALL,
    "legs:list": TEAM,
    "legs:create": COORDINATOR_UP,
    "legs:edit": COORDINATOR_UP,
    "legs:move": COORDINATOR_UP,
    "legs:step": COORDINATOR_POSTS,
    "legs:send": COORDINATOR_POSTS,
    "legs:pockets": COORDINATOR_UP,
    "journeys:worker": ALL,
    "assignments:worker": ALL,
    "journeys:own": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "journeys:pocket": dict.fromkeys(READERS, 404),
    "engagements:own": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "engagements:own_picture": dict.fromkeys(READERS, 404),
    "engagements:own_slides": dict.fromkeys(READERS, 404),
    "engagements:upload_create": dict.fromkeys(READERS, 405),
    "engagements:upload": dict.fromkeys(READERS, 404),
    "engagements:public_slides": ALL,
    "engagements:invite": COORDINATOR_UP,
    "engagements:link": COORDINATOR_POSTS,
    "engagements:settle": COORDINATOR_POSTS,
    "engagements:slides": COORDINATOR_UP,
    "engagements:team_slides": COORDINATOR_UP,
    "engagements:publish": COORDINATOR_POSTS,
    "mission_calls:list": COORDINATOR_UP,
    "mission_calls:create": COORDINATOR_UP,
    "mission_calls:edit": COORDINATOR_UP,
    "mission_calls:publish": MANAGER | {"manager": 405},
    "missions:mission": TEAM,
    "missions:emergency": COORDINATOR_POSTS,
    "missions:public": COORDINATOR_UP,
    "mission_terms:own": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "mission_terms:terms": TEAM,
    "mission_terms:begin": COORDINATOR_POSTS,
    "mission_terms:edit": COORDINATOR_UP,
    "mission_terms:send": COORDINATOR_POSTS,
    "mission_terms:agree": COORDINATOR_POSTS,
    "mission_requests:call": ALL,
    "mission_requests:own": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "mission_requests:own_letter": dict.fromkeys(READERS, 404),
    "mission_requests:list": COORDINATOR_UP,
    "mission_requests:ask": COORDINATOR_UP,
    "mission_requests:enter": COORDINATOR_UP,
    "mission_requests:detail": COORDINATOR_UP,
    "mission_requests:edit": COORDINATOR_UP,
    "mission_requests:return": COORDINATOR_POSTS,
    "mission_requests:decide": MANAGER | {"manager": 405},
    "mission_requests:visit": COORDINATOR_POSTS,
    "mission_requests:link": COORDINATOR_POSTS,
    "mission_requests:letter": COORDINATOR_UP,
    "mission_experts:list": COORDINATOR_UP,
    "mission_experts:detail": COORDINATOR_UP,
    "mission_experts:propose": COORDINATOR_UP,
    "mission_experts:step": COORDINATOR_POSTS,
    "mission_experts:decide": MANAGER | {"manager": 405},
    "mission_experts:others": MANAGER | {"manager": 405},
    "follow_ups:owner": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "follow_ups:list": TEAM,
    "follow_ups:create": COORDINATOR_UP,
    "follow_ups:detail": COORDINATOR_UP,
    "follow_ups:step": COORDINATOR_POSTS,
    "assignments:own": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "assignments:notes": dict.fromkeys(READERS, 404),
    "assignments:report": dict.fromkeys(READERS, 404),
    "assignments:report_file": dict.fromkeys(READERS, 404),
    "mission_reports:own": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "mission_reports:own_file": dict.fromkeys(READERS, 404),
    "mission_reports:review": TEAM | {"viewer": 404, "reception": 404},  # before the acceptance
    "mission_reports:edit": COORDINATOR_UP,
    "mission_reports:file": COORDINATOR_UP,
    "mission_reports:step": COORDINATOR_POSTS,
    "mission_reports:decide": MANAGER | {"manager": 405},
    "mission_reports:version": COORDINATOR_UP,
    "interpretation:plan": COORDINATOR_UP,
    "interpretation:export": COORDINATOR_UP,
    "interpretation:assign": COORDINATOR_POSTS,
    "meetings:host": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "meetings:host_day": dict.fromkeys(READERS, 404),
    "security_lists:open": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "security_lists:consent": dict.fromkeys(READERS, 404),
    "security_lists:team": COORDINATOR_UP,
    "meetings:itinerary": TEAM,
    "meetings:make": COORDINATOR_POSTS,
    "meetings:day": RECEPTION_UP,
    "meetings:sheet": COORDINATOR_UP,
    "meetings:edit": COORDINATOR_UP,
    "meetings:host_sheet": COORDINATOR_UP,
    "costs:sheet": COORDINATOR_UP,
    "costs:step": MANAGER | {"manager": 405},
    "costs:export": COORDINATOR_UP,
    "costs:line_add": COORDINATOR_UP,
    "costs:line_edit": COORDINATOR_UP,
    "costs:days": COORDINATOR_UP,
    "imports:add": COORDINATOR_UP,
    "imports:list": COORDINATOR_UP,
    "imports:copy": COORDINATOR_UP,
    "duplicates:list": COORDINATOR_UP,
    "duplicates:pair": COORDINATOR_UP,
    "attendance:list": RECEPTION_UP,
    "attendance:evaluations": RECEPTION_UP,
    "attendance:evaluate": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "study_visits:visit": TEAM,
    "study_visits:edit": COORDINATOR_UP,
    "study_visits:public": COORDINATOR_UP,
    "study_visits:rooms": RECEPTION_UP,
    "study_visits:nights": COORDINATOR_POSTS,
    "study_visits:hotel_create": COORDINATOR_UP,
    "study_visits:hotel_edit": COORDINATOR_UP,
    "study_visits:stay_create": COORDINATOR_UP,
    "study_visits:stay_edit": COORDINATOR_UP,
    "study_visits:rooming": COORDINATOR_UP,
    "study_visits:rooming_export": COORDINATOR_UP,
    "study_visits:papers": COORDINATOR_UP,
    "study_visits:papers_export": COORDINATOR_UP,
    "study_visits:visa": COORDINATOR_UP,
    "study_visits:replacement": COORDINATOR_POSTS,
    "study_visits:emergency": COORDINATOR_UP,  # and the tour leader
    "study_visits:after": COORDINATOR_UP,
    "study_visits:report_edit": COORDINATOR_UP,
    "study_visits:report_file": COORDINATOR_UP,
    "study_visits:own_report": dict.fromkeys(READERS, 404),  # by its token alone, never by who asks
    "study_visits:own_report_file": dict.fromkeys(READERS, 404),
    "travel:details": HAS_A_PLACE,
    "travel:travel": COORDINATOR_UP,
    "travel:export": COORDINATOR_UP,
    "travel:traveller": COORDINATOR_UP,
    "travel:funding": COORDINATOR_UP,
    "travel:remind": COORDINATOR_POSTS,
    "travel:seen": COORDINATOR_POSTS,
    "nominations:grid": COORDINATOR_UP,
    "nominations:cell": COORDINATOR_UP,
    "nominations:seat_person": COORDINATOR_UP,
    "nominations:letter": COORDINATOR_UP,
    "nominations:focal_points": COORDINATOR_POSTS,
    "nominations:release": COORDINATOR_UP,
    "nominations:equal_seats": COORDINATOR_UP,
    # Only the token gives access, not the user.
    "nominations:focal_point": dict.fromkeys(READERS, 404),
    "nominations:summary": dict.fromkeys(READERS, 404),
    "nominations:nominee": dict.fromkeys(READERS, 404),
    "questions:library": COORDINATOR_UP,
    "questions:library_create": COORDINATOR_UP,
    "questions:library_edit": COORDINATOR_UP,
    "questions:archive": COORDINATOR_POSTS,
    "questions:restore": COORDINATOR_POSTS,
    "questions:list": COORDINATOR_UP,
    "questions:create": COORDINATOR_UP,
    "questions:add": COORDINATOR_POSTS,
    "questions:order": COORDINATOR_POSTS,
    "questions:preview": COORDINATOR_UP,
    "questions:edit": COORDINATOR_UP,
    "questions:remove": COORDINATOR_UP,
    "questions:move": COORDINATOR_POSTS,
    # The person whose evidence it is, and who decides about registrations.
    "requirements:evidence": HAS_A_PLACE | {"coordinator": 200, "manager": 200},
    "requirements:list": COORDINATOR_UP,
    "requirements:create": COORDINATOR_UP,
    "requirements:edit": COORDINATOR_UP,
    "requirements:remove": COORDINATOR_POSTS,
    "requirements:move": COORDINATOR_POSTS,
    "requirements:check": COORDINATOR_POSTS,
}
# Only the team sees a draft. The other rows are the same as above.
ON_A_DRAFT = {
    "events:detail": TEAM | {"stranger": 404},
    "events:card": dict.fromkeys(READERS, 404),
    "agenda:versions": TEAM | {"stranger": 404},
    "agenda:publish": MANAGER | {"manager": 404},
    "events:agenda": TEAM | {"stranger": 404},
    "events:session": TEAM | {"stranger": 404},
    "events:agenda_table": dict.fromkeys(READERS, 404),
    "events:agenda_json": dict.fromkeys(READERS, 404),
    "calendars:event": dict.fromkeys(READERS, 404),
    "self_service:register": dict.fromkeys(READERS, 404),
    "self_service:group": dict.fromkeys(READERS, 404) | {"stranger": 302},
    "self_service:register_others": dict.fromkeys(READERS, 404) | {"stranger": 302},
}
# allauth's own pages: they decide for themselves, about the person who is signed in and nobody else.
BY_ALLAUTH = (
    "account_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "google_",
    "microsoft_",
    "openid_connect_",
    "social/",
)


def names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, prefix + inner)
        elif isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern))


def stored_document(event):
    path = private_storage().save("documents/sample", ContentFile(b"%PDF %%EOF"))
    return event.documents.create(title="Note", file=path, name="note.pdf", content_type="application/pdf", size=4)


def world(status=Event.Status.PUBLISHED):
    programme = make_programme(slug="ours")
    country = make_country("TH")
    event = make_event(programme=programme, slug="an-event", status=status, asks_travel=True)
    people = {"participant": make_person(), "stranger": None}
    for role in TeamMember.Role:
        people[role.value] = make_member(programme, role)
    people["other_manager"] = make_member(make_programme())
    registration = double = own = delegation = None
    if status == Event.Status.PUBLISHED:
        registration = register(event, people["participant"])
        # Three possible duplicates. Two of them are marked as different people.
        double, third = (register(event, make_person(name=people["participant"].name)) for _number in range(2))
        TwoPeople.objects.create(first=double, second=third)
        KeyChange.objects.create(registration=registration, what=KeyChange.What.NAME)
        delegation = make_delegation(
            event=event, country=country, constituency="workers", seats=3, nomination_closes_at=now()
        )
        letters.upload(delegation, a_letter(), by=people["manager"])
        make_pending_update(event)
        create_default_rules(programme)
        own = ReminderRule.objects.create(programme=programme, event=event, amount=2)
        plan(event)
        Deliverable.objects.create(
            event=event, person=people["participant"], kind="report", title="Report", due_at=now() + timedelta(days=40)
        )
    NoticeVersion.objects.create(number=1, text="Notice")
    session = Session.objects.create(event=event, title="Opening")
    expert = an_expert(programme, people["coordinator"])
    contributor = Contributor.objects.create(session=session, name="Somebody", expert=expert)
    slides = slides_of(contributor)
    engagement = Engagement.objects.create(
        event=event, expert=expert, mailed_at=now(), equipment="Clicker", needs="Halal"
    )
    note = RegistrationNote.objects.create(registration=registration, text="Called.") if registration else None
    asked = [add_question(event, Question(kind="date", label=label)) for label in ("First", "Second")]
    kept = Question.objects.create(programme=programme, slug="in-the-library", kind="date", label="Kept")
    with_file = add_question(event, Question(kind="file", label="CV")) if registration else None
    key = answer_with_file(registration, with_file) if registration else uuid4()
    requirement, evidence = evidence_of(registration) if registration else (None, uuid4())
    arguments = {
        "venues": [make_venue(programme=programme).pk for _number in range(2)],
        "event_question_id": asked[1].pk,
        "library_question_id": kept.pk,
        "kind": "registration_declined",
        "language": "en",
        "slug": event.slug,
        "iso2": country.pk.lower(),
        "token": "not-a-token",
        "key": key,
        "document": stored_document(event).key,
        "evidence": evidence,
        "requirement": requirement.pk if requirement else 0,
        "registration": registration.pk if registration else 0,
        "pk": registration.pk if registration else 0,
        "other": double.pk if double else 0,
        "note": note.pk if note else 0,
        "message": sent_message(registration) if registration else 0,
        "own": own.pk if registration else 0,
        "delegation": delegation.pk if delegation else 0,
        "of_programme": programme.reminder_rules.of_programme().values_list("pk", flat=True).first() or 0,
        "contributor": contributor.pk,
        "leg": a_leg(event, people["participant"]).pk,
        "session": session.pk,
        "expert": expert.pk,
        "expert_note": expert.notes.get().pk,
        "picture": expert.picture.digest,
        "slides": slides.key,
        "engagement": engagement.pk,
        "mission": a_mission(programme),
        "announcement": announcements.write(event, RecipientGroups(), {"en": NEWS}, is_optional=False, by=None).pk,
        "planned": event.planned_reminders.first().pk if registration else 0,
        "person": people["participant"].pk,
        "provider": "postmark",
        "number": NoticeVersion.objects.create(programme=programme, number=1, text="Notice").number,
        "section": "name",
        "event_kind": "training",
        "digest": "0",
        "member": programme.team.last().pk,
        "invitation": TeamInvitation.objects.create(programme=programme, email="new@example.org", role="viewer").pk,
        "hotel": (stay := a_stay(event, people["participant"])).hotel_id,
        "stay": stay.pk,
        "report": a_report(event, country).pk,
        "reply": came_back(event, people["participant"]).pk,
        **missions_of(programme),
        **pages_of(programme),
        "library": a_library(programme),
    }
    arguments |= keys_of_a_journey(event, people["participant"], session)
    return people, arguments


def keys_of_a_journey(event, person, session):
    """Give the event a leg, a cost sheet and a meeting. Return the keys for their pages."""
    start = now() + timedelta(days=31)
    Leg.objects.create(
        event=event, from_timezone="Asia/Tokyo", departs_at=start, to_timezone="Asia/Tokyo", arrives_at=start + timedelta(hours=1)
    )  # fmt: skip
    sheet = CostSheet.objects.create(event=event)
    sheet.days.create(person=person, day=date(2027, 4, 12), place="Bangkok")
    return {
        "cost_line": sheet.lines.create(what="Fee", price=100).pk,
        "meeting": Meeting.objects.create(session=session, contact_email="host@example.org").pk,
        "day": start.astimezone(ZoneInfo("Asia/Tokyo")).date().isoformat(),
    }


def a_mission(programme):
    """Create an expert mission with an expert and a recommendation. Return the slug of its event, and the keys of its parts."""
    event = make_event(programme=programme, slug="a-mission", kind=Event.Kind.EXPERT_MISSION, policy="none")
    mission = Mission.objects.create(event=event)
    make_terms(mission)
    expert = Expert.objects.create(programme=programme, name="Adviser")
    return {
        "slug": event.slug,
        "assignment": Assignment.objects.create(mission=mission, expert=expert).pk,
        "follow_up": event.follow_ups.create(kind="recommendation", number=1, text="Remind employers.").pk,
        "version": a_mission_report(mission).versions.create(number=1, status="submitted", content={"texts": {}}).pk,
    }


def a_leg(event, person):
    """Create a leg with a traveller."""
    leg = Leg.objects.create(
        event=event, from_city="Phnom Penh", from_timezone="Asia/Phnom_Penh", to_city="Bangkok",
        to_timezone="Asia/Bangkok", departs_at=event.starts_at - timedelta(hours=9),
        arrives_at=event.starts_at - timedelta(hours=8),
    )  # fmt: skip
    leg.travellers.create(person=person)
    return leg


def a_mission_report(mission):
    path = private_storage().save("mission-reports/sample", ContentFile(b"%PDF"))
    report = MissionReport.objects.create(mission=mission, status="returned", file=path, file_name="report.pdf")
    report.findings.create(position=1, text="Claims wait.")
    return report


def an_expert(programme, member):
    """Create an expert who agrees to a public page with a picture."""
    expert = Expert.objects.create(
        programme=programme, name="Somebody", local_name="Somebody", affiliation="Institute", job_title="Adviser",
        city="Bangkok", expertise="Claims", biography="Wrote the manual.", languages="en", public_since=now(),
    )  # fmt: skip
    expert.notes.create(text="Call first.", by=member)
    ExpertPicture.objects.create(expert=expert, jpeg=b"x", digest="abc", shown_since=now())
    return expert


def missions_of(programme):
    """Create a call for requests and a request with a letter. Return what their addresses need."""
    mission_request = make_request(programme, status="returned", reference="REQ-2026-001")
    save_letter(mission_request, a_letter())
    call = make_call(programme)
    return {"request_pk": mission_request.pk, "call_pk": call.pk, "call_key": call.key}


def a_report(event, country):
    """Create the report of a delegation, with a file."""
    path = private_storage().save("visit-reports/sample", ContentFile(b"%PDF"))
    return DelegationReport.objects.create(
        event=event, country=country, file=path, name="report.pdf", content_type="application/pdf"
    )


def pages_of(programme):
    """Create the parts of the public pages of a programme. Return what their addresses need."""
    return {
        "area_slug": (area := programme.areas.create(slug="coverage", name="Coverage")).slug,
        "declaration_slug": (
            declaration := programme.declarations.create(slug="adopted", title="Declaration", published_at=now())
        ).slug,
        "news_slug": (note := programme.news.create(slug="note", title="Note", text="Note.", published_at=now())).slug,
        "area_of_action": area.pk,
        "declaration": declaration.pk,
        "news": note.pk,
    }


def a_stay(event, person):
    """Create a hotel of event, with a room of person."""
    hotel = Hotel.objects.create(event=event, name="Garden Hotel", city="Bangkok", timezone="Asia/Bangkok")
    return RoomStay.objects.create(
        hotel=hotel, person=person, check_in=now().date(), check_out=now().date() + timedelta(days=2)
    )


def a_library(programme):
    """Create a resource with a file and a cover, and an album with a picture. Return the keys of each public page."""
    resource, picture = resource_with_file(programme=programme), drawn_picture(make_album(programme=programme))
    ResourceCover.objects.create(resource=resource, jpeg=b"x", digest="abc", width=1, height=1)
    drawn, file = picture.files.first(), resource.files.get()
    return {
        "resource": resource.pk,
        "picture": picture.pk,
        "album": picture.album_id,
        "library:team_file": {"key": drawn.key, "form": drawn.format},
        "library:detail": {"slug": resource.slug},
        "library:cite": {"slug": resource.slug, "form": "bib"},
        "library:file": {"key": file.key},
        "library:cover": {"pk": resource.pk, "digest": "abc"},
        "library:album": {"slug": picture.album.slug},
        "library:picture": {"slug": picture.album.slug, "pk": picture.pk},
        "library:picture_file": {"key": drawn.key, "form": drawn.format},
    }


def slides_of(contributor):
    path = private_storage().save("slides/sample", ContentFile(b"%PDF %%EOF"))
    return Slides.objects.create(
        contributor=contributor, file=path, name="a.pdf", content_type="application/pdf", size=4, may_publish_since=now(),
        published_at=now(),
    )  # fmt: skip


def came_back(event, person):
    """Create a quarantined mail and a bounced address."""
    BouncedAddress.objects.create(address=person.email)
    return InboundMail.objects.create(
        digest=person.email,
        sender=person.email,
        topic=f"event:{event.pk}",
        state="set_aside",
        reason="words",
        settled_at=now(),
    )


def sent_message(registration):
    message = registration.person.messages.first()
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=now())
    return message.pk


def a_letter():
    return validate_file(ContentFile(b"%PDF-1.7 %%EOF", "letter.pdf"))


def evidence_of(registration):
    """Give the event a requirement, and the registration its evidence. Return the requirement and the key of the file."""
    requirement = registration.event.requirements.create(label="Certificate", evidence="file", is_mandatory=False)
    kept = files.store_file(a_letter(), requirement, registration.person)
    save_requirements(registration, {requirement.pk: str(kept.key)}, by=None)
    return requirement, kept.key


def answer_with_file(registration, asked):
    content = ContentFile(b"%PDF-1.7 %%EOF", "cv.pdf")
    kept = files.store_file(validate_file(content), asked, registration.person)
    save_answers(registration, {asked.pk: str(kept.key)}, by=None)
    return kept.key


NEWS = MailSource("Come", "Come", "Early.")
OF_THE_LIBRARY = ["library", "library_create", "library_edit", "archive", "restore"]
WORDS = {"mail_templates:programme_list", "mail_templates:programme_edit"}
RULES = {
    f"reminders:{whose}_{part}" for whose in ("event", "programme") for part in ("rules", "rule_create", "rule_edit")
}
OF_THE_LOG = ["mail_log:message", "mail_log:message_html", "mail_log:resend"]
OF_A_PROGRAMME = WORDS | {
    *(name for name in RULES if "programme" in name),
    *(
        f"public:{name}"
        for name in ("detail", "brochure", "embed", "area", "declaration", "news_list", "news_feed", "news_item")
    ),
    "planning:create",
    "planning:new",
    "planning:new_keep",
    *(f"experts:{name}" for name in ("list", "create", "detail", "edit", "delete", "note", "note_delete", "rate")),
    *("experts:team_picture", "experts:public"),
    *(f"venues:{name}" for name in ("list", "create", "zone", "edit", "delete", "merge")),
    *(
        f"mission_requests:{name}"
        for name in ("list", "ask", "enter", "detail", "edit", "return", "decide", "visit", "link", "letter")
    ),
    *(f"mission_calls:{name}" for name in ("list", "create", "edit", "publish")),
    *(f"programmes:{name}" for name in ("pages", "page_text", "figures", "frame_sites")),
    *(f"programmes:area_{name}" for name in ("edit", "text")),
    *(f"programmes:declaration_{name}" for name in ("create", "edit", "text", "delete")),
    *(f"programmes:news_{name}" for name in ("create", "edit", "delete")),
    "programmes:home",
    "programmes:settings",
    "programmes:settings_save",
    "programmes:event_type",
    "programmes:event_type_reset",
    "programmes:phases_order",
    "programmes:team",
    "programmes:invite",
    "programmes:invitation_resend",
    "programmes:invitation_revoke",
    "programmes:role_change",
    "programmes:role_end",
    "personal_data:kept_records",
    "privacy:programme",
    "privacy:programme_version",
    "privacy:programme_edit",
    "mail_log:programme",
    *OF_THE_LOG,
    *(f"questions:{name}" for name in OF_THE_LIBRARY),
}

# The row whose key is in the address, by the start of the name.
OF_A_ROW = {
    "announcements:": "announcement",
    "contributors:": "contributor",
    "events:session": "session",
    "costs:line": "cost_line",
    "costs:days": "person",
    "legs:": "leg",
    "meetings:": "meeting",
    "security_lists:": "meeting",
    "meetings:make": "session",
    "programmes:area_": "area_of_action",
    "programmes:declaration_": "declaration",
    "programmes:news_": "news",
}


def keys_of_contributors(name, arguments):
    """Return the keys for the pages of contributors, experts and slides."""
    if name.startswith("contributors:") or name in {"engagements:invite", "engagements:settle"}:
        return {"pk": arguments["contributor"]}
    if name == "engagements:link":
        return {"pk": arguments["engagement"]}
    if name.startswith("engagements:"):
        return {"key": arguments["slides"]}
    if name == "interpretation:assign":
        return {"pk": arguments["session"]}
    if name.startswith("experts:"):
        return {"pk": arguments["expert"], "digest": arguments["picture"], "note": arguments["expert_note"]}
    return {}


def keys_of_missions(name, arguments):
    """Return the keys for the pages of a mission."""
    mission = arguments["mission"]
    if name.startswith("mission_experts:"):
        return {"slug": mission["slug"], "pk": mission["assignment"]}
    if name.startswith(("mission_terms:", "missions:")):
        return {"slug": mission["slug"]}
    if name.startswith("mission_reports:"):
        return {"slug": mission["slug"], "pk": mission["version"]}
    if name.startswith("follow_ups:"):
        return {"slug": mission["slug"], "pk": mission["follow_up"]}
    return {}


def keys_of_library(name, arguments):
    """Return the keys for the pages of resources and pictures."""
    if not name.startswith("library:"):
        return {}
    kind = "picture" if "picture" in name else "resource"
    keys = {"slug": "ours", "pk": arguments["library"][kind], "album": arguments["library"]["album"]}
    return keys | arguments["library"].get(name, {})


def path_of(name, arguments):
    if name in OF_A_PROGRAMME:
        arguments = arguments | {"slug": "ours"}
    if name in OF_THE_LOG:
        arguments = arguments | {"pk": arguments["message"]}
    if name in {"calendar_replies:detail", "calendar_replies:settle", "calendar_replies:answer"}:
        arguments = arguments | {"pk": arguments["reply"]}
    for start, key in OF_A_ROW.items():
        if name.startswith(start):
            arguments = arguments | {"pk": arguments[key]}
    if name.startswith("reminders:"):
        arguments = arguments | {"pk": arguments["planned"]}
    if name == "participants:answer":
        arguments = arguments | {"question": arguments["event_question_id"]}
    if name.startswith("venues:"):
        arguments = arguments | dict(zip(("pk", "other"), arguments["venues"], strict=True))
    if name in RULES:
        arguments = arguments | {"pk": arguments["own" if "event" in name else "of_programme"]}
    if name == "requirements:evidence":
        arguments = arguments | {"key": arguments["evidence"]}
    elif name.startswith("requirements:"):
        arguments = arguments | {"pk": arguments["requirement"]}
    arguments = arguments | keys_of_contributors(name, arguments) | keys_of_missions(name, arguments)
    arguments = arguments | keys_of_library(name, arguments)
    wanted = get_resolver()
    for part in name.split(":")[:-1]:
        wanted = wanted.namespace_dict[part][1]
    parameters = wanted.reverse_dict.getlist(name.split(":")[-1])[0][0][0][1]
    return reverse(name, kwargs={key: arguments[key] for key in parameters})


def client_of(person):
    client = Client()
    if person:
        client.force_login(person)
    return client


def test_each_url_has_a_row():
    ours = {name for name in names() if not name.startswith(BY_ALLAUTH)}

    assert ours == set(EXPECTED)


@pytest.mark.parametrize("reader", READERS)
def test_reader_gets_the_expected_status(reader):
    people, arguments = world()
    client = client_of(people[reader])

    found = {}
    for name in EXPECTED:
        answer = client.get(path_of(name, arguments))
        found[name] = answer.status_code
        if answer.streaming:
            assert b"".join(answer.streaming_content)  # read to its end, it is closed

    assert found == {name: row[reader] for name, row in EXPECTED.items()}


@pytest.mark.parametrize("reader", ["participant", "manager"])
def test_each_post_form_has_a_csrf_token(reader):
    """An included template with `only` has no token, and the test client does not check tokens."""
    people, arguments = world()
    client = client_of(people[reader])

    naked, seen = [], 0
    for name in EXPECTED:
        answer = client.get(path_of(name, arguments))
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            forms = POSTING.findall(text)
            seen += len(forms)
            naked += [(name, form[:200]) for form in forms if b"csrfmiddlewaretoken" not in form]

    assert naked == []
    assert seen > 5


@pytest.mark.parametrize("reader", READERS)
def test_reader_gets_the_expected_status_for_a_draft(reader):
    people, arguments = world(Event.Status.DRAFT)
    client = client_of(people[reader])

    found = {name: client.get(path_of(name, arguments)).status_code for name in ON_A_DRAFT}

    assert found == {name: row[reader] for name, row in ON_A_DRAFT.items()}


# The changes that each reader can make. Other readers get the same status as for GET, and nothing changes.
WRITES = {
    "planning:create": {"coordinator", "manager"},
    "planning:edit": {"coordinator", "manager"},
    "participants:list": {"coordinator", "manager"},
    "participants:decide": {"coordinator", "manager"},
    "participants:tag": {"coordinator", "manager"},
    "participants:note": {"coordinator", "manager"},
    "planning:reschedule": {"manager"},
    "planning:postpone": {"manager"},
    "planning:cancel": {"manager"},
    "planning:notify": {"manager"},
    "mail_templates:event_list": {"manager"},
    "mail_templates:event_edit": {"manager"},
    "mail_templates:programme_list": {"manager"},
    "mail_templates:programme_edit": {"manager"},
    "nominations:grid": {"coordinator", "manager"},
    "nominations:cell": {"coordinator", "manager"},
    "nominations:seat_person": {"coordinator", "manager"},
    "nominations:focal_points": {"coordinator", "manager"},
    "nominations:release": {"coordinator", "manager"},
    "nominations:equal_seats": {"coordinator", "manager"},
    "balance:targets": {"coordinator", "manager"},
    "travel:funding": {"coordinator", "manager"},
    "travel:remind": {"coordinator", "manager"},
    "travel:seen": {"coordinator", "manager"},
    "invitation_codes:list": {"coordinator", "manager"},
    "contributors:add": {"coordinator", "manager"},
    "contributors:edit": {"coordinator", "manager"},
    "contributors:remove": {"coordinator", "manager"},
    "imports:add": {"coordinator", "manager"},
    "imports:list": {"coordinator", "manager"},
    "duplicates:list": {"coordinator", "manager"},
    "duplicates:pair": {"coordinator", "manager"},
    "mail_log:resend": {"coordinator", "manager"},
    "reminders:event_rules": {"coordinator", "manager"},
    "reminders:event_rule_create": {"coordinator", "manager"},
    "reminders:event_rule_edit": {"coordinator", "manager"},
    "reminders:programme_rule_create": {"manager"},
    "reminders:programme_rule_edit": {"manager"},
    "calendar_replies:settle": {"coordinator", "manager"},
    "calendar_replies:answer": {"coordinator", "manager"},
    "participants:address_clear": {"coordinator", "manager"},
    "participants:link_send": {"coordinator", "manager"},
    "participants:correct": {"coordinator", "manager"},
    "participants:move": {"coordinator", "manager"},
    "announcements:create": {"coordinator", "manager"},
    "announcements:edit": {"coordinator", "manager"},
    "announcements:send": {"coordinator", "manager"},
    "announcements:cancel": {"coordinator", "manager"},
    "announcements:copy": {"coordinator", "manager"},
    "announcements:discard": {"coordinator", "manager"},
    "reminders:skip": {"coordinator", "manager"},
    "reminders:undo": {"coordinator", "manager"},
    "reminders:reschedule": {"coordinator", "manager"},
    "reminders:send": {"coordinator", "manager"},
}
# Weekdays within the time for which nobody is asked whether it is meant.
LIKELY_DAY, SOON = (
    day + timedelta(days=(7 - day.weekday()) % 7) for day in (now().date() + timedelta(days=days) for days in (90, 2))
)
FORM = {
    "title": "Changed",
    "summary": "Said otherwise", "kind": "training", "mode": "in_person", "timezone": "Asia/Bangkok", "precision": "tbc",
    "policy": "open",
    "starts_local": f"{LIKELY_DAY}T09:00", "ends_local": f"{LIKELY_DAY}T17:00", "at_local": f"{SOON}T10:00", "reason": "x", "decision": "decline", "tag": "visa", "tagging": "tag", "note": "Called them.",
    "seats-TH-workers": "2", "women": "40", "uses": "1", "name": "Focal", "address": "focal@example.org",
    "funding": "own",
    "do": "save", "tell": "notify", "text": "Thank you.", "subject": "Sorry", "heading": "Sorry", "body": "No place. {reason}", "after": "0", "language": "fr",
    "step": "remove",
    "audience": "confirmed", "amount": "5", "unit": "days", "is_after": "before", "anchor": "event_start", "hour": "9", "weekends": "any",
    "role": "speaker",
    "standing": "pending", "rows": "An;an@example.org", "save": "1",
    "to": ["registered"], "weight": "essential", "subject_en": "News", "text_en": "Come early.",
}  # fmt: skip


def state():
    """Return all data that the requests below could change."""
    events = Event.objects.order_by("pk").values_list("title", "summary", "status", "starts_at")
    seats = list(Delegation.objects.values_list("seats", flat=True))
    targets = list(Target.objects.values_list("measure", "percent"))
    return (
        list(events),
        seats,
        targets,
        InvitationCode.objects.count(),
        list(Registration.objects.values_list("status", "funding", "tags")),
        InboundMail.objects.for_people().count(),
        BouncedAddress.objects.count(),
        RegistrationNote.objects.count(),
        KeyChange.objects.filter(seen_at=None).count(),
        TwoPeople.objects.count(),
        Message.objects.count(),
        Wording.objects.count(),
        Deliverable.objects.count(),
        list(ReminderRule.objects.order_by("pk").values_list("amount", "archived_at")),
        list(Contributor.objects.values_list("name", "role")),
        list(Announcement.objects.order_by("pk").values_list("state", "texts__subject")),
        list(PlannedReminder.objects.order_by("pk").values_list("done_at", "fixed_at")),
        [*Programme.objects.values_list("language", flat=True), *Event.objects.values_list("language", flat=True)],
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", WRITES)
def test_only_permitted_readers_can_change_data(name, reader):
    people, arguments = world()
    if name == "reminders:event_rules":
        PlannedReminder.objects.all().delete()
        ReminderRule.objects.filter(pk=arguments["own"]).delete()  # it is to make its own
    if name == "reminders:undo":
        skip_reminder(PlannedReminder.objects.get(pk=arguments["planned"]), by=None)
    news = Announcement.objects.get()
    shown = audience.resolve(news).fingerprint
    if name == "announcements:cancel":
        announcements.schedule(news, send_at=now() + timedelta(days=1), by=None)
    place = {"event": make_event(programme=news.event.programme).pk} if name == "participants:move" else {}
    event = news.event
    before = state()

    answer = client_of(people[reader]).post(
        path_of(name, arguments),
        FORM
        | {
            "registration": arguments["pk"],
            "to_email": people["participant"].email,
            "two": TwoPeople.objects.get().pk,
            "delegations": Delegation.objects.get().pk,
            "session": Session.objects.get().pk,
            "deliverable": Deliverable.objects.get().pk,
        }
        | {"changed": news.changed_at.isoformat(), "shown": shown}
        | ({"shown": fingerprint(plan_release(event))} if name == "nominations:release" else {})
        | ({"tag": [], "funding": ""} if "announcement" in name else {})  # filters there
        | ({"action": "seats", "seats": "9"} if name == "nominations:cell" else {})
        | ({"countries": ["TH"], "seats": "3"} if name == "nominations:equal_seats" else {})
        | {"change": KeyChange.objects.get().pk}
        | place
        | ({"precision": "time"} if name == "planning:reschedule" else {}),  # a move is to a known date
    )

    assert (state() != before) is (reader in WRITES[name])
    if reader not in WRITES[name]:
        # Readers without permission to change get 405.
        looked = EXPECTED[name][reader]
        assert answer.status_code == (404 if looked == 200 else looked)


def asked_now():
    """Return all data that the requests below could change."""
    rows = EventQuestion.objects.in_use().values_list("question__label", "is_required", "question__audience")
    return list(rows), list(Question.objects.values_list("label", "archived_at"))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["create", "add", "order", "edit", "remove", "move", "preview", *OF_THE_LIBRARY])
def test_only_permitted_readers_can_change_questions(name, reader):
    people, arguments = world()
    if name == "restore":
        library.archive_question(Question.objects.get(slug="in-the-library"))
    before = asked_now()
    form = {"kind": "date", "label": "Third", "audience": "team", "is_required": "on", "to": "up"}
    form["question"] = Question.objects.get(slug="in-the-library").pk
    form["order"] = str(arguments["event_question_id"])

    client_of(people[reader]).post(path_of(f"questions:{name}", arguments), form)

    assert (asked_now() != before) is (name not in {"preview", "library"} and reader in {"coordinator", "manager"})


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["create", "edit", "remove", "move", "check"])
def test_only_permitted_readers_can_change_requirements(name, reader):
    people, arguments = world()
    Event.objects.get(slug="an-event").requirements.create(label="Another", position=1, is_mandatory=False)
    form = {"kind": "other", "label": "Third", "to": "down", "requirement": arguments["requirement"]}
    form |= {"state": "not_met", "reason": "x", "shown": RequirementAnswer.objects.get().answered_at.isoformat()}

    def now_there():
        rows = Requirement.objects.order_by("pk").values_list("label", "position", "archived_at")
        return list(rows), RequirementAnswer.objects.get().state

    before = now_there()
    client_of(people[reader]).post(path_of(f"requirements:{name}", arguments), form)

    assert (now_there() != before) is (reader in {"coordinator", "manager"})


@pytest.mark.parametrize("reader", READERS)
def test_only_permitted_readers_can_create_and_delete_drafts(reader):
    people, arguments = world(Event.Status.DRAFT)
    answers = {"kind": "meeting", "title": "Another", "when": "tbc", "where": "", "timezone": "Bangkok", "like": ""}
    client, may_edit = client_of(people[reader]), reader in {"coordinator", "manager"}

    client.post(path_of("planning:new", arguments), answers)
    assert Event.objects.filter(title="Another").exists() is may_edit
    client.post(path_of("planning:delete", arguments))

    assert Event.objects.filter(slug="an-event").exists() is not may_edit


@pytest.mark.parametrize("reader", READERS)
def test_only_permitted_readers_can_unpublish(reader):
    people, arguments = world(Event.Status.DRAFT)
    Event.objects.update(status="published", published_at=now())

    client_of(people[reader]).post(path_of("planning:unpublish", arguments))

    assert (Event.objects.get(slug="an-event").status == "draft") is (reader == "manager")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["create", "edit", "delete", "merge"])
def test_only_permitted_readers_can_change_venues(name, reader):
    people, arguments = world()
    rooms = {"rooms-TOTAL_FORMS": "0", "rooms-INITIAL_FORMS": "0"}
    before = list(Venue.objects.values_list("pk", "name"))

    client_of(people[reader]).post(path_of(f"venues:{name}", arguments), rooms | {"name": "Another hall"})

    assert (list(Venue.objects.values_list("pk", "name")) != before) is (reader in {"coordinator", "manager"})


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", ["create", "edit", "delete", "note", "note_delete", "rate"])
def test_only_permitted_readers_can_change_the_directory(name, reader):
    people, arguments = world()
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))
    form = {"name": "Another", "away-TOTAL_FORMS": "0", "away-INITIAL_FORMS": "0", "text": "Note", "score": "4"}

    def directory():
        notes = list(Expert.objects.values_list("name", "notes__text"))
        return notes, list(ExpertRating.objects.values_list("score", flat=True))

    before = directory()
    client_of(people[reader]).post(path_of(f"experts:{name}", arguments), form)

    assert (directory() != before) is (reader in {"coordinator", "manager"})


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "name",
    ["engagements:invite", "engagements:link", "engagements:publish", "engagements:settle", "interpretation:plan"],
)
def test_only_permitted_readers_can_invite_and_publish_slides(name, reader):
    people, arguments = world()
    person = make_person()
    Contributor.objects.update(person=person)
    Expert.objects.filter(contributions__isnull=False).update(person=person)
    Slides.objects.update(published_at=None)
    if name == "engagements:settle":
        Contributor.objects.update(
            invitation="accepted", invited_at=now(), answered_at=now(), condition="Only in the afternoon"
        )

    def now_there():
        states = list(Contributor.objects.values_list("invitation", "condition_settled_at", "slides__published_at"))
        return states, Message.objects.count(), EventQuestion.objects.count()

    before = now_there()
    client_of(people[reader]).post(path_of(name, arguments))

    assert (now_there() != before) is (reader in {"coordinator", "manager"})


@pytest.mark.parametrize("reader", READERS)
def test_only_permitted_readers_can_record_attendance(reader):
    people, arguments = world()
    Event.objects.update(starts_at=now() - timedelta(hours=1))

    client_of(people[reader]).post(path_of("attendance:list", arguments), {"there": arguments["pk"]})

    assert Attendance.objects.exists() is (reader in {"reception", "coordinator", "manager"})


@pytest.mark.parametrize("reader", READERS)
def test_only_permitted_readers_can_publish(reader):
    people, arguments = world(Event.Status.DRAFT)

    client_of(people[reader]).post(path_of("planning:publish", arguments))

    assert (Event.objects.get(slug="an-event").status == "published") is (reader == "manager")


def test_admin_is_only_for_staff():
    client = client_of(make_member(make_programme()))

    assert client.get("/staff/").status_code == 302
    staff = client_of(make_person(is_staff=True, is_superuser=True))
    assert staff.get("/staff/").status_code == 200
    assert staff.get("/staff/components/").status_code == 200
