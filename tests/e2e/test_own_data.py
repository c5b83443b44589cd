"""People own their data, through the whole bot; each test once and with every update twice."""

import json
import re

from support.house import House

MARKS = ("Gudrunalias", "Nils Åsen", "nils@example.no")


async def test_a_member_hides_the_number_takes_everything_out_and_is_erased(house: House) -> None:
    ola = await house.leader()
    nils = await house.member(ola, "Gudrunalias", "Nils Åsen")
    await house.say(nils, "/meg")
    await house.tap(nils, "Rediger")
    await house.tap(nils, "Telefon")
    card = await house.say(nils, "990 00 002")
    assert "Telefon: +47 990 00 002 (ses av: ingen)" in card

    await house.tap(nils, "Hvem ser hva")
    assert "samtykker du" in await house.tap(nils, "Telefon: ingen")
    await house.tap(nils, "○ bekreftede kontakter")
    assert house.rows("SELECT what, withdrawn_at FROM consent") == [("phone", None)]
    await house.tap(nils, "Telefon: bekreftede kontakter")
    await house.tap(nils, "○ ingen")
    assert house.rows("SELECT phone_seen_by FROM person WHERE name = 'Nils Åsen'") == [("nobody",)]

    assert (await house.say(nils, "/skjul_meg")).startswith("Nils Åsen er skjult")
    assert (await house.say(ola, "/finn nils åsen")).startswith("Treff")  # the office keeps it
    await house.say(nils, "/mine_data")
    message = next(m for m in reversed(house.sandbox.chat(nils.id)) if "document" in m)
    file = house.sandbox.files.find(message["document"]["file_id"])
    assert file is not None
    taken = json.loads(file.data)
    assert taken["person"][0]["email"] == "nils@example.no"

    said = await house.say(nils, "/slett_meg")
    assert said.startswith("Vil du slettes?")
    assert (await house.tap(nils, "Ja, slett meg")).startswith("Du er slettet.")

    await house.settled()
    left = b"".join(
        path.read_bytes() for path in house.folder.glob("klyngebot.*") if path.is_file()
    )
    assert [
        mark for mark in MARKS if mark.encode() in left or json.dumps(mark)[1:-1].encode() in left
    ] == []
    assert house.rows("SELECT count(*) FROM membership WHERE ended_at IS NULL") == [(0,)]
    assert (await house.say(nils, "/finn mørk")).startswith("Jeg fant ingenting")
    assert (await house.say(nils, "/start")).startswith("Hei, Gudrunalias!")


async def test_who_is_erased_stays_erased_when_yesterdays_copy_is_put_back(house: House) -> None:
    ola = await house.leader()
    nils = await house.member(ola, "Nils", "Nils Åsen")
    copy = await house.back_up()
    await house.say(nils, "/slett_meg")
    await house.tap(nils, "Ja, slett meg")
    await house.stop()

    house.restore(copy)
    await house.start()

    assert house.rows("SELECT name FROM person WHERE name LIKE 'Nils%'") == []
    assert (await house.say(nils, "/meg")).startswith("Dette finnes om deg")
    assert house.rows("SELECT count(*) FROM subscriber WHERE erased_at IS NOT NULL") == [(1,)]


async def test_a_stranger_with_forged_buttons_gets_and_changes_nothing(house: House) -> None:
    ola = await house.leader()
    await house.member(ola, "Nils", "Nils Åsen")
    kari = house.person("Kari")
    await house.say(kari, "/meg")
    before = house.rows("SELECT * FROM person") + house.rows("SELECT * FROM partner")
    codes = (
        *("1Mb1", "1Mc1", "1Md1", "1Me1", "1Mf1:title", "1Mg1:about", "1Mh1", "1Mi1:1", "1Mj1"),
        *("1Mk", "1Mlphone:members", "1Mm1:0", "1Mn1:9:1:0", "1Mo1:competence:0", "1Mp1:9:1:0"),
        *("1Mq1", "1Mr1:6", "1Ms1:supporter", "1Mt1", "1Mu1:email", "1Mv1:1", "1Mw1:5", "1Mx1:1"),
        *("1My", "1Mz", "1M01:1", "1M41", "1M51", "1M61:9:1", "1M81"),
    )

    for code in codes:
        await house.say(kari, "/meg")
        await house.tap_data(kari, code)

    assert house.rows("SELECT * FROM person") + house.rows("SELECT * FROM partner") == before
    assert not re.search("Mørk|Åsen|example.no", "".join(house.texts(kari)))
    assert house.rows("SELECT count(*) FROM inbox WHERE state = 'quarantined'") == [(0,)]


async def test_two_who_edit_at_once_see_the_difference(house: House) -> None:
    ola = await house.leader()
    nils = await house.member(ola, "Nils", "Nils Åsen")
    for user, way in ((nils, ("/meg",)), (ola, ("/finn nils", "Nils Åsen", "Rediger"))):
        await house.say(user, way[0])
        for button in way[1:]:
            await house.tap(user, button)
        await house.tap(user, "Rediger")
        await house.tap(user, "Stilling")
    await house.say(ola, "sjefgeolog")

    said = await house.say(nils, "senior geolog")
    card = await house.tap(nils, "Bruk min")

    assert said == "Ola endret dette til «sjefgeolog» mens du skrev.\n\nDu skrev: «senior geolog»"
    assert "Stilling: senior geolog" in card
    assert house.rows("SELECT title FROM person WHERE name = 'Nils Åsen'") == [("senior geolog",)]


async def test_what_is_begun_outlives_a_restart(house: House) -> None:
    ola = await house.leader()
    nils = await house.member(ola, "Nils", "Nils Åsen")
    await house.say(nils, "/meg")
    await house.tap(nils, "Rediger")
    await house.tap(nils, "Stilling")
    await house.stop()
    await house.start()

    card = await house.say(nils, "statsgeolog")

    assert "Stilling: statsgeolog" in card


async def test_a_leader_adds_a_partner_and_somebody_there_and_tells_them(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/nypartner")
    await house.say(ola, "Ny Gruve AS")
    await house.tap(ola, "Bedrift")
    await house.say(ola, "Senja")
    card = await house.tap(ola, "Legg til")
    assert card.startswith("Ny Gruve AS\nBedrift · har partneravtale")
    await house.tap(ola, "Legg til kollega")
    await house.say(ola, "Anne Berg")
    await house.tap(ola, "Hopp over")
    await house.say(ola, "anne@example.no")
    assert "Skjult til" in await house.tap(ola, "Legg til")

    await house.say(ola, "/informer")
    told = house.texts(ola)[-1]
    said = await house.tap(ola, "Jeg har sendt e-posten til disse 1")

    assert "anne@example.no" in told
    assert said.startswith("Notert: disse er informert")
    assert house.rows("SELECT informed_how FROM person WHERE name = 'Anne Berg'") == [("office",)]


async def test_privacy_is_told_in_detail_in_both_languages(house: House) -> None:
    emma = house.person("Emma", language_code="en")
    kari = house.person("Kari")

    said, english = await house.say(kari, "/personvern"), await house.say(emma, "/privacy")
    page = await house.tap(emma, "Everything in detail")

    assert "Sikkerhetskopier slettes etter 7 netter" in said
    assert "Backups are deleted after 7 nights" in english
    assert page.startswith("To send you what you subscribe to\n\nBasis: agreement")
