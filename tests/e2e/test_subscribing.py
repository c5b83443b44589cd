from support.house import House


async def test_start_says_what_this_is_and_turns_every_topic_on(house: House) -> None:
    kari = house.person("Kari")

    said = await house.say(kari, "/start")

    assert said.startswith("Hei, Kari! Dette er boten til Prøveklyngen")
    assert [label[0] for label in house.sandbox.buttons(kari.id)] == ["✓"] * 4
    assert house.rows("SELECT count(*) FROM subscription") == [(4,)]


async def test_a_topic_is_turned_off_in_place(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")
    before = len(house.sandbox.chat(kari.id))

    await house.tap(kari, "✓ Miljø")

    assert "○ Miljø" in house.sandbox.buttons(kari.id)
    assert house.rows("SELECT count(*) FROM subscription") == [(3,)]
    assert len(house.sandbox.chat(kari.id)) == before


async def test_start_again_keeps_what_was_chosen(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")
    await house.tap(kari, "✓ Miljø")

    await house.say(kari, "/start")

    assert "○ Miljø" in house.sandbox.buttons(kari.id)
