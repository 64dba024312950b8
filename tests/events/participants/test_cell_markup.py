"""The HTML of the cells of a row."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events.models import Registration
from events.participants.cell_markup import CellStyle, cells_markup
from events.participants.columns import LinkedText, Lookups

pytestmark = pytest.mark.look
UNSAFE = "<b>\"&'</b>"
ESCAPED = "&lt;b&gt;&quot;&amp;&#x27;&lt;/b&gt;"


def markup(texts, *, has_own_columns=False, turn=0):
    row = Registration(pk=1, status="waitlisted", created_at=datetime(2027, 3, 8, 22, 0, tzinfo=UTC))
    lookups = Lookups(ZoneInfo("Asia/Bangkok"), {}, {1: turn} if turn else {}, ())
    labels = dict.fromkeys(texts, UNSAFE)
    fits = {"country": "is-2nd"}
    return cells_markup(row, texts, lookups, CellStyle(labels, fits, has_own_columns=has_own_columns))


def test_texts_labels_and_links_are_escaped():
    assert markup({"email": UNSAFE}) == f'<td title="{ESCAPED}"><bdi>{ESCAPED}</bdi></td>'
    assert markup({"email": UNSAFE}, has_own_columns=True) == f'<td data-label="{ESCAPED}"><bdi>{ESCAPED}</bdi></td>'
    linked = markup({"q_1": LinkedText.to('/x"', UNSAFE)}, has_own_columns=True)
    assert linked == f'<td data-label="{ESCAPED}"><a href="/x&quot;"><bdi>{ESCAPED}</bdi></a></td>'
    assert "<b>" not in markup({"status": UNSAFE})


def test_a_column_can_be_hidden_and_a_cell_can_be_empty():
    assert markup({"country": "Thailand"}) == '<td class="is-2nd" title="Thailand"><bdi>Thailand</bdi></td>'
    assert markup({"country": "", "turn": 0}) == '<td class="is-2nd"></td><td title="0"><bdi>0</bdi></td>'


def test_a_long_text_is_cut():
    assert markup({"remark": "x" * 101}).endswith(f"<bdi>{'x' * 99}…</bdi></td>")


def test_the_status_has_its_mark_and_the_place_in_the_queue():
    state = '<span class="state state-waitlisted"><span class="state-mark" aria-hidden="true"></span>Waiting list'

    assert markup({"status": "Waiting list"}) == f'<td class="is-keep">{state}</span></td>'
    assert f'{state} <span class="muted number">no. 3</span></span></td>' in markup({"status": "Waiting list"}, turn=3)


def test_the_day_of_registration_is_that_of_the_event():
    text = "2027-03-09 05:00"

    assert markup({"registered": text}) == f'<td class=" number" title="{text}">9 Mar</td>'
    assert markup({"registered": text}, has_own_columns=True).endswith(f"<bdi>{text}</bdi></td>")
