"""What a delivery says, in the recipient's language, at the moment it is sent."""

import json
from collections import OrderedDict
from typing import Any

from klyngebot.bot.context import keyboard
from klyngebot.domain.audit import Action
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.people import PersonId
from klyngebot.domain.publications import EventId, NewsId
from klyngebot.domain.questions import AnswerId, QuestionId
from klyngebot.domain.subscribers import SubscriberId
from klyngebot.i18n import Translator, translator
from klyngebot.render import announcing, joining, publishing, requests, roles
from klyngebot.render import questions as asking
from klyngebot.render.reply import Text
from klyngebot.store import (
    audit,
    broadcasts,
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
}
"""Subjects that look different once somebody has acted on them, or concern one person."""


class Contents:
    """Renders subjects, each once per language."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._cache: OrderedDict[tuple[Content, str], dict[str, Any]] = OrderedDict()

    async def payload(self, content: Content, locale: str) -> dict[str, Any] | None:
        """Return the sendMessage parameters of ``content`` but its chat; None when it is gone."""
        if content.kind in _CHANGING:
            return await self._render(content, locale)
        key = (content, locale)
        payload = self._cache.get(key) or await self._render(content, locale)
        if payload is not None:
            self._cache[key] = payload
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return payload

    async def _render(self, content: Content, locale: str) -> dict[str, Any] | None:
        text = await _text(self._db.reader, content, translator(locale))
        if text is None:
            return None
        payload: dict[str, Any] = {
            "text": str(text.html),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        markup = keyboard(text.buttons)
        if markup is not None:
            payload["reply_markup"] = json.loads(markup.to_json())
        return payload


async def _text(  # noqa: PLR0911 - a table of kinds
    db: Reader, content: Content, tr: Translator
) -> Text | None:
    match content.kind:
        case Kind.BROADCAST:
            broadcast = await broadcasts.find(db, BroadcastId(content.subject_id))
            return announcing.announcement(broadcast.parts[content.part]) if broadcast else None
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
        case Kind.QUESTION | Kind.QUESTION_ANSWER:
            return await _asked_or_answered(db, content, tr)


async def _asked_or_answered(db: Reader, content: Content, tr: Translator) -> Text | None:
    if content.kind is Kind.QUESTION:
        question = await questions.find(db, QuestionId(content.subject_id))
        return asking.question_card(question, tr) if question else None
    answer_id = AnswerId(content.subject_id)
    question = await questions.find_answered(db, answer_id)
    if question is None:
        return None
    answer = next(one for one in question.answers if one.id == answer_id)
    return asking.answer_card(question, answer, tr)


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
