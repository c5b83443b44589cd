import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.partners import (
    Category,
    Partner,
    PartnerFacts,
    PartnerId,
    Standing,
    parse_org_number,
)

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "923609016",
        "923 609 016",
        "923.609.016",
        " 923609016\n",
        "923\u00a0609\u00a0016",
        "NO 923 609 016 MVA",
        "no923609016mva",
        "923609016MVA",
    ],
)
def test_a_published_number_is_read_however_it_is_written(text: str) -> None:
    assert parse_org_number(text) == "923609016"


@pytest.mark.parametrize("text", ["", "   ", ". ."])
def test_no_number_is_none(text: str) -> None:
    assert parse_org_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "92360901",
        "9236090160",
        "92360901x",
        "abc",
        "923-609-016",
        "٩٢٣٦٠٩٠١٦",
        "²23609016",
        "-23609016",
    ],
)
def test_what_has_not_nine_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        parse_org_number(text)


@pytest.mark.parametrize("digit", "012345789")
def test_every_other_check_digit_is_refused(digit: str) -> None:
    with pytest.raises(ValueError, match="check digit"):
        parse_org_number("92360901" + digit)


def test_a_sum_that_leaves_nothing_has_the_check_digit_zero() -> None:
    assert sum(int(d) * w for d, w in zip("00000061", WEIGHTS, strict=True)) % 11 == 9
    assert sum(int(d) * w for d, w in zip("00000013", WEIGHTS, strict=True)) % 11 == 9
    assert parse_org_number("000000310") == "000000310"


@pytest.mark.parametrize("digit", "0123456789")
def test_a_sum_that_would_need_a_check_digit_of_ten_is_never_valid(digit: str) -> None:
    with pytest.raises(ValueError, match="check digit"):
        parse_org_number("00000006" + digit)


@given(st.integers(0, 99_999_999))
def test_at_most_one_check_digit_is_right(number: int) -> None:
    digits = f"{number:08}"
    remainder = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11

    found = []
    for digit in "0123456789":
        try:
            found.append(parse_org_number(digits + digit))
        except ValueError:
            continue

    expected = {0: "0", 1: None}.get(remainder, str(11 - remainder))
    assert found == ([] if expected is None else [digits + expected])


@given(st.text())
def test_any_text_is_a_number_or_nothing_or_refused(text: str) -> None:
    try:
        found = parse_org_number(text)
    except ValueError:
        return
    assert found is None or (len(found) == 9 and found.isascii() and found.isdigit())


@pytest.mark.parametrize(("short_name", "name"), [("Nord", "Nord"), ("", "Nord Mineral AS")])
def test_a_partner_is_called_by_its_short_name_where_there_is_one(
    short_name: str, name: str
) -> None:
    facts = PartnerFacts(
        name="Nord Mineral AS",
        short_name=short_name,
        category=Category.COMPANY,
        standing=Standing.AGREEMENT,
    )

    assert Partner(id=PartnerId(1), facts=facts, join_code="x").name == name
