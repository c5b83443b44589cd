"""What a delivery says, in the recipient's language, at the moment it is sent."""

import json
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from klyngebot.bot.context import keyboard
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import (
    Acknowledging,
    Broadcast,
    BroadcastId,
    BroadcastReport,
    ChangeId,
    Mark,
)
from klyngebot.domain.clock import Clock
from klyngebot.domain.corrections import message_and_item
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.outgoing import outgoing
from klyngebot.domain.people import PersonId
from klyngebot.domain.publications import EventId, NewsId
from klyngebot.domain.questions import AnswerId, QuestionId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.i18n import Translator, translator
from klyngebot.render import (
    acknowledging,
    announcing,
    joining,
    progress,
    publishing,
    requests,
    roles,
)
from klyngebot.render import questions as asking
from klyngebot.render.reply import Album, Attached, Reply, Text
from klyngebot.store import (
    accounts,
    acknowledgements,
    audit,
    broadcasts,
    corrections,
    memberships,
    people,
    publications,
    questions,
    subscribers,
)
from klyngebot.store.database import Database, Reader

_CACHED = 64
_CHANGING = {
    Kind.JOIN_REQUEST,
    Kind.JOIN_ANSWER,
    Kind.ROLE_CHANGED,
    Kind.QUESTION,
    Kind.QUESTION_ANSWER,
    Kind.BROADCAST_STOPPED,
}
"""Subjects that look different once somebody has acted on them, or concern one person."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the Bot API but for its chat.

    Args:
        method: Such as ``sendMessage``.
        parameters: What goes with it.
        may_be_silent: Whether it makes no sound at night.
    """

    method: str
    parameters: dict[str, Any]
    may_be_silent: bool = False

    @property
    def messages(self) -> int:
        """Return how many new messages it makes, as Telegram's limits count them."""
        return len(self.parameters["media"]) if self.method == "sendMediaGroup" else 1


class Contents:
    """Renders subjects, each once per language.

    Args:
        db: The store.
        clock: The time.
        zone: The zone that times are shown in.
        cluster: What the cluster is called.
    """

    def __init__(self, db: Database, clock: Clock, zone: ZoneInfo, cluster: str) -> None:
        self._db = db
        self._clock = clock
        self._zone = zone
        self._cluster = cluster
        self._cache: OrderedDict[tuple[Content, str, bool], Call] = OrderedDict()

    async def call(
        self,
        content: Content,
        locale: str,
        *,
        group: bool = False,
        recipient: SubscriberId | None = None,
        is_again: bool = False,
    ) -> Call | None:
        """Return how ``content`` is sent; None when it is gone.

        Args:
            content: What.
            locale: In which language.
            group: Whether it goes to a group or channel, which gets no buttons of its own.
            recipient: Who gets it, where that makes a difference; what does is never cached.
            is_again: Whether it is their second copy: they may have confirmed by the first.
        """
        if content.kind is Kind.REMINDER:
            return await self._reminder(content, recipient, translator(locale))
        if content.kind in _CHANGING:
            return await self._render(content, locale, group=group)
        confirmed = await self._confirmed(content, recipient, is_again=is_again)
        if confirmed is not None and not group:
            render = self._correction if content.kind is Kind.CORRECTION else self._announcement
            return await render(content, translator(locale), confirmed=confirmed)
        return await self._cached(content, locale, group=group)

    async def _cached(self, content: Content, locale: str, *, group: bool) -> Call | None:
        key = (content, locale, group)
        call = self._cache.get(key) or await self._render(content, locale, group=group)
        if call is not None:
            self._cache[key] = call
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return call

    async def _render(self, content: Content, locale: str, *, group: bool) -> Call | None:
        tr = translator(locale)
        if content.kind is Kind.BROADCAST:
            return await self._announcement(content, tr, group=group)
        if content.kind is Kind.BROADCAST_STOPPED:
            return await self._stopped(content, tr)
        if content.kind is Kind.CORRECTION:
            return await self._correction(content, tr, group=group)
        if content.kind is Kind.WITHDRAWAL:
            change = await corrections.find(self._db.reader, ChangeId(content.subject_id))
            return Call("deleteMessages", {}) if change else None
        if content.kind is Kind.QUESTION_ANSWER:
            return await self._question_answer(AnswerId(content.subject_id), tr)
        text = await _text(self._db.reader, content, tr)
        bulk = content.kind in {Kind.NEWS, Kind.EVENT}
        return None if text is None else replace(to_call(text), may_be_silent=bulk)

    async def _announcement(
        self,
        content: Content,
        tr: Translator,
        *,
        group: bool = False,
        confirmed: datetime | None = None,
    ) -> Call | None:
        broadcast = await broadcasts.find(self._db.reader, BroadcastId(content.subject_id))
        if broadcast is None:
            return None
        reply = self._message(
            broadcast, content.variant, content.part, tr, group=group, confirmed=confirmed
        )
        if reply is None:
            return None
        return replace(to_call(reply), may_be_silent=broadcast.mark is Mark.NORMAL)

    def _message(
        self,
        broadcast: Broadcast,
        variant: str,
        number: int,
        tr: Translator,
        *,
        group: bool,
        confirmed: datetime | None = None,
    ) -> Reply | None:
        found = outgoing(broadcast.variants.get(variant, ()))
        if number >= len(found):
            return None
        is_last = number == len(found) - 1 and not group
        return announcing.message(
            broadcast, found[number], self._cluster, tr, is_last=is_last, confirmed=confirmed
        )

    async def _correction(
        self,
        content: Content,
        tr: Translator,
        *,
        group: bool = False,
        confirmed: datetime | None = None,
    ) -> Call | None:
        async with self._db.read() as db:
            broadcast = await _broadcast(db, content)
        if broadcast is None:
            return None
        number, item = message_and_item(content.part)
        reply = self._message(
            broadcast, content.variant, number, tr, group=group, confirmed=confirmed
        )
        return None if reply is None else to_edit(reply, item)

    async def _confirmed(
        self, content: Content, recipient: SubscriberId | None, *, is_again: bool
    ) -> datetime | None:
        """Return when the recipient has confirmed what they get a second time, or None.

        That is a correction, or another copy; who gets it for the first time is not asked about.
        """
        if recipient is None:
            return None
        db, at = self._db.reader, None
        if content.kind is Kind.CORRECTION:
            at = await acknowledgements.find_corrected(db, ChangeId(content.subject_id), recipient)
        elif content.kind is Kind.BROADCAST and is_again:
            at = await acknowledgements.find(db, BroadcastId(content.subject_id), recipient)
        return None if at is None else at.astimezone(self._zone)

    async def _reminder(
        self, content: Content, recipient: SubscriberId | None, tr: Translator
    ) -> Call | None:
        """Return a reminder that answers the message its recipient got."""
        async with self._db.read() as db:
            broadcast = await _broadcast(db, content)
            if broadcast is None:
                return None
            assert recipient is not None
            original = await acknowledgements.find_original(db, broadcast.id, recipient)
        partners = broadcast.acknowledging is Acknowledging.PARTNERS
        text = acknowledging.reminder(
            broadcast, content.variant, tr, for_partner=partners and original.has_partner
        )
        return replace(_answering(original.message_id, to_call(text)), may_be_silent=True)

    async def _question_answer(self, answer_id: AnswerId, tr: Translator) -> Call | None:
        """Return how an answer is sent: to the message it answers, if that is still there."""
        question = await questions.find_answered(self._db.reader, answer_id)
        if question is None:
            return None
        answer = next(one for one in question.answers if one.id == answer_id)
        return _answering(question.message_id, to_call(asking.answer_card(question, answer, tr)))

    async def _stopped(self, content: Content, tr: Translator) -> Call | None:
        async with self._db.read() as db:
            broadcast = await broadcasts.find(db, BroadcastId(content.subject_id))
            if broadcast is None:
                return None
            account = await accounts.account(db, broadcast.id)
        shown = BroadcastReport(broadcast=broadcast, account=account)
        return to_call(progress.report(shown, tr, zone=self._zone, now=self._clock.now()))


def to_call(reply: Reply) -> Call:
    """Return how ``reply`` is sent by name: a text, or files that Telegram keeps already."""
    parameters: dict[str, Any]
    match reply:
        case Text():
            method = "sendMessage"
            parameters = {
                "text": str(reply.html),
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            }
        case Attached():
            kind = reply.attachment.kind
            method = f"send{kind.capitalize()}"
            parameters = {
                kind.value: reply.attachment.file_id,
                "caption": str(reply.caption),
                "parse_mode": "HTML",
            }
        case Album():
            return Call("sendMediaGroup", {"media": [_media(item) for item in reply.items]})
        case _:
            raise TypeError(f"not sent to many: {type(reply).__name__}")
    markup = keyboard(reply.buttons)
    if markup is not None:
        parameters["reply_markup"] = json.loads(markup.to_json())
    return Call(method, parameters)


def to_edit(reply: Reply, item: int) -> Call:
    """Return how a message is made ``reply``, or a file of it the ``item``-th of an album.

    A file is always put there anew, since an older correction may have been overtaken by this one.
    """
    call = to_call(reply)
    match reply:
        case Text():
            return Call("editMessageText", call.parameters)
        case Album():
            return Call("editMessageMedia", {"media": _media(reply.items[item])})
        case Attached():
            kept = {key: call.parameters[key] for key in call.parameters.keys() & {"reply_markup"}}
            return Call("editMessageMedia", {"media": _media(reply), **kept})
        case _:
            raise TypeError(f"not edited: {type(reply).__name__}")


def _answering(message_id: int | None, call: Call) -> Call:
    """Return ``call`` as an answer to a message of that chat, if that is known and still there."""
    if message_id is None:
        return call
    to = {"message_id": message_id, "allow_sending_without_reply": True}
    return replace(call, parameters={**call.parameters, "reply_parameters": to})


def _media(item: Attached) -> dict[str, str]:
    return {
        "type": item.attachment.kind,
        "media": item.attachment.file_id,
        "caption": str(item.caption),
        "parse_mode": "HTML",
    }


async def _broadcast(db: Reader, change: Content) -> Broadcast | None:
    """Return the broadcast that ``change`` is of, or None."""
    broadcast_id = await broadcasts.find_of(db, change)
    return await broadcasts.find(db, broadcast_id) if broadcast_id else None


async def _text(  # noqa: PLR0911 - a table of kinds
    db: Reader, content: Content, tr: Translator
) -> Text | None:
    match content.kind:
        case Kind.NEWS:
            news = await publications.find_news(db, NewsId(content.subject_id))
            return publishing.news_card(news, tr) if news else None
        case Kind.EVENT:
            event = await publications.find_event(db, EventId(content.subject_id))
            return publishing.event_card(event, tr) if event else None
        case Kind.JOIN_REQUEST:
            request = await memberships.find(db, RequestId(content.subject_id))
            return requests.request_card(request, tr) if request else None
        case Kind.JOIN_ANSWER:
            return await _join_answer(db, RequestId(content.subject_id), tr)
        case Kind.ROLE_CHANGED:
            return await _role_changed(db, content.subject_id, tr)
        case Kind.LINKS_CLOSED:
            return roles.links_closed(tr)
        case Kind.QUESTION:
            question = await questions.find(db, QuestionId(content.subject_id))
            return asking.question_card(question, tr) if question else None
        case _:
            return None


async def _join_answer(db: Reader, request_id: RequestId, tr: Translator) -> Text | None:
    request = await memberships.find(db, request_id)
    if request is None:
        return None
    person_id = await memberships.find_person(db, request.subscriber_id)
    return joining.answer(request, await people.find(db, person_id) if person_id else None, tr)


async def _role_changed(db: Reader, entry_id: int, tr: Translator) -> Text | None:
    entry = await audit.find(db, entry_id)
    if entry is None or entry.object_id is None:
        return None
    if entry.action is Action.MEMBER_LEFT:
        person = await people.find(db, PersonId(entry.object_id))
        return roles.changed(entry, person.partner_name, tr) if person else None
    holder = await subscribers.find_holder(db, SubscriberId(entry.object_id))
    return roles.changed(entry, holder.partner_name, tr) if holder else None
