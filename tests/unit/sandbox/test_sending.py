import json

import pytest

from klyngebot.sandbox import Sandbox, User
from unit.sandbox.pixel import PNG
from unit.sandbox.support import Bot


async def test_a_message_is_shown_and_received(bot: Bot, kari: User) -> None:
    message = await bot.do("sendMessage", chat_id=kari.id, text="Hei, Kari")

    assert message == bot.sandbox.chat(kari.id)[-1]
    (received,) = bot.sandbox.received(kari.id)
    assert (received.message_id, received.text) == (message["message_id"], "Hei, Kari")
    assert received.request_id == bot.sandbox.calls[-1].number
    assert bot.sandbox.all_received == [received]


async def test_private_chats_share_one_counter_of_message_ids(
    bot: Bot, sandbox: Sandbox, kari: User
) -> None:
    ola = sandbox.user("Ola")
    of_ola = sandbox.say(ola, "hei")

    message = await bot.do("sendMessage", chat_id=kari.id, text="hei")

    assert message["message_id"] == of_ola + 1


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "a" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "a", "parse_mode": "Markdown"}, "Bad Request: unsupported parse_mode"),
        ({"text": "a", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "a", "chat_id": 7}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": "@kari"}, "Bad Request: chat not found"),
        (
            {"text": "a", "reply_parameters": {"message_id": 99}},
            "Bad Request: message to be replied not found",
        ),
    ],
)
async def test_what_telegram_refuses_is_refused(
    bot: Bot, kari: User, params: dict[str, object], refusal: str
) -> None:
    assert await bot.refused("sendMessage", **{"chat_id": kari.id, **params}) == refusal
    assert bot.sandbox.all_received == []


async def test_the_length_counts_after_parsing(bot: Bot, kari: User) -> None:
    text = "<b>" + "&amp;" * 4096 + "</b>"

    message = await bot.do("sendMessage", chat_id=kari.id, text=text, parse_mode="html")

    assert message["text"] == "&" * 4096


async def test_nobody_is_written_to_who_has_not_begun(bot: Bot, sandbox: Sandbox) -> None:
    ola = sandbox.user("Ola")

    refusal = await bot.refused("sendMessage", chat_id=ola.id, text="hei")

    assert refusal == "Forbidden: bot can't initiate conversation with a user"


async def test_blank_space_around_a_text_goes_and_entities_follow(bot: Bot, kari: User) -> None:
    message = await bot.do(
        "sendMessage",
        chat_id=kari.id,
        text="  hei du ",
        entities=[
            {"type": "bold", "offset": 2, "length": 3},
            {"type": "italic", "offset": 0, "length": 2},
        ],
    )

    assert message["text"] == "hei du"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


@pytest.mark.parametrize("entities", [{"type": "bold"}, "nonsense", "[{]", "[]"])
async def test_entities_that_are_no_list_are_unheeded(
    bot: Bot, kari: User, entities: object
) -> None:
    message = await bot.do("sendMessage", chat_id=kari.id, text="hei", entities=entities)

    assert "entities" not in message


async def test_what_telegram_finds_by_itself_cannot_be_claimed(bot: Bot, kari: User) -> None:
    entities = [
        {"type": "mention", "offset": 0, "length": 3},
        {"type": "bold", "offset": "0", "length": 3},
    ]

    message = await bot.do("sendMessage", chat_id=kari.id, text="hei", entities=entities)

    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


async def test_links_and_commands_are_found_but_not_in_code(bot: Bot, kari: User) -> None:
    text = "😀 /hjelp@klynge_sandbox_bot https://x.no/a. @kari post@x.no #klynge <code>/nei</code>"

    message = await bot.do("sendMessage", chat_id=kari.id, text=text, parse_mode="HTML")

    found = [(entity["type"], entity["offset"]) for entity in message["entities"]]
    assert found == [
        ("bot_command", 3),
        ("url", 29),
        ("mention", 45),
        ("email", 51),
        ("hashtag", 61),
        ("code", 69),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Se fagdag.example.no, takk", ["fagdag.example.no"]),
        ("Se example.org/program/1.", ["example.org/program/1"]),
        ("post@example.no og fil.txt, kl. 9.no", ["post@example.no", "9.no"]),
        ("ingen.slik eller a.nope", []),
    ],
)
async def test_a_bare_domain_is_a_link(bot: Bot, kari: User, text: str, found: list[str]) -> None:
    sent = await bot.do("sendMessage", chat_id=kari.id, text=text)

    entities = sent.get("entities", [])
    assert [text[e["offset"] : e["offset"] + e["length"]] for e in entities] == found
    assert {e["type"] for e in entities} <= {"url", "email"}


async def test_a_reply_shows_what_it_answers(bot: Bot, kari: User) -> None:
    question = bot.sandbox.say(kari, "Når?")

    answer = await bot.do(
        "sendMessage", chat_id=kari.id, text="Nå", reply_parameters={"message_id": question}
    )
    lonely = await bot.do(
        "sendMessage",
        chat_id=kari.id,
        text="Nå",
        reply_parameters={"message_id": 99, "allow_sending_without_reply": True},
    )

    assert answer["reply_to_message"]["text"] == "Når?"
    assert "reply_to_message" not in lonely


async def test_wishes_about_the_sending_are_taken_and_recorded(bot: Bot, kari: User) -> None:
    wishes = {
        "disable_notification": True,
        "protect_content": True,
        "link_preview_options": {"is_disabled": True},
        "message_effect_id": "5104841245755180586",
    }

    message = await bot.do("sendMessage", chat_id=kari.id, text="hei", **wishes)

    assert message["has_protected_content"]
    assert wishes.items() <= bot.sandbox.calls[-1].params.items()


async def test_a_contact_is_sent(bot: Bot, kari: User) -> None:
    contact = {"phone_number": "+4775000000", "first_name": "Ola", "vcard": "BEGIN:VCARD"}

    message = await bot.do("sendContact", chat_id=kari.id, **contact)

    assert message["contact"] == contact


async def test_a_place_is_sent(bot: Bot, kari: User) -> None:
    message = await bot.do("sendLocation", chat_id=kari.id, latitude="59.67", longitude=9.65)

    assert message["location"] == {"latitude": 59.67, "longitude": 9.65}


async def test_a_chat_action_needs_an_action(bot: Bot, kari: User) -> None:
    assert await bot.do("sendChatAction", chat_id=kari.id, action="typing")
    assert "wrong parameter action" in await bot.refused("sendChatAction", chat_id=kari.id)


async def test_an_uploaded_document_can_be_downloaded_and_sent_again(bot: Bot, kari: User) -> None:
    answer = await bot.upload(
        "sendDocument",
        part="document",
        name="møte.pdf",
        data=b"%PDF",
        chat_id=kari.id,
        caption="Se",
    )
    document = answer["result"]["document"]
    again = await bot.do("sendDocument", chat_id=kari.id, document=document["file_id"])
    file = await bot.do("getFile", file_id=document["file_id"])
    url = f"{bot.server.url}/file/bot{bot.token}/{file['file_path']}"
    async with bot.session.get(url) as response:
        assert await response.read() == b"%PDF"

    assert document["file_name"] == "møte.pdf"
    assert document["mime_type"] == "application/pdf"
    assert answer["result"]["caption"] == "Se"
    assert again["document"] == document
    assert bot.sandbox.calls[0].params["document"] == {"filename": "møte.pdf", "size": 4}


async def test_an_attached_part_is_found_by_its_name(bot: Bot, kari: User) -> None:
    answer = await bot.upload(
        "sendPhoto", part="p1", name="x.png", data=PNG, chat_id=kari.id, photo="attach://p1"
    )

    (size,) = answer["result"]["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (1, 1, len(PNG))


@pytest.mark.parametrize(
    ("method", "params", "refusal"),
    [
        ("sendDocument", {}, "Bad Request: there is no document in the request"),
        (
            "sendDocument",
            {"document": "nonsense"},
            "Bad Request: wrong file identifier/HTTP URL specified",
        ),
        (
            "sendDocument",
            {"caption": "a" * 1025},
            "Bad Request: message caption is too long",
        ),
        ("sendPhoto", {}, "Bad Request: there is no photo in the request"),
        ("getFile", {"file_id": "nonsense"}, "Bad Request: invalid file_id"),
    ],
)
async def test_a_file_that_is_none_is_refused(
    bot: Bot, kari: User, method: str, params: dict[str, str], refusal: str
) -> None:
    assert await bot.refused(method, **{"chat_id": kari.id, **params}) == refusal


@pytest.mark.parametrize(
    ("part", "data", "refusal"),
    [
        ("document", b"", "Bad Request: file must be non-empty"),
        ("document", b"x" * (50 * 1024 * 1024 + 1), "Request Entity Too Large"),
        ("photo", b"no picture", "Bad Request: IMAGE_PROCESS_FAILED"),
    ],
)
async def test_an_upload_telegram_would_not_take_is_refused(
    bot: Bot, kari: User, part: str, data: bytes, refusal: str
) -> None:
    answer = await bot.upload(
        f"send{part.title()}", part=part, name="x", data=data, chat_id=kari.id
    )

    assert answer["description"] == refusal


async def test_a_large_file_of_a_person_cannot_be_downloaded(bot: Bot, kari: User) -> None:
    bot.sandbox.send_document(kari, "stor.bin", b"x" * (20 * 1024 * 1024 + 1))
    file_id = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]

    assert await bot.refused("getFile", file_id=file_id) == "Bad Request: file is too big"


async def test_a_caption_is_formatted_too(bot: Bot, kari: User) -> None:
    answer = await bot.upload(
        "sendDocument",
        part="document",
        name="a.txt",
        data=b"x",
        chat_id=kari.id,
        caption="hei du",
        caption_entities=json.dumps([{"type": "bold", "offset": 0, "length": 3}]),
    )

    assert answer["result"]["caption_entities"][0]["type"] == "bold"
    assert bot.sandbox.last_text(kari.id) == "hei du"


async def test_what_is_found_is_measured_in_utf_16(bot: Bot, kari: User) -> None:
    message = await bot.do("sendMessage", chat_id=kari.id, text=" 😀 #😀a #hei𝒳 \n")

    assert message["entities"] == [{"type": "hashtag", "offset": 8, "length": 6}]


async def test_an_entity_that_ends_in_an_emoji_keeps_its_length(bot: Bot, kari: User) -> None:
    bold = [{"type": "bold", "offset": 1, "length": 4}]

    message = await bot.do("sendMessage", chat_id=kari.id, text=" 😀😀 ", entities=bold)

    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_outer_entities_stand_before_inner_ones(bot: Bot, kari: User) -> None:
    text = "<b>a<i>b</i></b><u><s>c</s>d</u>"

    message = await bot.do("sendMessage", chat_id=kari.id, text=text, parse_mode="HTML")

    assert [entity["type"] for entity in message["entities"]] == [
        "bold",
        "italic",
        "underline",
        "strikethrough",
    ]


async def test_nothing_is_found_within_a_link(bot: Bot, kari: User) -> None:
    text = '<a href="https://example.org/">/start @kari_nordmann</a>'

    message = await bot.do("sendMessage", chat_id=kari.id, text=text, parse_mode="HTML")

    assert [entity["type"] for entity in message["entities"]] == ["text_link"]


async def test_a_message_shows_a_hundred_entities(bot: Bot, kari: User) -> None:
    message = await bot.do("sendMessage", chat_id=kari.id, text="/a " * 101)

    assert len(message["entities"]) == 100


@pytest.mark.parametrize(
    ("caption", "is_taken"),
    [("x" * 1024, True), ("x" * 1025, False), ("😀" * 512, True), ("😀" * 512 + "x", False)],
)
async def test_a_caption_has_1024_utf_16_units(
    bot: Bot, kari: User, caption: str, *, is_taken: bool
) -> None:
    bot.sandbox.send_document(kari, "a.txt", b"x")
    file_id = bot.sandbox.chat(kari.id)[-1]["document"]["file_id"]

    answer = await bot("sendDocument", chat_id=kari.id, document=file_id, caption=caption)

    assert answer["ok"] is is_taken


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [("x" * 4096, True), ("x" * 4097, False), ("😀" * 2048, True), ("😀" * 2048 + "x", False)],
)
async def test_a_text_has_4096_utf_16_units(
    bot: Bot, kari: User, text: str, *, is_taken: bool
) -> None:
    assert (await bot("sendMessage", chat_id=kari.id, text=text))["ok"] is is_taken


@pytest.mark.parametrize(("size", "is_taken"), [(2048, True), (2049, False)])
async def test_a_vcard_has_2048_bytes(bot: Bot, kari: User, size: int, *, is_taken: bool) -> None:
    contact = {"phone_number": "1", "first_name": "x", "vcard": "x" * size}

    assert (await bot("sendContact", chat_id=kari.id, **contact))["ok"] is is_taken
