import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.files.contacts import format_phone, parse_email, parse_phone, parse_website


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("  ", ""),
        ("Kari@Nord.NO", "kari@nord.no"),
        (" kari.nordmann+klynge@post.nord.example \n", "kari.nordmann+klynge@post.nord.example"),
        ("post@ærlig.no", "post@ærlig.no"),
        ("post@xn--rlig-uoa.no", "post@ærlig.no"),
        ("KÅRE@nord.example.no", "kåre@nord.example.no"),
        ("kari@example.org", "kari@example.org"),
    ],
)
def test_an_address_is_kept_in_small_letters(text: str, address: str) -> None:
    assert parse_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "kari",
        "kari@nord",
        "@nord.no",
        "kari@",
        "kari@@nord.no",
        "kari@nord..no",
        "kari..n@nord.no",
        "kari@.no",
        "kari@nord.no.",
        "kari@-nord.no",
        "kari nordmann@nord.no",
        "Kari <kari@nord.no>",
        "kari@nord.no, ola@nord.no",
        "a@nord.no;b@nord.no",
        "a@nord.no b@nord.no",
        "kari@localhost",
        "kari@[127.0.0.1]",
        "kari@nord.no\nbcc: ola@nord.no",
        "kari@" + "nord." * 60 + "no",
        "kari\ud800@nord.no",
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        parse_email(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", ""),
        (" - ", ""),
        ("–", ""),
        ("78000000", "+4778000000"),
        ("78 00 00 00", "+4778000000"),
        ("780 00 000", "+4778000000"),
        ("+47 78 00 00 00", "+4778000000"),
        ("0047 78000000", "+4778000000"),
        ("4778000000", "+4778000000"),
        ("(+47) 780-00-000", "+4778000000"),
        ("990\u00a000\u00a0001", "+4799000001"),
        ("+358 40 123 4567", "+358401234567"),
        ("+46 (0)70-123 45 67", "+46701234567"),
        ("00358 40 123 4567", "+358401234567"),
        ("78.00.00.00", "+4778000000"),
        ("tlf. 990 00 001", "+4799000001"),
        ("Mob: +47 990 00 001", "+4799000001"),
        ("02800", "+4702800"),
    ],
)
def test_a_telephone_number_is_kept_with_its_country(text: str, number: str) -> None:
    assert parse_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "7800000",
        "780000000",
        "+47",
        "+",
        "+123456",
        "+1234567890123456",
        "+99912345678",
        "78 00 00 0x",
        "7800 FISK",
        "990 00 001 (mobil)",
        "990 00 001 ext. 5",
        "12345",
        "112",
        "ring meg",
    ],
)
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        parse_phone(text)


@pytest.mark.parametrize(
    "between", ["/", " / ", ",", ", ", ";", " ", "\n", " eller ", " og ", " & ", " | ", " +47 "]
)
def test_two_telephone_numbers_in_one_cell_are_refused(between: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        parse_phone(f"990 00 001{between}990 00 002")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+4799000001", "+47 990 00 001"),
        ("+4740000001", "+47 400 00 001"),
        ("+4778000000", "+47 78 00 00 00"),
        ("+4702800", "+47 02800"),
        ("+358401234567", "+358 40 1234567"),
        ("", ""),
        ("ukjent", "ukjent"),
    ],
)
def test_a_telephone_number_is_shown_in_groups(number: str, shown: str) -> None:
    assert format_phone(number) == shown


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        (" nord.example ", "https://nord.example"),
        ("http://nord.example", "http://nord.example"),
        ("https://nord.example/om?a=1", "https://nord.example/om?a=1"),
        ("https://", ""),
        ("https://nord", ""),
        ("har ikke", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_a_website_is_an_address_a_button_can_carry(text: str, address: str) -> None:
    assert parse_website(text) == address


@given(st.text() | st.text("0123456789+-() ./x", max_size=20))
def test_any_text_is_a_telephone_number_or_empty_or_refused(text: str) -> None:
    try:
        found = parse_phone(text)
    except ValueError:
        return
    assert re.fullmatch(r"(\+[0-9]{5,15})?", found)
    assert parse_phone(found) == found


@given(st.integers(90_000_000, 99_999_999))
def test_a_number_reads_the_same_as_it_is_shown(digits: int) -> None:
    number = f"+47{digits}"

    assert parse_phone(format_phone(number)) == parse_phone(str(digits)) == number


@given(st.text() | st.text("a@.,; æÆ\n", max_size=12) | st.emails())
def test_any_text_is_one_address_or_empty_or_refused(text: str) -> None:
    try:
        found = parse_email(text)
    except ValueError as error:
        assert str(error) == "not an e-mail address"  # noqa: PT017 - others are not ours
        return
    assert found == "" or found.count("@") == 1
    assert parse_email(found) == found
