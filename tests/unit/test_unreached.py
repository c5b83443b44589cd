"""What a leader puts into an e-mail to those whom an announcement has not reached here."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.broadcasts import MAIN, Attachment, AttachmentKind, Part
from klyngebot.domain.outgoing import readable
from klyngebot.domain.people import PersonId
from klyngebot.domain.text import utf16_length
from klyngebot.domain.unreached import Unreached, UnreachedPerson, Why
from klyngebot.i18n import translator
from klyngebot.render import unreached
from klyngebot.render.reply import Text
from support.broadcasts import a_broadcast

NB = translator("nb")
PHOTO = Attachment(kind=AttachmentKind.PHOTO, file_id="AgAC-made-up")
PROGRAMME = Attachment(kind=AttachmentKind.DOCUMENT, file_id="BQAC-made-up", name="program.pdf")


def somebody(number: int, **more: Any) -> UnreachedPerson:
    values: dict[str, Any] = {
        "name": f"Person {number}",
        "email": f"person.{number}@example.no",
        "partner_name": f"Partner {number // 3}",
        "why": Why.NOT_IN_BOT,
    }
    return UnreachedPerson(id=PersonId(number), **{**values, **more})


def found(*people: UnreachedPerson, **more: Any) -> Unreached:
    return Unreached(broadcast=a_broadcast("Hei."), people=people, **more)


def copied(shown: list[Text]) -> list[str]:
    return [
        str(one.html.unescape()).removeprefix("<code>").removesuffix("</code>")
        for one in shown
        if one.html.startswith("<code>")
    ]


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<b>Fagdag</b> &amp; <i>kaffe</i>", "Fagdag & kaffe"),
        ('<a href="https://example.no/?a=1&amp;b=2">her</a>', "her (https://example.no/?a=1&b=2)"),
        ('<a href="https://example.no">https://example.no</a>', "https://example.no"),
        ('<a href="https://example.no">example.no</a>', "example.no"),
        ('<a href="mailto:a@example.no">a@example.no</a>', "a@example.no"),
        ('<a href="tg://user?id=990000001">Kari</a>', "Kari"),
        ('<a href="https://example.no"><b>her</b>\nog der</a>', "her\nog der (https://example.no)"),
    ],
)
def test_a_link_is_written_out_and_other_formatting_dropped(html: str, shown: str) -> None:
    assert readable(html) == shown


def test_the_text_has_its_buttons_as_lines_and_names_what_was_attached() -> None:
    parts = [
        Part(id=1, html="<b>Fagdag</b>\nMeld deg på: https://example.no/p"),
        Part(id=2, html="Bildet", attachment=PHOTO, album="a"),
        Part(id=3, html="", attachment=PROGRAMME, album="a"),
    ]

    assert unreached.plain_text(parts, NB) == (
        "Fagdag\nMeld deg på: https://example.no/p\n\nBildet\n\nVedlegg: et bilde, program.pdf"
    )


def test_every_language_is_given_with_its_name() -> None:
    parts = {MAIN: (Part(id=1, html="Hei."),), "en": (Part(id=2, html="Hello."),)}
    both = Unreached(broadcast=a_broadcast(variants=parts), people=(somebody(1),))

    shown = unreached.addresses(both, NB)

    assert [str(one.html) for one in shown[2:]] == [
        "<b>Teksten</b> (hovedutgaven)",
        "<code>Hei.</code>",
        "<b>Teksten</b> (engelsk)",
        "<code>Hello.</code>",
    ]


def test_many_addresses_take_several_messages_and_none_is_lost_or_cut() -> None:
    everybody = [somebody(number) for number in range(500)]

    pieces = copied(unreached.addresses(found(*everybody), NB))[:-1]

    assert len(pieces) > 1
    assert all(utf16_length(piece) <= 4096 for piece in pieces)
    assert [one for piece in pieces for one in piece.split("; ")] == [
        one.email for one in everybody
    ]


@given(st.text(st.sampled_from("aæ😀<&\n "), max_size=6000))
def test_a_text_of_any_length_fits_its_messages(text: str) -> None:
    pieces = unreached.pieces(text, "\n")

    assert all(utf16_length(piece) <= 4096 for piece in pieces)
    assert "".join(pieces).replace("\n", "").split() == text.replace("\n", "").split()


def test_the_longest_names_fit_one_message() -> None:
    long = {"name": "Æ" * 300, "partner_name": "Ø" * 300, "email": "", "is_told": False}
    everybody = [
        somebody(number, **{**long, "partner_name": f"{number // 3}{'Ø' * 300}"})
        for number in range(120)
    ]

    shown = found(*everybody, elsewhere=7, asks_the_bot=True)

    for number in range(3):
        page = unreached.unreached(shown, number, NB)
        assert utf16_length(page.html.unescape()) <= 4096
    for text in unreached.addresses(shown, NB):
        assert utf16_length(text.html.unescape()) <= 4096


def test_everybody_reached_is_said() -> None:
    assert unreached.unreached(found(), 0, NB).html == (
        "Alle i registeret som den var til, har fått den her."
    )
    assert "står ikke i registeret" in unreached.unreached(found(elsewhere=1), 0, NB).html
