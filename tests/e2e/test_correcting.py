"""Correcting and withdrawing, as the leader does it and as every chat shows it afterwards."""

import struct
import zlib

from klyngebot.sandbox import Fault, FaultKind, User
from support.house import House

DAY = 24 * 3600


async def two(house: House) -> tuple[User, User]:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    return ola, kari


async def announced(house: House, leader: User, text: str) -> int:
    """Announce ``text``, and return the message in which its author wrote it."""
    await house.say(leader, "/kunngjor")
    written = house.sandbox.say(leader, text)
    await house.quiet()
    await house.tap(leader, "Forhåndsvis")
    await house.tap(leader, "Send nå")
    await house.settled()
    return written


async def edited(house: House, leader: User, written: int, text: str) -> str:
    house.sandbox.edit(leader, written, text)
    await house.quiet()
    return house.sandbox.last_text(leader.id)


def changed(house: House) -> dict[str, int]:
    return dict(
        house.rows(
            "SELECT kind || ' ' || state, count(*) FROM delivery WHERE kind <> 'broadcast'"
            " GROUP BY 1"
        )
    )


async def test_an_edited_message_is_corrected_everywhere_once_the_leader_says_so(
    house: House,
) -> None:
    ola, kari = await two(house)
    written = await announced(house, ola, "Møtet er på tirsdag kl. 9 i Narvik")
    before = len(house.texts(kari))

    asked = await edited(house, ola, written, "Møtet er på onsdag kl. 9 i Narvik")
    meanwhile = house.texts(kari)[-1]
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert asked == (
        "Vil du rette kunngjøringen hos alle 2 som har fått den?\n\n"
        "Før: Møtet er på tirsdag kl. 9 i Narvik\nNå: Møtet er på onsdag kl. 9 i Narvik\n\n"
        "Det gir ingen lyd hos dem."
    )
    assert meanwhile == "Møtet er på tirsdag kl. 9 i Narvik"
    assert house.texts(kari)[-1] == "Møtet er på onsdag kl. 9 i Narvik"
    assert len(house.texts(kari)) == before
    assert changed(house) == {"correction delivered": 2}
    await house.until(lambda: "Rettet hos alle 2." in "\n".join(house.texts(ola)))


async def test_a_correction_that_is_let_be_changes_nothing(house: House) -> None:
    ola, kari = await two(house)
    written = await announced(house, ola, "Møte på tirsdag")
    await edited(house, ola, written, "Møte på onsdag")

    said = await house.tap(ola, "La være")

    assert said == "Greit. Hos mottakerne står den som før."
    assert house.texts(kari)[-1] == "Møte på tirsdag"
    assert changed(house) == {}


async def test_several_edited_messages_are_one_correction(house: House) -> None:
    ola, kari = await two(house)
    await house.say(ola, "/kunngjor")
    first, second = (house.sandbox.say(ola, text) for text in ("Husk møtet", "Ta med hjelm"))
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå")
    await house.settled()

    await edited(house, ola, first, "Husk årsmøtet")
    await edited(house, ola, second, "Ta med hjelm og vest")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert house.texts(kari)[-2:] == ["Husk årsmøtet", "Ta med hjelm og vest"]
    assert house.rows("SELECT count(*) FROM broadcast_change") == [(1,)]


async def test_a_message_is_corrected_from_the_account(house: House) -> None:
    ola, kari = await two(house)
    await announced(house, ola, "Møte på tirsdag")
    await house.until(lambda: house.offers(ola, "Rett"))

    asked = await house.tap(ola, "Rett")
    offered = await house.say(ola, "Møte på onsdag\nMeld deg på: https://example.no/møte")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert asked.startswith("Send meg den nye teksten, slik hele meldingen skal stå.")
    assert "Nå: Møte på onsdag Meld deg på: https://example.no/møte" in offered
    shown = house.sandbox.chat(kari.id)[-1]
    assert shown["text"] == "Møte på onsdag"
    assert shown["reply_markup"]["inline_keyboard"][0][0]["text"] == "Meld deg på"


async def test_who_has_deleted_the_message_is_named_in_the_account(house: House) -> None:
    ola, kari = await two(house)
    written = await announced(house, ola, "Møte på tirsdag")
    house.sandbox.delete(kari, house.sandbox.chat(kari.id)[-1]["message_id"])

    await edited(house, ola, written, "Møte på onsdag")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    await house.until(
        lambda: "Ikke hos Kari – har slettet meldingen" in "\n".join(house.texts(ola))
    )
    assert changed(house) == {"correction delivered": 1, "correction refused": 1}


async def test_an_edit_whose_answer_is_lost_is_made_again_by_itself(house: House) -> None:
    ola, kari = await two(house)
    written = await announced(house, ola, "Møte på tirsdag")
    lost = Fault(FaultKind.RESET_AFTER, method="editMessageText", chat_id=kari.id)
    house.sandbox.faults.add(lost)

    await edited(house, ola, written, "Møte på onsdag")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert house.texts(kari)[-1] == "Møte på onsdag"
    assert changed(house) == {"correction delivered": 2}


async def test_a_withdrawn_announcement_is_gone_from_every_chat(house: House) -> None:
    ola, kari = await two(house)
    await announced(house, ola, "hemmelig")
    await house.until(lambda: house.offers(ola, "Trekk tilbake"))

    asked = await house.tap(ola, "Trekk tilbake")
    again = await house.tap(ola, "Trekk tilbake")
    await house.tap(ola, "Ja, slett hos 2")
    await house.settled()

    assert asked == "Vil du trekke tilbake kunngjøringen?\n\nDen slettes hos 2."
    assert again == "Er du helt sikker? Det kan ikke angres.\n\nDen slettes hos 2."
    assert "hemmelig" not in house.texts(kari)
    assert changed(house) == {"withdrawal delivered": 2}
    await house.until(lambda: "Trukket tilbake hos alle 2." in "\n".join(house.texts(ola)))


async def test_what_is_older_than_48_hours_is_said_before_and_after(house: House) -> None:
    ola, kari = await two(house)
    await announced(house, ola, "hemmelig")
    await house.until(lambda: house.offers(ola, "Trekk tilbake"))
    house.sandbox.clock_shift = 3 * DAY  # by Telegram's clock only: it decides
    await house.tap(ola, "Trekk tilbake")
    await house.tap(ola, "Trekk tilbake")
    await house.tap(ola, "Ja, slett hos 2")
    await house.settled()

    await house.until(lambda: "Ikke hos Kari – eldre enn 48 timer" in "\n".join(house.texts(ola)))
    assert "hemmelig" in house.texts(kari)
    assert changed(house) == {"withdrawal refused": 2}
    account = await house.tap(ola, "Se kunngjøringen")
    assert "Levert til alle 2 mottakerne.\nTrukket tilbake hos 0, ikke hos 2." in account
    await house.until(lambda: not house.offers(ola, "Rett"))  # the card of its progress, too


async def test_nobody_but_a_leader_corrects_or_withdraws(house: House) -> None:
    ola, kari = await two(house)
    await announced(house, ola, "Møte på tirsdag")

    said = [await house.tap_data(kari, data) for data in ("1BG1", "1BH1", "1BJ1:1", "1BK1")]

    assert all("ikke tilgang" in text for text in said)
    assert house.texts(kari).count("Møte på tirsdag") == 1


def png(shade: int) -> bytes:
    """Return a picture of one point; each shade is another file."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes([0, shade]))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in body
    )


async def pictures_announced(house: House, leader: User, *, shades: list[int]) -> list[int]:
    """Announce a picture, or an album, and return the messages in which its author sent it."""
    await house.say(leader, "/kunngjor")
    if len(shades) == 1:
        written = [house.sandbox.send_photo(leader, png(shades[0]), caption="Gruva tirsdag")]
    else:
        written = house.sandbox.album(leader, [png(n) for n in shades], caption="Gruva tirsdag")
    await house.quiet()
    await house.say(leader, "Ta med hjelm")
    await house.tap(leader, "Forhåndsvis")
    await house.tap(leader, "Send nå")
    await house.settled()
    return written


def files(house: House, user: User) -> list[str]:
    """Return which pictures the chat shows, in order."""
    chat = house.sandbox.chat(user.id)
    return [m["photo"][-1]["file_unique_id"] for m in chat if "photo" in m]


def captions(house: House, user: User) -> list[str]:
    return [m.get("caption", "") for m in house.sandbox.chat(user.id) if "photo" in m]


async def test_a_caption_is_corrected_and_the_picture_stays(house: House) -> None:
    ola, kari = await two(house)
    (written,) = await pictures_announced(house, ola, shades=[1])
    before = files(house, kari)

    await edited(house, ola, written, "Gruva onsdag")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert captions(house, kari) == ["Gruva onsdag"]
    assert files(house, kari) == before


async def test_a_picture_is_replaced_by_another_from_the_account(house: House) -> None:
    ola, kari = await two(house)
    await pictures_announced(house, ola, shades=[1])
    before = files(house, kari)
    await house.tap(ola, "Rett")

    await house.tap(ola, "Bilde: Gruva tirsdag")
    house.sandbox.send_photo(ola, png(2), caption="Gruva onsdag")
    await house.quiet()
    offered = house.sandbox.last_text(ola.id)
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert "Bildet er byttet ut." in offered
    assert captions(house, kari) == ["Gruva onsdag"]
    assert files(house, kari) != before
    assert house.texts(kari)[-1] == "Ta med hjelm"


async def test_the_caption_of_an_album_is_corrected_in_its_own_message(house: House) -> None:
    ola, kari = await two(house)
    written = await pictures_announced(house, ola, shades=[1, 2, 3])
    before = files(house, kari)

    await edited(house, ola, written[0], "Gruva onsdag")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert captions(house, kari) == ["Gruva onsdag", "", ""]
    assert files(house, kari) == before
    assert changed(house) == {"correction delivered": 2}


async def test_every_message_of_a_withdrawn_album_is_gone(house: House) -> None:
    ola, kari = await two(house)
    await pictures_announced(house, ola, shades=[1, 2, 3])

    await house.tap(ola, "Trekk tilbake")
    await house.tap(ola, "Trekk tilbake")
    await house.tap(ola, "Ja, slett hos 2")
    await house.settled()

    assert captions(house, kari) == []
    assert "Ta med hjelm" not in house.texts(kari)
    assert changed(house) == {"withdrawal delivered": 4}


async def test_a_second_correction_while_the_first_is_held_up_is_what_everybody_reads(
    house: House,
) -> None:
    ola, kari = await two(house)
    written = await announced(house, ola, "Møte på tirsdag")
    wait = Fault(
        FaultKind.ERROR, method="editMessageText", chat_id=kari.id, status=429, retry_after=1
    )
    house.sandbox.faults.add(wait)
    await edited(house, ola, written, "Møte på onsdag")
    await house.tap(ola, "Rett hos alle 2")

    await edited(house, ola, written, "Møte på torsdag")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert house.texts(kari)[-1] == "Møte på torsdag"
    await house.until(lambda: house.texts(ola).count("Møte på torsdag") >= 1)


async def test_what_is_sent_while_a_correction_is_confirmed_reaches_nobody_with_the_old_text(
    house: House,
) -> None:
    ola = await house.leader()
    people = [house.person(f"Abonnent {n}") for n in range(6)]
    for person in people:
        await house.say(person, "/start")
    await house.say(ola, "/kunngjor")
    written = house.sandbox.say(ola, "Møte på tirsdag")
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    slow = Fault(FaultKind.SLOW, contains="Møte på tirsdag", seconds=0.5, times=4)
    house.sandbox.faults.add(slow)
    await house.tap(ola, "Send nå")

    await edited(house, ola, written, "Møte på onsdag")
    await house.tap(ola, "Rett")
    await house.settled()

    assert {house.texts(person)[-1] for person in people} == {"Møte på onsdag"}


async def test_a_file_is_replaced_by_another_and_is_no_import(house: House) -> None:
    ola, kari = await two(house)
    await house.say(ola, "/kunngjor")
    house.sandbox.send_document(ola, "sakliste.pdf", b"%PDF made up", caption="Sakliste")
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå")
    await house.settled()

    await house.tap(ola, "Rett")
    house.sandbox.send_document(ola, "ny.xlsx", b"made up", caption="Ny sakliste")
    await house.quiet()
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    shown = house.sandbox.chat(kari.id)[-1]
    assert (shown["document"]["file_name"], shown["caption"]) == ("ny.xlsx", "Ny sakliste")
    assert house.rows("SELECT count(*) FROM import_file") == [(0,)]
