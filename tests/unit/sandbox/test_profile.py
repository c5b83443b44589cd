import pytest

from unit.sandbox.support import Bot

HELP = {"command": "hjelp", "description": "Hva jeg kan"}


async def test_commands_are_kept_per_scope_and_language(bot: Bot) -> None:
    chat = {"type": "chat", "chat_id": 990000001}
    await bot.do("setMyCommands", commands=[HELP])
    await bot.do("setMyCommands", commands=[HELP], scope=chat, language_code="en")

    assert bot.sandbox.commands == {("default", ""): [HELP], ("chat:990000001", "en"): [HELP]}
    assert await bot.do("getMyCommands", scope=chat, language_code="en") == [HELP]
    assert await bot.do("getMyCommands", scope=chat) == []
    await bot.do("deleteMyCommands")
    assert list(bot.sandbox.commands) == [("chat:990000001", "en")]


async def test_no_commands_are_an_empty_menu(bot: Bot) -> None:
    await bot.do("setMyCommands", commands=[HELP])
    await bot.do("setMyCommands")

    assert await bot.do("getMyCommands") == []


@pytest.mark.parametrize(
    ("name", "field", "limit"),
    [("Name", "name", 64), ("Description", "description", 512),
     ("ShortDescription", "short_description", 120)],
)  # fmt: skip
async def test_a_text_is_kept_per_language_and_up_to_its_limit(
    bot: Bot, name: str, field: str, limit: int
) -> None:
    await bot.do(f"setMy{name}", **{field: "x" * limit})
    await bot.do(f"setMy{name}", **{field: "english", "language_code": "en"})

    assert await bot.do(f"getMy{name}", language_code="en") == {field: "english"}
    assert await bot.do(f"getMy{name}", language_code="nb") == {field: "x" * limit}
    assert bot.sandbox.profile[field] == {"": "x" * limit, "en": "english"}
    assert "is too long" in await bot.refused(f"setMy{name}", **{field: "x" * (limit + 1)})
    await bot.do(f"setMy{name}", language_code="en")
    assert await bot.do(f"getMy{name}", language_code="en") == {field: "x" * limit}


async def test_without_a_name_of_its_own_the_bot_has_its_first(bot: Bot) -> None:
    assert await bot.do("getMyName") == {"name": "Klyngebot"}


async def test_the_menu_button_is_kept(bot: Bot) -> None:
    await bot.do("setChatMenuButton", menu_button={"type": "commands"})

    assert bot.sandbox.profile["menu_button"] == {"": {"type": "commands"}}
