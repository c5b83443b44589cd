from support.house import House


async def test_a_visitor_finds_partners_and_no_people(house: House) -> None:
    kari = house.person("Kari")

    said = await house.say(kari, "grafitt")
    labels = house.sandbox.buttons(kari.id)
    nobody = await house.say(kari, "/finn mork")

    assert said == "Treff på «grafitt»:"
    assert labels == ["Senjagrafitt · Senja"]
    assert nobody.startswith("Jeg fant ingenting på «mork».")


async def test_a_member_finds_a_person_by_another_spelling(house: House) -> None:
    ola = await house.leader()
    kari = await house.member(ola, "Kari", "Nils Åsen")

    await house.say(kari, "BJORG mørkk")
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


async def test_forged_buttons_give_a_visitor_no_person(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")
    await house.execute("UPDATE person SET phone_seen_by = 'members'")
    await house.say(kari, "/partnere")
    forged = ["1q1", "1Lq1:0:", "1Lv1:1:c", "1Ll1", "1Ld1", "1La", "1Lr1:1", "1Lw1:1", "1Lx1:1"]

    said = {data: await house.tap_data(kari, data) for data in forged}

    assert all("ikke tilgang" in answer for answer in said.values())
    seen = str(house.sandbox.chat(kari.id))
    assert "Mørk" not in seen
    assert "99000001" not in seen
    assert house.rows("SELECT count(*) FROM phone_view") == [(0,)]
    assert house.rows("SELECT count(*) FROM draft") == [(0,)]


async def test_english_speakers_are_answered_in_english_until_they_choose(house: House) -> None:
    emma = house.person("Emma", language_code="en-GB")

    welcome = await house.say(emma, "/start")
    await house.say(emma, "/settings")
    settings = await house.tap(emma, "Bokmål")

    assert welcome.startswith("Hello, Emma! This is the bot of Prøveklyngen")
    assert settings.startswith("Innstillinger")
    assert (await house.say(emma, "/partners")).startswith("Partnerne")


async def give_drilling_and_a_number(house: House) -> None:
    await house.execute(
        "INSERT INTO person_term SELECT p.id, t.term_id FROM person p, term_name t"
        " WHERE p.name = 'Bjørg Mørk' AND t.name = 'Kjerneboring'",
    )
    await house.execute("UPDATE person SET phone_seen_by = 'members' WHERE name = 'Bjørg Mørk'")


async def test_a_member_finds_a_person_by_a_misspelt_competence_and_keeps_the_card(
    house: House,
) -> None:
    ola = await house.leader()
    kari = await house.member(ola, "Kari", "Nils Åsen")
    await give_drilling_and_a_number(house)

    await house.say(kari, "hvem kan prøvebroing i Troms?")
    card = await house.tap(kari, "Bjørg Mørk")
    shown = await house.tap(kari, "Vis telefonnummer")
    house.sandbox.tap(kari, "Lagre kontakt")
    await house.quiet()
    contact = house.sandbox.chat(kari.id)[-1]["contact"]
    house.sandbox.tap(kari, "Last ned .vcf")
    await house.quiet()
    file = house.sandbox.chat(kari.id)[-1]["document"]

    assert "Fagfelt: Kjerneboring" in card
    assert "Telefon" not in card
    assert "Telefon: +47 990 00 001" in shown
    assert (contact["phone_number"], contact["first_name"]) == ("+4799000001", "Bjørg")
    assert "ORG:Senjagrafitt" in contact["vcard"]
    assert file["file_name"] == "bjorg-mork.vcf"
    back = await house.tap(kari, "Tilbake")
    assert back == "Treff på «hvem kan prøvebroing i Troms?»:"


async def test_twenty_numbers_are_shown_and_then_no_more(house: House) -> None:
    ola = await house.leader()
    await give_drilling_and_a_number(house)
    await house.execute(
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
        INSERT INTO phone_view (update_id, viewer_id, person_id, at)
        SELECT -i, (SELECT id FROM subscriber WHERE staff = 'leader'), 100 + i,
               strftime('%Y-%m-%dT%H:%M:%f000Z', 'now') FROM n
        """,
    )
    await house.say(ola, "Bjørg Mørk")
    await house.tap(ola, "Bjørg Mørk")

    refused = await house.tap(ola, "Vis telefonnummer")

    assert refused.startswith("Du har sett 20 telefonnumre det siste døgnet")
    assert not any("990 00 001" in text for text in house.texts(ola))


async def test_who_keeps_a_card_can_still_change_it_with_the_number_shown(house: House) -> None:
    ola = await house.leader()
    await give_drilling_and_a_number(house)
    await house.say(ola, "Bjørg Mørk")
    await house.tap(ola, "Bjørg Mørk")
    before = house.sandbox.buttons(ola.id)

    shown = await house.tap(ola, "Vis telefonnummer")

    assert "990 00 001" in shown
    assert house.sandbox.buttons(ola.id) == [b for b in before if b != "Vis telefonnummer"]


async def test_a_question_is_answered_and_the_second_leader_sees_by_whom(house: House) -> None:
    ola = await house.leader()
    per = await house.leader_at_other_time("Per")
    kari = await house.member(ola, "Kari", "Nils Åsen")

    missed = await house.say(kari, "xylofon")
    await house.tap(kari, "Spør prosjektkontoret")
    shown = await house.say(kari, "Hvem kan stemme en xylofon?")
    sent = await house.tap(kari, "Send")
    await house.until(lambda: "xylofon" in house.sandbox.last_text(ola.id))
    await house.until(lambda: "xylofon" in house.sandbox.last_text(per.id))
    await house.tap(ola, "Svar")
    await house.say(ola, "Prøv Malmhøgskolen.")
    answered = await house.tap(ola, "Send")
    await house.until(lambda: "svarer:" in house.sandbox.last_text(kari.id))
    late = await house.tap(per, "Svar")

    assert missed.startswith("Jeg fant ingenting på «xylofon»")
    assert shown.startswith("Dette sender jeg til prosjektkontoret:\nHvem kan stemme")
    assert sent == "Sendt til prosjektkontoret. Svaret får du her."
    assert answered.startswith("Svaret er sendt til Nils Åsen.")
    assert house.sandbox.last_text(kari.id) == (
        "Du spurte prosjektkontoret:\nHvem kan stemme en xylofon?\n\n"
        "Ola svarer:\nPrøv Malmhøgskolen."
    )
    assert "✓ Besvart av Ola etter under ett minutt:\nPrøv Malmhøgskolen." in late
    assert house.rows("SELECT count(*) FROM question_answer") == [(1,)]
    assert house.rows("SELECT count(*) FROM delivery WHERE kind = 'question_answer'") == [(1,)]


async def test_partners_are_browsed_by_county_and_competence(house: House) -> None:
    kari = house.person("Kari")
    await house.execute("INSERT INTO partner_term VALUES (2, 19), (2, 9)")
    await house.say(kari, "/partnere")

    counties = await house.tap(kari, "Fylke")
    page = await house.tap(kari, "Troms (2)")
    card = await house.tap(kari, "Kåfjord Kvarts")
    back = await house.tap(kari, "Tilbake")
    await house.tap(kari, "Alle fylker")
    await house.tap(kari, "Fagfelt")
    drilling = await house.tap(kari, "Kjerneboring (1)")

    assert counties.endswith("Hvilket fylke?")
    assert page == back == "Troms"
    assert "Fagfelt: Kjerneboring\nMaterialer: Kvarts" in card
    assert drilling == "Kjerneboring"
    assert house.sandbox.buttons(kari.id)[0].startswith("Kåfjord Kvarts")
