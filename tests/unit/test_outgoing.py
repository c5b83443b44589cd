import pytest
from hypothesis import given
from hypothesis import strategies as st

from klyngebot.domain.broadcasts import Attachment, AttachmentKind, Part
from klyngebot.domain.errors import BadInputError
from klyngebot.domain.outgoing import LABEL_LIMIT, LINKS_MOST, Link, Outgoing, outgoing, title

PHOTO = Attachment(kind=AttachmentKind.PHOTO, file_id="AgAC-made-up")
URL = "https://example.no/?a=1&b=2"


def text(html: str, number: int = 1) -> Part:
    return Part(id=number, html=html)


def photo(html: str = "", number: int = 1, album: str = "") -> Part:
    return Part(id=number, html=html, attachment=PHOTO, album=album)


def one(html: str) -> Outgoing:
    (found,) = outgoing([text(html)])
    return found


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Meld deg på: https://example.no/?a=1&amp;b=2", "Meld deg på"),
        ("<b>Meld deg på</b>: https://example.no/?a=1&amp;b=2", "Meld deg på"),
        ("  Program for dagen :https://example.no/?a=1&amp;b=2 ", "Program for dagen"),
        ("Kl. 9:30: https://example.no/?a=1&amp;b=2", "Kl. 9:30"),
        ('Se her: <a href="https://x.example.no">https://example.no/?a=1&amp;b=2</a>', "Se her"),
    ],
)
def test_a_line_with_a_label_and_a_link_becomes_a_button(line: str, label: str) -> None:
    found = one(f"Møte på tirsdag.\n{line}\nVelkommen!")

    assert found.links == (Link(label, URL),)
    assert found.html == "Møte på tirsdag.\nVelkommen!"


@pytest.mark.parametrize(
    "line",
    [
        "Les mer på https://example.no",
        "https://example.no",
        ": https://example.no",
        "Se: https://example.no og ring oss",
        "Skriv: ftp://example.no",
        "<code>curl: https://example.no</code>",
        "<b>Begynner her: https://example.no",
        f"{'x' * (LABEL_LIMIT + 1)}: https://example.no",
    ],
)
def test_every_other_line_stays_as_it_was_written(line: str) -> None:
    assert one(line) == Outgoing(html=line)


def test_a_message_of_links_alone_still_says_something() -> None:
    found = one("Meld deg på: https://example.no\nProgram: https://example.org")

    assert found.html == "Meld deg på"
    assert [link.label for link in found.links] == ["Meld deg på", "Program"]


def test_a_picture_carries_its_caption_and_buttons() -> None:
    (found,) = outgoing([photo("Kart\nÅpne: https://example.no")])

    assert found == Outgoing(
        html="Kart", attachments=(PHOTO,), links=(Link("Åpne", "https://example.no"),)
    )


def test_an_album_in_the_middle_keeps_its_caption() -> None:
    found = outgoing([photo("Fra dagen", 1, "a"), photo("", 2, "a"), text("Takk!", 3)])

    assert [len(message.attachments) for message in found] == [2, 0]
    assert found[0].captions == ("Fra dagen", "")
    assert not found[0].links


def test_an_album_that_comes_last_has_its_text_and_buttons_below_it() -> None:
    album, below = outgoing([photo("Fra dagen", 1, "a"), photo("", 2, "a")])

    assert album.captions == ("", "")
    assert (below.html, below.below_album) == ("Fra dagen", True)


def test_an_album_with_several_captions_keeps_them() -> None:
    album, below = outgoing([photo("Først", 1, "a"), photo("Så", 2, "a")])

    assert album.captions == ("Først", "Så")
    assert below == Outgoing(html="", below_album=True)


def test_two_albums_after_each_other_are_two() -> None:
    found = outgoing([photo("", n, album) for n, album in enumerate("aabb", start=1)])

    assert [len(message.attachments) for message in found] == [2, 2, 0]


def test_what_is_left_of_an_album_is_a_picture() -> None:
    (found,) = outgoing([photo("Kart", 1, "a")])

    assert (found.html, len(found.attachments)) == ("Kart", 1)


def test_more_links_than_anybody_reads_are_refused() -> None:
    lines = "\n".join(f"Nr. {n}: https://example.no/{n}" for n in range(LINKS_MOST + 1))

    with pytest.raises(BadInputError, match="too_many_links"):
        outgoing([text(lines)])


def test_more_files_than_an_album_takes_are_refused() -> None:
    with pytest.raises(BadInputError, match="album_too_large"):
        outgoing([photo("", n, "a") for n in range(11)])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([text("\n<b>Møte &amp; kaffe</b>\nPå tirsdag")], "Møte & kaffe"),
        ([photo(), text("Kart", 2)], "Kart"),
        ([photo()], ""),
    ],
)
def test_the_title_is_the_first_line_written(parts: list[Part], expected: str) -> None:
    assert title(parts) == expected


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["", "Hei"]))))
def test_nothing_written_and_no_file_is_lost(shapes: list[tuple[str, str]]) -> None:
    parts = [
        photo(html, n, album) if album else text(html or "Hallo", n)
        for n, (album, html) in enumerate(shapes)
    ][:10]

    found = outgoing(parts)

    assert sum(len(message.attachments) for message in found) == sum(
        part.attachment is not None for part in parts
    )
    said = [message.html for message in found] + [c for m in found for c in m.captions]
    assert sorted(filter(None, said)) == sorted(filter(None, (part.html for part in parts)))
    assert all(message.html or message.attachments or message.below_album for message in found)
    assert not found or not found[-1].is_album
