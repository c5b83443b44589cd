import pytest

from klyngebot.sandbox import Fault, FaultKind, User
from support.house import House


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ("/finnesikke", "Den kommandoen kjenner jeg ikke."),
        ("x", "Skriv minst tre bokstaver, så leter jeg."),
        ("/finn", "Skriv hva du leter etter"),
        ("/hjelp", "Dette kan jeg"),
        ("/help", "Dette kan jeg"),
        ("/personvern", "Personvern"),
        ("/privacy", "Personvern"),
        ("/avbryt", "Du holder ikke på med noe"),
        ("/innstillinger", "Innstillinger"),
        ("/arrangementer", "Ingen arrangementer"),
        ("/stopp", "Du får ikke flere meldinger fra meg."),
        ("/status", "Det har du ikke tilgang til."),
        ("/kunngjoringer", "Det har du ikke tilgang til."),
    ],
)
async def test_everything_typed_is_answered(house: House, sent: str, answer: str) -> None:
    kari = house.person("Kari")

    assert (await house.say(kari, sent)).startswith(answer)


PICTURE = b"\xff\xd8\xff\xe0 not much of a picture"


async def sent_picture(house: House, user: User) -> str:
    house.sandbox.send_photo(user, PICTURE)
    await house.quiet()
    return house.texts(user)[-1]


async def test_a_picture_is_answered(house: House) -> None:
    ola = await house.leader()
    kari = await house.member(ola, "Kari", "Nils Åsen")

    idle, hers = await sent_picture(house, ola), await sent_picture(house, kari)
    await house.say(ola, "/nynyhet")
    writing = await sent_picture(house, ola)
    await house.say(kari, "/spor")
    asking = await sent_picture(house, kari)

    assert idle.startswith("Jeg forstår bare tekst. Bilder og filer kan være med i en kunngjøring")
    assert hers.startswith("Jeg forstår bare tekst. Skriv hva du leter etter")
    assert writing.startswith("Jeg kan bare ta imot tekst her. Bilder og filer kan være med")
    assert asking.startswith("Jeg kan bare ta imot tekst her. Skriv det som tekst")


async def test_an_announcement_takes_a_picture_and_says_what_else(house: House) -> None:
    ola = await house.leader()
    await house.say(ola, "/kunngjor")

    taken = await sent_picture(house, ola)
    house.sandbox.send_location(ola, 67.28, 14.4)
    await house.quiet()

    assert taken.startswith("Notert: 1 melding.")
    assert house.texts(ola)[-1].startswith("Det kan ikke være med. Send tekst, bilder eller filer")
    assert house.rows("SELECT file_kind FROM broadcast_part") == [("photo",)]


@pytest.mark.parametrize("data", ["0t1:1:0", "1", "x", "1?", "1t9", "1tx:1:0", "1t1:7:0"])
async def test_an_old_button_is_answered_and_its_spinner_stops(house: House, data: str) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")

    said = await house.tap_data(kari, data)

    assert said.startswith("Knappen er for gammel.")
    assert any(call.method == "answerCallbackQuery" for call in house.sandbox.calls)


async def test_in_a_group_the_answer_is_a_way_to_the_private_chat(house: House) -> None:
    kari = house.person("Kari")
    group = house.sandbox.group("Prosjektgruppa", [kari])

    house.sandbox.say(kari, "/finn grafitt", chat_id=group)
    await house.quiet()

    assert house.sandbox.last_text(group) == "Jeg svarer deg i privat chat."
    assert house.sandbox.buttons(group) == ["Åpne privat chat"]


async def test_an_update_nobody_can_decode_stops_nothing(house: House) -> None:
    kari = house.person("Kari")
    house.sandbox.poison()

    said = await house.say(kari, "/hjelp")

    assert said.startswith("Dette kan jeg")
    await house.quiet()
    assert house.rows("SELECT state, count(*) FROM inbox GROUP BY state ORDER BY state") == [
        ("done", 1),
        ("quarantined", 1),
    ]


async def test_a_fault_of_ours_is_tried_three_times_and_then_owned_up_to(house: House) -> None:
    kari = house.person("Kari")
    broken = Fault(
        FaultKind.ERROR,
        method="sendMessage",
        contains="Dette kan jeg",
        status=400,
        description="Bad Request: can't parse entities",
        times=None,
    )
    house.sandbox.faults.add(broken)

    await house.say(kari, "/hjelp")

    await house.until(lambda: house.sandbox.last_text(kari.id).startswith("Beklager, det gikk"))
    assert house.rows("SELECT state, attempts FROM inbox") == [("quarantined", 3)]


async def test_updates_that_come_again_change_nothing(house: House) -> None:
    ola = await house.leader()
    house.sandbox.redeliver(2)
    await house.announce(ola, "hei")
    await house.settled()

    assert house.rows("SELECT count(*) FROM broadcast") == [(1,)]
    assert house.states() == {"delivered": 1}


async def test_who_blocked_and_comes_back_is_reached_again(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")
    house.sandbox.block(kari)
    await house.quiet()
    blocked = house.rows("SELECT unreachable_at IS NOT NULL FROM subscriber")

    house.sandbox.unblock(kari)
    await house.quiet()

    assert blocked == [(1,)]
    assert house.rows("SELECT unreachable_at IS NOT NULL FROM subscriber") == [(0,)]


async def test_the_leaders_status_names_the_partners_nobody_is_from(house: House) -> None:
    ola = await house.leader()
    await house.member(ola, "Kari", "Nils Åsen")

    said = await house.say(ola, "/status")

    assert "1 bekreftet kontakt, fra 1 av 3 partnere." in said
    assert "Ingen i boten ennå (2 av 3): Kåfjord Kvarts og Malmhøgskolen." in said


async def test_the_menu_is_per_language_and_role(house: House) -> None:
    ola = await house.leader()
    await house.quiet()

    default = {c["command"] for c in house.sandbox.commands["default", ""]}
    norwegian = {c["command"] for c in house.sandbox.commands["default", "nb"]}
    leader = {c["command"] for c in house.sandbox.commands[f"chat:{ola.id}", ""]}

    assert {"news", "partners"} <= default
    assert {"nyheter", "partnere"} <= norwegian
    assert "kunngjor" in leader
    assert "kunngjor" not in norwegian


async def test_who_blocks_while_being_told_what_is_wrong_is_nobodys_fault(house: House) -> None:
    kari = house.person("Kari")
    await house.say(kari, "/start")
    house.sandbox.say(kari, "x")

    house.sandbox.block(kari)
    await house.quiet()

    assert house.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_being_added_to_a_group_is_no_reason_to_speak(house: House) -> None:
    kari = house.person("Kari")

    group = house.sandbox.group("Prosjektgruppa", [kari])
    await house.quiet()

    assert house.sandbox.received(group) == []


async def test_a_leader_finds_the_join_link_on_the_partners_card(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    await house.say(ola, "grafitt")
    await house.say(kari, "grafitt")

    assert "start=bli-made-up-join-code-0" in await house.tap(ola, "Senjagrafitt")
    assert "start=bli-" not in await house.tap(kari, "Senjagrafitt")


async def test_half_a_character_stops_nothing(house: House) -> None:
    kari = house.person("Kari")
    half = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}, "text": "\ud83d"}
    house.sandbox.poison({"message": half})

    assert (await house.say(kari, "/hjelp")).startswith("Dette kan jeg")
