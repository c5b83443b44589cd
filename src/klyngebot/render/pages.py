"""Long lists a page at a time."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from klyngebot.domain.answers import MESSAGE_LIMIT
from klyngebot.domain.text import utf16_length
from klyngebot.i18n import Translator
from klyngebot.render.data import ButtonData
from klyngebot.render.reply import Button, Rows

MOST = 15
"""Lines on one page."""

_ROOM = MESSAGE_LIMIT - 900
"""UTF-16 units for the lines of one page, which leaves room for what stands around them."""


def page(
    items: Sequence[Markup], number: int, at: Callable[[int], ButtonData], tr: Translator
) -> tuple[list[Markup], Rows]:
    """Return the lines of a page, and the buttons that lead to the others.

    Args:
        items: Every line.
        number: Which page, counted from 0; one that is not there any more is the last one.
        at: Makes the button of a page.
        tr: The language.
    """
    pages = _pages(items)
    number = min(number, len(pages) - 1)
    if len(pages) == 1:
        return pages[0], []
    turn = []
    if number > 0:
        turn.append(Button(tr.label("‹ Forrige"), at(number - 1)))
    if number < len(pages) - 1:
        turn.append(Button(tr.label("Neste ›"), at(number + 1)))
    place = tr("Side %(page)s av %(pages)s", page=number + 1, pages=len(pages))
    return [*pages[number], place], [turn]


def named(names: Sequence[str], tr: Translator, *, most: int = 3) -> str:
    """Return ``most`` of ``names``, and how many are left out."""
    more = len(names) - most
    rest = [tr.label("%(count)s til", count=tr.number(more))] if more > 0 else []
    return "; ".join([*names[:most], *rest])


def _pages(items: Sequence[Markup]) -> list[list[Markup]]:
    pages: list[list[Markup]] = [[]]
    room = _ROOM
    for item in items:
        length = utf16_length(item) + 1
        if pages[-1] and (length > room or len(pages[-1]) == MOST):
            pages.append([])
            room = _ROOM
        pages[-1].append(item)
        room -= length
    return pages
