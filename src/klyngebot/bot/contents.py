"""What a delivery says, in the recipient's language, at the moment it is sent."""

import json
from collections import OrderedDict
from typing import Any

from klyngebot.bot.context import keyboard
from klyngebot.domain.broadcasts import BroadcastId
from klyngebot.domain.deliveries import Content, Kind
from klyngebot.domain.memberships import RequestId
from klyngebot.domain.publications import EventId, NewsId
from klyngebot.domain.questions import AnswerId, QuestionId
from klyngebot.i18n import Translator, translator
from klyngebot.render import announcing, joining, publishing
from klyngebot.render import questions as asking
from klyngebot.render.reply import Text
from klyngebot.store import broadcasts, memberships, publications, questions
from klyngebot.store.database import Database, Reader

_CACHED = 64
_CHANGING = {Kind.JOIN_REQUEST, Kind.JOIN_ANSWER, Kind.QUESTION, Kind.QUESTION_ANSWER}
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


async def _text(db: Reader, content: Content, tr: Translator) -> Text | None:
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
            return joining.request_card(request, tr) if request else None
        case Kind.JOIN_ANSWER:
            request = await memberships.find(db, RequestId(content.subject_id))
            return joining.answer(request, tr) if request else None
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
