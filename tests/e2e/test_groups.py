"""Announcements to groups and channels, which their administrators connect."""

from klyngebot.bot.api import Api
from klyngebot.sandbox import User
from support.house import TOKEN, House


async def connected(house: House, title: str = "Klyngestyret") -> tuple[User, User, int]:
    """Return a leader, a group's administrator and the group, which is connected."""
    ola, kari = await house.leader(), house.person("Kari")
    group = house.sandbox.group(title, [kari, ola])
    house.sandbox.say(kari, "/koble", chat_id=group)
    await house.quiet()
    return ola, kari, group


async def announce_there(house: House, ola: User, text: str, *, alone: bool = False) -> None:
    await house.say(ola, "/kunngjor")
    await house.say(ola, text)
    await house.tap(ola, "Forhåndsvis")
    await house.tap(ola, "Mottakere")
    await house.tap(ola, "Grupper og kanaler")
    await house.tap(ola, "○ Klyngestyret")
    if alone:
        await house.tap(ola, "Bare hit, ikke til personer")
    await house.tap(ola, "Tilbake")
    await house.tap(ola, "Ferdig")
    await house.tap(ola, "Send nå")


def in_chat(house: House, chat: int, text: str) -> int:
    return [m.get("text", "") for m in house.sandbox.chat(chat)].count(text)


async def forget_updates(house: House) -> None:
    """Let what the bot has not heard yet be lost."""
    telegram = house.settings.telegram
    api = Api(telegram.api_url, TOKEN, seconds=5, connections=1)
    await api.call("deleteWebhook", {"drop_pending_updates": True})
    await api.close()


async def test_a_connected_group_gets_what_a_leader_sends_there(house: House) -> None:
    ola, _kari, group = await connected(house)

    await announce_there(house, ola, "Møtet er flyttet\nLes mer: https://example.no")
    await house.settled()

    got = house.sandbox.chat(group)[-1]
    assert got["text"] == "Møtet er flyttet"
    rows = got["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["Les mer"]]
    assert house.states() == {"delivered": 2}


async def test_a_group_gets_nothing_that_nobody_chose_it_for(house: House) -> None:
    ola, _kari, group = await connected(house)

    await house.announce(ola, "Til alle")
    await house.settled()

    assert in_chat(house, group, "Til alle") == 0


async def test_an_announcement_can_go_to_a_group_alone(house: House) -> None:
    ola, kari, group = await connected(house)
    await house.say(kari, "/start")

    await announce_there(house, ola, "Bare dere", alone=True)
    await house.settled()

    assert in_chat(house, group, "Bare dere") == 1
    assert in_chat(house, kari.id, "Bare dere") == 0
    assert house.states() == {"delivered": 1}


async def test_only_an_administrator_connects_a_group(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    group = house.sandbox.group("Klyngestyret", [kari, ola])

    house.sandbox.say(ola, "/koble", chat_id=group)
    await house.quiet()

    assert "ikke tilgang" in house.sandbox.last_text(group)
    assert house.rows("SELECT count(*) FROM subscriber WHERE chat <> 'private'") == [(0,)]


async def test_a_channel_is_connected_by_a_post_in_it(house: House) -> None:
    ola, kari = await house.leader(), house.person("Kari")
    channel = house.sandbox.channel("Klyngestyret", [kari])
    house.sandbox.set_bot_status(kari, channel, "administrator")
    house.sandbox.say(kari, "/koble", chat_id=channel)
    await house.quiet()

    await announce_there(house, ola, "Til kanalen", alone=True)
    await house.settled()

    assert in_chat(house, channel, "Til kanalen") == 1


async def test_other_posts_in_a_channel_are_left_alone(house: House) -> None:
    kari = house.person("Kari")
    channel = house.sandbox.channel("Klyngestyret", [kari])
    house.sandbox.set_bot_status(kari, channel, "administrator")
    before = len(house.sandbox.chat(channel))

    for text in ("Hei alle", "/kunngjor", "/status"):
        house.sandbox.say(kari, text, chat_id=channel)
    await house.quiet()

    assert len(house.sandbox.chat(channel)) == before + 3


async def test_a_group_that_became_a_supergroup_gets_it_there(house: House) -> None:
    ola, _kari, group = await connected(house)
    supergroup = house.sandbox.migrate(group)
    await house.quiet()

    await announce_there(house, ola, "Til supergruppen", alone=True)
    await house.settled()

    assert in_chat(house, supergroup, "Til supergruppen") == 1
    assert house.states() == {"delivered": 1}


async def test_also_when_only_the_refusal_tells_that_it_has(house: House) -> None:
    ola, _kari, group = await connected(house)
    await house.stop()
    supergroup = house.sandbox.migrate(group)
    await forget_updates(house)
    await house.start()

    await announce_there(house, ola, "Til supergruppen", alone=True)
    await house.settled()

    assert in_chat(house, supergroup, "Til supergruppen") == 1
    addresses = house.rows("SELECT address FROM subscriber WHERE chat = 'group' AND subscribed")
    assert addresses == [(str(supergroup),)]


async def test_a_group_that_sends_the_bot_away_is_connected_no_more(house: House) -> None:
    ola, kari, group = await connected(house)

    house.sandbox.set_bot_status(kari, group, "kicked")
    await house.quiet()
    said = await house.say(ola, "/koble")

    assert said.startswith("Ingen grupper eller kanaler er koblet til.")


async def test_a_leader_and_an_administrator_can_both_disconnect_it(house: House) -> None:
    ola, kari, group = await connected(house)
    house.sandbox.say(kari, "/kobleav", chat_id=group)
    await house.quiet()
    gone = await house.say(ola, "/koble")
    house.sandbox.say(kari, "/koble", chat_id=group)
    await house.quiet()

    await house.say(ola, "/koble")
    said = await house.tap(ola, "Koble av Klyngestyret")

    assert gone.startswith("Ingen grupper")
    assert said.startswith("Ingen grupper")
    assert house.sandbox.last_text(group).startswith("Koblet til.")
