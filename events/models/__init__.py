"""The models of a cooperation programme, one file for each noun."""

from events.models.agenda import AgendaStep, AgendaVersion, DraftContributor, SessionDraft
from events.models.announcement import Announcement, AnnouncementRecipient, AnnouncementText
from events.models.answer import Answer, AnswerChange, AnswerFile
from events.models.attendance import Attendance
from events.models.checked_file import CheckedFile
from events.models.column_choice import ColumnChoice
from events.models.cost_sheet import AllowanceDay, CostLine, CostSheet, DailyRate
from events.models.country import Country, CountryMembership
from events.models.delegation import AlternateFocalPoint, Delegation
from events.models.deliverable import Deliverable
from events.models.document import Document
from events.models.engagement import Engagement, Slides, SlideUpload
from events.models.erasure import Erasure, KeptRecord
from events.models.evaluation import Evaluation, EvaluationGiven
from events.models.event import Event
from events.models.event_alert import EventAlert
from events.models.event_change import EventChange
from events.models.event_template import EventTemplate
from events.models.expert import Expert, ExpertNote, ExpertPicture, ExpertRating, UnavailablePeriod
from events.models.feed import FeedRevision
from events.models.follow_up import FollowUp, FollowUpChange
from events.models.form_draft import FormDraft
from events.models.former_slug import FormerSlug
from events.models.group_member import GroupMember
from events.models.invitation import InvitationCode
from events.models.invite import Invite
from events.models.journey import Leg, LegTraveller, Meeting
from events.models.letter import OfficialLetter
from events.models.library_change import LibraryChange
from events.models.licence import Licence
from events.models.mission import (
    Assignment,
    AssignmentChange,
    CallForRequests,
    Declaration,
    Mission,
    MissionReport,
    MissionRequest,
    ReportComment,
    ReportFinding,
    ReportVersion,
    RequestChange,
    TermsOfReference,
)
from events.models.nomination import Nomination, NominationLink
from events.models.page_revision import PageRevision
from events.models.pending_decision import PendingDecision
from events.models.pending_update import PendingUpdate
from events.models.picture import Album, Picture, PicturedPerson, PictureFile
from events.models.privacy import Consent, NoticeVersion
from events.models.programme import AreaOfAction, Partner, PartnerLogo, Phase, Programme
from events.models.programme_change import ProgrammeChange
from events.models.public_pages import NewsItem, PolicyDeclaration, ReleasedFigures
from events.models.question import ConsentText, EventQuestion, Question
from events.models.registration import Registration, RegistrationChange, RegistrationNote, Step, Tag, TwoPeople
from events.models.reminder import PlannedReminder, Reminder, ReminderRule
from events.models.reminder_audience import ReminderAnchor, ReminderAudience
from events.models.requirement import EvidenceFile, Requirement, RequirementAnswer
from events.models.resource import CheckedLink, Resource, ResourceCover, ResourceFile
from events.models.security_list import ListReader, PassportConsent
from events.models.session import Contributor, Session, SessionChoice
from events.models.study_visit import DelegationReport, Hotel, RoomStay, StudyVisit, TravellerFile, VisaChange
from events.models.target import Target
from events.models.task_run import TaskRun
from events.models.team import TeamInvitation, TeamMember
from events.models.token import CalendarToken
from events.models.travel import KeyChange, TravelDetails, TravelLook
from events.models.venue import Room, Venue

__all__ = [
    "AgendaStep",
    "AgendaVersion",
    "Album",
    "AllowanceDay",
    "AlternateFocalPoint",
    "Announcement",
    "AnnouncementRecipient",
    "AnnouncementText",
    "Answer",
    "AnswerChange",
    "AnswerFile",
    "AreaOfAction",
    "Assignment",
    "AssignmentChange",
    "Attendance",
    "CalendarToken",
    "CallForRequests",
    "CheckedFile",
    "CheckedLink",
    "ColumnChoice",
    "Consent",
    "ConsentText",
    "Contributor",
    "CostLine",
    "CostSheet",
    "Country",
    "CountryMembership",
    "DailyRate",
    "Declaration",
    "Delegation",
    "DelegationReport",
    "Deliverable",
    "Document",
    "DraftContributor",
    "Engagement",
    "Erasure",
    "Evaluation",
    "EvaluationGiven",
    "Event",
    "EventAlert",
    "EventChange",
    "EventQuestion",
    "EventTemplate",
    "EvidenceFile",
    "Expert",
    "ExpertNote",
    "ExpertPicture",
    "ExpertRating",
    "FeedRevision",
    "FollowUp",
    "FollowUpChange",
    "FormDraft",
    "FormerSlug",
    "GroupMember",
    "Hotel",
    "InvitationCode",
    "Invite",
    "KeptRecord",
    "KeyChange",
    "Leg",
    "LegTraveller",
    "LibraryChange",
    "Licence",
    "ListReader",
    "Meeting",
    "Mission",
    "MissionReport",
    "MissionRequest",
    "NewsItem",
    "Nomination",
    "NominationLink",
    "NoticeVersion",
    "OfficialLetter",
    "PageRevision",
    "Partner",
    "PartnerLogo",
    "PassportConsent",
    "PendingDecision",
    "PendingUpdate",
    "Phase",
    "Picture",
    "PictureFile",
    "PicturedPerson",
    "PlannedReminder",
    "PolicyDeclaration",
    "Programme",
    "ProgrammeChange",
    "Question",
    "Registration",
    "RegistrationChange",
    "RegistrationNote",
    "ReleasedFigures",
    "Reminder",
    "ReminderAnchor",
    "ReminderAudience",
    "ReminderRule",
    "ReportComment",
    "ReportFinding",
    "ReportVersion",
    "RequestChange",
    "Requirement",
    "RequirementAnswer",
    "Resource",
    "ResourceCover",
    "ResourceFile",
    "Room",
    "RoomStay",
    "Session",
    "SessionChoice",
    "SessionDraft",
    "SlideUpload",
    "Slides",
    "Step",
    "StudyVisit",
    "Tag",
    "Target",
    "TaskRun",
    "TeamInvitation",
    "TeamMember",
    "TermsOfReference",
    "TravelDetails",
    "TravelLook",
    "TravellerFile",
    "TwoPeople",
    "UnavailablePeriod",
    "Venue",
    "VisaChange",
]
