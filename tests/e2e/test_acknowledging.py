"""Confirming, who has not, and a reminder to nobody but those, through the whole bot."""

import re
from datetime import UTC, datetime
from typing import Any

from klyngebot.domain.partners import Category, PartnerFacts, Standing
from klyngebot.domain.people import PersonFacts, Source
from klyngebot.domain.roles import Caller
from klyngebot.sandbox import Fault, FaultKind, User
from klyngebot.store import memberships, partners, people, subscribers
from klyngebot.store.database import Database, Transaction
from support.house import House
from unit.sandbox.pixel import PNG

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
STAFF = {"Gro": "Gruve AS", "Kåre": "Kvarts AS", "Oda": "Olivin AS", "Odd": "Olivin AS"}
CONFIRM = "Bekreft"
WHY = "Hvorfor fikk jeg denne?"
CONFIRMED = re.compile(r"✓ Bekreftet \d+\. \w+\.? \d\d:\d\d")


async def staffed(house: House) -> dict[str, User]:
    """Let four people be members of three partners, and return them by first name."""
    found = {name: house.person(name) for name in STAFF}
    for user in found.values():
        await house.say(user, "/start")
    await house.stop()
    db = await Database.open(house.settings.store.path)
    async with db.transaction() as tx:
        for name, user in found.items():
            await _employ(tx, user, STAFF[name])
    await db.close()
    await house.start()
    return found


async def _employ(tx: Transaction, user: User, partner: str) -> None:
    caller = Caller(address=str(user.id), name=user.first_name, language="nb")
    who = await subscribers.ensure(tx, await subscribers.find_actor(tx, caller), NOW)
    facts = PartnerFacts(name=partner, category=Category.COMPANY, standing=Standing.AGREEMENT)
    at = await partners.put(tx, facts, join_code=f"made-up-code-{partner}")
    named = PersonFacts(name=f"{user.first_name} Prøve", title="geolog")
    person = await people.put(tx, at, named, source=Source.IMPORT, now=NOW)
    await memberships.begin(tx, person, who, NOW)


async def announce(house: House, ola: User, text: str, who: str) -> None:
    """Send ``text``, which ``who`` must confirm."""
    await house.say(ola, "/stopp")
    await house.say(ola, "/kunngjor")
    await house.say(ola, text)
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Viktighet")
    await house.tap(ola, who)
    await house.tap(ola, "Tilbake")
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå")
    await house.settled()
    await house.until(lambda: any("Bekreftet:" in b for b in house.sandbox.buttons(ola.id)))


def labels(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def got(house: House, user: User, text: str) -> list[dict[str, Any]]:
    return [m for m in house.sandbox.chat(user.id) if text in m.get("text", "")]


async def test_two_of_three_partners_confirm_and_only_the_third_is_reminded(house: House) -> None:
    ola, who = await house.leader(), await staffed(house)
    await announce(house, ola, "Ny HMS-rutine\nhttps://example.no", "én per partner er nok")
    await house.tap(who["Gro"], CONFIRM)
    await house.tap(who["Oda"], CONFIRM)

    page = await house.tap(ola, "Bekreftet:")
    question = await house.tap(ola, "Purr på den som mangler")
    await house.tap(ola, "Ja, purr på 1")
    await house.settled()

    assert page == (
        "Bekreftet: 2 av 3 partnere\nÉn hos hver partner er nok.\n\n"
        "Ingen ennå hos:\n○ Kvarts AS: Kåre Prøve\n\nBekreftet hos: Gruve AS og Olivin AS."
    )
    assert question.startswith("Purre på 1 person?")
    assert "Kvarts AS: Kåre Prøve" in question
    assert [len(got(house, user, "Påminnelse")) for user in who.values()] == [0, 1, 0, 0]
    (reminder,) = got(house, who["Kåre"], "Påminnelse")
    (original,) = (
        m
        for m in got(house, who["Kåre"], "Ny HMS-rutine")
        if m["message_id"] != reminder["message_id"]
    )
    assert reminder["text"] == (
        "Påminnelse: Ingen hos dere har bekreftet denne ennå. Én hos dere er nok.\nNy HMS-rutine"
    )
    assert reminder["reply_to_message"]["message_id"] == original["message_id"]

    await house.tap(who["Kåre"], CONFIRM)
    await house.settled()

    for message in got(house, who["Kåre"], "Ny HMS-rutine"):
        confirmed, *more = labels(message)
        assert CONFIRMED.fullmatch(confirmed)
        assert more == ([WHY] if message["message_id"] == original["message_id"] else [])
    assert (await house.tap(ola, "Tilbake")).startswith("Levert til alle 4 mottakerne.")
    assert "Bekreftet: 3 av 3 partnere" in house.sandbox.buttons(ola.id)
    assert "Purret" in house.sandbox.last_text(ola.id)
    assert house.states() == {"delivered": 5}
    assert house.rows("SELECT count(*) FROM acknowledgement") == [(3,)]


async def test_who_has_no_partner_is_counted_beside_the_partners(house: House) -> None:
    ola, who = await house.leader(), await staffed(house)
    nina, per = house.person("Nina"), house.person("Per")
    for user in (nina, per):
        await house.say(user, "/start")
    await announce(house, ola, "Ny HMS-rutine", "én per partner er nok")
    await house.tap(nina, CONFIRM)
    await house.tap(who["Gro"], CONFIRM)

    page = await house.tap(ola, "Bekreftet:")

    assert page.startswith(
        "Bekreftet: 1 av 3 partnere\nÉn hos hver partner er nok.\n"
        "Av dem uten partner har 1 av 2 bekreftet.\n\n"
    )
    assert page.split("Uten partner:\n")[1].startswith("○ Per")


async def test_a_picture_keeps_its_words_and_link_when_it_is_confirmed(house: House) -> None:
    ola, who = await house.leader(), await staffed(house)
    await house.say(ola, "/kunngjor")
    house.sandbox.send_photo(ola, PNG, caption="Ny HMS-rutine\nLes den her: https://example.no/hms")
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Viktighet")
    await house.tap(ola, "Må bekreftes av alle")
    await house.tap(ola, "Tilbake")
    await house.tap(ola, "Forhåndsvis")
    looked = await house.tap(ola, "Bekreft at du har lest")
    await house.tap(ola, "Send nå")
    await house.settled()
    before = house.sandbox.chat(who["Gro"].id)[-1]

    await house.tap(who["Gro"], "Bekreft at du har lest")
    first = house.sandbox.chat(who["Gro"].id)[-1]
    await house.tap(who["Gro"], "✓ Bekreftet")
    after = house.sandbox.chat(who["Gro"].id)[-1]

    assert looked == "Slik ser knappen ut for mottakerne."
    assert labels(before) == ["Les den her", "Bekreft at du har lest", WHY]
    assert labels(after) == labels(first)
    link, confirmed, why = labels(after)
    assert (link, why) == ("Les den her", WHY)
    assert CONFIRMED.fullmatch(confirmed)
    assert (after["message_id"], after["caption"]) == (before["message_id"], "Ny HMS-rutine")
    assert labels(house.sandbox.chat(who["Oda"].id)[-1]) == labels(before)
    assert house.rows("SELECT count(*) FROM acknowledgement") == [(1,)]


async def test_whoever_has_not_got_it_learns_nothing_by_a_forged_tap(house: House) -> None:
    ola, _who = await house.leader(), await staffed(house)
    await announce(house, ola, "Hemmelig rutine", "Må bekreftes av alle")
    stranger = house.person("Ukjent")
    await house.say(stranger, "/start")

    there = await house.tap_data(stranger, "1BM1")
    nowhere = await house.tap_data(stranger, "1BM4711")
    refused = [
        await house.tap_data(stranger, data) for data in ("1BN1:0", "1BO1", "1BP1:0", "1BQ0")
    ]

    assert there == nowhere
    assert "Hemmelig" not in "".join(house.texts(stranger))
    assert all(said.startswith("Det har du ikke tilgang til.") for said in refused)
    assert house.rows("SELECT count(*) FROM acknowledgement") == [(0,)]
    assert house.rows("SELECT count(*) FROM broadcast_change") == [(0,)]


async def test_a_second_press_is_told_of_the_first_and_reminds_nobody(house: House) -> None:
    ola, who = await house.leader(), await staffed(house)
    await announce(house, ola, "Ny rutine", "Må bekreftes av alle")
    await house.tap(ola, "Bekreftet:")
    await house.tap(ola, "Purr på de 4")
    question = house.sandbox.chat(ola.id)[-1]
    press = next(
        button["callback_data"]
        for row in question["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"].startswith("Ja, purr")
    )
    await house.tap(ola, "Ja, purr på 4")

    said = await house.tap_data(ola, press)
    page = await house.tap(ola, "Se hvem som mangler")
    await house.settled()

    assert said == "Det er purret etter at du så på dette. Se hvem som mangler nå."
    assert "Sist purret for under ett minutt siden." in page
    assert [len(got(house, user, "Påminnelse")) for user in who.values()] == [1, 1, 1, 1]


async def test_a_leader_sees_how_it_stands_with_the_partners(house: House) -> None:
    ola, who = await house.leader(), await staffed(house)
    await announce(house, ola, "Ny rutine", "én per partner er nok")
    await house.tap(who["Odd"], CONFIRM)

    await house.say(ola, "/kunngjoringer")
    page = await house.tap(ola, "Partnerne")

    assert page.startswith("Partnerne\n")
    assert "Ingen i boten fra: " in page
    assert re.search(r"Olivin AS · 2 i boten\nsist \S+ · bekreftet 1 av 1", page)
    assert re.search(r"Gruve AS · 1 i boten\nsist \S+ · bekreftet 0 av 1", page)


async def test_what_is_withdrawn_takes_its_reminders_along(house: House) -> None:
    ola, who = await house.leader(), await staffed(house)
    await announce(house, ola, "Ny rutine", "Må bekreftes av alle")
    await house.tap(ola, "Bekreftet:")
    await house.tap(ola, "Purr på de 4")
    await house.tap(ola, "Ja, purr på 4")
    await house.settled()
    await house.tap(ola, "Tilbake")

    await house.tap(ola, "Trekk tilbake")
    asked = await house.tap(ola, "Trekk tilbake")
    await house.tap(ola, "Ja, slett hos 4")
    await house.settled()

    assert "Den slettes hos 4." in asked
    assert [got(house, user, "Ny rutine") for user in who.values()] == [[], [], [], []]
    await house.until(lambda: "Trukket tilbake hos alle 4." in "\n".join(house.texts(ola)))


async def test_a_copy_sent_again_shows_that_it_is_confirmed(house: House) -> None:
    """Gro confirms by a reminder, which does not prove that she got the announcement itself."""
    ola, who = await house.leader(), await staffed(house)
    for name in ("Gro", "Kåre"):
        lost = Fault(FaultKind.RESET_AFTER, method="sendMessage", chat_id=who[name].id)
        house.sandbox.faults.add(lost)
    await announce(house, ola, "Ny rutine", "Må bekreftes av alle")
    await house.tap(ola, "Bekreftet:")
    await house.tap(ola, "Purr på de 4")
    await house.tap(ola, "Ja, purr på 4")
    await house.settled()
    await house.tap(who["Gro"], CONFIRM)
    await house.tap(ola, "Tilbake")

    await house.tap(ola, "Send igjen til 2")
    await house.settled()

    copies = {
        name: [m for m in got(house, who[name], "Ny rutine") if WHY in labels(m)]
        for name in ("Gro", "Kåre")
    }
    assert [len(of_one) for of_one in copies.values()] == [2, 2]
    assert CONFIRMED.fullmatch(labels(copies["Gro"][-1])[0])
    assert labels(copies["Kåre"][-1])[0] == "Bekreft at du har lest"
