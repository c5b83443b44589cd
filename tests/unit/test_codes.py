import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.codes import LIFETIME, PREFIX, check_leader_code, leader_code
from klyngebot.domain.errors import LinkExpiredError

TOKEN = "123456:" + "a" * 35
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

LETTERED = datetime.fromtimestamp(0x6BADCAFE, UTC)


def test_a_code_is_a_start_payload() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", leader_code(TOKEN, NOW))
    assert leader_code(TOKEN, NOW).startswith(PREFIX)


@given(st.text(min_size=1), st.datetimes(datetime(2026, 1, 1), datetime(2999, 1, 1)))
def test_a_code_of_any_token_at_any_time_is_a_start_payload(token: str, at: datetime) -> None:
    code = leader_code(token, at.replace(tzinfo=UTC))

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code)


@pytest.mark.parametrize("seconds", [0, 1, 60, 14 * 60 + 59, -1, -60])
def test_a_code_is_valid_for_fifteen_minutes_and_while_clocks_differ_a_little(seconds: int) -> None:
    code = leader_code(TOKEN, NOW)

    assert check_leader_code(TOKEN, code, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("age", [LIFETIME, timedelta(hours=1), timedelta(days=3650)])
def test_an_old_code_is_refused(age: timedelta) -> None:
    code = leader_code(TOKEN, NOW)

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, code, NOW + age)


def test_a_code_from_the_future_is_refused() -> None:
    code = leader_code(TOKEN, NOW + timedelta(minutes=2))

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, code, NOW)


def test_a_code_of_another_token_is_refused() -> None:
    code = leader_code("654321:" + "b" * 35, NOW)

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, code, NOW)


def test_a_code_whose_time_is_moved_is_refused() -> None:
    issued, mac = leader_code(TOKEN, NOW).removeprefix(PREFIX).split("-", 1)

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, f"{PREFIX}{int(issued, 16) + 600:x}-{mac}", NOW)


@pytest.mark.parametrize("at", range(len(PREFIX), len(leader_code(TOKEN, NOW))))
def test_a_code_with_any_character_changed_is_refused(at: int) -> None:
    code = leader_code(TOKEN, NOW)
    forged = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, forged, NOW)


@pytest.mark.parametrize(
    "code",
    [
        "",
        PREFIX,
        PREFIX + "-",
        PREFIX + "x-y",
        PREFIX + "0-",
        PREFIX + "-1-abc",
        PREFIX + "f" * 40 + "-abc",
        PREFIX + "7" * 16 + "-abc",
        "leder-æ-ø",
        "\0",
    ],
)
def test_nonsense_is_refused(code: str) -> None:
    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, code, NOW)


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_is_refused(issued: str, mac: str) -> None:
    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, f"{PREFIX}{issued}-{mac}", NOW)


@given(st.integers(0, int(NOW.timestamp()) * 2), st.text(st.characters()))
def test_any_time_with_any_text_behind_it_is_refused(issued: int, mac: str) -> None:
    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, f"{PREFIX}{issued:x}-{mac}", NOW)


@pytest.mark.parametrize("spelling", ["0{:x}", "0x{:x}", "{:X}", "+{:x}", " {:x}", "{:_x}"])
def test_a_code_spelt_otherwise_is_no_second_code(spelling: str) -> None:
    issued = int(LETTERED.timestamp())
    code = leader_code(TOKEN, LETTERED)
    other = code.replace(f"{issued:x}", spelling.format(issued))
    assert other != code

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, other, LETTERED)


def test_a_code_without_its_prefix_is_no_second_code() -> None:
    code = leader_code(TOKEN, NOW)

    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, code.removeprefix(PREFIX), NOW)


def test_a_half_character_is_refused() -> None:
    with pytest.raises(LinkExpiredError):
        check_leader_code(TOKEN, f"{PREFIX}{int(NOW.timestamp()):x}-\ud800", NOW)


def test_a_used_code_is_known_again_by_its_hash_alone() -> None:
    code = leader_code(TOKEN, NOW)

    first = check_leader_code(TOKEN, code, NOW)
    second = check_leader_code(TOKEN, code, NOW + timedelta(minutes=5))

    assert first == second
    assert code not in first


def test_codes_of_different_moments_are_marked_apart() -> None:
    later = NOW + timedelta(seconds=1)

    first = check_leader_code(TOKEN, leader_code(TOKEN, NOW), later)
    second = check_leader_code(TOKEN, leader_code(TOKEN, later), later)

    assert first != second


def test_the_zone_of_the_clock_does_not_matter() -> None:
    oslo = timezone(timedelta(hours=1))

    assert leader_code(TOKEN, NOW) == leader_code(TOKEN, NOW.astimezone(oslo))
    assert check_leader_code(TOKEN, leader_code(TOKEN, NOW), NOW.astimezone(oslo))
