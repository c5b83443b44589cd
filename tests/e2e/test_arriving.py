"""Who taps or answers a message of which nobody knew whether it arrived, has got it."""

from typing import Any

from klyngebot.sandbox import Fault, FaultKind, User
from support.house import House

WHY = "Hvorfor fikk jeg denne?"


async def doubted(house: House) -> tuple[User, User, User]:
    """Announce to Kari and Per, to whom Telegram's answers are lost; and return Ola, them."""
    ola, kari, per = await house.leader(), house.person("Kari"), house.person("Per")
    await house.say(ola, "/stopp")
    for user in (kari, per):
        await house.say(user, "/start")
        lost = Fault(FaultKind.RESET_AFTER, method="sendMessage", chat_id=user.id, contains="Møte")
        house.sandbox.faults.add(lost)
    await house.announce(ola, "Møte på tirsdag")
    await house.settled()
    await house.until(lambda: house.offers(ola, "Send igjen til 2"))
    return ola, kari, per


def announcement(house: House, user: User) -> dict[str, Any]:
    return next(m for m in house.sandbox.chat(user.id) if m.get("text") == "Møte på tirsdag")


def doubts(house: House) -> list[str]:
    found = house.rows(
        "SELECT s.name FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id"
        " WHERE d.state = 'uncertain' ORDER BY 1"
    )
    return [name for (name,) in found]


async def test_a_tap_under_it_proves_that_it_arrived_and_the_leader_sees_it(house: House) -> None:
    ola, kari, per = await doubted(house)

    await house.tap(kari, WHY)
    after_one = doubts(house)
    await house.until(lambda: house.offers(ola, "Send igjen til 1"))
    await house.tap(per, WHY)

    assert (after_one, doubts(house)) == (["Per"], [])
    await house.until(lambda: "Levert til alle 2 mottakerne." in house.texts(ola))
    known = house.rows("SELECT message_id FROM delivery WHERE kind = 'broadcast' ORDER BY address")
    assert known == [(announcement(house, user)["message_id"],) for user in (kari, per)]


async def test_a_reply_to_it_proves_that_it_arrived_and_reaches_the_office(house: House) -> None:
    _ola, kari, _per = await doubted(house)

    said = await house.say(
        kari, "Er det parkering?", reply_to=announcement(house, kari)["message_id"]
    )

    assert said == "Sendt til prosjektkontoret. Svaret får du her."
    assert doubts(house) == ["Per"]


async def test_a_forged_tap_on_another_message_proves_nothing(house: House) -> None:
    _ola, kari, _per = await doubted(house)
    stranger = house.person("Ukjent")
    await house.say(stranger, "/start")
    await house.say(kari, "/start")
    data = announcement(house, kari)["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]

    for user in (stranger, kari):
        await house.tap_data(user, data)

    assert doubts(house) == ["Kari", "Per"]


async def test_a_reply_to_ones_own_message_proves_nothing(house: House) -> None:
    _ola, kari, _per = await doubted(house)
    own = house.sandbox.say(kari, "Møte på tirsdag")
    await house.quiet()

    await house.say(kari, "Hei", reply_to=own)

    assert doubts(house) == ["Kari", "Per"]
