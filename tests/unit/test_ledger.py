"""The ledger of erasures loses no line."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from klyngebot.store.ledger import Key, Ledger

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_what_is_erased_while_the_night_drops_old_lines_is_written_down(tmp_path: Path) -> None:
    ledger, secret = Ledger(tmp_path / "klyngebot.erased"), Key(b"made up")
    old = NOW - timedelta(days=60)

    def erase(number: int) -> None:
        ledger.append(NOW, secret, [secret.mark("person", number)])

    with ThreadPoolExecutor(4) as pool:
        erasures = [pool.submit(erase, number) for number in range(60)]
        while not all(erasure.done() for erasure in erasures):
            ledger.append(old, secret, ["old"])
            ledger.drop_before(NOW)

    ledger.drop_before(NOW)
    marks = {mark for line in ledger.read() for mark in line.marks}
    assert marks == {secret.mark("person", number) for number in range(60)}


def test_a_line_a_power_cut_left_unfinished_takes_no_other_along(tmp_path: Path) -> None:
    ledger, secret = Ledger(tmp_path / "klyngebot.erased"), Key(b"made up")
    ledger.path.write_text("2026-11-22T08:00:00.0000")

    ledger.append(NOW, secret, ["mark"])

    assert [line.marks for line in ledger.read()] == [{"mark"}]
