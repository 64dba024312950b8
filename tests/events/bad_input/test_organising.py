"""Bad input of organisers: keys of other events, numbers that are none, addresses of the table, lists and files; and
requests that no page of ours sends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import Registration
from events.registration.services import register
from tests.events.bad_input.scene import MANAGER, MB, NOBODY, PERSON, Bad, Scene, check, no_choice, own, registering
from tests.events.imports.files import BAD, changed, upload, workbook
from tests.factories import make_delegation, make_person

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."
NO_PAGE = {"title": "Page not found"}
TICK = {"alert": "Select registrations first."}
LEFT_OUT = {"alert": "One filter of this address no longer exists, or you cannot use it. It was not applied."}


def at(name, event=lambda scene: scene.open, **query):
    return lambda scene: reverse(name, args=[event(scene).slug], query=query)


def of_one(name, *more):
    """The address of the person's own registration."""
    return lambda scene: reverse(name, args=[scene.open.slug, scene.registered(scene.open).pk, *more])


def of_another(name):
    """The key of a registration of another programme, at an address of our event."""
    return lambda scene: reverse(name, args=[scene.open.slug, register(scene.foreign, make_person()).pk])


def keys_of_another(**sent):
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
    make, _said = BAD[name]
    return lambda scene: {"file": make(), "standing": "confirmed", "save": "1"}


def file_row(name, said):
    return Bad(f"list: {name}", MANAGER, at("imports:list"), as_file(name), {"file": said})


def list_row(name, rows, said):
    return Bad(f"list: {name}", MANAGER, at("imports:list"), listed(rows), said)


NO_TABLE = "This file is not a table, even if its name says so. Save the table as XLSX or CSV."
BROKEN = "This file is damaged or is not a spreadsheet. Open it, save it again as XLSX or CSV, and try again."
TOO_BIG = "This file contains far more data than a table needs. Copy its cells into a new file, and try again."
TABLE = [
    # Decisions
    Bad("decide: keys of another event", MANAGER, at("participants:list"), keys_of_another(decision="decline"), TICK),
    Bad("decide: keys that are none", MANAGER, at("participants:list"), {"decision": "decline", "registration": ["x", "-1", "9" * 40, "\u0663"]}, TICK),
    Bad("decide: nobody", MANAGER, at("participants:list"), {"decision": "confirm"}, TICK),
    Bad("decide: a step that is none", MANAGER, at("participants:list"), ticked(decision="delete"), NO_PAGE, 404),
    Bad("decide: what cannot be", MANAGER, at("participants:list"), ticked(decision="confirm"), {"alert": "Nothing was changed. The problems are shown next to the names.", "problem": "This registration has changed in the meantime. Check it again, then decide."}),
    Bad("decide: a reason of 1 MB", MANAGER, at("participants:list"), ticked(decision="decline", reason="a" * MB), {"alert": "The reason is too long. It can have 1000 characters at most."}),
    Bad("decide: all who fitted before", MANAGER, at("participants:list"), {"decision": "decline", "all": "7-99"}, {"alert": "Nothing was changed: other people match these filters now. Look at the list again, then decide."}),
    Bad("decide: others than were shown", MANAGER, at("participants:list"), ticked(decision="decline", shown="forged"), {"alert": "Nothing was changed. The list of recipients has changed since you last viewed it. Check it again, then decide."}),
    Bad("decide: about one of another event", MANAGER, of_another("participants:decide"), {"decision": "decline"}, NO_PAGE, 404),
    Bad("decide: by a participant", PERSON, at("participants:list"), ticked(decision="decline"), NO_PAGE, 404),
    Bad("decide: in another programme", MANAGER, at("participants:list", lambda scene: scene.foreign), {"decision": "decline"}, NO_PAGE, 404),
    # Tags and notes
    Bad("tag: none", MANAGER, at("participants:list"), ticked(tagging="tag", tag="\u200b"), {"all_tag": "Enter the name of the tag."}),
    Bad("tag: 1 MB", MANAGER, of_one("participants:tag"), {"tag": "a" * MB}, {"person_tag": f"Ensure this value has at most 40 characters (it has {MB})."}),
    Bad("tag: keys of another event", MANAGER, at("participants:list"), lambda scene: {"registration": [], "tagging": "tag", "tag": "VIP"}, TICK),
    Bad("note: empty", MANAGER, of_one("participants:note"), {"note": " \0\n"}, {"note": "Enter a note."}),
    Bad("note: 1 MB", MANAGER, of_one("participants:note"), {"note": "a" * MB}, {"note": f"Ensure this value has at most 5000 characters (it has {MB})."}),
    Bad("note: about one of another event", MANAGER, of_another("participants:note"), {"note": "x"}, NO_PAGE, 404),
    # Seats
    Bad("seats: -1", MANAGER, grid, seats("-1"), {"problem": "Ensure this value is greater than or equal to 0."}),
    Bad("seats: 10^12", MANAGER, grid, seats("1000000000000"), {"problem": "Ensure this value is less than or equal to 9999."}),
    Bad("seats: 5,000 digits", MANAGER, grid, seats("9" * 5000), {"problem": "Enter a whole number."}),
    Bad("seats: no number", MANAGER, grid, seats("many"), {"problem": "Enter a whole number."}),
    Bad("seats: a half", MANAGER, grid, seats("1.5"), {"problem": "Enter a whole number."}),
    Bad("seats: more than the event has", MANAGER, grid, seats("4"), {"alert": "The delegations would need 2 more seats, but the event has only 1 free place."}),
    Bad("seats: somebody stranded", MANAGER, lambda scene: scene.nominee and grid(scene), {"seats-TH-employers": "1"}, {"alert": "Thailand, Workers: these people would lose their seat: An."}),
    Bad("seats: a row that is none", MANAGER, grid, seats("1", fill="1", line="row-ZZ", fill_seats="1", fill_reserves="0"), {"line": no_choice("row-ZZ")}),
    Bad("focal point: delegations of another", MANAGER, lambda scene: grid(scene) + "focal-points/", lambda scene: {"delegations": make_delegation(event=scene.foreign, constituency="workers").pk, "name": "A", "address": "a@example.org"}, {"alert": "Delegations: One of these delegations no longer exists. Check the seats, then select again."}),
    Bad("focal point: another's link", MANAGER, at("nominations:focal_points"), lambda scene: {"action": "revoke", "link": scene.link.pk}, NO_PAGE, 404),
    Bad("codes: for nobody", MANAGER, at("invitation_codes:list"), {"uses": "0"}, {"uses": "Ensure this value is greater than or equal to 1."}),
    Bad("codes: until yesterday", MANAGER, at("invitation_codes:list"), {"uses": "1", "expires_local": f"{now() - timedelta(days=2):%Y-%m-%dT%H:%M}"}, {"expires_local": "This time is in the past. Choose a later time, or leave the field empty."}),
    Bad("codes: of another event", MANAGER, at("invitation_codes:list"), lambda scene: {"end": scene.by_code.invitation_codes.get(code=scene.code(scene.by_code)).pk}, NO_PAGE, 404),
    Bad("targets: 101 per cent", MANAGER, at("balance:targets"), {"women": "101"}, {"women": "Ensure this value is less than or equal to 100."}),
    # The address of the table
    Bad("table: page=-1", MANAGER, at("participants:list", page="-1"), {}, {"title": "Labour seminar"}, how={"method": "get"}),
    Bad("table: sort=;drop", MANAGER, at("participants:list", sort=";drop"), {}, {"sort": no_choice(";drop")}, how={"method": "get"}),
    Bad("table: a search of 100,000", MANAGER, at("participants:list", q="a" * 100_000), {}, {"q": "Ensure this value has at most 100 characters (it has 100000)."}, how={"method": "get"}),
    Bad("table: a NUL", MANAGER, at("participants:list", q="\0", status="\0"), {}, {"q": "Null characters are not allowed."}, how={"method": "get"}),
    Bad("table: columns that are none", MANAGER, at("participants:list", column="password"), {}, {"column": no_choice("password")}, how={"method": "get"}),
    Bad("table: a tag that is none", MANAGER, at("participants:list", tag="1 OR 1"), {}, {"tag": no_choice("1 OR 1")}, how={"method": "get"}),
    Bad("table: an answer that is not asked", MANAGER, at("participants:list", q_9999="yes"), {}, LEFT_OUT, how={"method": "get"}),
    Bad("table: a file of another sort", MANAGER, at("participants:export", format="exe"), {}, NO_PAGE, 404, how={"method": "get"}),
    # One by hand
    Bad("add: no address", MANAGER, at("imports:add"), {"name": "A", "address": "", "standing": "pending"}, {"address": REQUIRED}),
    Bad("add: a way that is none", MANAGER, at("imports:add"), {"name": "A", "address": "a@example.org", "standing": "declined"}, {"standing": no_choice("declined")}),
    Bad("add: who is here", MANAGER, lambda scene: scene.registered(scene.open) and at("imports:add")(scene), {"name": "A", "address": "KHIN@example.org", "standing": "pending"}, {"alert": "This person is already registered for this event. Find them in the table."}),
    Bad("add: without a reason", MANAGER, at("imports:add", lambda scene: scene.event(registration_closes_at=now())), {"name": "A", "address": "a@example.org", "standing": "pending"}, {"reason": "Registration has ended. Write why you add people now."}),
    Bad("copy: from another programme", MANAGER, lambda scene: scene.registered(scene.hybrid) and at("imports:copy", source=scene.foreign.slug)(scene), {"person": "1", "standing": "pending"}, {"source": no_choice("foreign")}),
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
    Bad("list: a program named .csv, of Windows", MANAGER, at("imports:list"), lambda scene: listed(file=upload(b"MZ\x90\0" * 200, "list.csv")), {"file": NO_TABLE}),
    Bad("list: UTF-16 without a name in it", MANAGER, at("imports:list"), lambda scene: listed(file=upload("Họ tên;Email\n;a@example.org\n".encode("utf-16"))), {"problem": "Name: This field is required."}),
    Bad("list: a workbook named .csv, with a formula", MANAGER, at("imports:list"), lambda scene: listed(file=workbook([["Name", "Email"], ["=1+1", "a@example.org"]], name="list.csv")), {"problem": "Name: “=1+1”: This is a formula without a value. Open the file in a spreadsheet program and save it again, or replace the formula with its value."}),
    list_row("nothing", " ", {"rows": "Paste rows here or choose a file."}),
    list_row("headings alone", "Name;Email", {"alert": "There are headings, but no people below them."}),
    list_row("no headings", "An\nBinh", {"problem": "Email address: This field is required."}),
    list_row("a row twice", "Name;Email\nA;a@example.org\nB;A@EXAMPLE.org", {"problem": "Row 2 has the same address."}),
    list_row("a name of 1 MB", f"Name;Email\n{'a' * MB};a@example.org", {"problem": "Name: Ensure this value has at most 150 characters (it has 1001)."}),
    list_row("a country that is none", "Name;Email;Country\nA;a@example.org;Atlantis", {"problem": "Country: “Atlantis” is not a known country."}),
    list_row("more than there are places", "Name;Email\n" + "".join(f"P{n};p{n}@example.org\n" for n in range(11)), {"problem": "All places are taken. Free a place or increase the number of places first."}),
    # What no page of ours sends
    Bad("JSON", PERSON, registering(), {}, {"title": "Register"}, how={"raw": '{"name": "Khin"}', "content_type": "application/json"}),
    Bad("JSON for a decision", MANAGER, at("participants:list"), {}, NO_PAGE, 404, how={"raw": '{"decision": "confirm"}', "content_type": "application/json"}),
    Bad("PUT", PERSON, registering(), {}, {"title": "Please press the button again"}, 405, how={"method": "put"}),
    Bad("DELETE", NOBODY, own(), {}, {"title": "Please press the button again"}, 405, how={"method": "delete"}),
    Bad("GET where only a button leads", MANAGER, of_one("participants:decide"), {}, {"title": "Please press the button again"}, 405, how={"method": "get"}),
    Bad("no token", MANAGER, at("participants:list"), ticked(decision="decline"), {"title": "Please send it again"}, 403, how={"csrf": True}),
    Bad("no token for a link", NOBODY, own(), {"action": "withdraw"}, {"title": "Please send it again"}, 403, how={"csrf": True}),
    Bad("3 MB", PERSON, registering(), {"name": "Khin", "needs": "a" * 3 * MB}, {"title": "The request is too large"}, 413),
    Bad("7,000 fields", MANAGER, grid, {f"seats-{number}": "1" for number in range(7000)}, {"title": "The request is too large"}, 413),
    Bad("no boundary", PERSON, registering(), {}, {"title": "The request is incomplete"}, 400, how={"raw": b"x", "content_type": "multipart/form-data"}),
    Bad("another site after the sign-in", NOBODY, lambda scene: reverse("account_login", query={"next": "https://elsewhere.example/"}), {"email": "", "next": "https://elsewhere.example/"}, {"email": REQUIRED}),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_bad_input_of_organisers_is_answered_and_saves_nothing(row):
    check(row)


def test_a_workbook_with_macros_is_read_as_a_table_and_they_are_not(client):
    scene = Scene()
    client.force_login(scene.manager)

    client.post(at("imports:list")(scene), listed(file=changed({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})))

    assert list(Registration.objects.values_list("person__email", flat=True)) == ["an@example.org"]
