import struct

import pytest

from klyngebot.sandbox.pictures import dimensions
from unit.sandbox.pixel import PNG

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08"
    + struct.pack(">HH", 30, 40)
    + b"\x01\x01\x11\x00"
)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (1, 1)),
        (JPEG, (40, 30)),
        (b"\xff\xd8\xff\xe0\x00\x04ab", None),
        (b"\xff\xd8 and then nonsense", None),
        (PNG[:20], None),
        (b"GIF89a", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_beginning(
    data: bytes, size: tuple[int, int] | None
) -> None:
    assert dimensions(data) == size
