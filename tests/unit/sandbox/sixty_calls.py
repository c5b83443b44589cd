"""Sixty calls that every client of the Bot API must be able to make, every method among them."""

from unit.sandbox.conformance import Act, Call, Step, Upload, refusal
from unit.sandbox.pixel import PNG

KARI = {"chat_id": "$kari.id"}
HELLO = {**KARI, "message_id": "$hello.message_id"}
PHOTO = {**KARI, "message_id": "$photo.message_id"}
IN_GROUP = {"chat_id": "$group.chat_id"}
IN_CHANNEL = {"chat_id": "$channel.chat_id"}
NORWEGIAN = {"language_code": "nb"}
MENU = {"scope": {"type": "all_private_chats"}, **NORWEGIAN}
YES = {"inline_keyboard": [[{"text": "Ja", "callback_data": "y"}]]}
LINKED = {
    "inline_keyboard": [[*YES["inline_keyboard"][0], {"text": "Les", "url": "https://example.no/"}]]
}
BOLD = {"type": "bold", "offset": 0, "length": 3}

SETTING: list[Step] = [
    Act("users", {"first_name": "Kari", "last_name": "Nordmann", "username": "kari"}, "kari"),
    Act("users", {"first_name": "Ola"}, "ola"),
    Act("users", {"first_name": "Per"}, "per"),
    Act("messages", {"user_id": "$kari.id", "text": "/start"}),
    Act("groups", {"title": "Klyngen", "members": ["$kari.id", "$ola.id"]}, "group"),
    Act(
        "channels",
        {"title": "Nytt", "admins": ["$kari.id"], "members": ["$ola.id"], "username": "nytt"},
        "channel",
    ),
    Act("switches", {"forget": True}),
]

PROFILE: list[Step] = [
    Call("getMe", expected={"is_bot": True, "username": "klynge_sandbox_bot"}, keep="me"),
    Call("setMyCommands", {"commands": [{"command": "hjelp", "description": "Hjelp"}], **MENU}),
    Call("getMyCommands", MENU, [{"command": "hjelp", "description": "Hjelp"}]),
    Call("deleteMyCommands", MENU),
    Call("setMyName", {"name": "Klyngen", **NORWEGIAN}),
    Call("getMyName", NORWEGIAN, {"name": "Klyngen"}),
    Call("setMyDescription", {"description": "Nytt fra klyngen"}),
    Call("getMyDescription", {}, {"description": "Nytt fra klyngen"}),
    Call("setMyShortDescription", {"short_description": "Nytt"}),
    Call("getMyShortDescription", NORWEGIAN, {"short_description": "Nytt"}),
    Call("setChatMenuButton", {**KARI, "menu_button": {"type": "commands"}}),
    Call("getChatMenuButton", KARI, {"type": "commands"}),
]

SENDING: list[Step] = [
    Call(
        "sendMessage",
        {**KARI, "text": "<b>Hei</b> &amp; ha det", "parse_mode": "HTML", "reply_markup": YES},
        {
            "text": "Hei & ha det",
            "entities": [BOLD],
            "reply_markup": YES,
            "chat": {"id": "$kari.id", "type": "private", "first_name": "Kari"},
            "from": {"id": "$me.id", "is_bot": True},
        },
        keep="hello",
    ),
    Call(
        "sendMessage",
        {
            **KARI,
            "text": "Svar",
            "entities": [BOLD],
            "protect_content": True,
            "reply_parameters": {"message_id": "$hello.message_id"},
            "reply_markup": {"force_reply": True},
        },
        {
            "entities": [BOLD],
            "has_protected_content": True,
            "reply_to_message": {"message_id": "$hello.message_id", "entities": [BOLD]},
        },
    ),
    Call(
        "sendMessage",
        {
            **KARI,
            "text": "Hvem, og hvor?",
            "reply_markup": {
                "keyboard": [
                    [{"text": "Nummer", "request_contact": True}],
                    [{"text": "Sted", "request_location": True}, {"text": "Nei"}],
                ],
                "resize_keyboard": True,
            },
        },
        {"text": "Hvem, og hvor?"},
    ),
    Call(
        "sendMessage",
        {**IN_CHANNEL, "text": "Til alle"},
        {"sender_chat": {"title": "Nytt", "type": "channel"}, "from": None},
        keep="post",
    ),
    Call(
        "sendPhoto",
        {**KARI, "photo": Upload("a.png", PNG), "caption": "<b>Hei</b>", "parse_mode": "HTML"},
        {"photo": [{"width": 1, "height": 1}], "caption": "Hei", "caption_entities": [BOLD]},
        keep="photo",
    ),
    Call(
        "sendDocument",
        {**KARI, "document": Upload("møte.pdf", b"%PDF"), "caption": "Se"},
        {"document": {"file_name": "møte.pdf", "mime_type": "application/pdf", "file_size": 4}},
        keep="paper",
    ),
    Call("getFile", {"file_id": "$paper.document.file_id"}, {"file_size": 4}),
    Call(
        "sendMediaGroup",
        {
            **KARI,
            "media": [
                {"type": "photo", "media": Upload("a.png", PNG), "caption": "To bilder"},
                {"type": "photo", "media": Upload("b.png", PNG)},
            ],
        },
        [
            {"caption": "To bilder", "media_group_id": "$album.1.media_group_id"},
            {"photo": [{"width": 1}], "media_group_id": "$album.0.media_group_id"},
        ],
        keep="album",
    ),
    Call(
        "sendContact",
        {**KARI, "phone_number": "+4700000000", "first_name": "Eva", "last_name": "Lie"},
        {"contact": {"phone_number": "+4700000000", "first_name": "Eva", "last_name": "Lie"}},
    ),
    Call(
        "sendLocation",
        {**KARI, "latitude": 67.28, "longitude": 14.4},
        {"location": {"latitude": 67.28, "longitude": 14.4}},
    ),
    Call("sendChatAction", {**KARI, "action": "typing"}),
]

COPYING: list[Step] = [
    Call(
        "copyMessage",
        {**PHOTO, "from_chat_id": "$kari.id", "caption": "Kopi"},
        {"message_id": "$copy.message_id"},
        keep="copy",
    ),
    Call(
        "copyMessages",
        {
            **IN_CHANNEL,
            "from_chat_id": "$kari.id",
            "message_ids": ["$hello.message_id", "$photo.message_id"],
        },
        [{"message_id": 3}, {"message_id": 4}],
    ),
    Call(
        "forwardMessage",
        {**KARI, "from_chat_id": "@nytt", "message_id": "$post.message_id"},
        {"text": "Til alle", "forward_origin": {"type": "channel", "chat": {"title": "Nytt"}}},
    ),
    Call(
        "forwardMessages",
        {**IN_GROUP, "from_chat_id": "$kari.id", "message_ids": ["$hello.message_id"]},
        [{"message_id": "$forwarded.0.message_id"}],
        keep="forwarded",
    ),
]

EDITING: list[Step] = [
    Call(
        "editMessageText",
        {**HELLO, "text": "Hallo", "reply_markup": YES},
        {"text": "Hallo", "entities": None, "reply_markup": YES},
    ),
    Call("editMessageReplyMarkup", {**HELLO, "reply_markup": LINKED}, {"reply_markup": LINKED}),
    Call("editMessageCaption", {**PHOTO, "caption": "Nå"}, {"caption": "Nå"}),
    Call(
        "editMessageMedia",
        {
            **PHOTO,
            "media": {"type": "document", "media": Upload("a.txt", b"a"), "caption": "Fil"},
        },
        {"document": {"file_name": "a.txt"}, "caption": "Fil", "photo": None},
    ),
    Call("deleteMessage", {**KARI, "message_id": "$copy.message_id"}),
    Call("deleteMessages", {**KARI, "message_ids": ["$paper.message_id", 987_654]}),
    Call("setMessageReaction", {**HELLO, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
    Call("pinChatMessage", {**KARI, "message_id": "$album.0.message_id"}),
    Call("unpinChatMessage", {**KARI, "message_id": "$album.0.message_id"}),
    Call("unpinAllChatMessages", KARI),
]

CHATS: list[Step] = [
    Call("getChat", {"chat_id": "@nytt"}, {"id": "$channel.chat_id", "type": "channel"}),
    Call(
        "getChatMember",
        {**IN_CHANNEL, "user_id": "$me.id"},
        {"status": "administrator", "can_post_messages": True, "can_be_edited": False},
    ),
    Call(
        "getChatAdministrators",
        IN_CHANNEL,
        [
            {"user": {"id": "$kari.id"}, "status": "creator"},
            {"user": {"id": "$me.id", "is_bot": True}},
        ],
    ),
    Call("getChatMemberCount", IN_GROUP, 3),
]

OFFERED = [
    {
        "type": "article",
        "id": "1",
        "title": "Gull AS",
        "description": "Smykker",
        "input_message_content": {"message_text": "Gull AS"},
    },
    {"type": "contact", "id": "2", "phone_number": "+4700000001", "first_name": "Per"},
]

BY_KARI = {"user_id": "$kari.id"}

PEOPLE: list[Step] = [
    Act("messages", {**BY_KARI, "text": "/finn gull"}, "said"),
    Act("edits", {**BY_KARI, "message_id": "$said.message_id", "text": "/finn sølv"}),
    Act("messages", {**BY_KARI, "text": "Fine!", "reply_to": "$album.1.message_id"}),
    Act("presses", {**BY_KARI, "button": "Nummer"}),
    Act("presses", {**BY_KARI, "button": "Sted"}),
    Act("contacts", {**BY_KARI, "phone_number": "+4700000002", "first_name": "Mor"}),
    Act("locations", {**BY_KARI, "latitude": 67.28, "longitude": 14.4}),
    Act("documents", {**BY_KARI, "photo": Upload("a.png", PNG), "caption": "Meg"}),
    Act("documents", {**BY_KARI, "document": Upload("a.csv", b"x")}),
    Act("taps", {**BY_KARI, "button": "Ja"}, "tap"),
    Act("taps", {**BY_KARI, "data": "gammel", "message_id": 987_654}),
    Act("messages", {**BY_KARI, **IN_GROUP, "text": "/hjelp"}),
    Act("joins", {"user_id": "$per.id", **IN_GROUP}),
    Act("leaves", {"user_id": "$ola.id", **IN_GROUP}),
    Act("messages", {**BY_KARI, **IN_CHANNEL, "text": "Nytt!"}, "news"),
    Act("edits", {**BY_KARI, **IN_CHANNEL, "message_id": "$news.message_id", "text": "Nyere!"}),
    Act("block", BY_KARI),
    Act("unblock", BY_KARI),
    Act("bot-membership", {**BY_KARI, **IN_GROUP, "status": "administrator"}),
    Act("groups", {"title": "Styret", "members": ["$kari.id"]}, "board"),
    Act("migrate", {"chat_id": "$board.chat_id"}, "new_board"),
    Act("inline", {**BY_KARI, "query": "gull"}, "asked_inline"),
    Call("answerCallbackQuery", {"callback_query_id": "$tap.callback_query_id", "text": "Takk"}),
    Call(
        "answerInlineQuery",
        {"inline_query_id": "$asked_inline.inline_query_id", "results": OFFERED},
    ),
    Act(
        "choices", {**BY_KARI, "inline_query_id": "$asked_inline.inline_query_id", "result_id": "2"}
    ),
    Call(
        "getUpdates",
        {},
        [
            {"message": {"pinned_message": {"media_group_id": "$album.0.media_group_id"}}},
            {"message": {"text": "/finn gull", "entities": [{"type": "bot_command"}]}},
            {"edited_message": {"text": "/finn sølv"}},
            {"message": {"reply_to_message": {"media_group_id": "$album.0.media_group_id"}}},
            {"message": {"contact": {"user_id": "$kari.id"}}},
            {"message": {"location": {"latitude": 67.28, "longitude": 14.4}}},
            {"message": {"contact": {"first_name": "Mor", "user_id": None}}},
            {"message": {"location": {"latitude": 67.28, "longitude": 14.4}}},
            {"message": {"photo": [{"width": 1}], "caption": "Meg"}},
            {"message": {"document": {"file_name": "a.csv"}}},
            {"callback_query": {"data": "y", "message": {"text": "Hallo"}}},
            {"callback_query": {"data": "gammel", "message": {"message_id": 987_654}}},
            {"message": {"text": "/hjelp", "chat": {"type": "group", "title": "Klyngen"}}},
            {"message": {"new_chat_members": [{"id": "$per.id"}]}},
            {"message": {"left_chat_member": {"id": "$ola.id"}}},
            {"channel_post": {"text": "Nytt!", "sender_chat": {"title": "Nytt"}}},
            {"edited_channel_post": {"text": "Nyere!"}},
            {"my_chat_member": {"new_chat_member": {"status": "kicked"}}},
            {"my_chat_member": {"new_chat_member": {"status": "member"}}},
            {"my_chat_member": {"new_chat_member": {"status": "administrator"}}},
            {"my_chat_member": {"new_chat_member": {"status": "member"}}},
            {"message": {"group_chat_created": True, "chat": {"title": "Styret"}}},
            {"my_chat_member": {"chat": {"id": "$new_board.chat_id", "type": "supergroup"}}},
            {"message": {"migrate_to_chat_id": "$new_board.chat_id"}},
            {"message": {"migrate_from_chat_id": "$board.chat_id"}},
            {"inline_query": {"query": "gull", "chat_type": "sender"}},
            {"message": {"contact": {"first_name": "Per"}, "via_bot": {"id": "$me.id"}}},
            {"chosen_inline_result": {"result_id": "2", "query": "gull"}},
        ],
    ),
]

HOOK = "http://127.0.0.1:9/"

WEBHOOK: list[Step] = [
    Call("setWebhook", {"url": HOOK, "secret_token": "s", "drop_pending_updates": True}),
    Call("getWebhookInfo", {}, {"url": HOOK, "pending_update_count": 0, "max_connections": 40}),
    Call(
        "getUpdates",
        {},
        refusal(
            409,
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        ),
    ),
    Call("deleteWebhook", {"drop_pending_updates": True}),
]

REFUSALS: list[Step] = [
    Call("sendMessage", {"chat_id": 7, "text": "Hei"}, refusal(400, "chat not found")),
    Call(
        "sendMessage",
        {"chat_id": "$ola.id", "text": "Hei"},
        refusal(403, "bot can't initiate conversation with a user"),
    ),
    Call("sendMessage", {**KARI, "text": " "}, refusal(400, "message text is empty")),
    Call(
        "sendMessage",
        {**KARI, "text": "<b>Hei", "parse_mode": "HTML"},
        refusal(
            400,
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
    ),
    Call(
        "editMessageText",
        {**HELLO, "text": "Hallo", "reply_markup": LINKED},
        refusal(
            400,
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message",
        ),
    ),
    Call(
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        refusal(400, "query is too old and response timeout expired or query ID is invalid"),
    ),
    Call(
        "sendPhoto",
        {**KARI, "photo": Upload("a.png", b"no picture")},
        refusal(400, "IMAGE_PROCESS_FAILED"),
    ),
    Call("getFile", {"file_id": "nowhere"}, refusal(400, "invalid file_id")),
    Act("faults", {"kind": "error", "status": 429, "retry_after": 2}),
    Call("sendMessage", {**KARI, "text": "Hei"}, {"error_code": 429, "retry_after": 2}),
    Call("leaveChat", IN_GROUP),
    Call(
        "sendMessage",
        {**IN_GROUP, "text": "Hei"},
        refusal(403, "bot is not a member of the group chat"),
    ),
    Call(
        "sendMessage",
        {"chat_id": "$board.chat_id", "text": "Hei"},
        {"error_code": 400, "migrate_to_chat_id": "$new_board.chat_id"},
    ),
]

STEPS = [
    *SETTING, *PROFILE, *SENDING, *COPYING, *EDITING, *CHATS, *PEOPLE, *WEBHOOK, *REFUSALS,
]  # fmt: skip
