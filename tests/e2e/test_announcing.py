from klyngebot.sandbox import Fault, FaultKind
from support.house import House


async def test_an_announcement_reaches_everyone_with_its_formatting(house: House) -> None:
    ola = await house.leader()
    kari, emma = house.person("Kari"), house.person("Emma", "en")
    await house.say(kari, "/start")
    await house.say(emma, "/start")

    await house.say(ola, "/kunngjor")
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    noted = await house.say(ola, "Husk møtet & kaffen <i dag>", entities=bold)
    question = await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå til 3")
    await house.settled()

    assert noted.startswith("Notert: 1 melding.")
    assert question == (
        "Slik blir det.\n\nSendes til 3 personer hos 0 av 3 partnere.\n"
        "2 av dem er ikke knyttet til noen partner.\n"
        "Ingen hos: Kåfjord Kvarts, Malmhøgskolen og Senjagrafitt.\nDu får den også selv."
    )
    for user in (ola, kari, emma):
        got = house.sandbox.received(user.id)[-1] if user is not ola else None
        assert got is None or got.text == "Husk møtet & kaffen <i dag>"
    shown = house.sandbox.chat(kari.id)[-1]
    assert shown["entities"] == bold
    assert house.states() == {"delivered": 3}
    await house.until(lambda: "Levert til alle 3 mottakerne." in house.texts(ola))


async def test_several_messages_come_in_order(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")

    await house.announce(ola, "første", "andre", "tredje")
    await house.settled()

    assert house.texts(kari)[-3:] == ["første", "andre", "tredje"]


async def test_a_message_corrected_before_it_is_sent_goes_out_corrected(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    await house.say(ola, "/kunngjor")
    written = house.sandbox.say(ola, "Møte på tirsdag")
    await house.quiet()

    house.sandbox.edit(ola, written, "Møte på onsdag")
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå")
    await house.settled()

    assert house.texts(kari)[-1] == "Møte på onsdag"


async def test_an_old_card_says_that_it_is_sent_and_leads_to_how_it_went(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/kunngjor")
    await house.say(ola, "Møte på tirsdag")
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Tidspunkt")
    due_card = house.sandbox.chat(ola.id)[-1]
    await house.say(ola, "/kunngjor")
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå")
    await house.settled()

    for row in due_card["reply_markup"]["inline_keyboard"]:
        for button in row:
            said = await house.tap_data(ola, button["callback_data"])
            assert said == "«Møte på tirsdag» er ikke et utkast lenger."
    account = await house.tap(ola, "Se hvordan det går")

    assert account.startswith("Levert til")


async def test_an_announcement_that_is_broken_off_is_found_again(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/kunngjor")
    await house.say(ola, "/avbryt")
    empty = house.texts(ola)
    await house.say(ola, "/kunngjor")
    await house.say(ola, "Møte på tirsdag")

    await house.say(ola, "/avbryt")
    written = house.texts(ola)
    after = await house.say(ola, "Gruve")
    await house.say(ola, "/kunngjoringer")

    assert "Avbrutt. Ingenting er sendt eller endret." in empty
    assert "Lagt bort. /kunngjoringer finner utkastet igjen." in written
    assert "Notert" not in after  # what is typed now is looked up
    assert house.offers(ola, "Møte på tirsdag")


async def test_who_has_blocked_the_bot_is_named_in_the_account(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    house.sandbox.block(kari)

    await house.announce(ola, "hei")
    await house.settled()

    await house.until(lambda: "har blokkert boten" in house.texts(ola)[-2] + house.texts(ola)[-1])
    assert house.states() == {"delivered": 1, "refused": 1}
    assert "Avvist: Kari – har blokkert boten" in "\n".join(house.texts(ola))


async def test_a_lost_answer_is_uncertain_and_the_leader_chooses(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    lost = Fault(FaultKind.RESET_AFTER, method="sendMessage", chat_id=kari.id, contains="hei alle")
    house.sandbox.faults.add(lost)

    await house.announce(ola, "hei alle sammen")
    await house.settled()
    await house.until(lambda: house.offers(ola, "Send igjen til 1"))
    account = "\n".join(house.texts(ola))
    await house.tap(ola, "Send igjen til 1")
    await house.settled()

    assert "Usikker: Kari – svaret fra Telegram kom aldri fram" in account
    assert house.texts(kari).count("hei alle sammen") == 2
    assert house.states() == {"delivered": 2}
    await house.until(lambda: "Levert til alle 2 mottakerne." in house.texts(ola))


async def test_leaving_the_uncertain_ones_sends_nothing(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    house.sandbox.faults.add(Fault(FaultKind.HTML_AFTER, chat_id=kari.id, contains="hei alle"))
    await house.announce(ola, "hei alle")
    await house.until(lambda: house.offers(ola, "La være"))

    await house.tap(ola, "La være")

    assert house.texts(kari).count("hei alle") == 1
    assert house.states() == {"delivered": 1, "uncertain": 1}
    assert not house.offers(ola, "Send igjen")


async def test_a_wait_asked_for_by_telegram_is_kept_and_nobody_is_missed(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    wait = Fault(FaultKind.ERROR, contains="hei alle", chat_id=kari.id, status=429, retry_after=1)
    house.sandbox.faults.add(wait)

    await house.announce(ola, "hei alle")
    await house.settled()

    assert house.states() == {"delivered": 2}
    calls = [c for c in house.sandbox.calls if c.params.get("chat_id") == kari.id]
    refused = next(c for c in calls if c.status == 429)
    delivered = next(c for c in calls if c.status == 200 and c.at > refused.at)
    assert delivered.at - refused.at >= 1.0


async def test_a_proxys_403_marks_nobody_as_blocked(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    proxy = Fault(FaultKind.HTML, contains="hei alle", chat_id=kari.id, status=403)
    house.sandbox.faults.add(proxy)

    await house.announce(ola, "hei alle")
    await house.settled()

    assert house.states() == {"delivered": 1, "uncertain": 1}
    assert house.rows("SELECT count(*) FROM subscriber WHERE unreachable_at IS NOT NULL") == [(0,)]


async def test_nobody_but_a_leader_announces_also_with_a_forged_button(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")

    said = await house.say(kari, "/kunngjor")
    forged = await house.tap_data(kari, "1Bs1:1:1")

    assert "ikke tilgang" in said
    assert "ikke tilgang" in forged
    assert house.states() == {}


async def test_what_is_too_long_is_said_at_once_and_what_was_noted_stays(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/kunngjor")
    await house.say(ola, "kort")

    said = await house.say(ola, "æ" * 4100)

    assert "Dette er 4\xa0100 tegn. Det er plass til 4\xa0096" in said
    assert (await house.say(ola, "/kunngjor")).startswith("Notert: 1 melding.")


async def test_who_stops_gets_nothing_more(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    await house.say(kari, "/stopp")

    await house.announce(ola, "hei alle")
    await house.settled()

    assert "hei alle" not in house.texts(kari)
    assert house.states() == {"delivered": 1}


async def test_what_was_not_previewed_does_not_go_out(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/kunngjor")
    await house.say(ola, "Møte på tirsdag")
    await house.tap(ola, "Forhåndsvis")
    await house.say(ola, "grafitt")

    said = await house.tap(ola, "Send nå")

    assert said.startswith("Det er endret siden forhåndsvisningen.")
    assert house.states() == {}


async def test_sending_again_leaves_out_who_has_left(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    house.sandbox.faults.add(Fault(FaultKind.HTML_AFTER, contains="hei alle", chat_id=kari.id))
    await house.announce(ola, "hei alle")
    await house.until(lambda: house.offers(ola, "Send igjen til 1"))
    await house.say(kari, "/stopp")

    await house.tap(ola, "Send igjen til 1")
    await house.settled()

    assert house.texts(kari).count("hei alle") == 1
    assert house.states() == {"delivered": 1, "uncertain": 1}


async def test_an_address_with_odd_characters_arrives_as_it_was_written(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    url = 'https://example.no/?a=1&b=2&lt=3&q="x"'
    link = [{"type": "text_link", "offset": 0, "length": 3, "url": url}]
    await house.say(ola, "/kunngjor")
    await house.say(ola, "her er den", entities=link)
    await house.tap(ola, "Forhåndsvis")

    await house.tap(ola, "Send nå")
    await house.settled()

    assert house.sandbox.chat(kari.id)[-1]["entities"] == link
