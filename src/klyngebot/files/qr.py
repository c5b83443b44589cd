"""QR codes, for posters and slides."""

import io

import segno

SIDE = 600
"""Pixels along a side, about: five centimetres in print at 300 to the inch."""

_BORDER = 4
"""Modules of white around it, which ISO/IEC 18004 asks for."""


def qr_png(text: str) -> bytes:
    """Return a PNG of the QR code for ``text``.

    Raises:
        ValueError: ``text`` is too long for any code (about 2 300 bytes).
    """
    code = segno.make_qr(text, error="m")
    width, _ = code.symbol_size(border=_BORDER)
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=max(SIDE // int(width), 1), border=_BORDER)
    return buffer.getvalue()
