"""What became of an announcement, through the whole bot."""

import io

from python_calamine import CalamineWorkbook

from klyngebot.sandbox import Fault, FaultKind, User
from support.house import House

COPY = (
    "Adressene. Trykk for å kopiere, og lim dem inn som blindkopi.\n\n"
    "Det er notert at du hentet dem ut."
)


async def sent(house: House) -> tuple[User, User]:
    """Return a leader who has announced something, and a member who has blocked the bot."""
    ola = await house.leader()
    nils = await house.member(ola, "Nils", "Nils Åsen")
    house.sandbox.block(nils)
    await house.announce(ola, "Fagdag i Bodø\nMeld deg på: https://example.no/fagdag")
    await house.settled()
    await house.until(lambda: any(text.startswith("Ferdig.") for text in house.texts(ola)))
    return ola, nils


def workbook(house: House, user: User) -> tuple[str, CalamineWorkbook]:
    message = next(m for m in reversed(house.sandbox.chat(user.id)) if "document" in m)
    file = house.sandbox.files.find(message["document"]["file_id"])
    assert file is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    return message["document"]["file_name"], book


async def test_a_leader_sees_partner_by_partner_and_sends_the_account_on(house: House) -> None:
    ola, _nils = await sent(house)

    shown = await house.tap(ola, "Per partner")
    await house.tap(ola, "Tilbake")
    await house.tap(ola, "Som regneark")
    name, book = workbook(house, ola)

    assert shown == (
        "Per partner. Levert til noen hos 0 av 1.\n\n"
        "Senjagrafitt: 0 av 1 (avvist: Nils Åsen – har blokkert boten)\n"
        "Uten partner: 1 av 1"
    )
    assert name.startswith("kunngjoring-20")
    assert name.endswith("-fagdag-i-bodo.xlsx")
    assert book.sheet_names == ["Kunngjøringen", "Partnere", "Mottakere"]
    assert [row[:4] for row in book.get_sheet_by_name("Mottakere").to_python()[1:]] == [
        ["Nils Åsen", "Senjagrafitt", "avvist", "har blokkert boten"],
        ["Ola", "", "levert", ""],
    ]


async def test_a_leader_copies_the_addresses_and_the_text_of_those_not_reached(
    house: House,
) -> None:
    ola, _nils = await sent(house)

    shown = await house.tap(ola, "Ikke nådd")
    await house.tap(ola, "Adressene og teksten")

    assert shown == (
        "3 personer i registeret har ikke fått den her.\n\n"
        "Kåfjord Kvarts: Máret Čoske (ikke i boten)\n"
        "Senjagrafitt: Bjørg Mørk (ikke i boten); Nils Åsen (har blokkert boten)"
    )
    assert house.texts(ola)[-4:] == [
        COPY,
        "maret@example.no; bjorg@example.no; nils@example.no",
        "Teksten",
        "Fagdag i Bodø\nMeld deg på: https://example.no/fagdag",
    ]
    assert house.sandbox.chat(ola.id)[-1]["entities"][0]["type"] == "code"
    taken = "SELECT count(*) FROM audit WHERE action = 'broadcast_addresses_taken'"
    assert house.rows(taken) == [(1,)]


async def test_who_lets_the_bot_in_again_is_reached_by_the_next_one(house: House) -> None:
    ola, nils = await sent(house)
    await house.tap(ola, "Ikke nådd")
    blocked = await house.tap(ola, "Har blokkert boten")

    house.sandbox.unblock(nils)
    await house.quiet()
    healed = house.rows("SELECT count(*) FROM subscriber WHERE unreachable_at IS NOT NULL")
    await house.announce(ola, "Neste fagdag")
    await house.settled()

    assert blocked.startswith(
        "1 person kan ikke nås nå.\n\nNils Åsen, Senjagrafitt – har blokkert boten, siden "
    )
    assert healed == [(0,)]
    assert house.texts(nils)[-1] == "Neste fagdag"


async def test_the_pages_are_for_leaders_also_with_a_forged_button(house: House) -> None:
    await sent(house)
    kari = house.person("Kari")
    await house.say(kari, "/start")

    for data in ("1Cf1:0", "1Cg1", "1Ca1:0", "1Cb1", "1Cc0", "1Cd0"):
        assert "ikke tilgang" in await house.tap_data(kari, data)

    assert house.rows("SELECT count(*) FROM audit WHERE action LIKE 'broadcast_a%'") == [(0,)]


async def test_the_status_leads_to_notices_that_did_not_arrive(house: House) -> None:
    ola = await house.leader()
    nils = house.person("Nils")
    await house.say(nils, "/start")
    house.sandbox.block(nils)
    await house.say(ola, "/nynyhet")
    await house.say(ola, "Ny gruve")
    await house.say(ola, "Den åpner.")
    await house.tap(ola, "Miljø")
    await house.tap(ola, "Legg ut og varsle")
    await house.settled()

    await house.say(ola, "/status")
    shown = await house.tap(ola, "Varsler som ikke kom fram: 1")

    assert shown.startswith("Varsler som ikke kom fram\n\n")
    assert "nyheten «Ny gruve»: avvist: Nils – har blokkert boten" in shown


async def test_a_paused_announcement_stands_on_top_of_the_list(house: House) -> None:
    ola = await house.leader()
    nils = house.person("Nils")
    await house.say(nils, "/start")
    house.sandbox.faults.add(
        Fault(FaultKind.ERROR, chat_id=nils.id, status=429, retry_after=60, times=None)
    )
    await house.announce(ola, "Fagdag")
    await house.tap(ola, "Pause")

    listed = await house.say(ola, "/kunngjoringer")

    assert listed.startswith("⏸ 1 kunngjøring står på pause og venter på deg.\n\n")
    assert house.sandbox.buttons(ola.id)[0] == "På pause: Fagdag"
