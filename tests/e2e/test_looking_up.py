import pytest

from support.house import House


async def test_a_visitor_finds_partners_and_no_people(house: House) -> None:
    kari = house.person("Kari")

    said = await house.say(kari, "grafitt")
    labels = house.sandbox.buttons(kari.id)
    nobody = await house.say(kari, "/finn mork")

    assert said == "Treff på «grafitt»:"
    assert labels == ["Senjagrafitt · Senja"]
    assert nobody.startswith("Jeg fant ingenting på «mork».")


@pytest.mark.parametrize("words", ["mork", "Mørk", "bjorg", "BJØRG MØRK", "mørkk"])
async def test_a_member_finds_a_person_by_any_spelling(house: House, words: str) -> None:
    ola = await house.leader()
    kari = await house.member(ola, "Kari", "Nils Åsen")

    await house.say(kari, words)
    card = await house.tap(kari, "Bjørg Mørk")

    assert card.splitlines() == [
        "Bjørg Mørk",
        "geolog, Senjagrafitt",
        "",
        "E-post: bjorg@example.no",
    ]


async def test_partners_are_browsed_in_one_message(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/partnere")
    count = len(house.sandbox.chat(kari.id))

    page = await house.tap(kari, "Bedrift (2)")
    card = await house.tap(kari, "Kåfjord Kvarts")
    back = await house.tap(kari, "Tilbake")

    assert page == back == "Bedrift"
    assert card.startswith("Kåfjord Kvarts AS\nBedrift · har partneravtale")
    assert card.endswith("Du ser kontaktpersonene når du er bekreftet kontakt hos en partner.")
    assert len(house.sandbox.chat(kari.id)) == count


async def test_a_forged_button_shows_a_visitor_no_person(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/partnere")

    said = await house.tap_data(kari, "1q1")

    assert "ikke tilgang" in said
    assert not any("Mørk" in m.get("text", "") for m in house.sandbox.chat(kari.id))


async def test_english_speakers_are_answered_in_english_until_they_choose(house: House) -> None:
    emma = house.person("Emma", language_code="en-GB")

    welcome = await house.say(emma, "/start")
    await house.say(emma, "/settings")
    settings = await house.tap(emma, "Norsk (bokmål)")

    assert welcome.startswith("Hello, Emma! This is the bot of Prøveklyngen")
    assert settings.startswith("Innstillinger")
    assert (await house.say(emma, "/partners")).startswith("Partnerne")
