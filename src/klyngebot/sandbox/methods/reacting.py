"""The method that puts the bot's reaction under a message."""

from typing import Any

from klyngebot.sandbox import fields
from klyngebot.sandbox.errors import bad_request
from klyngebot.sandbox.fields import FieldError
from klyngebot.sandbox.params import Params
from klyngebot.sandbox.world import World

Json = dict[str, Any]

MOST_REACTIONS = 1
"""Of a bot: https://core.telegram.org/bots/api#setmessagereaction"""

EMOJI = frozenset(
    "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄"
    "☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
) | {"❤‍🔥", "👨‍💻", "🤷", "🤷‍♂", "🤷‍♀"}
"""The reactions Telegram has: https://core.telegram.org/bots/api#reactiontypeemoji"""


def set_message_reaction(world: World, params: Params) -> bool:
    """SetMessageReaction: checked and recorded; no message of the Bot API shows reactions."""
    given = [] if params.lacks("reaction") else params.values["reaction"]
    if not isinstance(given, list):
        raise bad_request("Expected an Array of ReactionType")
    with fields.reading("ReactionType"):
        reactions = [_reaction(reaction) for reaction in given]
    chat = world.chat_to_write_to(params.values.get("chat_id"))
    if params.number_of("message_id") not in chat.messages:
        raise bad_request("message to react not found")
    if len(reactions) > MOST_REACTIONS:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(emoji.removesuffix("\ufe0f") not in EMOJI for emoji in reactions if emoji):
        raise bad_request("REACTION_INVALID")
    return True


def _reaction(given: Any) -> str:
    """Return the emoji of a reaction, nothing for one of somebody's own making."""
    if not isinstance(given, dict):
        raise FieldError("expected an Object")
    match fields.text(given, "type"):
        case "emoji":
            return fields.text(given, "emoji")
        case "custom_emoji":
            fields.whole(given, "custom_emoji_id")
            return ""
    raise FieldError("invalid reaction type specified")
