"""Bad input of organisers: keys of other events, invalid numbers, addresses of the table, lists and files;
and requests that no page sends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Registration
from events.registration.services import register
from tests.events.bad_input.scene import (
    ANONYMOUS,
    MANAGER,
    MB,
    PERSON,
    BadInput,
    Scene,
    check,
    invalid_choice,
    registration_form,
    status_page,
)
from tests.events.imports.files import BAD, changed, upload, workbook
from tests.factories import make_delegation, make_person

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."
NO_PAGE = {"title": "Page not found"}
SELECT_FIRST = {"alert": "Select registrations first."}
FILTER_IGNORED = {"alert": "One filter of this address no longer exists, or you cannot use it. It was not applied."}


def at(name, event=lambda scene: scene.open, **query):
    return lambda scene: reverse(name, args=[event(scene).slug], query=query)


def own_registration(name, *more):
    """Return the path of a page about the registration of the person."""
    return lambda scene: reverse(name, args=[scene.open.slug, scene.registered(scene.open).pk, *more])


def foreign_registration(name):
    """Return a path of our event with the key of a registration of another programme."""
    return lambda scene: reverse(name, args=[scene.open.slug, register(scene.foreign, make_person()).pk])


def foreign_keys(**sent):
    return lambda scene: {"registration": [register(scene.foreign, make_person()).pk, scene.foreign.pk]} | sent


def ticked(**sent):
    return lambda scene: {"registration": scene.registered(scene.open).pk} | sent


def seats(number, **more):
    return {"seats-TH-workers": number} | more


def grid(scene):
    return at("nominations:grid", lambda scene: scene.delegation.event)(scene)


def listed(rows="", **sent):
    return {"rows": rows, "standing": "confirmed", "save": "1"} | sent


def as_file(name):
    make, _message = BAD[name]
    return lambda scene: {"file": make(), "standing": "confirmed", "save": "1"}


def file_row(name, message):
    return BadInput(f"list: {name}", MANAGER, at("imports:list"), as_file(name), {"file": message})


def list_row(name, rows, messages):
    return BadInput(f"list: {name}", MANAGER, at("imports:list"), listed(rows), messages)


NO_TABLE = "This file is not a table, even if its name says so. Save the table as XLSX or CSV."
BROKEN = "This file is damaged or is not a spreadsheet. Open it, save it again as XLSX or CSV, and try again."
TOO_BIG = "This file contains far more data than a table needs. Copy its cells into a new file, and try again."
TABLE = [
    # Decisions
    BadInput("decide: keys of another event", MANAGER, at("participants:list"), foreign_keys(decision="decline"), SELECT_FIRST),
    BadInput("decide: invalid keys", MANAGER, at("participants:list"), {"decision": "decline", "registration": ["x", "-1", "9" * 40, "\u0663"]}, SELECT_FIRST),
    BadInput("decide: no one selected", MANAGER, at("participants:list"), {"decision": "confirm"}, SELECT_FIRST),
    BadInput("decide: an unknown step", MANAGER, at("participants:list"), ticked(decision="delete"), NO_PAGE, 404),
    BadInput("decide: an invalid transition", MANAGER, at("participants:list"), ticked(decision="confirm"), {"alert": "Nothing was changed. The problems are shown next to the names.", "problem": "This registration has changed in the meantime. Check it again, then decide."}),
    BadInput("decide: a reason of 1 MB", MANAGER, at("participants:list"), ticked(decision="decline", reason="a" * MB), {"alert": "The reason is too long. It can have 1000 characters at most."}),
    BadInput("decide: all people who matched before", MANAGER, at("participants:list"), {"decision": "decline", "all": "7-99"}, {"alert": "Nothing was changed: other people match these filters now. Look at the list again, then decide."}),
    BadInput("decide: other recipients than shown", MANAGER, at("participants:list"), ticked(decision="decline", shown="forged"), {"alert": "Nothing was changed. The list of recipients has changed since you last viewed it. Check it again, then decide."}),
    BadInput("decide: a registration of another event", MANAGER, foreign_registration("participants:decide"), {"decision": "decline"}, NO_PAGE, 404),
    BadInput("decide: by a participant", PERSON, at("participants:list"), ticked(decision="decline"), NO_PAGE, 404),
    BadInput("decide: in another programme", MANAGER, at("participants:list", lambda scene: scene.foreign), {"decision": "decline"}, NO_PAGE, 404),
    # Tags and notes
    BadInput("tag: none", MANAGER, at("participants:list"), ticked(tagging="tag", tag="\u200b"), {"all_tag": "Enter the name of the tag."}),
    BadInput("tag: 1 MB", MANAGER, own_registration("participants:tag"), {"tag": "a" * MB}, {"person_tag": f"Ensure this value has at most 40 characters (it has {MB})."}),
    BadInput("tag: keys of another event", MANAGER, at("participants:list"), lambda scene: {"registration": [], "tagging": "tag", "tag": "VIP"}, SELECT_FIRST),
    BadInput("note: empty", MANAGER, own_registration("participants:note"), {"note": " \0\n"}, {"note": "Enter a note."}),
    BadInput("note: 1 MB", MANAGER, own_registration("participants:note"), {"note": "a" * MB}, {"note": f"Ensure this value has at most 5000 characters (it has {MB})."}),
    BadInput("note: a registration of another event", MANAGER, foreign_registration("participants:note"), {"note": "x"}, NO_PAGE, 404),
    # Seats
    BadInput("seats: -1", MANAGER, grid, seats("-1"), {"problem": "Ensure this value is greater than or equal to 0."}),
    BadInput("seats: 10^12", MANAGER, grid, seats("1000000000000"), {"problem": "Ensure this value is less than or equal to 9999."}),
    BadInput("seats: 5,000 digits", MANAGER, grid, seats("9" * 5000), {"problem": "Enter a whole number."}),
    BadInput("seats: no number", MANAGER, grid, seats("many"), {"problem": "Enter a whole number."}),
    BadInput("seats: a half", MANAGER, grid, seats("1.5"), {"problem": "Enter a whole number."}),
    BadInput("seats: more than the event has", MANAGER, grid, seats("4"), {"alert": "The delegations would need 2 more seats, but the event has only 1 free place."}),
    BadInput("seats: a person without a seat", MANAGER, lambda scene: scene.nominee and grid(scene), {"seats-TH-employers": "1"}, {"alert": "Thailand, Workers: these people would lose their seat: An."}),
    BadInput("seats: an unknown row", MANAGER, grid, seats("1", fill="1", line="row-ZZ", fill_seats="1", fill_reserves="0"), {"line": invalid_choice("row-ZZ")}),
    BadInput("focal point: delegations of another", MANAGER, lambda scene: grid(scene) + "focal-points/", lambda scene: {"delegations": make_delegation(event=scene.foreign, constituency="workers").pk, "name": "A", "address": "a@example.org"}, {"delegations": "One of these delegations no longer exists. Check the seats, then select again."}),
    BadInput("focal point: the link of another event", MANAGER, at("nominations:focal_points"), lambda scene: {"action": "revoke", "link": scene.link.pk}, NO_PAGE, 404),
    BadInput("codes: for no one", MANAGER, at("invitation_codes:list"), {"uses": "0"}, {"uses": "Ensure this value is greater than or equal to 1."}),
    BadInput("codes: until yesterday", MANAGER, at("invitation_codes:list"), {"uses": "1", "expires_local": f"{now() - timedelta(days=2):%Y-%m-%dT%H:%M}"}, {"expires_local": "This time is in the past. Choose a later time, or leave the field empty."}),
    BadInput("codes: of another event", MANAGER, at("invitation_codes:list"), lambda scene: {"end": scene.by_code.invitation_codes.get(code=scene.code(scene.by_code)).pk}, NO_PAGE, 404),
    BadInput("targets: 101 per cent", MANAGER, at("balance:targets"), {"women": "101"}, {"women": "Ensure this value is less than or equal to 100."}),
    # The address of the table
    BadInput("table: page=-1", MANAGER, at("participants:list", page="-1"), {}, {"title": "Registrations"}, options={"method": "get"}),
    BadInput("table: sort=;drop", MANAGER, at("participants:list", sort=";drop"), {}, {"sort": invalid_choice(";drop")}, options={"method": "get"}),
    BadInput("table: a search of 100,000", MANAGER, at("participants:list", q="a" * 100_000), {}, {"q": "Ensure this value has at most 100 characters (it has 100000)."}, options={"method": "get"}),
    BadInput("table: a NUL", MANAGER, at("participants:list", q="\0", status="\0"), {}, {"title": "The request is incomplete"}, status=400, options={"method": "get"}),
    BadInput("table: unknown columns", MANAGER, at("participants:list", column="password"), {}, {"column": invalid_choice("password")}, options={"method": "get"}),
    BadInput("table: an unknown tag", MANAGER, at("participants:list", tag="1 OR 1"), {}, {"tag": invalid_choice("1 OR 1")}, options={"method": "get"}),
    BadInput("table: an answer to an unknown question", MANAGER, at("participants:list", q_9999="yes"), {}, FILTER_IGNORED, options={"method": "get"}),
    BadInput("table: an unknown file format", MANAGER, at("participants:export", format="exe"), {}, NO_PAGE, 404, options={"method": "get"}),
    # One person, typed
    BadInput("add: no address", MANAGER, at("imports:add"), {"name": "A", "address": "", "standing": "pending"}, {"address": REQUIRED}),
    BadInput("add: an invalid status", MANAGER, at("imports:add"), {"name": "A", "address": "a@example.org", "standing": "declined"}, {"standing": invalid_choice("declined")}),
    BadInput("add: a registered person", MANAGER, lambda scene: scene.registered(scene.open) and at("imports:add")(scene), {"name": "Daw Khin Khin", "address": "KHIN@example.org", "standing": "pending"}, {"alert": "This person is already registered for this event. Find them in the table."}),
    BadInput("add: without a reason", MANAGER, at("imports:add", lambda scene: scene.event(registration_closes_at=now())), {"name": "A", "address": "a@example.org", "standing": "pending"}, {"reason": "Registration has ended. Write why you add people now."}),
    BadInput("copy: from another programme", MANAGER, lambda scene: scene.registered(scene.hybrid) and at("imports:copy", source=scene.foreign.slug)(scene), {"person": "1", "standing": "pending"}, {"source": invalid_choice("foreign")}),
    # Lists and files
    file_row("empty", "This table is empty."),
    file_row("too large", "This file is too large: the limit is 2 MB. Remove the pictures, or divide it into several files."),
    file_row("6,000 rows", "There are more than 5000 rows. Divide the table into several files."),
    file_row("a bomb", TOO_BIG),
    file_row("a small bomb", TOO_BIG),
    file_row("entities in entities", BROKEN),
    file_row("half a workbook", BROKEN),
    file_row("a damaged .xls", BROKEN),
    file_row("a PDF named .csv", NO_TABLE),
    file_row("a program named .csv", NO_TABLE),
    file_row("an archive of something else", NO_TABLE),
    BadInput("list: a program named .csv, of Windows", MANAGER, at("imports:list"), lambda scene: listed(file=upload(b"MZ\x90\0" * 200, "list.csv")), {"file": NO_TABLE}),
    BadInput("list: UTF-16 without a name in it", MANAGER, at("imports:list"), lambda scene: listed(file=upload("Họ tên;Email\n;a@example.org\n".encode("utf-16"))), {"problem": "Name: This field is required."}),
    BadInput("list: a workbook named .csv, with a formula", MANAGER, at("imports:list"), lambda scene: listed(file=workbook([["Name", "Email"], ["=1+1", "a@example.org"]], name="list.csv")), {"problem": "Name: “=1+1”: This is a formula without a value. Open the file in a spreadsheet program and save it again, or replace the formula with its value."}),
    list_row("nothing", " ", {"rows": "Paste rows here or choose a file."}),
    list_row("headings alone", "Name;Email", {"alert": "There are headings, but no people below them."}),
    list_row("no headings", "An\nBinh", {"problem": "Email address: This field is required."}),
    list_row("a row twice", "Name;Email\nA;a@example.org\nB;A@EXAMPLE.org", {"problem": "Row 2 has the same address."}),
    list_row("a name of 1 MB", f"Name;Email\n{'a' * MB};a@example.org", {"problem": "Name: Ensure this value has at most 150 characters (it has 1001)."}),
    list_row("an unknown country", "Name;Email;Country\nA;a@example.org;Atlantis", {"problem": "Country: “Atlantis” is not a known country."}),
    list_row("more people than seats", "Name;Email\n" + "".join(f"P{n};p{n}@example.org\n" for n in range(11)), {"problem": "All places are taken. Free a place or increase the number of places first."}),
    # Requests that no page sends
    BadInput("JSON", PERSON, registration_form(), {}, {"title": "Register"}, options={"raw": '{"name": "Khin"}', "content_type": "application/json"}),
    BadInput("JSON for a decision", MANAGER, at("participants:list"), {}, NO_PAGE, 404, options={"raw": '{"decision": "confirm"}', "content_type": "application/json"}),
    BadInput("PUT", PERSON, registration_form(), {}, {"title": "Please press the button again"}, 405, options={"method": "put"}),
    BadInput("DELETE", ANONYMOUS, status_page(), {}, {"title": "Please press the button again"}, 405, options={"method": "delete"}),
    BadInput("GET of an action", MANAGER, own_registration("participants:decide"), {}, {"title": "Please press the button again"}, 405, options={"method": "get"}),
    BadInput("no token", MANAGER, at("participants:list"), ticked(decision="decline"), {"title": "Please send it again"}, 403, options={"csrf": True}),
    BadInput("no token for a link", ANONYMOUS, status_page(), {"action": "withdraw"}, {"title": "Please send it again"}, 403, options={"csrf": True}),
    BadInput("3 MB", PERSON, registration_form(), {"name": "Khin", "needs": "a" * 3 * MB}, {"title": "The request is too large"}, 413),
    BadInput("7,000 fields", MANAGER, grid, {f"seats-{number}": "1" for number in range(7000)}, {"title": "The request is too large"}, 413),
    BadInput("no boundary", PERSON, registration_form(), {}, {"title": "The request is incomplete"}, 400, options={"raw": b"x", "content_type": "multipart/form-data"}),
    BadInput("another site after the sign-in", ANONYMOUS, lambda scene: reverse("account_login", query={"next": "https://elsewhere.example/"}), {"email": "", "next": "https://elsewhere.example/"}, {"email": REQUIRED}),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_bad_input_of_organisers_shows_a_message_and_saves_nothing(row):
    check(row)


def test_reads_a_workbook_without_its_macros(client):
    scene = Scene()
    client.force_login(scene.manager)

    client.post(at("imports:list")(scene), listed(file=changed({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})))

    assert list(Registration.objects.values_list("person__email", flat=True)) == ["an@example.org"]
