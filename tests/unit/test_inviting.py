"""Pictures and files to send: within Telegram's limits whatever anybody is called."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from klyngebot.domain.partners import Category, Partner, PartnerFacts, PartnerId, Standing
from klyngebot.domain.people import Person, PersonFacts, PersonId
from klyngebot.domain.text import utf16_length
from klyngebot.i18n import LOCALES, translator
from klyngebot.render.inviting import everybody, link_photo
from klyngebot.render.reply import File, Text
from klyngebot.sandbox.html import parse
from klyngebot.services.invitations import Invite

BOT = "b" * 32
CAPTION_LIMIT = 1024
"""UTF-16 units: https://core.telegram.org/bots/api#sendphoto"""

NAMES = ["Nord", "Å" * 300, "😀" * 150, '<b>x</b> & "q"', "&amp;" * 60, "=1+1"]


def partner(name: str) -> Partner:
    facts = PartnerFacts(name=name, category=Category.COMPANY, standing=Standing.AGREEMENT)
    return Partner(id=PartnerId(2**53), facts=facts, join_code="c" * 22)


def invite(name: str) -> Invite:
    person = Person(
        id=PersonId(1),
        partner_id=PartnerId(1),
        partner_name=name,
        facts=PersonFacts(name=name, email="kari@nord.example"),
    )
    return Invite(person=person, code=f"inv-{'c' * 24}", made=1)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_a_link_with_its_picture_is_taken_by_telegram(name: str, locale: str) -> None:
    shown = link_photo(partner(name), BOT, name, translator(locale))

    plain, _ = parse(str(shown.caption))
    assert utf16_length(plain) <= CAPTION_LIMIT
    assert plain.count(f"https://t.me/{BOT}?start=bli-{'c' * 22}") == 2
    assert shown.body.startswith(b"\x89PNG")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_says_each_name_as_it_is_and_has_both_texts(name: str, locale: str) -> None:
    shown = everybody([invite(name)], BOT, "Nordklyngen", translator(locale))

    assert isinstance(shown, File)
    (row,) = (
        CalamineWorkbook.from_filelike(BytesIO(shown.body)).get_sheet_by_index(0).to_python()[1:]
    )
    assert row[:3] == [name, "kari@nord.example", name]
    assert row[3] == f"https://t.me/{BOT}?start=inv-{'c' * 24}"
    assert str(row[3]) in str(row[4])
    assert str(row[3]) in str(row[5])
    assert str(row[4]).startswith("Hei, ")
    assert str(row[5]).startswith("Hello ")
    assert utf16_length(parse(str(shown.caption))[0]) <= CAPTION_LIMIT


def test_who_writes_nynorsk_invites_in_nynorsk_and_english() -> None:
    shown = everybody([invite("Kari")], BOT, "Nordklyngen", translator("nn"))

    assert isinstance(shown, File)
    (row,) = (
        CalamineWorkbook.from_filelike(BytesIO(shown.body)).get_sheet_by_index(0).to_python()[1:]
    )
    assert "Du står i partnarregisteret" in str(row[4])
    assert "You are in the partner register" in str(row[5])


def test_where_everybody_is_in_there_is_no_file() -> None:
    assert isinstance(everybody([], BOT, "Nordklyngen", translator("nb")), Text)
