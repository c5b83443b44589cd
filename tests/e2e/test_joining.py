import pytest

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
    await house.say(ola, "/kunngjor")
    await house.say(ola, "halvferdig")

    said = await house.say(ola, LINK)

    assert said.startswith("Du holder på med noe annet.")
    assert house.rows("SELECT value FROM draft_field") == [("halvferdig",)]


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
