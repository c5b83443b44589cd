import pytest

from klyngebot.sandbox import User
from unit.sandbox.support import Bot
from unit.sandbox.test_control import Control


@pytest.fixture
def ola(bot: Bot) -> User:
    return bot.sandbox.user("Ola")


async def test_only_those_who_run_a_channel_write_in_it(bot: Bot, kari: User, ola: User) -> None:
    channel = bot.sandbox.channel("Nytt", [kari], subscribers=[ola], username="nytt_eksempel")
    await bot.updates()

    bot.sandbox.say(kari, "Hei alle", chat_id=channel)
    sent = await bot.do("sendMessage", chat_id="@nytt_eksempel", text="Fra boten")

    (update,) = await bot.updates()
    assert update["channel_post"]["sender_chat"]["id"] == channel
    assert "from" not in update["channel_post"]
    assert (sent["chat"]["type"], sent["sender_chat"]["title"]) == ("channel", "Nytt")
    with pytest.raises(ValueError, match="those who run it"):
        bot.sandbox.say(ola, "Jeg også", chat_id=channel)
    assert await bot.do(
        "editMessageText", chat_id=channel, message_id=sent["message_id"], text="Rettet"
    )


async def test_a_channel_counts_its_messages_for_itself(bot: Bot, kari: User) -> None:
    channel = bot.sandbox.channel("Nytt", [kari])

    sent = await bot.do("sendMessage", chat_id=channel, text="hei")

    assert sent["message_id"] == 2  # the first is that the channel was made
    assert bot.sandbox.say(kari, "hei") == 2  # as is the first of all private chats


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("left", "Forbidden: bot is not a member of the channel chat"),
        ("kicked", "Forbidden: bot was kicked from the channel chat"),
        ("member", "Bad Request: need administrator rights in the channel chat"),
    ],
)
async def test_a_bot_without_rights_cannot_post_in_a_channel(
    bot: Bot, kari: User, status: str, reason: str
) -> None:
    channel = bot.sandbox.channel("Nytt", [kari])
    bot.sandbox.set_bot_status(kari, channel, status)

    assert await bot.refused("sendMessage", chat_id=channel, text="hei") == reason


async def test_a_group_that_becomes_a_supergroup_names_its_new_id(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    await bot.updates()

    new = bot.sandbox.migrate(group)

    added, moved, came = await bot.updates()
    assert added["my_chat_member"]["chat"]["id"] == new
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert moved["message"]["migrate_to_chat_id"] == new
    assert (came["message"]["migrate_from_chat_id"], came["message"]["chat"]["type"]) == (
        group,
        "supergroup",
    )
    refusal = await bot("sendMessage", chat_id=group, text="hei")
    assert refusal["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refusal["parameters"] == {"migrate_to_chat_id": new}
    assert await bot.do("sendMessage", chat_id=new, text="hei")
    with pytest.raises(ValueError, match="no group that could"):
        bot.sandbox.migrate(group)
    with pytest.raises(ValueError, match="supergroup"):
        bot.sandbox.say(kari, "hei", chat_id=group)


async def test_the_bot_hears_who_comes_and_goes(bot: Bot, kari: User, ola: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    await bot.updates()

    bot.sandbox.join(ola, group)
    bot.sandbox.leave(ola, group)
    bot.sandbox.leave(ola, group)

    came, went = await bot.updates()
    assert came["message"]["new_chat_members"][0]["id"] == ola.id
    assert went["message"]["left_chat_member"]["id"] == ola.id


async def test_an_administrator_sees_what_privacy_mode_hides(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    await bot.updates()
    bot.sandbox.say(kari, "hemmelig", chat_id=group)
    bot.sandbox.set_bot_status(kari, group, "administrator")
    bot.sandbox.say(kari, "åpent", chat_id=group)

    promoted, message = await bot.updates()

    status = promoted["my_chat_member"]["new_chat_member"]
    assert (status["status"], status["can_pin_messages"]) == ("administrator", True)
    assert message["message"]["text"] == "åpent"


async def test_a_bot_that_was_sent_away_hears_no_more(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.set_bot_status(kari, group, "kicked")
    await bot.updates()

    bot.sandbox.say(kari, "/hjelp", chat_id=group)

    assert await bot.updates(timeout=0) == []
    with pytest.raises(ValueError, match="status is one of"):
        bot.sandbox.set_bot_status(kari, group, "king")


async def test_nobody_makes_a_group_without_people(bot: Bot, kari: User) -> None:
    with pytest.raises(ValueError, match="somebody in it"):
        bot.sandbox.group("Tom", [])
    with pytest.raises(ValueError, match="runs it"):
        bot.sandbox.channel("Tom", [])
    with pytest.raises(LookupError, match="no group or channel"):
        bot.sandbox.migrate(kari.id)


async def test_who_deleted_the_account_is_not_reached(bot: Bot, kari: User) -> None:
    bot.sandbox.deactivate(kari)

    reason = await bot.refused("sendMessage", chat_id=kari.id, text="hei")

    assert reason == "Forbidden: user is deactivated"
    with pytest.raises(ValueError, match="no account"):
        bot.sandbox.say(kari, "hei")


async def test_who_is_removed_has_never_been(bot: Bot, kari: User, ola: User) -> None:
    group = bot.sandbox.group("Klyngen", [ola, kari])

    bot.sandbox.remove(kari)

    assert bot.sandbox.users == [ola]
    assert bot.sandbox.chats[group].members == {ola.id}
    assert "chat not found" in await bot.refused("sendMessage", chat_id=kari.id, text="hei")


async def test_a_supergroup_is_what_the_group_was(bot: Bot, kari: User, ola: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari, ola])
    bot.sandbox.set_bot_status(kari, group, "administrator")

    new = bot.sandbox.migrate(group)
    bot.sandbox.leave(ola, new)

    run_by = await bot.do("getChatAdministrators", chat_id=new)
    assert [member["status"] for member in run_by] == ["creator", "administrator"]
    assert bot.sandbox.chats[group].members == {kari.id, ola.id}


async def test_who_comes_twice_or_stays_what_they_were_is_told_once(
    bot: Bot, kari: User, ola: User
) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    await bot.updates()

    for _ in range(2):
        bot.sandbox.join(ola, group)
        bot.sandbox.set_bot_status(kari, group, "administrator")

    kinds = [list(update)[1] for update in await bot.updates()]
    assert kinds == ["message", "my_chat_member"]


async def test_who_goes_runs_the_group_no_more(bot: Bot, kari: User, ola: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari, ola])

    bot.sandbox.leave(kari, group)
    bot.sandbox.join(kari, group)

    assert await bot.do("getChatAdministrators", chat_id=group) == []


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("/hjelp", True),
        ("/hjelp@KLYNGE_sandbox_bot", True),
        ("/hjelp@another_bot", False),
        ("hei @Klynge_Sandbox_Bot!", True),
        ("hei @klynge_sandbox_bot2", False),
        ("hei", False),
    ],
)
async def test_privacy_mode_lets_through_what_names_the_bot(
    bot: Bot, kari: User, text: str, *, is_seen: bool
) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    await bot.updates()

    bot.sandbox.say(kari, text, chat_id=group)
    bot.sandbox.send_document(kari, "a.txt", b"x", caption=text, chat_id=group)

    assert len(await bot.updates(timeout=0)) == (2 if is_seen else 0)


async def test_a_reply_to_the_bot_is_seen_in_a_group_and_one_to_others_is_not(
    bot: Bot, kari: User
) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    own = (await bot.do("sendMessage", chat_id=group, text="?"))["message_id"]
    theirs = bot.sandbox.say(kari, "hei", chat_id=group)
    await bot.updates()

    for reply_to in (theirs, own):
        bot.sandbox.say(kari, "ja", chat_id=group, reply_to=reply_to)

    (update,) = await bot.updates()
    assert update["message"]["reply_to_message"]["message_id"] == own


async def test_a_changed_post_comes_as_one(bot: Bot, kari: User) -> None:
    channel = bot.sandbox.channel("Nytt", [kari])
    post = bot.sandbox.say(kari, "hie", chat_id=channel)
    await bot.updates()

    bot.sandbox.edit(kari, post, "hei", chat_id=channel)

    (update,) = await bot.updates()
    assert update["edited_channel_post"]["text"] == "hei"


async def test_one_is_owner_administrator_member_or_not_there(
    bot: Bot, kari: User, ola: User
) -> None:
    group = bot.sandbox.group("Klyngen", [ola, kari])
    per = bot.sandbox.user("Per")

    async def statuses() -> list[str]:
        members = [
            await bot.do("getChatMember", chat_id=group, user_id=user.id)
            for user in (ola, kari, per)
        ]
        return [member["status"] for member in members]

    assert await statuses() == ["creator", "member", "left"]
    bot.sandbox.promote(kari, group)
    assert await statuses() == ["creator", "administrator", "left"]
    new = bot.sandbox.migrate(group)
    assert bot.sandbox.chats[new].status_of(ola.id) == "creator"
    bot.sandbox.demote(kari, new)
    assert bot.sandbox.chats[new].status_of(kari.id) == "member"
    with pytest.raises(ValueError, match="Per is in no chat"):
        bot.sandbox.promote(per, new)
    with pytest.raises(ValueError, match="Ola owns this chat"):
        bot.sandbox.demote(ola, new)


async def test_a_group_says_when_the_bot_comes_and_goes(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    await bot.updates()

    for status in ("left", "kicked", "member", "administrator"):
        bot.sandbox.set_bot_status(kari, group, status)

    updates = await bot.updates()
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in updates
        if "my_chat_member" in update
    ]
    went, came = (update["message"] for update in updates if "message" in update)
    assert statuses == ["left", "kicked", "member", "administrator"]
    assert went["left_chat_member"]["id"] == bot.sandbox.bot["id"]
    assert came["new_chat_members"][0]["id"] == bot.sandbox.bot["id"]
    assert went["from"]["id"] == kari.id


async def test_a_supergroup_does_not_say_that_the_bot_has_gone(bot: Bot, kari: User) -> None:
    group = bot.sandbox.migrate(bot.sandbox.group("Klyngen", [kari]))
    await bot.updates()

    bot.sandbox.set_bot_status(kari, group, "kicked")

    (update,) = await bot.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert "left_chat_member" in bot.sandbox.chat(group)[-1]


async def test_a_group_without_the_bot_becomes_a_supergroup_without_it(
    bot: Bot, kari: User
) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.set_bot_status(kari, group, "left")
    await bot.updates()

    new = bot.sandbox.migrate(group)

    assert await bot.updates(timeout=0) == []
    refusal = await bot.refused("sendMessage", chat_id=new, text="hei")
    assert refusal == "Forbidden: bot is not a member of the supergroup chat"


async def test_a_command_in_a_channel_comes_as_a_post_without_an_author(
    bot: Bot, kari: User
) -> None:
    channel = bot.sandbox.channel("Nytt", [kari])
    await bot.updates()

    bot.sandbox.say(kari, "/koble", chat_id=channel)

    (update,) = await bot.updates()
    post = update["channel_post"]
    assert post["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert (post["sender_chat"]["id"], "from" in post) == (channel, False)


async def test_an_empty_group_becomes_nothing(bot: Bot, kari: User) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.leave(kari, group)

    with pytest.raises(ValueError, match="nobody is left"):
        bot.sandbox.migrate(group)


async def test_groups_are_run_and_become_supergroups_from_outside(
    bot: Bot, kari: User, ola: User
) -> None:
    control = Control(bot)
    group = (await control.post("groups", title="Klyngen", members=[kari.id, ola.id]))["chat_id"]
    await control.post("promotions", user_id=ola.id, chat_id=group)
    assert (await control.get("chats"))[-1]["admins"] == [kari.id, ola.id]
    await control.post("demotions", user_id=ola.id, chat_id=group)
    new = (await control.post("migrate", chat_id=group))["chat_id"]

    chat = (await control.get("chats"))[-1]
    assert (chat["id"], chat["creator"], chat["admins"]) == (new, kari.id, [kari.id])
    refusal = await control.refused("demotions", 400, user_id=kari.id, chat_id=new)
    assert refusal == "Kari Nordmann owns this chat"
    lost = await bot("sendMessage", chat_id=group, text="hei")
    assert lost["parameters"] == {"migrate_to_chat_id": new}
