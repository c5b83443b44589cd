import struct
import zlib

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from klyngebot.files.qr import qr_png

LINK = "https://t.me/klynge_bot?start=join_Zk3v9QmX2rT1"


def pixels(png: bytes) -> list[list[bool]]:
    """Return which pixels of a picture of one bit a pixel are dark."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    parts: dict[bytes, bytes] = {}
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert png[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(name + data))
        parts[name] = parts.get(name, b"") + data
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (depth, colour) == (1, 0)
    stride = (width + 7) // 8 + 1
    raw = zlib.decompress(parts[b"IDAT"])
    rows: list[bytes] = []
    for start in range(0, stride * height, stride):
        row = raw[start + 1 : start + stride]
        if raw[start] == 2:  # as the row above, plus
            row = bytes((a + b) % 256 for a, b in zip(row, rows[-1], strict=True))
        rows.append(row)
    assert set(raw[::stride]) <= {0, 2}
    return [[not row[x // 8] >> (7 - x % 8) & 1 for x in range(width)] for row in rows]


@settings(max_examples=15)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_the_picture_shows_the_modules_of_the_code_in_a_white_border(text: str) -> None:
    shown = pixels(qr_png(text))

    modules = [[bool(module) for module in row] for row in segno.make_qr(text, error="m").matrix]
    scale = len(shown) // (len(modules) + 8)
    middle = [row[scale // 2 :: scale] for row in shown[scale // 2 :: scale]]
    assert [row[4:-4] for row in middle[4:-4]] == modules
    assert sum(map(sum, middle)) == sum(map(sum, modules))


def test_a_join_link_makes_a_picture_of_about_600_pixels() -> None:
    shown = pixels(qr_png(LINK))

    assert 550 <= len(shown) == len(shown[0]) <= 600


def test_a_text_that_no_code_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_png("x" * 3000)
