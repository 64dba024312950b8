"""What the columns of a table about people mean, by what is written above them, and what their cells say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Constituency
from accounts.models.search import fold
from events.models import Country, Registration
from events.spreadsheets.reader import LONGEST_CELL, Rows

Status, Mode = Registration.Status, Registration.Mode
# What people write above a column, in the plain letters of fold(): in English, French and Vietnamese.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "full name", "fullname", "participant", "participants", "nominee", "person", "name of participant",
        "family name and given name", "nom", "nom complet", "nom et prenom", "nom et prenoms", "ho ten", "ho va ten",
        "ho va ten day du", "ten day du",
    ),
    "given name": ("given name", "given names", "first name", "forename", "prenom", "prenoms", "ten"),
    "family name": ("family name", "last name", "surname", "nom de famille", "ho", "ho va ten dem", "ho dem"),
    "address": (
        "email", "e-mail", "mail", "email address", "e-mail address", "address", "courriel", "adresse", "adresse email",
        "adresse e-mail", "adresse electronique", "adresse mail", "thu dien tu", "dia chi email", "dia chi thu dien tu",
    ),
    "position": ("position", "job title", "function", "post", "designation", "role", "fonction", "poste", "chuc vu", "chuc danh"),
    "organisation": (
        "organisation", "organization", "institution", "ministry", "company", "agency", "affiliation", "employer",
        "ministere", "institution/organisation", "entreprise", "organisme", "to chuc", "co quan", "don vi", "co quan cong tac",
    ),
    "country": ("country", "country/area", "nationality", "pays", "quoc gia", "nuoc", "country code"),
    "constituency": ("constituency", "constituent", "group", "groupe", "college", "mandant", "nhom", "thanh phan"),
    "gender": ("gender", "sex", "genre", "sexe", "gioi tinh"),
    "phone": ("phone", "telephone", "mobile", "tel", "phone number", "mobile number", "whatsapp", "numero de telephone",
              "dien thoai", "so dien thoai"),
    "language": ("language", "preferred language", "langue", "ngon ngu"),
    "honorific": ("honorific", "salutation", "prefix", "mr/ms", "mr/mrs", "civilite", "danh xung", "xung ho"),
    "mode": ("mode", "takes part", "participation", "attendance", "mode de participation", "hinh thuc", "hinh thuc tham gia"),
    "status": ("status", "state", "statut", "etat", "trang thai"),
    "tags": ("tags", "tag", "labels", "etiquettes", "nhan"),
    "remark": ("remark", "remarks", "comment", "comments", "note", "notes", "remarque", "remarques", "observations", "ghi chu"),
}  # fmt: skip
# Above "Mr" and "Director" alike: what stands below tells which.
EITHER = ("title", "titre")
HONORIFICS = {
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "he", "hon", "sir", "daw", "u", "m", "mme", "mlle", "ong", "ba",
    "ts", "gs", "dato", "datuk", "khun", "engr", "atty",
}  # fmt: skip
NAMES = ("name", "given name", "family name")
SEARCHED = 10  # lines in which the headings may stand, below a title of the table

CONSTITUENCIES: dict[str, tuple[str, ...]] = {
    Constituency.GOVERNMENT: ("gov", "govt", "governments", "gouvernement", "gouvernements", "chinh phu", "g"),
    Constituency.EMPLOYERS: ("employer", "employers'", "employeur", "employeurs", "nguoi su dung lao dong", "e"),
    Constituency.WORKERS: ("worker", "workers'", "travailleur", "travailleurs", "nguoi lao dong", "cong doan", "w"),
    Constituency.REGIONAL_BODY: ("regional", "organisation regionale", "to chuc khu vuc"),
    Constituency.CIVIL_SOCIETY: ("cso", "ngo", "societe civile", "xa hoi dan su"),
    Constituency.ACADEMIA: ("academic", "university", "universite", "hoc thuat", "dai hoc"),
    Constituency.PARTNER: ("partners", "partenaire", "doi tac"),
}
MODES: dict[str, tuple[str, ...]] = {
    Mode.IN_PERSON: ("in-person", "onsite", "on site", "on-site", "in the room", "en presentiel", "presentiel", "en personne", "truc tiep"),
    Mode.ONLINE: ("on-line", "virtual", "remote", "zoom", "en ligne", "a distance", "virtuel", "truc tuyen"),
}  # fmt: skip
STATUSES: dict[str, tuple[str, ...]] = {
    Status.INVITED: ("invite", "invitee", "invite(e)", "duoc moi", "da moi"),
    Status.PENDING: ("pending", "awaiting decision", "en attente de decision", "cho quyet dinh", "cho duyet"),
    Status.WAITLISTED: ("waitlist", "waiting list", "wait list", "reserve", "liste d'attente", "danh sach cho"),
    Status.CONFIRMED: ("confirm", "yes", "accepted", "confirme", "confirmee", "da xac nhan", "xac nhan"),
}
COUNTRIES: dict[str, tuple[str, ...]] = {
    "BN": ("brunei", "brunei darussalam"), "KH": ("cambodge", "campuchia"), "CN": ("chine", "trung quoc"),
    "ID": ("indonesie",), "JP": ("japon", "nhat ban"), "KR": ("korea", "south korea", "republic of korea", "coree du sud", "han quoc"),
    "LA": ("laos", "lao pdr", "lao people's democratic republic", "lao"), "MM": ("burma", "birmanie", "mien dien"),
    "MN": ("mongolie", "mong co"), "MY": ("malaisie",), "PH": ("philippines", "the philippines"),
    "SG": ("singapour",), "TH": ("thailande", "thai lan"), "TL": ("timor-leste", "timor leste", "east timor", "dong timor"),
    "VN": ("viet nam", "vietnam"), "GB": ("uk", "united kingdom"), "US": ("usa", "united states"),
}  # fmt: skip
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class TableLine:
    """A line of a table: .number as people count it, .data by the keys of HEADINGS, .problems of its cells in words."""

    number: int
    data: dict[str, str]
    problems: list[str]


@dataclass(frozen=True)
class MappedTable:
    """The lines below the headings; which headings were understood as what, and which were not read."""

    lines: list[TableLine]
    columns: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def map_columns(rows: Rows) -> MappedTable:
    """Return each line of rows that holds something; columns are known by their headings, in any order.

    Without headings the column with an at sign is the address, and the others are name, position, organisation."""
    for start, row in enumerate(rows[:SEARCHED]):
        columns = _headings(row, rows[start + 1 :])
        if "address" in columns and not any("@" in cell for cell in row):
            read = {place for places in columns.values() for place in places}
            return MappedTable(
                _lines(rows, start + 1, columns),
                {key: ", ".join(row[place] for place in places) for key, places in columns.items()},
                [cell for place, cell in enumerate(row) if cell and place not in read],
            )
    start = next((number for number, row in enumerate(rows) if row), 0)
    return MappedTable(_lines(rows, start, _guess(rows[start])) if rows else [])


def _headings(row: list[str], below: Rows) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    words = _words()
    either = []
    for place, cell in enumerate(row):
        said = fold(re.sub(r"\(.*?\)|[*:]", "", cell))
        # Headings in two languages have a stroke between them.
        known = next((word for word in (said, *map(str.strip, said.split("/"))) if word in words), "")
        if said in EITHER:
            either.append(place)
        elif known:
            found.setdefault(words[known], [place])
    for place in either:
        found.setdefault("honorific" if _are_honorific(place, below) else "position", [place])
    if ("given name" in found or "family name" in found) and not _is_whole(row, found):
        # In the order in which their columns stand: which comes first is for the people to say.
        found["name"] = sorted(place for key in NAMES for place in found.pop(key, []))
    return {key: places for key, places in found.items() if key == "name" or key not in NAMES}


def _are_honorific(place: int, below: Rows) -> bool:
    cells = [row[place] for row in below if place < len(row) and row[place]]
    return bool(cells) and all(_plain(cell.split()[0]) in HONORIFICS for cell in cells[:SEARCHED])


def _is_whole(row: list[str], found: dict[str, list[int]]) -> bool:
    """Say whether the column "name" holds whole names; the French "nom" beside "prénom" is a family name."""
    return "name" in found and fold(row[found["name"][0]]) != "nom"


@cache
def _words() -> dict[str, str]:
    return {word: key for key, words in HEADINGS.items() for word in words}


def _guess(row: list[str]) -> dict[str, list[int]]:
    address = next((place for place, cell in enumerate(row) if "@" in cell), 1)
    others = [[place] for place in range(len(row)) if place != address]
    return {"address": [address], **dict(zip(["name", "position", "organisation"], others, strict=False))}


def _lines(rows: Rows, start: int, columns: dict[str, list[int]]) -> list[TableLine]:
    return [_line(number, row, columns) for number, row in enumerate(rows[start:], start=start + 1) if any(row)]


def _line(number: int, row: list[str], columns: dict[str, list[int]]) -> TableLine:
    data, problems = {}, []
    for key, places in columns.items():
        cells = [row[place] for place in places if place < len(row) and row[place]]
        problems += [f"“{cell[:40]}”: {problem}" for cell in cells if (problem := problem_of(cell))]
        data[key] = " ".join(cells)
    return TableLine(number, data, problems)


def problem_of(cell: str) -> str:
    """Return why a cell cannot be read, whatever it stands for; "" if it can."""
    if cell.startswith(("=", "＝")):
        return _("This is a formula. Paste its value in its place.")
    if cell in ERRORS:
        return _("This formula has failed. Write down what it should say.")
    if "\ufffd" in cell:
        return _("Some letters cannot be read. Save the file as XLSX, or as CSV in UTF-8.")
    if len(cell) > LONGEST_CELL:
        return _("This is too long: a thousand characters are the most.")
    return ""


class UnknownValueError(Exception):
    """Raised for a word that is none of those a column may hold."""


def parse_country(text: str, known: dict[str, str]) -> str:
    """Return the code of the country that text names, by its name or code; known is keys_of_countries()."""
    return _known(text, known)


def country_lookup(countries: Iterable[Country]) -> dict[str, str]:
    """Return codes of countries by all that people write for them. A pass over the countries, so read them once."""
    found: dict[str, str] = {}
    for country in countries:
        words = (country.pk, country.name, *COUNTRIES.get(country.pk, ()))
        found |= {_plain(word): country.pk for word in words}
    return found


def parse_constituency(text: str) -> str:
    return _known(text, _constituencies(get_language()))


def parse_mode(text: str) -> str:
    return _known(text, _modes(get_language()))


def parse_status(text: str) -> str:
    """Return the status, of those in which organisers may write somebody down."""
    return _known(text, _statuses(get_language()))


def parse_language(text: str) -> str:
    """Return the code of a language that is named in English, in its own words, or by its code."""
    return _known(text, _languages())


# Made once, for labels are said in the reader's language: a list has thousands of rows.
@cache
def _constituencies(_language: str | None) -> dict[str, str]:
    return _choices(Constituency.choices, CONSTITUENCIES)


@cache
def _modes(_language: str | None) -> dict[str, str]:
    return _choices(Mode.choices, MODES)


@cache
def _statuses(_language: str | None) -> dict[str, str]:
    return _choices([(key, label) for key, label in Status.choices if key in STATUSES], STATUSES)


@cache
def _languages() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        known |= {_plain(word): code for word in (code, info.get("name", ""), info.get("name_local", "")) if word}
    return known


def _choices(choices: Iterable[tuple[str, object]], words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, label in choices:
        found |= {_plain(word): key for word in (key, str(label), *words[key])}
    return found


def _known(text: str, known: dict[str, str]) -> str:
    if not text:
        return ""
    try:
        return known[_plain(text)]
    except KeyError as error:
        raise UnknownValueError from error


def _plain(word: str) -> str:
    # "Viet Nam" is "Vietnam", "In-person" is "in person".
    return "".join(sign for sign in fold(word) if sign.isalnum())
