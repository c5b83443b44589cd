"""The methods by which the bot describes itself."""

import re
from typing import Any

from klyngebot.sandbox import fields
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.fields import FieldError
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
    given = [] if params.lacks("commands") else params.values["commands"]
    if not isinstance(given, list):
        raise bad_request("Expected an Array of BotCommand")
    with fields.reading("BotCommand"):
        commands = [_command(command) for command in given]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.own.commands[key] = commands
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
    button = _menu_button(params.values.get("menu_button"))
    world.own.menu_buttons[_menu_of(world, params)] = button
    world.changed("commands")
    return True


def get_chat_menu_button(world: World, params: Params) -> dict[str, Any]:
    """GetChatMenuButton: of that chat, or else the general one."""
    buttons = world.own.menu_buttons
    found: dict[str, Any] = buttons.get(_menu_of(world, params)) or buttons.get("") or _DEFAULT
    return found


def _menu_button(given: Any) -> dict[str, Any]:
    if given is None or given == "":
        return _DEFAULT
    with fields.reading("menu button"):
        if not isinstance(given, dict):
            raise FieldError("MenuButton must be an Object")
        kind = fields.text(given, "type")
        if kind not in MENU_BUTTONS:
            raise FieldError("MenuButton has unsupported type")
        if kind != "web_app":
            return {"type": kind}
        text, url = fields.text(given, "text"), fields.text(fields.inner(given, "web_app"), "url")
    return {"type": kind, "text": text, "web_app": {"url": url}}


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
    with fields.reading("BotCommandScope"):
        given = params.values.get("scope")
        if given is not None and given != "" and not isinstance(given, dict):
            raise FieldError("BotCommandScope must be an Object")
        return scope_name(given or DEFAULT_SCOPE), _language(params)


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return language


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise FieldError("expected an Object")
    name = fields.text(given, "command").removeprefix("/")
    description = fields.text(given, "description")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
