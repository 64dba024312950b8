"""The list of possible duplicates, the comparison of a pair, and merged registrations on other pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.duplicates.services import merge
from events.models import (
    Answer,
    AnswerFile,
    Question,
    Registration,
    RegistrationNote,
    TeamMember,
    TravelDetails,
    TwoPeople,
)
from events.questions.answers import save_answers
from events.questions.services import add_question
from events.registration import links
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person
from tests.markup import without_direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(seats=2)


@pytest.fixture
def two(event):
    return (
        register(event, make_person(name="An Tran", email="an@molisa.example"), needs="Halal"),
        register(event, make_person(name="Tran An", email="tran@mail.example"), needs="Wheelchair"),
    )


@pytest.fixture
def team(client, event):
    client.force_login(make_member(event.programme))
    return client


def pair_url(event, keep, gone, query=""):
    return reverse("duplicates:pair", args=[event.slug, keep.pk, gone.pk]) + query


def fingerprint_of(page):
    return {"shown": page.context["fingerprint"]}


def test_table_links_to_possible_duplicates(team, event, two):
    table = without_direction(team.get(reverse("participants:list", args=[event.slug])).content.decode())
    listed = without_direction(team.get(reverse("duplicates:list", args=[event.slug])).content.decode())

    assert "1 possible duplicate</a>" in table
    assert reverse("duplicates:list", args=[event.slug]) in table
    assert "an@molisa.example" in listed
    assert "Similar: the same name." in listed
    assert pair_url(event, *two) in listed


def test_table_hides_duplicates_from_members_who_cannot_decide(client, event, two):
    client.force_login(make_member(event.programme, TeamMember.Role.RECEPTION))

    page = client.get(reverse("participants:list", args=[event.slug])).content.decode()

    assert "possible duplicate" not in page


def test_list_without_pairs_says_so(team, event):
    assert (
        "There are no possible duplicates" in team.get(reverse("duplicates:list", args=[event.slug])).content.decode()
    )


@pytest.mark.parametrize("number", [2, 12])
def test_list_runs_a_fixed_number_of_queries(team, event, number, django_assert_num_queries):
    for _ in range(number):
        register(event, make_person(name="An Tran"))

    with django_assert_num_queries(10):
        team.get(reverse("duplicates:list", args=[event.slug]))


def test_pair_shows_both_registrations_and_the_effect_of_a_merge(team, event, two):
    keep, gone = two
    waiting = register(event, make_person(name="Next In Line"))
    TravelDetails.objects.create(registration=keep, sealed="secret")
    before = Message.objects.count()

    page = team.post(pair_url(event, keep, gone), {"look": "1"})
    text = page.content.decode()

    assert "This registration stays" in text
    assert pair_url(event, gone, keep) in text  # the other way round
    for value in ("Halal", "Wheelchair", "an@molisa.example", "tran@mail.example", "Passport and journey", "not given"):
        assert value in text
    assert "secret" not in text
    assert "keeps its own status: Confirmed, in person." in text
    assert "The seat of the other one becomes free: Confirmed, in person." in text
    assert [mail.registration for mail in page.context["recipients"]] == [gone, keep, waiting]
    assert Message.objects.count() == before
    assert Registration.objects.filter(merged_into=None).count() == 3


def test_pair_opens_without_writes_and_locks(team, event, two):
    register(event, make_person(name="Next In Line"))

    with CaptureQueriesContext(connection) as executed:
        page = team.get(pair_url(event, *two))

    statements = [query["sql"] for query in executed]
    assert [sql for sql in statements if not sql.startswith("SELECT") or "FOR UPDATE" in sql] == []
    text = page.content.decode()
    assert "preview the recipients" in text
    assert 'name="merge"' not in text


def test_preview_keeps_the_choices(team, event, two):
    page = team.post(pair_url(event, *two), {"look": "1", "needs": "both"})

    assert 'value="both" checked' in page.content.decode()
    assert not Registration.objects.filter(merged_into__isnull=False).exists()


def test_merge_applies_the_choices(team, event, two):
    keep, gone = two
    page = team.post(pair_url(event, keep, gone), {"look": "1"})

    response = team.post(
        pair_url(event, keep, gone), {"merge": "1", "needs": "both"} | fingerprint_of(page), follow=True
    )

    keep.refresh_from_db()
    gone.refresh_from_db()
    assert (keep.needs, gone.merged_into) == ("Halal\nWheelchair", keep)
    assert response.redirect_chain == [(reverse("participants:detail", args=[event.slug, keep.pk]), 302)]
    content = response.content.decode()
    assert "Registrations merged into this one" in content
    assert "tran@mail.example: by the person" in content
    assert "Merged with the registration of tran@mail.example." in content


def test_merge_keeps_the_seat_chosen_in_the_address(team, event, two):
    keep, _gone = two
    later = register(event, make_person(name="An Tran"))

    page = team.post(pair_url(event, later, keep, "?place=own"), {"look": "1"})
    team.post(pair_url(event, later, keep, "?place=own"), {"merge": "1"} | fingerprint_of(page))

    assert "keeps its own status: Waiting list" in page.content.decode()
    assert list(later.changes.values_list("to_status", flat=True)) == ["waitlisted", "waitlisted", "confirmed"]


@pytest.mark.parametrize("posted", [{}, {"shown": "x"}])
def test_merge_refuses_recipients_that_were_not_shown(team, event, two, posted):
    response = team.post(pair_url(event, *two), {"merge": "1", "needs": "other"} | posted)

    assert "The list of recipients has changed since you last viewed it" in response.content.decode()
    assert not Registration.objects.filter(merged_into__isnull=False).exists()
    assert response.context["groups"][2].lines[0].choice == "other"


def test_merge_refuses_an_invalid_choice(team, event, two):
    page = team.post(pair_url(event, *two), {"look": "1"})

    team.post(pair_url(event, *two), {"merge": "1", "needs": "nonsense"} | fingerprint_of(page))

    assert not Registration.objects.filter(merged_into__isnull=False).exists()


def test_mark_as_two_people_and_undo(team, event, two):
    listed = reverse("duplicates:list", args=[event.slug])

    marked = without_direction(team.post(pair_url(event, *two), {"two": "1"}, follow=True).content.decode())
    pair = TwoPeople.objects.get()
    undone = without_direction(team.post(listed, {"two": pair.pk}, follow=True).content.decode())

    assert "Marked as two people" in marked
    assert "Similar:" not in marked
    assert "Similar: the same name" in undone


@pytest.mark.parametrize("which", ["itself", "elsewhere", "nowhere"])
def test_pair_of_unrelated_registrations_is_not_found(team, event, two, which):
    other = {"itself": two[0].pk, "elsewhere": register(make_event(), make_person()).pk, "nowhere": 0}[which]

    assert team.get(reverse("duplicates:pair", args=[event.slug, two[0].pk, other])).status_code == 404


def test_pair_of_a_merged_registration_redirects_to_the_list(team, event, two):
    merge(*two, by=None)

    for action in ({"merge": "1"}, {"two": "1"}):
        response = team.post(pair_url(event, *two), action, follow=True)
        assert "One of the two registrations has already been merged" in response.content.decode()
    assert Registration.objects.filter(merged_into__isnull=False).count() == 1


def test_pair_compares_answers_and_files(team, event, two):
    keep, gone = two
    same, other, file = (
        add_question(event, Question(kind=kind, label=label))
        for kind, label in (("short_text", "Same"), ("short_text", "Other"), ("file", "Letter"))
    )
    for registration, value in ((keep, "mine"), (gone, "theirs")):
        stored = AnswerFile.objects.create(registration=registration, question=file, file=value, name=value, size=1)
        save_answers(registration, {same.pk: "x", other.pk: value}, by=None)
        Answer.objects.create(
            registration=registration, question=file, value=str(stored.key), answered_at=stored.uploaded_at
        )
    RegistrationNote.objects.create(registration=gone, text="Called.")

    lines = {
        line.label: line for group in team.get(pair_url(event, keep, gone)).context["groups"] for line in group.lines
    }

    assert (lines["Same"].key, lines["Same"].mine) == ("", ["x"])
    assert (lines["Other"].key, lines["Other"].theirs) == (other.field_name, ["theirs"])
    assert (lines["Letter"].key, lines["Letter"].mine) == (file.field_name, ["mine"])
    assert lines["Notes"].theirs == ["Called."]


def test_table_and_export_leave_out_merged_registrations(team, event, two):
    merge(*two, by=None)

    table = team.get(reverse("participants:list", args=[event.slug]))
    everything = reverse("participants:export", args=[event.slug])
    export = b"".join(team.get(everything).streaming_content).decode()

    assert [row.registration for row in table.context["rows"]] == [two[0]]
    assert {status: count for status, _label, count in table.context["counts"] if count} == {"confirmed": 1}
    assert "an@molisa.example" in export
    assert "tran@mail.example" not in export


def test_old_link_explains_the_merge_and_shows_the_contact(client, event, two):
    event.programme.contact_email = "team@example.org"
    event.programme.save()
    keep, gone = two
    merge(keep, gone, by=None)

    page = client.get(links.registration_link(gone)).content.decode()
    client.post(links.registration_link(gone), {"action": "withdraw", "confirmed": "1"})

    assert "You are registered under another address" in page
    assert "a…@molisa.example" in page
    assert "an@molisa.example" not in page
    assert "team@example.org" in page
    assert "Register again" not in page
    assert Registration.objects.get(pk=keep.pk).status == "confirmed"


def test_own_pages_show_the_address_of_the_kept_registration(client, event, two):
    keep, gone = two
    merge(keep, gone, by=None)
    client.force_login(gone.person)

    mine = client.get(reverse("self_service:me")).content.decode()
    form = client.get(reverse("self_service:register", args=[event.slug])).content.decode()

    assert "You are registered under a…@molisa.example." in mine
    assert "You are already registered for this event, under a…@molisa.example." in form
