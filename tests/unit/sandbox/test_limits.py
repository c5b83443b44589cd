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
