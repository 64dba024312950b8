"""The data of expert missions: requests of institutions, terms of reference, experts and reports."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Constituency
from accounts.zone_fields import TimezoneField
from events.models.answer import private_storage
from events.models.expert import Expert
from events.models.journey import Meeting
from events.models.token import new_link_key

# Folders of the private storage.
MISSION_LETTERS_FOLDER, MISSION_REPORTS_FOLDER = "mission-letters", "mission-reports"
# How long an institution can comment on a report that is shared with it.
TIME_FOR_COMMENTS = timedelta(days=14)


def lines_of(text: str) -> list[str]:
    """Return the lines of a list without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class CallForRequests(models.Model):
    """The yearly invitation to institutions to ask for missions and visits, with a deadline."""

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="calls_for_requests", verbose_name=_("programme")
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what institutions can ask for"), max_length=5_000, blank=True)
    closes_at = models.DateTimeField(_("closes at"))
    timezone = TimezoneField(_("time zone of the deadline"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminder sent at"), null=True, blank=True)
    # One address on each line: those who are asked, and reminded if they have not answered.
    addresses = models.TextField(_("email addresses of institutions"), max_length=20_000, blank=True)
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    class Meta:
        ordering = ["-closes_at", "-pk"]
        verbose_name = _("call for requests")
        verbose_name_plural = _("calls for requests")

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_closed(self) -> bool:
        """Whether the deadline has passed."""
        return self.closes_at <= now()

    @property
    def address_lines(self) -> list[str]:
        return lines_of(self.addresses)


class Mission(models.Model):
    """The data of an expert mission beside its event. Its stage is not stored: see events.missions.stages."""

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="mission", verbose_name=_("event"))
    emergency = models.TextField(_("emergency contacts of the mission"), max_length=1_000, blank=True)
    # The parts that the public page shows, as names of events.missions.public.FIELDS.
    public_fields = models.JSONField(_("public fields"), default=list, blank=True)
    # Whether public lists and feeds have the event: title, dates and country are among the public fields.
    is_listed = models.BooleanField(_("in public lists and feeds"), default=True, editable=False)
    # Whether the area of action is among the public fields: filters, alerts and pages of areas find only these missions.
    has_public_area = models.BooleanField(_("public area of action"), default=True, editable=False)

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")

    def __str__(self) -> str:
        return str(self.event)


class MissionRequest(models.Model):
    """What an institution asks for. It has a reference from its submission on.

    A mission may answer several requests. Lists have one entry on each line."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned with a question")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        EXPERT_MISSION = "expert_mission", _("Expert mission")
        STUDY_VISIT = "study_visit", _("Study visit")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="mission_requests", verbose_name=_("programme")
    )
    call = models.ForeignKey(
        CallForRequests, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("call")
    )
    mission = models.ForeignKey(
        Mission, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("mission")
    )
    visit = models.ForeignKey(
        "events.StudyVisit",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("study visit"),
    )
    reference = models.CharField(_("reference"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.EXPERT_MISSION)
    topic = models.CharField(_("topic"), max_length=200)
    institution = models.CharField(_("institution"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    country = models.ForeignKey("events.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    constituency = models.CharField(_("group"), max_length=20, choices=Constituency, blank=True)
    contact_name = models.CharField(_("name of the contact"), max_length=150)
    contact_title = models.CharField(_("job title of the contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("email address of the contact"))
    contact_phone = models.CharField(_("phone of the contact"), max_length=40, blank=True)
    contact_language = models.CharField(_("language for our mails"), max_length=10, blank=True)
    second_contact = models.CharField(_("second contact: name, email address, phone"), max_length=300, blank=True)
    problem = models.TextField(_("problem, and the aim of the mission"), max_length=3_000, blank=True)
    tried_before = models.TextField(_("what was done so far"), max_length=3_000, blank=True)
    results_wanted = models.TextField(_("results wanted"), max_length=3_000, blank=True)
    questions = models.TextField(_("questions to answer"), max_length=3_000, blank=True)
    expert_wished = models.TextField(_("profile of the expert wished"), max_length=1_000, blank=True)
    staff_taking_part = models.CharField(_("staff who take part"), max_length=300, blank=True)
    period = models.TextField(_("possible periods"), max_length=1_000, blank=True)
    cities = models.CharField(_("cities"), max_length=200, blank=True)
    languages = models.CharField(_("languages, and interpretation"), max_length=200, blank=True)
    provides = models.TextField(_("what the institution provides"), max_length=1_000, blank=True)
    confidential = models.TextField(_("what is confidential"), max_length=1_000, blank=True)
    endorsed_by = models.CharField(_("endorsed by: name and job title"), max_length=200, blank=True)
    letter_reference = models.CharField(_("reference and date of the official letter"), max_length=100, blank=True)
    letter = models.FileField(
        _("official letter"), storage=private_storage, upload_to=MISSION_LETTERS_FOLDER, max_length=200, blank=True
    )
    letter_name = models.CharField(_("file name of the letter"), max_length=150, blank=True)
    # When the contact was warned that a returned request will be closed; None since it was returned.
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    # A part of the link of the institution. A new key ends the link.
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "reference"], condition=~Q(reference=""), name="one_request_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(reference=""), name="submitted_request_has_a_reference"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "accepted", "declined", "withdrawn"]),
                name="request_status_known",
            ),
            models.CheckConstraint(condition=Q(kind__in=["expert_mission", "study_visit"]), name="request_kind_known"),
            models.CheckConstraint(
                condition=Q(mission__isnull=True) | Q(status="accepted"), name="only_accepted_request_has_a_mission"
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.topic or self.institution

    @property
    def is_open(self) -> bool:
        """Whether the institution writes it: it is not sent, or was returned with a question."""
        return self.status in {self.Status.DRAFT, self.Status.RETURNED}

    @property
    def lacks_visit(self) -> bool:
        """Whether it is accepted, and nobody has named the study visit that answers it."""
        is_visit = self.kind == self.Kind.STUDY_VISIT
        return is_visit and self.status == self.Status.ACCEPTED and self.visit_id is None

    @property
    def question_lines(self) -> list[str]:
        return lines_of(self.questions)

    @property
    def result_lines(self) -> list[str]:
        return lines_of(self.results_wanted)


class RequestChange(models.Model):
    """A change of a request's status. by: a member of the team; None for the institution, whose contact is `by_name`."""

    request = models.ForeignKey(MissionRequest, models.CASCADE, related_name="changes", verbose_name=_("request"))
    status = models.CharField(_("status"), max_length=9, choices=MissionRequest.Status)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of a request")
        verbose_name_plural = _("changes of requests")

    def __str__(self) -> str:
        return f"{self.request_id} · {self.status}"


class TermsOfReference(models.Model):
    """One version of the terms of reference of a mission. Only an agreed version binds. A sent version never changes.

    Lists have one entry on each line. `deliverables` has rows of title, owner, anchor ("start" or "end"), offset in days,
    format and language: see events.missions.terms."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent to the institution")
        AGREED = "agreed", _("Agreed")
        REPLACED = "replaced", _("Replaced")

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="terms", verbose_name=_("mission"))
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    background = models.TextField(_("background"), max_length=5_000, blank=True)
    objective = models.TextField(_("objectives"), max_length=2_000, blank=True)
    scope = models.TextField(_("scope"), max_length=2_000, blank=True)
    out_of_scope = models.TextField(_("out of scope"), max_length=2_000, blank=True)
    tasks = models.TextField(_("tasks"), max_length=5_000, blank=True)
    profile = models.TextField(_("profile of the experts"), max_length=2_000, blank=True)
    inputs = models.TextField(_("inputs of each side"), max_length=2_000, blank=True)
    languages = models.CharField(_("languages of the report and the summary"), max_length=200, blank=True)
    counterpart = models.TextField(_("counterpart and duties"), max_length=2_000, blank=True)
    conduct = models.TextField(_("confidentiality, ownership, visibility"), max_length=2_000, blank=True)
    assumptions = models.TextField(_("assumptions and risks"), max_length=2_000, blank=True)
    deliverables = models.JSONField(_("deliverables"), default=list, blank=True)
    note = models.CharField(_("what is new in this version"), max_length=500, blank=True)
    # The days of the mission when the version was sent; None if they were not known, or in old rows.
    first_day = models.DateField(null=True, blank=True, editable=False)
    last_day = models.DateField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    agreed_by = models.CharField(_("agreed by"), max_length=200, blank=True)
    agreed_how = models.CharField(_("agreed by link or by letter"), max_length=100, blank=True)
    answer = models.CharField(_("wishes of the institution"), max_length=2_000, blank=True)
    # When the institution last said that nothing must change. It does not agree with that.
    no_comments_at = models.DateTimeField(_("institution without comments since"), null=True, blank=True)

    class Meta:
        ordering = ["mission", "number"]
        verbose_name = _("version of terms of reference")
        verbose_name_plural = _("versions of terms of reference")
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="one_version_of_terms_per_number"),
            models.UniqueConstraint(
                fields=["mission"], condition=Q(status__in=["draft", "sent"]), name="one_open_version_of_terms"
            ),
            models.UniqueConstraint(
                fields=["mission"], condition=Q(status="agreed"), name="one_agreed_version_of_terms"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "sent", "agreed", "replaced"]), name="terms_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(sent_at__isnull=False), name="only_sent_terms_go_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} · {self.number}"


class Assignment(models.Model):
    """An expert in a mission, from the proposal to the completion. The declaration of interests is in its own row."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead expert")
        EXPERT = "expert", _("Expert")
        INTERPRETER = "interpreter", _("Interpreter")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ASKED = "asked", _("Asked")
        AVAILABLE = "available", _("Available")
        NOT_AVAILABLE = "not_available", _("Not available")
        SELECTED = "selected", _("Selected")
        AGREED = "agreed", _("Agreed")
        COMPLETED = "completed", _("Completed")
        RELEASED = "released", _("Released")
        WITHDREW = "withdrew", _("Withdrew")

    # These experts have the mission in their calendars.
    ON_MISSION = (Status.SELECTED, Status.AGREED, Status.COMPLETED)

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="assignments", verbose_name=_("mission"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="assignments", verbose_name=_("expert"))
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.EXPERT)
    status = models.CharField(_("status"), max_length=13, choices=Status, default=Status.PROPOSED)
    days = models.CharField(_("days of preparation, mission and report"), max_length=60, blank=True)
    condition = models.CharField(_("condition of the expert"), max_length=500, blank=True)
    reason = models.CharField(_("reason of the expert"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    selected_at = models.DateTimeField(_("selected at"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    # When the institution got the mail that names this expert; None if it does not expect them.
    announced_at = models.DateTimeField(_("named to the institution at"), null=True, blank=True, editable=False)
    # The version of the terms of reference that the expert has signed off.
    terms = models.ForeignKey(
        TermsOfReference,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("terms of reference that were agreed"),
    )
    release_letter = models.CharField(_("letter of the employer: reference and date"), max_length=100, blank=True)
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    class Meta:
        ordering = ["mission", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["mission", "expert"], name="one_assignment_per_mission_and_expert"),
            models.UniqueConstraint(
                fields=["mission"],
                condition=Q(role="lead", status__in=["selected", "agreed", "completed"]),
                name="one_selected_lead_expert",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["lead", "expert", "interpreter"]), name="assignment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "proposed",
                        "asked",
                        "available",
                        "not_available",
                        "selected",
                        "agreed",
                        "completed",
                        "released",
                        "withdrew",
                    ]
                ),
                name="assignment_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.mission_id}"

    @property
    def role_rank(self) -> int:
        """The place of the role in a list of the team: the lead comes first."""
        return list(self.Role).index(self.Role(self.role))


class Declaration(models.Model):
    """The interests that an expert declares for one mission. "" says: none. The team sees the result, a manager the rest."""

    class Result(models.TextChoices):
        OPEN = "", _("Not reviewed yet")
        CLEARED = "cleared", _("Cleared")
        CONDITIONS = "conditions", _("Cleared with conditions")
        NOT_CLEARED = "not_cleared", _("Not cleared")

    assignment = models.OneToOneField(
        Assignment, models.CASCADE, related_name="declaration", verbose_name=_("assignment")
    )
    employment = models.CharField(_("employment"), max_length=500, blank=True)
    consulting = models.CharField(_("consulting"), max_length=500, blank=True)
    investments = models.CharField(_("investments"), max_length=500, blank=True)
    research = models.CharField(_("money for research"), max_length=500, blank=True)
    family = models.CharField(_("interests of the family"), max_length=500, blank=True)
    statements = models.CharField(_("public statements"), max_length=500, blank=True)
    filled_at = models.DateTimeField(_("filled in at"), default=now)
    result = models.CharField(_("result"), max_length=11, choices=Result, default=Result.OPEN, blank=True)
    condition = models.CharField(_("condition"), max_length=500, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )

    class Meta:
        verbose_name = _("declaration of interests")
        verbose_name_plural = _("declarations of interests")
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["", "cleared", "conditions", "not_cleared"]), name="declaration_result_known"
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(reviewed_at__isnull=False), name="declaration_result_has_a_review"
            ),
            models.CheckConstraint(
                condition=~Q(result="conditions") | ~Q(condition=""), name="cleared_with_conditions_has_a_condition"
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment_id)


class AssignmentChange(models.Model):
    """A change of an assignment's status. by: None for the expert."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="changes", verbose_name=_("assignment"))
    status = models.CharField(_("status"), max_length=13, choices=Assignment.Status)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of an assignment")
        verbose_name_plural = _("changes of assignments")

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.status}"


class MissionReport(models.Model):
    """The report of a mission while its authors write it. Each submission is stored as a ReportVersion.

    The public summary is a text of its own, in several languages; nothing of the report itself is public."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")

    mission = models.OneToOneField(Mission, models.CASCADE, related_name="report", verbose_name=_("mission"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    summary = models.TextField(_("summary"), max_length=3_000, blank=True)
    context = models.TextField(_("context"), max_length=20_000, blank=True)
    positives = models.TextField(_("what works well"), max_length=10_000, blank=True)
    other_issues = models.TextField(_("other issues"), max_length=10_000, blank=True)
    not_as_planned = models.TextField(_("what was not as planned, and why"), max_length=3_000, blank=True)
    file = models.FileField(
        _("uploaded report"), storage=private_storage, upload_to=MISSION_REPORTS_FOLDER, max_length=200, blank=True
    )
    file_name = models.CharField(_("file name"), max_length=150, blank=True)
    # Texts by language code.
    public_summary = models.JSONField(_("public summary"), default=dict, blank=True)
    shared_at = models.DateTimeField(_("shared with the institution at"), null=True, blank=True)
    released_at = models.DateTimeField(_("public summary released at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("mission report")
        verbose_name_plural = _("mission reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "accepted"]), name="report_status_known"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(status="accepted"), name="only_accepted_report_is_released"
            ),
        ]

    def __str__(self) -> str:
        return str(self.mission_id)

    @property
    def comments_due_on(self) -> date | None:
        """The last day for comments of the institution; None while it cannot comment."""
        if self.shared_at is None or self.status != self.Status.SUBMITTED:
            return None
        return (self.shared_at + TIME_FOR_COMMENTS).date()


class ReportFinding(models.Model):
    """A finding of a mission report, with the meetings that are its evidence."""

    class Strength(models.TextChoices):
        STRONG = "strong", _("Strong")
        MEDIUM = "medium", _("Medium")
        WEAK = "weak", _("Weak")

    report = models.ForeignKey(MissionReport, models.CASCADE, related_name="findings", verbose_name=_("report"))
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("finding"), max_length=3_000)
    strength = models.CharField(_("strength"), max_length=6, choices=Strength, default=Strength.MEDIUM)
    evidence = models.ManyToManyField(Meeting, related_name="findings", blank=True, verbose_name=_("evidence"))

    class Meta:
        ordering = ["report", "position", "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__in=["strong", "medium", "weak"]), name="finding_strength_known"
            )
        ]

    def __str__(self) -> str:
        return self.text


class ReportVersion(models.Model):
    """The report as it was at a change of its status. `content` has the texts, findings and recommendations."""

    report = models.ForeignKey(MissionReport, models.CASCADE, related_name="versions", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=9, choices=MissionReport.Status)
    content = models.JSONField(_("content"), default=dict)
    note = models.CharField(_("note"), max_length=2_000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["report", "at", "pk"]
        verbose_name = _("version of a report")
        verbose_name_plural = _("versions of reports")

    def __str__(self) -> str:
        return f"{self.report_id} · {self.number}"


class ReportComment(models.Model):
    """A comment of a reviewer or of the institution on a report."""

    class Kind(models.TextChoices):
        FACT = "fact", _("Correction of a fact")
        OPINION = "opinion", _("Opinion")
        NONE = "none", _("No comments")  # without a text

    class Part(models.TextChoices):
        SUMMARY = "summary", _("Summary")
        FINDINGS = "findings", _("Findings")
        RECOMMENDATIONS = "recommendations", _("Recommendations")
        PEOPLE = "people", _("People met")
        OTHER = "other", _("Something else")

    report = models.ForeignKey(MissionReport, models.CASCADE, related_name="comments", verbose_name=_("report"))
    part = models.CharField(_("part of the report"), max_length=40, choices=Part, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.FACT)
    text = models.TextField(_("comment"), max_length=3_000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=now)
    settled_at = models.DateTimeField(_("taken or noted at"), null=True, blank=True)

    class Meta:
        ordering = ["report", "at", "pk"]
        verbose_name = _("comment on a report")
        verbose_name_plural = _("comments on reports")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["fact", "opinion", "none"]), name="report_comment_kind_known"),
            models.CheckConstraint(condition=Q(kind="none") | ~Q(text=""), name="report_comment_has_a_text"),
        ]

    def __str__(self) -> str:
        return self.text
