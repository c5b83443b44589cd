"""A time that a leader writes is that time on the wall, whatever the clocks do meanwhile."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.office import OSLO, Office
from klyngebot.domain.drafts import DraftKind
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.roles import Caller
from klyngebot.domain.when import parse_when
from support.chats import at_hour
from support.clock import FakeClock

FORWARD = [date(2027, 3, 28), date(2028, 3, 26), date(2029, 3, 25), date(2030, 3, 31)]
BACK = [date(2027, 10, 31), date(2028, 10, 29), date(2029, 10, 28), date(2030, 10, 27)]
"""https://lovdata.no/forskrift/2001-12-07-1376: the last Sundays of March and of October."""

ZONES = ("Europe/Oslo", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")


@pytest.fixture
async def leader(office: Office) -> Caller:
    return await office.leader()


async def due_at(office: Office, leader: Caller, text: str) -> datetime:
    """Write ``text`` at the desk, and return when it then goes out."""
    draft = await office.compose(leader, "hei")
    await office.scheduling.begin(leader, draft.id)
    await office.drafting.answer(leader, office.typed(text))
    found = await office.announcements.report(leader, draft.id)
    assert found.broadcast.due_at is not None
    return found.broadcast.due_at


@pytest.mark.parametrize("on", [*FORWARD, *BACK], ids=str)
@pytest.mark.parametrize(("wall", "forward", "back"), [("01:59", 59, -1), ("03:00", 60, 120)])
async def test_times_around_a_change_are_those_on_the_wall(
    office: Office, leader: Caller, on: date, *, wall: str, forward: int, back: int
) -> None:
    """Minutes from 00:00 UTC: the clocks are changed at 01:00 UTC."""
    at = await due_at(office, leader, f"{on:%d.%m.%Y} {wall}")

    minutes = (at - datetime(on.year, on.month, on.day, tzinfo=UTC)) / timedelta(minutes=1)
    assert minutes == (forward if on in FORWARD else back)
    assert f"{at.astimezone(OSLO):%Y-%m-%d %H:%M}" == f"{on} {wall}"


@pytest.mark.parametrize("on", FORWARD, ids=str)
async def test_a_time_that_is_skipped_is_refused_and_the_next_one_is_named(
    office: Office, leader: Caller, on: date
) -> None:
    with pytest.raises(BadInputError, match="when_skipped") as refused:
        await due_at(office, leader, f"{on:%d.%m.%Y} 02:30")

    draft = await office.drafting.find(leader)
    instead = refused.value.values["instead"]
    assert isinstance(instead, datetime)
    assert f"{instead:%Y-%m-%d %H:%M}" == f"{on} 03:30"
    assert draft is not None
    assert draft.kind is DraftKind.DUE


@pytest.mark.parametrize("on", BACK, ids=str)
async def test_a_time_that_comes_twice_is_asked_about(
    office: Office, leader: Caller, on: date
) -> None:
    with pytest.raises(BadInputError, match="when_twice"):
        await due_at(office, leader, f"{on:%d.%m.%Y} 02:30")

    await office.drafting.answer(leader, office.typed(f"{on:%d.%m.%Y} 02:30 vintertid"))

    due = await office.value("SELECT due_at FROM broadcast")
    assert datetime.fromisoformat(due) == datetime(on.year, on.month, on.day, 1, 30, tzinfo=UTC)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    wall=st.datetimes(datetime(2027, 1, 1), datetime(2031, 12, 31)),
)
def test_in_every_zone_what_is_due_is_the_time_on_the_wall(zone: ZoneInfo, wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    moments = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    real = [at for at in moments if at.astimezone(zone).replace(tzinfo=None) == wall]

    try:
        due = parse_when(at_hour(wall), FakeClock().at, zone).astimezone(UTC)
    except BadInputError:
        assert len(real) != 1
    else:
        assert real == [due]
