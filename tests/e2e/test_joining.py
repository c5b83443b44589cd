import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from klyngebot.sandbox import User
from support.house import House

LINK = "/start bli-made-up-join-code-0"


async def test_who_picks_their_name_is_confirmed_by_one_tap(house: House) -> None:
    ola = await house.leader()
    kari = house.person("Kari")

    await house.say(kari, LINK)
    thanks = await house.tap(kari, "Bjørg Mørk")
    await house.until(lambda: "Godkjenn" in house.sandbox.buttons(ola.id))
    asked = house.sandbox.last_text(ola.id)
    decided = await house.tap(ola, "Godkjenn")

    assert thanks.startswith("Takk, Bjørg Mørk!")
    assert asked.startswith("Bjørg Mørk (geolog) vil være kontakt for Senjagrafitt.")
    assert decided.endswith("✓ Godkjent av Ola.")
    await house.until(lambda: "Du er nå bekreftet kontakt" in house.sandbox.last_text(kari.id))


async def test_who_is_not_listed_gives_name_and_title(house: House) -> None:
    ola = await house.leader()
    kari = house.person("Kari")

    await house.say(kari, LINK)
    await house.tap(kari, "Jeg står ikke på listen")
    await house.say(kari, "Kari Nordmann")
    assert (
        await house.say(kari, "sjåfør") == "Stemmer dette?\n\nKari Nordmann, sjåfør, Senjagrafitt"
    )
    await house.tap(kari, "Send til prosjektkontoret")
    await house.until(lambda: "Godkjenn" in house.sandbox.buttons(ola.id))
    await house.tap(ola, "Godkjenn")

    assert house.rows(
        "SELECT p.name, p.title FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.ended_at IS NULL"
    ) == [("Kari Nordmann", "sjåfør")]


async def test_going_back_asks_again(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, LINK)
    await house.tap(kari, "Jeg står ikke på listen")
    await house.say(kari, "Kari Nordman")

    asked = await house.tap(kari, "Tilbake")

    assert "Hvem er du?" in asked


async def test_a_declined_person_is_told_kindly_and_is_no_member(house: House) -> None:
    ola = await house.leader()
    kari = house.person("Kari")
    await house.say(kari, LINK)
    await house.tap(kari, "Nils Åsen")
    await house.until(lambda: "Avslå" in house.sandbox.buttons(ola.id))

    asked = await house.tap(ola, "Avslå")
    await house.tap(ola, "Avslå uten begrunnelse")

    assert asked == "Vil du si hvorfor? Skriv et par ord, så får Nils Åsen dem."
    await house.until(lambda: "Du ble ikke godkjent" in house.sandbox.last_text(kari.id))
    assert house.rows("SELECT count(*) FROM membership WHERE ended_at IS NULL") == [(0,)]


async def test_the_second_leader_sees_who_was_first(house: House) -> None:
    ola, anne = await house.leader("Ola"), await house.leader_at_other_time("Anne")
    kari = house.person("Kari")
    await house.say(kari, LINK)
    await house.tap(kari, "Nils Åsen")
    await house.until(lambda: "Avslå" in house.sandbox.buttons(anne.id))
    await house.until(lambda: "Avslå" in house.sandbox.buttons(ola.id))
    await house.tap(ola, "Godkjenn")

    late = await house.tap(anne, "Avslå")

    assert late.endswith("✓ Godkjent av Ola.")
    assert house.rows("SELECT state FROM join_request") == [("approved",)]


async def test_a_leader_who_comes_later_gets_the_requests_that_wait(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, LINK)
    await house.tap(kari, "Nils Åsen")

    ola = await house.leader()

    await house.until(lambda: "Godkjenn" in house.sandbox.buttons(ola.id))


@pytest.mark.parametrize("payload", ["bli-wrong", "bli-", "leder-", "leder-1-wrong", "leder-x"])
async def test_a_link_that_does_not_work_says_the_same_whatever_is_wrong(
    house: House, payload: str
) -> None:
    kari = house.person("Kari")

    said = await house.say(kari, f"/start {payload}")

    assert said == "Lenken virker ikke lenger. Spør prosjektkontoret om en ny."
    assert house.rows("SELECT count(*) FROM subscriber WHERE staff IS NOT NULL") == [(0,)]


async def test_a_leader_code_works_for_one_person(house: House) -> None:
    ola = await house.leader()
    code = next(m["text"] for m in house.sandbox.chat(ola.id) if "leder-" in m.get("text", ""))
    kari = house.person("Kari")

    said = await house.say(kari, code)

    assert said.startswith("Lenken virker ikke lenger")
    assert house.rows("SELECT name FROM subscriber WHERE staff = 'leader'") == [("Ola",)]


async def test_the_leader_gets_the_links_and_nobody_else(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")

    links = await house.say(ola, "/lenker")
    refused = await house.say(kari, "/lenker")

    assert "Senjagrafitt" in links
    assert "ikke tilgang" in refused


@pytest.mark.parametrize("field", ["partner", "person", "topic", "message-1", "id", ""])
async def test_a_forged_way_back_opens_no_other_partner(house: House, field: str) -> None:
    nils = house.person("Nils")
    await house.say(nils, LINK)
    draft = house.rows("SELECT id FROM draft")[0][0]

    await house.tap_data(nils, f"1b{draft}:{field}")
    said = await house.say(nils, "2")

    assert "Kåfjord Kvarts" not in said
    assert not any("Máret" in text for text in house.texts(nils))
    assert house.rows("SELECT value FROM draft_field WHERE name = 'partner'") == [("1",)]
    assert house.rows("SELECT count(*) FROM inbox WHERE state = 'quarantined'") == [(0,)]


async def test_a_join_link_drops_nothing_a_leader_is_writing(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/nynyhet")
    await house.say(ola, "halvferdig")

    said = await house.say(ola, LINK)

    assert said.startswith("Du holder på med noe annet: ")
    assert house.rows("SELECT value FROM draft_field") == [("halvferdig",)]


async def test_an_announcement_stays_a_draft_when_a_join_link_is_followed(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/kunngjor")
    await house.say(ola, "halvferdig")

    said = await house.say(ola, LINK)
    await house.say(ola, "/avbryt")
    await house.say(ola, "/kunngjoringer")
    found = await house.tap(ola, "Utkast: halvferdig")

    assert said.startswith("Du er på vei inn som kontakt hos Senjagrafitt.")
    assert "Notert: 1 melding." in found
    assert house.rows("SELECT state, html FROM broadcast JOIN broadcast_part b ON 1") == [
        ("draft", "halvferdig")
    ]


async def test_who_moves_is_shown_with_where_they_come_from(house: House) -> None:
    ola = await house.leader()
    kari = await house.member(ola, "Kari", "Nils Åsen")
    await house.say(kari, "/start bli-made-up-join-code-1")
    await house.tap(kari, "Máret Čoske")

    await house.until(
        lambda: "Er i dag kontakt for Senjagrafitt, og flyttes." in house.texts(ola)[-1]
    )


async def test_asking_again_replaces_what_was_asked_before(house: House) -> None:
    ola = await house.leader()
    kari = house.person("Kari")
    for name in ("Nils Åsen", "Bjørg Mørk"):
        await house.say(kari, LINK)
        await house.tap(kari, name)
        await house.settled()

    first = next(m for m in house.sandbox.chat(ola.id) if "Nils Åsen" in m.get("text", ""))
    house.sandbox.tap(ola, "Godkjenn", message_id=first["message_id"])
    await house.quiet()

    assert "Erstattet av en ny forespørsel." in "".join(house.texts(ola))
    assert house.rows("SELECT count(*) FROM membership WHERE ended_at IS NULL") == [(0,)]


async def contact_at_senjagrafitt(house: House, ola: User) -> User:
    """Let Kari in as Bjørg, and make her the contact of her partner."""
    kari = await house.member(ola, "Kari", "Bjørg Mørk")
    await house.say(ola, "/roller Bjørg")
    await house.tap(ola, "Bjørg Mørk")
    await house.tap(ola, "Gjør til partnerkontakt")
    await house.until(lambda: "Du er nå partnerkontakt" in house.sandbox.last_text(kari.id))
    return kari


async def test_a_partner_contact_lets_a_colleague_in_who_is_told_what_others_see(
    house: House,
) -> None:
    ola = await house.leader()
    kari = await contact_at_senjagrafitt(house, ola)
    nils = house.person("Nils")
    await house.say(nils, LINK)
    await house.tap(nils, "Nils Åsen")
    await house.until(lambda: "Godkjenn" in house.sandbox.buttons(kari.id))

    decided = await house.tap(kari, "Godkjenn")

    menu = {command["command"] for command in house.sandbox.commands[f"chat:{kari.id}", ""]}
    assert "venter" in menu
    assert "kunngjor" not in menu
    assert decided.endswith("✓ Godkjent av Bjørg Mørk.")
    await house.until(lambda: "Du er nå bekreftet kontakt" in house.sandbox.last_text(nils.id))
    told = house.sandbox.last_text(nils.id)
    assert "Bekreftede kontakter hos partnerne ser navnet, stillingen og e-postadressen." in told
    assert "/meg" in told


async def test_a_contact_declines_with_a_word_and_may_think_again(house: House) -> None:
    ola = await house.leader()
    kari = await contact_at_senjagrafitt(house, ola)
    nils = house.person("Nils")
    await house.say(nils, LINK)
    await house.tap(nils, "Nils Åsen")
    await house.until(lambda: "Avslå" in house.sandbox.buttons(kari.id))

    await house.tap(kari, "Avslå")
    shown = await house.say(kari, "Jobber ikke her <lenger>.")
    await house.tap(kari, "Send avslaget")
    await house.until(lambda: "Du ble ikke godkjent" in house.sandbox.last_text(nils.id))
    no = house.sandbox.last_text(nils.id)
    await house.say(kari, "/venter")
    await house.tap(kari, "✗ Nils Åsen")
    await house.tap(kari, "Godkjenn likevel")

    assert shown == "Nils Åsen blir ikke godkjent, og får dette:\n\nJobber ikke her <lenger>."
    assert "\n\nJobber ikke her <lenger>.\n\n" in no
    await house.until(lambda: "Du er nå bekreftet kontakt" in house.sandbox.last_text(nils.id))


async def test_a_forged_tap_decides_for_no_other_partner(house: House) -> None:
    ola = await house.leader()
    kari = await contact_at_senjagrafitt(house, ola)
    maret = house.person("Máret")
    await house.say(maret, "/start bli-made-up-join-code-1")
    await house.tap(maret, "Máret Čoske")
    request = house.rows("SELECT max(id) FROM join_request")[0][0]
    await house.say(kari, "/partnere")

    for forged in ("d{}:1", "d{}:0", "Jd{}:0", "Jo{}", "Jr{}", "Jk2", "Jl2", "J12:1", "Ji2:0"):
        said = await house.tap_data(kari, "1" + forged.format(request))
        assert said.startswith("Det har du ikke tilgang til."), forged
    foreign = house.rows("SELECT id FROM person WHERE name = 'Máret Čoske'")[0][0]
    for forged in ("Jp{}", "Jm{}", "Jf{}", "Jy1", "Jg1:leader:1", "Jc0"):
        said = await house.tap_data(kari, "1" + forged.format(foreign))
        assert said.startswith("Det har du ikke tilgang til."), forged

    assert house.rows(f"SELECT state FROM join_request WHERE id = {request}") == [("waiting",)]
    assert not any("Máret" in text for text in house.texts(kari))


async def test_a_personal_link_lets_one_person_in_without_asking(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/inviter senjagrafitt")
    await house.tap(ola, "Nils Åsen")
    text = house.sandbox.last_text(ola.id)
    english = await house.tap(ola, "English text")
    link = re.findall(r"start=(inv-[\w-]+)", text)
    nils, kari = house.person("Nils"), house.person("Kari")

    welcome = await house.say(nils, f"/start {link[0]}")
    late = await house.say(kari, f"/start {link[0]}")

    assert re.findall(r"start=(inv-[\w-]+)", english) == link
    assert "Nils Åsen" in welcome
    assert late == "Lenken virker ikke lenger. Spør prosjektkontoret om en ny."
    assert house.rows("SELECT count(*) FROM membership WHERE ended_at IS NULL") == [(1,)]
    assert house.rows("SELECT count(*) FROM join_request") == [(0,)]


async def test_the_sheet_for_everybody_has_a_link_that_works(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(ola, "/inviter alle")
    file = next(file for file in house.sandbox.files if file.name == "invitasjoner.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    names = {row[0]: row for row in rows[1:]}

    welcome = await house.say(kari, "/start " + str(names["Máret Čoske"][3]).partition("start=")[2])
    refused = await house.say(kari, "/inviter alle")

    assert set(names) == {"Bjørg Mørk", "Nils Åsen", "Máret Čoske"}
    assert names["Máret Čoske"][1:3] == ["maret@example.no", "Kåfjord Kvarts"]
    assert "Máret Čoske" in welcome
    assert "Bekreftede kontakter hos partnerne ser navnet" in welcome
    assert "ikke tilgang" in refused


async def test_the_leader_sees_who_is_missing_and_gets_their_link_as_a_picture(
    house: House,
) -> None:
    ola = await house.leader()
    await house.member(ola, "Kari", "Bjørg Mørk")

    top = await house.say(ola, "/partnere")
    await house.tap(ola, "Hvem mangler")
    empty_first = house.sandbox.buttons(ola.id)
    card = await house.tap(ola, "Senjagrafitt: 1 av 2")
    await house.tap(ola, "Lenke og QR-kode")
    caption = house.sandbox.last_text(ola.id)
    await house.tap(ola, "Ny lenke")
    await house.tap(ola, "Lag ny lenke")

    assert top.startswith("1 av 3 partnere er med.\nIngen i boten fra: Kåfjord Kvarts og Malm")
    assert empty_first[-1] == "Senjagrafitt: 1 av 2"
    assert "✓ Bjørg Mørk, geolog\n○ Nils Åsen, daglig leder" in card
    assert "start=bli-made-up-join-code-0" in caption
    assert "start=bli-" in house.sandbox.last_text(ola.id)
    assert "made-up-join-code-0" not in house.sandbox.last_text(ola.id)
    assert (await house.say(house.person("Nils"), LINK)).startswith("Lenken virker ikke lenger")


async def test_a_partner_leaves_and_its_people_are_out_at_once(house: House) -> None:
    ola = await house.leader()
    kari = await contact_at_senjagrafitt(house, ola)
    await house.say(ola, "/partnere")
    await house.tap(ola, "Hvem mangler")
    await house.tap(ola, "Senjagrafitt: 1 av 2")
    await house.tap(ola, "Partneren har gått ut")
    gone = await house.tap(ola, "Ja, har gått ut")
    refused = await house.say(kari, "/venter")
    back = await house.tap(ola, "Tilbake i klyngen")

    menu = {command["command"] for command in house.sandbox.commands[f"chat:{kari.id}", ""]}
    assert "venter" not in menu
    assert gone == "Senjagrafitt\nHar gått ut av klyngen."
    assert "ikke tilgang" in refused
    assert back.startswith("Senjagrafitt\nIngen kontaktpersoner er lagt inn.")
