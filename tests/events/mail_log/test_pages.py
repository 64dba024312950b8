from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.mail_log.plot import HEIGHT, plot
from events.registration.services import register, withdraw
from notifications.models import Delivery, Message, Refusal
from notifications.outbox import resending, search
from notifications.outbox.search import DayCount, MessageFilter
from notifications.outbox.services import Draft, queue
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def event():
    return make_event(programme=make_programme(slug="ours"))


@pytest.fixture
def manager(client, event):
    person = make_member(event.programme)
    client.force_login(person)
    return person


def write(event, email="ann@example.org", *, status="queued", kind="reminder", **fields):
    """Return a message about event with this status."""
    number = Message.objects.count() + 1
    fields |= {"sent_at": now()} if status == "sent" else {}
    created = fields.pop("created_at", None)
    message = Message.objects.create(
        dedupe_key=f"key:{number}", message_id=f"<{number}@example.org>", kind=kind, topic=f"event:{event.pk}",
        to_email=email, subject=f"Subject {number}", text="Text", status=status, **fields,
    )  # fmt: skip
    if created:
        Message.objects.filter(pk=message.pk).update(created_at=created)
    return message


def page(event):
    return reverse("mail_log:event", args=[event.slug])


def addresses(response):
    return [message.to_email for message, _kind in response.context["lines"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["late@example.org", "gone@example.org", "ann@example.org"]),
        ("?status=failed", ["gone@example.org"]),
        ("?kind=event_moved", ["ann@example.org"]),
        ("?q=gone", ["gone@example.org"]),
        ("?q=REAL+an", ["ann@example.org"]),
        ("?day=2027-03-02", ["late@example.org"]),
        ("?status=unheard", ["late@example.org", "gone@example.org", "ann@example.org"]),
    ],
)
def test_log_filters_by_query(client, event, manager, query, expected):
    day = datetime(2027, 3, 1, 8, tzinfo=UTC)
    write(event, status="sent", kind="event_moved", to_name="Real Ann", created_at=day)
    write(event, "gone@example.org", status="failed", created_at=day + timedelta(minutes=1))
    # In the time zone of the event, seven hours ahead, it is the next day.
    write(event, "late@example.org", created_at=day.replace(hour=17, minute=30))
    write(make_event(), "elsewhere@example.org")

    assert addresses(client.get(page(event) + query)) == expected


def test_programme_log_contains_the_mails_of_all_its_events_only(client, event, manager):
    write(event)
    write(make_event(programme=event.programme), "second@example.org")
    write(make_event(programme=make_programme()), "stranger@example.org")

    response = client.get(reverse("mail_log:programme", args=["ours"]))

    assert addresses(response) == ["second@example.org", "ann@example.org"]


@pytest.mark.parametrize("item_count", [1, 3])
def test_log_runs_a_fixed_number_of_queries(client, event, manager, item_count, django_assert_num_queries):
    for _ in range(item_count):
        Delivery.objects.create(message=write(event, status="failed"), outcome="failed")

    # Session, person; event, role; kinds, announcements, count, page, attempts; latest day, counts by day; on a team?
    with django_assert_num_queries(12):
        response = client.get(page(event))

    assert len(response.context["lines"]) == item_count


def test_count_by_day_uses_the_time_zone_and_has_no_gaps(event):
    write(event, status="sent", created_at=datetime(2027, 3, 1, 16, 59, tzinfo=UTC))
    write(event, status="failed", created_at=datetime(2027, 3, 1, 17, 0, tzinfo=UTC))
    write(event, status="dropped", created_at=datetime(2027, 3, 4, 1, 0, tzinfo=UTC))

    days = search.count_by_day(Message.objects.all(), BANGKOK)

    first = datetime(2027, 3, 1, tzinfo=UTC).date()
    following = [first + timedelta(days=number) for number in range(4)]
    assert days == [
        DayCount(first, sent=1),
        DayCount(following[1], failed=1),
        DayCount(following[2]),
        DayCount(following[3], dropped=1),
    ]


def test_plot_stacks_the_parts_of_a_day_in_proportion():
    on = datetime(2027, 3, 1, tzinfo=UTC).date()

    chart = plot([DayCount(on, sent=3, failed=1), DayCount(on, sent=2)])

    columns = [[(bar.kind, bar.y, bar.height) for bar in column.bars] for column in chart.columns]
    assert columns == [
        [("sent", HEIGHT / 4, HEIGHT * 3 / 4), ("failed", 0, HEIGHT / 4)],
        [("sent", HEIGHT / 2, HEIGHT / 2)],
    ]


def test_filter_messages_defers_long_texts(event, django_assert_num_queries):
    write(event, html="<p>Long</p>")
    rows = list(search.filter_messages(search.messages_about([f"event:{event.pk}"]), MessageFilter(), BANGKOK))

    assert rows[0].get_deferred_fields() == {"text", "html", "ics"}


def test_message_shows_the_sent_mail(client, event, manager):
    registration = register(event, make_person(email="ann@example.org"))
    message = Message.objects.get()
    Delivery.objects.create(message=message, outcome="retry", smtp_code=451, server_said="try later")

    response = client.get(reverse("mail_log:message", args=["ours", message.pk]))

    content = response.content.decode()
    assert message.message_id.strip("<>") in content
    assert "Auto-Submitted" in content
    assert "451 try later" in content
    assert dict(response.context["headers"])["To"].endswith("<ann@example.org>")
    assert "DTSTART" in content
    assert registration.event.title in content


def test_message_html_forbids_scripts(client, event, manager):
    message = write(event, html="<script>alert(1)</script><p style='color:red'>Hello</p>")

    response = client.get(reverse("mail_log:message_html", args=["ours", message.pk]))

    policy = response["Content-Security-Policy"]
    assert response.content.decode() == message.html
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_message_of_another_programme_is_not_found(client, event, manager):
    message = write(make_event(programme=make_programme()), html="<p>Secret</p>")

    for name in ("mail_log:message", "mail_log:message_html"):
        assert client.get(reverse(name, args=["ours", message.pk])).status_code == 404


def test_resend_queues_a_copy(event, manager):
    person = make_person(email="ann@example.org")
    register(event, person)
    EmailAddress.objects.create(user=person, email="ann@right.example.org", verified=True)
    message = Message.objects.get()
    Message.objects.update(status="sent", sent_at=now())

    copy = resending.resend(message, by=manager, to_email="ann@right.example.org")

    same = ["kind", "topic", "recipient", "subject", "text", "html", "ics", "ics_method", "from_email", "reply_to"]
    assert {name: getattr(copy, name) for name in same} == {name: getattr(message, name) for name in same}
    assert (copy.to_email, copy.status) == ("ann@right.example.org", "queued")
    assert copy.message_id != message.message_id
    assert (copy.resent_from, copy.resent_by) == (message, manager)


def test_resend_twice_queues_one_copy_until_it_has_failed(event, manager):
    message = write(event, status="failed")

    first = resending.resend(message, by=manager)
    second = resending.resend(message, by=manager)
    Message.objects.filter(pk=first.pk).update(status="failed")
    third = resending.resend(message, by=manager)

    assert second == first
    assert third != first
    assert list(message.resends.order_by("pk")) == [first, third]


def test_resend_refuses_a_queued_message(event, manager):
    with pytest.raises(resending.StillQueuedError):
        resending.resend(write(event), by=manager)

    assert Message.objects.count() == 1


def test_resend_refuses_an_invite_with_a_later_update(event, manager):
    """The old invite would add the event again to the calendar of a person who has withdrawn."""
    person = make_person()
    registration = register(event, person)
    invite = Message.objects.get()
    withdraw(registration, by=person)
    Message.objects.update(status="sent", sent_at=now())

    with pytest.raises(resending.OvertakenError):
        resending.resend(invite, by=manager)

    latest = Message.objects.exclude(ics="").first()
    assert latest != invite
    assert resending.resend(latest, by=manager).ics_method == "CANCEL"


def test_resend_is_sent_after_earlier_mails_to_the_same_address(event, manager):
    old = write(event, status="sent")
    waiting = write(event)

    copy = resending.resend(old, by=manager)

    assert list(Message.objects.due().in_turn()) == [waiting]
    assert copy.pk > waiting.pk


def test_resend_page_refuses_an_invalid_address(client, event, manager):
    message = write(event, status="failed")

    response = client.post(reverse("mail_log:resend", args=["ours", message.pk]), {"to_email": "nobody"})

    assert response.context["form"].errors.keys() == {"to_email"}
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        ({"scope": "programme:1"}, "dropped"),
        ({"scope": ""}, "dropped"),
        ({"scope": "programme:2"}, "queued"),
        ({"scope": "", "what": "digest"}, "queued"),
    ],
)
@pytest.mark.parametrize("by_address", [True, False])
def test_queue_drops_refused_mails(refusal, status, by_address):
    person = make_person(email="Ann@example.org")
    owner = {"email": "ann@example.org"} if by_address else {"person": person}
    Refusal.objects.create(**({"what": "news"} | refusal | owner))
    about = {"subject": "s", "text": "t", "recipient": person}

    queue(
        Draft(dedupe_key="news", kind="announcement", optional="news:programme:1", **about),
        Draft(dedupe_key="place", kind="registration_confirmed", **about),
    )

    news, place = Message.objects.get(dedupe_key="news"), Message.objects.get(dedupe_key="place")
    assert (news.status, place.status) == (status, "queued")
    outcomes = [delivery.outcome for delivery in news.deliveries.all()]
    assert outcomes == (["dropped"] if status == "dropped" else [])


@pytest.mark.parametrize("owner", [{}, {"email": "a@example.org", "has_person": True}])
def test_database_refuses_a_refusal_without_exactly_one_owner(owner):
    if owner.pop("has_person", False):
        owner["person"] = make_person()

    with pytest.raises(IntegrityError), transaction.atomic():
        Refusal.objects.create(what="news", **owner)


def test_the_mail_of_an_erased_person_names_nobody_and_is_not_resent(client, event, manager):
    message = write(event)
    Message.objects.filter(pk=message.pk).update(status=Message.Status.DROPPED, to_email="", to_name="")
    client.force_login(manager)

    page = client.get(reverse("mail_log:message", args=[event.programme.slug, message.pk])).text

    assert "To a person whose data were erased." in page
    assert "Resend this mail" not in page
