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
        "SELECT p.name, p.title FROM subscriber s JOIN person p ON p.id = s.person_id"
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

    await house.tap(ola, "Avslå")

    await house.until(lambda: "kunne ikke bekrefte" in house.sandbox.last_text(kari.id))
    assert house.rows("SELECT count(*) FROM subscriber WHERE person_id IS NOT NULL") == [(0,)]


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
