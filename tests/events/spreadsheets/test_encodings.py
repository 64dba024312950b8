import unicodedata
from pathlib import Path

import pytest

from events.spreadsheets.encodings import decode, detect

LISTS = Path(__file__).parent / "lists"
CERTAIN = [
    ("cp1252", "Name;E-mail;Position;Country\nRené Côté;a@example.org;Chargé;Viet Nam\n"),
    ("cp1252", "name,org\nO’Brien,Ministry – Labour\nZoë,“Unit”"),
    ("cp1258", "Name;Country\nNguyễn Thị Bích Ngọc;Viet Nam"),
    ("cp1258", "Name\nLê Hoàng\nPhạm Quỳnh"),
    ("cp1258", "Họ và tên;Email;Quốc gia\nNguyễn Văn Đức;a@example.org;Việt Nam, vietnam\nTrần Thị Hương;b@example.org;"),
    ("cp874", "Name;E-mail;Country\nสมชาย ใจดี;a@example.org;Thailand"),
    ("cp874", "ชื่อ,อีเมล\nกิตติ,x@example.org"),
    ("cp1250", "Name;Country\nŁukasz Wiśniewski;Poland\nZofia Żółć;Poland"),
    ("cp1251", "Name;Country\nБатбаяр Дорж;Mongolia\nОюунчимэг;Mongolia"),
    ("cp932", "氏名;メール\n山田太郎;a@example.jp\n鈴木花子;b@example.jp"),
    ("cp949", "Name;Country\n홍길동;Republic of Korea"),
    ("gb18030", "Name;Country\n张伟;China\n刘洋;China"),
    ("cp950", "Name;Country\n林志明;Taiwan"),
    ("mac_roman", "Nom;Poste\nHélène Lefèvre;Chargée d’études"),
    ("koi8_u", "Имя;Почта\nСергій Їжакевич;a@example.org"),
    ("cp866", "Имя;Почта\nИванов Иван;a@example.org"),
    ("mac_cyrillic", "Имя;Почта\nИванов Иван Петрович;a@example.org"),
    ("iso8859_5", "Имя;Почта\nИванов Иван Петрович;a@example.org"),
    ("big5hkscs", "姓名;電郵\n陳大文;a@example.org\n林志明;b@example.org"),
]  # fmt: skip
UNCERTAIN = [
    ("cp1250", "Name\nJiří Dvořák\nTomáš Černý"),
    ("cp1252", "Name\nÉlodie\nINÊS CONCEIÇÃO\nJoão"),
    ("cp1253", "Name\nΓιώργος Παπαδόπουλος"),
    ("cp1256", "الاسم;البريد\nمحمد أحمد;a@example.org"),
    ("cp949", "이름;이메일\n김민수;a@example.org\n박지영;b@example.org"),
    ("cp850", "Nom;Poste\nHélène Lefèvre;Chargée d'études"),
    ("iso8859_15", "Name;E-mail\nŒuvrier Ÿ;a@example.org"),
    ("cp1254", "Ad;E-posta\nŞükrü Yılmaz;a@example.org"),
    ("cp1257", "Name;E-mail\nJānis Bērziņš;a@example.org\nŠarūnas Žukauskas;b@example.org"),
    ("mac_latin2", "Name;E-mail\nTomáš Černý;a@example.org"),
    ("mac_turkish", "Ad;E-posta\nŞükrü Yılmaz;a@example.org\nGüneş;b@example.org"),
    ("koi8_r", "Имя;Почта\nБатбаяр Дорж;a@example.org\nОюунчимэг;b@example.org"),
    ("euc_jp", "氏名;メール\n山田太郎;a@example.jp\n鈴木花子;b@example.jp"),
    ("gbk", "姓名;邮箱\n张伟;a@example.org\n刘洋;b@example.org"),
]
TONES = "\u0300\u0301\u0303\u0309\u0323"


def encoded(text: str, codec: str) -> bytes:
    """Return the text in a codec. Windows-1258 writes the tones of Vietnamese after their letters."""
    return b"".join(_encoded(char, codec) for char in text)


def _encoded(char: str, codec: str) -> bytes:
    try:
        return char.encode(codec)
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in TONES)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        return (letter + tone).encode(codec)


@pytest.mark.parametrize(("codec", "text"), CERTAIN)
def test_detect_finds_the_code_page_by_the_letters(codec, text):
    content = encoded(text, codec)

    guess = detect(content)

    assert guess.is_sure
    assert decode(content, guess.codec) == text


@pytest.mark.parametrize(("codec", "text"), UNCERTAIN)
def test_detect_offers_the_code_page_among_others_when_it_is_not_sure(codec, text):
    content = encoded(text, codec)

    guess = detect(content)

    assert not guess.is_sure
    assert text in [decode(content, offered) for offered in guess.samples]


@pytest.mark.parametrize(
    ("name", "codec", "sample"),
    [("05_cp874.csv", "cp874", "วิชัย ทองดี ผู้อำนวยการ"), ("05_cp1252.csv", "cp1252", "Renée Côté Chargée")],
)
def test_detect_finds_the_code_page_of_a_list_of_an_office(name, codec, sample):
    guess = detect((LISTS / name).read_bytes())

    assert (guess.codec, guess.is_sure, guess.samples[codec]) == (codec, True, sample)


def test_detect_is_not_sure_of_letters_that_make_no_word():
    assert not detect(b"Name\n\x81\xff\xfe\xa0\x80\n").is_sure
