"""The methods by which the bot describes itself."""

import re
from typing import Any

from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.profile import DEFAULT_SCOPE, TEXT_LIMITS, scope_name
from klyngebot.sandbox.world import World

MOST_COMMANDS = 100
LONGEST_COMMAND_DESCRIPTION = 256
MENU_BUTTONS = frozenset({"default", "commands", "web_app"})
_DEFAULT = {"type": "default"}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")


def set_my_commands(world: World, params: Params) -> bool:
    """SetMyCommands: the menu of one scope and language."""
    key = _key(params)
    commands = params.values.get("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON array")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.own.commands[key] = [_command(command) for command in commands]
    world.changed("commands")
    return True


def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    """GetMyCommands: the menu of one scope and language."""
    return world.own.commands.get(_key(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """DeleteMyCommands: no menu for one scope and language."""
    world.own.commands.pop(_key(params), None)
    world.changed("commands")
    return True


def set_my_name(world: World, params: Params) -> bool:
    """SetMyName: at the head of the chat."""
    return _set_text(world, params, "name")


def get_my_name(world: World, params: Params) -> dict[str, Any]:
    """GetMyName: in this language, or else the general one."""
    return {"name": _text(world, params, "name") or world.bot["first_name"]}


def set_my_description(world: World, params: Params) -> bool:
    """SetMyDescription: in the empty chat."""
    return _set_text(world, params, "description")


def get_my_description(world: World, params: Params) -> dict[str, Any]:
    """GetMyDescription: in this language, or else the general one."""
    return {"description": _text(world, params, "description")}


def set_my_short_description(world: World, params: Params) -> bool:
    """SetMyShortDescription: on the profile page."""
    return _set_text(world, params, "short_description")


def get_my_short_description(world: World, params: Params) -> dict[str, Any]:
    """GetMyShortDescription: in this language, or else the general one."""
    return {"short_description": _text(world, params, "short_description")}


def set_chat_menu_button(world: World, params: Params) -> bool:
    """SetChatMenuButton: the button beside the text field."""
    button = params.object("menu_button") or {"type": "default"}
    if str(button.get("type")) not in MENU_BUTTONS:
        raise bad_request("can't parse menu button: Unsupported menu button type")
    world.own.menu_buttons[_menu_of(world, params)] = button
    world.changed("commands")
    return True


def get_chat_menu_button(world: World, params: Params) -> dict[str, Any]:
    """GetChatMenuButton: of that chat, or else the general one."""
    buttons = world.own.menu_buttons
    found: dict[str, Any] = buttons.get(_menu_of(world, params)) or buttons.get("") or _DEFAULT
    return found


def _menu_of(world: World, params: Params) -> str:
    chat_id = params.values.get("chat_id")
    return str(world.find_chat(chat_id).id) if chat_id else ""


def _set_text(world: World, params: Params, name: str) -> bool:
    text = params.text(name)
    if len(text) > TEXT_LIMITS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    texts = world.own.texts[name]
    if text:
        texts[_language(params)] = text
    else:
        texts.pop(_language(params), None)
    world.changed("commands")
    return True


def _text(world: World, params: Params, name: str) -> str:
    texts = world.own.texts[name]
    return str(texts.get(_language(params)) or texts.get("", ""))


def _key(params: Params) -> tuple[str, str]:
    return scope_name(params.object("scope") or DEFAULT_SCOPE), _language(params)


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("the specified language code is invalid")
    return language


def _command(command: Any) -> dict[str, str]:
    fields = command if isinstance(command, dict) else {}
    name, description = fields.get("command"), fields.get("description")
    if not isinstance(name, str) or not _COMMAND.fullmatch(name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= LONGEST_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}
