"""The models of a cooperation programme, one file for each noun."""

from events.models.agenda import AgendaStep, AgendaVersion, DraftContributor, SessionDraft
from events.models.announcement import Announcement, AnnouncementRecipient, AnnouncementText
from events.models.answer import Answer, AnswerChange, AnswerFile
from events.models.attendance import Attendance
from events.models.column_choice import ColumnChoice
from events.models.country import Country, CountryMembership
from events.models.delegation import AlternateFocalPoint, Delegation
from events.models.deliverable import Deliverable
from events.models.document import Document
from events.models.engagement import Engagement, Slides, SlideUpload
from events.models.erasure import Erasure, KeptRecord
from events.models.evaluation import Evaluation, EvaluationGiven
from events.models.event import Event
from events.models.event_change import EventChange
from events.models.event_template import EventTemplate
from events.models.expert import Expert, ExpertNote, ExpertPicture, ExpertRating, UnavailablePeriod
from events.models.feed import FeedRevision
from events.models.form_draft import FormDraft
from events.models.group_member import GroupMember
from events.models.invitation import InvitationCode
from events.models.invite import Invite
from events.models.letter import OfficialLetter
from events.models.nomination import Nomination, NominationLink
from events.models.pending_decision import PendingDecision
from events.models.pending_update import PendingUpdate
from events.models.privacy import Consent, NoticeVersion
from events.models.programme import AreaOfAction, Partner, PartnerLogo, Phase, Programme
from events.models.programme_change import ProgrammeChange
from events.models.question import ConsentText, EventQuestion, Question
from events.models.registration import Registration, RegistrationChange, RegistrationNote, Step, Tag, TwoPeople
from events.models.reminder import PlannedReminder, Reminder, ReminderRule
from events.models.reminder_audience import ReminderAnchor, ReminderAudience
from events.models.requirement import EvidenceFile, Requirement, RequirementAnswer
from events.models.session import Contributor, Session, SessionChoice
from events.models.target import Target
from events.models.task_run import TaskRun
from events.models.team import TeamInvitation, TeamMember
from events.models.token import CalendarToken
from events.models.travel import KeyChange, TravelDetails, TravelLook
from events.models.venue import Room, Venue

__all__ = [
    "AgendaStep",
    "AgendaVersion",
    "AlternateFocalPoint",
    "Announcement",
    "AnnouncementRecipient",
    "AnnouncementText",
    "Answer",
    "AnswerChange",
    "AnswerFile",
    "AreaOfAction",
    "Attendance",
    "CalendarToken",
    "ColumnChoice",
    "Consent",
    "ConsentText",
    "Contributor",
    "Country",
    "CountryMembership",
    "Delegation",
    "Deliverable",
    "Document",
    "DraftContributor",
    "Engagement",
    "Erasure",
    "Evaluation",
    "EvaluationGiven",
    "Event",
    "EventChange",
    "EventQuestion",
    "EventTemplate",
    "EvidenceFile",
    "Expert",
    "ExpertNote",
    "ExpertPicture",
    "ExpertRating",
    "FeedRevision",
    "FormDraft",
    "GroupMember",
    "InvitationCode",
    "Invite",
    "KeptRecord",
    "KeyChange",
    "Nomination",
    "NominationLink",
    "NoticeVersion",
    "OfficialLetter",
    "Partner",
    "PartnerLogo",
    "PendingDecision",
    "PendingUpdate",
    "Phase",
    "PlannedReminder",
    "Programme",
    "ProgrammeChange",
    "Question",
    "Registration",
    "RegistrationChange",
    "RegistrationNote",
    "Reminder",
    "ReminderAnchor",
    "ReminderAudience",
    "ReminderRule",
    "Requirement",
    "RequirementAnswer",
    "Room",
    "Session",
    "SessionChoice",
    "SessionDraft",
    "SlideUpload",
    "Slides",
    "Step",
    "Tag",
    "Target",
    "TaskRun",
    "TeamInvitation",
    "TeamMember",
    "TravelDetails",
    "TravelLook",
    "TwoPeople",
    "UnavailablePeriod",
    "Venue",
]
