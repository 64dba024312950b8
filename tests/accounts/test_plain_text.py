"""Text that one person types and another gets by mail contains no addresses; real names are accepted."""

import pytest
from django.core.exceptions import ValidationError

from accounts import plain_text
from accounts.fields import PersonNameField, PlainTextField
from accounts.plain_text import validate_person_name, validate_plain_text

pytestmark = pytest.mark.look

NAMES = [
    "A", "Ng", "O", "Daw Khin Khin", "Sukarno", "O'Neil", "O’Neil", "D’Souza", "St. John", "Jean-Luc St.John", "Ph.D.",
    "Minh Ph.D.", "Minh, Ph.D", "Nguyễn T.M.", "Nguyễn T.M", "N.T.Minh", "Dr.Somchai", "Dr. Somchai", "A.B.M. Khan",
    "A.B.M.Khan", "Md.Rahman", "Md. Abdur Rahman", "Mohd.Ali bin Hassan", "Jr.", "John Smith, Jr.", "John Smith Jr.Esq.",
    "Mr.Tan", "Mr. Tan Ah Kow", "Mrs.Li", "Ms.Ma", "Mr.Kim", "Dr.Ye Min", "Prof.Dr.Ir.Widodo", "Assoc.Prof.Dr.Chan",
    "Lt.Col.Min Aung", "H.E.Daw Khin", "H.E. Mr Sok", "PGS.TS.Nguyễn Văn An", "ThS.Lê Thị Hoa", "Drs.Budi, M.Si.",
    "Ir.H.Joko", "Raman a/l Muthu", "Devi d/o Kumar", "María José Ñíguez", "Ólafur Þórsson",
    "Jean-Pierre de l'Étang", "John (Jack) Smith", 'William "Bill" Tan', "Louis XIV", "John Smith 3rd", "Ma`ruf", "Jo & Ann Lim",
    "X Æ A-12", "Gal·la Pons", "Minh,Ph.D", "Somchai S.", "J. R. R. Tolkien", "K.P.S. Gill", "S. M. A. Rahman", "T.Li", "M.A.Khan", "E. Net", "Min.Aung",
    "ดร.สมชาย ใจดี", "นพ.สมชาย", "พ.ต.อ.สมชาย", "รศ.ดร.สมหญิง", "น.ส.สมหญิง รักไทย", "สมชาย ใจดี", "ဒေါ်ခင်ခင်", "ဦးမောင်မောင်", "د.أحمد علي",
    "أ.د.محمد", "محمد بن سلمان", "សុខ សុភា", "ឯ.ឧ. ហ៊ុន", "王小明", "李·明", "山田 太郎", "김민수", "Иванов И.И.", "И.И.Иванов", "डॉ. शर्मा",
    "அ.பெ. குமார்", "Nguyễn Thị Minh Khai", "Tenzin Gyatso the 14th", "Christopher Nolan-Wotherspoon-Fitzgerald",
]  # fmt: skip
TEXTS = [
    "Director", "Dept. of Labour", "Min. of Labour", "Ministry of Labour (HQ), 3rd floor", "Co., Ltd.", "Samsung Co.Ltd",
    "P.T. Telkom", "P.T.Telkom", "U.S.A.", "Univ. of Tokyo", "No.5 Factory", "A & B Partners", "Trade union: women's section",
    "100% Foundation", "H.E.", "Dr.", "Senior adviser; policy", "Who? Foundation", "Ministry – Department 12/3", "S.E.A. Union",
    "Vice-President (Asia/Pacific)", "กระทรวงแรงงาน", "Sở LĐTBXH Tp. Hồ Chí Minh", "ILO [regional office]",
]  # fmt: skip
ATTACKS = [
    "URGENT: verify at https://evil.example now", "evil.example", "Go to evil.example", "evil .example", "evil . example",
    "evil. example", "evil. com", "EVIL.COM", "evil．example", "evil。example", "evil․example", "evil｡example", "ｅｖｉｌ.example",
    "evil\u200b.example", "evil.\u2060example", "hxxp evil", "hxxps://evil", "http:evil", "HTTP://EVIL", "www.evil.test",
    "www . evil", "ftp://a", "mailto:a", "javascript:alert(1)", "a@evil.example", "a＠evil", "a (at) evil", "a[at]evil",
    "evil[.]example", "evil (dot) example", "evil dot com", "[click](evil)", "[a][b]", "<b>Hi</b>", "<a", "sub.evil.ru",
    "evil.ru", "évil.ru", "evil.io", "x.com", "t.me", "t.me/evil", "T.Me/evil", "bit.ly", "bit.ly/3abc", "goo.gl", "xn--80ak6aa92e.com",
    "пример.рф", "ตัวอย่าง.ไทย", "例.中国", "192.168.1.1", "10 . 0 . 0 . 1", "Call +66 2 123 4567", "02-123-4567", "Dr.com",
    "evil\ufe0f.com", "evil.\u034fcom", "evil\u0338.com", "evil\u3164.com", "evil·com", "evil‧com", "evil۔com", "evil,com",
    "evil\\com", "data:text/html,x", "Minh visit booking.com", "gov.mm", "Tan evil.museum", "a.b.evil.example", "tel:123", "whatsapp:1",
]  # fmt: skip
NO_NAMES = [
    "...", "ʼ", "ʼ ʼ", "123", "-", "😀", "URGENT! Verify", "URGENT: verify", "Who?", "Win $ now", "[Minh]", "{name}", "A|B", "12345 Minh",
    " ".join(["word"] * 16), "x" * 151,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_accepts_a_real_name(name):
    assert PersonNameField(max_length=150).clean(name)


@pytest.mark.parametrize("text", [*NAMES, *TEXTS])
def test_accepts_a_position_or_an_organisation(text):
    assert PlainTextField(max_length=200).clean(text)


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("field", [PersonNameField, PlainTextField])
def test_refuses_an_address_in_any_disguise(field, text):
    with pytest.raises(ValidationError) as refused:
        field(max_length=150).clean(text)

    assert str(refused.value.messages[0])


@pytest.mark.parametrize("text", NO_NAMES)
def test_refuses_what_is_not_a_name(text):
    with pytest.raises(ValidationError):
        PersonNameField(max_length=150).clean(text)


@pytest.mark.parametrize("text", ["Minh\r\nBcc: x", "Minh\x07Tran"])
def test_keeps_no_control_characters(text):
    try:
        cleaned = PersonNameField(max_length=150).clean(text)
    except ValidationError:
        return
    assert cleaned.isprintable()


@pytest.mark.parametrize("text", ["x" * 200_000, "1" * 200_000, "a." * 100_000, " " * 200_000 + "."])
def test_text_that_is_far_too_long_is_left_to_the_limit_of_its_field(text, monkeypatch):
    monkeypatch.setattr(plain_text, "_folded", None)

    validate_plain_text(text)

    monkeypatch.undo()
    with pytest.raises(ValidationError, match="at most 150 characters"):
        PersonNameField(max_length=150).clean(text.strip() + "x" * 151)


@pytest.mark.parametrize(
    "name",
    ["\N{CYRILLIC CAPITAL LETTER A}n Nguyen", "Nguy\N{CYRILLIC SMALL LETTER IE}n", "D\N{GREEK SMALL LETTER OMICRON}e"],
)
def test_refuses_a_word_with_letters_that_only_look_latin(name):
    """Such a name would be another person beside the known one at a mailbox, and look the same."""
    with pytest.raises(ValidationError, match="two alphabets"):
        validate_person_name(name)


@pytest.mark.parametrize(
    "name", ["Иван Smith", "Αλέξης", "Анна-Maria", "Nguyễn Văn Ân", "ＡＮ", "山田 Taro", "O’Neill"]
)
def test_accepts_names_in_one_or_several_scripts(name):
    validate_person_name(name)
