from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
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
    """Return a message about event that has come to status."""
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


def shown(answer):
    return [message.to_email for message, _kind in answer.context["lines"]]


@pytest.mark.parametrize(
    ("query", "found"),
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
def test_log_shows_what_fits(client, event, manager, query, found):
    day = datetime(2027, 3, 1, 8, tzinfo=UTC)
    write(event, status="sent", kind="event_moved", to_name="Real Ann", created_at=day)
    write(event, "gone@example.org", status="failed", created_at=day + timedelta(minutes=1))
    # On the clocks of the event, seven hours ahead, it is the next day.
    write(event, "late@example.org", created_at=day.replace(hour=17, minute=30))
    write(make_event(), "elsewhere@example.org")

    assert shown(client.get(page(event) + query)) == found


def test_log_of_a_programme_holds_each_of_its_events_and_no_other(client, event, manager):
    write(event)
    write(make_event(programme=event.programme), "second@example.org")
    write(make_event(programme=make_programme()), "stranger@example.org")

    answer = client.get(reverse("mail_log:programme", args=["ours"]))

    assert shown(answer) == ["second@example.org", "ann@example.org"]


@pytest.mark.parametrize("item_count", [1, 3])
def test_log_query_count(client, event, manager, item_count, django_assert_num_queries):
    for _ in range(item_count):
        Delivery.objects.create(message=write(event, status="failed"), outcome="failed")

    # Session, person; event, role; kinds, announcements, count, page, attempts; latest day, counts by day; on a team?
    with django_assert_num_queries(12):
        answer = client.get(page(event))

    assert len(answer.context["lines"]) == item_count


def test_days_are_those_of_the_zone_and_have_no_gap(event):
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


def test_plot_piles_up_the_parts_of_a_day_to_its_share_of_the_highest():
    on = datetime(2027, 3, 1, tzinfo=UTC).date()

    drawn = plot([DayCount(on, sent=3, failed=1), DayCount(on, sent=2)])

    columns = [[(bar.kind, bar.y, bar.height) for bar in column.bars] for column in drawn.columns]
    assert columns == [
        [("sent", HEIGHT / 4, HEIGHT * 3 / 4), ("failed", 0, HEIGHT / 4)],
        [("sent", HEIGHT / 2, HEIGHT / 2)],
    ]


def test_find_leaves_the_long_texts_where_they_are(event, django_assert_num_queries):
    write(event, html="<p>Long</p>")
    found = list(search.filter_messages(search.messages_about([f"event:{event.pk}"]), MessageFilter(), BANGKOK))

    assert found[0].get_deferred_fields() == {"text", "html", "ics"}


def test_message_shows_the_mail_as_it_went_out(client, event, manager):
    registration = register(event, make_person(email="ann@example.org"))
    message = Message.objects.get()
    Delivery.objects.create(message=message, outcome="retry", smtp_code=451, server_said="try later")

    answer = client.get(reverse("mail_log:message", args=["ours", message.pk]))

    said = answer.content.decode()
    assert message.message_id.strip("<>") in said
    assert "Auto-Submitted" in said
    assert "451 try later" in said
    assert dict(answer.context["headers"])["To"].endswith("<ann@example.org>")
    assert "DTSTART" in said
    assert registration.event.title in said


def test_a_mail_in_its_frame_can_do_nothing(client, event, manager):
    message = write(event, html="<script>alert(1)</script><p style='color:red'>Hello</p>")

    answer = client.get(reverse("mail_log:message_html", args=["ours", message.pk]))

    policy = answer["Content-Security-Policy"]
    assert answer.content.decode() == message.html
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_of_another_programme_is_not_shown(client, event, manager):
    message = write(make_event(programme=make_programme()), html="<p>Secret</p>")

    for name in ("mail_log:message", "mail_log:message_html"):
        assert client.get(reverse(name, args=["ours", message.pk])).status_code == 404


def test_resend_is_another_message_with_the_same_words(event, manager):
    register(event, make_person(email="ann@example.org"))
    message = Message.objects.get()
    Message.objects.update(status="sent", sent_at=now())

    again = resending.resend(message, by=manager, to_email="ann@right.example.org")

    same = ["kind", "topic", "recipient", "subject", "text", "html", "ics", "ics_method", "from_email", "reply_to"]
    assert {name: getattr(again, name) for name in same} == {name: getattr(message, name) for name in same}
    assert (again.to_email, again.status) == ("ann@right.example.org", "queued")
    assert again.message_id != message.message_id
    assert (again.resent_from, again.resent_by) == (message, manager)


def test_resending_twice_sends_once_while_the_first_waits_and_again_once_it_has_failed(event, manager):
    message = write(event, status="failed")

    first = resending.resend(message, by=manager)
    second = resending.resend(message, by=manager)
    Message.objects.filter(pk=first.pk).update(status="failed")
    third = resending.resend(message, by=manager)

    assert second == first
    assert third != first
    assert list(message.resends.order_by("pk")) == [first, third]


def test_what_is_on_its_way_is_not_sent_once_more(event, manager):
    with pytest.raises(resending.StillQueuedError):
        resending.resend(write(event), by=manager)

    assert Message.objects.count() == 1


def test_an_invite_that_a_later_mail_has_overtaken_is_not_sent_once_more(event, manager):
    """It would bring the seminar back into the calendar of somebody who has withdrawn."""
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


def test_resend_waits_behind_what_goes_to_the_same_address(event, manager):
    old = write(event, status="sent")
    waiting = write(event)

    again = resending.resend(old, by=manager)

    assert list(Message.objects.due().in_turn()) == [waiting]
    assert again.pk > waiting.pk


def test_resend_page_refuses_what_is_no_address(client, event, manager):
    message = write(event, status="failed")

    answer = client.post(reverse("mail_log:resend", args=["ours", message.pk]), {"to_email": "nobody"})

    assert answer.context["form"].errors.keys() == {"to_email"}
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
def test_outbox_writes_down_what_is_refused_and_does_not_send_it(refusal, status, by_address):
    person = make_person(email="Ann@example.org")
    whose = {"email": "ann@example.org"} if by_address else {"person": person}
    Refusal.objects.create(**({"what": "news"} | refusal | whose))
    about = {"subject": "s", "text": "t", "recipient": person}

    queue(
        Draft(dedupe_key="news", kind="announcement", optional="news:programme:1", **about),
        Draft(dedupe_key="place", kind="registration_confirmed", **about),
    )

    news, place = Message.objects.get(dedupe_key="news"), Message.objects.get(dedupe_key="place")
    assert (news.status, place.status) == (status, "queued")
    said = [delivery.outcome for delivery in news.deliveries.all()]
    assert said == (["dropped"] if status == "dropped" else [])


@pytest.mark.parametrize("whose", [{}, {"email": "a@example.org", "has_person": True}])
def test_a_refusal_is_of_a_person_or_of_an_address(whose):
    if whose.pop("has_person", False):
        whose["person"] = make_person()

    with pytest.raises(IntegrityError), transaction.atomic():
        Refusal.objects.create(what="news", **whose)
