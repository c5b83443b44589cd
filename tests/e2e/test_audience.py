"""Whom an announcement is for: put together by taps, counted, sent, and explained."""

from datetime import UTC, datetime
from typing import Any

import pytest_asyncio

from klyngebot.domain.people import PersonId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.sandbox import User
from klyngebot.store import memberships
from klyngebot.store.database import Database
from support.house import House

CLUSTER = """\
Partner;Kategori;Fylke;Kontaktperson
Fjordmalm;bedrift;Finnmark;Anne
Viddestein;bedrift;Finnmark;Berit
Fossgrus;bedrift;Troms;Cato
Altasand;bedrift;Nordland;Dina
Malmskolen;FoU og utdanning;Troms;Even
"""

FOLLOW = {"Dina", "Frida"}
"""Who follows Miljø; Frida works for no partner."""


@pytest_asyncio.fixture
async def cast(house: House) -> dict[str, User]:
    """Return Ola, who leads and gets nothing, a contact at each partner, and Frida."""
    people = {"Ola": await house.leader()}
    await house.say(people["Ola"], "/stopp")
    for name in ("Anne", "Berit", "Cato", "Dina", "Even", "Frida"):
        people[name] = house.person(name)
        await house.say(people[name], "/start")
    await house.stop()
    await house.import_register(CLUSTER, first_code=100)
    await _settle_in(house, people)
    await house.start()
    return people


async def _settle_in(house: House, people: dict[str, User]) -> None:
    ids = dict(house.rows("SELECT address, id FROM subscriber"))
    persons = dict(house.rows("SELECT name, id FROM person"))
    db = await Database.open(house.settings.store.path)
    async with db.transaction() as tx:
        for name, user in people.items():
            who = SubscriberId(ids[str(user.id)])
            if name in persons:
                await memberships.begin(tx, PersonId(persons[name]), who, datetime.now(UTC))
            if name not in FOLLOW:
                await tx.execute("DELETE FROM subscription WHERE subscriber_id = :who", who=who)
    await db.close()


async def to_desk(house: House, ola: User, text: str = "Befaring på torsdag") -> None:
    await house.say(ola, "/kunngjor")
    await house.say(ola, text)
    await house.tap(ola, "Forhåndsvis")


async def choose(house: House, ola: User, *labels: str) -> str:
    said = ""
    for label in labels:
        said = await house.tap(ola, label)
    return said


def got(house: House, people: dict[str, User], text: str) -> set[str]:
    return {name for name, user in people.items() if text in house.texts(user) and name != "Ola"}


async def why(house: House, user: User) -> dict[str, Any]:
    """Tap the button below an announcement, and return how the tap was answered."""
    tapped = house.sandbox.tap(user, "Hvorfor fikk jeg denne?")
    await house.quiet()
    return house.sandbox.callback_answers[tapped]


async def test_companies_of_two_counties_and_a_topic_but_not_one_partner(
    house: House, cast: dict[str, User]
) -> None:
    ola = cast["Ola"]
    await to_desk(house, ola)

    await choose(house, ola, "Mottakere", "Kategori", "○ Bedrift", "Snevre inn mer", "Fylke")
    one = await choose(house, ola, "○ Finnmark", "○ Troms")
    await choose(house, ola, "Ferdig", "Legg til et utvalg", "Tema", "○ Miljø", "Ferdig")
    card = await choose(house, ola, "Unntak", "Partner", "○ Viddestein", "Ferdig")
    desk = await choose(house, ola, "Ferdig")
    await house.tap(ola, "Send nå til 4")
    await house.settled()

    assert one == (
        "Utvalg: bedrifter i Finnmark og Troms\n\nI hvilket fylke er partneren deres?\n\n"
        "Sendes til 3 personer hos 3 av 8 partnere.\nIngen hos: Kåfjord Kvarts og Senjagrafitt."
    )
    assert card == (
        "Hvem skal ha den?\n\n• bedrifter i Finnmark og Troms\n• de som følger Miljø\n"
        "Ikke: Viddestein\n\nSendes til 4 personer hos 3 av 8 partnere.\n"
        "1 av dem er ikke knyttet til noen partner.\nIngen hos: Kåfjord Kvarts og Senjagrafitt."
    )
    assert (
        "Til: bedrifter i Finnmark og Troms, og de som følger Miljø, men ikke Viddestein." in desk
    )
    assert got(house, cast, "Befaring på torsdag") == {"Anne", "Cato", "Dina", "Frida"}
    assert house.states() == {"delivered": 4}


async def test_each_recipient_can_ask_why_they_got_it(house: House, cast: dict[str, User]) -> None:
    ola = cast["Ola"]
    await to_desk(house, ola)
    await choose(house, ola, "Mottakere", "Kategori", "○ Bedrift", "Snevre inn mer", "Fylke")
    await choose(house, ola, "○ Finnmark", "Ferdig", "Legg til et utvalg", "Tema", "○ Miljø")
    await choose(house, ola, "Ferdig", "Ferdig")
    await house.tap(ola, "Send nå til 4")
    await house.settled()

    company, topic = await why(house, cast["Anne"]), await why(house, cast["Frida"])
    looking = await why(house, ola)

    assert company["show_alert"]
    assert company["text"] == "Du er kontakt hos en bedrift i Finnmark.\nIngen meldinger: /stopp."
    assert topic["text"] == (
        "Du følger temaet Miljø.\nTemaene dine: /innstillinger. Ingen meldinger: /stopp."
    )
    assert looking["text"] == "Slik ser knappen ut for mottakerne."


async def test_who_never_got_it_learns_nothing(house: House, cast: dict[str, User]) -> None:
    ola, even = cast["Ola"], cast["Even"]
    await to_desk(house, ola)
    await choose(house, ola, "Mottakere", "Tema", "○ Miljø", "Ferdig", "Ferdig")
    await house.tap(ola, "Send nå til 2")
    await house.settled()

    of_another, of_none = (
        await house.tap_data(even, "1B61"),
        await house.tap_data(even, "1B6999"),
    )

    assert of_another == of_none == "Det finnes ikke lenger. /hjelp viser hva jeg kan."


async def test_who_comes_before_it_goes_out_is_offered_and_taken_along(house: House) -> None:
    ola = await house.leader()
    await to_desk(house, ola)
    await house.tap(ola, "Tidspunkt")
    await house.say(ola, "i overmorgen kl. 8")
    await house.tap(ola, "Send ")
    await house.say(house.person("Kari"), "/start")
    await house.until(lambda: house.offers(ola, "Ta med 1 ny"))

    taken = await house.tap(ola, "Ta med 1 ny")

    assert "til 2 mottakere." in taken
    assert "passer nå" not in taken
    assert house.rows("SELECT state, held, count(*) FROM delivery") == [("pending", 1, 2)]


async def test_confirmed_contacts_take_one_tap_and_the_next_one_is_everyone_again(
    house: House, cast: dict[str, User]
) -> None:
    ola = cast["Ola"]
    await to_desk(house, ola)
    await house.tap(ola, "Mottakere")

    members = await house.tap(ola, "Bare bekreftede kontakter")
    everyone = await house.tap(ola, "Alle")

    assert "• bekreftede kontakter\n\nSendes til 5 personer hos 5 av 8 partnere." in members
    assert "• alle som får meldinger fra boten\n\nSendes til 6 personer" in everyone
