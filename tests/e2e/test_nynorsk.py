"""Somebody whose Telegram is in nynorsk."""

from datetime import UTC, datetime

from klyngebot.domain.codes import leader_code
from klyngebot.sandbox import User
from support.house import TOKEN, House


async def choose_nynorsk(house: House, *users: User) -> None:
    for user in users:
        await house.say(user, "/innstillinger")
        await house.tap(user, "Nynorsk")


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
    await house.say(ola, "/temaer")
    await house.tap(ola, "Temaer (4)")
    await house.tap(ola, "Legg til")
    await house.say(ola, "Sikkerhet i gruver")
    await house.say(ola, "Mine safety")
    await house.tap(ola, "Legg til")
    await house.say(eldbjorg, "/start")
    before = house.sandbox.buttons(eldbjorg.id)

    asked = await house.tap(ola, "Nytt nynorsk navn")
    await house.say(ola, "Tryggleik i gruver")
    saved = await house.tap(ola, "Lagre")
    await house.say(eldbjorg, "/start")

    assert "✓ Kompetanse og forsking" in before
    assert any(button.endswith("Sikkerhet i gruver") for button in before)
    assert asked == "Hva skal Sikkerhet i gruver hete på nynorsk?"
    assert "På nynorsk: Tryggleik i gruver" in saved
    after = house.sandbox.buttons(eldbjorg.id)
    assert any(button.endswith("Tryggleik i gruver") for button in after)


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


async def test_a_leader_announces_and_a_member_confirms_in_nynorsk(house: House) -> None:
    ola = await house.leader()
    bjorg = await house.member(ola, "Bjørg", "Bjørg Mørk")
    await house.say(ola, "/stopp")
    await choose_nynorsk(house, ola, bjorg)

    asked = await house.say(ola, "/kunngjer")
    noted = await house.say(ola, "Ny rutine for sprenging")
    await house.tap(ola, "Førehandsvis")
    matters = await house.tap(ola, "Kor viktig")
    await house.tap(ola, "éin per partnar er nok")
    ready = await house.tap(ola, "Tilbake")
    when = await house.tap(ola, "Tidspunkt")
    await house.tap(ola, "Med ein gong")
    await house.tap(ola, "Førehandsvis")
    await house.tap(ola, "Send no til 1")
    await house.settled()
    confirm = house.sandbox.buttons(bjorg.id)[0]
    await house.tap(bjorg, "Stadfest")
    await house.until(lambda: house.offers(ola, "Stadfesta:"))
    page = await house.tap(ola, "Stadfesta:")

    assert asked.startswith("Send meg det som skal ut: tekst, bilete eller filer, i éi eller ")
    assert noted == "Notert: 1 melding. Send fleire, eller trykk på Førehandsvis."
    assert matters.startswith("Kor viktig er kunngjeringa? Det som må stadfestast, får ein knapp")
    assert "Alle blir bedne om å stadfeste, men éin hos kvar partnar er nok." in ready
    assert when.startswith("Når skal kunngjeringa ut? Skriv til dømes fredag kl. 9, i overmorgon")
    assert confirm == "Stadfest – éin hos dykk er nok"
    assert any(button.startswith("✓ Stadfesta ") for button in house.sandbox.buttons(bjorg.id))
    assert page == (
        "Stadfesta: 1 av 1 partnarar\nÉin hos kvar partnar er nok.\n\nStadfesta hos: Senjagrafitt."
    )


async def test_a_nynorsk_leader_sets_a_time_and_corrects_what_went_out(house: House) -> None:
    ola, eldbjorg = await house.leader(), house.person("Eldbjørg", language_code="nn")
    await house.say(eldbjorg, "/start")
    await choose_nynorsk(house, ola)

    await house.say(ola, "/kunngjer")
    await house.say(ola, "Fagdag på onsdag")
    await house.tap(ola, "Førehandsvis")
    await house.tap(ola, "Tidspunkt")
    later = await house.say(ola, "laurdag 5. desember 2099 klokka 9")
    await house.tap(ola, "Tidspunkt")
    await house.tap(ola, "Med ein gong")
    await house.tap(ola, "Førehandsvis")
    await house.tap(ola, "Send no til 2")
    await house.settled()
    await house.until(lambda: house.offers(ola, "Rett"))
    asked = await house.tap(ola, "Rett")
    sure = await house.say(ola, "Fagdag på torsdag")
    await house.tap(ola, "Rett hos alle 2")
    await house.settled()

    assert "Går ut laurdag 5. desember 2099 kl. 09:00." in later
    assert asked.startswith("Send meg den nye teksten, slik heile meldinga skal stå.")
    assert sure.startswith("Vil du rette kunngjeringa hos alle 2 som har fått henne?")
    assert "Det gir ingen lyd hos dei." in sure
    assert house.texts(eldbjorg)[-1] == "Fagdag på torsdag"
