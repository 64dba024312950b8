"""The models of a cooperation programme, one file for each noun."""

from events.models.announcement import Announcement, AnnouncementRecipient, AnnouncementText
from events.models.answer import Answer, AnswerChange, AnswerFile
from events.models.attendance import Attendance
from events.models.country import Country, CountryMembership
from events.models.delegation import Delegation
from events.models.deliverable import Deliverable
from events.models.document import Document
from events.models.evaluation import Evaluation, EvaluationGiven
from events.models.event import Event
from events.models.event_change import EventChange
from events.models.feed import FeedRevision
from events.models.invitation import InvitationCode
from events.models.invite import Invite
from events.models.nomination import Nomination, NominationLink
from events.models.pending_update import PendingUpdate
from events.models.programme import AreaOfAction, Partner, Phase, Programme
from events.models.question import ConsentText, EventQuestion, Question
from events.models.registration import Registration, RegistrationChange, RegistrationNote, Step, Tag, TwoPeople
from events.models.reminder import PlannedReminder, Reminder, ReminderRule
from events.models.reminder_audience import ReminderAnchor, ReminderAudience
from events.models.session import Contributor, Session, SessionChoice
from events.models.target import Target
from events.models.team import TeamMember
from events.models.token import CalendarToken
from events.models.travel import KeyChange, TravelDetails, TravelLook
from events.models.venue import Venue

__all__ = [
    "Announcement",
    "AnnouncementRecipient",
    "AnnouncementText",
    "Answer",
    "AnswerChange",
    "AnswerFile",
    "AreaOfAction",
    "Attendance",
    "CalendarToken",
    "ConsentText",
    "Contributor",
    "Country",
    "CountryMembership",
    "Delegation",
    "Deliverable",
    "Document",
    "Evaluation",
    "EvaluationGiven",
    "Event",
    "EventChange",
    "EventQuestion",
    "FeedRevision",
    "InvitationCode",
    "Invite",
    "KeyChange",
    "Nomination",
    "NominationLink",
    "Partner",
    "PendingUpdate",
    "Phase",
    "PlannedReminder",
    "Programme",
    "Question",
    "Registration",
    "RegistrationChange",
    "RegistrationNote",
    "Reminder",
    "ReminderAnchor",
    "ReminderAudience",
    "ReminderRule",
    "Session",
    "SessionChoice",
    "Step",
    "Tag",
    "Target",
    "TeamMember",
    "TravelDetails",
    "TravelLook",
    "TwoPeople",
    "Venue",
]
