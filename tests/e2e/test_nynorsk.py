"""Somebody whose Telegram is in nynorsk."""

from datetime import UTC, datetime

from klyngebot.domain.codes import leader_code
from support.house import TOKEN, House


async def test_who_has_telegram_in_nynorsk_is_spoken_to_in_nynorsk(house: House) -> None:
    eldbjorg = house.person("Eldbjørg", language_code="nn")

    welcome = await house.say(eldbjorg, "/start")
    nothing = await house.say(eldbjorg, "/nyheiter")
    unknown = await house.say(eldbjorg, "/finst_ikkje")

    assert welcome.startswith("Hei, Eldbjørg! Dette er boten til Prøveklyngen: nyheiter, ")
    assert nothing == "Ingen nyheiter enno."
    assert unknown == "Den kommandoen kjenner eg ikkje. /hjelp viser kva eg kan."


async def test_the_menu_of_a_nynorsk_telegram_has_the_nynorsk_names(house: House) -> None:
    await house.until(lambda: ("default", "se") in house.sandbox.commands)  # the last of them

    menus = {
        language: {entry["command"]: entry["description"] for entry in menu}
        for (scope, language), menu in house.sandbox.commands.items()
        if scope == "default"
    }

    assert menus["nn"]["innstillingar"] == "vel tema og språk"
    assert menus["nb"]["innstillinger"] == menus["no"]["innstillinger"] == "velg temaer og språk"
    assert menus[""]["settings"] == "choose topics and language"


async def test_a_language_is_chosen_by_its_own_name_and_changes_texts_and_menu(
    house: House,
) -> None:
    eldbjorg = house.person("Eldbjørg", language_code="nn")
    await house.say(eldbjorg, "/start")

    first = await house.say(eldbjorg, "/innstillingar")
    offered = house.sandbox.buttons(eldbjorg.id)[-3:]
    in_bokmal = await house.tap(eldbjorg, "Bokmål")
    back = await house.tap(eldbjorg, "Nynorsk")

    assert first.startswith("Innstillingar\n\nDu får meldingar frå meg.")
    assert offered == ["Bokmål", "✓ Nynorsk", "English"]
    assert in_bokmal.startswith("Innstillinger\n\nDu får meldinger fra meg.")
    assert back == first
    menu = {entry["command"] for entry in house.sandbox.commands[f"chat:{eldbjorg.id}", ""]}
    assert {"nyheiter", "partnarar", "innstillingar"} <= menu


async def test_a_command_works_by_its_nynorsk_name_for_everybody(house: House) -> None:
    kari = house.person("Kari")

    assert (await house.say(kari, "/nyheiter")) == (await house.say(kari, "/nyheter"))


async def test_a_topic_is_shown_by_its_nynorsk_name_once_it_has_one(house: House) -> None:
    eldbjorg, ola = house.person("Eldbjørg", language_code="nn"), await house.leader()
    await house.say(eldbjorg, "/start")
    before = house.sandbox.buttons(eldbjorg.id)

    await house.say(ola, "/temaer")
    await house.tap(ola, "Temaer (4)")
    await house.tap(ola, "Kompetanse og forskning")
    asked = await house.tap(ola, "Nytt nynorsk navn")
    await house.say(ola, "Kompetanse og forsking")
    saved = await house.tap(ola, "Lagre")
    await house.say(eldbjorg, "/start")

    assert "✓ Kompetanse og forskning" in before
    assert asked == "Hva skal Kompetanse og forskning hete på nynorsk?"
    assert "På nynorsk: Kompetanse og forsking" in saved
    assert "✓ Kompetanse og forsking" in house.sandbox.buttons(eldbjorg.id)


async def test_a_date_is_read_and_written_in_nynorsk(house: House) -> None:
    eldbjorg = house.person("Eldbjørg", language_code="nn")
    await house.say(eldbjorg, f"/start {leader_code(TOKEN, datetime.now(UTC))}")
    await house.say(eldbjorg, "/nyttarrangement")
    await house.say(eldbjorg, "Fagdag om grafitt")

    echoed = await house.say(eldbjorg, "laurdag den 5. desember 2099 klokka 9")
    await house.say(eldbjorg, "Mo i Rana")
    await house.tap(eldbjorg, "Gjeld alle")
    said = await house.tap(eldbjorg, "Legg ut utan varsel")
    listed = await house.say(eldbjorg, "/arrangement")

    assert echoed.startswith("Det blir laurdag 5. desember 2099 kl. 09:00.")
    assert said == "Lagt ut. Ingen er varsla."
    assert "Fagdag om grafitt\nlaurdag 5. desember 2099 kl. 09:00\nMo i Rana" in listed
