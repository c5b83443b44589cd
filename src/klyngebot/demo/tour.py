"""The guided tour of the demo: from an empty chat to an account of who got the message."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from klyngebot.demo.bot import TOKEN
from klyngebot.domain.codes import leader_code
from klyngebot.sandbox import Action, Guide, Sandbox, Step, User

LEADER = ("Ola", "Leder", "nb")
CONTACT = ("Kari", "Fjell", "nb")
READER = ("Emma", "Quarry", "en")

_IS_LEADER = ("Du er nå prosjektleder", "You are now a project leader")
_ASKED = ("vil være kontakt for", "wants to be a contact for")
_CONFIRMED = ("Du er nå bekreftet kontakt", "You are now a confirmed contact")
_DELIVERED = ("Levert til", "Delivered to", "Ferdig.", "Done.")
_JOIN_LINK = re.compile(r"start=(bli-[\w-]+)")
_ACCOUNTS = frozenset({"/kunngjoringer", "/announcements"})


def guide() -> Guide:
    """Return the tour."""
    return Guide(
        {"nb": "Bli kjent på fem minutter", "en": "Get to know it in five minutes"},
        (_lead(), _join(), _approve(), _announce(), _account()),
    )


def _lead() -> Step:
    return Step(
        title={"nb": "Bli prosjektleder", "en": "Become project leader"},
        text={
            "nb": "Ola skal styre boten. Han trenger en kode som gjelder én gang, i et kvarter.",
            "en": "Ola will run the bot. He needs a code that works once, for fifteen minutes.",
        },
        person=_id_of(LEADER),
        actions=(Action({"nb": "Send koden som Ola", "en": "Send the code as Ola"}, _send_code),),
        is_done=_somebody_reads(_IS_LEADER),
    )


def _join() -> Step:
    return Step(
        title={"nb": "La Kari bli med", "en": "Let Kari join"},
        text={
            "nb": "Hver partner har sin egen lenke, som Ola sender dem. Åpne en i Karis samtale, "
            "og velg hvem på listen hun skal spille.",
            "en": "Each partner has a link of its own, which Ola sends them. Open one in Kari's "
            "chat, and choose whom on the list she shall play.",
        },
        person=_id_of(CONTACT),
        actions=(
            Action(
                {"nb": "Vis Ola lenkene", "en": "Show Ola the links"},
                _list_links,
                _id_of(LEADER),
            ),
            Action({"nb": "Åpne en lenke som Kari", "en": "Open a link as Kari"}, _open_link),
        ),
        is_done=_somebody_reads(_ASKED + _CONFIRMED),  # by a personal link nobody is asked
    )


def _approve() -> Step:
    return Step(
        title={"nb": "Godkjenn Kari", "en": "Approve Kari"},
        text={
            "nb": "Ola har fått spørsmålet. Trykk på Godkjenn i samtalen hans. Først da ser Kari "
            "kontaktpersonene.",
            "en": "Ola has been asked, in Norwegian. Press Godkjenn (approve) in his chat. Only "
            "then can Kari see the contact people.",
        },
        person=_id_of(LEADER),
        is_done=_somebody_reads(_CONFIRMED),
    )


def _announce() -> Step:
    return Step(
        title={"nb": "Send en kunngjøring", "en": "Send an announcement"},
        text={
            "nb": "Skriv /kunngjor som Ola, og så det som skal ut. Trykk på Forhåndsvis, se at det "
            "er riktig, og send. De første tre sekundene kan han angre; ellers er det tretti.",
            "en": "Write /kunngjor as Ola, and then what is to go out. Press Forhåndsvis "
            "(preview), see that it is right, and Send nå (send now). For three seconds he can "
            "undo it (Angre); outside the demo it is thirty.",
        },
        person=_id_of(LEADER),
        actions=(
            Action({"nb": "Skriv /kunngjor som Ola", "en": "Write /kunngjor as Ola"}, _announcing),
        ),
        is_done=_somebody_reads(_DELIVERED),
    )


def _account() -> Step:
    return Step(
        title={"nb": "Se hvem som fikk meldingen", "en": "See who got the message"},
        text={
            "nb": "Skriv /kunngjoringer som Ola, og trykk på meldingen. Der står det om alle "
            "fikk den, og hvem som ikke gjorde det. Har den en skrivefeil, retter Ola i sin egen "
            "melding, så spør boten om den skal rettes hos alle.",
            "en": "Write /kunngjoringer as Ola, and press the message. It says whether all "
            "got it, and who did not. If it has a typo, Ola edits his own message, and the bot "
            "asks whether to correct it for everybody.",
        },
        person=_id_of(LEADER),
        actions=(
            Action(
                {"nb": "Vis Ola kunngjøringene", "en": "Show Ola the announcements"},
                _list_accounts,
            ),
        ),
        is_done=_has_seen_account,
    )


def _send_code(sandbox: Sandbox) -> None:
    sandbox.say(_leader(sandbox), f"/start {leader_code(TOKEN, datetime.now(UTC))}")


def _list_links(sandbox: Sandbox) -> None:
    sandbox.say(_leader(sandbox), "/lenker")


def _open_link(sandbox: Sandbox) -> None:
    link = _JOIN_LINK.search(_seen_by(sandbox, _leader(sandbox)))
    if link is None:
        raise LookupError("Be Ola om lenkene først. / Ask Ola for the links first.")
    sandbox.say(_person(sandbox, CONTACT), f"/start {link[1]}")


def _announcing(sandbox: Sandbox) -> None:
    sandbox.say(_leader(sandbox), "/kunngjor")


def _list_accounts(sandbox: Sandbox) -> None:
    sandbox.say(_leader(sandbox), "/kunngjoringer")


def _has_seen_account(sandbox: Sandbox) -> bool:
    """Tell whether somebody has asked for the accounts, and opened one."""
    for chat in sandbox.chats.values():
        asked = False
        for message in chat.messages.values():
            if asked and _is_from_bot(message, _DELIVERED):
                return True
            asked = asked or message.get("text") in _ACCOUNTS
    return False


def _somebody_reads(words: tuple[str, ...]) -> Callable[[Sandbox], bool]:
    def is_read(sandbox: Sandbox) -> bool:
        return any(
            _is_from_bot(message, words)
            for chat in sandbox.chats.values()
            for message in chat.messages.values()
        )

    return is_read


def _is_from_bot(message: dict[str, Any], words: tuple[str, ...]) -> bool:
    """Tell whether the bot has written ``message``, with any of ``words`` in it."""
    text = message.get("text", "")
    return bool(message.get("from", {}).get("is_bot")) and any(word in text for word in words)


def _seen_by(sandbox: Sandbox, user: User) -> str:
    """Return what ``user`` has got, with the addresses behind its words."""
    parts = []
    for message in sandbox.chat(user.id):
        parts.append(message.get("text", ""))
        parts += [entity.get("url", "") for entity in message.get("entities", ())]
    return " ".join(parts)


def _leader(sandbox: Sandbox) -> User:
    return _person(sandbox, LEADER)


def _person(sandbox: Sandbox, who: tuple[str, str, str]) -> User:
    for user in sandbox.users:
        if (user.first_name, user.last_name) == who[:2]:
            return user
    raise LookupError(f"{who[0]} er ikke her lenger. / {who[0]} is not here any more.")


def _id_of(who: tuple[str, str, str]) -> Callable[[Sandbox], int | None]:
    def find(sandbox: Sandbox) -> int | None:
        try:
            return _person(sandbox, who).id
        except LookupError:
            return None

    return find
