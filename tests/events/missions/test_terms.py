"""Terms of reference: versions, agreement, changes, deliverables, and the pages."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.links.tokens import make_token
from events.missions.deliverable_rows import DeliverableRow, read_rows, write_rows
from events.missions.due_dates import sync_deliverables
from events.missions.experts import services as experts
from events.missions.requests.links import REQUEST_LINK
from events.missions.terms import services
from events.missions.terms.compare import differences
from events.missions.terms.errors import (
    NameMissingError,
    NobodyToAgreeError,
    NoTermsError,
    TermsExistError,
    TermsIncompleteError,
    TermsNotSentError,
    WishesMissingError,
)
from events.models import Deliverable, Event, EventChange, TeamMember, TermsOfReference
from notifications.models import Message
from tests.events.missions.helpers import (
    ROWS,
    agree,
    make_asked_mission,
    make_expert,
    make_mission,
    make_request,
    make_terms,
    path_of,
)
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def statuses(mission):
    return [(terms.number, terms.status) for terms in mission.terms.order_by("number")]


def sent(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


def own_path(request):
    return reverse("mission_terms:own", args=[make_token(REQUEST_LINK, request)])


def team_path(name, mission):
    return reverse(f"mission_terms:{name}", args=[mission.event.slug])


# Rows


@pytest.mark.parametrize(
    ("anchor", "offset", "rule", "due"),
    [
        ("start", -28, "28 days before the start", date(2027, 3, 15)),
        ("start", 0, "first day", date(2027, 4, 12)),
        ("end", 0, "last day", date(2027, 4, 16)),
        ("end", 14, "14 days after the end", date(2027, 4, 30)),
        ("end", 42, "42 days after the end", date(2027, 5, 28)),
        ("end", -1, "1 day before the end", date(2027, 4, 15)),
    ],
)
def test_a_due_day_counts_from_the_start_or_the_end(anchor, offset, rule, due):
    row = DeliverableRow("Report", "Haruka", anchor, offset)

    assert row.rule == rule
    assert row.due_on(make_mission().event.days) == due


def test_rows_without_dates_have_no_due_day():
    event = make_mission(precision="tbc", starts_at=None, ends_at=None).event

    assert DeliverableRow("Report", "Haruka").due_on(event.days) is None


def test_reads_what_it_writes_and_leaves_out_the_rest():
    rows = read_rows(ROWS)

    assert write_rows(rows) == ROWS
    assert read_rows([{"title": "x"}, {"anchor": 3}, "text", ROWS[0] | {"offset": 9999}, ROWS[0]]) == rows[:1]


# Versions


def test_the_first_draft_takes_its_texts_from_the_requests():
    mission, _request = make_asked_mission()
    make_request(
        mission.event.programme, status="accepted", reference="REQ-2026-900", mission=mission, problem="Second."
    )

    terms = services.begin(mission.event, by=None)

    assert terms.background == "Four in ten people claim.\nSecond."
    assert terms.tasks.startswith("Where do people give up?")
    with pytest.raises(TermsExistError):
        services.begin(mission.event, by=None)


def test_only_complete_terms_are_sent():
    mission, _request = make_asked_mission(precision="tbc", starts_at=None, ends_at=None)
    make_terms(mission, objective="", tasks=" ", profile="", deliverables=[ROWS[0] | {"owner": ""}])

    with pytest.raises(TermsIncompleteError) as caught:
        services.send(mission.event, by=None)

    assert set(caught.value.problems) == {"", "objective", "tasks", "profile", "deliverables"}
    assert not Message.objects.exists()


def test_terms_without_a_request_cannot_be_sent():
    mission = make_mission()
    make_terms(mission)

    with pytest.raises(NobodyToAgreeError):
        services.send(mission.event, by=None)


def test_sending_asks_every_institution_of_the_mission():
    mission, _request = make_asked_mission()
    make_request(
        mission.event.programme,
        status="accepted",
        reference="REQ-2026-900",
        mission=mission,
        contact_email="agency@example.org",
    )
    make_terms(mission, note="First draft")

    assert services.send(mission.event, by=None) == 2

    assert sent("terms_sent") == ["agency@example.org", "ratna@example.org"]
    message = Message.objects.filter(to_email="ratna@example.org").get()
    assert "What is new in this version: First draft" in message.text
    assert "/terms/" in message.text
    assert message.status == "queued"  # although the event is a draft
    assert statuses(mission) == [(1, "sent")]


def test_an_agreement_is_told_to_team_and_institution():
    mission, request = make_asked_mission()
    make_member(mission.event.programme, person=make_person(email="manager@example.org"))
    make_terms(mission)

    terms = agree(mission, request)

    assert (terms.agreed_by, terms.agreed_how, terms.status) == ("Dr Hendra Kusuma", "link", "agreed")
    assert sent("terms_agreed") == ["manager@example.org", "ratna@example.org"]
    assert "agreed: Dr Hendra Kusuma" in EventChange.objects.filter(what="terms").last().said


def test_the_old_version_applies_until_the_new_one_is_agreed():
    mission, request = make_asked_mission()
    make_terms(mission)
    agree(mission, request)

    services.begin(mission.event, by=None)
    assert statuses(mission) == [(1, "agreed"), (2, "draft")]
    services.send(mission.event, by=None)
    assert statuses(mission) == [(1, "agreed"), (2, "sent")]
    assert "version before applies" in " ".join(Message.objects.filter(kind="terms_sent").latest("pk").text.split())
    with pytest.raises(TermsNotSentError):
        services.agree_by_link(request, 1, name="Hendra")
    services.agree_by_link(request, 2, name="Hendra")

    assert statuses(mission) == [(1, "replaced"), (2, "agreed")]


def test_wishes_are_told_to_the_team_and_lead_to_a_new_version():
    mission, request = make_asked_mission()
    make_member(mission.event.programme, person=make_person(email="manager@example.org"))
    make_terms(mission)
    services.send(mission.event, by=None)

    with pytest.raises(WishesMissingError):
        services.ask_for_changes(request, 1, wishes=" ")
    services.ask_for_changes(request, 1, wishes="Add Jayapura.")
    services.begin(mission.event, by=None)

    services.send(mission.event, by=None)
    assert sent("terms_wishes") == ["manager@example.org"]
    assert "version before applies" not in " ".join(Message.objects.filter(kind="terms_sent").latest("pk").text.split())
    assert "> Add Jayapura." in Message.objects.get(kind="terms_wishes").text
    assert statuses(mission) == [(1, "replaced"), (2, "sent")]
    assert mission.terms.last().objective == "More people claim."
    with pytest.raises(TermsNotSentError):
        services.agree_by_link(request, 1, name="Hendra")


def test_an_agreement_needs_a_name():
    mission, request = make_asked_mission()
    make_terms(mission)
    services.send(mission.event, by=None)

    with pytest.raises(NameMissingError):
        services.agree_by_link(request, 1, name="  ")


def test_the_team_enters_an_agreement_by_letter():
    mission = make_mission()
    with pytest.raises(NoTermsError):
        services.agree_by_letter(mission.event, name="Hendra", by=make_person())
    make_terms(mission)

    terms = services.agree_by_letter(mission.event, name="Hendra", by=make_person())

    assert (terms.agreed_how, statuses(mission)) == ("letter", [(1, "agreed")])


def test_a_sent_version_never_changes():
    mission, _request = make_asked_mission()
    make_terms(mission)
    services.send(mission.event, by=None)

    with pytest.raises(NoTermsError):
        services.save(mission.event, by=None, objective="Other")


def test_asks_the_selected_experts_to_agree_to_each_version():
    mission, request = make_asked_mission()
    make_expert(mission, person=make_person(email="haruka@example.org"))
    make_expert(mission, "Released", status="released")
    make_terms(mission)

    agree(mission, request)
    services.begin(mission.event, by=None)
    agree(mission, request)

    assert sent("assignment_terms") == ["haruka@example.org"] * 2


# Differences


def test_says_differences_in_words():
    old = TermsOfReference(scope="claims\ncounters", out_of_scope="rates", deliverables=ROWS)
    new = TermsOfReference(
        scope="claims",
        out_of_scope="rates\ndrafting of regulations",
        objective="More people claim.",
        deliverables=[ROWS[0], ROWS[1] | {"offset": 21}],
    )

    assert [str(difference) for difference in differences(old, new)] == [
        "Objective, new: More people claim.",
        "In scope, removed: counters",
        "Out of scope, new: drafting of regulations",
        "Deliverables: Mission report, draft, Nakamura Haruka, 21 days after the end, docx, en (it was: Mission report, "
        "draft, Nakamura Haruka, 14 days after the end, docx, en)",
    ]
    assert differences(new, new) == []


# Deliverables


def due(mission):
    return [
        (row.person.name, row.title, row.kind, row.due_at.astimezone(mission.event.zone).isoformat())
        for row in Deliverable.objects.select_related("person")
    ]


def test_an_agreement_gives_experts_their_deliverables():
    mission, request = make_asked_mission()
    make_expert(mission)
    make_terms(mission, deliverables=[*ROWS, ROWS[0] | {"title": "Data", "owner": "The ministry"}])

    agree(mission, request)

    assert due(mission) == [
        ("Nakamura Haruka", "Questions", "other", "2027-03-15T23:59:00+07:00"),
        ("Nakamura Haruka", "Mission report, draft", "report", "2027-04-30T23:59:00+07:00"),
    ]


def test_an_amendment_moves_and_removes_deliverables_that_are_not_received():
    mission, request = make_asked_mission()
    expert = make_expert(mission)
    make_terms(mission)
    agree(mission, request)
    other = Deliverable.objects.create(
        event=mission.event, person=expert.expert.person, title="Slides", due_at=mission.event.ends_at
    )

    services.begin(mission.event, by=None)
    services.save(mission.event, by=None, deliverables=[ROWS[1] | {"offset": 20}])
    agree(mission, request)

    assert [row[1:] for row in due(mission) if row[1] != "Slides"] == [
        ("Mission report, draft", "report", "2027-05-06T23:59:00+07:00")
    ]
    assert Deliverable.objects.filter(pk=other.pk).exists()


def test_an_expert_who_is_selected_later_gets_the_deliverables_then():
    mission, request = make_asked_mission()
    make_terms(mission)
    agree(mission, request)
    assert due(mission) == []
    assignment = make_expert(mission, status="available")

    experts.select(assignment, by=None)

    assert len(due(mission)) == 2
    assert sync_deliverables(mission) == 2
    assert len(due(mission)) == 2


@pytest.mark.parametrize(("owner", "number"), [("Lead expert", 1), ("chuyên gia trưởng", 1), ("Expert", 0)])
def test_a_deliverable_belongs_to_the_only_expert_with_the_role_that_owns_it(owner, number):
    mission, request = make_asked_mission()
    make_expert(mission, role="lead")
    for name in ("Dewi Lestari", "Sato Yuki"):
        make_expert(mission, name=name)

    make_terms(mission, deliverables=[ROWS[1] | {"owner": owner}])
    agree(mission, request)

    assert [row[0] for row in due(mission)] == ["Nakamura Haruka"] * number


# Pages


def test_the_institution_reads_and_agrees_by_its_link(client):
    mission, request = make_asked_mission()
    path = own_path(request)
    assert "not ready yet" in client.get(path).text
    make_terms(mission)
    assert "not ready yet" in client.get(path).text  # a draft belongs to the team
    services.send(mission.event, by=None)

    page = client.get(path).text
    assert "Mission report, draft" in page
    assert "14 days after the end" in page
    request_page = path_of(request)
    assert path in client.get(request_page).text.split('<dl class="ask-facts">')[0]
    refused = client.post(path, {"action": "agree", "version": "1", "name": ""}).text
    assert "Type the name of the person who agrees." in refused
    client.post(path, {"action": "agree", "version": "1", "name": "Dr Hendra Kusuma"})

    assert statuses(mission) == [(1, "agreed")]
    assert "We agree to version" not in client.get(path).text
    assert path not in client.get(request_page).text.split('<dl class="ask-facts">')[0]


def test_the_institution_asks_for_changes_and_sees_the_next_version(client):
    mission, request = make_asked_mission()
    make_terms(mission)
    services.send(mission.event, by=None)
    path = own_path(request)

    client.post(path, {"action": "wishes", "version": "1", "wishes": "Add Jayapura."})
    page = client.get(path).text
    assert "Add Jayapura." in page
    assert ("You have asked for changes." in page, "Please read the terms of reference." in page) == (True, False)
    services.begin(mission.event, by=None)
    services.save(mission.event, by=None, scope="Jayapura")
    assert "replaced" in client.get(path).text
    services.send(mission.event, by=None)

    page = client.get(path).text
    assert "Changed since version 1" in page
    assert "<ins>Jayapura</ins>" in page
    late = client.post(path, {"action": "agree", "version": "1", "name": "Hendra"}, follow=True).text
    assert "not open for an answer" in late


def test_the_institution_has_no_comments_and_agrees_later(client):
    mission, request = make_asked_mission()
    manager = make_member(mission.event.programme)
    make_terms(mission)
    services.send(mission.event, by=None)
    services.ask_for_changes(request, 1, wishes="Two cities.")

    question = client.post(own_path(request), {"action": "no_comments", "version": "1"}).text
    assert "This is not your agreement" in question
    assert mission.terms.get().no_comments_at is None
    for _time in range(2):
        answer = {"action": "no_comments", "version": "1", "confirmed": "1"}
        page = client.post(own_path(request), answer, follow=True).text

    terms = mission.terms.get()
    assert (terms.status, terms.answer, terms.no_comments_at is not None) == ("sent", "", True)
    assert "You have written that you have no comments. Please agree as soon as you may." in page
    mail = Message.objects.get(kind="terms_no_comments")
    assert (mail.recipient, "This is not the agreement yet" in mail.text) == (manager, True)
    said = " ".join(row.said for row in EventChange.objects.filter(event=mission.event))
    assert "no comments, by link: Ratna Wulandari, Ministry of Manpower" in said
    client.force_login(manager)
    assert "The institution has no comments (" in client.get(team_path("terms", mission)).text
    services.agree_by_link(request, 1, name="Hendra")
    assert statuses(mission) == [(1, "agreed")]


def test_no_comments_on_a_version_that_is_no_longer_open_change_nothing(client):
    mission, request = make_asked_mission()
    make_terms(mission)
    services.send(mission.event, by=None)
    services.begin(mission.event, by=None)

    client.post(own_path(request), {"action": "no_comments", "version": "1", "confirmed": "1"})

    assert not mission.terms.exclude(no_comments_at=None).exists()
    assert not sent("terms_no_comments")


def test_a_request_without_a_mission_has_no_terms(client):
    assert "not ready yet" in client.get(own_path(make_request())).text


def typed(*rows, **fields):
    values = {"objective": "Help.", "tasks": "Read", "profile": "Lead: 10 days", **fields}
    values |= {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        values |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return values


ROW = {"title": "Report", "owner": "Haruka", "days": "14", "side": "after", "anchor": "end"}


def test_the_team_writes_sends_and_amends(client):
    mission, request = make_asked_mission()
    client.force_login(make_member(mission.event.programme, TeamMember.Role.COORDINATOR))

    client.post(team_path("begin", mission))
    client.post(
        team_path("edit", mission),
        typed(ROW, {"title": ""}, ROW | {"title": "Data", "side": "before", "anchor": "start"}),
    )
    terms = mission.terms.get()
    assert [(row["title"], row["anchor"], row["offset"]) for row in terms.deliverables] == [
        ("Report", "end", 14),
        ("Data", "start", -14),
    ]
    page = client.post(team_path("send", mission), follow=True).text
    assert "Sent to 1 institution." in page
    services.agree_by_link(request, 1, name="Hendra")
    client.post(team_path("begin", mission))

    assert statuses(mission) == [(1, "agreed"), (2, "draft")]
    assert "Send to 1 institution" in client.get(team_path("terms", mission)).text


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([ROW, ROW], "Give each deliverable a title of its own."),
        ([{"owner": "Haruka"}], "Write what is due."),
        ([ROW | {"days": "9999"}], "less than or equal to 730"),
    ],
)
def test_wrong_rows_are_refused(client, rows, text):
    mission, _request = make_asked_mission()
    make_terms(mission)
    client.force_login(make_member(mission.event.programme))

    page = client.post(team_path("edit", mission), typed(*rows)).text

    assert text in page
    assert "<title>Error:" in page


def test_terms_that_cannot_be_sent_say_at_each_field_what_is_missing(client):
    mission, _request = make_asked_mission()
    client.force_login(make_member(mission.event.programme, TeamMember.Role.COORDINATOR))
    client.post(team_path("begin", mission))
    client.post(team_path("edit", mission), typed(ROW, objective="Help.", tasks=""))

    page = client.post(team_path("send", mission), follow=True).text

    assert "Not sent yet. Your text is saved." in page
    assert 'id="id_tasks_error"' in page
    assert 'id="id_objective_error"' not in page
    assert "Ministry of Manpower" in page.split('id="owners"')[1].split("</datalist>")[0]
    assert "(optional)" not in page.split('for="id_tasks"')[1].split("</label>")[0]


def test_a_viewer_reads_only_the_agreed_version(client):
    mission, request = make_asked_mission()
    make_terms(mission)
    client.force_login(make_member(mission.event.programme, TeamMember.Role.VIEWER))
    assert "No terms of reference are agreed yet" in client.get(team_path("terms", mission)).text
    agree(mission, request)
    services.begin(mission.event, by=None)
    services.save(mission.event, by=None, objective="Secret plan")

    page = client.get(team_path("terms", mission)).text

    assert "More people claim." in page
    assert "Secret plan" not in page
    assert client.get(team_path("terms", mission) + "?version=2").status_code == 404
    assert client.post(team_path("begin", mission)).status_code == 403


def test_other_events_have_no_terms(client):
    event = make_event()
    client.force_login(make_member(event.programme))

    assert client.get(reverse("mission_terms:terms", args=[event.slug])).status_code == 404
    assert client.post(reverse("mission_terms:begin", args=[event.slug])).status_code == 404
    assert Event.objects.get().kind == "regional_seminar"


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_writes_in_the_language_of_the_contact(language):
    mission, request = make_asked_mission()
    type(request).objects.update(contact_language=language)
    make_terms(mission)

    agree(mission, request)

    texts = Message.objects.filter(to_email="ratna@example.org")
    assert texts.count() == 2
    assert all("terms of reference" not in message.text for message in texts)


def test_the_page_runs_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    mission, request = make_asked_mission()
    for _number in range(4):
        if not mission.terms.exists():
            make_terms(mission)
        else:
            services.begin(mission.event, by=None)
        agree(mission, request)
    client.force_login(make_member(mission.event.programme))
    client.get(team_path("terms", mission))

    with django_assert_max_num_queries(10):
        client.get(team_path("terms", mission))


def test_opening_the_links_of_an_institution_changes_nothing(client):
    mission, request = make_asked_mission()
    make_terms(mission)
    services.send(mission.event, by=None)
    before = (str(request.changed_at), statuses(mission), Message.objects.count())

    for path in (path_of(request), own_path(request)):
        for query in ("", "?action=agree&name=x&version=1&confirmed=1", "?action=withdraw&confirmed=1"):
            assert client.get(path + query).status_code == 200
            assert client.head(path + query).status_code == 200

    request.refresh_from_db()
    assert (str(request.changed_at), statuses(mission), Message.objects.count()) == before
