"""Promise 6 under a power cut: nothing acknowledged is lost, whatever part of the rest is.

``docs/proof.md`` says how. A green run is worth something only because the same harness finds fault
with weaker settings.
"""

import asyncio
import sys
from pathlib import Path

import pytest

from support.images import explore
from support.power import Record, on_a_lying_disk, record
from support.strace import why_not

IMAGES_EACH = 5_500
"""In each of four runs: two have SQLite move its log into the file every few commits."""

CONTROL = 1_000
"""Images of a run that keeps less than it promises."""

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return asyncio.run(record(tmp_path_factory.mktemp("short")))


async def test_a_power_cut_takes_nothing_that_was_acknowledged(short: Record) -> None:
    tally = await explore(short, 200, seed=1)

    assert tally.violating == 0, tally


async def test_a_disk_that_lies_is_found_out(short: Record) -> None:
    tally = await explore(on_a_lying_disk(short), 40, seed=1)

    assert tally.violating > 4, tally


async def test_every_kind_of_promise_is_made(short: Record) -> None:
    made = {promise.what for promise in short.promises}

    assert len(made) == 8, made


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("pages", [20, 1000])
@pytest.mark.parametrize("seed", range(2))
async def test_many_power_cuts_take_nothing_that_was_acknowledged(
    tmp_path: Path, seed: int, pages: int, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = await record(tmp_path / "bot", pages=pages)

    tally = await explore(whole, IMAGES_EACH, seed=seed)

    _tell(capsys, f"FULL, {pages} pages: {tally}")
    assert tally.violating == 0, tally


@pytest.mark.long
@pytest.mark.parametrize(("synchronous", "at_least"), [("NORMAL", 0.3), ("OFF", 0.3)])
async def test_weaker_settings_are_found_out(
    tmp_path: Path, synchronous: str, at_least: float, capsys: pytest.CaptureFixture[str]
) -> None:
    weak = await record(tmp_path / "bot", synchronous=synchronous)

    tally = await explore(weak, CONTROL, seed=1)

    _tell(capsys, f"{synchronous}: {tally}")
    assert tally.violating > at_least * CONTROL, tally


def _tell(capsys: pytest.CaptureFixture[str], measured: str) -> None:
    """Show a number that belongs in docs/power.md."""
    with capsys.disabled():
        sys.stdout.write(f"\n{measured}\n")
