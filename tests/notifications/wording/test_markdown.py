import pytest

from notifications.wording.markdown import compile_markdown, fill_line


def filled(text, values, links=()):
    return compile_markdown(text).fill(values, links=links)


def test_never_reads_values_as_markdown():
    html, text = filled("Dear **{name}**", {"name": "*An* <b> [x](http://x.example) & co"})

    assert "<strong>*An* &lt;b&gt; [x](http://x.example) &amp; co</strong>" in html
    assert text == "Dear *An* <b> [x](http://x.example) & co"


def test_does_not_fill_a_placeholder_inside_a_value():
    assert filled("{name}", {"name": "{event}", "event": "no"})[1] == "{event}"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [("A storm", "First\n\nThe organisers write: A storm\n\nLast"), ("", "First\n\nLast")],
)
def test_leaves_out_a_paragraph_without_values(reason, expected):
    html, text = filled("First\n\nThe organisers write: {reason}\n\nLast", {"reason": reason})

    assert text == expected
    assert ("organisers" in html) is bool(reason)


def test_removes_html_pictures_and_scripts():
    html, _text = filled("<script>x</script> ![p](http://x.example/p.png) [bad](javascript:alert(1)) <img src=x>", {})

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_shows_text_and_address_of_a_link_in_plain_text():
    values = {"own_link": "https://example.org/?a=1&b=2"}
    html, text = filled("[Your page]({own_link}) and {own_link}", values, links=["own_link"])

    assert text == "Your page: https://example.org/?a=1&b=2 and https://example.org/?a=1&b=2"
    assert html.count('href="https://example.org/?a=1&amp;b=2"') == 2


def test_removes_the_target_of_a_link_that_is_not_an_address():
    html, _text = filled("[Page]({reason})", {"reason": "javascript:alert(1)"})

    assert "javascript" not in html


def test_shows_a_sequence_as_a_list():
    html, text = filled("These:\n\n{missing}", {"missing": ["Passport", "A <b>"]})

    assert text == "These:\n\n* Passport\n* A <b>"
    assert '<li dir="auto">Passport</li><li dir="auto">A &lt;b&gt;</li>' in html


def test_shows_lists_in_plain_text():
    assert filled("* one\n* two\n    1. a\n    2. b\n\n# Head", {})[1] == "* one\n* two\n  1. a\n  2. b\n\nHead"


@pytest.mark.parametrize(("due", "expected"), [("Monday", "Details for X – by Monday"), ("", "Details for X")])
def test_leaves_out_a_part_of_a_subject_without_values(due, expected):
    assert fill_line("Details for {event} – by {due}", {"event": "X", "due": due}) == expected
