from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.db import connection
from django.forms import DateTimeField, SplitDateTimeField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.identity import OTHER
from accounts.services import get_or_create_person
from events.calendars.services import revise
from events.models import AreaOfAction, Country, Delegation, Event, PlannedReminder, Programme, Session, Venue
from events.planning import services as agenda
from events.registration.services import register
from events.slugs import SlugFormMixin
from notifications.models import InboundMail
from tests.accounts.helpers import trust_session
from tests.factories import make_country, make_delegation, make_event, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db


def published(**fields):
    event = make_event(**fields)
    revise(event, significant=False)
    return event


@pytest.fixture
def staff(client):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(client)
    return client


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_each_page_of_the_admin_opens(staff, model):
    register(make_event(), make_person())

    listed = staff.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    assert listed.status_code == 200
    row = model._default_manager.first()
    if row:
        changed = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        assert staff.get(changed).status_code == 200


def test_no_time_can_be_typed_in_the_admin_which_knows_no_zone_of_the_event(rf):
    request = rf.get("/staff/")
    request.user = make_person(is_staff=True, is_superuser=True)
    typed = []
    ours = {"accounts", "events", "notifications"}
    for model, page in admin.site._registry.items():
        if model._meta.app_label not in ours:
            continue  # the times of allauth are no times of an event
        if page.has_change_permission(request) or page.has_add_permission(request):
            typed += [(model, name, field) for name, field in page.get_form(request).base_fields.items()]
        for inline in page.get_inline_instances(request):
            if inline.has_change_permission(request) or inline.has_add_permission(request, None):
                form = inline.get_formset(request).form
                typed += [(inline.model, name, field) for name, field in form.base_fields.items()]

    assert typed
    assert [
        (model, name) for model, name, field in typed if isinstance(field, DateTimeField | SplitDateTimeField)
    ] == []


def test_admin_shows_the_deadline_of_a_delegation_in_the_zone_of_its_event(staff):
    event = published(timezone="Asia/Bangkok")
    delegation = make_delegation(event, country=make_country("VN"), seats=2)
    Delegation.objects.filter(pk=delegation.pk).update(nomination_closes_at=datetime(2027, 3, 1, 16, 30, tzinfo=UTC))

    page = staff.get(path("events_event_change", event.pk)).text

    assert "23:30" in page
    assert "UTC+7" in page
    assert reverse("nominations:grid", args=[event.slug]) in page


def test_only_admin_pages_have_the_policy_that_unfold_needs(staff):
    event = published()
    pages = [path("events_event_changelist"), path("events_event_change", event.pk), path("events_venue_add")]

    policies = [staff.get(page)["Content-Security-Policy"] for page in pages]

    assert ["'unsafe-eval'" in policy and "style-src 'self' 'unsafe-inline'" in policy for policy in policies] == [
        True
    ] * 3
    assert "unsafe" not in staff.get(event.get_absolute_url())["Content-Security-Policy"]
    staff.force_login(make_person())
    refused = staff.get("/staff/", follow=True)
    assert (refused.status_code, "unsafe" in refused["Content-Security-Policy"]) == (403, False)


def path(name, *arguments):
    return reverse(f"admin:{name}", args=arguments)


def form_of(staff, address, **changes):
    """Return what a browser would send for the page at address, with changes."""
    context = staff.get(address).context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            sent[bound.html_name] = value if value is not None else ""
    return {name: value for name, value in (sent | changes).items() if value is not False}


def save(staff, address, **changes):
    response = staff.post(address, form_of(staff, address, **changes))
    assert response.status_code == 302, response.context["errors"]


def shown(event):
    return Event.objects.get(pk=event.pk)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [("title", "Another title", "SUMMARY:Another title"), ("slug", "another-address", "/another-address/")],
)
def test_changing_an_event_updates_calendars(staff, field, value, text):
    event = published()

    save(staff, path("events_event_change", event.pk), **{field: value})

    after = shown(event)
    assert getattr(after, field) == value
    assert text in after.vevent
    assert after.revised_at > event.revised_at
    assert after.sequence == event.sequence


def test_changing_the_areas_of_an_event_updates_calendars(staff):
    event = published()
    area = AreaOfAction.objects.create(programme=event.programme, slug="coverage", name="Coverage")

    save(staff, path("events_event_change", event.pk), areas=[area.pk])

    after = shown(event)
    assert list(after.areas.all()) == [area]
    assert after.revised_at > event.revised_at


def test_changing_a_venue_updates_calendars(staff):
    venue = make_venue(name="Old hall")
    held, by_session, elsewhere = published(venue=venue), published(), published(venue=make_venue())
    Session.objects.create(event=by_session, title="Visit", venue=venue)

    save(staff, path("events_venue_change", venue.pk), name="New hall")

    assert "LOCATION:New hall" in shown(held).vevent
    assert shown(by_session).revised_at > by_session.revised_at
    assert shown(elsewhere).revised_at == elsewhere.revised_at


def test_changing_a_country_updates_calendars(staff):
    event, elsewhere = published(venue=make_venue()), published(venue=make_venue(country=make_country("JP")))

    save(staff, path("events_country_change", "TH"), name="Kingdom of Thailand")

    assert "Kingdom of Thailand" in shown(event).vevent.replace("\r\n ", "")
    assert shown(elsewhere).revised_at == elsewhere.revised_at


def test_changing_a_venue_keeps_planned_reminders(staff):
    venue = make_venue()
    event = make_event(venue=venue, status=Event.Status.DRAFT)
    agenda.publish(event, by=make_person())
    before = list(PlannedReminder.objects.values_list("pk", "due_at"))

    save(staff, path("events_venue_change", venue.pk), name="New hall")

    assert before
    assert before == list(PlannedReminder.objects.filter(event=event, done_at=None).values_list("pk", "due_at"))


def test_changing_an_event_keeps_seats_taken_in_between(staff):
    event = published(seats=5)
    address = path("events_event_change", event.pk)
    sent = form_of(staff, address, title="Another title")
    register(shown(event), make_person())

    staff.post(address, sent)

    assert (shown(event).title, shown(event).seats_taken) == ("Another title", 1)


def test_changing_an_event_locks_its_row(staff):
    event = published()
    address = path("events_event_change", event.pk)
    sent = form_of(staff, address, title="Another title")

    with CaptureQueriesContext(connection) as queries:
        staff.post(address, sent)

    statements = [query["sql"] for query in queries]
    changes = [number for number, sql in enumerate(statements) if sql.startswith('UPDATE "events_event"')]
    locks = [number for number, sql in enumerate(statements) if 'FROM "events_event"' in sql and "FOR UPDATE" in sql]
    assert changes
    if connection.vendor == "postgresql":  # SQLite locks as a whole
        assert locks[0] < changes[0]


def test_changing_a_registration_locks_its_event(staff):
    registration = register(published(), make_person())
    address = path("events_registration_change", registration.pk)
    sent = form_of(staff, address, needs="No nuts")

    with CaptureQueriesContext(connection) as queries:
        staff.post(address, sent)

    registration.refresh_from_db()
    assert registration.needs == "No nuts"
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert len(locks) == (1 if connection.vendor == "postgresql" else 0)


@pytest.mark.parametrize("status", ["published", "postponed", "cancelled"])
def test_published_event_cannot_be_deleted(staff, status):
    event = make_event(status=status)

    for address, sent in (
        (path("events_event_delete", event.pk), {"post": "yes"}),
        (path("events_programme_delete", event.programme_id), {"post": "yes"}),
        (path("events_event_changelist"), {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"}),
    ):
        staff.post(address, sent)
        assert Event.objects.filter(pk=event.pk).exists()


def test_draft_can_be_deleted(staff):
    event = make_event(status=Event.Status.DRAFT)

    staff.post(path("events_event_delete", event.pk), {"post": "yes"})

    assert not Event.objects.exists()


def test_venue_of_an_event_cannot_be_deleted(staff):
    event = published(venue=make_venue())

    assert staff.post(path("events_venue_delete", event.venue_id), {"post": "yes"}).status_code == 403
    assert staff.post(path("events_country_delete", "TH"), {"post": "yes"}).status_code == 403
    spare = make_venue(country=make_country("JP"))
    assert staff.post(path("events_venue_delete", spare.pk), {"post": "yes"}).status_code == 302
    assert staff.post(path("events_country_delete", "JP"), {"post": "yes"}).status_code == 302


def test_people_cannot_be_deleted(staff):
    person = make_person()
    register(make_event(), person)

    assert staff.post(path("accounts_user_delete", person.pk), {"post": "yes"}).status_code == 403
    staff.post(
        path("accounts_user_changelist"), {"action": "delete_selected", "_selected_action": person.pk, "post": "yes"}
    )
    person.refresh_from_db()


def test_creating_a_country(staff):
    address = path("events_country_add")

    save(staff, address, iso2="la", name="Lao PDR", capital="Vientiane", timezones='["Asia/Vientiane"]')

    country = Country.objects.get()
    assert (country.pk, country.timezones, country.official_languages) == ("LA", ["Asia/Vientiane"], [])
    assert staff.get("/countries/la/").status_code == 200


@pytest.mark.parametrize("changes", [{"iso2": "1!"}, {"iso2": "T"}, {"timezones": '{"a": 1}'}, {"timezones": "[1]"}])
def test_creating_an_invalid_country_fails(staff, changes):
    address = path("events_country_add")

    response = staff.post(address, form_of(staff, address, **{"iso2": "LA", "name": "Lao PDR"} | changes))

    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == set(changes) & {"iso2", "timezones"}
    assert not Country.objects.exists()


def test_creating_a_venue(staff):
    make_country("TH")

    save(staff, path("events_venue_add"), name="Hall", city="Bangkok", country="TH")

    assert str(Venue.objects.get()) == "Hall, Bangkok, Thailand"


def test_creating_a_programme_with_phases_areas_and_partners(staff):
    make_country("TH")
    sent = {"slug": "ours", "name": "Ours", "countries": ["TH"]}
    sent |= {"phases-TOTAL_FORMS": 1, "phases-0-position": 1, "phases-0-name": "First", "phases-0-countries": ["TH"]}
    sent |= {"areas-TOTAL_FORMS": 1, "areas-0-slug": "coverage", "areas-0-name": "Coverage"}
    sent |= {"partners-TOTAL_FORMS": 1, "partners-0-name": "A ministry", "partners-0-role": "partner"}

    save(staff, path("events_programme_add"), **sent)

    programme = Programme.objects.get()
    assert [phase.name for phase in programme.phases.all()] == ["First"]
    assert [area.slug for area in programme.areas.all()] == ["coverage"]
    assert [partner.name for partner in programme.partners.all()] == ["A ministry"]
    assert programme.sources == []
    assert staff.get("/programmes/ours/").status_code == 200


def test_person_at_the_mailbox_of_another_joins_no_team(staff):
    """The readers of the mailbox can have a login session of this person already."""
    programme, holder = make_programme(), make_person(email="office@example.org", name="Khin Khin")
    sharer = get_or_create_person("office@example.org", answer=OTHER, name="Minh")
    address = path("events_programme_change", programme.pk)
    sent = {"team-TOTAL_FORMS": 1, "team-0-programme": programme.pk, "team-0-role": "viewer"}

    response = staff.post(address, form_of(staff, address, **sent, **{"team-0-person": sharer.pk}))

    assert "uses the mailbox of Khin Khin" in response.content.decode()
    save(staff, address, **sent, **{"team-0-person": holder.pk})
    assert [member.person for member in programme.team.all()] == [holder]


def test_seats_and_deadline_of_a_delegation_are_read_only(staff):
    event = published()
    make_delegation(event, country=make_country("TH"), seats=3)
    address = path("events_event_change", event.pk)
    sent = form_of(staff, address, **{"delegations-0-seats": 4, "delegations-0-nomination_closes_at_0": "2030-01-01"})

    staff.post(address, sent | {"delegations-0-nomination_closes_at_1": "10:00:00", "delegations-0-DELETE": "on"})

    kept = Delegation.objects.get()
    assert kept.seats == 3
    assert kept.nomination_closes_at is None


def test_components_page_shows_every_component(staff):
    page = staff.get("/staff/components/").content.decode()

    for part in ("kind-study_visit", "status-waitlisted", "date-block", "person-mark", "empty-state", "field-errors", "alert-warning", "pagination", "<dialog", "tabs-line"):  # fmt: skip
        assert part in page


def test_mark_as_done_settles_a_mail_without_an_invite(staff):
    found = InboundMail.objects.create(digest="x", state="set_aside", reason="no_invite", settled_at=now())

    staff.post(
        "/staff/notifications/inboundmail/", {"action": "mark_as_done", "_selected_action": [found.pk]}, follow=True
    )

    found.refresh_from_db()
    assert (found.state, found.settled_by.is_staff) == ("done", True)


def test_every_address_typed_in_the_admin_is_checked_and_leaves_a_redirect(rf):
    request = rf.get("/staff/")
    request.user = make_person(is_staff=True, is_superuser=True)
    forms = {}
    for model, page in admin.site._registry.items():
        forms[model] = page.get_form(request)
        forms |= {inline.model: inline.get_formset(request).form for inline in page.get_inline_instances(request)}

    with_slugs = {model: form for model, form in forms.items() if "slug" in form.base_fields}
    assert set(with_slugs) == {Programme, Event, AreaOfAction}
    assert all(issubclass(form, SlugFormMixin) for form in with_slugs.values())


def test_address_changed_in_the_admin_redirects(staff, client):
    event = published(slug="old-event", programme=make_programme(slug="old-programme"))
    AreaOfAction.objects.create(programme=event.programme, name="Fish", slug="old-area")

    save(staff, path("events_event_change", event.pk), slug="new-event")
    area = {"slug": "new-programme", "areas-0-slug": "new-area"}
    save(staff, path("events_programme_change", event.programme_id), **area)

    assert client.get("/events/old-event/").url == "/events/new-event/"
    assert client.get("/programmes/old-programme/").url == "/programmes/new-programme/"
    assert client.get("/programmes/new-programme/areas/old-area/").url == "/programmes/new-programme/areas/new-area/"


def test_admin_adds_and_deletes_areas(staff):
    other = AreaOfAction.objects.create(programme=make_programme(), name="Fish", slug="fish")
    programme = make_programme()
    AreaOfAction.objects.create(programme=programme, name="Old", slug="old")
    address = path("events_programme_change", programme.pk)

    added = {"areas-TOTAL_FORMS": "2", "areas-1-name": "Fish", "areas-1-slug": "fish", "areas-0-DELETE": "on"}
    save(staff, address, **added, **{"areas-1-programme": programme.pk})

    assert list(programme.areas.values_list("slug", flat=True)) == ["fish"]
    assert AreaOfAction.objects.filter(pk=other.pk).exists()


def test_admin_refuses_an_address_that_another_row_had(staff):
    first, second = published(slug="first"), published(slug="second")
    save(staff, path("events_event_change", first.pk), slug="third")
    address = path("events_event_change", second.pk)

    page = staff.post(address, form_of(staff, address, slug="first"))

    assert "Another page has this address, or had it before" in page.text
    second.refresh_from_db()
    assert second.slug == "second"
