"""PDFs by Typst: text in all scripts of the languages, and no text that is read as markup."""

import pytest
from PIL import ImageFont

from events.documents.markdown_blocks import blocks_of
from events.documents.typesetting import FONTS, TypesettingError, fingerprint, typeset

# A word in each script of the languages of Plenary, and in two more.
SCRIPTS = {
    "Vietnamese": "Tiếng Việt, Nguyễn Thị Ánh",
    "Khmer": "ភាសាខ្មែរ",
    "Lao": "ພາສາລາວ",
    "Burmese": "မြန်မာဘာသာ",
    "Thai": "ภาษาไทย",
    "Mongolian": "Монгол хэл",
    "Japanese": "日本語の本",
    "Arabic": "العربية",
    "Hebrew": "עברית",
}


def facts(**changes):
    empty = {
        key: [] for key in ("figures", "text", "areas", "phases", "partners", "declarations", "events", "resources")
    }
    labels = ("about", "areas", "countries", "phases", "partners", "declarations", "events", "resources", "contact")
    data = {
        "language": "en", "site": "Plenary", "title": "Title", "summary": "", "years": "", "computed": "", "countries": "",
        "contact": [], "notice": "", "labels": {name: name.title() for name in labels},
    }  # fmt: skip
    return empty | data | changes


def has_glyph(font, char):
    missing = bytes(font.getmask("\U0010fffd"))  # what the font draws for a character that it does not have
    return bytes(font.getmask(char)) != missing


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_each_script_has_a_font(text):
    fonts = [ImageFont.truetype(path, 40) for path in FONTS.glob("*.ttf")]

    missing = [char for char in text if not char.isspace() and not any(has_glyph(font, char) for font in fonts)]

    assert missing == []
    assert typeset("brochure.typ", facts(title=text)).startswith(b"%PDF")


def test_text_is_never_read_as_markup():
    pdf = typeset(
        "brochure.typ",
        facts(
            title='#panic("x") $ * _ ] { \\',
            summary="#import",
            areas=["] #"],
            text=blocks_of("| #panic(1) | ] |\n|---|:-:|\n| $ | https://example.org/" + "x" * 200 + " |"),
        ),
    )

    assert pdf.startswith(b"%PDF")


def test_incomplete_data_raises_our_error():
    with pytest.raises(TypesettingError):
        typeset("brochure.typ", {"title": "x"})


def test_fingerprint_changes_with_the_data():
    assert fingerprint("brochure.typ", facts()) == fingerprint("brochure.typ", facts())
    assert fingerprint("brochure.typ", facts()) != fingerprint("brochure.typ", facts(title="Other"))


def test_markdown_becomes_blocks_without_links_and_html():
    blocks = blocks_of("# Head\n\nOne **two** *three* [four](https://x.example) <b>five</b>\n\n- item\n\n![alt](x.png)")

    assert [block["kind"] for block in blocks] == ["heading", "paragraph", "item"]
    assert "".join(run["text"] for run in blocks[1]["runs"]) == "One two three four five"
    assert [run["text"] for run in blocks[1]["runs"] if run["bold"]] == ["two"]
    assert [run["text"] for run in blocks[1]["runs"] if run["italic"]] == ["three"]


def test_table_of_markdown_becomes_rows_with_the_alignments_of_its_columns():
    blocks = blocks_of("Before\n\n| Year | **Seats** |\n|---|--:|\n| 2027 | 12 |\n| 2028 |\n\nAfter")

    assert [block["kind"] for block in blocks] == ["paragraph", "table", "paragraph"]
    table = blocks[1]
    assert table["alignments"] == ["start", "end"]
    rows = [["".join(run["text"] for run in cell) for cell in row] for row in table["rows"]]
    assert rows == [["Year", "Seats"], ["2027", "12"], ["2028", ""]]
    assert table["rows"][0][1][0]["bold"]


def test_long_markdown_is_cut():
    assert sum(len(run["text"]) for block in blocks_of("word " * 10_000) for run in block["runs"]) <= 6_000
