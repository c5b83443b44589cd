"""Who has got an announcement answers it in Telegram; the office answers back; nothing is lost."""

from klyngebot.sandbox import User
from support.house import House
from unit.sandbox.pixel import PNG

SENT = "Sendt til prosjektkontoret. Svaret får du her."
ANNOUNCED = "Befaring i Senja 4. desember\nMøt opp ved porten."


async def announced(house: House) -> tuple[User, User, int]:
    """Return a leader, a subscriber, and the announcement in the latter's chat."""
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    await house.announce(ola, ANNOUNCED)
    await house.settled()
    return ola, kari, found(house, kari, "Befaring")


def found(house: House, user: User, words: str) -> int:
    """Return the newest message with ``words`` in somebody's chat."""
    return next(
        int(m["message_id"])
        for m in reversed(house.sandbox.chat(user.id))
        if words in str(m.get("text") or m.get("caption", ""))
    )


def kept(house: House) -> list[tuple[object, ...]]:
    return house.rows("SELECT text, broadcast_id FROM question ORDER BY id")


async def test_a_reply_to_an_announcement_is_answered_as_a_reply_to_it(house: House) -> None:
    ola, kari, announcement = await announced(house)

    receipt = await house.say(kari, "Er det parkering der?", reply_to=announcement)
    own = found(house, kari, "parkering")
    await house.settled()
    card = house.sandbox.last_text(ola.id)
    await house.tap(ola, "Svar")
    await house.say(ola, "Ja, ved låven.")
    answered = await house.tap(ola, "Send")
    await house.settled()

    assert receipt == SENT
    assert card == (
        "Kari svarer på kunngjøringen «Befaring i Senja 4. desember»:\nEr det parkering der?"
    )
    assert answered.startswith("Svaret er sendt til Kari.")
    got = house.sandbox.chat(kari.id)[-1]
    assert got["reply_to_message"]["message_id"] == own
    assert got["text"] == (
        "Du skrev til prosjektkontoret:\nEr det parkering der?\n\nOla svarer:\nJa, ved låven.\n\n"
        "Lurer du på mer? Svar på denne meldingen."
    )
    assert kept(house) == [("Er det parkering der?", 1)]
    assert house.rows("SELECT count(*) FROM question_answer") == [(1,)]


async def test_a_leader_answers_by_replying_to_the_question(house: House) -> None:
    ola, kari, announcement = await announced(house)
    await house.say(kari, "Er det parkering der?", reply_to=announcement)
    await house.settled()

    card = found(house, ola, "parkering")
    shown = await house.say(ola, "Ja, ved låven.", reply_to=card)
    await house.tap(ola, "Send")
    await house.settled()

    assert shown.endswith("Dette sender jeg til Kari:\nJa, ved låven.")
    assert "Ola svarer:\nJa, ved låven." in house.sandbox.last_text(kari.id)


async def test_a_reply_to_the_answer_goes_on_with_what_was_said(house: House) -> None:
    ola, kari, announcement = await announced(house)
    await house.say(kari, "Er det parkering der?", reply_to=announcement)
    await house.settled()
    await house.say(ola, "Ja, ved låven.", reply_to=found(house, ola, "parkering"))
    await house.tap(ola, "Send")
    await house.settled()

    receipt = await house.say(kari, "Takk!", reply_to=found(house, kari, "Ola svarer"))
    await house.settled()
    card = house.sandbox.last_text(ola.id)
    await house.say(ola, "/innboks")
    await house.tap(ola, "Takk!")
    before = await house.tap(ola, "Det som ble sagt før")

    assert receipt == SENT
    assert card == "Kari svarer på «Ja, ved låven.» fra Ola:\nTakk!"
    assert before.startswith("Kari svarer på kunngjøringen «Befaring i Senja 4. desember»:")


async def test_any_picture_of_an_album_can_be_answered(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(kari, "/start")
    await house.say(ola, "/kunngjor")
    house.sandbox.album(ola, [PNG, PNG, PNG], caption="Fra befaringen")
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Send nå")
    await house.settled()
    pictures = [int(m["message_id"]) for m in house.sandbox.chat(kari.id) if "photo" in m]

    said = [await house.say(kari, f"Bilde {n}?", reply_to=id_) for n, id_ in enumerate(pictures)]
    await house.settled()

    assert said == [SENT] * 3
    assert kept(house) == [(f"Bilde {n}?", 1) for n in range(3)]
    assert house.sandbox.last_text(ola.id).startswith(
        "Kari svarer på kunngjøringen «Fra befaringen»"
    )


async def test_an_answer_to_who_has_blocked_the_bot_is_told_as_not_arrived(house: House) -> None:
    ola, kari, announcement = await announced(house)
    await house.say(kari, "Er det parkering der?", reply_to=announcement)
    await house.settled()
    house.sandbox.block(kari)

    await house.say(ola, "Ja, ved låven.", reply_to=found(house, ola, "parkering"))
    await house.tap(ola, "Send")
    await house.settled()
    await house.say(ola, "/innboks")
    await house.tap(ola, "Besvarte (1)")
    card = await house.tap(ola, "✓ Kari")

    assert card.endswith("⚠ Svaret kom ikke fram. Ta kontakt på en annen måte.")


async def test_an_answer_arrives_even_when_the_reply_was_deleted(house: House) -> None:
    ola, kari, announcement = await announced(house)
    await house.say(kari, "Er det parkering der?", reply_to=announcement)
    own = found(house, kari, "parkering")
    await house.settled()
    house.sandbox.delete(kari, own)

    await house.tap(ola, "Svar")
    await house.say(ola, "Ja, ved låven.")
    await house.tap(ola, "Send")
    await house.settled()

    got = house.sandbox.chat(kari.id)[-1]
    assert "reply_to_message" not in got
    assert "Er det parkering der?" in got["text"]


async def test_a_reply_wins_over_what_one_is_writing_and_leaves_it_as_it_was(house: House) -> None:
    ola, _kari, _announcement = await announced(house)
    nils = await house.member(ola, "Per", "Nils Åsen")
    await house.announce(ola, "Befaring nummer to")
    await house.settled()
    await house.say(nils, "/spor")

    said = await house.say(nils, "Jeg kommer.", reply_to=found(house, nils, "nummer to"))
    later = await house.say(nils, "Hvem har borerigg?")

    assert said == SENT
    assert later.startswith("Dette sender jeg til prosjektkontoret:\nHvem har borerigg?")
    assert kept(house) == [("Jeg kommer.", 2)]


async def test_a_reply_to_any_other_message_is_understood_as_before(house: House) -> None:
    _ola, kari, _announcement = await announced(house)
    await house.say(kari, "/hjelp")
    help_ = int(house.sandbox.chat(kari.id)[-1]["message_id"])

    said = await house.say(kari, "grafitt", reply_to=help_)

    assert said == "Treff på «grafitt»:"
    assert kept(house) == []


async def test_only_who_has_got_the_message_answers_it(house: House) -> None:
    """The number of a message in another chat, forged, leads to nothing and tells nothing."""
    _ola, kari, announcement = await announced(house)
    stranger = house.person("Emil")
    await house.say(stranger, "/hjelp")
    theirs = next(m for m in house.sandbox.chat(kari.id) if m["message_id"] == announcement)
    forged = {
        "message_id": 99_000,
        "date": theirs["date"],
        "from": stranger.as_json(),
        "chat": {"id": stranger.id, "type": "private", "first_name": "Emil"},
        "text": "grafitt",
        "reply_to_message": theirs,
    }

    house.sandbox.poison({"message": forged})
    await house.quiet()

    assert house.sandbox.last_text(stranger.id) == "Treff på «grafitt»:"
    assert kept(house) == []


async def test_a_reply_in_a_group_is_not_taken_and_nothing_is_said_there(house: House) -> None:
    _ola, kari, _announcement = await announced(house)
    group = house.sandbox.group("Senjagjengen", [kari])
    house.sandbox.say(kari, "/meg", chat_id=group)
    await house.quiet()
    said = house.sandbox.chat(group)

    house.sandbox.say(
        kari, "Er det parkering?", chat_id=group, reply_to=int(said[-1]["message_id"])
    )
    await house.quiet()

    assert "privat chat" in said[-1]["text"]
    assert len(house.sandbox.chat(group)) == len(said) + 1  # what Kari wrote
    assert kept(house) == []


async def test_a_picture_does_not_reach_the_office_and_that_is_said(house: House) -> None:
    _ola, kari, announcement = await announced(house)

    house.sandbox.send_photo(kari, PNG, caption="Se her", reply_to=announcement)
    await house.quiet()

    assert house.sandbox.last_text(kari.id).startswith("Bare tekst når prosjektkontoret")
    assert kept(house) == []


async def test_what_is_changed_before_it_is_answered_reaches_the_leaders_anew(
    house: House,
) -> None:
    ola, kari, announcement = await announced(house)
    await house.say(kari, "Vi blir tre.", reply_to=announcement)
    own = found(house, kari, "Vi blir tre.")
    await house.settled()
    await house.say(ola, "Fint!", reply_to=found(house, ola, "Vi blir tre."))

    house.sandbox.edit(kari, own, "Vi blir fire.")
    await house.settled()
    told = house.sandbox.last_text(kari.id)
    refused = await house.tap(ola, "Send")
    again = await house.tap(ola, "Gå tilbake til det")
    await house.tap(ola, "Send")
    await house.settled()
    house.sandbox.edit(kari, own, "Vi blir fem.")
    await house.settled()

    assert told == "Rettet. Prosjektkontoret ser det du har skrevet nå."
    assert refused.startswith("Spørsmålet er endret siden du så det.")
    assert "Vi blir fire." in again
    assert house.sandbox.last_text(kari.id).startswith("Prosjektkontoret har svart på det du skrev")
    assert kept(house) == [("Vi blir fire.", 1)]
    assert house.rows("SELECT count(*) FROM delivery WHERE kind = 'question'") == [(2,)]


async def test_the_mailbox_keeps_what_waits_and_who_has_answered_how_fast(house: House) -> None:
    ola, kari, announcement = await announced(house)
    await house.say(kari, "Er det parkering der?", reply_to=announcement)
    await house.say(kari, "Og mat?", reply_to=announcement)
    await house.settled()

    open_ = await house.say(ola, "/innboks")
    buttons = house.sandbox.buttons(ola.id)
    await house.tap(ola, "Er det parkering")
    closed = await house.tap(ola, "Lukk uten svar")
    reopened = await house.tap(ola, "Åpne igjen")
    await house.tap(ola, "Svar")
    await house.say(ola, "Ja, ved låven.")
    await house.tap(ola, "Send")
    after = await house.say(ola, "/inbox")
    done = await house.tap(ola, "Besvarte (1)")
    await house.tap(ola, "✓ Kari")
    account = await house.tap(ola, "Se kunngjøringen")
    to_it = await house.tap(ola, "Svar (2)")

    assert open_ == "Innboksen\n2 åpne"
    assert buttons[0] == "Kari · for under ett minutt siden · Er det parkering der?"
    assert closed.endswith("Lukket uten svar av Ola.")
    assert "Lukket" not in reopened
    assert after.startswith("Innboksen\n1 åpen · 1 besvart\nI snitt under ett minutt fra spørsmål")
    assert done.startswith("Innboksen\n1 åpen · 1 besvart")
    assert account == "Levert til alle 2 mottakerne."
    assert to_it == "Svar på kunngjøringen «Befaring i Senja 4. desember»\n1 åpen · 1 besvart"


async def test_nobody_but_a_leader_looks_into_the_mailbox_also_with_a_forged_button(
    house: House,
) -> None:
    _ola, kari, announcement = await announced(house)
    await house.say(kari, "Er det parkering der?", reply_to=announcement)

    said = await house.say(kari, "/innboks")
    forged = [
        await house.tap_data(kari, f"1B{code}") for code in ("S0:0", "T1", "U1", "V1", "W1:0")
    ]

    assert "ikke tilgang" in said
    assert all("ikke tilgang" in one for one in forged)
    assert house.rows("SELECT count(*) FROM question WHERE closed_at IS NOT NULL") == [(0,)]
