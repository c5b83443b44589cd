import pytest

from klyngebot.sandbox import Limits, User
from unit.sandbox.conftest import Clock
from unit.sandbox.support import Bot


async def sent(bot: Bot, chat_id: int, times: int) -> list[bool]:
    return [(await bot("sendMessage", chat_id=chat_id, text="hei"))["ok"] for _ in range(times)]


async def test_the_message_too_many_in_a_second_is_refused(
    bot: Bot, kari: User, clock: Clock
) -> None:
    bot.sandbox.limits = Limits(per_second=3)

    assert await sent(bot, kari.id, 3) == [True] * 3
    refusal = await bot("sendMessage", chat_id=kari.id, text="hei")

    assert refusal["description"] == "Too Many Requests: retry after 5"
    assert refusal["parameters"] == {"retry_after": 5}
    assert len(bot.sandbox.all_received) == 3
    assert bot.sandbox.limit_breaches == []
    clock.at += 5
    assert await sent(bot, kari.id, 1) == [True]


async def test_the_window_slides(bot: Bot, kari: User, clock: Clock) -> None:
    bot.sandbox.limits = Limits(per_second=2)

    await sent(bot, kari.id, 1)
    clock.at += 0.6
    await sent(bot, kari.id, 1)
    clock.at += 0.6

    assert await sent(bot, kari.id, 2) == [True, False]


async def test_who_does_not_wait_is_written_down_and_waits_longer(
    bot: Bot, kari: User, clock: Clock
) -> None:
    bot.sandbox.limits = Limits(per_second=1, penalty=5)
    await sent(bot, kari.id, 2)
    clock.at += 3.5

    waits = []
    for _ in range(2):
        refusal = await bot("sendMessage", chat_id=kari.id, text="hei")
        waits.append(refusal["parameters"]["retry_after"])

    assert waits == [10, 20]
    breach, _ = bot.sandbox.limit_breaches
    assert (breach.chat_id, breach.method, breach.early) == (kari.id, "sendMessage", 1.5)
    (bar,) = bot.sandbox.limit_bars
    assert (bar.scope, bar.until - bar.begun_at, bar.calls) == ("all", 23.5, 2)


async def test_what_was_on_its_way_already_is_no_offence(
    bot: Bot, kari: User, clock: Clock
) -> None:
    bot.sandbox.limits = Limits(per_second=1, penalty=5)
    await sent(bot, kari.id, 2)
    clock.at += 0.5

    refusal = await bot("sendMessage", chat_id=kari.id, text="hei")

    assert refusal["parameters"] == {"retry_after": 5}
    clock.at += 4.5
    assert await sent(bot, kari.id, 1) == [True]


async def test_a_full_chat_does_not_bar_the_others(bot: Bot, kari: User) -> None:
    ola = bot.sandbox.user("Ola")
    bot.sandbox.say(ola, "/start")
    bot.sandbox.limits = Limits(per_chat_per_second=1)

    assert await sent(bot, kari.id, 2) == [True, False]
    assert await sent(bot, ola.id, 1) == [True]


async def test_a_chat_takes_a_burst_and_then_its_rate(bot: Bot, kari: User, clock: Clock) -> None:
    bot.sandbox.limits = Limits(per_chat_per_second=1, per_chat_burst=4)

    assert await sent(bot, kari.id, 4) == [True] * 4
    clock.at += 3.9
    assert await sent(bot, kari.id, 1) == [False]
    clock.at += 5.1
    assert await sent(bot, kari.id, 1) == [True]


async def test_a_group_takes_twenty_in_a_minute(bot: Bot, kari: User, clock: Clock) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.limits = Limits()

    assert await sent(bot, group, 21) == [True] * 20 + [False]
    assert await sent(bot, kari.id, 1) == [True]


async def test_no_limits_are_kept_unless_asked_for(bot: Bot, kari: User) -> None:
    assert bot.sandbox.limits is None
    assert all(await sent(bot, kari.id, 40))

    bot.sandbox.limits = Limits(per_second=None, per_group_per_minute=None)
    assert all(await sent(bot, kari.id, 40))
    bot.sandbox.limits = None
    assert bot.sandbox.limit_breaches == []


async def test_an_offence_begins_more_than_a_second_after_the_429(
    bot: Bot, kari: User, clock: Clock
) -> None:
    bot.sandbox.limits = Limits(per_second=1, penalty=5)
    await sent(bot, kari.id, 2)

    waits = []
    for later in (1.0, 0.25):
        clock.at += later
        refusal = await bot("sendMessage", chat_id=kari.id, text="hei")
        waits.append(refusal["parameters"]["retry_after"])

    assert waits == [4, 10]


@pytest.mark.parametrize(("penalty", "waits"), [(2000, [3600, 3600]), (5000, [4998, 4998])])
async def test_a_penalty_grows_to_an_hour_and_never_shrinks(
    bot: Bot, kari: User, clock: Clock, penalty: int, waits: list[int]
) -> None:
    bot.sandbox.limits = Limits(per_second=1, penalty=penalty)
    await sent(bot, kari.id, 2)
    clock.at += 2

    refusals = [await bot("sendMessage", chat_id=kari.id, text="hei") for _ in range(2)]

    assert [refusal["parameters"]["retry_after"] for refusal in refusals] == waits


async def test_who_has_waited_begins_with_the_first_penalty_again(
    bot: Bot, kari: User, clock: Clock
) -> None:
    bot.sandbox.limits = Limits(per_second=1, penalty=5)
    await sent(bot, kari.id, 2)
    clock.at += 2
    await sent(bot, kari.id, 1)  # doubles it
    clock.at += 10

    assert await sent(bot, kari.id, 2) == [True, False]
    clock.at += 5
    assert await sent(bot, kari.id, 1) == [True]


async def test_a_window_is_open_again_after_exactly_its_length(
    bot: Bot, kari: User, clock: Clock
) -> None:
    group = bot.sandbox.group("Klyngen", [kari])
    bot.sandbox.limits = Limits(per_second=1, per_group_per_minute=2)

    await sent(bot, group, 1)
    clock.at += 1
    assert await sent(bot, group, 1) == [True]
    clock.at += 58
    assert await sent(bot, group, 1) == [False]
    clock.at += 5
    assert await sent(bot, group, 1) == [True]


async def test_a_private_chat_is_no_group(bot: Bot, kari: User) -> None:
    bot.sandbox.limits = Limits(per_second=None, per_group_per_minute=2)

    assert await sent(bot, kari.id, 3) == [True] * 3


async def test_every_full_window_is_barred(bot: Bot, kari: User) -> None:
    bot.sandbox.limits = Limits(per_second=1, per_chat_per_second=1)

    await sent(bot, kari.id, 2)

    assert [bar.scope for bar in bot.sandbox.limit_bars] == ["all", f"chat {kari.id}"]


async def test_of_two_bars_the_longer_one_counts(bot: Bot, kari: User, clock: Clock) -> None:
    ola = bot.sandbox.user("Ola")
    bot.sandbox.say(ola, "/start")
    bot.sandbox.limits = Limits(per_second=2, per_chat_per_second=1, penalty=5)
    await sent(bot, kari.id, 2)  # bars her chat
    clock.at += 0.75
    await sent(bot, ola.id, 2)  # bars all
    clock.at += 0.25

    refusal = await bot("sendMessage", chat_id=kari.id, text="hei")

    assert refusal["parameters"] == {"retry_after": 5}
    assert bot.sandbox.limit_breaches[-1].early == 4.75
