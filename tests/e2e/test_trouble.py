"""Telegram and the line to it misbehave; nothing stops and nothing is lost."""

import asyncio
import gc
import warnings
from pathlib import Path

import pytest

from klyngebot.app import App
from klyngebot.bot.outcome import TokenRefusedError
from klyngebot.sandbox import Fault, FaultKind, Limits, Sandbox, serve
from support.house import TOKEN, House, open_house, settings_for


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.HTML, method="getUpdates", status=502, times=2),
        Fault(FaultKind.GARBAGE, method="getUpdates", times=2),
        Fault(FaultKind.CUT, method="getUpdates", times=1),
        Fault(FaultKind.RESET_AFTER, method="getUpdates", times=1),
        Fault(FaultKind.ERROR, method="getUpdates", status=409, times=1),
        Fault(FaultKind.ERROR, method="getUpdates", status=500, times=1),
    ],
    ids=lambda fault: fault.kind,
)
async def test_a_poll_that_fails_loses_no_command(tmp_path: Path, fault: Fault) -> None:
    async with open_house(tmp_path) as house:
        kari = house.person("Kari")
        house.sandbox.faults.add(fault)

        assert (await house.say(kari, "/hjelp")).startswith("Dette kan jeg")


async def test_an_answer_is_sent_once_more_after_an_error_page(house: House) -> None:
    kari = house.person("Kari")
    house.sandbox.faults.add(Fault(FaultKind.HTML, method="sendMessage", status=502))

    await house.say(kari, "/hjelp")

    assert sum(text.startswith("Dette kan jeg") for text in house.texts(kari)) >= 1


async def test_an_answer_whose_line_was_lost_is_not_sent_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        kari = house.person("Kari")
        house.sandbox.faults.add(Fault(FaultKind.RESET_AFTER, method="sendMessage"))

        await house.say(kari, "/hjelp")

        assert sum(text.startswith("Dette kan jeg") for text in house.texts(kari)) == 1
        assert house.rows("SELECT state FROM inbox") == [("done",)]


async def test_an_answer_waits_when_telegram_asks_to(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        kari = house.person("Kari")
        wait = Fault(FaultKind.ERROR, method="sendMessage", status=429, retry_after=1)
        house.sandbox.faults.add(wait)

        await house.say(kari, "/hjelp")

        assert house.texts(kari)[-1].startswith("Dette kan jeg")


async def test_an_answer_that_may_never_go_is_given_up_and_the_next_is_given(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house:
        kari = house.person("Kari")
        wait = Fault(FaultKind.ERROR, method="sendMessage", status=429, retry_after=1, times=3)
        house.sandbox.faults.add(wait)
        await house.say(kari, "/personvern")

        said = await house.say(kari, "/hjelp")

        assert said.startswith("Dette kan jeg")
        assert house.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_the_permitted_rate_is_kept_at_the_server(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        ola = await house.leader()
        for number in range(24):
            await house.say(house.person(f"Person{number}"), "/start")
        await house.stop()
        slow = {"per_second": 10, "per_chat_second": 1000}
        house.settings = house.settings.model_copy(
            update={"delivery": house.settings.delivery.model_copy(update=slow)}
        )
        await house.start()
        house.sandbox.limits = Limits(per_second=11, per_group_per_minute=20, penalty=5)

        await house.announce(ola, "hei alle")
        await house.settled()

        assert house.states() == {"delivered": 25}
        assert house.sandbox.limit_breaches == []
        assert not any(call.status == 429 for call in house.sandbox.calls)


async def test_a_token_revoked_in_the_middle_burns_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        ola, per, kari = await house.leader(), house.person("Per"), house.person("Kari")
        await house.say(ola, "/stopp")  # a chat that was just answered waits: Per's comes first
        await house.say(per, "/start")
        await house.say(kari, "/start")
        revoked = Fault(FaultKind.ERROR, contains="hei alle", chat_id=kari.id, status=401, times=1)
        house.sandbox.faults.add(revoked)

        await house.say(ola, "/kunngjor")
        await house.say(ola, "hei alle")
        await house.tap(ola, "Forhåndsvis")
        house.sandbox.tap(ola, "Send nå")
        with pytest.raises(TokenRefusedError):
            await house.ended()
        stopped = house.states()
        await house.start()
        await house.settled()

        assert stopped == {"delivered": 1, "pending": 1}
        assert house.states() == {"delivered": 2}


async def test_a_restored_backup_sends_nothing_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        ola, kari = await house.leader(), house.person("Kari")
        await house.say(kari, "/start")
        hold = Fault(FaultKind.ERROR, contains="hei alle", status=429, retry_after=3, times=None)
        await house.say(ola, "/kunngjor")
        await house.say(ola, "hei alle")
        await house.tap(ola, "Forhåndsvis")
        house.sandbox.faults.add(hold)
        await house.tap(ola, "Send nå")
        await house.until(lambda: any(call.status == 429 for call in house.sandbox.calls))
        copy = await house.back_up()
        house.sandbox.faults.clear()
        await house.stop()

        house.restore(copy)
        await house.start()

        assert house.states() == {"uncertain": 2}
        await house.until(lambda: house.offers(ola, "Send igjen til 2"))
        assert not any("hei alle" in r.text for r in house.sandbox.received(kari.id))


async def test_a_progress_message_that_is_gone_is_made_anew(house: House) -> None:
    ola = await house.leader()
    gone = Fault(
        FaultKind.ERROR,
        method="editMessageText",
        contains="Levert til",
        status=400,
        description="Bad Request: message to edit not found",
    )
    house.sandbox.faults.add(gone)

    await house.announce(ola, "hei")

    await house.until(lambda: "Levert til 1 person." in house.texts(ola))


async def test_whoever_stops_it_while_it_starts_is_shown_nothing_odd(tmp_path: Path) -> None:
    sandbox = Sandbox(token=TOKEN)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        async with serve(sandbox) as server:
            app = App(settings_for(tmp_path, server.url))
            running = asyncio.create_task(app.run())
            await sandbox.wait_for(lambda: bool(sandbox.calls))
            app.stop()
            await running
        gc.collect()

    assert [str(one.message) for one in warned] == []


async def test_a_server_that_knows_no_menus_is_no_reason_not_to_run(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        await house.stop()
        for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
            unknown = Fault(FaultKind.ERROR, method=method, status=404, times=None)
            house.sandbox.faults.add(unknown)

        await house.start()
        ola = await house.leader()

        assert (await house.say(ola, "/hjelp")).startswith("Dette kan jeg")


@pytest.mark.long
async def test_a_poll_that_never_answers_is_renewed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        kari = house.person("Kari")
        house.sandbox.faults.add(Fault(FaultKind.HANG, method="getUpdates"))

        house.sandbox.say(kari, "/hjelp")

        await house.until(lambda: bool(house.texts(kari)[1:]), seconds=40)
