"""Reading what strace has written down."""

from pathlib import Path

import pytest

from support.strace import Request, Said, Step, Synced, Wrote, read_requests, read_steps

FOLDER = "/x"
FILE = f"{FOLDER}/file"


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def steps(tmp_path: Path, *lines: str) -> list[Step]:
    trace = tmp_path / "trace"
    trace.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return read_steps(trace, Path(FOLDER))


WRITE = f'7 pwrite64(3<{hexed(FILE)}>, "{hexed("new")}", 3, 512'
SAY = f'8 sendto(4<{hexed("socket:[1]")}>, "{hexed("hei")}", 3, 0, NULL, 0) = 3'


def test_a_write_counts_from_its_beginning_and_a_sync_from_its_end(tmp_path: Path) -> None:
    found = steps(
        tmp_path,
        f"{WRITE} <unfinished ...>",
        SAY,
        "7 <... pwrite64 resumed>)  = 3",
        f"7 fdatasync(3<{hexed(FILE)}> <unfinished ...>",
        SAY,
        "7 <... fdatasync resumed>) = 0",
    )

    assert found == [
        Wrote(1, FILE, 512, b"new"),
        Said(2, "4socket:[1]", b"hei"),
        Said(5, "4socket:[1]", b"hei"),
        Synced(6, FILE, 4),
    ]


def test_a_sync_that_never_returned_has_kept_nothing(tmp_path: Path) -> None:
    assert steps(tmp_path, f"7 fsync(3<{hexed(FILE)}> <unfinished ...>") == []


def test_what_failed_and_what_is_elsewhere_is_no_step(tmp_path: Path) -> None:
    elsewhere = WRITE.replace(hexed(FILE), hexed("/dev/null"))

    assert steps(tmp_path, f"{WRITE}) = -1 ENOSPC (No space left)", f"{elsewhere}) = 3") == []


@pytest.mark.parametrize(
    "line",
    [
        f"mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3<{hexed(FILE)}>, 0) = 0x7f",
        f"fallocate(3<{hexed(FILE)}>, 0, 0, 4096) = 0",
        f'link("{hexed(FILE)}", "{hexed("/x/other")}") = 0',
    ],
)
def test_a_way_of_writing_that_is_not_understood_is_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=FILE):
        steps(tmp_path, f"7 {line}")


def test_a_request_begins_with_its_first_byte(tmp_path: Path) -> None:
    request = 'POST /bot99:x/getUpdates HTTP/1.1\r\nContent-Length: 13\r\n\r\n{"offset": 8}'
    first, second = hexed(request[:20]), hexed(request[20:])
    socket = hexed("socket:[1]")

    found = steps(
        tmp_path,
        f'8 sendto(4<{socket}>, "{first}", 20, 0, NULL, 0) = 20',
        f"{WRITE}) = 3",
        f'8 sendto(4<{socket}>, "{second}", 50, 0, NULL, 0) = 50',
    )

    assert read_requests(found) == [Request(1, "getUpdates", {"offset": 8})]
