from support.house import House


async def test_news_reaches_those_who_follow_its_topic(house: House) -> None:
    ola = await house.leader()
    kari, per = house.person("Kari"), house.person("Per")
    await house.say(kari, "/start")
    await house.say(per, "/start")
    await house.tap(per, "✓ Miljø")

    await house.say(ola, "/nynyhet")
    await house.say(ola, "Ny rapport om vann")
    await house.say(ola, "Les den & si hva du mener.")
    shown = await house.tap(ola, "Miljø")
    await house.tap(ola, "Legg ut og varsle 2")
    await house.settled()

    assert shown.startswith("Slik blir det:\n\nNy rapport om vann\n\nLes den & si hva du mener.")
    assert "Lagt ut, og varslene er på vei." in house.texts(ola)  # he gets the notice, too
    assert house.texts(kari)[-1] == "Ny rapport om vann\n\nLes den & si hva du mener."
    assert not any("vann" in text for text in house.texts(per))
    await house.say(per, "/nyheter")
    assert (await house.tap(per, "Ny rapport om vann")).startswith("Ny rapport om vann")
    assert (await house.tap(per, "Alle nyheter")).startswith("Siste nytt")


async def test_an_event_is_read_as_people_write_it_and_echoed_in_full(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/nyttarrangement")
    await house.say(ola, "Fagdag om grafitt")

    unclear = await house.say(ola, "en gang til våren")
    echoed = await house.say(ola, "4.12.2099 kl 9")
    await house.say(ola, "Mo i Rana")
    await house.tap(ola, "Gjelder alle")
    said = await house.tap(ola, "Legg ut uten varsel")

    assert unclear.startswith("Klokkeslettet forstår jeg ikke.")
    assert echoed.startswith("Det blir fredag 4. desember 2099 kl. 09:00.")
    assert said == "Lagt ut. Ingen er varslet."
    listed = await house.say(ola, "/arrangementer")
    assert "Fagdag om grafitt\nfredag 4. desember 2099 kl. 09:00\nMo i Rana" in listed


async def test_a_visitor_may_read_and_not_write(house: House) -> None:
    kari = house.person("Kari")

    assert (await house.say(kari, "/nyheter")).startswith("Ingen nyheter ennå.")
    assert "ikke tilgang" in await house.say(kari, "/nynyhet")


async def test_cancelling_drops_what_was_written(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/nynyhet")
    await house.say(ola, "Ikke likevel")

    cancelled = await house.tap(ola, "Avbryt")

    assert cancelled == "Avbrutt. Ingenting er sendt eller endret."
    assert house.rows("SELECT count(*) FROM draft") == [(0,)]
    assert (await house.say(ola, "/avbryt")).startswith("Du holder ikke på")


async def test_two_things_are_not_written_at_once(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/nynyhet")
    await house.say(ola, "Halvferdig")

    said = await house.say(ola, "/kunngjor")

    assert said.startswith("Du holder på med noe annet.")
    assert house.rows("SELECT value FROM draft_field") == [("Halvferdig",)]
