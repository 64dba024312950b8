"""The list of possible duplicates, a pair side by side, and what the table, exports and the people's own pages say."""

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
from events.questions.services import add_question, save_answers
from events.registration import links
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

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


def shown(page):
    return {"shown": page.context["sign"]}


def test_the_table_leads_to_possible_duplicates(team, event, two):
    table = team.get(reverse("participants:list", args=[event.slug])).content.decode()
    listed = team.get(reverse("duplicates:list", args=[event.slug])).content.decode()

    assert "1 possible duplicate</a>" in table
    assert reverse("duplicates:list", args=[event.slug]) in table
    assert "an@molisa.example" in listed
    assert "Alike: the same name." in listed
    assert pair_url(event, *two) in listed


def test_who_may_not_decide_is_not_told_of_duplicates(client, event, two):
    client.force_login(make_member(event.programme, TeamMember.Role.RECEPTION))

    page = client.get(reverse("participants:list", args=[event.slug])).content.decode()

    assert "possible duplicate" not in page


def test_a_list_without_pairs_says_so(team, event):
    assert "No two registrations look like" in team.get(reverse("duplicates:list", args=[event.slug])).content.decode()


@pytest.mark.parametrize("number", [2, 12])
def test_the_list_takes_a_fixed_number_of_queries(team, event, number, django_assert_num_queries):
    for _ in range(number):
        register(event, make_person(name="An Tran"))

    with django_assert_num_queries(10):
        team.get(reverse("duplicates:list", args=[event.slug]))


def test_a_pair_is_shown_side_by_side_with_what_would_happen(team, event, two):
    keep, gone = two
    waiting = register(event, make_person(name="Next In Line"))
    TravelDetails.objects.create(registration=keep, sealed="secret")
    before = Message.objects.count()

    page = team.post(pair_url(event, keep, gone), {"look": "1"})
    text = page.content.decode()

    assert "This one stays" in text
    assert pair_url(event, gone, keep) in text  # the other way round
    for said in ("Halal", "Wheelchair", "an@molisa.example", "tran@mail.example", "Passport and journey", "not given"):
        assert said in text
    assert "secret" not in text
    assert "with its own place: Confirmed, in person." in text
    assert "The other place is freed: Confirmed, in person." in text
    assert [one.registration for one in page.context["told"]] == [gone, keep, waiting]
    assert Message.objects.count() == before
    assert Registration.objects.filter(merged_into=None).count() == 3


def test_to_open_a_pair_writes_and_locks_nothing(team, event, two):
    register(event, make_person(name="Next In Line"))

    with CaptureQueriesContext(connection) as asked:
        page = team.get(pair_url(event, *two))

    statements = [query["sql"] for query in asked]
    assert [sql for sql in statements if not sql.startswith("SELECT") or "FOR UPDATE" in sql] == []
    text = page.content.decode()
    assert "see who is told" in text
    assert 'name="merge"' not in text


def test_a_look_keeps_what_was_chosen(team, event, two):
    looked = team.post(pair_url(event, *two), {"look": "1", "needs": "both"})

    assert 'value="both" checked' in looked.content.decode()
    assert not Registration.objects.filter(merged_into__isnull=False).exists()


def test_merging_takes_what_was_chosen(team, event, two):
    keep, gone = two
    page = team.post(pair_url(event, keep, gone), {"look": "1"})

    answer = team.post(pair_url(event, keep, gone), {"merge": "1", "needs": "both"} | shown(page), follow=True)

    keep.refresh_from_db()
    gone.refresh_from_db()
    assert (keep.needs, gone.merged_into) == ("Halal\nWheelchair", keep)
    assert answer.redirect_chain == [(reverse("participants:detail", args=[event.slug, keep.pk]), 302)]
    story = answer.content.decode()
    assert "Registrations that went into this one" in story
    assert "tran@mail.example: by themselves" in story
    assert "Together with the registration of tran@mail.example." in story


def test_the_place_to_stay_is_chosen_in_the_address(team, event, two):
    keep, _gone = two
    later = register(event, make_person(name="An Tran"))

    page = team.post(pair_url(event, later, keep, "?place=own"), {"look": "1"})
    team.post(pair_url(event, later, keep, "?place=own"), {"merge": "1"} | shown(page))

    assert "with its own place: On the waiting list" in page.content.decode()
    assert list(later.changes.values_list("to_status", flat=True)) == ["waitlisted", "waitlisted", "confirmed"]


@pytest.mark.parametrize("posted", [{}, {"shown": "x"}])
def test_nothing_is_merged_that_was_not_shown_so(team, event, two, posted):
    answer = team.post(pair_url(event, *two), {"merge": "1", "needs": "other"} | posted)

    assert "The list of recipients has changed since you last viewed it" in answer.content.decode()
    assert not Registration.objects.filter(merged_into__isnull=False).exists()
    assert answer.context["groups"][2].lines[0].stays == "other"


def test_a_choice_that_is_none_is_refused(team, event, two):
    page = team.post(pair_url(event, *two), {"look": "1"})

    team.post(pair_url(event, *two), {"merge": "1", "needs": "nonsense"} | shown(page))

    assert not Registration.objects.filter(merged_into__isnull=False).exists()


def test_two_people_are_said_and_taken_back(team, event, two):
    listed = reverse("duplicates:list", args=[event.slug])

    said = team.post(pair_url(event, *two), {"two": "1"}, follow=True).content.decode()
    pair = TwoPeople.objects.get()
    back = team.post(listed, {"two": pair.pk}, follow=True).content.decode()

    assert "Two people, as the team has said" in said
    assert "Alike:" not in said
    assert "Alike: the same name" in back


@pytest.mark.parametrize("which", ["itself", "elsewhere", "nowhere"])
def test_what_is_no_pair_is_not_found(team, event, two, which):
    other = {"itself": two[0].pk, "elsewhere": register(make_event(), make_person()).pk, "nowhere": 0}[which]

    assert team.get(reverse("duplicates:pair", args=[event.slug, two[0].pk, other])).status_code == 404


def test_a_pair_that_is_done_leads_back(team, event, two):
    merge(*two, by=None)

    for action in ({"merge": "1"}, {"two": "1"}):
        answer = team.post(pair_url(event, *two), action, follow=True)
        assert "This is done already" in answer.content.decode()
    assert Registration.objects.filter(merged_into__isnull=False).count() == 1


def test_answers_and_files_are_compared(team, event, two):
    keep, gone = two
    same, other, file = (
        add_question(event, Question(kind=kind, label=label))
        for kind, label in (("short_text", "Same"), ("short_text", "Other"), ("file", "Letter"))
    )
    for one, said in ((keep, "mine"), (gone, "theirs")):
        found = AnswerFile.objects.create(registration=one, question=file, file=said, name=said, size=1)
        save_answers(one, {same.pk: "x", other.pk: said}, by=None)
        Answer.objects.create(registration=one, question=file, value=str(found.key), answered_at=found.uploaded_at)
    RegistrationNote.objects.create(registration=gone, text="Called.")

    lines = {
        line.label: line for group in team.get(pair_url(event, keep, gone)).context["groups"] for line in group.lines
    }

    assert (lines["Same"].key, lines["Same"].mine) == ("", ["x"])
    assert (lines["Other"].key, lines["Other"].theirs) == (other.name, ["theirs"])
    assert (lines["Letter"].key, lines["Letter"].mine) == (file.name, ["mine"])
    assert lines["Notes"].theirs == ["Called."]


def test_what_went_in_is_in_no_table_and_no_export(team, event, two):
    merge(*two, by=None)

    table = team.get(reverse("participants:list", args=[event.slug]))
    everything = reverse("participants:export", args=[event.slug])
    export = b"".join(team.get(everything).streaming_content).decode()

    assert [row.registration for row in table.context["rows"]] == [two[0]]
    assert {status: count for status, _label, count in table.context["counts"] if count} == {"confirmed": 1}
    assert "an@molisa.example" in export
    assert "tran@mail.example" not in export


def test_the_old_link_says_what_has_happened_and_where_to_write(client, event, two):
    event.programme.contact_email = "team@example.org"
    event.programme.save()
    keep, gone = two
    merge(keep, gone, by=None)

    page = client.get(links.registration_link(gone)).content.decode()
    client.post(links.registration_link(gone), {"action": "withdraw"})

    assert "You are registered under another address" in page
    assert "a…@molisa.example" in page
    assert "an@molisa.example" not in page
    assert "team@example.org" in page
    assert "Register again" not in page
    assert Registration.objects.get(pk=keep.pk).status == "confirmed"


def test_their_own_pages_say_under_which_address_they_are_registered(client, event, two):
    keep, gone = two
    merge(keep, gone, by=None)
    client.force_login(gone.person)

    mine = client.get(reverse("self_service:me")).content.decode()
    form = client.get(reverse("self_service:register", args=[event.slug])).content.decode()

    assert "You are registered under a…@molisa.example." in mine
    assert "You are registered for this event already, under a…@molisa.example." in form
