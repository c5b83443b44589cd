"""The switches: each one is clicked, and does what it says."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from klyngebot.sandbox import FaultKind, Sandbox
from support.browser import in_a_browser
from support.desk import PHONE, WIDE, Scene, scene

pytestmark = in_a_browser


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[Scene]:
    async with scene(browser, Sandbox()) as it:
        await it.open("Feil og grenser")
        yield it


class Process:
    """A bot's process that is none."""

    def __init__(self) -> None:
        self.is_running = True
        self.done: list[str] = []

    async def start(self) -> None:
        self.is_running = True
        self.done.append("start")

    async def kill(self) -> None:
        self.is_running = False
        self.done.append("kill")


def group(desk: Scene, name: str) -> Locator:
    return desk.page.get_by_role("region", name=name, exact=True)


async def press(where: Locator, name: str) -> None:
    await where.get_by_role("button", name=name, exact=True).click()


async def test_a_lost_answer_strikes_once_and_says_so(desk: Scene) -> None:
    calls = group(desk, "Neste kall")
    await press(calls, "Mist svaret")
    waiting = calls.get_by_label("Feil som venter")
    await expect(waiting).to_contain_text("Mist svaret · sendMessage · 1 igjen")

    await desk.hear("hei")

    await expect(waiting).to_contain_text("Ingen feil venter.")
    await expect(calls.get_by_text("Slo til kl.")).to_have_count(1)


async def test_every_fault_can_be_armed_and_all_be_removed(desk: Scene) -> None:
    calls = group(desk, "Neste kall")
    names = await calls.locator(".desk-row button").all_inner_texts()
    for number, name in enumerate(names, 1):
        await press(calls, name)
        await expect(calls.get_by_label("Feil som venter").get_by_role("listitem")).to_have_count(
            number
        )
    kinds = {fault["kind"] for fault in desk.sandbox.faults.as_json()}
    assert kinds == set(FaultKind) - {FaultKind.KILL}

    await press(calls, "Fjern alle feil")
    await expect(calls.get_by_label("Feil som venter")).to_contain_text("Ingen feil venter.")
    assert desk.sandbox.faults.as_json() == []
    await expect(calls.get_by_text("Fjernet kl.").first).to_be_visible()


async def test_a_fault_can_be_aimed(desk: Scene) -> None:
    calls = group(desk, "Neste kall")
    await calls.get_by_label("Metode").select_option("alle metoder")
    await calls.get_by_label("Samtale").select_option("Kari Nordmann")
    await calls.get_by_label("Teksten inneholder").fill("nyhet")
    await calls.get_by_label("Hvor ofte").select_option("3 ganger")
    await calls.get_by_label("statuskode").last.fill("418")
    await calls.get_by_label("beskrivelse").fill("I'm a teapot")
    await press(calls, "Feilkode")
    await expect(calls.get_by_label("Feil som venter")).to_contain_text("med «nyhet» · 3 igjen")

    fault = desk.sandbox.faults.as_json()[0]
    assert (fault["method"], fault["chat_id"]) == (None, desk.kari.id)
    assert (fault["status"], fault["description"], fault["times"]) == (418, "I'm a teapot", 3)


async def test_a_fault_with_a_wrong_number_is_not_armed(desk: Scene) -> None:
    calls = group(desk, "Neste kall")
    await calls.get_by_label("sekunder").first.fill("0")
    await press(calls, "Be om å vente")

    await expect(calls.get_by_text("Det gikk ikke:")).to_be_visible()
    assert desk.sandbox.faults.as_json() == []


async def test_telegram_can_be_down_late_and_out_of_time(desk: Scene) -> None:
    telegram = group(desk, "Telegram")
    down = telegram.get_by_role("switch", name="Telegram er nede")
    await down.click()
    await expect(down).to_have_attribute("aria-checked", "true")
    assert desk.sandbox.outage
    await down.click()
    await expect(down).to_have_attribute("aria-checked", "false")

    await telegram.get_by_role("switch", name="Hold tilbake oppdateringer").click()
    await expect(telegram.get_by_text("Slått på kl.")).to_be_visible()
    desk.sandbox.say(desk.kari, "hei")
    await expect(telegram).to_contain_text("1 oppdatering venter på boten.")
    await press(telegram, "Glem det som venter")
    await expect(telegram).to_contain_text("0 oppdateringer venter på boten.")

    await press(telegram, "Klokka +24 t")
    await expect(telegram).to_contain_text("Klokka går 24 t for fort.")
    await press(telegram, "Klokka +1 t")
    await expect(telegram).to_contain_text("Klokka går 25 t for fort.")
    await press(telegram, "Klokka tilbake")
    await expect(telegram).to_contain_text("Klokka går rett.")


async def test_updates_can_be_poisoned_repeated_and_shuffled(desk: Scene) -> None:
    telegram = group(desk, "Telegram")
    await telegram.get_by_role("switch", name="Hold tilbake oppdateringer").click()
    await press(telegram, "Giftig oppdatering")
    await expect(telegram).to_contain_text("1 oppdatering venter på boten.")

    for name in ("Lever på nytt", "Uorden"):
        await press(telegram, name)
    await expect(telegram.get_by_text("Gjort kl.")).to_have_count(3)
    await expect(telegram.get_by_text("Det gikk ikke")).to_have_count(0)


async def test_flood_limits_have_presets_and_name_who_broke_them(desk: Scene) -> None:
    limits = group(desk, "Fartsgrenser")
    switch = limits.get_by_role("switch", name="Fartsgrenser")
    await switch.click()
    await expect(limits).to_contain_text("30 i sekundet til alle")
    await limits.get_by_label("Hvor strengt").select_option("streng")
    await expect(limits).to_contain_text("5 i sekundet til alle, 1 i sekundet til én samtale")
    await limits.get_by_label("Hvor strengt").select_option("egne tall")
    await limits.get_by_label("sekunder å vente").fill("60")
    await press(limits, "Bruk tallene")
    await expect(limits).to_contain_text("60 sekunder å vente")

    await desk.hear("hei")
    for _ in range(3):
        await desk.bot.call("sendMessage", chat_id=desk.kari.id, text="og du?")

    broken = limits.get_by_label("Brudd på fartsgrensene")
    await expect(broken).to_contain_text("sendMessage til Kari Nordmann")
    await expect(broken).to_contain_text("for Kari Nordmann:")
    await switch.click()
    await expect(limits).to_contain_text("Boten kan sende så fort den vil.")
    assert desk.sandbox.limits is None


async def test_a_person_can_block_the_bot_and_delete_the_account(desk: Scene) -> None:
    people = group(desk, "Personer")
    await people.get_by_role("combobox", name="Person").select_option("Ola")
    blocked = people.get_by_role("switch", name="Har blokkert boten")
    await blocked.click()
    await expect(people).to_contain_text("Ola har blokkert boten.")
    await expect(blocked).to_have_attribute("aria-checked", "true")
    await blocked.click()
    await expect(people).to_contain_text("Ola tar imot meldinger.")

    await press(people, "Slett kontoen")
    await expect(people).to_contain_text("Trykk en gang til for å slette kontoen til Ola.")
    await press(people, "Slett kontoen")
    await expect(people).to_contain_text("Ola har slettet kontoen.")
    await expect(blocked).to_be_disabled()


async def test_the_bot_is_there_to_kill_only_where_the_sandbox_has_it(desk: Scene) -> None:
    bot = group(desk, "Boten")
    await expect(bot).to_have_count(0)
    process = Process()
    desk.sandbox.process = process
    desk.sandbox.changed("state")

    await press(bot, "Drep boten")
    await expect(bot).to_contain_text("Boten er stoppet.")
    await expect(desk.page.get_by_role("button", name="Bak kulissene")).to_contain_text(
        "boten er stoppet"
    )
    await press(bot, "Start boten")
    await expect(bot).to_contain_text("Boten kjører.")
    await press(bot, "Start boten på nytt")
    await expect(bot.get_by_text("Gjort kl.")).to_have_count(3)
    assert process.done == ["kill", "start", "kill", "start"]


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
async def test_each_group_is_one_touch_away(browser: Browser, viewport: dict[str, int]) -> None:
    async with scene(browser, Sandbox(), viewport=viewport) as desk:
        await desk.open("Feil og grenser")
        ways = desk.page.get_by_role("navigation", name="Gå til")
        await expect(ways.get_by_role("button", name="Boten")).to_be_hidden()

        await press(ways, "Personer")

        await expect(group(desk, "Personer").get_by_role("switch")).to_be_in_viewport()
