"""The disk that the images of power cuts come from."""

from random import Random

from support.disk import Disk
from support.strace import Made, Removed, Renamed, Resized, Step, Synced, Wrote

FILE, LOG, FOLDER = "/x/file", "/x/log", "/x"


def images(*steps: Step, before: bytes = b"old") -> set[frozenset[tuple[str, bytes]]]:
    disk = Disk({FILE: before})
    for step in steps:
        disk.take(step)
    return {frozenset(disk.after_a_cut(Random(seed)).items()) for seed in range(400)}


def contents(*steps: Step, before: bytes = b"old") -> set[bytes | None]:
    return {dict(image).get(FILE) for image in images(*steps, before=before)}


def test_what_is_not_synced_is_there_or_not() -> None:
    assert contents(Wrote(1, FILE, 0, b"new")) == {b"old", b"new"}


def test_what_is_synced_is_there() -> None:
    assert contents(Wrote(1, FILE, 0, b"new"), Synced(3, FILE, 2)) == {b"new"}


def test_a_sync_covers_only_what_came_before_it_began() -> None:
    steps = (Wrote(1, FILE, 0, b"n"), Wrote(3, FILE, 1, b"e"), Synced(4, FILE, 2))

    assert contents(*steps) == {b"nld", b"ned"}


def test_a_later_write_may_be_there_without_an_earlier_one() -> None:
    steps = (Wrote(1, FILE, 0, b"n"), Wrote(2, FILE, 2, b"w"))

    assert contents(*steps) == {b"old", b"nld", b"olw", b"nlw"}


def test_a_long_write_may_be_torn_at_the_sectors_of_the_disk() -> None:
    found = contents(Wrote(1, FILE, 500, b"n" * 1000), before=b"o" * 1500)

    assert found == {
        b"o" * 500 + a * 12 + b * 512 + c * 476
        for a in (b"o", b"n")
        for b in (b"o", b"n")
        for c in (b"o", b"n")
    }


def test_a_file_may_be_longer_than_what_reached_it() -> None:
    assert contents(Wrote(1, FILE, 3, b"er")) == {b"old", b"older", b"old\0\0"}


def test_a_truncation_may_be_lost() -> None:
    assert contents(Resized(1, FILE, 0)) == {b"old", b""}


def test_a_new_file_may_have_no_name_until_its_folder_is_synced() -> None:
    steps = (Made(1, LOG, empties=False), Wrote(2, LOG, None, b"a"), Synced(4, LOG, 3))

    assert {LOG in dict(image) for image in images(*steps)} == {False, True}
    assert {dict(image)[LOG] for image in images(*steps, Synced(6, FOLDER, 5))} == {b"a"}


def test_a_rename_puts_one_file_or_the_other_under_the_name() -> None:
    steps = (
        Made(1, LOG, empties=False),
        Wrote(2, LOG, None, b"new"),
        Synced(4, LOG, 3),
        Synced(6, FOLDER, 5),
        Renamed(7, LOG, FILE),
    )

    assert contents(*steps) == {b"old", b"new"}


def test_a_removed_file_may_come_back_as_it_was() -> None:
    assert contents(Removed(1, FILE)) == {b"old", None}
