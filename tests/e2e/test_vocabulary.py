from support.house import House


async def test_a_leader_adds_a_topic_and_retires_another(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")

    assert (await house.say(ola, "/temaer")).startswith("Ordene i klyngen")
    await house.tap(ola, "Temaer (4)")
    assert await house.tap(ola, "Legg til") == "Hva skal det nye temaet hete på norsk?"
    assert "brukes allerede om Miljø" in await house.say(ola, "miljo")
    assert await house.say(ola, "Logistikk") == "Og på engelsk?"
    assert await house.say(ola, "Logistics") == "Slik blir det:\n\nLogistikk\nPå engelsk: Logistics"
    added = await house.tap(ola, "Legg til")
    assert added.endswith("Ingen følger temaet ennå. Folk ser det i /innstillinger.")
    spread = await house.tap(ola, "La de 2 som følger alt")
    assert spread.endswith("2 følger det.")
    await house.tap(ola, "Temaer")
    await house.tap(ola, "Miljø")
    assert "Tatt ut av bruk" in await house.tap(ola, "Ta ut av bruk")

    await house.say(kari, "/innstillinger")
    shown = house.sandbox.buttons(kari.id)
    assert "✓ Logistikk" in shown
    assert not any("Miljø" in button for button in shown)
    assert house.rows("SELECT action FROM audit WHERE object = 'term' ORDER BY id") == [
        ("term_added",),
        ("term_spread",),
        ("term_retired",),
    ]


async def test_a_competence_gets_another_name_and_other_words(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/topics")
    await house.tap(ola, "Fagfelt (10)")
    await house.tap(ola, "Kjerneboring")

    await house.tap(ola, "Gi nytt navn")
    assert "Kjerneboring → Boring" in await house.say(ola, "Boring i fjell")
    renamed = await house.tap(ola, "Lagre")
    asked = await house.tap(ola, "Andre ord")
    await house.say(ola, "kjerneboring, prøveboring")
    saved = await house.tap(ola, "Lagre")

    assert renamed.startswith("Boring i fjell\nPå engelsk: Core drilling")
    assert "Nå: boring, diamantboring, drilling, prøveboring" in asked
    assert "Andre ord: kjerneboring, prøveboring" in saved


async def test_the_words_are_the_leaders_alone(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")

    assert "ikke tilgang" in await house.say(kari, "/temaer")
    assert "ikke tilgang" in await house.tap_data(kari, "1Vh4:1")
    assert house.rows("SELECT id FROM term WHERE retired_at IS NOT NULL") == []


async def test_what_was_done_is_listed_for_leaders(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(ola, "/temaer")
    await house.tap(ola, "Temaer (4)")
    await house.tap(ola, "Miljø")
    await house.tap(ola, "Ta ut av bruk")

    listed = await house.say(ola, "/endringer")

    head, newest, *_ = listed.splitlines()
    assert head == "Endringer"
    assert newest.endswith(" · Ola · tok ordet «Miljø» ut av bruk")
    assert "ikke tilgang" in await house.say(kari, "/changes")
