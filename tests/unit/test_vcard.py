import re

from hypothesis import given
from hypothesis import strategies as st

from klyngebot.files.vcard import Card, vcard, vcard_for_telegram, vcards

KARI = Card(
    name="Kari Anne Nordmann",
    title="daglig leder; styreleder",
    org="Sildefjell, Kvarts \\ Kalk AS",
    email="kari@nord.example",
    phone="+4799000001",
    website="https://nord.example/om,oss",
    municipality="Sørfold",
)

_text = st.text(max_size=60) | st.text('\\,;:\n\r\t"åøæ😀 ', max_size=120)
_cards = st.builds(
    Card,
    name=_text,
    title=_text,
    org=_text,
    email=_text,
    phone=_text,
    website=_text,
    municipality=_text,
)


def read(card: str) -> dict[str, str]:
    """Return the properties of a vCard, unfolded but with their escapes."""
    lines = card.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines)


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "", text)


def test_a_whole_card_is_what_phones_read() -> None:
    assert vcard(KARI) == (
        "BEGIN:VCARD\r\n"
        "VERSION:3.0\r\n"
        "N:Nordmann;Kari Anne;;;\r\n"
        "FN:Kari Anne Nordmann\r\n"
        "TITLE:daglig leder\\; styreleder\r\n"
        "ORG:Sildefjell\\, Kvarts \\\\ Kalk AS\r\n"
        "EMAIL;TYPE=INTERNET:kari@nord.example\r\n"
        "TEL;TYPE=WORK,VOICE:+4799000001\r\n"
        "URL:https://nord.example/om,oss\r\n"
        "ADR;TYPE=WORK:;;;Sørfold;;;\r\n"
        "END:VCARD\r\n"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert list(read(vcard(Card(name="Máhtte")))) == ["BEGIN", "VERSION", "N", "FN", "END"]


def test_a_single_name_is_a_given_name() -> None:
    assert read(vcard(Card(name="Máhtte")))["N"] == ";Máhtte;;;"


def test_a_long_line_is_folded_between_characters() -> None:
    title = "æ" * 100

    lines = vcard(Card(name="Kari", title=title)).encode().split(b"\r\n")

    assert [len(line) for line in lines[4:7]] == [74, 75, 59]
    assert read(vcard(Card(name="Kari", title=title)))["TITLE"] == title


@given(_cards)
def test_any_card_reads_back_as_it_was_without_control_characters(card: Card) -> None:
    found = read(vcard(card))

    assert unescaped(found["FN"]) == plain(card.name)
    for key, text in {
        "TITLE": card.title,
        "ORG": card.org,
        "EMAIL;TYPE=INTERNET": card.email,
        "TEL;TYPE=WORK,VOICE": card.phone,
    }.items():
        assert unescaped(found.get(key, "")) == plain(text)
    assert found.get("URL", "") == "".join(plain(card.website).split())
    assert unescaped(found.get("ADR;TYPE=WORK", ";;;;;;")) == f";;;{plain(card.municipality)};;;"


@given(_cards)
def test_the_name_is_divided_before_its_last_word(card: Card) -> None:
    family, given_name, *rest = re.split(r"(?<!\\)(?:\\\\)*;", read(vcard(card))["N"])

    words = plain(card.name).split()
    if not any(set(";\\") & set(word) for word in words):
        expected = ["", *words] if len(words) < 2 else [words[-1], " ".join(words[:-1])]
        assert [unescaped(family), unescaped(given_name)] == [*expected, ""][:2]
        assert rest == ["", "", ""]


@given(_cards)
def test_no_line_exceeds_75_octets_nor_breaks_a_character(card: Card) -> None:
    for line in vcard(card).encode().split(b"\r\n"):
        assert len(line) <= 75
        assert line.decode() or not line


@given(st.builds(Card, name=st.text(max_size=3000), title=_text, org=st.text(max_size=3000)))
def test_a_card_for_telegram_is_never_too_long(card: Card) -> None:
    assert len(vcard_for_telegram(card).encode()) <= 2048


def test_a_card_for_telegram_loses_what_matters_least() -> None:
    long = Card(name="Kari Nordmann", title="leder", org="x" * 900, website="y" * 1500)
    endless = Card(name="å" * 5000, title="leder")

    assert list(read(vcard_for_telegram(KARI))) == list(read(vcard(KARI)))
    assert list(read(vcard_for_telegram(long))) == [
        "BEGIN",
        "VERSION",
        "N",
        "FN",
        "TITLE",
        "ORG",
        "END",
    ]
    assert set(read(vcard_for_telegram(endless))["FN"]) == {"å"}


def test_a_file_holds_a_card_after_the_other() -> None:
    ola = Card(name="Ola Nordmann")

    assert vcards([KARI, ola]) == (vcard(KARI) + vcard(ola)).encode()
