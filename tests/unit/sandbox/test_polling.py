import asyncio

import pytest

from klyngebot.sandbox import Sandbox, User
from unit.sandbox.conftest import Clock
from unit.sandbox.support import Bot


async def test_a_poll_forgets_everything_below_its_offset(bot: Bot, kari: User) -> None:
    for text in ("en", "to", "tre"):
        bot.sandbox.say(kari, text)
    first, second, third = await bot.do("getUpdates")

    assert await bot.do("getUpdates", offset=third["update_id"]) == [third]
    assert await bot.do("getUpdates", offset=first["update_id"]) == [third]
    assert second["update_id"] == first["update_id"] + 1


async def test_updates_stay_until_they_are_confirmed(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "hei")

    assert await bot.do("getUpdates") == await bot.do("getUpdates")
    assert bot.sandbox.pending_updates == 1


async def test_whoever_listens_hears_that_updates_are_gone(
    bot: Bot, sandbox: Sandbox, kari: User, clock: Clock
) -> None:
    sandbox.say(kari, "hei")
    (update,) = await bot.do("getUpdates")
    heard: list[tuple[str, int]] = []
    sandbox.listeners.append(lambda topic: heard.append((topic, sandbox.pending_updates)))

    await bot.do("getUpdates", offset=update["update_id"] + 1)
    assert ("updates", 0) in heard

    sandbox.say(kari, "hei igjen")
    clock.at += 24 * 3600
    heard.clear()
    await bot.do("getUpdates")
    assert ("updates", 0) in heard


async def test_a_poll_that_confirms_nothing_is_no_news(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "hei")
    heard: list[str] = []
    bot.sandbox.listeners.append(heard.append)

    await bot.do("getUpdates")

    assert "updates" not in heard


async def test_a_negative_offset_keeps_only_the_newest(bot: Bot, kari: User) -> None:
    for text in ("en", "to", "tre"):
        bot.sandbox.say(kari, text)

    found = await bot.do("getUpdates", offset=-1)

    assert [update["message"]["text"] for update in found] == ["tre"]
    assert bot.sandbox.pending_updates == 1


async def test_a_negative_offset_on_an_empty_queue_finds_nothing(bot: Bot) -> None:
    assert await bot.do("getUpdates", offset=-1) == []


async def test_an_offset_far_ahead_is_served_from_the_head(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "hei")

    assert len(await bot.do("getUpdates", offset=2_000_000_000)) == 1


async def test_a_poll_returns_at_most_its_limit(bot: Bot, kari: User) -> None:
    for _ in range(3):
        bot.sandbox.say(kari, "hei")

    assert len(await bot.do("getUpdates", limit=2)) == 2


async def test_a_long_poll_returns_as_soon_as_something_comes(bot: Bot, kari: User) -> None:
    poll = asyncio.create_task(bot.do("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    bot.sandbox.say(kari, "hei")

    assert len(await asyncio.wait_for(poll, 1)) == 1


async def test_a_long_poll_ends_empty_when_nothing_comes(bot: Bot) -> None:
    assert await bot.do("getUpdates", timeout=1) == []


async def test_the_earlier_of_two_polls_is_told_of_the_conflict(bot: Bot, kari: User) -> None:
    earlier = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    later = asyncio.create_task(bot("getUpdates", timeout=30))

    refusal = await earlier
    bot.sandbox.say(kari, "hei")

    assert refusal["error_code"] == 409
    assert refusal["description"].startswith("Conflict: terminated by other getUpdates request")
    assert len((await later)["result"]) == 1


async def test_a_poller_that_hangs_up_does_not_meet_a_conflict(bot: Bot) -> None:
    gone = asyncio.create_task(bot("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    gone.cancel()
    await asyncio.sleep(0.05)
    await bot.do("getUpdates")

    assert [call.status for call in bot.sandbox.calls] == [200]


async def test_allowed_updates_are_remembered_and_applied_at_creation(bot: Bot, kari: User) -> None:
    await bot.do("getUpdates", allowed_updates=["my_chat_member"])
    bot.sandbox.say(kari, "hei")
    await bot.do("getUpdates", allowed_updates=[])
    bot.sandbox.say(kari, "hallo")

    texts = [update["message"]["text"] for update in await bot.do("getUpdates")]

    assert texts == ["hallo"]


async def test_a_tap_expires_long_before_a_message(
    bot: Bot, sandbox: Sandbox, kari: User, clock: Clock
) -> None:
    sandbox.tap_data(kari, "x", message_id=1)
    sandbox.say(kari, "hei")
    clock.at += 151

    assert ["message" in update for update in await bot.do("getUpdates")] == [True]
    clock.at += 24 * 3600
    assert await bot.do("getUpdates") == []


async def test_a_lost_confirmation_hands_the_updates_out_again(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "en")
    first = await bot.updates()
    bot.sandbox.redeliver()
    bot.sandbox.say(kari, "to")

    assert len(await bot.updates()) == 2
    assert first[0]["message"]["text"] == "en"
    assert await bot.updates(timeout=0) == []


async def test_a_poisoned_update_takes_its_place_in_the_queue(bot: Bot, kari: User) -> None:
    bot.sandbox.poison()
    bot.sandbox.poison({"unheard_of": {}})

    bad, unheard_of = await bot.updates()

    assert bad["chat_member"]["new_chat_member"]["status"] == "kicked"
    assert "until_date" not in bad["chat_member"]["new_chat_member"]
    assert unheard_of["update_id"] == bad["update_id"] + 1


async def test_the_webhook_is_never_set_and_deleting_it_can_drop_updates(
    bot: Bot, kari: User
) -> None:
    bot.sandbox.say(kari, "hei")

    assert (await bot.do("getWebhookInfo"))["pending_update_count"] == 1
    assert await bot.do("deleteWebhook")
    assert bot.sandbox.pending_updates == 1
    await bot.do("deleteWebhook", drop_pending_updates=True)
    assert bot.sandbox.pending_updates == 0


async def test_a_poll_returns_at_most_a_hundred(bot: Bot) -> None:
    for _ in range(101):
        bot.sandbox.poison({"odd": 1})

    assert len(await bot.do("getUpdates", limit=1000)) == 100


async def test_what_was_forgotten_leaves_its_ids_unused(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "en")
    (before,) = await bot.do("getUpdates")
    bot.sandbox.forget()
    bot.sandbox.say(kari, "to")

    (after,) = await bot.do("getUpdates")

    assert after["update_id"] == before["update_id"] + 1


async def test_until_the_last_second_nothing_expires(
    bot: Bot, sandbox: Sandbox, kari: User, clock: Clock
) -> None:
    sandbox.ask_inline(kari, "ka")
    sandbox.tap_data(kari, "x", message_id=1)
    sandbox.say(kari, "hei")

    waiting = []
    for later in (29.5, 0.5, 119.5, 0.5, 24 * 3600 - 150.5, 0.5):
        clock.at += later
        await bot.do("getUpdates")
        waiting.append(sandbox.pending_updates)

    assert waiting == [3, 2, 2, 1, 1, 0]


async def test_an_offset_up_to_ten_ahead_confirms_and_beyond_does_not(bot: Bot, kari: User) -> None:
    bot.sandbox.say(kari, "hei")
    (update,) = await bot.do("getUpdates")
    next_id = update["update_id"] + 1

    assert await bot.do("getUpdates", offset=next_id + 11) == [update]
    assert await bot.do("getUpdates", offset=next_id + 10) == []


async def test_a_poll_that_confirms_nothing_does_not_use_a_lost_confirmation_up(
    bot: Bot, kari: User
) -> None:
    bot.sandbox.say(kari, "hei")
    (update,) = await bot.do("getUpdates")
    bot.sandbox.redeliver()

    offsets = (update["update_id"], update["update_id"] + 1, update["update_id"] + 1)
    found = [len(await bot.do("getUpdates", offset=offset)) for offset in offsets]

    assert found == [1, 1, 0]


async def test_some_kinds_only_come_when_asked_for(bot: Bot, sandbox: Sandbox) -> None:
    kinds = ("chat_member", "message_reaction", "message_reaction_count")
    for kind in kinds:
        sandbox.update(kind, {})
    assert await bot.do("getUpdates", allowed_updates=kinds) == []

    for kind in kinds:
        sandbox.update(kind, {})

    assert len(await bot.do("getUpdates")) == 3


async def test_a_poll_ends_after_the_longest_time_whatever_it_asks_for(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("klyngebot.sandbox.updates.LONGEST_POLL", 0.05)

    assert await asyncio.wait_for(bot.do("getUpdates", timeout=50), 5) == []
