"""Markdown of public pages: tables, addresses of the web and headings. What it shows is safe."""

from html.parser import HTMLParser

import pytest

from events.templatetags.plenary import markdown


class Elements(HTMLParser):
    """The names of the elements and attributes of a text, and the addresses of its links."""

    def __init__(self, html):
        super().__init__()
        self.names, self.addresses = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names |= {tag, *dict(attrs)}
        self.addresses += [value for name, value in attrs if name == "href"]


def link(address, text=""):
    return f'<a href="{address}" rel="noopener noreferrer">{text or address}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See https://ilo.org/a_b_(c).", f"See {link('https://ilo.org/a_b_(c)')}."),
        ("(https://ilo.org/a)", f"({link('https://ilo.org/a')})"),
        ("www.ilo.org, and", f"{link('https://www.ilo.org', 'www.ilo.org')}, and"),
        ("https://x.org/?a=1&b=2", link("https://x.org/?a=1&amp;b=2")),
        ("ดูที่https://ilo.org/thหน้า", f"ดูที่{link('https://ilo.org/th')}หน้า"),
        ("网站https://ilo.org。", f"网站{link('https://ilo.org')}。"),
        ("កhttps://ilo.org។", f"ក{link('https://ilo.org')}។"),
        ("[https://a.org](https://b.org)", link("https://b.org", "https://a.org")),
        ("`https://a.org` me@www.a.org http:// ftp://a.org", "<code>https://a.org</code> me@www.a.org http:// ftp://a.org"),
        ("javascript://www.a.org", "javascript://www.a.org"),
    ],
)  # fmt: skip
def test_address_in_a_text_is_a_link(text, shown):
    assert markdown(text) == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        'https://x.org/"onmouseover=alert(1)', "https://x.org/'><script>alert(1)</script>",
        "<table title='<table onmouseover=alert(1) '><tr><td onclick=x>a</table>",
        "| <img src=x onerror=alert(1)> |\n|---|\n| [a](javascript:alert(1)) |",
    ],
)  # fmt: skip
def test_nothing_in_a_text_becomes_a_program(text):
    found = Elements(markdown(text))

    assert not {name for name in found.names if name.startswith("on") or name in {"script", "img"}}
    assert not [address for address in found.addresses if address.startswith("javascript")]


def test_table_is_in_a_box_that_scrolls_by_keyboard_and_aligns_numbers():
    html = markdown("| Country | Seats |\n|---|--:|\n| Lao PDR | 12 |")

    assert html.startswith('<div class="table-wrap" tabindex="0" role="region" aria-label="Table"><table>')
    assert html.rstrip().endswith("</table></div>")
    assert '<th>Country</th>\n<th class="is-number">Seats</th>' in html
    assert '<td>Lao PDR</td>\n<td class="is-number">12</td>' in html


def test_headings_begin_below_the_title_of_the_page_and_skip_no_level():
    assert markdown("# A\n\n#### B\n\n###### C\n\n# D").split() == [
        "<h2>A</h2>", "<h3>B</h3>", "<h4>C</h4>", "<h2>D</h2>",
    ]  # fmt: skip
    assert markdown("### A\n\n## B") == "<h2>A</h2>\n<h2>B</h2>\n"
    assert "h1" not in markdown("<h1>A</h1>")
