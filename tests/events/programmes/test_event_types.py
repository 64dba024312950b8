"""The templates of event types: what new events of a programme get."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.agenda.outline_lines import OutlineError, parse_outline, write_outline
from events.models import Event, EventTemplate, Question, Target
from events.planning.drafts import create_draft
from events.planning.kind_defaults import DEFAULTS, defaults_for
from events.reminders.planning import create_default_rules
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = make_programme(slug="seas")
    create_default_rules(programme)
    return programme


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def page(kind="training", name="event_type"):
    return reverse(f"programmes:{name}", args=["seas", kind])


def typed(programme, **fields):
    """Return what a manager posts: a small training with one session, and all reminder rules but the first."""
    rules = list(programme.reminder_rules.values_list("pk", flat=True))
    return {
        "policy": "invitation",
        "seats": "18",
        "opening": "0930 45 Opening\n\n1015 15 Tea",
        "working": "0900 180 Work",
        "rules": rules[1:],
        "target_women": "50",
        **fields,
    }


def create(programme, manager, **fields):
    start = (now() + timedelta(days=60)).replace(hour=2, minute=0, second=0, microsecond=0)
    answers = {"kind": "training", "title": "Course", "timezone": "Asia/Bangkok", "mode": "in_person"}
    times = {"precision": "time", "starts_at": start, "ends_at": start + timedelta(hours=32)}
    return create_draft(programme, by=manager, **answers | times | fields)


def test_new_event_uses_the_template_of_the_programme(client, programme, manager):
    diet = Question.objects.create(programme=programme, slug="diet", kind="short_text", label="Diet")
    union = Question.objects.create(programme=programme, slug="union", kind="short_text", label="Your union")

    answer = client.post(page(), typed(programme, questions=[union.pk], requires_letter="on"))
    event = create(programme, manager)

    event.refresh_from_db()
    assert answer.url == "/organise/programmes/seas/settings/?open=types#types"
    assert (event.policy, event.seats, event.requires_letter, event.asks_travel) == ("invitation", 18, True, False)
    assert [session.title for session in event.sessions.all()] == ["Opening", "Tea", "Work"]
    assert event.sessions.first().starts_at.astimezone(event.zone).time() == time(9, 30)
    assert [row.question for row in event.questions.all()] == [union]
    assert diet not in [row.question for row in event.questions.all()]
    assert dict(event.targets.values_list("measure", "percent")) == {Target.Measure.WOMEN: 50}
    assert event.reminder_rules.count() == programme.reminder_rules.of_programme().count() - 1
    assert "Training" in programme.changes.get().said


def test_other_types_programmes_and_earlier_events_stay_as_they_are(client, programme, manager):
    before = create(programme, manager)

    client.post(page(), typed(programme))

    before.refresh_from_db()
    assert before.policy == DEFAULTS["training"].fields["policy"]
    assert defaults_for(programme, "meeting") is DEFAULTS["meeting"]
    assert defaults_for(make_programme(), "training") is DEFAULTS["training"]


def test_page_shows_plenary_defaults_until_they_are_changed_and_leads_back_to_them(client, programme, manager):
    first = client.get(page()).text
    assert "0900 30 Opening" in first
    assert "These are Plenary's defaults." in first
    client.post(page(), typed(programme))
    assert "Changed: Training" in client.get(reverse("programmes:settings", args=["seas"])).text
    assert "0930 45 Opening" in client.get(page()).text

    client.post(page(name="event_type_reset"))

    assert not EventTemplate.objects.exists()
    assert create(programme, manager).policy == DEFAULTS["training"].fields["policy"]


@pytest.mark.parametrize("kind", Event.Kind)
def test_saving_the_defaults_unchanged_changes_nothing_of_a_new_event(client, programme, manager, kind):
    form = client.get(page(kind)).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}

    assert client.post(page(kind), data).status_code == 302

    saved, plenary = defaults_for(programme, kind), DEFAULTS[kind]
    outline = [saved.outline(day, 3) for day in range(3)]
    assert [[(slot.starts, slot.ends, slot.title) for slot in slots] for slots in outline] == [
        [(slot.starts, slot.ends, str(slot.title)) for slot in plenary.outline(day, 3)] for day in range(3)
    ]
    assert saved.fields | plenary.fields == saved.fields
    assert (saved.targets, saved.closes_days, saved.skipped_rules) == (plenary.targets, plenary.closes_days, set())
    assert saved.nominations_close_days == plenary.nominations_close_days


def test_page_shows_the_default_days_of_nominations_for_a_template_that_does_not_say(client, programme, manager):
    template = EventTemplate.objects.create(programme=programme, kind="meeting", policy="nomination")

    shown = client.get(page("meeting")).context["form"]
    assert shown["nominations_close_days"].value() == 28

    data = {bound.html_name: bound.value() for bound in shown if bound.value() not in (None, False)}
    client.post(page("meeting"), data | {"nominations_close_days": "0"})
    template.refresh_from_db()
    assert template.nominations_close_days == 0
    assert client.get(page("meeting")).context["form"]["nominations_close_days"].value() == 0


def test_refused_form_keeps_what_was_typed_and_names_the_line(client, programme, manager):
    answer = client.post(page(), typed(programme, opening="0930 45 Opening\nTea"))

    assert "Line 2: write the time, the minutes and the title" in answer.text
    assert "0930 45 Opening\nTea" in answer.text
    assert not EventTemplate.objects.exists()


def test_mission_never_opens_for_registration(client, programme, manager):
    answer = client.post(page("expert_mission"), typed(programme, policy="open"))

    assert "A mission never opens for registration." in answer.text


def test_event_that_leaves_out_all_rules_follows_none(client, programme, manager):
    client.post(page(), typed(programme, rules=[]))

    assert not create(programme, manager).reminder_rules.filter(is_active=True).exists()


def test_unknown_event_type_is_not_found(client, programme, manager):
    assert client.get(page("picnic")).status_code == 404


@pytest.mark.parametrize("text", ["Opening", "2400 10 Night", "0960 10 X", "2330 60 Late", "0900 0 Nothing", "0900 45"])
def test_lines_that_are_not_understood_are_refused(text):
    with pytest.raises(OutlineError):
        parse_outline(text)


def test_outline_is_written_as_it_is_read():
    text = "0900 45 Opening\n1400 105 Groups: wages, 2026"

    assert write_outline(parse_outline(text.replace("0900", "9:00"))) == text


@pytest.mark.parametrize("count", [1, 6])
def test_page_has_a_fixed_number_of_queries(client, programme, manager, count, django_assert_max_num_queries):
    for number in range(count):
        Question.objects.create(programme=programme, slug=f"q{number}", kind="short_text", label="Q")
    client.post(page(), typed(programme))
    client.get(page())

    with django_assert_max_num_queries(20):
        client.get(page())
