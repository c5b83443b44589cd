import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.files.contacts import parse_email, parse_phone


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("  ", ""),
        ("Kari@Nord.NO", "kari@nord.no"),
        (" kari.nordmann+klynge@post.nord.example \n", "kari.nordmann+klynge@post.nord.example"),
        ("post@ærlig.no", "post@ærlig.no"),
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
        "kari@.no",
        "kari@nord.no.",
        "kari nordmann@nord.no",
        "kari@nord.no, ola@nord.no",
        "a@nord.no;b@nord.no",
    ],
)
def test_what_is_not_shaped_like_an_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        parse_email(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", ""),
        (" - ", ""),
        ("78000000", "+4778000000"),
        ("78 00 00 00", "+4778000000"),
        ("780 00 000", "+4778000000"),
        ("+47 78 00 00 00", "+4778000000"),
        ("0047 78000000", "+4778000000"),
        ("(+47) 780-00-000", "+4778000000"),
        ("+358 40 123 4567", "+358401234567"),
        ("78.00.00.00", "+4778000000"),
    ],
)
def test_a_telephone_number_is_kept_with_its_country(text: str, number: str) -> None:
    assert parse_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "7800000",
        "780000000",
        "4778000000",
        "+47",
        "+123456",
        "+1234567890123456",
        "78 00 00 0x",
        "78000000/78000001",
        "++4778000000",
        "ring meg",
        "٧٨٠٠٠٠٠٠",
    ],
)
def test_what_is_not_shaped_like_a_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        parse_phone(text)


@given(st.text() | st.text("0123456789+-() .", max_size=20))
def test_any_text_is_a_telephone_number_or_empty_or_refused(text: str) -> None:
    try:
        found = parse_phone(text)
    except ValueError:
        return
    assert re.fullmatch(r"(\+[0-9]{7,15})?", found)


@given(st.text() | st.text("a@.,; æ\n", max_size=12))
def test_any_text_is_one_address_or_empty_or_refused(text: str) -> None:
    try:
        found = parse_email(text)
    except ValueError:
        return
    assert found == "" or found.count("@") == 1
