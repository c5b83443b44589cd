"""The whole bot at Telegram's pace, against a server that keeps its limits."""

import pytest

from klyngebot.sandbox import Limits
from support.house import House, settings_for
from unit.sandbox.pixel import PNG


async def test_an_album_is_paced_as_its_pictures(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ola = await house.leader()
    for number in range(5):
        await house.say(house.person(f"Deltaker {number}"), "/start")
    await house.say(ola, "/kunngjor")
    house.sandbox.album(ola, [PNG] * 10, caption="Fra befaringen")
    await house.quiet()
    await house.tap(ola, "Forhåndsvis")
    await house.stop()
    monkeypatch.setattr("klyngebot.broadcast.pacer.WINDOW", 1.0)  # the tests have made it shorter
    house.settings = settings_for(
        house.folder, house.settings.telegram.api_url, per_second=30, per_chat_second=4
    )
    await house.start()
    house.sandbox.limits = Limits(per_second=30)

    await house.tap(ola, "Send nå")
    await house.settled()

    assert house.states() == {"delivered": 12}  # the album, and the buttons below it
    assert house.sandbox.limit_bars == []
